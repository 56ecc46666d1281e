"""What our forms share: an operation's refusals shown at their fields, files read and checked."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from jalon.common.forms import FileDrop
from jalon.common.uploads import DOCX, JPEG, ODT, PDF, PNG, FileKind, Received, read_upload
from jalon.common.workflow import TransitionRefused

DOCUMENTS = (PDF, DOCX, ODT)
PROOFS = (PDF, PNG, JPEG)


def check_done(day: date) -> None:
    """A day on which something was done: not to come, and within the last thirty years."""
    today = timezone.localdate()
    if day > today:
        raise ValidationError("Cette date est à venir : vérifiez-la.")
    if day.year < today.year - 30:
        raise ValidationError("Cette date est invraisemblable : vérifiez l’année.")


def check_near(day: date) -> None:
    """A day of a path or of a deadline: within thirty years of today."""
    if abs(day.year - timezone.localdate().year) > 30:
        raise ValidationError("Cette date est invraisemblable : vérifiez l’année.")


class ActForm(forms.Form):
    """A form that leads to one operation."""

    def refuse(self, error: ValidationError | TransitionRefused) -> None:
        """Show what the operation refused, each fault at its field when it has one."""
        if isinstance(error, TransitionRefused):
            for reason in error.reasons:
                self.add_error(None, reason)
            return
        for name, texts in getattr(error, "message_dict", {"__all__": error.messages}).items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)


class UploadField(forms.FileField):
    """A file whose size and true nature are checked; cleans to a `Received`, or None when left empty."""

    widget = FileDrop

    def __init__(self, *, kinds: Collection[FileKind] = DOCUMENTS, **options: Any) -> None:
        self.kinds = kinds
        super().__init__(**options)
        self.help_text = self.help_text or f"{', '.join(kind.label for kind in kinds)} ; 25 Mo au plus."

    def clean(self, data: Any, initial: Any = None) -> Received | None:
        if not data:
            if self.required:
                raise ValidationError("Choisissez un fichier.")
            return None
        assert isinstance(data, UploadedFile)
        return read_upload(data, allowed=self.kinds)

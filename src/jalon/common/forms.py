"""Our form renderer and widgets: `{{ form }}` gives labels, help, errors and an error summary that links to fields."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import TemplatesSetting

from jalon.common.uploads import MAX_UPLOAD_BYTES, TEXTS, FileKind, Received, read_upload
from jalon.common.workflow import TransitionRefused


class JalonFormRenderer(TemplatesSetting):
    """Render every form with the templates of the design system."""

    form_template_name = "common/forms/form.html"
    formset_template_name = "common/forms/formset.html"
    field_template_name = "common/forms/field.html"


class DateInput(forms.DateInput):
    """A native date picker; the value travels in ISO form whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A native time picker, minutes only."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """A native date and time picker, minutes only."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class FileDrop(forms.FileInput):
    """A file field shown as a zone where files may be dropped; a plain file input without JavaScript.

    A file over `max_bytes` is told before it is sent, where scripts run; the server checks it in any case.
    """

    template_name = "common/forms/widgets/file_drop.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, max_bytes: int = MAX_UPLOAD_BYTES) -> None:
        super().__init__({"data-max-bytes": max_bytes, **(attrs or {})})


class SearchInput(forms.TextInput):
    """A search box."""

    input_type = "search"


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

    def __init__(self, *, kinds: Collection[FileKind] = TEXTS, **options: Any) -> None:
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

"""What our forms share: the days they take, the kinds of files."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.common.uploads import JPEG, PDF, PNG

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

"""Codes of the day open now, and the guesses that failed."""

from datetime import datetime

from django.db.models import QuerySet

from jalon.accounts.queries import parameters_of
from jalon.prestation.models import CodeMiss, SeanceCode
from jalon.prestation.rules import codes as rules
from jalon.prestation.rules.codes import Shown


def shown(code: SeanceCode, now: datetime) -> Shown:
    """What the board shows of an open code."""
    return rules.shown_at(code.secret, now, rotation=_rotation(code), expires_at=code.expires_at)


def token_of(code: SeanceCode, now: datetime) -> str:
    """The end of the address behind the QR code, as it is now."""
    return f"{code.pk}-{shown(code, now).tail}"


def code_behind(token: str, now: datetime) -> SeanceCode | None:
    """The open code that an address leads to; None once it was renewed, closed or its séance cancelled."""
    key, _, tail = token.partition("-")
    if not key.isdecimal() or len(key) > 12:
        return None
    found = _open(now).filter(pk=int(key)).first()
    if found is None or not rules.tail_matches(found.secret, tail, now, rotation=_rotation(found)):
        return None
    return found


def code_typed(letters: str, *, user_id: int, now: datetime) -> SeanceCode | None:
    """The open code whose letters someone typed, among the séances of their prestations."""
    own = _open(now).filter(seance__prestation__participations__parcours__person__user_id=user_id)
    for code in own.distinct():
        if rules.letters_match(code.secret, letters, now, rotation=_rotation(code)):
            return code
    return None


def misses_of(key: str, now: datetime) -> int:
    """Wrong codes or names that came from there lately."""
    return CodeMiss.objects.filter(key=key, at__gt=now - rules.PAUSE).count()


def _open(now: datetime) -> QuerySet[SeanceCode]:
    return SeanceCode.objects.select_related("seance__prestation__organisme", "seance__trainer").filter(
        expires_at__gt=now, seance__cancelled_at=None
    )


def _rotation(code: SeanceCode) -> int:
    return parameters_of(code.seance.prestation.organisme_id)["attendance_code_rotation_minutes"]

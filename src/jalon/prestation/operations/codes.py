"""The code of the day opened, read and guessed: letters and address that change every few minutes (C8)."""

import secrets
from datetime import datetime, timedelta

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.prestation.enums import HalfDay
from jalon.prestation.models import CodeMiss, Seance, SeanceCode
from jalon.prestation.operations.presence import half_of, locked_seance
from jalon.prestation.queries.codes import misses_of
from jalon.prestation.rules import codes as rules


def open_code(*, actor: Actor, seance: Seance, half_day: HalfDay, now: datetime) -> SeanceCode:
    """Show the code of a half-day, which participants type or scan; still valid, the same is given back.

    Raises TransitionRefused before the half-day begins or once it is long over.
    """
    seance = locked_seance(seance)
    half = half_of(seance, half_day)
    known = SeanceCode.objects.filter(seance=seance, half_day=half_day, expires_at__gt=now).first()
    if known is not None and seance.cancelled_at is None:
        return known
    values = parameters_of(seance.prestation.organisme_id)
    expires_at = half.ends_at + timedelta(minutes=values["attendance_code_minutes"])
    reasons = []
    if seance.cancelled_at is not None:
        reasons.append("La séance est annulée.")
    if now < half.starts_at:
        reasons.append("Le code s’affiche quand la demi-journée commence : on ne signe pas d’avance (C8).")
    if now >= expires_at:
        reasons.append("La demi-journée est finie : faites signer ici même, ou sur papier.")
    if reasons:
        raise TransitionRefused(reasons)
    made = SeanceCode.objects.create(
        seance=seance,
        half_day=half_day,
        opened_at=now,
        expires_at=expires_at,
        secret=secrets.token_urlsafe(24),
    )
    record_act(
        actor=actor, verb="prestation.code", target=seance, now=now,
        sentence=f"A affiché le code du jour de « {seance.heading} » ({half.label}).",
    )  # fmt: skip
    return made


def close_code(*, actor: Actor, code: SeanceCode, now: datetime) -> None:
    """Let nobody sign by this code any more; another may be opened."""
    if code.expires_at <= now:
        return
    code.expires_at = now
    code.save(update_fields=["expires_at"])
    record_act(
        actor=actor, verb="prestation.code.close", target=code.seance, now=now,
        sentence=f"A fermé le code du jour de « {code.seance.heading} ».",
    )  # fmt: skip


def check_guesses(*, key: str, now: datetime) -> None:
    """Raises TransitionRefused when too many wrong codes or names came from there lately."""
    if reasons := rules.guessing_faults(misses_of(key, now)):
        raise TransitionRefused(reasons)


def note_guess(*, key: str, now: datetime) -> None:
    """Count a wrong code or name; the old ones are forgotten."""
    CodeMiss.objects.filter(at__lt=now - rules.PAUSE).delete()
    CodeMiss.objects.create(key=key, at=now)

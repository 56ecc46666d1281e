"""What the server has refused and somebody sets aside: nothing of the day, but never without a trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.models import JournalEntry
from jalon.common.typography import clock, day_label
from jalon.examen.enums import DayEventKind
from jalon.examen.models import ExamSession
from jalon.examen.rules.timetable import local_minutes

VERB = "day.dropped"
REASONS_MAX = 300


@dataclass(frozen=True, slots=True)
class Dropped:
    """A fact that a device gives up: what can still be read of it, and the reasons that it was given."""

    uuid: UUID
    kind: DayEventKind | None = None
    at: datetime | None = None
    inscription: int | None = None
    reasons: tuple[str, ...] = ()


def record_dropped(*, actor: Actor, session: ExamSession, dropped: Sequence[Dropped], now: datetime) -> None:
    """Journal, once each, the facts that were refused and that somebody has set aside."""
    with transaction.atomic():
        session = ExamSession.objects.select_for_update().get(pk=session.pk)
        entries = JournalEntry.objects.filter(
            verb=VERB, target_type=ExamSession._meta.label_lower, target_id=str(session.pk)
        )
        known = set(entries.values_list("data__uuid", flat=True))
        names = {
            one.pk: str(one.person)
            for one in session.inscriptions.select_related("person").filter(
                pk__in={one.inscription for one in dropped if one.inscription is not None}
            )
        }
        for one in {one.uuid: one for one in dropped if str(one.uuid) not in known}.values():
            record_act(
                actor=actor, verb=VERB, target=session, now=now, uuid=str(one.uuid),
                sentence=f"{actor.label} a écarté un fait refusé : {_told(one, names)} ({session}).",
                reasons=" ".join(one.reasons)[:REASONS_MAX], at=one.at.isoformat() if one.at else "",
            )  # fmt: skip


def _told(one: Dropped, names: dict[int, str]) -> str:
    """« arrivée, Inès Morel, 14 décembre 2026 à 9 h 12 »: as much as can be read."""
    told = [one.kind.label.lower() if one.kind else "de nature inconnue"]
    if name := names.get(one.inscription or 0):
        told.append(name)
    if one.at:
        day, minute = local_minutes(one.at)
        told.append(f"{day_label(day)} à {clock(minute)}")
    return ", ".join(told)

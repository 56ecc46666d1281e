"""Write the journal: one line per act, one line per access to a personal file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from jalon.common.actor import Actor
from jalon.common.models import JournalEntry
from jalon.common.typography import elided

Listener = Callable[[Actor, str, Sequence[models.Model], datetime], None]
"""Actor, verb, objects, now: told of each act in its own transaction; it never refuses it."""

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Let a floor follow the acts of all: those done, never what was merely opened. Doing it twice is harmless."""
    if listener not in _listeners:
        _listeners.append(listener)


def _tell(actor: Actor, verb: str, targets: Sequence[models.Model], now: datetime) -> None:
    for listener in _listeners:
        listener(actor, verb, targets, now)


def _entry(
    kind: str,
    actor: Actor,
    verb: str,
    target: models.Model,
    sentence: str,
    now: datetime,
    data: dict[str, Any],
) -> JournalEntry:
    return JournalEntry(
        kind=kind,
        at=now,
        actor_ref=actor.ref,
        actor_label=actor.label,
        organisme_id=actor.organisme_id,
        verb=verb,
        sentence=_said(actor, sentence)[:500],
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        data=data,
    )


def _said(actor: Actor, sentence: str) -> str:
    """The sentence without its author, who has a column of their own, and with its elisions."""
    told = elided(sentence.removeprefix(f"{actor.label} "))
    return told[:1].upper() + told[1:]


def record_act(
    *, actor: Actor, verb: str, target: models.Model, sentence: str, now: datetime, **data: Any
) -> JournalEntry:
    """Journal an act in the transaction of the act itself; `sentence` is French, in the past tense."""
    entry = _entry(JournalEntry.Kind.ACT, actor, verb, target, sentence, now, data)
    entry.save()
    _tell(actor, verb, [target], now)
    return entry


Done = tuple[models.Model, str] | tuple[models.Model, str, dict[str, Any]]
"""An object, what was done to it in French, and the details of its own if it has any."""


def record_acts(
    *, actor: Actor, verb: str, done: Iterable[Done], now: datetime, **data: Any
) -> list[JournalEntry]:
    """Journal one act done to many objects, each with its sentence, in one query per thousand."""
    known = list(done)
    entries = [
        _entry(
            JournalEntry.Kind.ACT, actor, verb, one[0], one[1], now, data | (one[2] if len(one) == 3 else {})
        )
        for one in known
    ]
    made = JournalEntry.objects.bulk_create(entries, batch_size=1000)
    _tell(actor, verb, [one[0] for one in known], now)
    return made


def record_access(
    *, actor: Actor, verb: str, target: models.Model, sentence: str, now: datetime, **data: Any
) -> JournalEntry:
    """Journal that someone opened or downloaded a personal file."""
    entry = _entry(JournalEntry.Kind.ACCESS, actor, verb, target, sentence, now, data)
    entry.save()
    return entry

"""Whose clocks an act on any floor moves: each floor says how its objects lead to paths; the journal tells each act.

Whoever journals an act about such an object has nothing to call: once the transaction is over, the next day of its
paths is counted again, once, whatever the number of acts. A rolled-back act moves nothing.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection, models, transaction

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.jobs import enqueue
from jalon.parcours.models import Parcours
from jalon.parcours.operations.due import refresh_due

CHUNK = 500
OWN = "parcours."
"""The acts of this floor count the next day again in their own transaction."""
SETTINGS = frozenset({"set_parameter", "reset_parameter"})
"""What moves the clocks of a whole centre: too many paths for a request, a job counts them."""

_lookups: dict[type[models.Model], str] = {Parcours: "pk"}
_waiting = threading.local()


def register(lookups: Mapping[type[models.Model], str]) -> None:
    """Let acts on these models move the clocks of the paths that the lookup, read from a path, finds."""
    _lookups.update(lookups)


def hear(actor: Actor, verb: str, targets: Sequence[models.Model], now: datetime) -> None:
    """An act was journaled: its paths wait for the end of the transaction."""
    if verb.startswith(OWN):
        return
    concerned = [
        one for one in targets if type(one) in _lookups or (verb in SETTINGS and isinstance(one, Organisme))
    ]
    if not concerned:
        return
    if not any(callback[1] is _flush for callback in connection.run_on_commit):
        _waiting.found, _waiting.asked = {}, (actor, now)  # what a rolled-back transaction left is forgotten
    found: dict[type[models.Model], set[int]] = _waiting.found
    for one in concerned:
        found.setdefault(type(one), set()).add(one.pk)
    transaction.on_commit(_flush, robust=True)


def _flush() -> None:
    found: dict[type[models.Model], set[int]] = _waiting.found
    if not found:
        return
    _waiting.found, (actor, now) = {}, _waiting.asked
    for organisme in sorted(found.pop(Organisme, ())):
        enqueue("parcours.refresh", actor=actor, now=now, payload={"organisme": organisme})
    refresh_due({path for model, pks in found.items() for path in _paths(_lookups[model], sorted(pks))})


def _paths(lookup: str, pks: Sequence[int]) -> Iterator[int]:
    for chunk in (pks[i : i + CHUNK] for i in range(0, len(pks), CHUNK)):
        yield from Parcours.objects.filter(**{f"{lookup}__in": chunk}).values_list("pk", flat=True)

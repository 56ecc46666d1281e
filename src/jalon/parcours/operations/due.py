"""The column that boards sort on: the next day that matters on a path, brought up to date from its steps."""

from collections.abc import Iterable

from django.db import transaction

from jalon.parcours.models import Parcours
from jalon.parcours.rules.due import bites_first
from jalon.parcours.steps import steps_of
from jalon.parcours.workflow import ENDED

CHUNK = 500


def refresh_next_due(paths: Iterable[Parcours]) -> int:
    """Bring `next_due_on` and `next_due` of paths up to date; how many changed. A path that is over awaits nothing.

    For whoever moves a step: the acts of the lifecycle, the floors above after theirs, and a job every day.
    """
    known, changed = list(paths), []
    for chunk in (known[i : i + CHUNK] for i in range(0, len(known), CHUNK)):
        steps = steps_of(chunk)
        for path in chunk:
            first = None if path.stage in ENDED else bites_first(steps[path.pk])
            due_on, label = (first.due_on, first.label[:200]) if first else (None, "")
            if (path.next_due_on, path.next_due) != (due_on, label):
                path.next_due_on, path.next_due = due_on, label
                changed.append(path)
    Parcours.objects.bulk_update(changed, ["next_due_on", "next_due"], batch_size=200)
    return len(changed)


def refresh_due(pks: Iterable[int]) -> int:
    """Bring paths up to date by their ids, locked, a transaction per chunk; how many changed."""
    known, changed = sorted(set(pks)), 0
    for chunk in (known[i : i + CHUNK] for i in range(0, len(known), CHUNK)):
        with transaction.atomic():
            rows = Parcours.objects.select_for_update(of=("self",)).filter(pk__in=chunk)
            changed += refresh_next_due(rows.order_by("pk"))
    return changed


def refresh_active(organisme_id: int | None = None) -> int:
    """Bring up to date every path that is not over, those of one centre when it is told; how many changed."""
    paths = Parcours.objects.exclude(stage__in=ENDED)
    if organisme_id is not None:
        paths = paths.filter(person__organisme=organisme_id)
    return refresh_due(paths.values_list("pk", flat=True))

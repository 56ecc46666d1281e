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


def refresh_active() -> int:
    """Bring up to date every path that is not over, a transaction per chunk; how many changed."""
    pks = list(Parcours.objects.exclude(stage__in=ENDED).order_by("pk").values_list("pk", flat=True))
    changed = 0
    for chunk in (pks[i : i + CHUNK] for i in range(0, len(pks), CHUNK)):
        with transaction.atomic():
            changed += refresh_next_due(Parcours.objects.select_for_update().filter(pk__in=chunk))
    return changed

"""A centre's dossiers compared with one another, so that a copied chapter is seen before the jury sees it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.jobs import enqueue
from jalon.common.journal import record_act
from jalon.common.models import Job
from jalon.dossier.models import Comparison

COMPARE = "dossier.compare"


def ask_comparison(*, actor: Actor, organisme: Organisme, now: datetime) -> Job:
    """Ask for the last versions of the centre's dossiers to be compared."""
    return enqueue(
        COMPARE,
        actor=actor,
        now=now,
        payload={"organisme": organisme.pk},
        label="Comparaison des dossiers du centre",
        unique_key=f"dossier-comparison:{organisme.pk}",
    )


def keep_comparison(
    *,
    actor: Actor,
    organisme: Organisme,
    compared: int,
    found: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Comparison:
    """Keep what the comparison found, in the place of the former one."""
    Comparison.objects.filter(organisme=organisme).delete()
    comparison = Comparison.objects.create(
        organisme=organisme,
        made_at=now,
        made_by=actor.label,
        compared=compared,
        found=[dict(one) for one in found],
    )
    record_act(
        actor=actor,
        verb="dossier.compare",
        target=comparison,
        sentence=f"A comparé {compared} dossiers du centre.",
        now=now,
    )
    return comparison

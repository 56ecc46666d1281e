"""Mock orals as the accompaniment of a VAE tells them: to those who may read them here, and to nobody else (B14)."""

from collections import Counter

from django.urls import reverse

from jalon.common.actor import Actor
from jalon.dossier.enums import CriterionLevel
from jalon.dossier.permissions import accompanies, is_author, mock_orals_visible_to
from jalon.dossier.queries import orals_of
from jalon.parcours.models import Parcours
from jalon.referentiel.schema import TestKind
from jalon.vae.rehearsals import Rehearsal


def tell_rehearsals(actor: Actor, parcours: Parcours) -> list[Rehearsal]:
    """The mock orals of a path that the actor may read, in two queries."""
    return [
        Rehearsal(
            held_at=oral.held_at,
            label=TestKind(oral.kind).label,
            minutes=oral.minutes,
            seconds=oral.seconds,
            note=oral.note,
            listener=oral.listener,
            url=reverse("dossier:oral", args=[oral.pk]),
            levels=_counted([line.level for line in oral.lines.all()]),
        )
        for oral in orals_of(mock_orals_visible_to(actor, parcours))
    ]


def door_to_orals(actor: Actor, parcours: Parcours) -> str:
    """Where the candidate and those who accompany them hold mock orals; "" for others."""
    if is_author(actor, parcours) or accompanies(actor, parcours):
        return reverse("dossier:orals", args=[parcours.pk])
    return ""


def _counted(levels: list[str]) -> tuple[str, ...]:
    counts = Counter(levels)
    return tuple(f"{level.label} : {counts[level.value]}" for level in CriterionLevel if counts[level.value])

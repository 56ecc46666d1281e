"""Reads about the entry: last positions, steps of the candidature, what someone is dispensed of."""

from collections.abc import Iterable
from dataclasses import dataclass

from jalon.formation.enums import EntryStep, Placing
from jalon.formation.models import Dispensation, EntryCheck, Positioning, ProgrammeItem
from jalon.formation.rules.positioning import Placed, side_by_side
from jalon.parcours.models import Parcours
from jalon.prestation.models import Participation
from jalon.referentiel.schema import TitreVersion


def participations_of(parcours: Parcours) -> list[Participation]:
    """Prestations of a path that are neither over nor left, with the programme each follows."""
    rows = Participation.objects.filter(parcours=parcours, left_on=None).exclude(
        prestation__status__in=("done", "cancelled")
    )
    return list(rows.select_related("prestation__programme_use__programme", "parcours__person"))


def items_offered(parcours: Parcours) -> list[ProgrammeItem]:
    """Séances of the programmes that someone follows: what they may be dispensed of."""
    followed = [
        stay.prestation.programme_use.programme_id
        for stay in participations_of(parcours)
        if hasattr(stay.prestation, "programme_use")
    ]
    rows = ProgrammeItem.objects.filter(module__programme__in=followed).select_related("module")
    return list(rows.order_by("module__number", "rank"))


def lifted_minutes(rows: Iterable[Dispensation]) -> int:
    """Minutes lifted by dispensations in force; a séance of a CCP dispensed whole is not counted twice."""
    kept = list(rows)
    whole = {row.ccp_number for row in kept if row.item_id is None}
    return sum(row.minutes for row in kept if row.item_id is None or row.ccp_number not in whole)


@dataclass(frozen=True, slots=True)
class Position:
    """Where someone stands at the entry: the last positioning of each side, and both together."""

    own: Positioning | None
    trainer: Positioning | None
    placed: list[Placed]
    evidence: dict[str, str]


def position_of(parcours: Parcours, titre: TitreVersion) -> Position:
    """The last positioning of each side, competence by competence."""
    last: dict[str, Positioning] = {}
    for one in Positioning.objects.filter(parcours=parcours).prefetch_related("lines"):
        last[one.placing] = one
    own, trainer = last.get(Placing.SELF), last.get(Placing.TRAINER)
    refs = [titre.competence_id(c.number) for c in titre.competences_of_scope("title")]
    levels = [
        {line.competence_ref: line.level for line in one.lines.all()} if one else {} for one in (own, trainer)
    ]
    evidence: dict[str, str] = {}
    for side in (own, trainer):
        for line in side.lines.all() if side else ():
            if line.evidence:
                said = evidence.get(line.competence_ref, "")
                evidence[line.competence_ref] = f"{said} – {line.evidence}" if said else line.evidence
    return Position(own, trainer, side_by_side(refs, *levels), evidence)


def entry_steps_of(parcours: Parcours) -> list[tuple[EntryStep, EntryCheck | None]]:
    """Every step of the candidature, with the day it was done."""
    done = {row.step: row for row in EntryCheck.objects.filter(parcours=parcours)}
    return [(step, done.get(step)) for step in EntryStep]

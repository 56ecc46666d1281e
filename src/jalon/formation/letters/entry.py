"""The words of the entry's documents: positioning and individualised path."""

from collections.abc import Sequence

from jalon.accounts.letterhead import letterhead
from jalon.common.typography import day_label
from jalon.documents.blocks import Signatory
from jalon.formation.contexts import Dispensed, ParcoursIndividualise, PlacedCompetence, Positionnement
from jalon.formation.enums import Level
from jalon.formation.letters.programmes import competence_label, titre_code
from jalon.formation.models import Dispensation, EntryInterview
from jalon.formation.programme.durations import told
from jalon.formation.queries.entry import Position, lifted_minutes
from jalon.parcours.models import Parcours
from jalon.prestation.models import Participation
from jalon.referentiel.schema import TitreVersion


def positionnement(parcours: Parcours, position: Position, titre: TitreVersion) -> Positionnement:
    """The positioning as it stands, both sides (indicator 8)."""
    own, trainer = position.own, position.trainer
    return Positionnement(
        organisme=letterhead(parcours.person.organisme),
        person=parcours.person.full_name,
        titre=titre.title,
        titre_code=titre_code(titre),
        own_on=day_label(own.on) if own else "",
        trainer_on=day_label(trainer.on) if trainer else "",
        trainer=trainer.actor_label if trainer else "",
        rows=tuple(
            PlacedCompetence(
                competence=competence_label(titre, one.ref),
                own=str(Level(one.own).label) if one.own is not None else "",
                trainer=str(Level(one.trainer).label) if one.trainer is not None else "",
                gap=one.gap_told,
                evidence=position.evidence.get(one.ref, ""),
            )
            for one in position.placed
        ),
        comments=tuple(
            f"{who} : {one.comment}"
            for who, one in (("La personne", own), (trainer.actor_label if trainer else "", trainer))
            if one and one.comment
        ),
    )


def parcours_individualise(
    parcours: Parcours,
    stays: Sequence[Participation],
    rows: Sequence[Dispensation],
    interview: EntryInterview | None,
    titre: TitreVersion,
) -> ParcoursIndividualise:
    """What someone follows and does not (indicator 10)."""
    stay = stays[0] if stays else None
    planned = stay.prestation.minutes_planned if stay else 0
    lifted = lifted_minutes(rows)
    person = parcours.person
    return ParcoursIndividualise(
        organisme=letterhead(person.organisme),
        person=person.full_name,
        titre=titre.title,
        titre_code=titre_code(titre),
        prestation=stay.prestation.heading if stay else "",
        planned=told(planned) if stay else "",
        lifted=told(lifted) if lifted else "Aucune",
        remaining=told(planned - lifted) if stay else "—",
        dispensed=tuple(
            Dispensed(what=str(row), hours=told(row.minutes), reason=row.reason, on=day_label(row.on))
            for row in rows
        ),
        conditions=interview.conditions if interview else "",
        signatories=(
            Signatory(name=person.full_name, quality="La personne en formation"),
            Signatory(name="", quality="Pour l’organisme de formation"),
        ),
    )

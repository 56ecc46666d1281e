"""The words of the results of the ECF, for the jury."""

from collections.abc import Mapping

from jalon.accounts.letterhead import letterhead
from jalon.common.typography import date_span, day_label
from jalon.documents.blocks import Signatory
from jalon.formation.contexts import EvaluatedCcp, EvaluatedCompetence, EvaluatedCriterion, LivretEcf
from jalon.formation.letters.programmes import competence_label, titre_code
from jalon.formation.models import Ecf
from jalon.parcours.models import Parcours
from jalon.referentiel.schema import TitreVersion


def livret_ecf(parcours: Parcours, ecfs: Mapping[str, Ecf], titre: TitreVersion, *, by: str) -> LivretEcf:
    """Every competence aimed at, evaluated or not (A6.1)."""
    aimed = [ccp for ccp in titre.ccps if not parcours.ccp_refs or ccp.id in parcours.ccp_refs]
    period = (
        date_span(parcours.starts_on, parcours.ends_on) if parcours.starts_on and parcours.ends_on else ""
    )
    return LivretEcf(
        organisme=letterhead(parcours.person.organisme),
        person=parcours.person.full_name,
        titre=titre.title,
        titre_code=titre_code(titre),
        period=period,
        ccps=tuple(
            EvaluatedCcp(
                heading=f"{ccp.label} – {ccp.title}",
                competences=tuple(
                    _evaluated(titre, c.number, ecfs.get(titre.competence_id(c.number)))
                    for c in ccp.competences
                ),
            )
            for ccp in aimed
        ),
        signatories=(Signatory(name=by, quality="Pour l’organisme de formation"),),
    )


def _evaluated(titre: TitreVersion, number: int, ecf: Ecf | None) -> EvaluatedCompetence:
    label = competence_label(titre, titre.competence_id(number))
    if ecf is None:
        return EvaluatedCompetence(competence=label, result="Non évaluée", fine=False)
    texts = {one.id: one.text for one in titre.criteria(number)}
    return EvaluatedCompetence(
        competence=label,
        result="Acquise" if ecf.acquired else "Non acquise",
        fine=ecf.acquired,
        on=day_label(ecf.on),
        evaluator=ecf.actor_label,
        situation=ecf.situation,
        observations=ecf.observations,
        criteria=tuple(
            EvaluatedCriterion(
                criterion=texts.get(one.criterion_ref, one.criterion_ref), met=one.get_met_display()
            )
            for one in ecf.criteria.all()
        ),
    )

"""The words of a convention of a stay in a company."""

from jalon.accounts.letterhead import letterhead
from jalon.common.typography import date_span
from jalon.documents.blocks import Signatory
from jalon.formation.contexts import ConventionStage
from jalon.formation.letters.programmes import competence_label, titre_code
from jalon.formation.models import CompanyConvention
from jalon.referentiel.schema import TitreVersion


def convention_stage(convention: CompanyConvention, titre: TitreVersion, *, by: str) -> ConventionStage:
    """The convention between the company, the organisme (`by`) and the person."""
    person = convention.parcours.person
    ccp = titre.ccp(convention.ccp_number)
    required = ccp.scheme.company_hours
    return ConventionStage(
        organisme=letterhead(person.organisme),
        person=person.full_name,
        titre=titre.title,
        titre_code=titre_code(titre),
        ccp=f"{ccp.label} – {ccp.title}",
        company=convention.company,
        address=tuple(convention.address.splitlines()),
        signatory=convention.signatory,
        tutor=", ".join(filter(None, (convention.tutor, convention.tutor_quality))),
        tutor_contact=convention.tutor_contact,
        dates=date_span(convention.starts_on, convention.ends_on),
        hours=f"{convention.hours} h",
        schedule=convention.schedule,
        activities=convention.activities,
        competences=tuple(competence_label(titre, ref) for ref in convention.competence_refs),
        minimum=f"{required} h en entreprise au moins pour le {ccp.label}" if required else "",
        signatories=(
            Signatory(name=convention.signatory, quality=f"Pour {convention.company}"),
            Signatory(name=by, quality="Pour l’organisme de formation"),
            Signatory(name=person.full_name, quality="La personne en formation"),
        ),
    )

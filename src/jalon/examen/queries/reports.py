"""The reports of a session's incidents: what each says, where it stands, who is to sign it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jalon.accounts.enums import OrganismeKind
from jalon.accounts.models import Organisme
from jalon.examen.enums import IncidentKind
from jalon.examen.models import ExamSession, Incident, IncidentReport, JurySeat, ReportComplement
from jalon.examen.rules.reports import STATEMENTS, ReportFacts, sealed_digest
from jalon.people.models import Person

RESPONSABLE = 0  # in place of a juror's person id: the responsable de session signs


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An incident of the day page with the state of its report."""

    incident: Incident
    report: IncidentReport | None

    @property
    def signed(self) -> bool:
        return self.report is not None and self.report.signed_at is not None

    @property
    def state(self) -> str:
        if self.signed:
            return "Signé"
        return "À signer" if self.report is not None else "À établir"


def report_lines(session: ExamSession) -> list[ReportLine]:
    """Every incident of the session, oldest first, with its report if there is one, in two queries."""
    reports = {
        report.incident_id: report
        for report in IncidentReport.objects.filter(incident__session=session)
        .select_related("document")
        .prefetch_related("complements__document")
    }
    incidents = session.incidents.select_related("inscription__person").order_by("reported_at", "pk")
    return [ReportLine(incident, reports.get(incident.pk)) for incident in incidents]


def report_of(incident: Incident) -> IncidentReport | None:
    """The incident's report, signed or not."""
    return (
        IncidentReport.objects.filter(incident=incident)
        .select_related("document")
        .prefetch_related("complements__document")
        .first()
    )


def signers_for(session: ExamSession) -> dict[int, str]:
    """Who may sign a report: the responsable (0), or a juror of the session by their person id (A7.14)."""
    found = {RESPONSABLE: f"{session.responsable.full_name}, responsable de session"}
    seats = JurySeat.objects.filter(jury__session=session).select_related("person", "jury")
    for seat in seats.order_by("jury__number", "pk"):
        found.setdefault(seat.person_id, f"{seat.person.full_name}, membre du jury {seat.jury.number}")
    return found


def juror_who_signs(report: IncidentReport) -> Person | None:
    """The juror who is to sign this report; None when it is the responsable."""
    return Person.objects.filter(pk=report.content.get("signer") or 0).first()


def initial_content(incident: Incident) -> dict[str, Any]:
    """What a report begins with: what was written down when the incident was reported."""
    return {
        "happened_at": incident.reported_at.isoformat(),
        "place": incident.session.site.name,
        "facts": incident.description,
        "decided": "",
        "statement": "",
        "statement_outcome": "",
        "signer": RESPONSABLE,
    }


def happened_at(content: Mapping[str, Any]) -> datetime | None:
    """When the facts of a report took place."""
    text = content.get("happened_at") or ""
    found = parse_datetime(text) if text else None
    return timezone.localtime(found) if found is not None else None


def candidate_label(incident: Incident) -> str:
    """« Awa Diallo-Lefèvre, candidat n° 7 », empty when nobody in particular is concerned."""
    who = incident.inscription
    return f"{who.person.full_name}, candidat n° {who.number}" if who is not None else ""


def report_facts(report: IncidentReport) -> ReportFacts:
    """What the rules judge of a report."""
    content = report.content
    return ReportFacts(
        fraud=report.incident.kind == IncidentKind.FRAUD,
        candidate=candidate_label(report.incident),
        happened_at=happened_at(content),
        place=content.get("place", ""),
        facts=content.get("facts", ""),
        present=tuple(report.witnesses),
        decided=content.get("decided", ""),
        statement=content.get("statement", ""),
        statement_outcome=content.get("statement_outcome", ""),
    )


def sealed_content(report: IncidentReport) -> dict[str, Any]:
    """Everything that the seal of a report covers, as plain JSON values."""
    incident = report.incident
    return {
        "incident": incident.pk,
        "kind": incident.kind,
        "candidate": candidate_label(incident),
        "reported_by": incident.reported_by,
        "reported_at": timezone.localtime(incident.reported_at).isoformat(),
        "content": report.content,
        "present": list(report.witnesses),
        "signed_by": report.signed_by_label,
        "signed_at": timezone.localtime(report.signed_at).isoformat() if report.signed_at else "",
    }


def sealed_complement(complement: ReportComplement) -> dict[str, Any]:
    """Everything that the seal of a complement covers: the seal of the report it completes too."""
    return {
        "report": complement.report.sha256,
        "text": complement.text,
        "signed_by": complement.signed_by_label,
        "signed_at": timezone.localtime(complement.signed_at).isoformat(),
    }


def is_intact(report: IncidentReport) -> bool:
    """Whether a signed report and its complements still say what was sealed."""
    return sealed_digest(sealed_content(report)) == report.sha256 and all(
        sealed_digest(sealed_complement(one)) == one.sha256 for one in report.complements.all()
    )


def statement_sentence(content: Mapping[str, Any]) -> str:
    """What became of the candidate's own statement, in French."""
    return STATEMENTS.get(content.get("statement_outcome", ""), "")


def authority_of(session: ExamSession) -> str:
    """The State's service of the site's département, the one that a fraud report informs (A7.14)."""
    named = Organisme.objects.filter(kind=OrganismeKind.DDETS, departement=session.site.departement)
    return named.values_list("name", flat=True).first() or "DDETS du département"

"""The words of a dossier's documents: from records to the frozen contexts that the templates take."""

from datetime import datetime

from django.utils import timezone

from jalon.accounts.letterhead import letterhead
from jalon.common.typography import day_label, file_size, moment_label
from jalon.dossier.conformity.report import Verdict
from jalon.dossier.contexts import RapportConformite, Recepisse
from jalon.dossier.exams import Exam
from jalon.dossier.models import DossierVersion
from jalon.dossier.report_paper import conformity_report
from jalon.referentiel.schema import TitreVersion


def recepisse(
    version: DossierVersion, titre: TitreVersion, exam: Exam | None, *, by: str, now: datetime
) -> Recepisse:
    """The receipt of a version handed over now (A6.4)."""
    dossier = version.dossier
    person = dossier.parcours.person
    report = version.report or {}
    when = "à partir du " + day_label(exam.starts_on, "jour") if exam else ""
    return Recepisse(
        organisme=letterhead(person.organisme),
        candidate=person.full_name,
        titre=titre.title,
        titre_code=f"{titre.code} – millésime {titre.version}",
        scope=titre.scope_label(dossier.scope),
        production=dossier.production,
        version=f"Version {version.number}",
        file=version.name,
        size=file_size(version.size),
        sha256=version.sha256,
        pages=_pages(report.get("pages") or {}),
        verdict=Verdict(report["verdict"]).label if report.get("verdict") else "",
        handed_over=moment_label(timezone.localtime(now), "jour"),
        handed_over_by=by,
        exam=f"{exam.label}, {when}" if exam else "",
    )


def conformite(version: DossierVersion, titre: TitreVersion) -> RapportConformite:
    """The report of a checked version, in the candidate's name."""
    person = version.dossier.parcours.person
    return conformity_report(
        version.report or {},
        titre,
        organisme=letterhead(person.organisme),
        candidate=person.full_name,
        checked=moment_label(timezone.localtime(version.deposited_at)),
    )


def _pages(pages: dict[str, int]) -> str:
    total = pages.get("total", 0)
    if not total:
        return ""
    told = f"{total} page{'s' if total > 1 else ''}, dont {pages.get('body', 0)} de corps"
    annexes = pages.get("annexes", 0)
    return f"{told} et {annexes} d’annexes" if annexes else told

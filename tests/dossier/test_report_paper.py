"""The report of the checker as a PDF: every finding, each part with its pages, the contents asked."""

from dataclasses import replace

from jalon.dossier.conformity.paper import Address
from jalon.dossier.conformity.report import (
    ContentSeen,
    Finding,
    PageCount,
    PartSeen,
    PartStatus,
    Report,
    Severity,
    Verdict,
    finding_from_json,
)
from jalon.dossier.contexts import RapportConformite
from jalon.dossier.documents import CONFORMITE
from jalon.dossier.report_paper import conformity_report
from jalon.dossier.samples import ORGANISME
from jalon.referentiel.shipped import shipped_titres
from tests.documents.reading import text_of

CIP = shipped_titres()["TP-00403.08"]


def told(code: str, severity: Severity = Severity.TO_MEND, **more: object) -> Finding:
    finding = Finding(
        code, severity, f"Message de {code}.", f"Règle de {code}.", "RE, partie 1", f"Remède de {code}."
    )
    return replace(finding, **more)  # type: ignore[arg-type]


REPORT = Report(
    file="dossier.docx",
    titre=CIP.ref,
    scope="ccp2",
    production="Dossier support de la présentation",
    pages=PageCount(total=24, body=15, annexes=7, front=2),
    parts=(
        PartSeen(1, PartStatus.OK, 3, 6, "Partie 1 – Un accompagnement"),
        PartSeen(2, PartStatus.SHORT, 9, 3, "Partie 2"),
        PartSeen(3, PartStatus.MISSING),
    ),
    findings=(
        told("part_missing", Severity.BLOCKS, part=3),
        told("font", page=4, part=1, quote="les mots concernés", address=Address("word/document.xml", 12)),
        told("person_name", page=5, quote="Mme Leroy", replacement="Mme L."),
        told("person_name", page=7, quote="Mme Leroy"),
        told("toc_missing", Severity.ADVICE),
    ),
    verdict=Verdict.TO_MEND,
    contents=(
        ContentSeen(1, "le contexte de l’accompagnement", "seen", 3, "Madame M. est orientée"),
        ContentSeen(2, "les acteurs mobilisés", "absent"),
    ),
)


def context(report: Report = REPORT) -> RapportConformite:
    return conformity_report(report.to_json(), CIP, organisme=ORGANISME, candidate="Awa Diallo")


def test_the_paper_tells_everything_that_the_report_holds() -> None:
    text = text_of(CONFORMITE.render(context()).pdf)
    for finding in REPORT.findings:
        for said in (finding.message, finding.rule, finding.remedy, finding.quote, finding.replacement):
            assert said in text
    for said in (
        "Un accompagnement",
        "trop courte",
        "introuvable",
        "semble traité",
        "non trouvé",
        "À corriger",
        "Awa Diallo",
    ):
        assert said in text


def test_findings_go_by_severity_and_those_of_one_remedy_together() -> None:
    groups = context().groups
    assert [(group.label, group.count) for group in groups] == [
        ("Bloquant", "1 point"), ("À corriger", "3 points"), ("Conseil", "1 point"),
    ]  # fmt: skip
    assert [len(remark.places) for remark in groups[1].remarks] == [1, 2]
    assert groups[1].remarks[0].places[0].where == "p.\u00a04, partie 1"


def test_parts_are_drawn_on_one_scale_from_what_the_re_asks() -> None:
    first, short, missing = context().parts
    assert (first.asked, first.low, first.high, first.length) == ("5 à 6\u00a0pages", 62, 75, 75)
    assert (short.length, short.fine) == (37, False)
    assert (missing.start, missing.pages, missing.status) == ("–", "–", "introuvable")


def test_pages_are_told_beside_what_is_asked() -> None:
    assert context().counts == (
        "15\u00a0pages de texte pour 16 à 21\u00a0pages",
        "7\u00a0pages d’annexes pour 7 au plus",
        "2\u00a0pages de couverture et de listes, non comptées",
        "24\u00a0pages en tout",
    )


def test_a_conform_dossier_and_one_without_pages_say_so() -> None:
    clean = context(replace(REPORT, findings=(), verdict=Verdict.CONFORM, pages=PageCount()))
    assert (clean.fine, clean.groups, clean.counts) == (True, (), ())
    assert "Conforme" in text_of(CONFORMITE.render(clean).pdf)


def test_an_unreadable_file_gives_its_reason_alone() -> None:
    refused = told("unreadable", Severity.BLOCKS, message="il est protégé par un mot de passe.")
    paper = context(replace(REPORT, findings=(refused,), verdict=Verdict.UNREADABLE, parts=(), contents=()))
    assert paper.groups == ()
    assert "il est protégé par un mot de passe." in text_of(CONFORMITE.render(paper).pdf)


def test_the_dossier_professionnel_has_no_range_of_pages() -> None:
    parts = context(replace(REPORT, production="Dossier professionnel", scope="title")).parts
    assert {part.asked for part in parts} == {""}


def test_a_finding_comes_back_from_json_as_it_was() -> None:
    assert tuple(map(finding_from_json, REPORT.to_json()["findings"])) == REPORT.findings

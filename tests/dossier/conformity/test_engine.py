"""Whole files, from their bytes to the report, through LibreOffice and as PDF: what is clean stays clean."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from jalon.common.typography import typo
from jalon.dossier.conformity.batch import check_many, find_dossiers
from jalon.dossier.conformity.engine import check, judge
from jalon.dossier.conformity.expectations import UnknownProduction, choose
from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.paper import GUIDANCE_STYLE, Run
from jalon.dossier.conformity.report import Finding, PartStatus, Report, Severity, Verdict
from jalon.referentiel.shipped import shipped_titres

from .building import Docx, Words, fill
from .messy import messy
from .papers import dossier

CIP = shipped_titres()["TP-00403.08"]
TITLE = CIP.scheme("title").productions[0]
FAIR = [7, 5, 6, 7, 5, 4, 2]


def told(report: Report, *severities: Severity) -> list[tuple[str, int | None]]:
    """Codes and parts of what is said of the plan and the look: the prose of these files tells nothing."""
    found = [one for one in report.findings if not one.code.startswith(("content", "interviews", "persons"))]
    return [
        (one.code, one.part)
        for one in found
        if one.severity in (severities or (Severity.BLOCKS, Severity.TO_MEND))
    ]


def lengths(seed: int) -> tuple[list[int], int]:
    """Pages of each part to the measure of the RE, and of annexes."""
    chance = random.Random(seed)
    pages = [chance.randint(part.pages_min or 1, part.pages_max or 9) for part in TITLE.parts]
    return pages, chance.randint(0, 15)


@pytest.mark.parametrize("seed", range(6))
def test_un_dossier_juste_et_mal_tenu_ne_reçoit_aucun_reproche_ni_en_DOCX_ni_en_PDF(
    seed: int, office: Office
) -> None:
    pages, annexes = lengths(seed)
    data = messy(pages, annexes, seed).data()
    for file in (data, office.to_pdf(data, "docx")):
        report = check(file, titre=CIP, office=office, name=f"dossier {seed}")
        assert told(report) == []
        assert [part.pages for part in report.parts] == pages
        assert report.pages.annexes == annexes
        assert report.pages.total == report.pages.front + report.pages.body + report.pages.annexes


@pytest.mark.parametrize(
    ("part", "pages", "expected"),
    [
        (1, 9, ("part_long", 1)),
        (2, 4, ("part_short", 2)),
        (4, 10, ("part_long", 4)),
        (5, 2, ("part_short", 5)),
        (6, 0, ("part_missing", 6)),
        (3, 0, ("part_missing", 3)),
    ],
)
def test_une_faute_plantée_est_dite_et_elle_seule(
    part: int, pages: int, expected: tuple[str, int], office: Office
) -> None:
    lengths = [8, 6, 6, 7, 5, 4, 2]
    lengths[part - 1] = pages
    report = check(messy(lengths, 4, 20 + part).data(), titre=CIP, office=office)
    assert [one for one in told(report) if one[1]] == [expected]
    assert report.verdict == Verdict.TO_MEND


def test_un_odt_se_vérifie_comme_le_docx(office: Office) -> None:
    from tests.dossier.conformity.building import Chapter
    from tests.dossier.conformity.building import dossier as written

    data = written([Chapter(f"Partie {number}", pages) for number, pages in enumerate(FAIR, 1)]).data()
    docx = check(data, titre=CIP, office=office, name="dossier")
    odt = check(office_odt(data, office), titre=CIP, office=office, name="dossier")
    assert [part.pages for part in odt.parts] == [part.pages for part in docx.parts] == FAIR
    assert told(odt) == told(docx) == []


def office_odt(data: bytes, office: Office) -> bytes:
    """The flat ODT that LibreOffice would save, by way of its own reading of the DOCX."""
    return office._convert(data, "docx", "odt", "dossier")  # type: ignore[no-any-return]


def test_les_restes_d_un_travail_en_cours_sont_dits(office: Office) -> None:
    paper = Docx()
    for number, pages in enumerate(FAIR, 1):
        paper.heading(f"Partie {number}", new_page=number > 1)
        paper.text("Un mot ", Words("ajouté hier", change="inserted"), Words(" relu", comment="À revoir."))
        fill(paper, pages, seed=number, signs=1500)
    report = check(paper.data(), titre=CIP, office=office)
    assert {code for code, _ in told(report)} == {"tracked_changes", "comments_left"}


def test_sans_LibreOffice_les_pages_ne_sont_pas_comptées_et_le_rapport_dit_comment_y_remédier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JALON_SOFFICE", "/nulle/part")
    data = messy([2] * 7, 30, 3).data()
    report = check(data, titre=CIP)
    assert [code for code, _ in told(report)] == ["pages_unknown"]
    assert "LibreOffice" in report.findings[0].message
    assert report.pages.total == 0
    assert [part.status for part in report.parts] == [PartStatus.OK] * 7
    assert report.verdict == Verdict.TO_MEND


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 tronqu\xc3\xa9", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0" * 300]
)
def test_un_fichier_illisible_donne_un_rapport_et_une_phrase(data: bytes) -> None:
    report = check(data, titre=CIP, name="mémoire.docx")
    assert report.verdict == Verdict.UNREADABLE
    assert report.verdict.exit_code == 2
    (finding,) = report.findings
    assert finding.code == "unreadable"
    assert finding.message[0].isupper()
    assert report.to_json()["pages"] == {"total": 0, "body": 0, "annexes": 0, "front": 0}


def test_un_fichier_absent_donne_aussi_un_rapport(tmp_path: Path) -> None:
    report = check(tmp_path / "rien.pdf", titre=CIP)
    assert report.verdict == Verdict.UNREADABLE
    assert report.file == "rien.pdf"


def test_une_demande_inconnue_est_refusée_avant_de_lire_le_fichier() -> None:
    with pytest.raises(UnknownProduction):
        check(Path("/nulle/part"), titre=CIP, scope="ccp8")
    with pytest.raises(UnknownProduction):
        check(Path("/nulle/part"), titre=CIP, production="mémoire")


def test_les_constats_vont_du_plus_grave_au_plus_léger_puis_page_à_page() -> None:
    report = judge(dossier([9, 3, 6, 7, 0, 4, 2], annexes=17).paper("pdf"), choose(CIP, "titre", None))
    ranks = [(list(Severity).index(one.severity), one.page or 0) for one in report.findings]
    assert ranks == sorted(ranks)


def test_chaque_constat_dit_sa_règle_sa_source_et_son_remède_en_français_soigné() -> None:
    report = judge(dossier([9, 3, 6, 7, 0, 4, 2], annexes=17).paper("pdf"), choose(CIP, "titre", None))
    assert len(report.findings) > 5

    def careful(one: Finding) -> bool:
        texts = (one.message, one.rule, one.source, one.remedy)
        return all(texts) and all(text == typo(text) for text in texts)

    assert all(map(careful, report.findings))


def test_le_rapport_en_json_porte_les_clés_promises() -> None:
    report = judge(dossier(FAIR).paper(), choose(CIP, "titre", None)).to_json()
    assert {"file", "titre", "scope", "production", "pages", "parts", "findings", "verdict"} <= report.keys()
    assert {"total", "body", "annexes", "front"} == report["pages"].keys()
    assert {"number", "start_page", "pages", "status"} <= report["parts"][0].keys()
    keys = {"code", "severity", "page", "part", "quote", "rule", "source", "remedy"}
    assert all(keys <= finding.keys() for finding in report["findings"])


def test_les_conseils_de_la_trame_laissés_dans_le_fichier_sont_dits() -> None:
    draft = dossier(FAIR).write("Avant d’écrire, relisez le RE.", style=GUIDANCE_STYLE)
    report = judge(draft.paper(), choose(CIP, "titre", None))
    assert told(report) == [("guidance_left", None)]


PROMPT = Run("Écrivez ici.", "Arial", 11.0, field="placeholder")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Écrivez ici.", True),
        ("Titre de la partie", True),
        ("[Sous-titre du document]", True),
        ("Cliquez ou appuyez ici pour entrer du texte.", True),
        # LibreOffice keeps the mark of a prompt on what was written in its place
        ("La structure accueille des adultes du bassin d’emploi.", False),
    ],
)
def test_une_zone_du_modèle_restée_à_remplir_est_dite(text: str, left: bool) -> None:
    paper = dossier(FAIR).paper()
    held = replace(paper.paragraphs[40], runs=(replace(PROMPT, text=text),))
    paper = replace(paper, paragraphs=(*paper.paragraphs[:40], held, *paper.paragraphs[41:]))
    report = judge(paper, choose(CIP, "titre", None))
    assert told(report) == ([("prompts_left", None)] if left else [])
    assert not left or any(text in one.message for one in report.findings)


# --- many files ---


def test_un_dossier_de_fichiers_se_vérifie_en_entier(tmp_path: Path) -> None:
    pages, annexes = lengths(1)
    (tmp_path / "b").mkdir()
    (tmp_path / "a.docx").write_bytes(messy(pages, annexes, 1).data())
    (tmp_path / "b" / "vide.pdf").write_bytes(b"")
    (tmp_path / "b" / "~$a.docx").write_bytes(b"verrou de Word")
    (tmp_path / "notes.txt").write_text("autre chose")
    files = find_dossiers([tmp_path])
    assert [file.name for file in files] == ["a.docx", "vide.pdf"]
    steps: list[tuple[int, int, str]] = []
    outcomes = check_many(files, CIP, "title", workers=2, progress=lambda *told: steps.append(told))
    assert [one.name for one in outcomes] == ["a.docx", "vide.pdf"]
    verdicts = [one.report.verdict for one in outcomes if one.report]
    assert verdicts[1] == Verdict.UNREADABLE
    assert outcomes[0].report is not None
    assert [part.pages for part in outcomes[0].report.parts] == pages
    assert sorted(done for done, _, _ in steps) == [1, 2]


def test_un_fichier_qui_ne_dit_pas_sa_production_est_refusé_sans_arrêter_les_autres(tmp_path: Path) -> None:
    eti = shipped_titres()["TP-00448.06"]
    for name in ("un.pdf", "deux.pdf"):
        (tmp_path / name).write_bytes(b"%PDF")
    outcomes = check_many(find_dossiers([tmp_path]), eti, "ccp9", workers=1)
    assert all(one.report is None and "ccp9" in one.refusal for one in outcomes)

"""The report of an import, for a person and for a program."""

import json

from jalon.referentiel.importer.report import counts, heading, json_report, text_report, verdict
from jalon.referentiel.importer.result import Doubt, FileRead, Imported, LineFate, Repair
from jalon.referentiel.importer.source import Line, Place
from jalon.referentiel.schema import Finding, TitreVersion

PLACE = Place("RE.pdf", 5, 12)


def imported(titre: TitreVersion, /, **changes: object) -> Imported:
    from jalon.referentiel.document import to_json

    parts: dict[str, object] = {
        "files": (FileRead("RE.pdf", "pdf", "00", 36, "both"),),
        "document": to_json(titre),
        "titre": titre,
        "faults": (),
        "provenance": {"competences/1/title": (PLACE,)},
        "doubts": (),
        "repairs": (),
        "findings": (),
        "fates": (LineFate(Line("Une ligne lue", PLACE), "piece", "title"),),
    }
    return Imported(**(parts | changes))  # type: ignore[arg-type]


def open_one(titre: TitreVersion) -> Imported:
    return imported(
        titre,
        doubts=(
            Doubt("matrix", "Les cases ne se lisent pas.", (PLACE,)),
            Doubt("competences/1/knowledge", "La limite est déduite.", (PLACE,)),
            Doubt("competences/2/knowledge", "La limite est déduite.", (PLACE,)),
        ),
        repairs=(
            Repair("competences/1/title", "Informar", "Informer", "« Informar » n’est pas un mot", (PLACE,)),
        ),
        findings=(
            Finding("warning", "dates", "Les dates se contredisent.", f"{titre.ref}/dates"),
            Finding("error", "minutes", "Les minutes se contredisent.", f"{titre.ref}/ccp1"),
            Finding("info", "repair", "« Informar » est lu « Informer ».", f"{titre.ref}/C1"),
            Finding("info", "reading-doubt", "La limite est déduite.", f"{titre.ref}/C1"),
        ),
        fates=(LineFate(Line("lue", PLACE), "piece", "title"), LineFate(Line("???", Place("RE.pdf", 6, 1)), "left")),
    )  # fmt: skip


def test_a_whole_import_says_so_and_counts_each_kind(cip: TitreVersion) -> None:
    text = text_report(imported(cip))
    assert text.startswith(
        "TP-00403.08 – Conseiller en insertion professionnelle (CIP)\n"
        "  RE.pdf : REAC et RE, PDF, 36 pages\n"
        "Tout est lu, rien n’est en suspens.\n"
    )
    assert "Compétences                  15" in text
    assert "Critères du RE               73" in text
    assert "Couverture : 100 % du texte (lu dans une pièce 100 %" in text
    assert "Doutes" not in text


def test_what_is_open_is_told_with_its_place_and_its_reason(cip: TitreVersion) -> None:
    text = text_report(open_one(cip))
    assert "Le référentiel tient ; à revoir : 3 doutes, 1 ligne non comprise." in text
    assert "\nDoutes (3)\n" in text
    assert "Compétence 1 › Savoirs, Compétence 2 › Savoirs : La limite est déduite." in text
    assert "Compétence 1 › Intitulé : « Informar » → « Informer »" in text
    assert "RE.pdf, page 6, ligne 1 : « ??? »" in text
    assert "Couverture : 50 % du texte" in text


def test_findings_on_the_documents_come_gravest_first_without_doubts_and_repairs(cip: TitreVersion) -> None:
    text = text_report(open_one(cip))
    assert text.index("Incohérence (1)") < text.index("À vérifier (1)") < text.index("Lignes non comprises")
    assert "ccp1 : Les minutes se contredisent." in text
    assert "Pour information" not in text


def test_a_draft_says_what_is_missing_in_words(cip: TitreVersion) -> None:
    from jalon.referentiel.document import to_json

    document = {**to_json(cip), "code": None, "version": None}
    draft = imported(
        cip,
        titre=None,
        document=document,
        faults=("Le code manque.", "competences[2].title : le texte est vide."),
    )
    text = text_report(draft)
    assert heading(draft) == "TP-?.? – Conseiller en insertion professionnelle (CIP)"
    assert verdict(draft) == "Le référentiel ne tient pas encore ; à revoir : 2 manques."
    assert "– Le code manque." in text
    assert "– Compétence 3 › Intitulé : le texte est vide." in text


def test_a_share_below_all_is_never_rounded_to_all(cip: TitreVersion) -> None:
    fates = (
        LineFate(Line("x" * 99_999, PLACE), "piece", "title"),
        LineFate(Line("x", PLACE), "left"),
    )
    assert "Couverture : 99,9 %" in text_report(imported(cip, fates=fates))


def test_long_lists_are_cut_and_it_is_told(cip: TitreVersion) -> None:
    fates = tuple(LineFate(Line(f"ligne {n}", Place("RE.pdf", 1, n)), "left") for n in range(1, 51))
    assert "… et 20 de plus (« --report FICHIER » les donne tous)" in text_report(imported(cip, fates=fates))


def test_the_report_as_data_holds_everything_with_places(cip: TitreVersion) -> None:
    data = json.loads(json.dumps(json_report(open_one(cip))))
    assert (data["stands"], data["whole"], data["coverage"]) == (True, False, 0.5)
    assert data["counts"]["Compétences"] == 15
    assert data["doubts"][0]["places"] == [{"file": "RE.pdf", "page": 5, "line": 12}]
    assert data["repairs"][0]["before"] == "Informar"
    assert data["left"] == [{"file": "RE.pdf", "page": 6, "line": 1, "text": "???"}]
    assert data["provenance"]["competences/1/title"][0]["page"] == 5
    assert len(data["findings"]) == 4


def test_an_empty_document_counts_nothing() -> None:
    assert set(counts({}).values()) == {0}

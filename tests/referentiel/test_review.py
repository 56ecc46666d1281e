from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from jalon.referentiel import addresses, overlay
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.importer.source import Place
from jalon.referentiel.overlay import Correction
from jalon.referentiel.review import (
    LineAnswer,
    Review,
    build,
    differences,
    sheet,
    sheets_of,
    side_by_side,
    wordings,
)
from tests.referentiel import readings

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"author": "Nadège Loubère", "reason": "Vu page 3.", "at": AT}
SKILLS = "competences/1/technical_skills"


def reviewed(
    imported: Imported, *corrections: Correction, answers: dict[tuple[str, str], LineAnswer] | None = None
) -> Review:
    return build(imported, dict(enumerate(corrections, 1)), answers or {})


def settled(review: Review) -> list[str]:
    return [point.key for point in review.points if point.required and not point.open]


# --- what is asked ---


def test_doubts_come_first_then_lines_then_what_is_only_shown() -> None:
    review = reviewed(readings.doubtful())
    assert [point.kind for point in review.points] == [
        *("doubt", "doubt", "left", "left", "left", "repair", "finding"),
    ]
    assert (review.answered, review.required) == (0, 5)


def test_a_reading_without_doubt_asks_nothing_and_may_be_published() -> None:
    review = reviewed(readings.reading())
    assert not review.open
    assert review.reasons_against_publication() == []


def test_everything_that_forbids_publication_is_told_at_once() -> None:
    document = addresses.remove(readings.document(), "decree_date")
    review = reviewed(readings.doubtful(document=document))
    assert review.reasons_against_publication() == [
        "Le document ne tient pas : Date de l’arrêté : Clé absente.",
        "2 doutes attendent une réponse.",
        "3 lignes non comprises attendent une réponse.",
    ]


def test_a_document_that_gave_nothing_forbids_to_publish() -> None:
    imported = replace(
        readings.reading(), titre=None, faults=("RE.pdf : il est abîmé.", "Aucun RE n’a été donné.")
    )
    review = build(imported, {}, {}, ["REAC.pdf", "RE.pdf"])
    assert review.warnings == imported.faults
    assert review.reasons_against_publication() == [
        "RE.pdf : il est abîmé. Relisez les documents, ou déposez-les sans lui."
    ]


def test_a_fault_is_asked_where_it_is_and_goes_once_corrected() -> None:
    document = addresses.remove(readings.document(), "decree_date")
    imported = readings.reading(document)
    (fault,) = reviewed(imported).open
    assert (fault.kind, fault.address, fault.reasons) == ("fault", "decree_date", ("Clé absente.",))
    given = overlay.inserting(document, "decree_date", "2025-03-03", **WHO)
    assert not reviewed(imported, given).open


def test_two_doubts_of_one_piece_are_one_question() -> None:
    imported = readings.reading(doubts=[("sigle", "Lu deux fois."), ("sigle", "Deux valeurs.")])
    assert [point.reasons for point in reviewed(imported).open] == [("Lu deux fois.", "Deux valeurs.")]


def test_a_line_printed_many_times_is_asked_once_with_all_its_places() -> None:
    (point,) = reviewed(readings.reading(left=["Page à ne pas diffuser"] * 3)).open
    assert len(point.places) == 3
    assert point.heading.endswith("et 2 fois encore")


# --- what settles a question ---


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda d: overlay.confirming(d, "matrix/2/tests", **WHO), "Confirmée"),
        (lambda d: overlay.replacing(d, "matrix/2/tests", [], **WHO), "Corrigée"),
        (lambda d: overlay.confirming(d, "matrix/2", **WHO), "Confirmée"),
        (lambda d: overlay.removing(d, "matrix/2", **WHO), "Retirée"),
    ],
    ids=["confirmed", "corrected", "confirmed with what holds it", "removed with what holds it"],
)
def test_a_doubt_is_settled_by_a_decision_on_its_piece_or_on_what_holds_it(make: Any, words: str) -> None:
    imported = readings.doubtful()
    review = reviewed(imported, make(imported.document))
    assert "doute-1" in settled(review)
    point = review.point("doute-1")
    assert point is not None
    assert point.decision is not None
    assert (point.decision.words, point.decision.author, point.decision.reason) == (
        words, "Nadège Loubère", "Vu page 3.",
    )  # fmt: skip


def test_correcting_one_item_does_not_settle_the_doubt_of_the_whole_list() -> None:
    imported = readings.doubtful()
    review = reviewed(imported, overlay.replacing(imported.document, f"{SKILLS}/1", "Tracer", **WHO))
    assert "doute-2" not in settled(review)


def test_a_doubt_follows_its_piece_when_the_list_moves() -> None:
    imported = readings.reading(doubts=[("glossary/2/term", "Terme coupé.")])
    review = reviewed(imported, overlay.removing(imported.document, "glossary/1", **WHO))
    assert [(point.address, point.open) for point in review.of("doubt")] == [("glossary/1/term", True)]


def test_a_confirmation_lapses_when_the_piece_reads_otherwise_and_the_doubt_says_so() -> None:
    confirmed = overlay.confirming(readings.document(), "matrix/2/tests", **WHO)
    better = addresses.put(readings.document(), "matrix/2/tests", [])
    review = reviewed(readings.doubtful(document=better), confirmed)
    point = review.point("doute-1")
    assert point is not None
    assert point.open
    assert "Vous l’aviez confirmée" in point.reasons[-1]
    assert not review.of("conflict")


def test_a_correction_that_no_longer_applies_is_asked_again() -> None:
    corrected = overlay.replacing(readings.document(), "competences/2/title", "Peindre une face", **WHO)
    better = addresses.put(readings.document(), "competences/2/title", "Peindre une tête")
    review = reviewed(readings.reading(better), corrected)
    (point,) = review.open
    assert (point.kind, point.address, point.correction) == ("conflict", "competences/2/title", 1)
    assert point.texts == ("Peindre un visage", "Peindre une face")
    assert review.reasons_against_publication() == ["1 correction ne s’applique plus."]


def test_a_correction_that_the_engine_now_makes_is_said_useless() -> None:
    corrected = overlay.replacing(readings.document(), "competences/2/title", "Peindre une tête", **WHO)
    better = addresses.put(readings.document(), "competences/2/title", "Peindre une tête")
    review = reviewed(readings.reading(better), corrected)
    assert review.states == {1: "Devenue inutile : le moteur le lit seul"}
    assert not review.open


def test_a_line_is_settled_by_an_answer_to_what_it_reads() -> None:
    answer = LineAnswer(False, "Nadège Loubère", "Mention du formulaire.", AT)
    review = reviewed(readings.doubtful(), answers={(readings.REAC, readings.MARK): answer})
    assert settled(review) == ["ligne-2"]
    point = review.point("ligne-2")
    assert point is not None
    assert point.decision is not None
    assert point.decision.words == "Sans objet"


# --- where a piece comes from ---


def test_a_corrected_piece_keeps_its_place_and_an_added_one_has_none() -> None:
    imported = readings.reading()
    first = overlay.inserting(imported.document, "competences/1/criteria/1", "Neuf", **WHO)
    review = reviewed(imported, first)
    found = review.provenance()
    assert found["competences/1/criteria/2"] == imported.provenance["competences/1/criteria/1"]
    assert "competences/1/criteria/1" not in found
    assert review.places_of("competences/1/criteria/2") == imported.provenance["competences/1/criteria/1"]


def test_a_list_is_shown_where_its_items_are_and_an_added_item_where_its_list_is() -> None:
    imported = readings.reading()
    review = reviewed(imported, overlay.inserting(imported.document, f"{SKILLS}/1", "Neuf", **WHO))
    places = tuple(place for n in (1, 2, 3) for place in imported.provenance[f"{SKILLS}/{n}"])
    assert review.places_of(SKILLS) == places
    assert review.places_of(f"{SKILLS}/1") == places


def test_a_file_without_pages_is_shown_around_the_cited_lines() -> None:
    imported = readings.doubtful()
    places = [imported.provenance["sigle"][0], imported.provenance["glossary/1/term"][0]]
    shown = sheet(imported, readings.REAC, None, places)
    assert [line.line.text for line in shown.cited] == ["FM", "Gaine"]
    gaps = [line.line.place.line for line in shown.lines if line.gap]
    assert len(gaps) == 1
    assert len(shown.lines) < len(imported.fates)


def test_a_page_of_a_pdf_is_shown_whole() -> None:
    imported = readings.doubtful(pages=True)
    place = imported.provenance["glossary/1/term"][0]
    assert sheets_of([place, place]) == (("REAC_FM.pdf", place.page),)
    shown = sheet(imported, "REAC_FM.pdf", place.page, [place])
    assert [line.line.place.line for line in shown.lines] == list(range(1, len(shown.lines) + 1))
    assert [line.cited for line in shown.lines].count(True) == 1


def test_lines_of_another_file_are_never_cited() -> None:
    imported = readings.doubtful()
    assert not sheet(imported, readings.REAC, None, [Place("AUTRE.txt", None, 3)]).cited


# --- wordings ---


def test_two_wordings_show_the_words_that_differ() -> None:
    found = side_by_side("Élaborer un plan d’actions précis", "Élaborer un plan d’action précis")
    assert [(f.text, f.changed) for f in found.left] == [
        ("Élaborer un plan", False), ("d’actions", True), ("précis", False),
    ]  # fmt: skip
    assert found.differ


def test_the_criteria_of_the_reac_and_of_the_re_stand_side_by_side() -> None:
    document = addresses.put(
        readings.document(), "competences/1/assessment_criteria", ["Le visage se voit de loin"]
    )
    rows = wordings(document, "competences/1/criteria/1")
    told = [(" ".join(f.text for f in row.left), " ".join(f.text for f in row.right)) for row in rows]
    assert told == [
        ("Le visage se lit de loin", "Le visage se voit de loin"),
        ("Le bois est sain", ""),
        ("Tailler une tête en tilleul", "Tailler la tête en tilleul"),
    ]


def test_only_a_competence_has_two_wordings() -> None:
    assert wordings(readings.document(), "glossary/1") == ()


# --- readings compared ---


def test_two_readings_differ_where_a_piece_reads_otherwise_and_nowhere_else() -> None:
    old = readings.document()
    new = addresses.insert(old, "competences/1/criteria/1", "La tête tient sur le cou")
    new = addresses.put(new, "schemes/ccp1/company_hours", 70)
    new = addresses.remove(new, "glossary/2")
    found = {one.address: (one.before, one.after) for one in differences(old, new)}
    assert found == {
        "competences/1/criteria/1": (None, "La tête tient sur le cou"),
        "schemes/ccp1/company_hours": (35, 70),
        "glossary/2": ({"term": "Croix", "definition": ""}, None),
    }


def test_a_reading_does_not_differ_from_itself() -> None:
    assert differences(readings.document(), readings.document()) == ()


def test_the_digest_of_findings_changes_with_them() -> None:
    one = reviewed(readings.reading())
    document = addresses.put(readings.document(), "schemes/title/jury_minutes", 60)
    assert one.findings_digest != reviewed(readings.reading(document)).findings_digest

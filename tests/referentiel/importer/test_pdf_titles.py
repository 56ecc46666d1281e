"""The official PDFs of one title in two eras, from two programs: no word lost, no cell missed, no tick misread."""

import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from jalon.referentiel.importer.readers import glyphs
from jalon.referentiel.importer.readers.pdf import read_pdf
from jalon.referentiel.importer.source import Line, Source, Table

TITLES = Path(__file__).parents[4] / "shared" / "titles"
NAMES = ("DWWM_REAC_V03-2018", "DWWM_REAC_V04-2023", "DWWM_RE_V03-2018", "DWWM_RE_V04-2023")
PAGES = {"DWWM_REAC_V03-2018": 38, "DWWM_REAC_V04-2023": 40, "DWWM_RE_V03-2018": 34, "DWWM_RE_V04-2023": 36}

pytestmark = pytest.mark.skipif(
    not TITLES.is_dir(), reason="les titres officiels ne sont pas à côté du dépôt"
)


@cache
def source(name: str) -> Source:
    path = TITLES / f"{name}.pdf"
    return read_pdf(path.read_bytes(), path.name)


def tables(name: str, page: int) -> list[Table]:
    return [
        block
        for block in source(name).blocks
        if isinstance(block, Table) and next(block.lines).place.page == page
    ]


def words(text: str) -> Counter[str]:
    """The words of a text, without the signs that a reader may write otherwise."""
    kept = [
        letter if letter.isalnum() or letter in "’'" else " "
        for letter in unicodedata.normalize(
            "NFC", glyphs.plain(text.replace("\ufffe", " ").replace("\x02", " "))
        )
    ]
    return Counter("".join(kept).split())


@pytest.mark.parametrize("name", NAMES)
def test_every_word_that_pdfium_finds_on_a_page_is_in_its_lines_and_none_is_added(name: str) -> None:
    read: dict[int, Counter[str]] = {}
    for line in source(name).lines:
        read.setdefault(line.place.page or 0, Counter()).update(words(line.text))
    assert source(name).pages == PAGES[name]
    document = pdfium.PdfDocument((TITLES / f"{name}.pdf").read_bytes())
    for number, page in enumerate(document, 1):
        expected = words(page.get_textpage().get_text_range())
        found = read.get(number, Counter())
        assert (number, expected - found, found - expected) == (number, Counter(), Counter())


@pytest.mark.parametrize("name", NAMES)
def test_the_running_foot_of_each_page_is_a_table_of_two_rows_of_seven(name: str) -> None:
    feet = [
        block
        for block in source(name).blocks
        if isinstance(block, Table) and block.rows[0].cells and block.rows[0].cells[0].text == "SIGLE"
    ]
    assert len(feet) >= 0.7 * PAGES[name]
    for foot in feet:
        assert [len(row.cells) for row in foot.rows] == [7, 7]
        assert foot.rows[1].cells[0].text == "DWWM"
        assert foot.rows[1].cells[6].text == f"{next(foot.lines).place.page}/{PAGES[name]}"


@pytest.mark.parametrize(("name", "page"), [("DWWM_REAC_V03-2018", 6), ("DWWM_REAC_V04-2023", 8)])
def test_the_synoptic_table_gives_two_activities_and_eight_numbered_competences(name: str, page: int) -> None:
    table = tables(name, page)[0]
    assert [cell.text for cell in table.rows[0].cells][1::2] == [
        "Activités types",
        "Compétences professionnelles",
    ]
    numbered = [(row.at(2), row.at(3)) for row in table.rows[1:]]
    assert [number.text for number, _ in numbered if number is not None] == [str(n) for n in range(1, 9)]
    assert all(title is not None and len(title.text) > 15 for _, title in numbered)
    activities = [(cell.text, row) for row in table.rows[1:] if (cell := row.at(0)) is not None]
    assert [number for number, _ in activities] == ["1", "2"]
    assert [table.rows.index(row) for _, row in activities] == [1, 5]


@pytest.mark.parametrize(
    ("name", "pages", "ticks"),
    [
        ("DWWM_RE_V03-2018", range(9, 13), "1100 1100 1100 1100 1100 1100 1100 1100"),
        ("DWWM_RE_V04-2023", range(9, 13), "0110 1100 1100 1100 1110 1100 1100 0100"),
    ],
)
def test_the_matrix_has_eight_competences_with_their_criteria_and_four_boxes_each(
    name: str, pages: range, ticks: str
) -> None:
    matrix = [table for page in pages for table in tables(name, page) if len(table.rows[0].cells) in (3, 4)]
    rows = [
        row for table in matrix for row in table.rows if any(cell.ticked is not None for cell in row.cells)
    ]
    read = ["".join("01"[bool(cell.ticked)] for cell in row.cells[2:]) for row in rows]
    assert " ".join(read) == ticks
    assert all(cell.ticked is not None and not cell.lines for row in rows for cell in row.cells[2:])
    assert all(len(row.cells[1].lines) >= 4 for row in rows)
    headings = [cell.text for cell in matrix[-1].rows[1].cells]
    assert headings == [
        "Entretien technique", "Questionnaire professionnel", "Questionnement à partir de production(s)",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "page"), [("DWWM_RE_V03-2018", 5), ("DWWM_RE_V04-2023", 4)])
def test_the_table_of_tests_gives_for_each_its_competences_one_by_one_its_time_and_its_conduct(
    name: str, page: int
) -> None:
    table = next(table for table in tables(name, page) if table.rows[0].cells[0].text == "Modalités")
    assert [cell.text for cell in table.rows[0].cells][1:3] == ["Compétences évaluées", "Durée"]
    by_test = {row.cells[0].text: row for row in table.rows if len(row.cells) == 4}
    interview = by_test["Entretien technique"]
    assert interview.cells[0].lines[0].bullet == "▪"
    assert interview.cells[2].text == "00 h 40 min"
    assert len(interview.cells[1].lines) >= 8
    assert "Présentation d'un projet réalisé en amont de la session" in by_test


@pytest.mark.parametrize("name", NAMES)
def test_titles_are_bold_text_is_not_and_blank_lines_are_counted(name: str) -> None:
    lines = [block for block in source(name).blocks if isinstance(block, Line)]
    assert 0.03 < sum(line.bold for line in lines) / len(lines) < 0.4
    about_one = [line.gap for line in lines if 0.7 < line.gap < 1.3]
    assert len(about_one) > 40
    assert sum(abs(gap - 1) < 0.03 for gap in about_one) > 0.85 * len(about_one)
    assert source(name).findings == ()

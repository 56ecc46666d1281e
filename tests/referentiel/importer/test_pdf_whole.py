"""Pages read by what the file writes at once: the same lines as word by word, with their fonts and pictures."""

import pytest

from jalon.referentiel.importer.readers.pdf import opened, read_pages, read_pdf
from jalon.referentiel.importer.readers.pdf_layout import LaidTable
from jalon.referentiel.importer.readers.pdf_lines import text_of

from .hand_pdf import Sheet, hand_pdf, lattice, paragraphs, text

PROSE = tuple(
    f"Ligne {rank} d’un récit qui va jusqu’au bord de sa colonne, sans s’arrêter" for rank in range(8)
)
SHEETS: dict[str, tuple[Sheet | str, ...]] = {
    "accents et signes": (text(72, 700, "Élève « à l’œuvre » – 3 €") + text(72, 680, "déjà vu, ça & là"),),
    "espaces aux bords": (text(72, 700, "  deux mots  ") + text(200, 700, "puis trois autres mots"),),
    "objets sur une même ligne": (
        text(72, 700, "mi") + text(82.6, 700, "-temps") + text(130, 700, "partiel"),
    ),
    "deux pages": (text(72, 700, "première page"), text(72, 700, "seconde page")),
    "colonnes": (paragraphs(60, 700, *PROSE) + paragraphs(330, 700, *PROSE),),
    "tableau": (
        lattice([72, 200, 400], [700, 660, 620]) + text(80, 680, "un deux") + text(210, 680, "trois"),
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_the_lines_are_those_of_the_reading_word_by_word(name: str) -> None:
    data = hand_pdf(*SHEETS[name])
    expected = [line.text for line in read_pdf(data, "essai.pdf").lines]
    with opened(data, "essai.pdf") as document:
        pages = read_pages(document, "essai.pdf")
    found = []
    for page in pages:
        for block in page.blocks:
            cells = (
                [cell.lines for row in block.rows for cell in row]
                if isinstance(block, LaidTable)
                else [block]
            )
            found += [text_of(line.pieces) for lines in cells for line in lines]
    assert found == expected


def test_a_piece_is_all_that_the_file_writes_at_once() -> None:
    with opened(hand_pdf(text(72, 700, "quatre mots en un")), "essai.pdf") as document:
        (page,) = read_pages(document, "essai.pdf")
    assert isinstance(page.blocks[0], list)
    (line,) = page.blocks[0]
    assert [piece.text for piece in line.pieces] == ["quatre mots en un"]


def test_letters_written_apart_are_one_piece_where_they_touch() -> None:
    apart = "".join(text(72 + 10 * 0.556 * rank, 700, letter) for rank, letter in enumerate("aeneboehn"))
    with opened(hand_pdf(apart), "essai.pdf") as document:
        (page,) = read_pages(document, "essai.pdf")
    assert isinstance(page.blocks[0], list)
    assert [piece.text for line in page.blocks[0] for piece in line.pieces] == ["aeneboehn"]
    assert page.letters == 9

"""LibreOffice prints each word in the font and size that were read, however its styles hang on one another."""

import random

import pytest

from jalon.dossier.conformity.fonts import family
from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.paper import Paper
from jalon.dossier.conformity.reading import read_paper

from .building import Docx, Words

FONTS = ("Arial", "Times New Roman", "Courier New", "Calibri", "Cambria")
SIZES = (8, 9, 10, 10.5, 11, 12, 14, 16)


def tangled(seed: int) -> bytes:
    """Phrases each with a number of its own, under paragraph and character styles based on one another at random."""
    chance = random.Random(seed)

    def maybe(values: tuple, nothing: object) -> object:
        return chance.choice(values) if chance.random() < 0.6 else nothing

    paper = Docx(
        font=chance.choice(FONTS), size=chance.choice(SIZES), page_numbers=False, theme=seed % 2 == 0
    )
    paragraphs, characters = ["Normal"], ["Policepardfaut"]
    for rank in range(6):
        for keys, kind in ((paragraphs, "paragraph"), (characters, "character")):
            paper.style(
                f"{kind}{rank}",
                based_on=chance.choice(keys),
                kind=kind,
                font=maybe(FONTS, ""),
                size=maybe(SIZES, 0),
            )
            keys.append(f"{kind}{rank}")
    for rank in range(40):
        said = [
            Words(
                f"la démarche {1000 + 3 * rank + at} de la personne ",
                style=maybe(tuple(characters), ""),
                font=maybe(FONTS, ""),
                size=maybe(SIZES, 0),
            )
            for at in range(3)
        ]
        paper.text(*said, style=chance.choice(paragraphs))
    return paper.data()


def looks(paper: Paper) -> dict[str, tuple[str, float]]:
    """Each number with the drawing of its font and its size."""
    return {
        word: (family(run.font), run.size)
        for paragraph in paper.paragraphs
        for run in paragraph.runs
        for word in run.text.split()
        if word.isdigit()
    }


@pytest.mark.parametrize("seed", range(4))
def test_chaque_mot_s_imprime_dans_la_police_et_la_taille_lues(seed: int, office: Office) -> None:
    data = tangled(seed)
    read = looks(read_paper(data, name="essai.docx"))
    assert len(read) == 120
    assert len(set(read.values())) > 15
    assert looks(read_paper(office.to_pdf(data, "docx"), name="essai.pdf")) == read

"""Dossiers drawn at random whose every paragraph says who it is at its start and at its end.

The page where LibreOffice prints a name is the truth to which the page given to the paragraph is compared.
"""

import random
import re
from dataclasses import dataclass

from jalon.dossier.conformity.paper import Paper

from .building import Docx, Words, prose

_FONTS = ("Arial", "Calibri", "Times New Roman", "Verdana", "Une Police Perdue")
_NAME = re.compile(r"Zq(\d+)([dfx])")


@dataclass
class _Names:
    """« Zq12d » opens the paragraph 12 and « Zq12f » ends it; one of a line is « Zq12x »."""

    last: int = 0

    def said(self, chance: random.Random, signs: int) -> str:
        self.last += 1
        if signs < 40:
            return f"Zq{self.last}x"
        return f"Zq{self.last}d {prose(signs, chance.randrange(10**6))} Zq{self.last}f"


def marked_paper(seed: int) -> Docx:
    """A dossier of some pages, with what real ones hold: lists, tables, boxes, notes, changes, columns, landscape."""
    chance = random.Random(seed)
    paper = Docx(
        font=chance.choice(_FONTS),
        size=chance.choice((9, 10, 11, 12)),
        spacing=chance.choice((1.0, 1.15, 1.5, ("exact", 18.0))),
        header=chance.choice(("", "Dossier de Jade Morel")),
        page_numbers=chance.random() < 0.8,
        numbered_headings=chance.random() < 0.3,
        margins=chance.choice(((2.5, 2.5, 2.5, 2.5), (1.5, 2.0, 3.0, 1.5))),
    )
    names = _Names()
    same = prose(300, seed)

    def text(signs: int) -> str:
        return names.said(chance, signs)

    def heading() -> None:
        paper.heading(text(20), chance.choice((1, 2, 3)), by=chance.choice(("style", "outline", "hand", "box")),
                      new_page=chance.random() < 0.4)  # fmt: skip

    def table() -> None:
        width = chance.choice((1, 2, 3))
        rows = [
            [text(chance.choice((20, 90, 200))) for _ in range(width)] for _ in range(chance.randint(1, 12))
        ]
        paper.table(*rows, bordered=chance.random() < 0.7)

    def changed() -> None:
        paper.text(text(200), Words(prose(400, seed), change="deleted"), Words("ajouté", change="inserted"))
        paper.text(Words(prose(900, seed), change="deleted"), change="deleted")

    acts = (
        heading, table, changed,
        lambda: paper.text(text(chance.choice((60, 300, 900, 2500)))),
        lambda: paper.text(text(500), align="justify"),
        lambda: paper.text(text(20), Words("", footnote=f"{text(60)}")),
        lambda: paper.text(same),
        lambda: paper.item(text(chance.choice((20, 150))), level=chance.choice((0, 1))),
        lambda: paper.box(text(20), text(60), width=12, height=4),
        lambda: paper.picture(chance.uniform(3, 15), chance.uniform(2, 14)),
        lambda: paper.section(landscape=chance.random() < 0.5, columns=chance.choice((1, 1, 2))),
        paper.page_break,
        lambda: paper.raw(f'<w:p><w:r><w:br w:type="page"/></w:r>{paper.run(text(20))}</w:p>'),
    )  # fmt: skip
    weights = (3, 2, 1, 8, 4, 2, 2, 5, 1, 1, 1, 1, 1)
    for act in chance.choices(acts, weights, k=chance.randint(15, 60)):
        act()
    paper.text(text(60))
    return paper


def misplaced(paper: Paper) -> list[str]:
    """The paragraphs whose first or last page is not the one that prints their name, each told in a line."""
    printed: dict[tuple[str, str], int] = {}
    for page in paper.pages:
        for number, end in _NAME.findall("".join(page.text.split())):
            printed[number, end] = page.number
    wrong = []
    for paragraph in paper.paragraphs:
        found = _NAME.findall("".join(paragraph.text.split()))
        if not found or paragraph.story in ("header", "footer"):
            continue
        for (number, end), given in ((found[0], paragraph.page), (found[-1], paragraph.last_page)):
            truth = printed.get((number, end))
            if truth is not None and truth != given:
                wrong.append(f"{paragraph.story} {number}{end} : page {given} au lieu de {truth}")
    return wrong


def named(paper: Paper) -> int:
    """How many paragraphs bear a name that the pages print: what `misplaced` looked at."""
    printed = {number for page in paper.pages for number, _ in _NAME.findall("".join(page.text.split()))}
    return sum(bool({n for n, _ in _NAME.findall(one.text)} & printed) for one in paper.paragraphs)

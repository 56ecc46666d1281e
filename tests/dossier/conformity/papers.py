"""Papers made in memory, their pages laid out by count: a dossier is told by its headings and its lengths."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from jalon.dossier.conformity.paper import Address, Page, Paper, Paragraph, Run, Section, Spacing

CHARACTERS = 2500  # that a page holds
SENTENCE = "La structure accueille chaque personne et construit avec elle les étapes de son parcours. "
A4 = Section(21.0, 29.7, (2.5, 2.5, 2.5, 2.5))
ASKED = Spacing("multiple", 1.15)
Wording = Callable[[int], str]


@dataclass
class Draft:
    """Paragraphs one after the other on pages that fill up; `page` and `height` tell where the next one begins."""

    font: str = "Arial"
    size: float = 11.0
    spacing: Spacing = ASKED
    paragraphs: list[Paragraph] = field(default_factory=list)
    page: int = 1
    height: float = 0.0

    def write(self, text: str, *, label: str = "", style: str = "", level: int | None = None, bold: bool = False,
              size: float = 0.0, font: str = "", spacing: Spacing | None = None, table: int | None = None,
              toc: bool = False, hidden: bool = False, lines: float = 0.0) -> "Draft":  # fmt: skip
        """One paragraph where the last one ended; it goes over to as many pages as it needs."""
        run = Run(text, font or self.font, size or self.size, bold=bold, hidden=hidden)
        first, top = self.page, self.height
        self.height += (len(text) or lines) / CHARACTERS
        while self.height > 1.0001:
            self.page += 1
            self.height -= 1.0
        self.paragraphs.append(
            Paragraph(
                Address("word/document.xml", len(self.paragraphs)), (run,), style=style, level=level, label=label,
                spacing=spacing or self.spacing, table=table, toc=toc,
                page=first, last_page=self.page, top=min(top, 1.0), end=self.height,
            )
        )  # fmt: skip
        return self

    def heading(self, text: str, level: int = 1, **look: object) -> "Draft":
        return self.write(text, level=level, style=f"Titre {level}", bold=True, size=16, **look)  # type: ignore[arg-type]

    def prose(self, pages: float, words: str = SENTENCE, **look: object) -> "Draft":
        """Text that fills so many pages, in paragraphs of five hundred characters."""
        left = round(pages * CHARACTERS)
        while left > 0:
            text = (words * (500 // len(words) + 1))[: min(left, 500)]
            self.write(text, **look)  # type: ignore[arg-type]
            left -= len(text)
        return self

    def fill(self, pages: int, words: str = SENTENCE, **look: object) -> "Draft":
        """Text down to the end of the page, `pages` pages being touched in all, the present one counted."""
        return self.prose(pages - 0.05 - self.height, words, **look)

    def turn(self) -> "Draft":
        """A new page, unless the present one is still blank."""
        if self.height > 0:
            self.page, self.height = self.page + 1, 0.0
        return self

    def cover(self, name: str = "Dossier support du questionnement") -> "Draft":
        return self.write(name, bold=True, size=24).write("Camille Exemple", size=14).turn()

    def contents(self, lines: Iterable[str]) -> "Draft":
        self.write("Sommaire", bold=True, size=16)
        for line in lines:
            self.write(line)
        return self.turn()

    def paper(self, kind: str = "docx", **told: object) -> Paper:
        """The paper, each page with what it prints and its number."""
        last = max((one.last_page for one in self.paragraphs), default=1)
        texts: dict[int, list[str]] = {number: [] for number in range(1, last + 1)}
        filled = dict.fromkeys(texts, 0.0)
        for one in self.paragraphs:
            for number in range(one.page, one.last_page + 1):
                texts[number].append(one.text)
                filled[number] = max(filled[number], one.end if number == one.last_page else 1.0)
        pages = tuple(
            Page(number, "\n".join(text), printed_number=str(number), filled=filled[number])
            for number, text in texts.items()
        )
        paper = Paper("dossier.docx", kind, tuple(self.paragraphs), pages, sections=(A4,))  # type: ignore[arg-type]
        return replace(paper, **told)  # type: ignore[arg-type]


def dossier(
    pages: Sequence[int],
    *,
    wording: Wording = lambda number: f"Partie {number} – Un travail mené",
    heading: Callable[[Draft, str], object] = Draft.heading,
    order: Sequence[int] = (),
    annexes: int = 0,
    annex_title: str = "Annexes",
    contents: bool = True,
    words: Callable[[int], str] = lambda number: SENTENCE,
    draft: Draft | None = None,
) -> Draft:
    """A whole dossier: cover, contents, parts of so many pages each on a new page, annexes."""
    draft = (draft or Draft()).cover()
    numbers = order or range(1, len(pages) + 1)
    if contents:
        first = [3 + sum(pages[:rank]) for rank in range(len(pages))]
        draft.contents(
            f"{wording(number)} ........ {page}" for number, page in zip(numbers, first, strict=True)
        )
    for number, count in zip(numbers, pages, strict=True):
        if not count:
            continue
        heading(draft.turn(), wording(number))
        draft.fill(count, words(number))
    if annexes:
        draft.turn().heading(annex_title).fill(annexes)
    return draft

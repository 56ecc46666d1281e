"""What printed pages show, whatever the file they come from: lines, running heads and feet, numbers, pictures."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from jalon.referentiel.importer.readers.pdf import PdfPage
from jalon.referentiel.importer.readers.pdf_drawing import Rect
from jalon.referentiel.importer.readers.pdf_layout import LaidTable
from jalon.referentiel.importer.readers.pdf_lines import Printed, text_of

from .columns import in_columns
from .paper import Page, Story

POINTS = 72 / 2.54  # in a centimetre
_EDGE = 0.16  # share of the height of a page, at its top and foot, where running heads and feet stand
_TOPMOST = 4  # lines of an edge that may be running ones
_FEW = 0.2  # share of the pages that repeat a running line, at least
_MANY = 0.4  # the same for a line at the top that ends by a number: headings do (« Annexe 3 »)
_NUMBER = re.compile(r"\d{1,4}|\b[ivxlc]{1,7}\b", re.IGNORECASE)
_FIGURES = re.compile(r"\d{1,4}")
_BARE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|folio)\s*)?(?P<number>\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|sur|de|of|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Line:
    """A printed line; `table` is the rank of its table on the page, `cell` that of its cell."""

    printed: Printed
    text: str
    story: Story = "body"
    table: int | None = None
    cell: int = 0

    @property
    def middle(self) -> float:
        return (self.printed.top + self.printed.bottom) / 2


@dataclass(slots=True)
class Sheet:
    """A page: its lines in reading order, its size in points, the rectangles of its pictures."""

    number: int
    width: float
    height: float
    lines: list[Line]
    pictures: list[Rect]
    printed_number: str = ""
    scanned: bool = False
    rulings: list[float] = field(default_factory=list)

    def page(self) -> Page:
        body = [
            line.printed.baseline for line in self.lines if line.story == "body" and line.printed.turn == 0
        ]
        pictures = [rect[3] for rect in self.pictures if not self._is_ground(rect)]
        return Page(
            self.number,
            "\n".join(line.text for line in self.lines),
            self.printed_number,
            round(self.width / POINTS, 2),
            round(self.height / POINTS, 2),
            round(self.pictured(), 3),
            round(min(1.0, max([*body, *pictures], default=0.0) / self.height), 3),
        )

    def pictured(self) -> float:
        """The share of the sheet that pictures cover, those upon others counted once."""
        rects = sorted((self._clipped(rect) for rect in self.pictures), key=_area, reverse=True)
        apart: list[Rect] = []
        for rect in rects:
            if not any(_inside(rect, other) for other in apart):
                apart.append(rect)
        return min(1.0, sum(map(_area, apart)) / (self.width * self.height))

    def _clipped(self, rect: Rect) -> Rect:
        left, top, right, bottom = rect
        return max(0.0, left), max(0.0, top), min(self.width, right), min(self.height, bottom)

    def _is_ground(self, rect: Rect) -> bool:
        """A picture behind the whole page, such as a watermark, when there is text upon it."""
        return _area(self._clipped(rect)) > 0.8 * self.width * self.height and len(self.lines) > 10


def read_sheets(pages: Iterable[PdfPage]) -> list[Sheet]:
    """The sheets of laid-out pages, their running heads and feet told from their text."""
    sheets = [_sheet(page) for page in pages]
    _tell_furniture(sheets)
    return sheets


def _sheet(page: PdfPage) -> Sheet:
    lines: list[Line] = []
    table = 0
    for block in page.blocks:
        if isinstance(block, LaidTable):
            cells = [cell for row in block.rows for cell in row]
            # a table of one column only frames what it holds
            rank = table if any(len(row) > 1 for row in block.rows) else None
            for number, cell in enumerate(cells):
                lines += _lines(cell.lines, rank, number)
            table += 1
        else:
            lines += _lines(in_columns(block, page.upright.width), None, 0)
    frame = page.upright
    return Sheet(
        page.number, frame.width, frame.height, lines, page.pictures, scanned=page.scanned or page.recognised
    )


def _lines(printed: Iterable[Printed], table: int | None, cell: int) -> Iterator[Line]:
    for one in printed:
        text = " ".join(text_of(one.pieces).split())
        if text:
            yield Line(one, text, "body", table, cell)


def _tell_furniture(sheets: Sequence[Sheet]) -> None:
    """Lines that come back at the same place of several pages, and nothing of the text beyond them."""
    edges: dict[tuple[bool, str, int], list[tuple[Sheet, Line]]] = defaultdict(list)
    bare: list[tuple[Sheet, Line, bool]] = []
    for sheet in sheets:
        for line, foot in _edge_lines(sheet):
            place = round(line.printed.baseline / 6)
            if line.table is None and _BARE_NUMBER.fullmatch(line.text):
                bare.append((sheet, line, foot))
            else:
                edges[foot, _NUMBER.sub("#", line.text.casefold()), place].append((sheet, line))
    running: dict[int, str] = {}  # by line, the number of the page that it bears
    few = max(2, _FEW * len(sheets), min(3, len(sheets) - 1))
    for (foot, _, _), found in edges.items():
        texts = Counter(line.text.casefold() for _, line in found)
        running |= {id(line): "" for _, line in found if texts[line.text.casefold()] >= few}
        running |= _numbered(found, few if foot else max(3, _MANY * len(sheets)))
    running |= _bare_numbers(bare, len(sheets))
    for sheet in sheets:
        for foot in (False, True):
            edge = [line for line, at_foot in _edge_lines(sheet) if at_foot == foot]
            for line in reversed(edge) if foot else edge:
                number = running.get(id(line))
                if number is None:
                    break
                line.story = "footer" if foot else "header"
                sheet.printed_number = sheet.printed_number or number


def _numbered(found: Sequence[tuple[Sheet, Line]], share: float) -> dict[int, str]:
    """Lines alike but for a number that grows with the pages (« Dossier de Jade Morel – 12 »)."""
    steps = Counter(
        figure - sheet.number
        for sheet, line in found
        for figure in set(map(int, _FIGURES.findall(line.text)))
    )
    if not steps:
        return {}
    step, times = steps.most_common(1)[0]
    if times < max(share, 0.8 * len(found)):
        return {}
    return {
        id(line): str(sheet.number + step) if str(sheet.number + step) in _FIGURES.findall(line.text) else ""
        for sheet, line in found
    }


def _bare_numbers(bare: Sequence[tuple[Sheet, Line, bool]], pages: int) -> dict[int, str]:
    """Lines that are but a number, where those of several pages follow one another, or are Roman at one edge."""
    told = [(sheet, line, foot, _number(line)) for sheet, line, foot in bare]
    steps = Counter(int(number) - sheet.number for sheet, _, _, number in told if number.isdecimal())
    roman = Counter(foot for _, _, foot, number in told if not number.isdecimal())
    return {
        id(line): number
        for sheet, line, foot, number in told
        if (steps[int(number) - sheet.number] if number.isdecimal() else roman[foot]) >= min(2, pages)
    }


def _number(line: Line) -> str:
    found = _BARE_NUMBER.fullmatch(line.text)
    return found["number"] if found else ""


def _edge_lines(sheet: Sheet) -> Iterator[tuple[Line, bool]]:
    """The first and last lines of a page that stand at its edges, and whether at the foot."""
    upright = sorted(
        (line for line in sheet.lines if line.printed.turn == 0), key=lambda line: line.printed.baseline
    )
    for line in upright[:_TOPMOST]:
        if line.printed.baseline < _EDGE * sheet.height:
            yield line, False
    for line in upright[-_TOPMOST:]:
        if line.printed.baseline > (1 - _EDGE) * sheet.height:
            yield line, True


def _inside(rect: Rect, other: Rect) -> bool:
    return (
        rect[0] >= other[0] - 1
        and rect[1] >= other[1] - 1
        and rect[2] <= other[2] + 1
        and rect[3] <= other[3] + 1
    )


def _area(rect: Rect) -> float:
    return max(0.0, rect[2] - rect[0]) * max(0.0, rect[3] - rect[1])

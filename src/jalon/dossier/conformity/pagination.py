"""Real pages given to a paper: where LibreOffice puts each of its paragraphs, and what each page shows."""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from jalon.referentiel.importer.readers.pdf import opened, read_pages

from .marks import Mark, mark_of, named
from .paper import Address, Paper, Paragraph
from .printed_fonts import family_of, key_of
from .sheets import POINTS, Sheet, read_sheets

_LINE = 1.2  # height of a line over its size, where only its top is known
_SIZE = 11.0  # points, where the size of a paragraph is not known
_PROOF = 60  # letters that find a paragraph among the pages
_TAIL = 20  # letters that tell its first page and its last


@dataclass(frozen=True, slots=True)
class _Place:
    """A mark on the pages: `page` from 1, `x` and `y` in points from the top left corner."""

    page: int
    x: float
    y: float


def paginate(paper: Paper, pdf: bytes) -> Paper:
    """The paper with its pages, from the PDF that `Office.to_pdf` made of its file.

    A paragraph without a mark (in a drawing, in a deleted row, or all of them if the file bore no mark) stands on the
    page between its neighbours' that shows its text. Heads and feet, which every page repeats, have no page.
    """
    with opened(pdf, paper.name) as document:
        pages = read_pages(document, paper.name)
        places = dict(_places(document))
    sheets = read_sheets(pages)
    texts = ["".join(_letters(line.text) for line in sheet.lines) for sheet in sheets]
    heights = [sheet.height for sheet in sheets]
    paragraphs = _all_placed(_placed(paper, places, heights, texts), texts)
    page_of = {paragraph.address: paragraph.page for paragraph in paragraphs}
    return replace(
        paper,
        paragraphs=tuple(paragraphs),
        pages=tuple(sheet.page() for sheet in sheets),
        pictures=tuple(replace(one, page=page_of.get(one.address, 0)) for one in paper.pictures),
        substituted=_substituted(paper, places, sheets),
    )


def _places(document: pdfium.PdfDocument) -> Iterator[tuple[Mark, _Place]]:
    size, name = ctypes.c_long(), ctypes.create_string_buffer(256)
    flags = [ctypes.c_int() for _ in range(3)]
    x, y, zoom = ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    heights = [document.get_page_size(number)[1] for number in range(len(document))]
    for index in range(raw.FPDF_CountNamedDests(document)):
        size.value = len(name)
        dest = raw.FPDF_GetNamedDest(
            document, index, name, size
        )  # negative size: a name too long to be a mark
        mark = named(name.raw[: max(0, size.value)].decode("utf-16-le", "ignore").rstrip("\0"))
        if mark is None or not dest:
            continue
        page = raw.FPDFDest_GetDestPageIndex(document, dest)
        raw.FPDFDest_GetLocationInPage(dest, *flags, x, y, zoom)
        if 0 <= page < len(heights):
            yield mark, _Place(page + 1, x.value, heights[page] - y.value)


def _placed(
    paper: Paper, places: Mapping[Mark, _Place], heights: Sequence[float], texts: Sequence[str]
) -> list[Paragraph]:
    tall: dict[Address, float] = {}
    for picture in paper.pictures:
        tall[picture.address] = max(tall.get(picture.address, 0.0), picture.height * POINTS)
    found = []
    for paragraph in paper.paragraphs:
        start = places.get(mark_of(paragraph.address))
        end = places.get(mark_of(paragraph.address, last=True)) or start
        if paragraph.story in ("header", "footer") or start is None or end is None:
            found.append(paragraph)
            continue
        start, end = _printed(paragraph, start, end, texts)
        # a mark stands at the top of its line, whose height is that of the picture in it
        line = _LINE * max((run.size for run in paragraph.runs if run.size), default=_SIZE)
        last = max(start.page, end.page)
        found.append(
            replace(
                paragraph,
                page=start.page,
                last_page=last,
                top=_share(start.y, heights[start.page - 1]),
                end=_share(end.y + max(line, tall.get(paragraph.address, 0.0)), heights[last - 1]),
            )
        )
    return found


def _printed(paragraph: Paragraph, start: _Place, end: _Place, texts: Sequence[str]) -> tuple[_Place, _Place]:
    """Where the text of a paragraph prints: it may begin by a page break, or end where the row of its cell goes on."""
    letters = _letters(paragraph.text)
    if start.page >= end.page or not letters:
        return start, start if start.page < end.page else end
    first = _showing(letters[:_TAIL], texts, start.page, end.page) or start.page
    if first != start.page:
        start = replace(end, y=end.y if len(letters) < _PROOF else 0.0, page=first)
    if not _showing(letters[-_TAIL:], texts, end.page, end.page):
        last = _showing(letters[-_TAIL:], texts, start.page, end.page)
        end = start if last == start.page else end
    return start, end


def _share(y: float, height: float) -> float:
    return round(min(1.0, max(0.0, y / height)), 4)


def _all_placed(paragraphs: list[Paragraph], texts: Sequence[str]) -> list[Paragraph]:
    """Paragraphs without a mark, each on a page between those of its neighbours; a note on a page of what calls it."""
    following = [len(texts)] * len(paragraphs)
    for index in range(len(paragraphs) - 1, 0, -1):
        later = paragraphs[index]
        following[index - 1] = later.page if later.page and later.story == "body" else following[index]
    before: Paragraph | None = None  # of the body
    for index, paragraph in enumerate(paragraphs):
        if paragraph.story in ("header", "footer"):
            continue
        if not paragraph.page and texts:
            note = before if paragraph.story == "footnote" else None
            first = note.page if note else before.last_page if before else 1
            furthest = min(note.last_page + 1, len(texts)) if note else following[index]
            letters = _letters(paragraph.text)
            page = _showing(letters, texts, first, max(first, furthest)) or first
            last = _showing(letters[-_TAIL:], texts, page, min(page + 1, len(texts))) or page
            top = before.end if before and page == before.last_page and paragraph.story == "body" else 0.0
            paragraph = paragraphs[index] = replace(paragraph, page=page, last_page=last, top=top, end=top)
        if paragraph.story == "body":
            before = paragraph
    return paragraphs


def _showing(letters: str, texts: Sequence[str], first: int, last: int) -> int | None:
    """The first page, from `first` to `last`, that shows a text or its beginning."""
    if not letters:
        return None
    for proof in (letters[:_PROOF], letters[: _PROOF // 3]):
        for page in range(first, last + 1):
            if proof in texts[page - 1]:
                return page
    return None


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _substituted(paper: Paper, places: Mapping[Mark, _Place], sheets: Sequence[Sheet]) -> dict[str, str]:
    """Fonts asked that the pages do not have, each with the one that stands in its place."""
    shown = {
        key_of(family_of(piece.face.name))
        for sheet in sheets
        for line in sheet.lines
        for piece in line.printed.pieces
    }
    found: dict[str, str] = {}
    for paragraph in paper.paragraphs:
        font = next((run.font for run in paragraph.runs if run.text.strip() and run.change != "deleted"), "")
        if not font or font in found or key_of(family_of(font)) in shown:
            continue
        place = places.get(mark_of(paragraph.address))
        instead = _font_at(place, sheets[place.page - 1]) if place else ""
        if instead:
            found[font] = instead
    return found


def _font_at(place: _Place, sheet: Sheet) -> str:
    """The family of the first letters after a mark; "" where the line of the mark is not found."""
    pieces = [
        piece
        for line in sheet.lines
        if line.printed.turn == 0 and line.printed.top - 3 <= place.y + 4 <= line.printed.bottom + 3
        for piece in line.printed.pieces
        if piece.left >= place.x - 2 and any(map(str.isalnum, piece.text))
    ]
    return family_of(min(pieces, key=lambda piece: piece.left).face.name) if pieces else ""

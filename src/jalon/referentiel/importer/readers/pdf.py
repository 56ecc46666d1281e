"""Read a PDF with its geometry: lines and tables in reading order, each with its page, size, weight and place."""

import ctypes
import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ...schema import Finding
from ..source import Block, Box, Cell, Line, Place, Row, Source, Table, Unreadable
from . import glyphs
from . import pdf_native as native
from .limits import LIMITS, Limits
from .pdf_drawing import Drawing, Rect, TooDense, read_drawing
from .pdf_fonts import looks_scrambled
from .pdf_frame import Frame, shown
from .pdf_glyphs import Glyphs, Piece, read_glyphs
from .pdf_health import examine
from .pdf_layout import Laid, LaidTable, lay_out
from .pdf_lines import Leading, Printed, gap_below, gap_between, is_bold, text_of

_FEW = 60  # letters; a picture of a page bears no more than a stamp
_SCRAMBLED = 0.05  # share of letters that no font names, beyond which a text is not to be trusted
_LOCK = threading.Lock()  # PDFium keeps global state


@dataclass(slots=True)
class PdfPage:
    """A page laid out, before its lines are written."""

    number: int
    shown: Frame
    upright: Frame
    blocks: list[Laid]
    askew: list[Piece]
    letters: int
    scrambled: int
    hidden: int  # letters that no reader of the page sees
    recognised: bool  # text laid invisible over a picture, by character recognition
    scanned: bool
    drawn: bool
    pictures: list[Rect]  # in the upright frame


def read_pdf(data: bytes, name: str, limits: Limits = LIMITS) -> Source:
    """The lines and tables of a PDF that has a text layer; `name` is what messages and places show.

    Coordinates are points from the top left corner of the page as shown. Pages that are only pictures, text that
    nobody sees and text that comes from character recognition are told in the findings. Raises `Unreadable` with the
    codes `encrypted`, `corrupt`, `bomb`, `scan`, `no-text`, `no-unicode`, `too-long`, `too-dense`.
    """
    with opened(data, name) as document:
        pages = _read_pages(document, name, limits)
        mended = not raw.FPDF_DocumentHasValidCrossReferenceTable(document)
    refuse_unread(pages, name)
    leading = Leading()
    for page in pages:
        for lines in _columns(page):
            leading.learn(lines)
    usual = leading.usual
    blocks = tuple(block for page in pages for block in _Writer(name, page, usual).blocks())
    if sum(1 if isinstance(block, Line) else sum(1 for _ in block.lines) for block in blocks) > limits.lines:
        reason = f"il compte plus de {limits.lines} lignes ; déposez un seul document."
        raise Unreadable(name, reason, "too-long")
    sha256 = hashlib.sha256(data).hexdigest()
    return Source(name, "pdf", sha256, len(pages), blocks, tuple(_findings(pages, mended, name)))


def read_pages(document: pdfium.PdfDocument, name: str, limits: Limits = LIMITS) -> list[PdfPage]:
    """The pages of an opened PDF, several times faster than `read_pdf`: pieces are what the file writes at once.

    Nothing is said of pages without text: `refuse_unread` does.
    """
    return _read_pages(document, name, limits, words=False)


@contextmanager
def opened(data: bytes, name: str) -> Iterator[pdfium.PdfDocument]:
    """A PDF that is whole and without a password; one at a time."""
    _refuse_damaged(data, name)
    with _LOCK:
        document = _open(data, name)
        try:
            yield document
        finally:
            document.close()


def _refuse_damaged(data: bytes, name: str) -> None:
    health = examine(data)
    if health.swollen:
        reason = "ses pages enflent sans mesure à la lecture ; demandez le fichier d’origine."
        raise Unreadable(name, reason, "bomb")
    if not health.ended:
        raise Unreadable(name, "il est tronqué, sa fin manque ; téléchargez-le de nouveau.", "corrupt")
    if health.damaged:
        many = health.damaged > 1
        reason = f"il est endommagé, {health.damaged} partie{'s' if many else ''} ne s’ouvre{'nt' if many else ''} plus"
        raise Unreadable(name, f"{reason} ; téléchargez-le de nouveau.", "corrupt")


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        if len(document) > 0:
            return document
        document.close()
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Unreadable(
                name,
                "il est protégé par un mot de passe ; retirez la protection, puis déposez-le de nouveau.",
                "encrypted",
            ) from None
    raise Unreadable(name, "il est tronqué ou endommagé ; téléchargez-le de nouveau.", "corrupt")


def _read_pages(
    document: pdfium.PdfDocument, name: str, limits: Limits, *, words: bool = True
) -> list[PdfPage]:
    count = len(document)
    if count > limits.pages:
        reason = f"il compte {count} pages, au-delà des {limits.pages} admises ; déposez un seul document."
        raise Unreadable(name, reason, "too-long")
    pages = []
    total = 0
    for number in range(1, count + 1):
        page, weight = _read_page(document, number, name, limits, words=words)
        total += weight
        if total > limits.marks:
            raise Unreadable(
                name,
                "il porte trop de signes et de traits pour un document à imprimer ; déposez un seul document.",
                "too-long",
            )
        pages.append(page)
    return pages


def _read_page(
    document: pdfium.PdfDocument, number: int, name: str, limits: Limits, *, words: bool
) -> tuple[PdfPage, int]:
    """A page, and how many characters and objects it holds."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        reason = f"la page {number} ne s’ouvre pas, il est tronqué ou endommagé ; téléchargez-le de nouveau."
        raise Unreadable(name, reason, "corrupt") from None
    try:
        frame = _shown(page)
        handle = native.address(page.raw)
        objects = native.object_count(handle)
        if objects > limits.page_objects:
            raise TooDense
        text_page = page.get_textpage()
        try:
            characters = max(0, native.char_count(native.address(text_page.raw)))
            if characters > limits.page_chars:
                raise TooDense
            found = read_glyphs(native.address(text_page.raw), characters, frame, words=words)
        finally:
            text_page.close()
        drawing = read_drawing(
            native.address(document.raw), handle, found.frame, found.spoken, limits.page_objects
        )
    except pdfium.PdfiumError:
        reason = f"le texte de la page {number} est endommagé ; téléchargez-le de nouveau."
        raise Unreadable(name, reason, "corrupt") from None
    except TooDense:
        raise Unreadable(
            name,
            f"la page {number} porte trop de signes ou de traits pour un document à imprimer ; "
            "demandez le fichier d’origine.",
            "too-dense",
        ) from None
    finally:
        page.close()
    return _laid_out(number, frame, found, drawing), characters + objects


def _laid_out(number: int, frame: Frame, found: Glyphs, drawing: Drawing) -> PdfPage:
    whole = found.frame.width * found.frame.height
    pictured = max((_area(rect) for rect in drawing.pictures), default=0.0) >= 0.5 * whole
    hidden = [piece for piece in found.pieces if piece.hidden]
    recognised = pictured and bool(hidden)
    grounds = [*drawing.areas, *drawing.pictures]
    seen: list[Piece] = []
    unseen = 0
    for piece in found.pieces:
        if _is_seen(piece, recognised, grounds, found.frame):
            seen.append(piece)
        else:
            unseen += len(piece.text)
    letters = sum(len(piece.text) for piece in seen)
    return PdfPage(
        number,
        frame,
        found.frame,
        lay_out(seen, drawing, found.frame),
        [piece for piece in found.askew if not piece.hidden],
        letters,
        found.unknown + _scrambled(seen),
        unseen,
        recognised,
        pictured and letters < _FEW and not recognised,
        bool(drawing.pictures or drawing.areas or len(drawing.rulings) > 4),
        drawing.pictures,
    )


def _is_seen(
    piece: Piece, recognised: bool, grounds: list[tuple[float, float, float, float]], frame: Frame
) -> bool:
    if not (piece.hidden or piece.faint):
        in_page = piece.right > 0 and piece.bottom > 0
        across, down = (frame.width, frame.height) if piece.turn % 2 == 0 else (frame.height, frame.width)
        return in_page and piece.left < across and piece.top < down
    if piece.hidden:
        return recognised
    x, y = piece.centre(frame)
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in grounds)


def _scrambled(pieces: list[Piece]) -> int:
    """Letters in fonts whose text makes no sense: they print shapes without saying which letters these are."""
    texts: dict[int, list[str]] = {}
    for piece in pieces:
        if not piece.face.symbol:
            texts.setdefault(id(piece.face), []).append(piece.text)
    return sum(sum(map(len, words)) for words in texts.values() if looks_scrambled(words))


def refuse_unread(pages: Sequence[PdfPage], name: str) -> None:
    """Refuse a document whose text is not there, or not to be trusted; codes `scan`, `no-text` and `no-unicode`."""
    filled = [page for page in pages if page.letters or page.drawn]
    scanned = sum(page.scanned for page in pages)
    letters = sum(page.letters for page in pages)
    if scanned and scanned >= 0.8 * len(filled):
        raise Unreadable(
            name,
            "ses pages sont des images sans texte (un scan) ; demandez le fichier d’origine, ou passez-le à la "
            "reconnaissance de caractères.",
            "scan",
        )
    if letters == 0:
        if filled:
            reason = "ses pages sont dessinées, sans aucun texte ; demandez le fichier d’origine."
        elif any(page.hidden for page in pages):
            reason = "son texte est invisible sur des pages blanches ; demandez le fichier d’origine."
        else:
            reason = "ses pages sont blanches ; vérifiez que c’est le bon fichier."
        raise Unreadable(name, reason, "scan" if filled else "no-text")
    if sum(page.scrambled for page in pages) > _SCRAMBLED * letters:
        raise Unreadable(
            name,
            "ses polices ne disent pas quelles lettres elles tracent, son texte est illisible hors de l’écran ; "
            "demandez le fichier d’origine, ou imprimez-le de nouveau en PDF.",
            "no-unicode",
        )


def _findings(pages: list[PdfPage], mended: bool, name: str) -> Iterator[Finding]:
    if mended:
        yield Finding(
            "warning", "mended-file",
            "La table du fichier est abîmée, il a été réparé à l’ouverture : une partie peut manquer.", name,
        )  # fmt: skip
    scanned = [page.number for page in pages if page.scanned]
    if scanned:
        yield Finding(
            "warning", "scanned-pages",
            f"{_numbers(scanned)} : image sans texte, non lue ; lisez-la à côté.", name,
        )  # fmt: skip
    recognised = [page.number for page in pages if page.recognised]
    if recognised:
        yield Finding(
            "warning", "recognised-text",
            f"{_numbers(recognised)} : le texte vient d’une reconnaissance de caractères ; relisez-le.", name,
        )  # fmt: skip
    hidden = [page.number for page in pages if page.hidden]
    if hidden:
        yield Finding(
            "info", "hidden-text",
            f"{_numbers(hidden)} : du texte que l’impression ne montre pas est laissé de côté.", name,
        )  # fmt: skip


def _numbers(pages: list[int]) -> str:
    """Page numbers as a sentence begins: « Page 3 », « Pages 3, 5 à 8 »."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    said = ", ".join(
        str(run[0]) if len(run) == 1 else f"{run[0]} {'à' if len(run) > 2 else 'et'} {run[-1]}"
        for run in runs
    )
    return f"Page{'s' if len(pages) > 1 else ''} {said}"


def _columns(page: PdfPage) -> Iterator[list[Printed]]:
    for block in page.blocks:
        if isinstance(block, LaidTable):
            yield from (cell.lines for row in block.rows for cell in row)
        else:
            yield block


class _Writer:
    """Writes one page as lines and tables, numbering its lines."""

    def __init__(self, name: str, page: PdfPage, leading: float) -> None:
        self.name, self.page, self.leading, self.line = name, page, leading, 0

    def blocks(self) -> Iterator[Block]:
        before: Printed | None = None
        edge: float | None = None
        for laid in self.page.blocks:
            if isinstance(laid, LaidTable):
                made = self.table(laid)
                if made:
                    yield from made
                    before, edge = None, laid.rect[3]
                continue
            for printed in laid:
                line = self.one(printed, before, edge)
                if line is not None:
                    before, edge = printed, None
                    yield line
        for piece in self.page.askew:
            yield self.askew(piece)

    def table(self, laid: LaidTable) -> list[Block]:
        """A table, or its lines where it has one column: such a table only frames what it holds."""
        rows = [
            Row(tuple(self.cell(cell.column, cell.span, cell.lines) for cell in row)) for row in laid.rows
        ]
        rows = [
            row for row, height in zip(rows, laid.heights, strict=True)
            if height > 9 or any(cell.lines or cell.ticked is not None for cell in row.cells)
        ]  # fmt: skip
        if any(len(row.cells) > 1 for row in rows):
            table = Table(tuple(rows))
            filled = any(cell.lines or cell.ticked is not None for row in rows for cell in row.cells)
            return [table] if filled else []
        framed: list[Block] = []
        for row in rows:
            for cell in row.cells:
                framed += [replace(line, gap=max(1.0, line.gap)) for line in cell.lines[:1]] + list(
                    cell.lines[1:]
                )
        return framed

    def cell(self, column: int, span: int, printed: list[Printed]) -> Cell:
        """A cell with its tick; the sign of a lone box is taken off the lines."""
        lines: list[Line] = []
        before = None
        for item in printed:
            line = self.one(item, before)
            if line is not None:
                lines.append(line)
                before = item
        alone = sum(len(glyphs.boxes(line.bullet + line.text)) for line in lines) < 2
        ticks: list[bool] = []
        kept: list[Line] = []
        for line in lines:
            ticked, rest = glyphs.split_box(line.text) if alone else (None, line.text)
            if ticked is not None:
                ticks.append(ticked)
            if rest:
                kept.append(line if rest == line.text else replace(line, text=rest))
        return Cell(tuple(kept), column, span, any(ticks) if ticks else None)

    def one(self, printed: Printed, before: Printed | None, edge: float | None = None) -> Line | None:
        text = text_of(printed.pieces)
        if not text:
            return None
        bullet, rest = glyphs.split_bullet(text)
        if not rest:
            bullet, rest = "", text
        gap = 0.0
        if before is not None and before.turn == printed.turn:
            gap = gap_between(before, printed, self.leading)
        elif edge is not None and printed.turn == 0:
            gap = gap_below(edge, printed, self.leading)
        box = self.outline(printed)
        return Line(
            rest,
            self.place(),
            gap,
            is_bold(printed.pieces),
            round(printed.size, 1),
            round(printed.left, 1),
            bullet,
            False,
            box,
        )

    def askew(self, piece: Piece) -> Line:
        rect = (piece.left, piece.top, piece.right, piece.bottom)
        box = self.shown(self.page.upright.back(rect))
        return Line(
            piece.text, self.place(), 1.0, piece.face.bold, round(piece.size, 1), box.left, "", True, box
        )

    def place(self) -> Place:
        self.line += 1
        return Place(self.name, self.page.number, self.line)

    def outline(self, printed: Printed) -> Box:
        frame = self.page.upright.turned(printed.turn)
        return self.shown(frame.back((printed.left, printed.top, printed.right, printed.bottom)))

    def shown(self, rect: tuple[float, float, float, float]) -> Box:
        return Box(*(round(value, 1) for value in self.page.shown.box(*rect)))


def _area(rect: tuple[float, float, float, float]) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _shown(page: pdfium.PdfPage) -> Frame:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    return shown(box.left, box.bottom, box.right, box.top, raw.FPDFPage_GetRotation(page))

"""The glyphs of a page, gathered in pieces: runs without white space, of one font, on one line."""

import ctypes
import math
import re
from dataclasses import dataclass

import pypdfium2.raw as raw

from . import glyphs
from . import pdf_native as native
from .pdf_fonts import font_file, is_nameless, mend, names_bold
from .pdf_frame import Frame

_SPACES = frozenset(map(ord, " \t\r\n\x0b\x0c\x85\u00a0\u1680\u202f\u205f\u3000")) | frozenset(
    range(0x2000, 0x200B)
)
# Signs of no width, and those PDFium or Unicode writes for a hyphen at the end of a line.
_IGNORED = frozenset((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_LETTERS = {
    0x02: "-", 0x2010: "-", 0x2011: "-", 0xFFFE: "-",
    **_C1,
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}  # fmt: skip
_BLANK = "".join(map(chr, _SPACES | _IGNORED))
_PLAIN = dict.fromkeys(_IGNORED) | dict.fromkeys(_SPACES, " ") | _LETTERS
_NOTHING = re.compile("[\x00-\x1f\ufffd\ud800-\udfff]")  # signs that are no letter
_OWN = re.compile("[\ue000-\uefff\uf100-\uf8ff]")  # letters that only their font knows
_TREATED = re.compile(
    "[\x00-\x1f\x7f-\xa0\u1680\u2000-\u2011\u202f\u205f\u2060\u3000\ud800-\uf8ff\ufb00-\ufb06\ufeff\ufffd\ufffe]"
)
_HIDDEN_MODES = (3, 7)
_FORCE_BOLD = 0x40000  # a flag of font descriptors
_FONT_FILE = 8_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Face:
    """A font: its name without the subset prefix, its weight, and its symbol table if it is one."""

    name: str
    bold: bool
    symbol: str = ""


@dataclass(slots=True)
class Piece:
    """A run of glyphs, placed in the frame in which it reads from left to right (`turn` quarters from the page's).

    `spaced` tells that white space comes before it in the file; `faint` that it is drawn in white, `hidden` that it is
    not drawn at all.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    face: Face
    turn: int = 0
    spaced: bool = False
    faint: bool = False
    hidden: bool = False

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def centre(self, upright: Frame) -> tuple[float, float]:
        """Its middle in the upright frame of the page."""
        x, y = self.middle, (self.top + self.bottom) / 2
        match self.turn:
            case 1:
                return y, upright.height - x
            case 2:
                return upright.width - x, upright.height - y
            case 3:
                return upright.width - y, x
            case _:
                return x, y


@dataclass(slots=True)
class Glyphs:
    """The pieces of a page in the order of the file."""

    pieces: list[Piece]
    askew: list[Piece]  # text that runs neither along nor across the page (watermarks), a run each
    frame: Frame  # the page with its main text upright
    spoken: frozenset[int] = frozenset()  # addresses of the text objects they come from
    unknown: int = 0  # glyphs without a letter


@dataclass(slots=True)
class _Run:
    face: Face
    angle: float
    size: float
    faint: bool
    hidden: bool


@dataclass(slots=True)
class _Raw:
    """A piece in the coordinates of the PDF."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    x: float
    y: float
    run: _Run
    spaced: bool
    parted: bool  # PDFium leaves a space or an end of line before it


class _Reader:
    """Buffers for the calls, and the fonts of one page."""

    def __init__(self) -> None:
        self.box = raw.FS_RECTF()
        self.box_at = ctypes.byref(self.box)
        self.matrix = raw.FS_MATRIX()
        self.matrix_at = ctypes.byref(self.matrix)
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.x_at, self.y_at = ctypes.byref(self.x), ctypes.byref(self.y)
        self.colour = [ctypes.c_uint() for _ in range(4)]
        self.colour_at = [ctypes.byref(part) for part in self.colour]
        self.name = ctypes.create_string_buffer(256)
        self.faces: dict[int, Face] = {}
        self.bolder: dict[int, Face] = {}

    def piece(
        self, text_page: int, text: str, first: int, last: int, run: _Run, spaced: bool, parted: bool
    ) -> _Raw:
        box = self.box
        native.char_box(text_page, first, self.box_at)
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        if last != first:
            native.char_box(text_page, last, self.box_at)
            x0, y0 = min(x0, box.left), min(y0, box.bottom)
            x1, y1 = max(x1, box.right), max(y1, box.top)
        native.char_origin(text_page, first, self.x_at, self.y_at)
        return _Raw(text, x0, y0, x1, y1, self.x.value, self.y.value, run, spaced, parted)

    def run(self, text_page: int, index: int, item: int) -> _Run:
        font = native.font_of(item) or 0
        face = self.faces.get(font)
        if face is None:
            face = self.faces[font] = self._face(font)
        mode = native.render_mode(item)
        faint = hidden = mode in _HIDDEN_MODES
        if native.fill_colour(item, *self.colour_at):
            red, green, blue, alpha = self.colour
            faint = red.value >= 0xF8 and green.value >= 0xF8 and blue.value >= 0xF8
            hidden = hidden or (alpha.value == 0 and mode == 0)
        if mode == 2 and not face.bold:  # filled and stroked: a bold made by the word processor
            face = self.bolder.setdefault(id(face), Face(face.name, True, face.symbol))
        matrix = self.matrix
        native.char_matrix(text_page, index, self.matrix_at)
        size = native.char_size(text_page, index) * math.hypot(matrix.c, matrix.d)
        return _Run(face, math.atan2(matrix.b, matrix.a), size, faint, hidden)

    def _face(self, font: int) -> Face:
        if not font:
            return Face("", False)
        size = native.font_name(font, self.name, 256)
        name = self.name.raw[: max(0, min(size, 256) - 1)].decode("utf-8", "replace")
        if len(name) > 7 and name[6] == "+":
            name = name[7:]
        if is_nameless(name):
            name, bold = self._embedded(font) or (name, False)
        else:
            bold = names_bold(name)
        return Face(name, bold or bool(native.font_flags(font) & _FORCE_BOLD), _symbol_table(name.casefold()))

    def _embedded(self, font: int) -> tuple[str, bool] | None:
        """What the font file within the PDF says, where the PDF itself gives it no name."""
        size = ctypes.c_size_t()
        if not native.font_data(font, None, 0, ctypes.byref(size)) or not 0 < size.value < _FONT_FILE:
            return None
        data = ctypes.create_string_buffer(size.value)
        native.font_data(font, data, size.value, ctypes.byref(size))
        return font_file(data.raw)


def _symbol_table(name: str) -> str:
    for start, table in (
        ("wingdings2", "wingdings 2"), ("wingdings3", ""), ("wingdings", "wingdings"), ("webdings", "webdings"),
        ("symbol", "symbol"), ("opensymbol", "symbol"),
    ):  # fmt: skip
        if name.replace(" ", "").replace("-", "").startswith(start):
            return table
    return ""


def read_glyphs(text_page: int, count: int, page: Frame, *, words: bool = True) -> Glyphs:
    """The pieces of a page from PDFium's text page; `page` is the page as it is shown.

    Without `words`, a piece is all that the file writes at once, spaces included: several times faster.
    """
    raws, spoken, unknown = _raws(text_page, count) if words else _whole_raws(text_page, count)
    turns = {angle: _turn(angle, page) for angle in {piece.run.angle for piece in raws}}
    by_turn = [0, 0, 0, 0]
    for piece in raws:
        by_turn[turns[piece.run.angle][0]] += len(piece.text)
    main = max(range(4), key=lambda turn: by_turn[turn])
    if by_turn[main] <= 0.6 * sum(by_turn):
        main = 0
    upright = page.turned(main)
    frames = [upright.turned(turn) for turn in range(4)]
    found = Glyphs([], [], upright, spoken, unknown)
    last: float | None = None
    for piece in raws:
        turn, straight = turns[piece.run.angle]
        turn = (turn - main) % 4
        if straight:
            found.pieces.append(_place(piece, turn, frames[turn]))
        elif last is not None and abs(last - piece.run.angle) < 0.02:
            before = found.askew[-1]
            before.text += (" " if piece.spaced or piece.parted else "") + piece.text
            left, top, right, bottom = upright.box(piece.x0, piece.y0, piece.x1, piece.y1)
            before.left, before.top = min(before.left, left), min(before.top, top)
            before.right, before.bottom = max(before.right, right), max(before.bottom, bottom)
        else:
            found.askew.append(_place(piece, 0, upright))
        last = None if straight else piece.run.angle
    return found


def _turn(angle: float, page: Frame) -> tuple[int, bool]:
    """Quarters turned counter-clockwise from the shown page, and whether the text is within 5° of them."""
    along, down = math.cos(angle), math.sin(angle)
    x, y = page.a * along + page.c * down, page.b * along + page.d * down
    quarters = math.atan2(-y, x) / (math.pi / 2)
    nearest = round(quarters)
    return nearest % 4, abs(quarters - nearest) < 0.06


def _size(said: float, height: float) -> float:
    """The size of a piece from that of its font; some fonts draw their glyphs at another scale than they say."""
    if height <= 0:
        return said
    if height > 2.2 * said:
        return height
    return 1.5 * height if said > 6 * height else said


def _place(piece: _Raw, turn: int, frame: Frame) -> Piece:
    left, top, right, bottom = frame.box(piece.x0, piece.y0, piece.x1, piece.y1)
    _, baseline = frame.point(piece.x, piece.y)
    run = piece.run
    return Piece(
        piece.text, left, top, right, bottom, baseline, _size(run.size, bottom - top), run.face, turn,
        piece.spaced, run.faint, run.hidden,
    )  # fmt: skip


def _raws(text_page: int, count: int) -> tuple[list[_Raw], frozenset[int], int]:
    reader = _Reader()
    char_object, char_code = native.char_object, native.char_code
    found: list[_Raw] = []
    runs: dict[int, _Run] = {}
    run: _Run | None = None
    current = unknown = 0
    plain = True
    text: list[str] = []
    first = last = 0
    spaced = parted = True

    def end() -> None:
        nonlocal text, spaced, parted
        if text and run is not None:
            found.append(reader.piece(text_page, "".join(text), first, last, run, spaced, parted))
            text, spaced, parted = [], False, False

    for index in range(count):
        item = char_object(text_page, index)
        if not item:  # a space or an end of line that PDFium adds: the geometry decides
            end()
            parted = True
            continue
        code = char_code(text_page, index)
        if item != current:
            end()
            current = item
            run = runs.get(item)
            if run is None:
                run = runs[item] = reader.run(text_page, index, item)
            plain = not run.face.symbol
        if plain and 0x20 < code < 0x7F:
            if not text:
                first = index
            last = index
            text.append(chr(code))
            continue
        if code in _SPACES:
            end()
            spaced = True
            continue
        if code in _IGNORED:
            continue
        letter = _LETTERS.get(code)
        if letter is None:
            symbol = run.face.symbol if run is not None else ""
            if symbol and (code < 0x100 or 0xF000 <= code < 0xF100):
                letter = glyphs.symbol(symbol, code) or chr(code)
            elif code < 0x20 or code == 0xFFFD or 0xD800 <= code < 0xE000:
                unknown += 1
                continue
            else:
                if 0xE000 <= code < 0xF900 and not 0xF000 <= code < 0xF100:
                    unknown += 1
                letter = chr(code)
        if not text:
            first = index
        last = index
        text.append(letter)
    end()
    _mend(found)
    return found, frozenset(runs), unknown


def _whole_raws(text_page: int, count: int) -> tuple[list[_Raw], frozenset[int], int]:
    reader = _Reader()
    letters = _letters(text_page, count)
    found: list[_Raw] = []
    spoken: set[int] = set()
    unknown = 0
    spaced = parted = True
    index = 0
    while index < count:
        item = native.char_object(text_page, index)
        if not item:
            parted = True
            index += 1
            continue
        spoken.add(item)
        end = _end_of(text_page, item, index, count)
        look = native.font_of(item), native.char_size(text_page, index)
        # some programs write each letter apart: it goes on where PDFium sees neither a space nor another line
        while end < count and (other := native.char_object(text_page, end)):
            if (native.font_of(other), native.char_size(text_page, end)) != look:
                break
            spoken.add(other)
            end = _end_of(text_page, other, end, count)
        run = reader.run(text_page, index, item)
        said = letters[index:end]
        first, last = index + len(said) - len(said.lstrip(_BLANK)), index + len(said.rstrip(_BLANK))
        spaced = spaced or first > index
        if first < last:
            text, lost = _spelt(letters[first:last], run.face.symbol)
            unknown += lost
            if text:
                found.append(reader.piece(text_page, text, first, last - 1, run, spaced, parted))
                spaced = parted = False
        spaced = spaced or last < end
        index = end
    _mend(found)
    return found, frozenset(spoken), unknown


def _letters(text_page: int, count: int) -> str:
    """A letter for each glyph of a page, asked at once; one by one where PDFium leaves some out of its text."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if native.page_text(text_page, 0, count, buffer) == count + 1:
        text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
    return "".join(chr(native.char_code(text_page, index)) for index in range(count))


def _end_of(text_page: int, item: int, index: int, count: int) -> int:
    """Where the glyphs of a text object end, found by leaps."""
    step = 1
    while index + step < count and native.char_object(text_page, index + step) == item:
        index += step
        step *= 2
    low, high = index + 1, min(index + step, count)
    while low < high:
        middle = (low + high) // 2
        if native.char_object(text_page, middle) == item:
            low = middle + 1
        else:
            high = middle
    return low


def _spelt(letters: str, symbol: str) -> tuple[str, int]:
    """The text of glyphs, and how many of them have no letter."""
    if not symbol and not _TREATED.search(letters):
        return letters, 0
    if symbol:
        letters = "".join(_symbol(symbol, letter) for letter in letters)
    plain, lost = _NOTHING.subn("", letters.translate(_PLAIN))
    return plain, lost + len(_OWN.findall(plain))


def _symbol(table: str, letter: str) -> str:
    code = ord(letter)
    in_table = 0x20 < code < 0x100 or 0xF000 <= code < 0xF100
    return (glyphs.symbol(table, code) if in_table else None) or letter


def _mend(found: list[_Raw]) -> None:
    """Put right the accents of fonts that PDFium reads in the wrong encoding."""
    accented: dict[int, list[_Raw]] = {}
    for piece in found:
        if not piece.text.isascii() and not piece.run.face.symbol:
            accented.setdefault(id(piece.run.face), []).append(piece)
    for pieces in accented.values():
        mended = mend([piece.text for piece in pieces])
        if mended is not None:
            for piece, text in zip(pieces, mended, strict=True):
                piece.text = text

"""What a page draws beside its text: rulings, filled areas, little boxes and the crosses in them, pictures."""

import ctypes
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as raw

from . import pdf_native as native
from .pdf_frame import Frame
from .pdf_pictures import look_at

Rect = tuple[float, float, float, float]
_Point = tuple[float, float]

_THIN = 1.7  # points; a filled rectangle no thicker is a ruling whatever its colour
_THICK = 6.5  # the thickest border that a word processor draws
_SMALL, _LARGE = 4.5, 22.0  # sides of a box to tick, points
_DOT, _SPOT = 1.6, 12.0  # sides of a bullet, points
_LOOKS = 200  # little pictures to look at on a page
_FIELDS = 2_000  # fields of a form on a page
_SEGMENTS = 400  # of one path; beyond, it is a picture
_DEPTH = 12  # forms inside forms
_WHITE = 0xF4


class TooDense(Exception):
    """A page draws more objects than any printed page does."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line along the page: `at` is its x if upright, else its y; `start` and `end` along it."""

    at: float
    start: float
    end: float
    upright: bool


@dataclass(slots=True)
class Drawing:
    """The drawings of a page, in its upright frame."""

    rulings: list[Ruling] = field(default_factory=list)
    boxes: list[Rect] = field(default_factory=list)  # little squares that may be ticked
    ticks: list[tuple[Rect, bool]] = field(default_factory=list)  # pictures of boxes, ticked or not
    silent: list[Rect] = field(default_factory=list)  # text that PDFium leaves out, as struck twice
    marks: list[Rect] = field(default_factory=list)  # little strokes that may tick them
    pictures: list[Rect] = field(default_factory=list)
    areas: list[Rect] = field(default_factory=list)  # filled with a colour, or shaded
    fills: list["Fill"] = field(default_factory=list)  # broad rectangles of one colour
    dots: list[Rect] = field(default_factory=list)  # spots and little pictures, that may be bullets


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle; `colour` is red, green and blue, 0 to 255."""

    rect: Rect
    colour: tuple[int, int, int]
    white: bool


class _Reader:
    def __init__(self, document: int, page: int, frame: Frame, spoken: Container[int], budget: int) -> None:
        self.document, self.page = document, page
        self.frame, self.spoken, self.budget = frame, spoken, budget
        self.looks = _LOOKS
        self.drawing = Drawing()
        self.fills: list[Fill] = []
        self.pale: list[Ruling] = []  # white rulings, seen only on a coloured ground
        self.sides = [ctypes.c_float() for _ in range(4)]
        self.sides_at = [ctypes.byref(side) for side in self.sides]
        self.colour = [ctypes.c_uint() for _ in range(4)]
        self.colour_at = [ctypes.byref(part) for part in self.colour]
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.fill_at, self.stroke_at = ctypes.byref(self.fill), ctypes.byref(self.stroke)
        self.x, self.y = ctypes.c_float(), ctypes.c_float()
        self.x_at, self.y_at = ctypes.byref(self.x), ctypes.byref(self.y)
        self.matrix = raw.FS_MATRIX()
        self.matrix_at = ctypes.byref(self.matrix)

    def walk(self, at: Callable[[int], int], count: int, form: "_Matrix | None", depth: int) -> None:
        self.budget -= count
        if self.budget < 0:
            raise TooDense
        for index in range(count):
            item = at(index)
            kind = native.object_type(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if item not in self.spoken:
                    self.struck(item, form)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self.path(item, form)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = self.matrix_of(item)
                self.walk(
                    lambda number, item=item: native.form_object_at(item, number) or 0,  # type: ignore[misc]
                    native.form_count(item),
                    inner if form is None else inner.then(form),
                    depth + 1,
                )
            elif kind == raw.FPDF_PAGEOBJ_SHADING:
                if (rect := self.bounds(item, form)) is not None:
                    self.drawing.areas.append(rect)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE and (rect := self.bounds(item, form)) is not None:
                self.picture(item, rect)

    def struck(self, item: int, form: "_Matrix | None") -> None:
        """Text that PDFium leaves out: a space, or words struck a second time."""
        rect = self.bounds(item, form)
        if rect is not None and rect[2] - rect[0] > 1 and rect[3] - rect[1] > 1:
            self.drawing.silent.append(rect)

    def picture(self, item: int, rect: Rect) -> None:
        self.drawing.pictures.append(rect)
        if _small(rect) and self.looks > 0:
            self.looks -= 1
            ticked = look_at(self.document, self.page, item)
            if ticked is not None:
                self.drawing.ticks.append((rect, ticked))
                return
        if max(rect[2] - rect[0], rect[3] - rect[1]) <= _SPOT:
            self.drawing.dots.append(rect)

    def fields(self) -> None:
        """The boxes of a form to fill in: their state is named, "Off" where they are empty."""
        page = ctypes.cast(self.page, raw.FPDF_PAGE)
        rect, state = raw.FS_RECTF(), (ctypes.c_ushort * 64)()
        for index in range(min(raw.FPDFPage_GetAnnotCount(page), _FIELDS)):
            note = raw.FPDFPage_GetAnnot(page, index)
            if not note:
                continue
            if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET and raw.FPDFAnnot_GetRect(note, rect):
                size = raw.FPDFAnnot_GetStringValue(note, b"AS", state, ctypes.sizeof(state))
                box = self.frame.box(rect.left, rect.bottom, rect.right, rect.top)
                if 2 < size <= ctypes.sizeof(state) and _small(box):
                    name = bytes(state)[: size - 2].decode("utf-16-le", "ignore")
                    self.drawing.ticks.append((box, name != "Off"))
            raw.FPDFPage_CloseAnnot(note)

    def matrix_of(self, item: int) -> "_Matrix":
        native.object_matrix(item, self.matrix_at)
        m = self.matrix
        return _Matrix(m.a, m.b, m.c, m.d, m.e, m.f)

    def bounds(self, item: int, form: "_Matrix | None") -> Rect | None:
        if not native.object_bounds(item, *self.sides_at):
            return None
        x0, y0, x1, y1 = (side.value for side in self.sides)
        if form is not None:
            return self.around([form.point(x, y) for x in (x0, x1) for y in (y0, y1)])
        return self.frame.box(x0, y0, x1, y1)

    def around(self, points: list[_Point]) -> Rect:
        xs, ys = zip(*(self.frame.point(x, y) for x, y in points), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def path(self, item: int, form: "_Matrix | None") -> None:
        native.draw_mode(item, self.fill_at, self.stroke_at)
        filled, stroked = self.fill.value != 0, self.stroke.value != 0
        if not (filled or stroked):
            return
        rect = self.bounds(item, form)
        if rect is None:
            return
        count = native.segment_count(item)
        width, height = rect[2] - rect[0], rect[3] - rect[1]
        if filled:
            colour = self.colour_of(item, native.fill_colour)
            if colour is None:
                filled = False
            elif count <= 4 and max(width, height) <= _SPOT:
                self.spot(rect)
            elif count <= 6:
                self.fills.append(Fill(rect, colour, min(colour) >= _WHITE))
            else:
                if min(width, height) > _THICK and min(colour) < _WHITE:
                    self.drawing.areas.append(rect)
                for part in self.subpaths(item, count, form):
                    if len(part) >= 4 and _is_rectangle(part):
                        self.fills.append(Fill(_span(part), colour, min(colour) >= _WHITE))
                    elif min(colour) < _WHITE:
                        self.spot(_span(part))
        if not stroked:
            return
        colour = self.colour_of(item, native.stroke_colour)
        if colour is None:
            return
        target = self.pale if min(colour) >= _WHITE else self.drawing.rulings
        if count <= 3 and min(width, height) <= _THICK:  # one straight line, its bounds widened by its stroke
            x0, y0, x1, y1 = rect
            if width >= height:
                target.append(Ruling((y0 + y1) / 2, x0, x1, False))
            else:
                target.append(Ruling((x0 + x1) / 2, y0, y1, True))
            return
        for part in self.subpaths(item, count, form):
            self.stroked(part, target)

    def spot(self, span: Rect) -> None:
        """A little shape that is no rectangle: a tick, or a bullet."""
        if _small(span):
            self.drawing.marks.append(span)
        width, height = span[2] - span[0], span[3] - span[1]
        if min(width, height) >= _DOT and max(width, height) <= _SPOT:
            self.drawing.dots.append(span)

    def stroked(self, points: list[_Point], target: list[Ruling]) -> None:
        span = _span(points)
        small = _small(span)
        if len(points) >= 4 and _is_rectangle(points):
            if small and target is self.drawing.rulings:
                self.drawing.boxes.append(span)
                return
        elif max(span[2] - span[0], span[3] - span[1]) <= _SPOT and len(points) > 4:
            self.spot(span)
            return
        elif small and target is self.drawing.rulings:
            self.drawing.marks.append(span)
            return
        for (ax, ay), (bx, by) in pairwise(points):
            if abs(ay - by) <= 0.6 and abs(ax - bx) > 1:
                target.append(Ruling((ay + by) / 2, min(ax, bx), max(ax, bx), False))
            elif abs(ax - bx) <= 0.6 and abs(ay - by) > 1:
                target.append(Ruling((ax + bx) / 2, min(ay, by), max(ay, by), True))

    def subpaths(self, item: int, count: int, form: "_Matrix | None") -> list[list[_Point]]:
        """The corners of each part of a path; empty where it is too long to be a ruling or a box."""
        if count > _SEGMENTS * 10:
            return []
        self.budget -= count // 4
        own = self.matrix_of(item)
        if form is not None:
            own = own.then(form)
        parts: list[list[_Point]] = []
        for index in range(count):
            segment = native.segment_at(item, index)
            native.segment_point(segment, self.x_at, self.y_at)
            point = self.frame.point(*own.point(self.x.value, self.y.value))
            kind = native.segment_type(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO or not parts:
                parts.append([point])
            elif point != parts[-1][-1]:
                parts[-1].append(point)
            if native.segment_close(segment) and parts[-1][0] != parts[-1][-1]:
                parts[-1].append(parts[-1][0])
        return [part for part in parts if len(part) > 1]

    def colour_of(self, item: int, get: Callable[..., int]) -> tuple[int, int, int] | None:
        """Red, green and blue; black where the colour is a pattern; None where it is transparent."""
        if not get(item, *self.colour_at):
            return (0, 0, 0)
        red, green, blue, alpha = (part.value for part in self.colour)
        return None if alpha == 0 else (red, green, blue)

    def finish(self) -> Drawing:
        drawing = self.drawing
        broad = [f for f in self.fills if min(f.rect[2] - f.rect[0], f.rect[3] - f.rect[1]) > _THICK]
        for fill in self.fills:
            x0, y0, x1, y1 = fill.rect
            width, height = x1 - x0, y1 - y0
            if min(width, height) <= _THICK:
                if max(width, height) < 1.5 or max(width, height) < 2 * min(width, height):
                    if not fill.white:
                        self.spot(fill.rect)
                    continue  # a corner where borders meet, a dot
                if min(width, height) > _THIN and (fill.white or any(_same_ground(fill, b) for b in broad)):
                    continue  # the margin of a shaded cell
                line = (
                    Ruling((y0 + y1) / 2, x0, x1, False)
                    if width >= height
                    else Ruling((x0 + x1) / 2, y0, y1, True)
                )
                (self.pale if fill.white else drawing.rulings).append(line)
            elif not fill.white:
                drawing.areas.append(fill.rect)
                drawing.fills.append(fill)
                if _small(fill.rect):
                    drawing.marks.append(fill.rect)
        for line in self.pale:
            if any(_crosses(area, line) for area in drawing.areas):
                drawing.rulings.append(line)
        return drawing


@dataclass(frozen=True, slots=True)
class _Matrix:
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> _Point:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, o: "_Matrix") -> "_Matrix":
        return _Matrix(
            self.a * o.a + self.b * o.c, self.a * o.b + self.b * o.d,
            self.c * o.a + self.d * o.c, self.c * o.b + self.d * o.d,
            self.e * o.a + self.f * o.c + o.e, self.e * o.b + self.f * o.d + o.f,
        )  # fmt: skip


def _span(points: list[_Point]) -> Rect:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_rectangle(points: list[_Point]) -> bool:
    """Whether corners go along the page only, and come back to where they began."""
    return all(
        abs(ax - bx) <= 0.5 or abs(ay - by) <= 0.5
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True)
    )


def _small(rect: Rect) -> bool:
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    return _SMALL <= width <= _LARGE and _SMALL <= height <= _LARGE and 0.6 <= width / height <= 1.6


def _same_ground(thin: Fill, broad: Fill) -> bool:
    """Whether a thin rectangle continues a broad one of its colour."""
    if thin.colour != broad.colour:
        return False
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = thin.rect, broad.rect
    return ax0 <= bx1 + 0.5 and bx0 <= ax1 + 0.5 and ay0 <= by1 + 0.5 and by0 <= ay1 + 0.5


def _crosses(area: Rect, line: Ruling) -> bool:
    x0, y0, x1, y1 = area
    across, along = ((x0, x1), (y0, y1)) if line.upright else ((y0, y1), (x0, x1))
    middle = (line.start + line.end) / 2
    return across[0] - 1 <= line.at <= across[1] + 1 and along[0] - 1 <= middle <= along[1] + 1


def read_drawing(document: int, page: int, frame: Frame, spoken: Container[int], budget: int) -> Drawing:
    """The drawings of a page in its upright frame; raises `TooDense` beyond `budget` objects, forms included.

    `spoken` are the text objects whose letters are read.
    """
    reader = _Reader(document, page, frame, spoken, budget)
    reader.walk(lambda index: native.object_at(page, index) or 0, native.object_count(page), None, 0)
    reader.fields()
    return reader.finish()

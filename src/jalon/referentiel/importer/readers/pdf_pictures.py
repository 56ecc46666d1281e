"""Little pictures that are boxes to tick: seen by their dark edges, and ticked where something dark is inside."""

import ctypes

import pypdfium2.raw as raw

from . import pdf_native as native

_SIDE = 600  # pixels; a little picture is no larger
_DARK = 150  # of 255
_EDGE = 0.6  # share of a side that is dark
_INK = 0.06  # share of the inside that is dark, at least, where the box is ticked
_SOLID = 0.9  # share of the inside beyond which it is a plain square


def look_at(document: int, page: int, picture: int) -> bool | None:
    """Whether the box that a picture shows is ticked; None where it shows no box."""
    bitmap = native.picture_bitmap(document, page, picture)
    if not bitmap:
        return None
    try:
        width, height = native.bitmap_width(bitmap), native.bitmap_height(bitmap)
        stride, kind = native.bitmap_stride(bitmap), native.bitmap_format(bitmap)
        if not (4 <= width <= _SIDE and 4 <= height <= _SIDE):
            return None
        data = ctypes.string_at(native.bitmap_buffer(bitmap), stride * height)
    finally:
        native.bitmap_destroy(bitmap)
    size = {raw.FPDFBitmap_Gray: 1, raw.FPDFBitmap_BGR: 3}.get(kind, 4)
    clear = kind == raw.FPDFBitmap_BGRA

    def dark(x: int, y: int) -> bool:
        at = y * stride + x * size
        if clear and data[at + 3] < 128:
            return False
        return data[at] < _DARK if size == 1 else sum(data[at : at + 3]) < 3 * _DARK

    return judge([[dark(x, y) for x in range(width)] for y in range(height)])


def judge(rows: list[list[bool]]) -> bool | None:
    """The same from the pixels, True where dark: four sides make a box, what is between them ticks it."""
    columns = list(zip(*rows, strict=True))
    top, foot = _side(rows), _side(rows[::-1])
    left, right = _side(columns), _side(columns[::-1])
    if top is None or foot is None or left is None or right is None:
        return None
    inside = [row[left + 1 : len(columns) - right - 1] for row in rows[top + 1 : len(rows) - foot - 1]]
    pixels = sum(map(len, inside))
    ink = sum(map(sum, inside))
    return None if pixels < 9 or ink > _SOLID * pixels else ink > _INK * pixels


def _side(lines: list[list[bool]] | list[tuple[bool, ...]]) -> int | None:
    """How far in the last dark line of an edge is, within the first quarter; None where there is none."""
    found = None
    for index, line in enumerate(lines[: max(2, len(lines) // 4)]):
        if sum(line) >= _EDGE * len(line):
            found = index
        elif found is not None:
            break
    return found

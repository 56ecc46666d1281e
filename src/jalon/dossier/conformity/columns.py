"""Two columns of prose on a page, read one after the other though their lines stand at different heights."""

from collections import Counter
from collections.abc import Iterator, Sequence

from jalon.referentiel.importer.readers.pdf_glyphs import Piece
from jalon.referentiel.importer.readers.pdf_lines import Printed, printed_lines

_RIGHT = 0.4  # of the width: where a second column may begin
_LETTERS = 20  # of a line of prose, on average
_LINES = 3  # of each column, at least
_GAP = 1.1  # of the size, between columns


def in_columns(lines: Sequence[Printed], width: float) -> list[Printed]:
    """The lines of a block, those set in two columns read column by column."""
    if sum(piece.left > _RIGHT * width for line in lines for piece in line.pieces) < _LINES:
        return list(lines)
    parts = [part for line in lines if line.turn == 0 for part in _parts(line)]
    starts = Counter(
        round(part.left / 4) for part in parts if part.left > _RIGHT * width and _signs(part) > _LETTERS
    )
    if not starts or starts.most_common(1)[0][1] < _LINES:
        return list(lines)
    gutter = 4 * starts.most_common(1)[0][0] - 5
    found: list[Printed] = []
    run: list[Printed] = []
    for part in sorted(parts, key=lambda one: one.baseline):
        if part.left < gutter < part.right:
            found += (*_columns(run, gutter), part)
            run = []
        else:
            run.append(part)
    found += _columns(run, gutter)
    return [*found, *(line for line in lines if line.turn != 0)]


def _columns(parts: Sequence[Printed], gutter: float) -> list[Printed]:
    """What stands between two lines of the whole width: two columns, or lines that only have gaps."""
    left = [part for part in parts if part.right <= gutter]
    right = [part for part in parts if part.left >= gutter]
    if min(len(left), len(right)) >= _LINES and _is_prose(right) and _meet(left, right):
        return [*left, *right]
    return printed_lines(piece for part in parts for piece in part.pieces)


def _is_prose(parts: Sequence[Printed]) -> bool:
    return sum(map(_signs, parts)) >= _LETTERS * len(parts)


def _meet(left: Sequence[Printed], right: Sequence[Printed]) -> bool:
    """Whether both columns go down together for a good part of the shorter one."""
    top, foot = max(left[0].top, right[0].top), min(left[-1].bottom, right[-1].bottom)
    shorter = min(column[-1].bottom - column[0].top for column in (left, right))
    return foot - top > 0.3 * shorter


def _parts(line: Printed) -> Iterator[Printed]:
    """A line cut where a wide gap parts it."""
    pieces: list[Piece] = []
    for piece in line.pieces:
        if pieces and piece.left - pieces[-1].right > max(9.0, _GAP * line.size):
            yield from printed_lines(pieces)
            pieces = []
        pieces.append(piece)
    yield from printed_lines(pieces)


def _signs(part: Printed) -> int:
    return sum(len(piece.text) for piece in part.pieces)

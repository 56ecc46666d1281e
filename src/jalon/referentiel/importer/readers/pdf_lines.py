"""From pieces to printed lines: one baseline, words apart, super- and subscripts in their place."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from . import glyphs
from .pdf_glyphs import Face, Piece

# A gap of this share of the size parts two words: the narrowest space of a text face is 0.2, kerning stays under 0.1.
_SPACE = 0.13
_TIGHT = 0.03  # of the size; a gap where the file has a space, however narrow justifying makes it
_SAME_LINE = 0.28  # of the size, between two baselines
_LEADING = 1.15  # of the size, from one baseline to the next, where the pages do not tell
_LEADER = re.compile(r"\s*(\.{5,}|…{3,})\s*")  # the dots of a table of contents


@dataclass(slots=True)
class Printed:
    """A line as printed, in the frame of its text."""

    pieces: list[Piece]
    baseline: float
    size: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def turn(self) -> int:
        return self.pieces[0].turn


def printed_lines(pieces: Iterable[Piece]) -> list[Printed]:
    """The lines of pieces of one turn, from top to bottom."""
    rows: list[list[Piece]] = []
    level = size = 0.0
    for piece in sorted(pieces, key=lambda p: p.baseline):
        if rows and piece.baseline - level <= _SAME_LINE * max(
            min(piece.size, size), 0.6 * max(piece.size, size)
        ):
            rows[-1].append(piece)
            if piece.size > size:
                level, size = piece.baseline, piece.size
        else:
            rows.append([piece])
            level, size = piece.baseline, piece.size
    return [_printed(row) for row in _with_scripts(rows)]


def _with_scripts(rows: list[list[Piece]]) -> list[list[Piece]]:
    """Small pieces raised or lowered beside a bigger one join its line."""
    found: list[list[Piece]] = []
    for index, row in enumerate(rows):
        size = max(p.size for p in row)
        host = None
        for other in (found[-1] if found else None, rows[index + 1] if index + 1 < len(rows) else None):
            if other is None:
                continue
            big = max(p.size for p in other)
            if size < 0.85 * big and all(_beside(piece, other, big) for piece in row):
                host = other
                break
        if host is None:
            found.append(row)
        else:
            host.extend(row)
    return found


def _beside(piece: Piece, row: list[Piece], size: float) -> bool:
    return any(
        p.size >= 0.9 * size
        and abs(p.baseline - piece.baseline) < 0.6 * p.size
        and -0.1 * size < max(piece.left - p.right, p.left - piece.right) < 0.35 * size
        for p in row
    )


def _printed(row: list[Piece]) -> Printed:
    row.sort(key=lambda p: p.left)
    row = _struck_once(row)
    weights: dict[tuple[float, float], int] = defaultdict(int)
    for piece in row:
        weights[piece.size, piece.baseline] += len(piece.text)
    size, baseline = max(weights, key=lambda key: (weights[key], key))
    return Printed(
        row, baseline, size,
        min(p.left for p in row), min(p.top for p in row), max(p.right for p in row), max(p.bottom for p in row),
    )  # fmt: skip


def _struck_once(row: list[Piece]) -> list[Piece]:
    """Pieces without those struck twice at almost the same place, which is how some programs make bold."""
    kept = row[:1]
    for piece in row[1:]:
        last = kept[-1]
        near = 0.12 * piece.size
        if piece.text == last.text and piece.left - last.left < near and abs(piece.right - last.right) < near:
            last.face = Face(last.face.name, True, last.face.symbol)
        else:
            kept.append(piece)
    return kept


def text_of(pieces: list[Piece]) -> str:
    """The text of a line, one space where the print or the file leaves one."""
    parts: list[str] = []
    before: Piece | None = None
    for piece in pieces:
        if before is not None:
            gap = piece.left - before.right
            if gap > _SPACE * min(before.size, piece.size) or (piece.spaced and gap > _TIGHT * piece.size):
                parts.append(" ")
        parts.append(piece.text)
        before = piece
    return _clean("".join(parts))


def _clean(text: str) -> str:
    if "\u00ad" in text:
        text = text[:-1].replace("\u00ad", "") + text[-1].replace("\u00ad", "-")
    if not text.isascii():
        text = unicodedata.normalize("NFC", glyphs.plain(text))
    if "....." in text or "………" in text:
        text = _LEADER.sub(r" \1 ", text)
    return text.strip()


def is_bold(pieces: list[Piece]) -> bool:
    """Whether most of the letters are bold."""
    letters = [(sum(map(str.isalnum, p.text)), p.face.bold) for p in pieces]
    return 2 * sum(count for count, bold in letters if bold) > sum(count for count, _ in letters)


@dataclass(slots=True)
class Leading:
    """What the pages of a document tell of the distance from one line to the next, as a share of the size."""

    steps: Counter[int] = field(default_factory=Counter)  # thousandths

    def learn(self, lines: list[Printed]) -> None:
        for before, after in pairwise(lines):
            if (
                before.turn == after.turn
                and before.size > 0
                and abs(before.size - after.size) < 0.05 * before.size
            ):
                step = (after.baseline - before.baseline) / before.size
                if 0.9 <= step <= 2.4:
                    self.steps[round(step * 1000)] += 1

    @property
    def usual(self) -> float:
        """The smallest distance that is common: within paragraphs, not between them."""
        total = self.steps.total()
        if total < 20:
            return _LEADING
        for step in sorted(self.steps):
            near = {s: self.steps[s] for s in range(step, step + 41) if s in self.steps}
            if sum(near.values()) >= 0.2 * total:
                return sum(s * count for s, count in near.items()) / sum(near.values()) / 1000
        return _LEADING


def gap_between(before: Printed, after: Printed, leading: float) -> float:
    """Blank lines between two lines of a column, 0.0 where they follow each other."""
    return _blank(
        after.baseline - before.baseline - leading * (0.2 * before.size + 0.8 * after.size), after, leading
    )


def gap_below(edge: float, after: Printed, leading: float) -> float:
    """Blank lines between the bottom of a table and the line under it."""
    return _blank(after.baseline - edge - leading * 0.9 * after.size, after, leading)


def _blank(distance: float, after: Printed, leading: float) -> float:
    gap = distance / (leading * after.size) if after.size > 0 else 0.0
    return round(gap, 2) if gap > 0.12 else 0.0

"""Tables in a text that keeps the layout of its pages with spaces: columns by the white between them, then rows.

A region is a run of lines that leave the same white columns. Its rows are told by what the ministry's tables do: cells
begin at the top of their row, or stand centred in it (a matrix with its ticks, the numbers of a synoptic table).
Where neither holds, the lines stay lines.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from . import glyphs
from .html_table import Raw
from .layout_rows import Cut, GridCell, begins, rows_of

_WORDS = re.compile(r"\S+(?: \S+)*")
_DOTS = re.compile(r"\.{4}|…{2}|_{4}")
_ENUMERATOR = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)°]|[a-z]\)|\d{1,2}(?:\.\d{1,2}){1,3})$")
_WHITE = re.compile("0{2,}")
_WIDE = 400  # columns; a line beyond is no printed line
_BLANKS = 8  # blank lines inside a table: headings printed upwards leave that many
_APART = 2  # blank lines after which only a piece of heading is of the table
_SINGLE = 30  # lines of one column on end that a cell may have
_LONGEST = 300  # lines of one table on a page
_LINES = 30_000  # beyond, a file is no référentiel and is read line by line
_FAILURES = 500  # lines that seemed to begin a table and did not: no page of tables
_FIRM = 3  # texts of a line, beyond which the white between them is no chance
_REACH = 16  # spaces between a mark and the text of its item


Gutter: TypeAlias = tuple[int, int]  # white columns: the first, and the one after the last


@dataclass(frozen=True, slots=True)
class Segment:
    """Words parted by single spaces, and the columns they stand on, end excluded."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Region:
    """A table found: the indexes of its lines (end excluded) and its rows."""

    start: int
    end: int
    rows: tuple[tuple[GridCell, ...], ...]


def is_layout(raws: Sequence[Raw]) -> bool:
    """A text whose lines often hold runs of spaces: its extraction kept the layout."""
    if len(raws) > _LINES:
        return False
    filled = [raw for raw in raws if not raw.blank]
    spaced = sum(1 for raw in filled if "   " in raw.text and len(segments(raw.text)) > 1)
    return spaced > 1 and spaced > 0.02 * len(filled)


def regions(raws: Sequence[Raw]) -> list[Region]:
    """The tables of a text that `is_layout`, in order, none over another nor over a page break."""
    found: list[Region] = []
    at = 0
    while at < len(raws):
        end = at
        while end < len(raws) and raws[end].page == raws[at].page:
            end += 1
        found += _of_page(raws, at, end)
        at = end
    return found


def segments(text: str) -> list[Segment]:
    """The stretches of a line parted by two spaces or more; a mark or a number stays with the text of its item."""
    if "\t" in text or len(text) > _WIDE:
        return []
    found = [Segment(match.start(), match.end(), match[0]) for match in _WORDS.finditer(text)]
    if _DOTS.search(text):  # the entry of a table of contents
        return [Segment(found[0].start, found[-1].end, text.strip())] if found else []
    if len(found) > 1 and found[1].start - found[0].end < _REACH and _is_mark(found[0].text):
        head, body, *rest = found
        return [Segment(head.start, body.end, f"{head.text} {body.text}"), *rest]
    return found


def _is_mark(text: str) -> bool:
    return glyphs.is_bullet(glyphs.plain(text)) or text in "-–o*" or _ENUMERATOR.match(text) is not None


# --- regions ---


@dataclass(frozen=True, slots=True)
class _Page:
    """The segments of the lines of a page, by rank in the file; blank lines have none."""

    raws: Sequence[Raw]
    start: int
    end: int
    segments: dict[int, list[Segment]]

    def union(self, ranks: Iterable[int]) -> int:
        """The columns that the words of lines cover, as bits."""
        bits = 0
        for at in ranks:
            for part in self.segments[at]:
                bits |= ((1 << (part.end - part.start)) - 1) << part.start
        return bits

    def support(self, ranks: Iterable[int], gutter: Gutter) -> int:
        """How many lines have words left of a gutter and right of it, at the least of both."""
        left = right = 0
        for at in ranks:
            left += any(part.end <= gutter[1] for part in self.segments[at])
            right += any(part.start >= gutter[0] for part in self.segments[at])
        return min(left, right)

    def starts(self, ranks: Iterable[int]) -> Counter[int]:
        """How many texts begin at each column."""
        return Counter(part.start for at in ranks for part in self.segments[at])


def _of_page(raws: Sequence[Raw], start: int, end: int) -> list[Region]:
    """The tables of a page. The lines with the most columns speak first: a foot of seven, a row of ticks."""
    page = _Page(
        raws, start, end, {at: segments(raws[at].text) for at in range(start, end) if not raws[at].blank}
    )
    free = {at for at, parts in page.segments.items() if parts}
    seeds = sorted(
        (at for at in free if len(page.segments[at]) > 1), key=lambda at: (-len(page.segments[at]), at)
    )
    found: list[Region] = []
    tried: set[int] = set()
    failures = 0
    for seed in seeds:
        if seed not in free or seed in tried or failures > _FAILURES:
            continue
        region = _compact(page, seed, free) or _grown(page, seed, free, tried)
        failures += region is None
        if region is not None:
            found.append(region)
            free.difference_update(range(region.start, region.end))
    return sorted(found, key=lambda region: region.start)


def _compact(page: _Page, seed: int, free: set[int]) -> Region | None:
    """A running foot: two lines on end or more, of five short texts or more, as many on each."""
    count = len(page.segments[seed])
    body = [seed]
    while (at := body[-1] + 1) in free and len(page.segments[at]) == count:
        body.append(at)
    short = all(len(part.text) <= 25 for at in body for part in page.segments[at])
    gutters = _gutters(page.union(body))
    if count < 5 or len(body) < 2 or not short or len(gutters) != count - 1:
        return None
    return _region(page, body, gutters)


def _grown(page: _Page, seed: int, free: set[int], tried: set[int]) -> Region | None:
    """The table that a line of several segments belongs to, if it does; lines that make none are not tried again."""
    below, across = _walked(page, seed, 1, [seed], free)
    above, _ = _walked(page, seed, -1, [seed, *(at for at in below if at not in across)], free)
    inside = sorted({seed, *below, *above})
    first = next(at for at in inside if len(page.segments[at]) > 1)
    inside = [at for at in inside if first <= at <= _last(page, inside)]
    gutters, body = _agreed(page, inside)
    tail = _trailing(page, inside, gutters, free)
    head = _leading(page, inside[0], free, gutters)
    gutters = [gutter for gutter in gutters if page.support(body, gutter) > 1]
    for at in (*head, *tail):
        gutters = [_white(page.segments[at], gutter) or gutter for gutter in gutters]
    if not _is_table(page, body, gutters):
        tried.update(inside)
        return None
    return _region(page, [*head, *inside, *tail], gutters)


def _last(page: _Page, inside: list[int]) -> int:
    """The last line that is surely of the table: in several columns, or where a column right of the first begins."""
    gutters, body = _agreed(page, inside)
    starts = page.starts(body)
    right = gutters[0][1] if gutters else _WIDE
    sure = [at for at in inside if len(page.segments[at]) > 1 or starts[page.segments[at][0].start] > 2]
    return max(at for at in sure if len(page.segments[at]) > 1 or page.segments[at][0].start >= right)


def _region(page: _Page, inside: list[int], gutters: list[Gutter]) -> Region | None:
    edges = _edges(page, inside, gutters)
    lines: list[Cut] = []
    for at in inside:
        above = page.segments.get(at - 1, [])
        lines.append(_cut(page.raws[at], at - inside[0], page.segments[at], gutters, edges, above))
    rows = rows_of(lines, len(gutters) + 1)
    return Region(inside[0], inside[-1] + 1, rows) if rows else None


def _walked(page: _Page, seed: int, step: int, body: list[int], free: set[int]) -> tuple[list[int], set[int]]:
    """The lines of a table from one of its lines, downwards or upwards, and those of them across its columns.

    Two lines across on end do not stop it.
    """
    taken: list[int] = []
    across: set[int] = set()
    pending: list[int] = []
    crossing: set[int] = set()
    blanks = since = 0
    union, starts = page.union(body), page.starts(body)
    firm = len(page.segments[seed]) > _FIRM
    at = seed + step
    while page.start <= at < page.end:
        if at not in page.segments:
            blanks += 1
            at += step
            continue
        gutters = _gutters(union)
        if at not in free or blanks > _BLANKS or (blanks > _APART and not _is_heading(page, at, gutters)):
            break
        blanks = 0
        parts = page.segments[at]
        covered = [gutter for gutter in gutters if _white(parts, gutter) is None]
        chance = (not firm or len(parts) > 1) and not any(_is_strong(starts, gutter) for gutter in covered)
        if gutters and (not covered or (chance and len(covered) < len(gutters))):
            union |= page.union([at])
            starts += page.starts([at])
            if crossing and len(parts) == 1 and parts[0].end <= gutters[0][1]:
                pending.append(at)  # of the first column alone: prose, or the title of the row below
                at += step
                continue
        elif sum(starts[part.start] > 0 for part in parts) < 2:
            pending.append(at)
            crossing.add(at)
            if len(crossing) > 2:
                break
            at += step
            continue
        taken += [*pending, at]
        across |= crossing
        pending, crossing = [], set()
        since = 0 if len(parts) > 1 else since + 1
        if since > _SINGLE or len(taken) > _LONGEST:
            break
        at += step
    return taken, across


def _is_strong(starts: Counter[int], gutter: Gutter) -> bool:
    """A white at whose right edge several texts begin is no chance."""
    return starts[gutter[1]] + starts[gutter[1] + 1] > 1


def _is_heading(page: _Page, at: int, gutters: list[Gutter]) -> bool:
    """Short texts, one a column and not in the first alone: a piece of a heading printed upwards."""
    parts = page.segments[at]
    columns = [sum(part.start >= right - 1 for _, right in gutters) for part in parts]
    crossing = any(part.start < a and part.end > b for part in parts for a, b in gutters)
    short = all(len(part.text) <= 30 for part in parts)
    return bool(gutters) and short and not crossing and len(set(columns)) == len(parts) and columns != [0]


def _agreed(page: _Page, inside: list[int]) -> tuple[list[Gutter], list[int]]:
    """The gutters of a table, and the lines that leave them white: a few titles may cross them, the longest first."""
    first = min(page.segments[at][0].start for at in inside)
    titles = [at for at in inside if len(page.segments[at]) == 1 and page.segments[at][0].start <= first + 1]
    titles.sort(key=lambda at: -page.segments[at][0].end)
    most = min(12, max(2, len(inside) // 7))
    best: tuple[int, list[Gutter], list[int]] | None = None
    for count in range(min(most, len(titles)) + 1):
        dropped = set(titles[:count])
        body = [at for at in inside if at not in dropped]
        starts = page.starts(body)
        gutters = [g for g in _gutters(page.union(body)) if page.support(body, g) > 1]
        strength = sum(_is_strong(starts, gutter) for gutter in gutters)
        if best is None or strength > best[0]:
            best = (strength, gutters, body)
    return (best[1], best[2]) if best else ([], inside)


def _white(parts: list[Segment], gutter: Gutter) -> Gutter | None:
    """What the texts of a line leave white of a gutter, two wide at least."""
    a, b = gutter
    for part in parts:
        if part.end <= a or part.start >= b:
            continue
        if part.start - a >= b - part.end:
            b = part.start
        else:
            a = part.end
    return (a, b) if b - a >= 2 else None


def _gutters(union: int) -> list[Gutter]:
    """The white columns between words, two wide at least."""
    return [(white.start(), white.end()) for white in _WHITE.finditer(f"{union:b}"[::-1]) if white.start()]


def _trailing(page: _Page, inside: list[int], gutters: list[Gutter], free: set[int]) -> list[int]:
    """The lines right below that go on with a cell of the last row: each begins where a column does."""
    found: list[int] = []
    edges = _edges(page, inside, gutters).values()
    at = inside[-1] + 1
    while gutters and at in free and len(page.segments[at]) == 1:
        (segment,) = page.segments[at]
        if segment.start < gutters[0][0]:
            above = [other.start for near in (at - 1, at - 2) for other in page.segments.get(near, ())]
            fits = segment.end <= gutters[0][1] and any(abs(segment.start - start) <= 1 for start in above)
        else:
            fits = any(abs(segment.start - edge) <= 1 for edge in edges)
        if not fits or any(segment.start < a and segment.end > b for a, b in gutters):
            break
        found.append(at)
        at += 1
    return found


def _leading(page: _Page, first: int, free: set[int], gutters: list[Gutter]) -> list[int]:
    """The pieces of heading printed above the first full line; one may stretch over several columns."""
    found: list[int] = []
    at, blanks, bridges = first - 1, 0, 0
    while gutters and at >= page.start and blanks <= _BLANKS:
        if at not in page.segments:
            blanks += 1
        elif at not in free:
            break
        else:
            parts = page.segments[at]
            bridges += sum(any(part.start < a and part.end > b for a, b in gutters) for part in parts)
            if parts[0].start < gutters[0][1] - 1 or bridges > 1 or len(parts[0].text) > 30:
                break
            found.insert(0, at)
            blanks = 0
        at -= 1
    return found


def _is_table(page: _Page, body: list[int], gutters: list[Gutter]) -> bool:
    """Columns that cannot be chance: three of them on two lines, or two on several, and no list of labels."""
    several = [at for at in body if len(page.segments[at]) > 1]
    starts = page.starts(body)
    drawn = any(starts[b] > 3 and page.support(body, (a, b)) > 1 for a, b in gutters)
    if len(gutters) != 1:
        return bool(gutters) and (len(several) > 1 or drawn)
    (gutter,) = gutters
    full = [at for at in several if page.support([at], gutter)]
    labels = sum(page.segments[at][0].text.endswith(":") for at in full)
    enough = len(full) > 3 or drawn
    return enough and gutter[1] - gutter[0] > 2 and labels * 2 < len(full)


def _edges(page: _Page, body: list[int], gutters: list[Gutter]) -> dict[int, int]:
    """The column where most texts right of each gutter begin."""
    found: dict[int, int] = {}
    for rank, (_, right) in enumerate(gutters):
        limit = gutters[rank + 1][0] if rank + 1 < len(gutters) else _WIDE
        starts = [s.start for at in body for s in page.segments[at] if right <= s.start < limit]
        found[rank] = max(set(starts), key=lambda start: (starts.count(start), -start)) if starts else right
    return found


def _cut(
    raw: Raw,
    at: int,
    found: list[Segment],
    gutters: list[Gutter],
    edges: dict[int, int],
    above: list[Segment],
) -> Cut:
    """A line in columns. Words across a gutter are cut where one begins right at the next column's edge."""
    cells: dict[int, str] = {}
    starts: dict[int, int] = {}
    spans: dict[int, int] = {}
    for segment in _split(found, gutters, edges, above):
        first = sum(1 for _, right in gutters if segment.start >= right - 1)
        last = max(first, sum(1 for left, _ in gutters if segment.end > left + 1))
        cells[first] = f"{cells[first]} {segment.text}" if first in cells else segment.text
        starts.setdefault(first, segment.start)
        spans[first] = max(spans.get(first, 1), last - first + 1)
    return Cut(at, raw, cells, starts, spans)


def _split(
    found: list[Segment], gutters: list[Gutter], edges: dict[int, int], above: list[Segment]
) -> list[Segment]:
    """Words across a gutter are cut at the next column's edge, where they open there or go on with the line above."""
    parts: list[Segment] = []
    for whole in found:
        rest = whole
        for rank, (left, right) in enumerate(gutters):
            edge = edges[rank] - rest.start
            if not (rest.start < left and rest.end > right) or not 0 < edge < len(rest.text):
                continue
            word = rest.text[edge:]
            goes_on = any(segment.start == edges[rank] for segment in above)
            if rest.text[edge - 1] == " " and (goes_on or begins(word)):
                parts.append(Segment(rest.start, edges[rank] - 1, rest.text[:edge].rstrip()))
                rest = Segment(edges[rank], rest.end, rest.text[edge:])
        parts.append(rest)
    return parts

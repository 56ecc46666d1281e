"""From printed lines to paragraphs: gaps, indents, short lines, bullets; notes at the foot; contents."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from jalon.referentiel.importer.readers import glyphs
from jalon.referentiel.importer.readers.pdf_glyphs import Piece

from ..paper import Address, Paragraph, Run, Spacing, Story
from ..printed_fonts import family_of, is_italic, line_height
from ..sheets import Line, Sheet

_GAP = 1.14  # of the usual step between two lines: beyond, a new paragraph
_TAB = 2.4  # of the size, between two words: beyond, a tabulation
_SPACE = 0.13  # of the size, between two words
_SMALL = 0.93  # of the usual size: a note
_ITEM = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)/]?|[a-hA-H][.)]|[IVX]{1,4}[.)/–-]|[-–—•▪◦●○■□➢➔→✓✔*])\s+\S")
_ENTRY = re.compile(r"(?:\.{4,}|…{2,}|_{4,}|(?:\.\s){4,}|\t)[\s.…_]*\d{1,3}$")
_NOTE = re.compile(r"(?:\(?\d{1,3}\)?|[*†‡ivx]{1,3})\W?\s?\S")
_ENDED = re.compile(r"[.!?…:;»”)]\W*$")
_NARROW = frozenset("iljtfrI.,;:!'’()[]|- ")
_WIDE = frozenset("mwMW—…œŒæÆ@%")
_LIST = 3  # lines that end by the number of a page: a table of contents


@dataclass(slots=True)
class _Draft:
    """A paragraph being gathered; its first line is on `sheet`, its last on `last`."""

    sheet: Sheet
    rank: int
    lines: list[Line]
    last: Sheet
    story: Story = "body"
    table: int | None = None
    toc: bool = False
    pitches: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What the document does most: size of its text, step between lines for each size, right edge of its text."""

    size: float
    steps: dict[int, float]
    right: dict[int, float]  # by the width of the page, points

    def step(self, size: float) -> float:
        return self.steps.get(round(2 * size), 1.2 * size)


def read_paragraphs(sheets: Sequence[Sheet]) -> list[Paragraph]:
    """The paragraphs of the pages in reading order, each with its pages; headings are not told yet."""
    usual = _usual(sheets)
    drafts: list[_Draft] = []
    left_open: _Draft | None = None
    tables = 0
    for sheet in sheets:
        notes = _notes(sheet, usual.size)
        entries = _entries(sheet)
        seen: dict[int, int] = {}
        rights = _rights(sheet, usual)
        draft: _Draft | None = None  # of the line before
        for rank, line in enumerate(sheet.lines):
            story: Story = "footnote" if rank in notes else line.story
            if line.table is not None and line.table not in seen:
                seen[line.table] = tables
                tables += 1
            table = seen[line.table] if line.table is not None else None
            toc = rank in entries
            if (
                draft is not None and (draft.story, draft.toc, toc) == (story, False, False)
                and _follows(sheet.lines[rank - 1], line, rights[rank - 1], usual)
            ):  # fmt: skip
                draft.pitches.append(line.printed.baseline - draft.lines[-1].printed.baseline)
                draft.lines.append(line)
                continue
            if story == "body" and left_open is not None and not toc:
                draft, left_open = left_open, None
                if _carries_on(draft, line, sheet, usual):
                    draft.lines.append(line)
                    draft.last = sheet
                    continue
            draft = _Draft(sheet, rank, [line], sheet, story, table, toc)
            drafts.append(draft)
        left_open = next(
            (
                one
                for one in reversed(drafts)
                if one.story == "body" and one.last is sheet and one.table is None
            ),
            None,
        )
    return [_paragraph(draft) for draft in drafts]


def _usual(sheets: Iterable[Sheet]) -> _Usual:
    sizes: Counter[float] = Counter()
    steps: dict[int, Counter[int]] = {}
    rights: dict[int, list[float]] = {}
    for sheet in sheets:
        body = [line for line in sheet.lines if line.story == "body" and line.printed.turn == 0]
        for line in body:
            sizes[round(line.printed.size * 2) / 2] += len(line.text)
            rights.setdefault(round(sheet.width), []).append(line.printed.right)
        for one, other in pairwise(body):
            step = other.printed.baseline - one.printed.baseline
            key = round(2 * one.printed.size)
            if (
                key == round(2 * other.printed.size) and 0.8 * one.printed.size <= step <= 4 * one.printed.size
                and one.table == other.table and one.cell == other.cell
            ):  # fmt: skip
                steps.setdefault(key, Counter())[round(10 * step)] += 1
    return _Usual(
        sizes.most_common(1)[0][0] if sizes else 11.0,
        {size: _closest(counted) for size, counted in steps.items()},
        {width: sorted(found)[int(0.95 * (len(found) - 1))] for width, found in rights.items()},
    )


def _closest(counted: Counter[int]) -> float:
    """The smallest step that is common, in points: within paragraphs, not between them."""
    total = counted.total()
    for step in sorted(counted):
        if sum(counted[near] for near in range(step, step + 4)) >= 0.15 * total:
            return step / 10
    return min(counted) / 10


def _rights(sheet: Sheet, usual: _Usual) -> list[float]:
    """How far right each line may go: to the edge of its cell or column, else of the text."""
    edge = usual.right.get(round(sheet.width), sheet.width)
    runs: list[list[int]] = []
    for rank, line in enumerate(sheet.lines):
        before = sheet.lines[rank - 1] if rank else None
        if (
            before is not None and (before.table, before.cell) == (line.table, line.cell)
            and before.story == line.story and line.printed.baseline > before.printed.baseline
        ):  # fmt: skip
            runs[-1].append(rank)
        else:
            runs.append([rank])
    rights = [0.0] * len(sheet.lines)
    for run in runs:
        lines = [sheet.lines[rank] for rank in run]
        own = _right_of(lines)
        narrow = lines[0].story != "body" or lines[0].table is not None or _is_column(lines, own, sheet.width)
        for rank in run:
            rights[rank] = own if narrow else edge
    return rights


def _right_of(lines: Sequence[Line]) -> float:
    ordered = sorted(line.printed.right for line in lines)
    return ordered[int(0.8 * (len(ordered) - 1))]


def _is_column(lines: Sequence[Line], right: float, width: float) -> bool:
    """Whether lines fill the left half of a page, as a column does, and are not merely short."""
    left = min(line.printed.left for line in lines)
    full = sum(line.printed.right > right - 0.2 * (right - left) for line in lines)
    signs = sum(len(line.text) for line in lines)
    return len(lines) > 2 and right < 0.6 * width and full >= 0.4 * len(lines) and signs > 25 * len(lines)


def _follows(one: Line, other: Line, right: float, usual: _Usual) -> bool:
    """Whether a line goes on with the paragraph of the line just above it."""
    a, b = one.printed, other.printed
    if (one.table, one.cell, a.turn) != (other.table, other.cell, b.turn) or abs(a.size - b.size) > 0.6:
        return False
    step = b.baseline - a.baseline
    if not 0 < step <= _GAP * usual.step(b.size) or _weight(one) != _weight(other) or _ITEM.match(other.text):
        return False
    # the first word would have stood on the line above: its author began a new line
    word = other.text.split(" ", 1)[0]
    room = right - a.right - 0.3 * a.size
    centred = abs(a.left - b.left) > 1 and abs((a.left + a.right) - (b.left + b.right)) < 0.6 * a.size
    if room > 1.1 * _width_of(word, other) and not centred:
        return False
    indented = b.left > a.left + 0.8 * b.size
    return not (indented and _ENDED.search(one.text) and not _ITEM.match(one.text))


def _carries_on(draft: _Draft, line: Line, sheet: Sheet, usual: _Usual) -> bool:
    """Whether the first line of text of a page ends the paragraph that the page before left open."""
    before = draft.lines[-1]
    full = before.printed.right > 0.9 * usual.right.get(round(draft.last.width), draft.last.width)
    return (
        draft.last.number + 1 == sheet.number and not draft.toc and line.table is None
        and abs(draft.last.width - sheet.width) < 3
        and abs(before.printed.size - line.printed.size) < 0.6 and _weight(before) == _weight(line)
        and not _ENDED.search(before.text) and not _ITEM.match(line.text)
        and (line.text[0].islower() or (full and not line.text[0].isdigit()))
    )  # fmt: skip


def _weight(line: Line) -> bool:
    return all(piece.face.bold for piece in line.printed.pieces if any(map(str.isalpha, piece.text)))


def _width_of(word: str, line: Line) -> float:
    """The room that a word takes in its line, letters being narrow, wide or neither."""
    return _breadth(word) * (line.printed.right - line.printed.left) / max(1.0, _breadth(line.text))


def _breadth(text: str) -> float:
    return sum(0.5 if sign in _NARROW else 1.5 if sign in _WIDE else 1.0 for sign in text)


def _notes(sheet: Sheet, size: float) -> set[int]:
    """Ranks of the notes at the foot of a page: its last lines, smaller than the text, the first one numbered."""
    body = [
        rank for rank, line in enumerate(sheet.lines) if line.story == "body" and line.table is None
        and line.printed.turn == 0
    ]  # fmt: skip
    found: list[int] = []
    for rank in reversed(body):
        printed = sheet.lines[rank].printed
        biggest = max(piece.size for piece in printed.pieces)
        if biggest > _SMALL * size or printed.baseline < 0.4 * sheet.height:
            break
        found.append(rank)
    found.reverse()
    while found and not _NOTE.match(sheet.lines[found[0]].text):
        found.pop(0)
    return set(found) if len(found) < len(body) else set()


def _entries(sheet: Sheet) -> set[int]:
    """Ranks of the lines of a table of contents: several that end by the number of a page, set apart."""
    found = {
        rank
        for rank, line in enumerate(sheet.lines)
        if line.story == "body" and (line.table is None) and _ENTRY.search(_tabbed(line.printed.pieces))
    }
    return found if len(found) >= _LIST else set()


def _tabbed(pieces: Sequence[Piece]) -> str:
    return "".join(text for _, text in _spaced(pieces))


def _spaced(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, str]]:
    """Each piece with its text, preceded by the space or the tabulation that the print leaves."""
    before: Piece | None = None
    for piece in pieces:
        space = ""
        if before is not None:
            gap = piece.left - before.right
            if gap > _TAB * piece.size:
                space = "\t"
            elif gap > _SPACE * min(before.size, piece.size) or piece.spaced:
                space = " "
        yield piece, space + piece.text
        before = piece


def _paragraph(draft: _Draft) -> Paragraph:
    first, last = draft.lines[0].printed, draft.lines[-1].printed
    runs = _runs(draft.lines)
    label, runs = _labelled(runs)
    return Paragraph(
        Address(f"page {draft.sheet.number}", draft.rank),
        tuple(runs),
        draft.story,
        label=label,
        spacing=_spacing(draft, runs),
        table=draft.table,
        toc=draft.toc,
        page=draft.sheet.number,
        last_page=draft.last.number,
        top=round(max(0.0, min(1.0, first.top / draft.sheet.height)), 4),
        end=round(max(0.0, min(1.0, last.bottom / draft.last.height)), 4),
    )


def _runs(lines: Sequence[Line]) -> list[Run]:
    looks: list[tuple[str, float, bool, bool]] = []
    texts: list[str] = []
    for line in lines:
        if texts and not texts[-1].endswith("-"):
            texts[-1] += " "
        for piece, text in _spaced(line.printed.pieces):
            face = piece.face
            look = family_of(face.name), round(piece.size * 2) / 2, face.bold, is_italic(face.name)
            if looks and looks[-1] == look:
                texts[-1] += text
            else:
                looks.append(look)
                texts.append(text)
    return [Run(text, *look) for text, look in zip(texts, looks, strict=True)]


def _labelled(runs: list[Run]) -> tuple[str, list[Run]]:
    """A bullet is no text; a number stays in it, as it may be typed."""
    bullet, rest = glyphs.split_bullet(runs[0].text)
    if not bullet:
        return "", runs
    left = rest.lstrip()
    if left:
        return bullet, [replace(runs[0], text=left), *runs[1:]]
    if len(runs) == 1:
        return "", runs
    return bullet, [replace(runs[1], text=runs[1].text.lstrip()), *runs[2:]]


def _spacing(draft: _Draft, runs: Sequence[Run]) -> Spacing:
    """The distance between lines over the height that a line of the font takes."""
    main = max(runs, key=lambda run: len(run.text))
    height = line_height(main.font) * main.size
    if not draft.pitches or not height:
        return Spacing()
    return Spacing("multiple", round(median(draft.pitches) / height, 2))

"""Reads the glossaries that close REAC and RE: terms and their definitions, told by their print or by their order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..schema import TestKind
from .paragraphs import GAP, Context, flat, paragraphs
from .readings import Read, ReadTerm
from .source import Block, Line, Row, Table
from .wording import clean, folded, is_open, label, letters, starts_low

_LONGEST_TERM = 90
_INDENT = 8  # points: two characters of a text laid out are worth ten
_COLON = re.compile(r"^[^.;:]{2,70}\s:\s\S")
_TESTS = frozenset(
    letters(kind.label) for kind in TestKind
)  # terms of the annex of every RE, in their own order
_MOST_TERMS = 1500
_OUT_OF_ORDER = 2.0
_HIDES = "Une ligne de cette définition a la forme d’un terme : il a pu y être collé."
_ENDS = (".", ")", "!", "…", "»", "”", '"')


@dataclass(slots=True)
class _Entry:
    term: list[Line]
    definition: list[Line]


def read_glossary(blocks: Sequence[Block], context: Context) -> tuple[ReadTerm, ...]:
    """Terms and definitions of a glossary printed as a table of two columns, or as terms above their definitions."""
    found: list[ReadTerm] = []
    run: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and _columns(block) == 2:
            found.extend(_read_lines(flat(run), context))
            run = []
            found.extend(_read_table(block, context, found))
        else:
            run.append(block)
    found.extend(_read_lines(flat(run), context))
    return tuple(found)


def _columns(table: Table) -> int:
    return len({cell.column for row in table.rows for cell in row.cells if cell.lines})


def _read_table(table: Table, context: Context, before: list[ReadTerm]) -> list[ReadTerm]:
    left = min(cell.column for row in table.rows for cell in row.cells if cell.lines)
    entries: list[_Entry] = []
    for row in table.rows:
        term, definition = _cells(row, left)
        if not term and entries:
            entries[-1].definition.extend(definition)
        elif not term and before:
            last = before.pop()
            lines = (*(last.definition.lines if last.definition else ()), *definition)
            before.append(ReadTerm(last.term, Read(paragraphs(lines, context), lines)))
        elif term or definition:
            entries.append(_Entry(term, definition))
    return [_built(entry, context) for entry in entries if entry.term]


def _cells(row: Row, left: int) -> tuple[list[Line], list[Line]]:
    term = [line for cell in row.cells if cell.column == left for line in cell.lines]
    return term, [line for cell in row.cells if cell.column != left for line in cell.lines]


def _read_lines(lines: Sequence[Line], context: Context) -> list[ReadTerm]:
    if not lines:
        return []
    if inline := _inline(lines):
        return [_built_inline(run, context) for run in inline]
    printed = _by_print(lines)
    heights = printed or _by_words(lines)
    entries: list[_Entry] = []
    at = 0
    while at < len(lines):
        height = heights.get(at, 0)
        if height:
            entries.append(_Entry(list(lines[at : at + height]), []))
        elif entries:
            entries[-1].definition.append(lines[at])
        at += height or 1
    found = [_built(entry, context) for entry in entries]
    if printed:
        return found
    return [
        replace(read, definition=replace(read.definition, doubt=_HIDES))
        if read.definition and hides
        else read
        for read, hides in zip(found, _hiding(entries, context), strict=True)
    ]


def _hiding(entries: Sequence[_Entry], context: Context) -> Iterator[bool]:
    """True for an entry whose definition holds a line that may be the next term: it stops before the edge, and the
    alphabet agrees."""
    names = [folded(entry.term[0].text) for entry in entries]
    for rank, entry in enumerate(entries):
        lines, after = entry.definition, names[rank + 1] if rank + 1 < len(names) else "\uffff"
        yield any(
            names[rank] < folded(lines[at].text) < after
            and _has_shape(lines, at)
            and not lines[at - 1].bullet
            and not is_open(lines[at - 1].text)
            and not context.measure.is_full(lines[at - 1], lines[at].text)
            and not context.measure.is_full(lines[at], lines[at + 1].text)
            for at in range(1, len(lines) - 1)
        )


def _inline(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each entry where a glossary prints « term : definition » in one paragraph."""
    starts = [at for at, line in enumerate(lines) if not at or line.gap > GAP or line.whole or line.bullet]
    named = [at for at in starts if _COLON.match(clean(lines[at].text))]
    if not named or named[0] != 0 or len(named) < 0.7 * len(starts):
        return []
    return [list(lines[at:end]) for at, end in zip(named, [*named[1:], len(lines)], strict=True)]


def _built_inline(lines: Sequence[Line], context: Context) -> ReadTerm:
    text = paragraphs(lines, context).removeprefix("– ")
    term, definition = text.split(":", 1)
    return ReadTerm(Read(label(term), tuple(lines[:1])), Read(definition.strip(), tuple(lines)))


def _by_print(lines: Sequence[Line]) -> dict[int, int]:
    """First line of each term and how many lines print it, where definitions are indented or terms are bold."""
    edge = _edge(lines)
    bold = sum(line.bold for line in lines)
    if not edge and not 1 < bold < 0.5 * len(lines):
        return {}
    outer = [(line.left <= edge if edge else line.bold) for line in lines]
    found: dict[int, int] = {}
    at = 0
    while at < len(lines):
        height = 0
        while (
            at + height < len(lines) and outer[at + height] and (not height or lines[at + height].gap <= GAP)
        ):
            height += 1
        if height and at + height < len(lines) and not outer[at + height]:
            found[at] = height
        at += height or 1
    return found


def _edge(lines: Sequence[Line]) -> float:
    """Left edge beyond which a line is indented, when definitions are printed so; 0.0 when print does not tell."""
    lefts = [line.left for line in lines]
    low, high = min(lefts), max(lefts)
    inner = sum(left > low + _INDENT for left in lefts)
    return low + _INDENT if high > low + _INDENT and inner > 0.35 * len(lefts) else 0.0


def _by_words(lines: Sequence[Line]) -> dict[int, int]:
    """Terms by their shape and by the alphabet: of the lines that may be terms, those that best follow each other."""
    candidates = [(at, worth) for at in range(len(lines)) if (worth := _worth(lines, at)) > 0][:_MOST_TERMS]
    best: list[
        tuple[float, int]
    ] = []  # worth of the best chain that ends there, rank of the candidate before
    for rank, (at, worth) in enumerate(candidates):
        chain, last = worth, -1
        for other in range(rank):
            before = candidates[other][0]
            if at - before < 2:
                continue
            follows = folded(lines[before].text) <= folded(lines[at].text)
            total = best[other][0] + worth - (0.0 if follows else _OUT_OF_ORDER)
            if total > chain:
                chain, last = total, other
        best.append((chain, last))
    found: dict[int, int] = {}
    rank = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    while rank >= 0:
        found[candidates[rank][0]] = 1
        rank = best[rank][1]
    return found


def _worth(lines: Sequence[Line], at: int) -> float:
    """How much a line looks like a term: short, no sentence, set apart, after the end of one and before another."""
    if at + 1 >= len(lines) or not _has_shape(lines, at):
        return 0.0
    line, text = lines[at], clean(lines[at].text)
    ended = at == 0 or clean(lines[at - 1].text).endswith(_ENDS)
    parted = at == 0 or line.gap > GAP or line.whole
    if not ended and not parted:
        return 0.0
    known = _OUT_OF_ORDER if letters(text) in _TESTS else 0.0
    return ended + parted + known + (0.5 if len(text) <= 50 else 0.0)


def _has_shape(lines: Sequence[Line], at: int) -> bool:
    """True for a line that is short, no sentence, and stands before one."""
    text, sentence = clean(lines[at].text), clean(lines[at + 1].text)
    if (
        lines[at].bullet
        or len(text) > _LONGEST_TERM
        or text.endswith((".", ";", ",", ":"))
        or starts_low(text)
    ):
        return False
    return not starts_low(sentence) or sentence.startswith("(")


def _built(entry: _Entry, context: Context) -> ReadTerm:
    term = Read(label(context.text(entry.term)), tuple(entry.term))
    if not entry.definition:
        return ReadTerm(term)
    return ReadTerm(term, Read(paragraphs(entry.definition, context), tuple(entry.definition)))

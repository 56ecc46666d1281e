"""The sections of the RE, with the tables that stand under a heading that was lost put back where they belong."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..headings import Kind
from ..outline import Outline, Section
from ..source import Block, Line, Row, Table
from ..wording import folded
from . import modalites, rooms, transversal

_MATRIX_HEAD = re.compile(r"criteres? d'evaluation(?: des competences)?")
_HEADS = (
    ("modalities", modalites.is_head),
    ("transversal_table", transversal.is_head),
    ("rooms", rooms.is_head_of_rooms),
    ("resources", rooms.is_head_of_resources),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the RE: the kind of what it holds, and the CCP or CCS it belongs to (None: the title)."""

    kind: Kind
    bloc: int | None
    blocks: tuple[Block, ...]
    section: Section

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(
            line for block in self.blocks for line in ([block] if isinstance(block, Line) else block.lines)
        )


def pieces(plan: Outline) -> tuple[Piece, ...]:
    """The sections of the RE in order, each table under the kind that its own heads name."""
    found: list[Piece] = []
    for section in plan.of("re"):
        found.extend(_parted(section))
    return tuple(found)


def _parted(section: Section) -> Iterator[Piece]:
    run: list[Block] = []
    kind: Kind = section.kind
    moved = False
    for block in section.blocks:
        told = told_by(block) if isinstance(block, Table) else None
        if isinstance(block, Table) and told is None and moved:
            run.append(block)  # a table that goes on over a page, without its heads
            continue
        wanted: Kind = told if told is not None and told != section.kind else section.kind
        if wanted != kind and (run or wanted != section.kind):
            if run or kind == section.kind:
                yield Piece(kind, section.bloc, tuple(run), section)
            run = []
        kind, moved = wanted, wanted != section.kind
        run.append(block)
    yield Piece(kind, section.bloc, tuple(run), section)


def told_by(table: Table) -> Kind | None:
    """The section that the heads of a table belong to."""
    for row in table.rows[:3]:
        if _is_matrix(row):
            return "matrix"
        for kind, is_head in _HEADS:
            if is_head(row):
                return kind  # type: ignore[return-value]
    return None


def _is_matrix(row: Row) -> bool:
    keys = [folded(cell.text) for cell in row.cells if cell.lines]
    return len(keys) > 1 and any(_MATRIX_HEAD.fullmatch(key) for key in keys)


def merged(parts: Sequence[Piece]) -> tuple[Block, ...]:
    """The blocks of several pieces of one kind, in order."""
    return tuple(block for part in parts for block in part.blocks)

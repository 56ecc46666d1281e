"""Tables of the RE, read by what heads their columns; a table goes on over pages, with its head repeated or not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..source import Line, Row, Table
from ..wording import folded

HEAD = "en-tête de tableau"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold what: role → first column, end (excluded)."""

    spans: Mapping[str, tuple[int, int]]

    def lines(self, row: Row, role: str) -> tuple[Line, ...]:
        """The lines of a row that stand in the columns of a role."""
        span = self.spans.get(role)
        if span is None:
            return ()
        return tuple(line for cell in row.cells if span[0] <= cell.column < span[1] for line in cell.lines)


@dataclass(frozen=True, slots=True)
class Layout:
    """The heads that a table of a kind may print: role → pattern of its folded text."""

    roles: Mapping[str, re.Pattern[str]]
    needed: int = 2

    def head(self, row: Row) -> Columns | None:
        """The columns that a row of heads announces, None for a row of data."""
        spans: dict[str, tuple[int, int]] = {}
        for cell in row.cells:
            key = folded(cell.text)
            if not key:
                continue
            role = next((name for name, pattern in self.roles.items() if pattern.fullmatch(key)), None)
            if role is None:
                return None
            spans.setdefault(role, (cell.column, cell.column + cell.span))
        return Columns(spans) if len(spans) >= self.needed else None

    def is_head_line(self, text: str) -> bool:
        """True for a line that prints nothing but heads of columns, one or several in a row."""
        key, found = folded(text), 0
        while key:
            match = max(
                (m for p in self.roles.values() if (m := p.match(key)) and m.end()),
                key=lambda m: m.end(),
                default=None,
            )
            if match is None or (match.end() < len(key) and key[match.end()] not in " ,:;/-"):
                return False
            key, found = key[match.end() :].strip(" ,:;/-"), found + 1
        return found > 0


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a table under known heads."""

    row: Row
    columns: Columns

    def __getitem__(self, role: str) -> tuple[Line, ...]:
        return self.columns.lines(self.row, role)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for cell in self.row.cells for line in cell.lines)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class Grids:
    """Reads the tables of a section one after the other; the last heads seen serve a table that prints none."""

    layout: Layout
    default: Sequence[str] = ()
    columns: Columns | None = None
    heads: list[Line] = field(default_factory=list)

    def rows(self, table: Table) -> Iterator[GridRow]:
        """The rows of data of a table; its heads are noted in `heads`."""
        width = max((cell.column + cell.span for row in table.rows for cell in row.cells), default=0)
        for row in table.rows:
            if not any(cell.lines or cell.ticked is not None for cell in row.cells):
                continue
            columns = self.layout.head(row)
            if columns is not None:
                self.columns = _widened(columns, width)
                self.heads.extend(line for cell in row.cells for line in cell.lines)
                continue
            yield GridRow(row, self.columns or self._assumed(width))

    def _assumed(self, width: int) -> Columns:
        return Columns(
            {role: (rank, rank + 1) for rank, role in enumerate(self.default) if rank < max(width, 1)}
        )


def _widened(columns: Columns, width: int) -> Columns:
    """Each head holds the columns up to the next one: a cell may start between two heads where rules differ."""
    ordered = sorted(columns.spans.items(), key=lambda pair: pair[1])
    spans: dict[str, tuple[int, int]] = {}
    for rank, (role, (start, end)) in enumerate(ordered):
        after = ordered[rank + 1][1][0] if rank + 1 < len(ordered) else max(width, end)
        spans[role] = (start if rank else 0, max(after, end))
    return Columns(spans)

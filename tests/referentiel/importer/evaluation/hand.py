"""Lines, tables and files written by hand, as readers give them; words of an invented trade, the candle maker's."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from itertools import count

from jalon.referentiel.importer.outline import outline
from jalon.referentiel.importer.readings import Read
from jalon.referentiel.importer.source import Block, Cell, Line, Place, Row, Source, Table

FILE = "RE.txt"
COULER = "Couler une bougie dans son moule"
TREMPER = "Tremper une mèche et former un cierge"
CONSEILLER = "Conseiller un client sur les parfums et les durées de combustion"
VENDRE = "Encaisser une vente et tenir la caisse"
FABRIQUER = "Fabriquer des bougies en atelier"
BOUTIQUE = "Vendre des bougies en boutique"

_rank = count(1)


def line(text: str, gap: float = 0.0, bullet: str = "", *, whole: bool = False, bold: bool = False) -> Line:
    return Line(text, Place(FILE, None, next(_rank)), gap, bold, bullet=bullet, whole=whole)


def lines(text: str) -> list[Line]:
    """The lines of a text, indented or not; a blank line is a gap, « - » a bullet."""
    found: list[Line] = []
    gap = 0.0
    for raw in text.splitlines():
        said = raw.strip()
        if not said:
            gap += 1.0 if found else 0.0
            continue
        bullet = "-" if said.startswith("- ") else ""
        found.append(line(said.removeprefix("- "), gap, bullet))
        gap = 0.0
    return found


def cell(text: str | bool | None, column: int, span: int = 1) -> Cell:
    """A cell: its lines, or its box where it is True or False."""
    if isinstance(text, bool):
        return Cell((), column, span, text)
    return Cell(tuple(lines(text or "")), column, span)


def table(*rows: Sequence[str | bool | None]) -> Table:
    """A table of plain rows; a cell that is None is merged with the one above, and absent."""
    return Table(
        tuple(
            Row(tuple(cell(text, column) for column, text in enumerate(row) if text is not None))
            for row in rows
        )
    )


def band(text: str, span: int) -> Row:
    """A row of one cell across the table."""
    return Row((cell(text, 0, span),))


def joined(*tables: Table | Row) -> Table:
    rows: list[Row] = []
    for one in tables:
        rows.extend([one] if isinstance(one, Row) else one.rows)
    return Table(tuple(rows))


def source(*blocks: Block | str, file: str = FILE) -> Source:
    """A file of these blocks; a string stands for its lines."""
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, str):
            made.extend(lines(block))
        else:
            made.append(block)
    return Source(file, "text", hashlib.sha256(repr(made).encode()).hexdigest(), None, tuple(made))


def texts(reads: Iterable[Read[str]]) -> list[str]:
    return [read.value for read in reads]


def lines_in(value: object) -> Iterator[Line]:
    """Every line that a reading holds, in a value, in the furniture or in the prose."""
    if isinstance(value, Line):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from lines_in(getattr(value, one.name))
    elif isinstance(value, dict) or hasattr(value, "values"):
        for one in value.values():  # type: ignore[attr-defined]
            yield from lines_in(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from lines_in(one)


def doubts_in(value: object) -> Iterator[Read[object]]:
    if isinstance(value, Read):
        if value.doubt:
            yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from doubts_in(getattr(value, one.name))
    elif isinstance(value, dict) or hasattr(value, "values"):
        for one in value.values():  # type: ignore[attr-defined]
            yield from doubts_in(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from doubts_in(one)


def unread(reading: object, sources: Sequence[Source]) -> list[str]:
    """The lines of the RE that no piece of a reading holds."""
    told = {one.place for one in lines_in(reading)}
    plan = outline(sources)
    return [one.text for section in plan.of("re") for one in section.lines if one.place not in told]

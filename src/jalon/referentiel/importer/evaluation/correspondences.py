"""Annexe 2: CCPs of former versions that are worth a CCP of this one, CCPs of other titles that are (A1.8).

A table has one group of columns per version, headed by the title and its arrêté; the last group is the title of the
document. A flat extraction prints the cells of a row one after the other, each opened by « CCP ».
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...schema import Finding
from ..equivalences import opens_equivalence, read_equivalences
from ..furniture import iso
from ..readings import Furniture, Read, ReadCorrespondence, ReadEquivalence
from ..source import Block, Line, Row, Table
from ..wording import folded, join, letters, starts_low
from .kinds import is_nothing
from .known import Letters, Titles
from .paragraphs import title_text

HEAD = "en-tête de tableau"
MARK = "repère de ligne"

_DECREE = re.compile(r"\barret(?:e|es)?\b(?: (?:du|de specialite du|en date du))?")
_RNCP = re.compile(r"\bRNCP ?(?:n ?° ?)?(\d{3,6})\b", re.IGNORECASE)
_BLOC = re.compile(
    r"^\s*(?:CCP|CCS|"
    r"Certificats? de compétences professionnelles)\b(?:\s*n?°?\s*\d{1,2}(?=\s))?\s*[:.–-]?\s*",
    re.IGNORECASE,
)
_BLOC_INSIDE = re.compile(r"(?<=\S)\s+(?=(?:CCP|CCS)\s+[A-ZÀ-ÖØ-Þ])")
_BARE_BLOC = re.compile(r"(?:ccp|ccs)(?: ?n? ?°? ?\d{1,2})?")
# « Le CCP « … » correspond au CCP « … » »: a correspondence in a sentence, left to be asked.
_TOLD = re.compile(r"\bCC[PS]\b[^«»]{0,20}«")
_NONE = re.compile(r"(?:(?:aucune?|pas de|sans) (?:correspondances?|equivalences?|objet|ccp).*|neant|-+|/)?")


@dataclass(slots=True)
class Links:
    """What the annex says."""

    correspondences: list[ReadCorrespondence] = field(default_factory=list)
    equivalences: list[ReadEquivalence] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Version:
    """The head of a group of columns: a title, its arrêté, its RNCP number."""

    lines: tuple[Line, ...]
    date: str | None
    rncp: str | None
    title: str
    columns: tuple[int, int] = (0, 0)

    @property
    def decree(self) -> Read[str] | None:
        return Read(self.date, self.lines) if self.date else None


def read_correspondences(
    blocks: Sequence[Block], activities: Titles, words: frozenset[str] = frozenset(), title: str = ""
) -> Links:
    """The correspondences and equivalences of the annex; `activities` are the CCPs of the title, `title` its name."""
    reader = _Reader(activities, words, title)
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Table):
            reader.lines(run)
            run = []
            reader.table(block)
        else:
            run.append(block)
    reader.lines(run)
    return reader.out


class _Reader:
    def __init__(self, activities: Titles, words: frozenset[str], title: str) -> None:
        self.activities = activities
        self.words = words
        self.title = title
        self.versions: list[_Version] = []
        self.above: list[list[Line]] = []  # the cells of the row above, that may be merged downwards
        # Rows of cells, the versions above them, and whether one of their cells is only supposed.
        self.pairs: list[tuple[list[list[Line]], list[_Version], bool]] = []
        self.out = Links()

    # --- tables ---

    def table(self, table: Table) -> None:
        head = True
        self.above = []
        open_row: list[list[Line]] | None = None
        for row in table.rows:
            lines = [line for cell in row.cells for line in cell.lines]
            if not lines:
                continue
            if self._is_head(row):
                self._heads(row, more=head and bool(self.versions) and not self._complete())
                open_row = None
                continue
            head = False
            cells = self._cells(row)
            if all(_is_none(cell) for cell in cells if cell):
                self.out.prose.extend(lines)
                continue
            if open_row is not None and self._goes_on(row, cells):
                for old, new in zip(open_row, cells, strict=False):
                    old.extend(new)
                continue
            open_row = whole = self._merged(row, cells)
            self.above = [list(cell) for cell in whole]
            supposed = any(not cell and above for cell, above in zip(cells, whole, strict=True))
            self.pairs.append((whole, list(self.versions), supposed and not _is_drawn(whole)))
        self._flush()

    def _complete(self) -> bool:
        return len(self.versions) >= 2 and all(version.date for version in self.versions)

    def _is_head(self, row: Row) -> bool:
        """A row that names versions: it prints an arrêté, or a title without « CCP » above the first row of data."""
        text = folded(" ".join(cell.text for cell in row.cells))
        if _DECREE.search(text) and (iso(text) or len(text) < 200):
            return True
        filled = [cell for cell in row.cells if cell.lines]
        if any(_BLOC.match(cell.text) for cell in filled):
            return False
        if len(filled) <= 1 and not self.versions:
            return False
        return (
            not self.pairs
            and not self._complete()
            and not any(letters(title_text(cell.text)) in self.activities.by_letters for cell in filled)
        )

    def _heads(self, row: Row, more: bool) -> None:
        """The groups of columns of a table, each up to the next head; a second row of heads adds to the first.

        A row of spaces may run the first correspondence into the heads: it follows their dates.
        """
        filled = [cell for cell in row.cells if cell.lines and not _BARE_BLOC.fullmatch(folded(cell.text))]
        for cell in row.cells:
            if cell not in filled:
                self.out.furniture.extend(Furniture(line, MARK) for line in cell.lines)
        made: list[_Version] = []
        first: list[list[Line]] = []
        for rank, cell in enumerate(filled):
            stop = filled[rank + 1].column if rank + 1 < len(filled) else 10_000
            old = next(
                (v for v in self.versions if more and v.columns[0] <= cell.column < v.columns[1]), None
            )
            dated = [
                n for n, line in enumerate(cell.lines) if _DECREE.search(folded(line.text)) or iso(line.text)
            ]
            count = dated[-1] + 1 if dated else len(cell.lines)
            lines = (*(old.lines if old else ()), *cell.lines[:count])
            self.out.furniture.extend(Furniture(line, HEAD) for line in cell.lines[:count])
            made.append(_version(lines, self.words, (cell.column if rank else 0, stop)))
            first.append(list(cell.lines[count:]))
        self.versions = made
        if any(first):
            self.pairs.append((first, made, False))

    def _cells(self, row: Row) -> list[list[Line]]:
        """The text of each version's columns, the marks « CCP » of narrow columns set aside."""
        groups: list[list[Line]] = [[] for _ in self.versions or (0, 0)]
        filled = [cell for cell in row.cells if cell.lines]
        texts = [cell for cell in filled if not _BARE_BLOC.fullmatch(folded(cell.text))]
        # A mark and a text for each version: their order tells more than columns that the heads may not share.
        ordered = len(texts) == len(groups) and len(filled) == 2 * len(texts) and filled[1::2] == texts
        for cell in filled:
            if cell not in texts:
                self.out.furniture.extend(Furniture(line, MARK) for line in cell.lines)
                continue
            rank = next(
                (r for r, v in enumerate(self.versions) if v.columns[0] <= cell.column < v.columns[1]), None
            )
            if ordered or rank is None:
                rank = min(texts.index(cell), len(groups) - 1)
            groups[rank].extend(cell.lines)
        return groups

    def _goes_on(self, row: Row, cells: Sequence[Sequence[Line]]) -> bool:
        """A row of cells cut by a page, or the rest of a cell merged downwards."""
        filled = [cell for cell in cells if cell]
        return bool(filled) and all(starts_low(cell[0].text) for cell in filled)

    def _flush(self) -> None:
        for cells, versions, supposed in self.pairs:
            self._pair(cells, versions, supposed)
        self.pairs = []

    def _pair(self, cells: list[list[Line]], versions: Sequence[_Version], supposed: bool) -> None:
        """Each former version of a row, with the last group, which is the title of the document."""
        if len(cells) < 2:
            return
        current = cells[-1]
        for rank, cell in enumerate(cells[:-1]):
            if _is_none(cell) or _is_none(current):
                self.out.prose.extend((*cell, *(current if rank == 0 else ())))
                if not cell or not current:
                    self._alone(cell or current)
                continue
            version = versions[rank] if rank < len(versions) else None
            formers, nows = list(_blocs(cell, self.words)), list(_blocs(current, self.words))
            several = len(formers) == len(nows) > 1  # CCPs face to face, line by line
            supposed |= several or (len(formers) != len(nows) and not _is_drawn(cells))
            for own, former in enumerate(formers):
                for now in nows[own : own + 1] if several else nows:
                    self._add(version, former, now, _PAIR_UNSURE if supposed else "")

    def _merged(self, row: Row, cells: list[list[Line]]) -> list[list[Line]]:
        """The cells of a row, those merged downwards from the row above with its text; an empty cell stays so."""
        if len(self.above) != len(cells) or len(self.versions) != len(cells):
            return cells
        return [
            cell
            if cell or any(v.columns[0] <= one.column < v.columns[1] for one in row.cells)
            else list(self.above[rank])
            for rank, (cell, v) in enumerate(zip(cells, self.versions, strict=True))
        ]

    def _alone(self, lines: Sequence[Line]) -> None:
        """A CCP beside an empty cell: nothing says whether it has no correspondence or shares that of a neighbour."""
        if lines:
            self.out.findings.append(
                Finding(
                    "warning",
                    "correspondence-empty",
                    f"« {_bloc(lines, self.words).value} » ({lines[0].place}) est à côté d’une case vide : il est lu "
                    "sans correspondance.",
                    "correspondences",
                )
            )

    def _add(self, version: _Version | None, former: Read[str], now: Read[str], doubt: str = "") -> None:
        current = Read(now.value, now.lines, doubt)
        if version is not None and version.date is None and version.rncp:
            title = Read(version.title, version.lines)
            self.out.equivalences.append(
                ReadEquivalence(title, Read(f"RNCP{version.rncp}", version.lines), (former,), current)
            )
            return
        self.out.correspondences.append(
            ReadCorrespondence(
                version.decree if version else None, Read(former.value, former.lines, doubt), current
            )
        )

    # --- lines ---

    def lines(self, lines: Sequence[Line]) -> None:
        body: list[Line] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            key = folded(line.text)
            if opens_equivalence(line.text):
                at += self._sentence(lines, at)
                continue
            if (_BLOC.match(line.text) and key not in ("ccp", "ccs")) or (
                body
                and not _DECREE.match(key)
                and not (at + 1 < len(lines) and _DECREE.match(folded(lines[at + 1].text)))
            ):
                body.append(line)
            elif _DECREE.search(key) and iso(line.text):
                self._flat(body)
                body = []
                head = [line]
                if not _DECREE.match(key) or not self.out.prose or not self._is_title_line(lines, at - 1):
                    pass
                else:
                    head.insert(0, self.out.prose.pop())
                self._flat_head(head)
            elif key in ("ccp", "ccs"):
                self.out.furniture.append(Furniture(line, MARK))
            else:
                if body:
                    self._flat(body)
                    body = []
                if not _TOLD.search(line.text):
                    self.out.prose.append(line)
            at += 1
        self._flat(body)
        self._by_versions(lines)

    def _by_versions(self, lines: Sequence[Line]) -> None:
        """Cells printed version after version, as many under the former one as under this title."""
        heads = [
            rank for rank, line in enumerate(lines) if _DECREE.match(folded(line.text)) and iso(line.text)
        ]
        if len(heads) != 2 or self.out.correspondences or self.out.equivalences or len(self.versions) != 2:
            return
        prose = [[line for line in part if line in self.out.prose] for part in _cut(lines, heads)]
        former, current = (_capital_cells(part) for part in prose)
        if not former or not current:
            return
        paired = len(former) == len(current) and all(
            self.activities.near(title_text(join(line.text for line in cell))) for cell in current
        )
        self.out.prose = [line for line in self.out.prose if line not in (*prose[0], *prose[1])]
        for rank, cell in enumerate(former):
            now = _bloc(current[rank], self.words) if paired else Read("")
            self._add(self.versions[0], _bloc(cell, self.words), now, _BY_ORDER if paired else "")

    def _is_title_line(self, lines: Sequence[Line], at: int) -> bool:
        return (
            at >= 0
            and self.out.prose[-1] is lines[at]
            and len(lines[at].text) < 120
            and not lines[at].text.rstrip().endswith((":", "."))
        )

    def _flat_head(self, lines: Sequence[Line]) -> None:
        """« Arrêté du … »: two heads in a row make a table; a third one opens another."""
        text = _text(lines)
        found = [m.start() for m in re.finditer(r"(?i)arr[êe]t[ée] du", text)]
        if self._complete():
            self.versions = []
        if len(found) > 1:
            dates = [iso(text[start:]) for start in found]
            self.versions.extend(_Version(tuple(lines), date, None, "") for date in dates)
        else:
            self.versions.append(_version(tuple(lines), self.words))
        self.out.furniture.extend(Furniture(line, HEAD) for line in lines)

    def _flat(self, lines: Sequence[Line]) -> None:
        """Cells opened by « CCP », by turns of the former version and of this one."""
        if not lines:
            return
        cells = _flat_cells(lines)
        size = max(2, len(self.versions))
        rows = [cells[start : start + size] for start in range(0, len(cells), size)]
        for row in rows:
            if len(row) < size:
                self.out.prose.extend(line for cell in row for line in cell)
                continue
            version = self.versions[0] if self.versions else None
            for rank, cell in enumerate(row[:-1]):
                version = self.versions[rank] if rank < len(self.versions) else None
                former, now = _bloc(cell, self.words), _bloc(row[-1], self.words)
                known = self.activities.near(now.value) is not None or not self.activities
                self._add(version, former, now, "" if known else _PAIR_UNSURE)

    def _sentence(self, lines: Sequence[Line], at: int) -> int:
        """« Correspondances unilatérales entre les CCP de X (RNCP n) « A » et « B » et le CCP de Y « C » »."""
        own = [lines[at]]
        while (
            at + len(own) < len(lines)
            and not own[-1].text.rstrip().endswith(".")
            and lines[at + len(own)].gap < 1
        ):
            own.append(lines[at + len(own)])
        found = list(read_equivalences(own, list(self.activities.by_letters.values()), self.words))
        self.out.equivalences.extend(found)
        if not found:
            self.out.prose.extend(own)
        return len(own)


def _cut(lines: Sequence[Line], heads: Sequence[int]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines under each of two heads."""
    return lines[heads[0] + 1 : heads[1]], lines[heads[1] + 1 :]


def _capital_cells(lines: Sequence[Line]) -> list[list[Line]]:
    """Cells that open by a capital."""
    cells: list[list[Line]] = []
    for line in lines:
        if not cells or not starts_low(line.text):
            cells.append([])
        cells[-1].append(line)
    return cells


_BY_ORDER = (
    "Les colonnes de ce tableau sont imprimées l’une après l’autre : les CCP sont rapprochés par leur ordre."
)
_PAIR_UNSURE = "Les cellules de cette correspondance sont lues à la suite : leur partage est supposé."


def _is_drawn(cells: Sequence[Sequence[Line]]) -> bool:
    """True for the cells of a page or of a file that keeps tables; the columns of a text only suppose them."""
    return all(line.whole or line.box for cell in cells for line in cell)


def _version(lines: tuple[Line, ...], words: frozenset[str], columns: tuple[int, int] = (0, 0)) -> _Version:
    text = join((line.text for line in lines), words)
    rncp = _RNCP.search(text)
    title = re.split(r"(?i)\(?\barr[êe]t[ée]|RNCP", text)[0]
    return _Version(lines, iso(text), rncp[1] if rncp else None, title_text(title), columns)


def _is_none(lines: Sequence[Line]) -> bool:
    """« Aucune correspondance », « Sans objet », or nothing at all."""
    return bool(_NONE.fullmatch(folded(_text(lines)))) or is_nothing(_text(lines))


def _text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _bloc(lines: Sequence[Line], words: frozenset[str]) -> Read[str]:
    text = join((line.text for line in lines), words)
    return Read(title_text(_BLOC.sub("", text)), tuple(lines))


def _blocs(lines: Sequence[Line], words: frozenset[str]) -> Iterator[Read[str]]:
    """The CCPs of a cell: one, or several each opened by « CCP »."""
    cells = _flat_cells(lines)
    marked = [cell for cell in cells if _BLOC.match(cell[0].text)]
    if len(marked) == len(cells):
        for cell in cells:
            yield _bloc(cell, words)
    else:
        yield _bloc(lines, words)


def _flat_cells(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines cut where « CCP » opens a cell, at the head of a line or inside it."""
    stretch = Letters.of(lines)
    starts: list[int] = []
    for rank, line in enumerate(lines):
        first = stretch.at_line(rank)
        if rank == 0 or _BLOC.match(line.text):
            starts.append(first)
        for match in _BLOC_INSIDE.finditer(line.text):
            starts.append(first + len(Letters.of([Line(line.text[: match.end()], line.place)]).text))
    return [
        list(stretch.cut(start, stop))
        for start, stop in zip(starts, [*starts[1:], len(stretch.text)], strict=True)
        if start < stop
    ]

"""Table 3.2 « Critères d’évaluation des compétences professionnelles »: criteria of each competence, and its ticks.

As a table, the heads of its columns may be printed upright, turned, on two levels, and again on each page. As lines,
the heads fall to pieces, a row opens at the title of a competence and closes at its ticks, which may be lost.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from ...schema import TestKind
from ..readings import Furniture, Read, ReadMatrixRow
from ..source import Block, Cell, Line, Row, Table
from ..wording import folded, is_infinitive, is_open, join, letters, starts_low
from .grids import HEAD
from .kinds import COLUMNS, FIRST_TESTS, is_nothing, kinds_of
from .known import Letters, Titles
from .paragraphs import Item, items, title_text, width

OBLIGATIONS = "intertitre de tableau"
_OBLIGATIONS = re.compile(r"obligations? regl?ementaires?\b.*")
_HEADS = re.compile(
    r"competences? professionnelles?(?: evaluees?)?|criteres? d'evaluation(?: des competences)?|"
    r"autres? modalites? d'evaluation"
    r"|modalites? d'evaluation|criteres?"
)
_COMPETENCES = re.compile(r"competences? professionnelles?(?: evaluees?)?|competences?")
_CRITERIA = re.compile(r"criteres? d'evaluation(?: des competences)?|criteres?")
_TICKS = re.compile(r"^[\s☒☐✓✔✗xX×\-–|oO□■]*[☒☐✓✔■□xX×][\s☒☐✓✔✗xX×\-–|oO□■]*$")
_TICK = re.compile(r"[☒☐✓✔✗xX×■□]")
_TICKED = frozenset("☒✓✔✗xX×■")
_PHRASES = (
    "miseensituationprofessionnelle", "presentationdunprojetrealiseenamontdelasession",
    "presentationduprojetrealiseenamontdelasession", "autresmodalitesdevaluation", "entretientechnique",
    "questionnaireprofessionnel", "questionnementapartirdeproductions", "competencesprofessionnelles",
    "criteresdevaluation", "ou", "dunprojetrealiseenamontdelasession", "duprojetrealiseenamontdelasession",
    "situationprofessionnelle",
)  # fmt: skip
_TITLE_LINES = 6


@dataclass(slots=True)
class _Rowing:
    """A row being read."""

    title: list[Line]
    activity: Read[str] | None
    criteria: list[Line] = field(default_factory=list)
    ticks: dict[TestKind, bool] = field(default_factory=dict)
    tick_lines: list[Line] = field(default_factory=list)
    doubt: str = ""


@dataclass(slots=True)
class Matrix:
    """The rows of a section, the activities that part them, what else it prints."""

    rows: list[ReadMatrixRow] = field(default_factory=list)
    activities: list[Read[str]] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)


def read_matrix(
    blocks: Sequence[Block],
    first: TestKind,
    competences: Titles,
    activities: Titles,
    words: frozenset[str] = frozenset(),
    attested: Collection[str] = frozenset(),
) -> Matrix:
    """The rows of table 3.2; `first` is the test that its first column of ticks stands for, where its head is lost."""
    reader = _Reader(first, competences, activities, words, attested)
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            run.append(block)
            continue
        reader.lines(run)
        run = []
        reader.table(block)
    reader.lines(run)
    return reader.result()


class _Reader:
    def __init__(
        self,
        first: TestKind,
        competences: Titles,
        activities: Titles,
        words: frozenset[str],
        attested: Collection[str],
    ) -> None:
        self.first = first
        self.attested = attested
        self.competences = competences
        self.activities = activities
        self.words = words
        self.rows: list[_Rowing] = []
        self.activity: Read[str] | None = None
        self.columns: dict[int, TestKind] = {}
        self.left = (0, 1)
        self.out = Matrix()
        self.pending: list[
            Line
        ] = []  # criteria printed after the ticks of a row: the next row's, cut by a page
        self.closed = False  # « Obligations réglementaires » ends the rows

    # --- tables ---

    def table(self, table: Table) -> None:
        body = self._head(table)
        for row in body:
            self._row(row)

    def _head(self, table: Table) -> Sequence[Row]:
        """Reads the rows of heads, which name the columns of ticks; gives the rows of data."""
        heads: list[Row] = []
        for row in table.rows:
            if not self._is_head(row, heads):
                break
            heads.append(row)
        if not heads:
            return table.rows
        texts: dict[int, list[Line]] = {}
        for row in heads:
            for cell in row.cells:
                for column in range(cell.column, cell.column + cell.span):
                    texts.setdefault(column, []).extend(cell.lines)
        found = {column: kind for column, lines in texts.items() if (kind := self._kind(lines)) is not None}
        criteria = [
            column
            for column, lines in texts.items()
            if re.search(r"\bcriteres?\b", folded(" ".join(x.text for x in lines)))
        ]
        if found:
            self.columns = _first_only(found)
        if criteria:
            self.left = (min(criteria), max(criteria) + 1)
        self.out.furniture.extend(
            Furniture(line, HEAD) for row in heads for cell in row.cells for line in cell.lines
        )
        return table.rows[len(heads) :]

    def _is_head(self, row: Row, before: Sequence[Row]) -> bool:
        filled = [cell for cell in row.cells if cell.lines]
        if any(cell.ticked is not None for cell in row.cells):
            return False
        texts = {folded(cell.text) for cell in filled}
        if any(_COMPETENCES.fullmatch(one) for one in texts) and any(
            _CRITERIA.fullmatch(one) for one in texts
        ):
            return True
        if not filled:
            return bool(before)
        return all(_HEADS.fullmatch(folded(cell.text)) or self._is_kind(cell) for cell in filled) or all(
            _made_of_heads([line.text for line in cell.lines]) for cell in filled
        )

    def _is_kind(self, cell: Cell) -> bool:
        return bool(kinds_of(" ".join(line.text for line in cell.lines))) and len(cell.text) < 120

    def _kind(self, lines: Sequence[Line]) -> TestKind | None:
        text = " ".join(line.text for line in lines)
        kinds = kinds_of(re.sub(r"(?i)autres modalit[ée]s d['’][ée]valuation", " ", text))
        if not kinds:
            turned = letters(text).replace("autresmodalitesdevaluation", "")
            found = [kind for kind, key in _KEYS if key in turned]
            return found[0] if found else None
        return self.first if len(kinds) > 1 and self.first in kinds else kinds[0]

    def _row(self, row: Row) -> None:
        lines = [line for cell in row.cells for line in cell.lines]
        key = folded(" ".join(line.text for line in lines))
        if not lines and not any(cell.ticked is not None for cell in row.cells):
            return
        if self.closed or _OBLIGATIONS.match(key):
            self._close(lines, key)
            return
        boxes = [cell for cell in row.cells if cell.ticked is not None]
        title = [line for cell in row.cells if cell.column < self.left[0] for line in cell.lines]
        criteria = [
            line for cell in row.cells if self.left[0] <= cell.column < self.left[1] for line in cell.lines
        ]
        if title and criteria and _COMPETENCES.fullmatch(folded(title[0].text)):
            title, criteria = self._under_heads(row, title, criteria)
        spanning = [
            c for c in row.cells if c.lines and c.column < self.left[0] and c.column + c.span > self.left[0]
        ]
        if not boxes and (spanning or (title and not criteria)) and not self._goes_on(title, criteria):
            self._band(title or lines)
            return
        if not title or self._same_title(title) or self._cut_title(title):
            if not self.rows:
                return
            current = self.rows[-1]
            if title and self._cut_title(title) and not self._same_title(title):
                current.title += title
            elif title:
                self.out.furniture.extend(Furniture(line, REPEATED) for line in title)
        else:
            current = _Rowing(title, self.activity)
            self.rows.append(current)
        current.criteria += criteria
        self._ticks(row, current)

    def _under_heads(
        self, row: Row, title: list[Line], criteria: list[Line]
    ) -> tuple[list[Line], list[Line]]:
        """A row that a page's heads run into: the heads are the first line of its cells, and the tests' names."""
        tests = [
            line
            for cell in row.cells
            if cell.column >= self.left[1]
            for line in cell.lines
            if not _TICKS.match(line.text)
        ]
        count = 1 if _CRITERIA.fullmatch(folded(criteria[0].text)) else 0
        self.out.furniture.extend(Furniture(line, HEAD) for line in (title[0], *criteria[:count], *tests))
        return title[1:], criteria[count:]

    def _goes_on(self, title: Sequence[Line], criteria: Sequence[Line]) -> bool:
        """A row cut by the page: its title goes on, without criteria left."""
        return bool(title) and not criteria and self._cut_title(title)

    def _same_title(self, title: Sequence[Line]) -> bool:
        return bool(self.rows) and letters(_text(title)) == letters(_text(self.rows[-1].title)) != ""

    def _cut_title(self, title: Sequence[Line]) -> bool:
        return bool(self.rows) and starts_low(title[0].text) and not self._text_known(title)

    def _text_known(self, lines: Sequence[Line]) -> bool:
        return letters(_text(lines)) in self.competences.by_letters

    def _band(self, lines: Sequence[Line]) -> None:
        """An activity, that parts the rows of its competences."""
        text = title_text(join((line.text for line in lines), self.words))
        text = re.sub(
            r"^(?:activit[ée][- ]types? ?)?(?:n ?°)?\s?\d{1,2}\s?[.:–-]\s*", "", text, flags=re.IGNORECASE
        )
        if self.activity is not None and letters(self.activity.value) == letters(text):
            self.out.furniture.extend(Furniture(line, REPEATED) for line in lines)
            return
        self.activity = Read(text, tuple(lines))
        self.out.activities.append(self.activity)

    def _ticks(self, row: Row, current: _Rowing) -> None:
        """The boxes of a row, each under the head of its column, or all four in the order of the template."""
        cells = [cell for cell in row.cells if cell.column >= self.left[1]]
        boxes = [(self.columns.get(cell.column), box, cell) for cell in cells for box in _boxes(cell)]
        kinds = [kind for kind, _, _ in boxes]
        template = (self.first, *COLUMNS)
        if (None in kinds or len(set(kinds)) < len(kinds)) and len(boxes) == len(template):
            kinds = list(template)
            current.doubt = _HEADS_LOST
        for kind, (_, box, cell) in zip(kinds, boxes, strict=True):
            if kind is not None:
                current.ticks[kind] = current.ticks.get(kind, False) or box
                current.tick_lines += [line for line in cell.lines if line not in current.tick_lines]

    def _close(self, lines: Sequence[Line], key: str) -> None:
        self.closed = True
        for line in lines:
            said = folded(line.text)
            if _OBLIGATIONS.match(said) or is_nothing(said):
                self.out.furniture.append(Furniture(line, OBLIGATIONS))
            else:
                self.out.prose.append(line)

    # --- lines ---

    def lines(self, lines: Sequence[Line]) -> None:
        kept = self._without_heads(lines)
        stretch = Letters.of(kept)
        at = 0
        while at < len(kept):
            line = kept[at]
            key = folded(line.text)
            if self.closed or _OBLIGATIONS.match(key):
                self._close([line], key)
                at += 1
            elif _TICKS.match(line.text) and self.rows:
                self._tick_line(line)
                at += 1
            else:
                at += self._titles(stretch, at) or self._criterion(line)

    def _criterion(self, line: Line) -> int:
        if self.rows and self.rows[-1].tick_lines:
            self.pending.append(line)
        elif self.rows:
            self.rows[-1].criteria.append(line)
        else:
            self.out.prose.append(line)
        return 1

    def _tick_line(self, line: Line) -> None:
        boxes = _TICK.findall(line.text)
        current = self.rows[-1]
        kinds = (self.first, *COLUMNS)
        current.tick_lines.append(line)
        if len(boxes) == len(kinds):
            current.ticks = {kind: box in _TICKED for kind, box in zip(kinds, boxes, strict=True)}

    def _titles(self, stretch: Letters, rank: int) -> int:
        """How many lines print the title of an activity or of a competence that opens there; 0 for a criterion."""
        start = stretch.at_line(rank)
        for titles, is_band in ((self.activities, True), (self.competences, False)):
            found = titles.at(stretch.text, start)
            if found and _ends_line(stretch, found.end):
                last = stretch.owners[found.end - 1][0]
                self._open(stretch.lines[rank : last + 1], is_band)
                return last - rank + 1
        return self._unknown_title(stretch.lines, rank)

    def _unknown_title(self, lines: Sequence[Line], rank: int) -> int:
        """A title that no list words so: it opens by an infinitive, where a criterion opens by its subject."""
        first = lines[rank]
        if (
            first.bullet
            or not first.text[:1].isupper()
            or not is_infinitive(first.text)
            or self._inside_criterion(first)
        ):
            return 0
        count = 1
        while rank + count < len(lines) and count < _TITLE_LINES:
            line = lines[rank + count]
            if not (starts_low(line.text) or is_open(lines[rank + count - 1].text)) or _TICKS.match(
                line.text
            ):
                break
            count += 1
        text = _text(lines[rank : rank + count])
        following = lines[rank + count] if rank + count < len(lines) else None
        band = self.activities.near(text) is not None or (
            following is not None and is_infinitive(following.text) and following.text[:1].isupper()
            and self.competences.near(text) is None
        )  # fmt: skip
        self._open(lines[rank : rank + count], band)
        return count

    def _inside_criterion(self, line: Line) -> bool:
        if not self.rows or not self.rows[-1].criteria or line.gap:
            return False
        return is_open(self.rows[-1].criteria[-1].text)

    def _open(self, lines: Sequence[Line], is_band: bool) -> None:
        if is_band:
            self._band(lines)
        elif self._same_title(lines):
            self.out.furniture.extend(Furniture(line, REPEATED) for line in lines)
            self.rows[-1].criteria += self._taken()
        else:
            self.rows.append(_Rowing(list(lines), self.activity, self._taken()))

    def _taken(self) -> list[Line]:
        taken, self.pending = self.pending, []
        return taken

    def _without_heads(self, lines: Sequence[Line]) -> list[Line]:
        """Lines without the heads of columns, which a flat extraction leaves in pieces at the top of each page."""
        kept: list[Line] = []
        at = 0
        while at < len(lines):
            count = _heads_at(lines, at)
            if count:
                self.out.furniture.extend(Furniture(line, HEAD) for line in lines[at : at + count])
                at += count
            else:
                kept.append(lines[at])
                at += 1
        return kept

    # --- result ---

    def result(self) -> Matrix:
        if self.pending and self.rows:
            self.rows[-1].criteria += self._taken()
        edge = width([line for row in self.rows for line in row.criteria])
        for row in self.rows:
            found = items(row.criteria, self.words, edge, self.attested)
            tests: Read[tuple[TestKind, ...]] | None = None
            if row.ticks:
                order = [*FIRST_TESTS, *COLUMNS]
                kinds = tuple(sorted((kind for kind, ticked in row.ticks.items() if ticked), key=order.index))
                tests = Read(kinds, tuple(row.tick_lines) or tuple(row.title), row.doubt)
            text = title_text(join((line.text for line in row.title), self.words))
            self.out.rows.append(
                ReadMatrixRow(Read(text, tuple(row.title)), row.activity, tuple(_reads(found)), tests)
            )
        return self.out


REPEATED = "intitulé répété"
_HEADS_LOST = "Les têtes des colonnes de cases ne se lisent pas : l’ordre du modèle est supposé."
_KEYS = (
    (TestKind.QUESTIONNAIRE_PROFESSIONNEL, "questionnaire"),
    (TestKind.QUESTIONNEMENT_PRODUCTION, "questionnement"),
    (TestKind.ENTRETIEN_TECHNIQUE, "entretien"),
    (TestKind.PRESENTATION_PROJET, "presentation"),
    (TestKind.MISE_EN_SITUATION, "situation"),
)


def _boxes(cell: Cell) -> list[bool]:
    """The boxes of a cell: its own, a letter that stands for a tick, or several that columns run together left."""
    if cell.ticked is not None:
        return [cell.ticked]
    text = folded(cell.text)
    if text in ("x", "oui", "non"):
        return [text != "non"]
    return [
        box in _TICKED for line in cell.lines if _TICKS.match(line.text) for box in _TICK.findall(line.text)
    ]


def _reads(found: Sequence[Item]) -> Iterator[Read[str]]:
    return (Read(one.text, one.lines, one.doubt) for one in found if not is_nothing(one.text))


def _text(lines: Sequence[Line]) -> str:
    return join(line.text for line in lines)


def _first_only(found: dict[int, TestKind]) -> dict[int, TestKind]:
    """A head that spans several columns names the first that no other names."""
    return dict(sorted(found.items()))


def _ends_line(stretch: Letters, end: int) -> bool:
    """True where letters end a line: what follows on the line would be another text."""
    return end >= len(stretch.owners) or stretch.owners[end][0] != stretch.owners[end - 1][0]


# --- heads in pieces ---


def _heads_at(lines: Sequence[Line], at: int) -> int:
    """How many lines from there print nothing but heads of columns, whole or in pieces; 0 where they are text."""
    states: set[tuple[int, ...]] = {tuple(0 for _ in _PHRASES)}
    count = 0
    best = 0
    while at + count < len(lines):
        piece = letters(lines[at + count].text)
        if not piece:
            break
        states = {after for state in states for after in _consumed(state, piece)}
        if not states:
            break
        count += 1
        best = count
    texts = [folded(line.text) for line in lines[at : at + best]]
    return best if any(_is_whole_head(text) for text in texts) or best >= 4 else 0


def _is_whole_head(text: str) -> bool:
    return bool(_HEADS.match(text) and _made_of_heads([text])) or text in ("autres modalites d'evaluation",)


def _made_of_heads(texts: Sequence[str]) -> bool:
    states: set[tuple[int, ...]] = {tuple(0 for _ in _PHRASES)}
    for text in texts:
        piece = letters(text)
        if not piece:
            return False
        states = {after for state in states for after in _consumed(state, piece)}
    return bool(states)


def _consumed(state: tuple[int, ...], piece: str) -> Iterator[tuple[int, ...]]:
    """The states after a piece that goes on with one head, or with several printed side by side."""
    for rank, phrase in enumerate(_PHRASES):
        rest = phrase[state[rank] :]
        if not rest:
            continue
        size = 0
        while size < min(len(rest), len(piece)) and rest[size] == piece[size]:
            size += 1
        if size == len(piece):
            yield (*state[:rank], state[rank] + size, *state[rank + 1 :])
        elif size == len(rest) and size:
            done = (*state[:rank], len(phrase), *state[rank + 1 :])
            yield from _consumed(done, piece[size:])
        elif size >= 2:  # « Mise en Autres modalités »: columns side by side, each with a word or two
            done = (*state[:rank], state[rank] + size, *state[rank + 1 :])
            yield from _consumed(done, piece[size:])

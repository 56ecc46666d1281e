"""The table « Modalités d’évaluation des compétences et organisation de l’épreuve »: its tests, from cells or lines.

A flat extraction keeps the rows but loses the columns: the first words of a row name its test, its competences are
known titles, its duration parts them from the conduct of the test.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ...schema import TestKind
from ..readings import Furniture
from ..source import Block, Line, Place, Row
from ..wording import folded, is_infinitive, starts_low
from .figures import duration, durations, leading_duration
from .grids import HEAD, GridRow, Grids, Layout
from .kinds import LABEL_LETTERS, is_nothing, kinds_of
from .known import Letters, Titles
from .paragraphs import parts_of
from .stacked import deal_stacked
from .told import IN_SENTENCES, tests_told, total_told

NO_TEST = "épreuve sans objet"
SEPARATOR = "intertitre de tableau"
_NAMELESS = (
    "Une ligne de ce tableau ne porte le nom d’aucune épreuve connue : l’une des épreuves a pu être perdue."
)
_BY_COLUMNS = (
    "Le texte imprime ce tableau colonne par colonne : durées, compétences et déroulements sont rendus aux épreuves "
    "dans l’ordre où ils viennent."
)

_LAYOUT = Layout(
    {
        "label": re.compile(r"(?:modalites?|epreuves?)(?: d'evaluation)?"),
        "competences": re.compile(r"competences?(?: professionnelles?)?(?: evaluees?| concernees?)?"),
        "duration": re.compile(r"durees?(?: de l'epreuve| indicative)?"),
        "detail": re.compile(
            r"(?:details? (?:de|sur|pour) )?(?:l')?(?:organisation|deroulement)(?: de l'epreuve|"
            r" des epreuves)?"
        ),
    }
)
_TOTAL = re.compile(r"duree totale (?:de l'epreuve|des epreuves|de la session)\b(?: de synthese)?")
_OTHERS = re.compile(r"autres? modalites? d'evaluation\b(?: ?\(?le cas echeant\)?)?|epreuve de synthese")
_STRICT = re.compile(r"(?<![\d(])\d{1,2} ?[hH] ?\d{2}(?: ?(?:min|mn))?(?!\d)")
_ADDED = re.compile(r"^[^(]*(?:\+|\bet\b|\bpuis\b)[^(]*$")
_LABEL_LINES = 4


@dataclass(slots=True)
class Modalite:
    """A row of the table: a test, or the total. Minutes are None where the cell prints none."""

    kind: TestKind | None
    label: list[Line] = field(default_factory=list)
    competences: list[Line] = field(default_factory=list)
    durations: list[Line] = field(default_factory=list)
    conduct: list[Line] = field(default_factory=list)
    minutes: int | None = None
    alternatives: tuple[TestKind, ...] = ()
    doubt: str = ""  # where two tests share the name of the row
    several: bool = False  # more than one duration was printed: minutes are their sum

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.label, *self.competences, *self.durations, *self.conduct)

    @property
    def is_void(self) -> bool:
        """« Sans objet »: the scheme has no such test."""
        if self.minutes:
            return False
        said = [line.text for line in (*self.competences, *self.conduct)]
        return all(_says_nothing(text) for text in said)


@dataclass(slots=True)
class Modalites:
    """What a section says: its tests in order, the total of the candidate, and the fate of its other lines."""

    tests: list[Modalite] = field(default_factory=list)
    total: Modalite | None = None
    furniture: list[Furniture] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)
    unknown: list[Modalite] = field(
        default_factory=list
    )  # rows whose test is not one that a RE may prescribe
    doubt: str = ""  # where its cells do not say which row they are of


def _says_nothing(text: str) -> bool:
    """« Sans objet », once or more, with or without « 00 h 00 min »."""
    return is_nothing(re.sub(r"(?i)sans objet|\b0{1,2} ?h(?: ?00(?: ?min)?)?", " ", text).strip() or "-")


def is_head(row: Row) -> bool:
    """True for the row of heads of this table."""
    return _LAYOUT.head(row) is not None


def read_modalites(blocks: Sequence[Block], known: Titles) -> Modalites:
    """The rows of the table, whatever the blocks it arrives in."""
    rows: list[Modalite] = []
    found = Modalites()
    grids = Grids(_LAYOUT, ("label", "competences", "duration", "detail"))
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            run.append(block)
            continue
        rows.extend(_flat(run, known, found))
        run = []
        rows.extend(_tabular(list(grids.rows(block)), found))
    rows.extend(_flat(run, known, found))
    if not any(row.kind for row in rows) and len(run) == len(blocks):
        rows = _in_sentences(run, found) or rows
    found.furniture.extend(Furniture(line, HEAD) for line in grids.heads)
    _settle(rows, found)
    return found


def _settle(rows: list[Modalite], found: Modalites) -> None:
    """Rows cut by a page join the one they go on; voids are set aside."""
    whole: list[Modalite] = []
    for row in rows:
        if row.kind is None and not row.label and whole:
            last = whole[-1]
            last.competences += row.competences
            last.conduct += row.conduct
            last.durations += row.durations
            if row.minutes:
                last.several = bool(last.minutes)
                last.minutes = (last.minutes or 0) + row.minutes
            continue
        same = next((one for one in whole if row.kind and one.kind == row.kind), None)
        if same is not None and not row.minutes:
            same.competences += row.competences
            same.conduct += row.conduct
            found.furniture.extend(Furniture(line, HEAD) for line in row.label)
            continue
        whole.append(row)
    for rank, row in enumerate(whole):
        _spill(row, whole[rank + 1] if rank + 1 < len(whole) else None)
        if row.kind is None:
            found.unknown.append(row)
            found.doubt = found.doubt or _NAMELESS
        elif row.is_void:
            found.furniture.extend(Furniture(line, NO_TEST) for line in row.lines)
        else:
            found.tests.append(row)


def _spill(row: Modalite, following: Modalite | None) -> None:
    """A void row that the first lines of the next one run into, where nothing but spaces parts the rows."""
    void = row.competences and all(_says_nothing(line.text) for line in row.competences) and not row.minutes
    if (
        not void
        or following is None
        or row.is_void
        or not row.conduct
        or not _says_nothing(row.conduct[0].text)
    ):
        return
    following.conduct[:0] = row.conduct[1:]
    row.conduct = row.conduct[:1]


# --- from sentences ---


def _in_sentences(lines: Sequence[Line], found: Modalites) -> list[Modalite]:
    """The tests that a text times in sentences, without a table; each is doubtful."""
    told = list(tests_told(lines))
    if not told:
        return []
    total = total_told(lines)
    found.total = Modalite(None, durations=list(total.lines), minutes=total.minutes) if total else None
    rows = [
        Modalite(
            one.kind,
            list(one.lines),
            [parts_of(one.lines[0], one.all_competences)] if one.all_competences else [],
            conduct=[parts_of(one.lines[0], one.text)],
            minutes=one.minutes,
            doubt=IN_SENTENCES,
        )
        for one in told
    ]
    used = {line.place for one in (*told, *([total] if total else [])) for line in one.lines}
    found.prose.extend(line for line in lines if line.place not in used)
    return rows


# --- from cells ---


def _tabular(rows: Sequence[GridRow], found: Modalites) -> Iterator[Modalite]:
    at = 0
    while at < len(rows):
        row = rows[at]
        key = folded(row.text)
        if (_TOTAL.search(key) and not row["label"]) or _TOTAL.match(key):
            found.total = Modalite(None, durations=list(row.lines), minutes=_total_minutes(row.text))
        elif _OTHERS.fullmatch(key) or _LAYOUT.is_head_line(row.text):
            role = SEPARATOR if _OTHERS.fullmatch(key) else HEAD
            found.furniture.extend(Furniture(line, role) for line in row.lines)
        else:
            label, count = _label(rows, at)
            yield _row(rows[at : at + count], label)
            at += count
            continue
        at += 1


def _label(rows: Sequence[GridRow], at: int) -> tuple[tuple[TestKind, ...], int]:
    """The tests that a row names, its label maybe printed over the next rows of a table cut line by line."""
    text = " ".join(line.text for line in rows[at]["label"])
    if not text:
        return (), 1
    best = (kinds_of(text), 1)
    for count in range(2, _LABEL_LINES + 1):
        if at + count > len(rows):
            break
        more = " ".join(line.text for line in rows[at + count - 1]["label"])
        if not more or not starts_low(more):
            break
        text = f"{text} {more}"
        if kinds_of(text):
            best = (kinds_of(text), count)
    return best


def _row(rows: Sequence[GridRow], kinds: tuple[TestKind, ...]) -> Modalite:
    row = Modalite(kinds[0] if kinds else None, alternatives=kinds[1:])
    for one in rows:
        label = one["label"]
        if kinds or not starts_low(" ".join(line.text for line in label)):
            row.label += label
        else:
            row.conduct += label  # a fragment of a cell above: kept with the row it goes on
        row.competences += one["competences"]
        row.durations += one["duration"]
        row.conduct += one["detail"]
    if row.alternatives:
        _choose(row)
    row.minutes, row.several = _cell_minutes(" ".join(line.text for line in row.durations))
    if not row.durations and row.conduct and (head := leading_duration(row.conduct[0].text)):
        row.minutes, rest = head
        row.durations = [
            parts_of(row.conduct[0], row.conduct[0].text[: len(row.conduct[0].text) - len(rest)].strip())
        ]
        row.conduct = ([parts_of(row.conduct[0], rest)] if rest else []) + row.conduct[1:]
    return row


def _cell_minutes(text: str) -> tuple[int | None, bool]:
    """The minutes of a cell, and whether they are the sum of several: « 2 h + 30 min »; « dont 15 min » adds none."""
    found = durations(text)
    if len(found) < 2 or not all(
        _ADDED.search(folded(text)[one.end : other.start]) for one, other in pairwise(found)
    ):
        return duration(text), False
    return sum(one.minutes for one in found), True


def _choose(row: Modalite) -> None:
    """« Mise en situation professionnelle ou présentation d’un projet »: the test that the conduct of the row names."""
    named = [kind for kind in kinds_of(" ".join(line.text for line in row.conduct)) if kind]
    told = [kind for kind in (row.kind, *row.alternatives) if kind in named]
    row.kind = told[0] if len(told) == 1 else row.kind
    row.doubt = "La première colonne nomme deux modalités : l’épreuve est déduite de son déroulement."


def _total_minutes(text: str) -> int | None:
    found = _TOTAL.search(folded(text))
    return duration(folded(text)[found.end() :]) if found else None


# --- from lines ---


def _flat(lines: Sequence[Line], known: Titles, found: Modalites) -> Iterator[Modalite]:
    """The rows of a run of lines: each opens at the name of a test, before a title, a duration or « Sans objet »."""
    kept: list[Line] = []
    broken: set[Place] = set()  # the first line of each page that the table goes on over
    headed = False
    for line in lines:
        if _LAYOUT.is_head_line(line.text):
            found.furniture.append(Furniture(line, HEAD))
            headed = bool(kept)
            continue
        if headed:
            broken.add(line.place)
            headed = False
        if _OTHERS.fullmatch(folded(line.text)):
            found.furniture.append(Furniture(line, SEPARATOR))
        else:
            kept.append(line)
    kept, after = _cut_at_total(kept, found)
    found.prose.extend(after)
    if dealing := deal_stacked(kept):
        found.doubt = _BY_COLUMNS
        found.furniture.extend(Furniture(line, NO_TEST) for line in dealing.void)
        spent = sum(duration(one.durations[0].text) or 0 for one in dealing.tests if one.durations)
        for one in dealing.tests:
            minutes = duration(one.durations[0].text) if one.durations else None
            if minutes is None and found.total and found.total.minutes == spent:
                found.furniture.extend(Furniture(line, NO_TEST) for line in (*one.label, *one.competences))
                continue  # the total leaves it no time: its list is the rest of another’s
            yield Modalite(
                one.kind, list(one.label), one.competences, one.durations, one.conduct, minutes=minutes
            )
        return
    stretch = Letters.of(kept)
    labels = list(_labels(stretch, known))
    if (labels and labels[0][1] > 0) or (not labels and kept):
        stop = labels[0][1] if labels else len(stretch.text)
        yield from _cut_row(stretch.cut(0, stop))
    for rank, (kind, start, end) in enumerate(labels):
        stop = labels[rank + 1][1] if rank + 1 < len(labels) else len(stretch.text)
        row = Modalite(kind, list(stretch.cut(start, end)))
        _body(row, list(stretch.cut(end, stop)), known)
        _over_the_page(row, broken)
        if not row.competences and _list_apart(row, known):
            found.doubt = _BY_COLUMNS
        yield row


def _over_the_page(row: Modalite, broken: Collection[Place]) -> None:
    """Competences that a page parts from theirs: they open by a verb, at the top of the page where the row goes on."""
    at = next((rank for rank, line in enumerate(row.conduct) if line.place in broken), None)
    if at is None:
        return
    ended = at == 0 or row.conduct[at - 1].text.rstrip().endswith((".", ";", ":", ")"))
    stop = at
    while stop < len(row.conduct):
        line = row.conduct[stop]
        opens = is_infinitive(line.text) and line.text[:1].isupper()
        goes_on = starts_low(line.text) and not line.text[:1].isdigit() and line.gap < 1
        if not opens and not (goes_on and (stop > at or ended)):
            break
        stop += 1
    if stop > at and (ended or is_infinitive(row.conduct[at].text)):
        row.competences += row.conduct[at:stop]
        row.conduct = row.conduct[:at] + row.conduct[stop:]


def _list_apart(row: Modalite, known: Titles) -> bool:
    """Moves to its place a list of competences that stands among the conduct, a blank line before it."""
    start = next(
        (rank for rank, line in enumerate(row.conduct) if line.gap >= 1 and known.starts(line.text)), None
    )
    if start is None:
        return False
    stop = start + 1
    while stop < len(row.conduct) and row.conduct[stop].gap < 1:
        stop += 1
    row.competences = row.conduct[start:stop]
    row.conduct = row.conduct[:start] + row.conduct[stop:]
    return True


def _cut_row(lines: Sequence[Line]) -> Iterator[Modalite]:
    """Lines before the first label: the rest of a row that a page cut."""
    if lines:
        row = Modalite(None)
        _body(row, list(lines), Titles(()), cut=True)
        yield row


def _cut_at_total(lines: list[Line], found: Modalites) -> tuple[list[Line], list[Line]]:
    for rank, line in enumerate(lines):
        if not _TOTAL.match(folded(line.text)):
            continue
        minutes, taken = _total_minutes(line.text), 1
        if minutes is None and (apart := _total_apart(lines, rank + 1)):
            found.total = Modalite(None, durations=[line, lines[apart[0]]], minutes=apart[1])
            return lines[:rank] + lines[rank + 1 : apart[0]], lines[apart[0] + 1 :]
        if minutes is None and rank + 1 < len(lines):
            minutes = duration(lines[rank + 1].text)
            taken = 2 if minutes is not None else 1
        if minutes is None:
            continue
        found.total = Modalite(None, durations=lines[rank : rank + taken], minutes=minutes)
        return lines[:rank], lines[rank + taken :]
    return lines, []


def _total_apart(lines: Sequence[Line], after: int) -> tuple[int, int] | None:
    """The rank and the minutes of the last duration that stands alone: a text by columns prints the total there."""
    alone = [
        (rank, head[0])
        for rank, line in enumerate(lines)
        if rank >= after and (head := leading_duration(line.text)) and not head[1]
    ]
    return alone[-1] if alone else None


def _labels(stretch: Letters, known: Titles) -> Iterator[tuple[TestKind, int, int]]:
    seen: set[TestKind] = set()
    busy = 0
    for rank in range(len(stretch.lines)):
        start = stretch.at_line(rank)
        if start < busy:
            continue
        for kind, key in LABEL_LETTERS:
            if kind in seen or not stretch.text.startswith(key, start):
                continue
            end = start + len(key)
            if stretch.owners[end - 1][0] - rank < _LABEL_LINES and _opens_row(stretch, end, kind, known):
                seen.add(kind)
                busy = end
                yield kind, start, end
                break


def _opens_row(stretch: Letters, end: int, kind: TestKind, known: Titles) -> bool:
    """True where what follows the name of a test is what a row holds, and not the rest of a sentence."""
    rest = stretch.cut(end, len(stretch.text))
    if not rest:
        return False
    text = rest[0].text.lstrip(")* ")
    if (starts_low(text) and leading_duration(text) is None) or text[:1] in ".,;:":
        return False
    return (
        is_nothing(re.sub(r"(?i)sans objet", "", text) or "-")
        or folded(text).startswith("sans objet")
        or leading_duration(text) is not None
        or is_infinitive(text)
        or known.starts(text)
        or re.match(r"(?:toutes|l'ensemble|les competences)\b", folded(text)) is not None
        or kind is TestKind.ENTRETIEN_FINAL
    )


def _body(row: Modalite, lines: list[Line], known: Titles, cut: bool = False) -> None:
    """Competences up to the duration, then the conduct; without duration, what reads as a title is a competence."""
    for rank, line in enumerate(lines):
        head = leading_duration(line.text)
        void = re.match(r"(?i)\s*sans objet\b", line.text)
        if void and rank == 0 and not cut:
            minutes = duration(line.text[void.end() :])
            row.minutes = minutes
            row.competences = lines[:1]
            row.conduct = lines[1:]
            return
        if head and not (cut and rank):
            minutes, rest = head
            row.minutes = minutes
            row.competences += lines[:rank]
            row.durations = [parts_of(line, line.text[: len(line.text) - len(rest)].strip())]
            row.conduct = ([parts_of(line, rest)] if rest else []) + lines[rank + 1 :]
            return
    for rank, line in enumerate(lines):
        inside = _STRICT.search(line.text)
        if inside and not cut:
            row.minutes = duration(inside[0])
            before, rest = line.text[: inside.start()].strip(), line.text[inside.end() :].strip()
            row.competences += lines[:rank] + ([parts_of(line, before)] if before else [])
            row.durations = [parts_of(line, inside[0])]
            row.conduct = ([parts_of(line, rest)] if rest else []) + lines[rank + 1 :]
            return
    row.conduct += lines

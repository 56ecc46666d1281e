"""Table 3.3 « Évaluation des compétences transversales »: through which competences each is assessed.

A flat extraction prints the transversal competence where its cell centred it, before, inside or after the list of its
competences; the lists are sorted, so one that starts again from A is another transversal competence's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..readings import Furniture, Read, ReadTransversal
from ..source import Block, Line, Row, Table
from ..wording import folded, join, letters, starts_low
from .grids import HEAD, Grids, Layout
from .kinds import is_nothing
from .known import Letters, Titles
from .paragraphs import Item, title_text, titles_in

_LAYOUT = Layout(
    {
        "name": re.compile(r"competences? transversales?(?: de l'emploi)?"),
        "competences": re.compile(r"competences? professionnelles?(?: concernees?| associees?)?"),
    }
)
_INTRODUCTION = re.compile(
    r"les competences transversales sont evaluees.*|aucune.*|(?:sans objet ?|neant ?)+"
)
_GROUPS_UNSURE = (
    "Les lignes de ce tableau ne se séparent pas sûrement : le partage est déduit de leur ordre alphabétique."
)
_BY_COLUMNS = (
    "Le texte imprime les compétences transversales d’un côté, leurs listes de l’autre : elles sont rapprochées dans "
    "l’ordre où elles viennent."
)
_NEW_CELL = 1.0


@dataclass(slots=True)
class Crossing:
    """What a section says."""

    transversal: list[ReadTransversal] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    name: list[Line] = field(default_factory=list)
    competences: list[Item] = field(default_factory=list)
    cell: list[Line] = field(default_factory=list)


def is_head(row: Row) -> bool:
    """True for the row of heads of this table."""
    return _LAYOUT.head(row) is not None


def read_transversal_table(
    blocks: Sequence[Block], known: Titles, words: frozenset[str] = frozenset()
) -> Crossing:
    """The transversal competences of the table, with the titles of the competences that assess them."""
    found = Crossing()
    groups: list[_Group] = []
    grids = Grids(_LAYOUT, ("name", "competences"))
    run: list[Line] = []
    doubt = ""
    for block in (*blocks, Table(())):
        if isinstance(block, Table):
            doubt = _after(groups, run, known, words, found) or doubt
            run = []
            for row in grids.rows(block):
                if _LAYOUT.is_head_line(row.text):
                    found.furniture.extend(Furniture(line, HEAD) for line in row.lines)
                    continue
                _tabular(row["name"], row["competences"], groups, found)
        elif _INTRODUCTION.fullmatch(folded(block.text)) and not run:
            found.prose.append(block)
        elif _LAYOUT.is_head_line(block.text):
            found.furniture.append(Furniture(block, HEAD))
        else:
            run.append(block)
    found.furniture.extend(Furniture(line, HEAD) for line in grids.heads)
    for group in groups:
        if group.cell:
            group.competences = [*titles_in(group.cell, known, words), *group.competences]
    found.transversal.extend(
        _read(group, words, doubt) for group in groups if group.name or group.competences
    )
    return found


def _after(
    groups: list[_Group], run: list[Line], known: Titles, words: frozenset[str], found: Crossing
) -> str:
    """Lines outside tables: groups of their own, or the end of the last group where they name nothing."""
    if not run:
        return ""
    if not known:
        found.prose.extend(run)
        return ""
    more, doubt = _flat(run, known, words)
    if groups and more and not more[0].name:
        groups[-1].competences += more.pop(0).competences
        doubt = "" if not more else doubt
    groups.extend(more)
    return doubt


def _tabular(
    name: Sequence[Line], competences: Sequence[Line], groups: list[_Group], found: Crossing
) -> None:
    if all(is_nothing(line.text) for line in (*name, *competences)):
        found.furniture.extend(Furniture(line, "tableau sans objet") for line in (*name, *competences))
        return
    repeated = bool(groups) and letters(_text(name)) == letters(_text(groups[-1].name)) != ""
    goes_on = bool(name and groups) and starts_low(name[0].text)
    if name and not repeated and not goes_on:
        groups.append(_Group(list(name)))
    elif not groups:
        groups.append(_Group())
    elif goes_on:
        groups[-1].name.extend(name)
    else:
        found.furniture.extend(Furniture(line, "intitulé répété") for line in name)
    group = groups[-1]
    for rank, line in enumerate(competences):
        opens = rank == 0 and group.cell and not starts_low(line.text)
        group.cell.append(replace(line, gap=max(line.gap, _NEW_CELL)) if opens else line)


# --- from lines ---


@dataclass(slots=True)
class _Run:
    """Known titles that stay sorted, and the names printed among them with how many titles stand before each."""

    competences: list[Item] = field(default_factory=list)
    names: list[tuple[int, tuple[Line, ...]]] = field(default_factory=list)


def _flat(lines: Sequence[Line], known: Titles, words: frozenset[str]) -> tuple[list[_Group], str]:
    """Groups of known titles, each with the name that stands before it or in its middle."""
    runs: list[_Run] = [_Run()]
    last = ""
    seen: set[str] = set()
    for title, own in _pieces(Letters.of(lines), known):
        run = runs[-1]
        if title is None:
            run.names.append((len(run.competences), own))
            continue
        if run.competences and (letters(title) in seen or _restarts(last, title)):
            late = [name for name in run.names if name[0] == len(run.competences)]
            runs.append(_Run())
            if len(run.names) > 1 or not late:
                # A name printed after the last title of a run that has its own opens the next one.
                run.names = [name for name in run.names if name not in late]
                runs[-1].names = [(0, own_) for _, own_ in late]
            seen = set()
        runs[-1].competences.append(Item(title_text(join((x.text for x in own), words)), own))
        seen.add(letters(title))
        last = title
    if dealt := _dealt(runs):
        return dealt, _BY_COLUMNS
    groups: list[_Group] = []
    doubt = ""
    for run in runs:
        more, sure = _shared(run)
        groups += more
        doubt = doubt or ("" if sure else _GROUPS_UNSURE)
    return groups, doubt


def _dealt(runs: Sequence[_Run]) -> list[_Group]:
    """As many names, printed together, as there are lists: each name has the list of its rank."""
    blocks = [own for run in runs for _, own in run.names]
    if len(runs) < 2 or len(blocks) != 1:
        return []
    names: list[list[Line]] = []
    for line in blocks[0]:
        if not names or (line.gap >= _NEW_CELL and not starts_low(line.text)):
            names.append([])
        names[-1].append(line)
    if len(names) != len(runs):
        return []
    return [_Group(name, run.competences) for name, run in zip(names, runs, strict=True)]


def _restarts(last: str, title: str) -> bool:
    """True where a title comes before the last one in every way of sorting: accents and signs counted or not."""
    return all(key(title) < key(last) for key in (letters, folded, str, str.lower))


def _shared(run: _Run) -> tuple[list[_Group], bool]:
    """The groups of one sorted run: one per name, which its cell centred or put at its top."""
    if len(run.names) < 2:
        name = run.names[0][1] if run.names else ()
        return [_Group(list(name), run.competences)] if run.competences or name else [], bool(name)
    starts = [at for at, _ in run.names]
    if starts[0] != 0:
        ends, start = [], 0
        for rank, at in enumerate(starts[:-1]):
            end = min(max(2 * at - start, at), starts[rank + 1])
            ends.append(end)
            start = end
        starts = [0, *ends]
    stops = [*starts[1:], len(run.competences)]
    return [
        _Group(list(name), run.competences[start:stop])
        for (_, name), start, stop in zip(run.names, starts, stops, strict=True)
    ], run.names[0][0] == 0


def _pieces(stretch: Letters, known: Titles) -> Iterator[tuple[str | None, tuple[Line, ...]]]:
    """Known titles in order, and the texts between them (title None)."""
    at = start = 0
    while at < len(stretch.text):
        found = known.at(stretch.text, at) if _word_starts(stretch, at) else None
        if found is None:
            at += 1
            continue
        yield from _between(stretch, start, at, known)
        yield found.title, stretch.cut(found.start, found.end)
        at = start = found.end
    yield from _between(stretch, start, at, known)


def _between(
    stretch: Letters, start: int, end: int, known: Titles
) -> Iterator[tuple[str | None, tuple[Line, ...]]]:
    """The text between two known titles: a name, which may be printed between two lines of a known title."""
    if start == end:
        return
    text = stretch.text[start:end]
    for key, title in known.by_letters.items():
        size = _common(text, key)
        if 6 <= size < len(key) < len(text) and text.endswith(key[size:]):
            tail = end - (len(key) - size)
            yield None, stretch.cut(start + size, tail)
            yield title, (*stretch.cut(start, start + size), *stretch.cut(tail, end))
            return
    yield None, stretch.cut(start, end)


def _common(one: str, other: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _word_starts(stretch: Letters, at: int) -> bool:
    rank, place = stretch.owners[at]
    text = stretch.lines[rank].text
    return (place == 0 or not text[place - 1].isalnum()) and text[place].isupper()


def _text(lines: Sequence[Line]) -> str:
    return join(line.text for line in lines)


def _read(group: _Group, words: frozenset[str], doubt: str) -> ReadTransversal:
    name = title_text(join((line.text for line in group.name), words))
    reads = tuple(Read(one.text, one.lines, one.doubt or doubt) for one in group.competences if one.text)
    return ReadTransversal(Read(name, tuple(group.name), doubt), competences=reads)

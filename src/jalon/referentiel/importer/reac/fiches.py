"""Reads the fiches of a REAC: activités types, compétences professionnelles, compétences transversales."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..headings import Group, heading
from ..outline import Outline, Section
from ..paragraphs import GAP, Context, Item, flat, items, paragraphs
from ..readings import Read
from ..source import Block, Line, Row, Table
from ..wording import clean, folded, is_open, label, starts_low
from .groups import Memory, Parted, part, parts_shown

_ORDER: tuple[Group, ...] = ("technical_skills", "organisational_skills", "relational_skills", "knowledge")
_NOTHING = frozenset(
    {"sans objet", "neant", "non concerne", "sans", "aucun", "aucune", "/", "-", "so", "s.o"}
)

LOST_HEADING = (
    "L’intitulé de la fiche n’est pas imprimé : elle est reconnue à ses rubriques et placée à sa suite."
)
NO_NUMBER = "La fiche ne porte pas de numéro : elle est placée à sa suite."
_APTITUDES = (
    "La rubrique « Aptitudes » n’est pas du modèle : ses éléments sont rangés aux savoir-faire relationnels."
)
_INNER_HEADING = "Cette ligne est en gras parmi d’autres qui ne le sont pas : elle peut être un intertitre."
SAME_NUMBER = "Deux fiches portent le même numéro : celle-ci est placée à sa suite."


@dataclass(slots=True)
class Fiche:
    """What a fiche says, whatever it is; `prose` are the lines that it holds without field of the référentiel."""

    section: Section
    number: int
    title: Read[str]
    description: Read[str] | None = None
    contexts: Read[str] | None = None
    criteria: tuple[Read[str], ...] = ()
    lists: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    skills: list[tuple[tuple[Group, ...], tuple[Item, ...]]] = field(default_factory=list)
    groups: Mapping[Group, tuple[Read[str], ...]] = field(default_factory=dict)
    inferred: bool = False
    prose: list[Line] = field(default_factory=list)
    ccs: bool = False


def read_fiches(plan: Outline, kind: str, context: Context) -> list[Fiche]:
    """The fiches of a kind (`activity`, `competence`), numbered, in the order of the document."""
    tops = [section for section in plan.of("reac") if section.kind == kind]
    numbers = _numbers(tops)
    return [
        _read(plan, top, number, doubt, context) for top, (number, doubt) in zip(tops, numbers, strict=True)
    ]


def with_titles(plan: Outline, listed: Sequence[str], context: Context) -> Outline:
    """The outline in which a fiche that lost its heading has its title back, if it stands at the end of the one before.

    `listed` are the titles that the lists of the REAC name.
    """
    sections = list(plan.sections)
    keys = {folded(title) for title in listed}
    for rank, section in enumerate(sections):
        if not (section.lost and rank and not section.blocks):
            continue
        before = sections[rank - 1]
        for height in range(1, min(5, len(before.blocks)) + 1):
            last = before.blocks[-height:]
            if not all(isinstance(block, Line) for block in last):
                break
            if folded(context.text(flat(last))) in keys:
                sections[rank - 1] = replace(before, blocks=before.blocks[:-height])
                sections[rank] = replace(section, blocks=last)
                break
    return replace(plan, sections=tuple(sections))


def is_nothing(lines: Sequence[Line]) -> bool:
    """« Sans objet », « Néant »: a heading of the template under which the title has nothing to say."""
    return all(folded(line.text) in _NOTHING for line in lines)


def part_skills(fiches: Sequence[Fiche]) -> None:
    """Parts the know-how of every competence, the sure ones first: their lines tell those of the others."""
    faithful = _faithful(fiches)
    found = [_parted(fiche, None, faithful) for fiche in fiches]
    for _ in range(2):
        found = [
            _parted(fiche, _memory(found, but=rank), faithful) if found[rank].inferred else found[rank]
            for rank, fiche in enumerate(fiches)
        ]
    for fiche, parted in zip(fiches, found, strict=True):
        fiche.groups = {group: tuple(one.read for one in members) for group, members in parted.groups.items()}
        fiche.inferred = parted.inferred


def _faithful(fiches: Sequence[Fiche]) -> bool:
    """False for a document that shows blank lines here and there, but in most competences none between skills."""
    runs = [
        shown
        for fiche in fiches
        for order, found in fiche.skills
        if len(order) > 2 and (shown := parts_shown(found, order)) is not None
    ]
    return len(runs) < 3 or sum(shown > 1 for shown in runs) >= 0.5 * len(runs)


def _memory(found: Sequence[Parted], but: int) -> Memory:
    """Where each line stands in the other competences; what was inferred there weighs less than what is printed."""
    memory: dict[str, dict[Group, float]] = defaultdict(lambda: defaultdict(float))
    for rank, parted in enumerate(found):
        if rank == but:
            continue
        for group, members in parted.groups.items():
            for one in members:
                memory[folded(one.text)][group] += 0.15 if parted.inferred else 1.0
    return memory


def read_transversal(plan: Outline, known: Sequence[str], context: Context) -> list[Fiche]:
    """The transversal competences: one fiche holds several, each opened by its title and « Description »."""
    found: list[Fiche] = []
    for top in plan.of("reac", "transversal"):
        found.extend(_transversal(plan.inside(top), known, context, start=len(found) + 1))
    return found


# --- one fiche ---


def _read(plan: Outline, top: Section, number: int, doubt: str, context: Context) -> Fiche:
    title, rest = _title(top, context)
    fiche = Fiche(top, number, replace(title, doubt=doubt or title.doubt), prose=rest, ccs=top.ccs)
    for section in plan.inside(top)[1:]:
        _take(fiche, section, context)
    return fiche


def _take(fiche: Fiche, section: Section, context: Context) -> None:
    lines = flat(section.blocks)
    if section.kind == "description":
        fiche.description = _prose(fiche.description, lines, context)
    elif section.kind == "contexts":
        fiche.contexts = _prose(fiche.contexts, lines, context)
    elif section.kind == "criteria":
        fiche.criteria += _criteria(fiche, lines, context)
    elif section.kind == "skills":
        for groups, found in _skills(section, context):
            fiche.prose.extend(line for one in found if is_nothing(one.lines) for line in one.lines)
            kept = [one for one in found if not is_nothing(one.lines)]
            fiche.skills.append((groups, tuple(_with_doubts(kept, section))))
    elif section.kind in ("activity_list", "activity_transversal"):
        fiche.lists[section.kind].extend(lines)
    else:
        fiche.prose.extend(lines)


def _prose(before: Read[str] | None, lines: Sequence[Line], context: Context) -> Read[str] | None:
    if not lines or is_nothing(lines):
        return before
    if before is None:
        return Read(paragraphs(lines, context), tuple(lines))
    return Read(f"{before.value}\n{paragraphs(lines, context)}", (*before.lines, *lines))


def _criteria(fiche: Fiche, lines: Sequence[Line], context: Context) -> tuple[Read[str], ...]:
    found = items(lines, context)
    if len(found) > 1 and found[0].text.endswith(":") and found[1].lines[0].bullet:
        fiche.prose.extend(found[0].lines)
        found = found[1:]
    return tuple(one.read for one in found if not is_nothing(one.lines))


def _skills(section: Section, context: Context) -> Iterator[tuple[tuple[Group, ...], list[Item]]]:
    """The lists under a heading of know-how; a table gives one list per column that its first row names."""
    run: list[Block] = []
    for block in section.blocks:
        if not isinstance(block, Table) or not _columns(block.rows[0]):
            run.append(block)
            continue
        columns: dict[int, tuple[Group, ...]] = {}
        cells: dict[tuple[Group, ...], list[Line]] = {}
        for row in block.rows:
            if heads := _columns(row):
                columns = heads
                continue
            for column, groups in columns.items():
                cell = row.at(column)
                cells.setdefault(groups, []).extend(cell.lines if cell else ())
        for groups, lines in cells.items():
            yield groups, items(lines, context)
    if run:
        yield section.groups, items(flat(run), context)


def _with_doubts(found: Sequence[Item], section: Section) -> Iterator[Item]:
    """Elements under « Aptitudes », a heading of no group; those in bold among others that are not."""
    bold = [all(line.bold for line in one.lines) for one in found]
    old = any(folded(line.text).startswith("aptitude") for line in section.heading)
    for rank, one in enumerate(found):
        why = _APTITUDES if old and not rank else _INNER_HEADING if bold[rank] and not all(bold) else ""
        yield replace(one, doubt=" ".join(filter(None, (one.doubt, why)))) if why else one


def _columns(row: Row) -> dict[int, tuple[Group, ...]]:
    """The groups that a row of heads names, by column."""
    found: dict[int, tuple[Group, ...]] = {}
    for cell in row.cells:
        named = heading(cell.text, "competence") if cell.lines else None
        if named and named.kind == "skills":
            found[cell.column] = named.groups
    return found


def _parted(fiche: Fiche, memory: Memory | None, faithful: bool) -> Parted:
    groups: dict[Group, tuple[Item, ...]] = {}
    inferred = False
    for order, found in fiche.skills:
        parted = part(found, order, memory, faithful=faithful)
        inferred |= parted.inferred
        for group, more in parted.groups.items():
            groups[group] = (*groups.get(group, ()), *more)
    return Parted({group: groups.get(group, ()) for group in _ORDER}, inferred)


def _title(top: Section, context: Context) -> tuple[Read[str], list[Line]]:
    """The title printed under a fiche's heading, or on its line; the lines that follow it are left apart."""
    lines = flat(top.blocks)
    if top.tail:
        more = _wrapped(top.tail, lines)
        return Read(label(f"{top.tail} {context.text(more)}".strip()), (*top.heading, *more)), lines[
            len(more) :
        ]
    height = _height(lines)
    return Read(label(context.text(lines[:height])), tuple(lines[:height])), lines[height:]


def _wrapped(tail: str, lines: Sequence[Line]) -> list[Line]:
    found: list[Line] = []
    for line in lines[:3]:
        last = found[-1].text if found else tail
        if line.gap > GAP or not (starts_low(line.text) or is_open(last) or line.bold):
            break
        found.append(line)
    return found


def _height(lines: Sequence[Line]) -> int:
    """How many lines print a title: up to the first gap, the first change of weight or the end of the sentence."""
    if not lines:
        return 0
    height = 1
    while height < min(len(lines), 5):
        line, last = lines[height], lines[height - 1]
        if (starts_low(line.text) and clean(line.text)[:1].islower()) or is_open(last.text):
            height += 1
            continue
        if (
            line.gap > GAP
            or line.bold != last.bold
            or abs(line.size - last.size) > 0.6
            or last.whole
            or not line.bold
        ):
            break
        height += 1
    return height


def _numbers(tops: Sequence[Section]) -> list[tuple[int, str]]:
    """The number of each fiche, and the doubt there is of it."""
    printed = {top.number for top in tops if top.number and not top.ccs}
    taken: set[int] = set()
    found: list[tuple[int, str]] = []
    last = 0
    for top in tops:
        number, doubt = top.number, ""
        if top.ccs and (number is None or number in printed or number <= last):
            number = max((last, *printed)) + 1  # the fiches of a CCS are often numbered apart
        elif number is None or number in taken:
            doubt = LOST_HEADING if top.lost else NO_NUMBER if number is None else SAME_NUMBER
            number = next(n for n in range(last + 1, last + 2 * len(tops) + 2) if n not in taken | printed)
        taken.add(number)
        found.append((number, doubt))
        last = number
    return found


# --- transversal competences ---


def _transversal(
    sections: Sequence[Section], known: Sequence[str], context: Context, start: int
) -> Iterator[Fiche]:
    """Each « Description » opens a competence, whose title closes what stands before."""
    fiche: Fiche | None = None
    top, keys = sections[0], {folded(title) for title in known}
    title = flat(top.blocks)
    for rank, section in enumerate(sections[1:], 1):
        lines = flat(section.blocks)
        if section.kind == "description" or fiche is None:
            if fiche is not None:
                yield fiche
            fiche = Fiche(section, start, _transversal_title(top if rank == 1 else None, title, context))
            start += 1
        opens = rank + 1 < len(sections) and sections[rank + 1].kind == "description"
        kept = lines[: len(lines) - _next_title(lines, keys)] if opens else lines
        title = lines[len(kept) :]
        _take(fiche, replace(section, blocks=tuple(kept)), context)
    if fiche is not None:
        yield fiche
    elif title and not is_nothing(title):
        for one in items(title, context):
            yield Fiche(top, start, Read(label(one.text), one.lines))
            start += 1


def _transversal_title(top: Section | None, lines: Sequence[Line], context: Context) -> Read[str]:
    if top is not None and top.tail:
        return Read(label(f"{top.tail} {context.text(lines)}".strip()), (*top.heading, *lines))
    return Read(label(context.text(lines)), tuple(lines))


def _next_title(lines: Sequence[Line], keys: set[str]) -> int:
    """How many of the last lines print the title of the next competence: what a known title, a gap or bold says."""
    for height in (1, 2, 3):
        if folded(" ".join(line.text for line in lines[-height:])) in keys:
            return height
    for height in (1, 2, 3):
        if height >= len(lines):
            break
        first = lines[-height]
        if (first.gap > GAP or (first.bold and not lines[-height - 1].bold)) and not starts_low(first.text):
            return height
    return min(1, len(lines))

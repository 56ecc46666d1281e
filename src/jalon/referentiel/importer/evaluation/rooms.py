"""Annexe 1 « Plateau technique d’évaluation »: rooms of each test, resources of a candidate, habilitations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..readings import Furniture, Read, ReadPremises, ReadResource
from ..source import Block, Line, Place, Row, Table
from ..wording import clean, folded, is_open, join, label, letters, starts_low
from .figures import NUMBER, number
from .grids import HEAD, Grids, Layout
from .kinds import LABEL_LETTERS, is_nothing, kinds_of
from .known import Letters
from .paragraphs import paragraphs, parts_of

_ROOMS = Layout(
    {
        "label": re.compile(r"modalites?(?: d'evaluation)?|epreuves?|locaux"),
        "description": re.compile(
            r"(?:designation et )?descriptions?(?: des locaux| du local)?|designation(?: des locaux)?"
        ),
        "notes": re.compile(r"observations?|remarques?|commentaires?"),
    }
)
_ROOM = re.compile(
    r"(?:(?:un|une|des|le|la|les|l'|deux|trois|\d+) ?)(?:\w+ ){0,2}?(?:salles?|loca(?:l|ux)|bureaux?|"
    r"ateliers?|espaces?|lieux?|zones?|"
    r"pieces?|cuisines?|laboratoires?|magasins?|chantiers?|terrains?|plateaux?|hangars?|garages?|quais?|"
    r"entrepots?|restaurants?|"
    r"chambres?|cabinets?|studios?|aires?|parcs?|surfaces?|cabines?|halls?|sites?|boutiques?|vestiaires?|"
    r"parkings?|emplacements?|"
    r"logements?|appartements?|vehicules?|pistes?)\b"
)
_NOTE = re.compile(
    r"(?:ce local|ces locaux|cette salle|les? loca(?:l|ux) (?:doi|repond|est|sont)|locaux equipes|prevoir|"
    r"adapter|installer|mettre en place|sans objet|conforme)\b"
)


@dataclass(slots=True)
class Rooms:
    premises: list[ReadPremises] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)


def is_head_of_rooms(row: Row) -> bool:
    """True for the row of heads of the table of rooms."""
    return _ROOMS.head(row) is not None


def read_rooms(blocks: Sequence[Block], words: frozenset[str] = frozenset()) -> Rooms:
    """The rooms of « Locaux », one per paragraph that designates a room; « Observations » go with each."""
    found = Rooms()
    grids = Grids(_ROOMS, ("label", "description", "notes"))
    rows: list[list[list[Line]]] = []
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Table):
            for row in grids.rows(block):
                cells = [list(row["label"]), list(row["description"]), list(row["notes"])]
                if (not cells[0] and rows) or (
                    cells[0] and rows and not _kinds(cells[0]) and starts_low(cells[0][0].text)
                ):
                    for old, more in zip(rows[-1], cells, strict=True):
                        old.extend(more)
                elif rows and cells[0] and letters(_text(cells[0])) == letters(_text(rows[-1][0])):
                    found.furniture.extend(Furniture(line, "intitulé répété") for line in cells[0])
                    rows[-1][1].extend(cells[1])
                    rows[-1][2].extend(cells[2])
                else:
                    rows.append(cells)
        elif _ROOMS.is_head_line(block.text):
            found.furniture.append(Furniture(block, HEAD))
        else:
            run.append(block)
    found.furniture.extend(Furniture(line, HEAD) for line in grids.heads)
    for cells in rows:
        _room(cells[0], cells[1], cells[2], "", found, words)
    for cells, doubt in _flat_rooms(run, found):
        _room(cells[0], cells[1], cells[2], doubt, found, words)
    return found


def _kinds(lines: Sequence[Line]) -> bool:
    return bool(kinds_of(" ".join(line.text for line in lines)))


def _room(
    name: Sequence[Line],
    description: Sequence[Line],
    notes: Sequence[Line],
    doubt: str,
    found: Rooms,
    words: frozenset[str],
) -> None:
    said = label(join((line.text for line in name), words))
    if not description or is_nothing(" ".join(line.text for line in description)):
        found.furniture.extend(Furniture(line, "local sans objet") for line in (*name, *description, *notes))
        return
    kinds = kinds_of(said)
    groups: list[list[Line]] = []
    for paragraph in (one for part in _by_room(description) for one in paragraphs(part, words)):
        if groups and not _ROOM.match(folded(paragraph.text)):
            groups[-1].extend(paragraph.lines)
        else:
            groups.append(list(paragraph.lines))
    remark = _remark(notes, words, doubt)
    for group in groups:
        text = "\n".join(one.text for one in paragraphs(group, words))
        for kind in kinds or (None,):
            found.premises.append(
                ReadPremises(
                    None if kind is None else Read(kind, tuple(name)),
                    Read(said, tuple(name)),
                    Read(text, tuple(group), doubt),
                    remark,
                )
            )


def _by_room(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines parted where one names a room by a capital: « … de 60 m² », then « Une aire de levage »."""
    parts: list[list[Line]] = []
    for line in lines:
        if parts and not (
            line.text[:1].isupper() and _ROOM.match(folded(line.text)) and not is_open(parts[-1][-1].text)
        ):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _remark(lines: Sequence[Line], words: frozenset[str], doubt: str = "") -> Read[str] | None:
    text = "\n".join(one.text for one in paragraphs(lines, words) if not is_nothing(one.text))
    return Read(text, tuple(lines), doubt if text else "") if lines else None


_TEMPLATE_NOTE = re.compile(r"ce local doit garantir la qualite et la confidentialite|sans objet\b")
_NOT_PARTED = "Les colonnes sont perdues : la description et les observations ne se séparent pas."
_STACKED = (
    "Les noms de plusieurs épreuves se suivent avant leurs locaux : ils sont rapprochés par leur ordre."
)
_COLUMNS_LOST = (
    "Les colonnes sont perdues : les observations sont séparées de la description d’après leur tournure."
)


def _flat_rooms(lines: Sequence[Line], found: Rooms) -> Iterator[tuple[list[list[Line]], str]]:
    stretch = Letters.of(lines)
    starts: list[tuple[int, int]] = []
    for rank in range(len(lines)):
        at = stretch.at_line(rank)
        for _, key in LABEL_LETTERS:
            end = at + len(key)
            if stretch.text.startswith(key, at) and _upper_follows(stretch, end):
                starts.append((at, end))
                break
    if lines and (not starts or starts[0][0] > 0):
        found.prose.extend(stretch.cut(0, starts[0][0] if starts else len(stretch.text)))
    stacked: list[list[Line]] = []  # names that follow each other without a room between
    for rank, (at, end) in enumerate(starts):
        stop = starts[rank + 1][0] if rank + 1 < len(starts) else len(stretch.text)
        body = list(stretch.cut(end, stop))
        stacked.append(list(stretch.cut(at, end)))
        if not body:
            continue
        own = _rooms_of(body)
        if len(stacked) > 1 and len(own) == len(stacked):
            for name, room in zip(stacked, own, strict=True):
                description, notes, _ = _parted(room)
                yield [name, description, notes], _STACKED
        else:
            for name in stacked[:-1]:
                yield [name, [], []], ""
            description, notes, doubt = _parted(body)
            yield [stacked[-1], description, notes], _STACKED if len(stacked) > 1 else doubt
        stacked = []


def _rooms_of(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each room that a text designates, those before the first with it."""
    rooms: list[list[Line]] = []
    for line in lines:
        if not rooms or (_ROOM.match(folded(line.text)) and _ROOM.match(folded(rooms[-1][0].text))):
            rooms.append([])
        rooms[-1].append(line)
    return rooms


def _upper_follows(stretch: Letters, end: int) -> bool:
    rest = stretch.cut(end, len(stretch.text))
    return bool(rest) and rest[0].text.lstrip(")* ")[:1].isupper()


def _parted(lines: list[Line]) -> tuple[list[Line], list[Line], str]:
    """The description of a room and its observations, that a flat extraction prints one after the other."""
    for rank, line in enumerate(lines):
        for cut in (0, *(m.end() for m in re.finditer(r"[.;] +", line.text))):
            if _NOTE.match(folded(line.text[cut:])) and (rank or cut):
                before, after = line.text[:cut].strip(), line.text[cut:].strip()
                description = lines[:rank] + ([parts_of(line, before)] if before else [])
                sure = (not cut and line.gap > 0) or _TEMPLATE_NOTE.match(folded(after))
                return description, [parts_of(line, after), *lines[rank + 1 :]], "" if sure else _COLUMNS_LOST
    told = len(re.findall(r"[.;] +(?=[A-ZÀ-Ý])", " ".join(line.text for line in lines)))
    return lines, [], _NOT_PARTED if told else ""


def _text(lines: Sequence[Line]) -> str:
    return join(line.text for line in lines)


# --- resources ---

_RESOURCES = Layout(
    {
        "category": re.compile(r"designations?|categories?|nature"),
        "count": re.compile(r"nombre|quantites?|qte|nb"),
        "description": re.compile(r"descriptions?"),
        "sharing": re.compile(
            r"nombre maximal(?: de(?: candidats.*)?)?|nombre (?:maximum|max) de candidats.*|partage.*"
        ),
        "notes": re.compile(r"observations?|remarques?"),
    }
)
CATEGORIES = (
    "Postes de travail",
    "Poste de travail",
    "Machines",
    "Outils / Outillages",
    "Outils/Outillages",
    "Outillages",
    "Outils",
    "Équipements",
    "Équipements de protection individuelle (EPI) ou collective",
    "Équipements de protection individuelle (EPI)",
    "Équipements de protection individuelle",
    "EPI",
    "Matières d’œuvre",
    "Matière d’œuvre",
    "Documentations",
    "Documentation",
    "Logiciels",
    "Consommables",
    "Matériels",
    "Véhicules",
    "Autres",
    "Autre",
)
_CATEGORY_LETTERS = sorted(((letters(name), name) for name in CATEGORIES), key=lambda pair: -len(pair[0]))
_HEAD_PIECES = letters(
    "Désignation Nombre Description Nombre maximal de candidats pouvant partager la ressource en simultané pendant "
    "l’épreuve Observations"
)
_INTRODUCTION = re.compile(
    r"certaines ressources peuvent etre partagees.*|leur nombre est indique.*|"
    r".*pouvant partager la ressource en simultane.*"
)
_NOWHERE = Place("", None, 0)
_SHARING = re.compile(r"(?<=\S)\s+(?P<n>\d{1,3})(?=\s+(?=[A-ZÀ-ÖØ-Þ])|\s*$)")


# « 1 pour 3 candidats » is shared by three; « Un par candidat » is one each.
_SHARED = re.compile(
    rf"(?P<n>{NUMBER})(?: \w+)? par candidat|(?:1|une?)(?: \w+)? pour (?P<among>{NUMBER}) candidats?(?: maximum)?"
)


@dataclass(slots=True)
class Resources:
    resources: list[ReadResource] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Resource:
    category: list[Line] = field(default_factory=list)
    count: list[Line] = field(default_factory=list)
    description: list[Line] = field(default_factory=list)
    sharing: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    doubt: str = ""


def is_head_of_resources(row: Row) -> bool:
    """True for the row of heads of the table of resources."""
    columns = _RESOURCES.head(row)
    return columns is not None and "count" in columns.spans


def read_resources(blocks: Sequence[Block], words: frozenset[str] = frozenset()) -> Resources:
    """The resources of one candidate, each with its category, count, description, sharing and observations."""
    found = Resources()
    grids = Grids(_RESOURCES, ("category", "count", "description", "sharing", "notes"))
    rows: list[_Resource] = []
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Table):
            for row in grids.rows(block):
                if not re.search(r"\d", row.text) and letters(row.text) in _HEAD_PIECES:
                    found.furniture.extend(Furniture(line, HEAD) for line in row.lines)
                    continue
                cells = {role: list(row[role]) for role in _RESOURCES.roles}
                _tabular(
                    _Resource(
                        cells["category"],
                        cells["count"],
                        cells["description"],
                        cells["sharing"],
                        cells["notes"],
                    ),
                    rows,
                )
        elif _INTRODUCTION.fullmatch(folded(block.text)) and not run:
            found.prose.append(block)
        else:
            run.append(block)
    found.furniture.extend(Furniture(line, HEAD) for line in grids.heads)
    rows.extend(_flat(run, found))
    _built(rows, found, words)
    return found


def _tabular(row: _Resource, rows: list[_Resource]) -> None:
    """A row of cells; one without count nor sharing goes on with the row above, cut by a page."""
    if (
        row.category
        and not row.count
        and (counted := re.search(r"(?<=\D)\s+(\d{1,3})$", row.category[-1].text))
    ):
        line = row.category[-1]
        row.count = [parts_of(line, counted[1])]
        row.category[-1] = parts_of(line, line.text[: counted.start()].strip())
    if rows and not row.count and not row.sharing and (not row.category or starts_low(row.category[0].text)):
        last = rows[-1]
        last.category += row.category
        last.description += row.description
        last.notes += row.notes
        return
    rows.append(row)


def _built(rows: Sequence[_Resource], found: Resources, words: frozenset[str]) -> None:
    category: tuple[Line, ...] = ()
    named = ""
    for row in rows:
        if row.category:
            category, named = tuple(row.category), label(join((x.text for x in row.category), words))
        description = "\n".join(one.text for one in paragraphs(row.description, words))
        lines = (*row.count, *row.description, *row.sharing, *row.notes)
        if is_nothing(description) and (
            not row.count or is_nothing(_text(row.count)) or _text(row.count) == "0"
        ):
            found.furniture.extend(
                Furniture(line, "ressource sans objet") for line in (*row.category, *lines)
            )
            continue
        found.resources.append(
            ReadResource(
                Read(named, category, "" if named else "La catégorie de cette ressource n’est pas lisible."),
                _figure(row.count, row.doubt),
                Read(
                    label(description) if "\n" not in description else description,
                    tuple(row.description),
                    row.doubt,
                ),
                _figure(row.sharing, row.doubt),
                _remark(row.notes, words),
            )
        )


def _figure(lines: Sequence[Line], doubt: str) -> Read[int] | None:
    text = _text(lines)
    match = re.search(r"\d{1,4}", text)
    shared = _SHARED.fullmatch(folded(text))
    value = number(shared["among"] or shared["n"]) if shared else int(match[0]) if match else number(text)
    if not lines or value is None:
        return None
    extra = (
        ""
        if shared or re.fullmatch(r"\W*\d{1,4}\W*", text) or number(text) is not None
        else f"La cellule porte « {clean(text)} »."
    )
    return Read(value, tuple(lines), doubt or extra) if value else None


def _flat(lines: Sequence[Line], found: Resources) -> Iterator[_Resource]:
    """Rows of a flat extraction: « [catégorie] nombre description partage observations », the category centred in its
    cell when it holds several rows."""
    kept = _without_heads(lines, found)
    current: _Resource | None = None
    rows: list[_Resource] = []
    by_cells = False  # a cell a line: a category stands before its rows, a figure alone opens one
    for line in kept:
        text = line.text
        category, rest = _category(text)
        counted = re.match(r"(\d{1,3})\s+(?=\S)", rest)
        if re.fullmatch(r"\d{1,3}", text) and current and not current.description and not current.count:
            current.count = [line]
            by_cells = True
        elif by_cells and re.fullmatch(r"\d{1,3}", text) and current and current.sharing:
            current = _Resource(count=[line])
            rows.append(current)
        elif counted and (category or _opens_row(line, current)):
            current = _Resource()
            rows.append(current)
            if category:
                current.category = [parts_of(line, category)]
            current.count = [parts_of(line, counted[1])]
            _rest(current, line, rest[counted.end() :])
        elif category and not rest:
            if rows and rows[-1].count and not rows[-1].category and not by_cells:
                rows[-1].category = [line]  # centred beside several rows: the one above has none of its own
            else:
                current = _Resource(category=[line])
                rows.append(current)
        elif current is None:
            found.prose.append(line)
        elif not current.sharing:
            _rest(current, line, text)
        else:
            current.notes.append(line)
    merged: list[_Resource] = []
    for row in rows:
        _late_category(row)
        if merged and row.count and not merged[-1].count and merged[-1].category and not row.category:
            row.category = merged.pop().category
        merged.append(row)
    yield from merged


def _late_category(row: _Resource) -> None:
    """A category printed at the end of the last line of a row, where its cell was centred beside several rows."""
    last = row.notes[-1] if row.notes else None
    if row.category or last is None:
        return
    text = clean(last.text)
    for name in CATEGORIES:
        before = text.removesuffix(name).strip()
        if text.endswith(name) and (not before or is_nothing(before) or before.endswith((".", "!"))):
            row.category = [parts_of(last, name)]
            row.notes = row.notes[:-1] + ([parts_of(last, before)] if before else [])
            return


def _opens_row(line: Line, current: _Resource | None) -> bool:
    """A figure opens a row once the one above is complete; a line that only shares the row above does not."""
    if re.fullmatch(r"\d{1,3}(?:\s+sans objet\s*\.?)?", folded(line.text)):
        return False
    return current is None or bool(current.sharing) or not current.description


def _rest(row: _Resource, line: Line, text: str) -> None:
    """The description of a row up to the figure of sharing, and its observations."""
    found = _SHARING.search(f" {text}" if not row.description else f". {text}")
    offset = 1 if not row.description else 2
    alone = re.match(r"^(\d{1,3})(?:\s+(?=[A-ZÀ-ÖØ-Þ])|\s*$)", text)
    if alone and row.description:
        row.sharing = [parts_of(line, alone[1])]
        if rest := text[alone.end() :].strip():
            row.notes.append(parts_of(line, rest))
        return
    if found and found.start() - offset > 0:
        if before := text[: found.start() - offset].strip():
            row.description.append(parts_of(line, before))
        row.sharing = [parts_of(line, found["n"])]
        if rest := text[found.end() - offset :].strip():
            row.notes.append(parts_of(line, rest))
        return
    if text:
        row.description.append(parts_of(line, text))


def _category(text: str) -> tuple[str, str]:
    """The category of the template that a line opens by, as printed, and the rest of the line."""
    stretch = Letters.of([Line(text, _NOWHERE)])
    for key, _ in _CATEGORY_LETTERS:
        if stretch.text.startswith(key):
            if len(key) == len(stretch.text):
                return text.strip(), ""
            at = stretch.owners[len(key)][1]
            if not text[at - 1].isalpha() and text[at].isdigit():
                return text[:at].strip(), text[at:].strip()
    return "", text


def _without_heads(lines: Sequence[Line], found: Resources) -> list[Line]:
    """Lines without the heads of columns, whose cells a flat extraction prints one after the other."""
    kept: list[Line] = []
    inside = False
    for line in lines:
        piece = letters(line.text)
        if folded(line.text).startswith("designation nombre") or _RESOURCES.is_head_line(line.text):
            inside = True
            found.furniture.append(Furniture(line, HEAD))
        elif inside and piece and piece in _HEAD_PIECES:
            found.furniture.append(Furniture(line, HEAD))
        else:
            inside = False
            kept.append(line)
    return kept

"""What a printed page carries besides its text: running heads and feet, page numbers, legal notice, rules.

The foot of the ministry's template names the document on every page (SIGLE, type, code, millésime, dates, page):
it is read for the identity, then set aside, as one line, as a table or as one line per cell.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from .headings import heading
from .paragraphs import opening
from .readings import Furniture, Identity, Read
from .source import Block, Line, Place, Row, Source, Table
from .wording import clean, folded

FOOT = "pied de page"
PAGE_NUMBER = "numéro de page"
RUNNING_HEAD = "titre courant"
LEGAL = "mention légale"
BLANK_PAGE = "page blanche"
RULE = "filet"

_Field = Literal["sigle", "type", "code", "version", "validation", "journal", "update", "page", "other"]

_LABELS: tuple[tuple[str, _Field], ...] = (
    (r"type de (?:document|doc|page)", "type"),
    (r"code (?:du )?titre", "code"),
    (r"(?:n ?[°o] de )?(?:millesime|version)", "version"),
    (r"dates? (?:de |du )?(?:parution au |dernier |derniere )(?:jo|arrete|parution)", "journal"),
    (r"dates? (?:de )?jo", "journal"),
    (r"dates? de (?:validation|creation)", "validation"),
    (r"dates? de (?:mise a jour|maj|revision)", "update"),
    (r"sigle", "sigle"),
    (r"document", "type"),
    (r"code", "code"),
    (r"pages?", "page"),
    (r"libelle(?: reduit)?|intitule(?: du titre)?|titre professionnel|niveau|nsf|date", "other"),
)
_LABEL = re.compile(
    r"[\s|]*(?:" + "|".join(f"(?P<f{n}>{p})" for n, (p, _) in enumerate(_LABELS)) + r")(?=[\s|]|$)"
)
_CODE = re.compile(r"\bTP ?[-–— ]? ?(\d{5})\b")
_TYPE = re.compile(r"\b(REAC|REC|REV|RE|RC)\b")
_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b")
_PAGE = re.compile(r"\b(?:[Pp](?:age)?\.? ?)?(\d{1,3}) ?(?:/|sur) ?(\d{1,3})\b")
_VERSION = re.compile(r"(?<![\w/])(\d{2})(?![\w/])")
_SIGLE = re.compile(r"(?<![\w-])([A-Z][A-Z0-9&.+'’-]{1,14})(?![\w-])")

_NOTICE = (
    "reproduction interdite article l 122-4 du code de la propriete intellectuelle toute representation ou "
    "reproduction integrale ou partielle faite sans le consentement de l'auteur ou de ses ayants droit ou ayants "
    "cause est illicite il en est de meme pour la traduction l'adaptation ou la transformation l'arrangement ou la "
    "reproduction par un art ou un procede quelconque"
)
_NOTICE_LETTERS = re.sub("[^a-z0-9]", "", _NOTICE)
_PUBLISHER = re.compile(
    r"(?:conception|realisation|realise|edite|elabore|mise en page)[\w ,:/-]{0,30} (?:par |: ?)?(?:l'|le |la )?"
    r"(?:afpa|centre|dgefp|ministere|delegation|direction)\b.*"
    r"|(?:©|\(c\)|copyright) .*|(?:cette )?(?:page )?(?:est )?(?:laissee )?(?:volontairement )?(?:blanche|vierge)"
    r"|(?:cette )?page (?:est )?(?:laissee |intentionnellement |volontairement )*(?:blanche|vierge)(?: .{0,30})?"
)
_OPENS_NOTICE = re.compile(
    r"reproduction interdite|article l ?\.? ?122-4 du code de la propriete intellectuelle"
)
_NOTICE_LINES = 12
_LONGEST_FOOT = 160
_EDGE_LINES = 2


@dataclass(frozen=True, slots=True)
class Foot:
    """A running head or foot, read: the document a page belongs to, and where it says so."""

    values: Mapping[
        str, str
    ]  # sigle, type (REAC or RE), code, version, validation, journal, update; dates in ISO
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cleared:
    """A source without its furniture. `breaks` are the places of the first lines after a page break."""

    source: Source
    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...]
    feet: tuple[Foot, ...]
    breaks: frozenset[Place]
    before: Mapping[int, tuple[Furniture | Foot, ...]] = field(
        default_factory=dict
    )  # rank of block → what stood before it


def clear(source: Source) -> Cleared:
    """Sets the furniture of a source aside, whatever the document it belongs to."""
    sweep = _Sweep(source)
    sweep.run()
    return Cleared(
        source,
        tuple(sweep.kept),
        tuple(sweep.furniture),
        tuple(sweep.feet),
        frozenset(sweep.breaks),
        dict(sweep.before),
    )


def identity(feet: Iterable[Foot], document: Literal["reac", "re"]) -> Identity:
    """What the feet of a document say of it; keys are fields of `TitreVersion` and of its `sources`."""
    values: dict[str, list[Read[str]]] = defaultdict(list)
    prefix = "reac" if document == "reac" else "re"
    names = {
        "sigle": "sigle",
        "code": "code",
        "version": "version",
        "validation": f"{prefix}_validation_date",
        "update": f"{prefix}_update_date",
    }
    for foot in feet:
        if (foot.values.get("type") or document) != document:
            continue
        for name, key in names.items():
            if name in foot.values:
                values[key].append(Read(foot.values[name], foot.lines))
    return Identity({key: tuple(reads) for key, reads in values.items()})


def iso(text: str) -> str | None:
    """Date of a text, `03/05/2018` or `3 mai 2018`, as `2018-05-03`; None when it holds no date of the calendar."""
    found = _DATE.search(text)
    if found:
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    else:
        spelt = re.search(r"\b(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})\b", folded(text))
        if not spelt or spelt[2] not in _MONTHS:
            return None
        day, month, year = int(spelt[1]), _MONTHS.index(spelt[2]) + 1, int(spelt[3])
    year += 2000 if year < 100 else 0
    if not (1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] and 1990 <= year <= 2100):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def foot_labels(text: str) -> tuple[_Field, ...]:
    """The column names of a running foot, in order; empty when the text holds anything else."""
    if len(text) > _LONGEST_FOOT:
        return ()
    key = folded(text)
    found: list[_Field] = []
    at = 0
    while at < len(key):
        match = _LABEL.match(key, at)
        if not match:
            return ()
        group = next(name for name, value in match.groupdict().items() if value)
        found.append(_LABELS[int(group[1:])][1])
        at = match.end()
    return tuple(found)


def foot_values(text: str, labels: Sequence[str] = ()) -> dict[str, str] | None:
    """The values of a running foot; None when the text holds anything else."""
    if len(text) > _LONGEST_FOOT:
        return None
    rest = clean(text).replace("|", " ")
    values: dict[str, str] = {}
    code = _CODE.search(rest)
    if code:
        values["code"], rest = f"TP-{code[1]}", rest[: code.start()] + " " + rest[code.end() :]
    dates = [iso(found[0]) for found in _DATE.finditer(rest)]
    rest = _DATE.sub(" ", rest)
    page = _PAGE.search(rest)
    if page:
        rest = rest[: page.start()] + " " + rest[page.end() :]
    kind = _TYPE.search(rest)
    if kind:
        values["type"] = "reac" if kind[1] in ("REAC", "REC") else "re"
        rest = rest[: kind.start()] + " " + rest[kind.end() :]
    version = _VERSION.search(rest)
    if version:
        values["version"], rest = version[1], rest[: version.start()] + " " + rest[version.end() :]
    sigle = _SIGLE.search(rest)
    if sigle:
        values["sigle"], rest = sigle[1], rest[: sigle.start()] + " " + rest[sigle.end() :]
    if len(re.sub(r"\W", "", rest)) > 12:
        return None
    kinds = sum((code is not None, bool(dates), page is not None, kind is not None))
    if kinds < (2 if labels else 3):
        return None
    named = [label for label in labels if label in ("validation", "journal", "update")] or (
        ["validation", "update"] if values.get("type") == "reac" else ["journal", "update"]
    )
    values.update({name: date for name, date in zip(named, dates, strict=False) if date})
    return values


def _is_value(text: str, *, paged: bool) -> bool:
    """True for the text of one cell of a running foot."""
    text = clean(text)
    patterns = (
        (_CODE, _TYPE, _DATE, _VERSION, _SIGLE, _PAGE) if paged else (_CODE, _TYPE, _DATE, _VERSION, _SIGLE)
    )
    return any(pattern.fullmatch(text) for pattern in patterns)


def is_notice(text: str) -> bool:
    """True for a line of the legal notice that closes the documents (code de la propriété intellectuelle, L. 122-4)."""
    key = re.sub("[^a-z0-9]", "", folded(text))
    if len(text.split()) < 2:
        return False  # « présentation », in « représentation »
    return (len(key) >= 12 and key in _NOTICE_LETTERS) or key.startswith(_NOTICE_LETTERS[:40])


class _Sweep:
    """One pass over the blocks of a source, in reading order."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.kept: list[Block] = []
        self.furniture: list[Furniture] = []
        self.feet: list[Foot] = []
        self.breaks: set[Place] = set()
        self.before: dict[int, tuple[Furniture | Foot, ...]] = defaultdict(tuple)
        self.page: int | None = None
        self.broken = False
        self.notice = 0  # lines that the notice may still take
        self.edges = _running(source)
        self.marked = _marked(source)

    def run(self) -> None:
        blocks = self.source.blocks
        at = 0
        while at < len(blocks):
            taken = self._foot_of_lines(blocks, at)
            if taken:
                at += taken
                continue
            block = blocks[at]
            if isinstance(block, Table):
                self._table(block)
            else:
                self._line(block)
            at += 1

    def _line(self, line: Line) -> None:
        role = self._role(line)
        if role:
            self._set_aside((line,), role)
        else:
            self._keep(line)

    def _role(self, line: Line) -> str:
        key = folded(line.text)
        if heading(line.text):
            self.notice = 0
        elif _OPENS_NOTICE.match(key):
            self.notice = _NOTICE_LINES
        elif self.notice:
            self.notice -= 1
        if self.notice or is_notice(line.text):
            return LEGAL
        if re.fullmatch(r"[\s*_=~.–—-]{3,}", line.text):
            return RULE
        if _PUBLISHER.fullmatch(key):
            return BLANK_PAGE if key.endswith(("blanche", "vierge")) else LEGAL
        if id(line) in self.edges:
            return self.edges[id(line)]
        if re.fullmatch(r"(?:page|p\.?) ?\d{1,3}(?: ?(?:/|sur|de) ?\d{1,3})?|\d{1,3} ?/ ?\d{1,3}", key):
            return PAGE_NUMBER
        return ""

    def _table(self, table: Table) -> None:
        rows: list[Row] = []
        labels: tuple[str, ...] = ()
        for row in table.rows:
            text = " ".join(cell.text for cell in row.cells if cell.lines)
            lines = tuple(line for cell in row.cells for line in cell.lines)
            found = foot_labels(text)
            if len(found) >= 3:
                labels = found
                self._set_aside(lines, FOOT)
                continue
            values = foot_values(text, labels) if lines else None
            if values is not None:
                self._foot(values, lines)
                continue
            if lines and all(is_notice(line.text) for line in lines):
                self._set_aside(lines, LEGAL)
                continue
            rows.append(row)
        if len(rows) == len(table.rows):
            self._keep(table)
        elif rows:
            self._keep(Table(tuple(rows)))

    def _foot_of_lines(self, blocks: Sequence[Block], at: int) -> int:
        """How many blocks a foot printed as lines takes: one or two lines of several cells, or one line per cell."""
        first = blocks[at]
        if not isinstance(first, Line):
            return 0
        labels = foot_labels(first.text)
        if not labels:
            values = foot_values(first.text)
            if values is None:
                return 0
            self._foot(values, (first,))
            return 1
        lines: list[Line] = []
        found: list[str] = []
        values_lines: list[Line] = []
        for block in blocks[at:]:
            if not isinstance(block, Line):
                break
            more = foot_labels(block.text)
            whole = foot_values(block.text, found) if len(found) >= 3 and not more else None
            if whole is not None and not values_lines:
                values_lines.append(block)
                lines.append(block)
                break
            if not more and not _is_value(block.text, paged=len(found) >= 3):
                break
            if not more:
                values_lines.append(block)
            found.extend(more)
            lines.append(block)
            if _PAGE.fullmatch(block.text.strip()):
                break
        if len(found) < 3:
            return 0
        values = foot_values(" ".join(line.text for line in values_lines), found)
        if values is None:
            lines = [line for line in lines if line not in values_lines]
            self._set_aside(tuple(lines), FOOT)
            return len(lines) if all(one is two for one, two in zip(lines, blocks[at:], strict=False)) else 0
        self._foot(values, tuple(lines))
        return len(lines)

    def _foot(self, values: Mapping[str, str], lines: tuple[Line, ...]) -> None:
        foot = Foot(values, lines)
        self.feet.append(foot)
        self.before[len(self.kept)] += (foot,)
        self._set_aside(lines, FOOT)
        self.broken = True

    def _set_aside(self, lines: tuple[Line, ...], role: str) -> None:
        pieces = tuple(Furniture(line, role) for line in lines)
        self.furniture.extend(pieces)
        self.before[len(self.kept)] += pieces
        if role in (FOOT, PAGE_NUMBER, RUNNING_HEAD) and self.source.pages is None:
            self.broken = True

    def _keep(self, block: Block) -> None:
        first = block if isinstance(block, Line) else next(block.lines, None)
        if first is not None:
            turned = first.place.page is not None and self.page not in (None, first.place.page)
            if self.broken or turned or id(first) in self.marked:
                self.breaks.add(first.place)
            self.page, self.broken = first.place.page, False
        self.kept.append(block)


def _running(source: Source) -> dict[int, str]:
    """Lines that come back at the edge of most pages, and lone page numbers there: id of the line → its role."""
    pages = _pages(source)
    if len(pages) < 4:
        return {}
    roles: dict[int, str] = {}
    for first in (True, False):
        keys: Counter[str] = Counter()
        edges = [lines[:_EDGE_LINES] if first else lines[-_EDGE_LINES:] for lines in pages.values()]
        for lines in edges:
            keys.update({re.sub(r"\d+", "#", folded(line.text)) for line in lines})
        for lines in edges:
            for line in lines:
                key = re.sub(r"\d+", "#", folded(line.text))
                if keys[key] < max(4, 0.4 * len(pages)) or heading(line.text) or _is_know_how(line):
                    continue
                number = re.fullmatch(r"-? ?(?:page )?#(?: ?(?:/|sur|de) ?#)? ?-?", key)
                roles[id(line)] = PAGE_NUMBER if number else RUNNING_HEAD
    return roles


def _is_know_how(line: Line) -> bool:
    """« Connaissance des règles de sécurité » may close every fiche of a document, and heads no page."""
    return bool(line.bullet) or opening(line.text) == "knowledge"  # verbs may be trades: « Vannier »


def _marked(source: Source) -> frozenset[int]:
    """First lines of pages in an extraction that lost its form feeds but left one space in their place.

    It is so where few lines start by one space, and most fiches do.
    """
    lines = [block for block in source.blocks if isinstance(block, Line)]
    if source.pages is not None or not lines:
        return frozenset()
    found = [line for line in lines if 0 < line.left <= 6 and not line.bullet]
    fiches = [
        line
        for line in lines
        if (told := heading(line.text)) and told.kind in ("activity", "competence", "emploi")
    ]
    sure = sum(0 < line.left <= 6 for line in fiches)
    if len(found) > 0.1 * len(lines) or sure < 3 or sure < 0.5 * len(fiches):
        return frozenset()
    return frozenset(id(line) for line in found)


def _pages(source: Source) -> dict[int, list[Line]]:
    pages: dict[int, list[Line]] = defaultdict(list)
    for line in source.lines:
        if line.place.page is not None:
            pages[line.place.page].append(line)
    return pages


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    """Every line of a run of blocks, cells of tables included."""
    for block in blocks:
        if isinstance(block, Line):
            yield block
        else:
            yield from block.lines


def with_text(line: Line, text: str) -> Line:
    """The same printed line, read without the words that named its section."""
    return replace(line, text=text)

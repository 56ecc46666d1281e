"""A programme kept in a workbook: the sheets of the template, whatever the case, accents or order of their columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from jalon.common.received_sheets import Cell, RawSheet, column_letters
from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import TestKind, TitreVersion

from .durations import plain_hours
from .facts import (
    Exam,
    Hours,
    HoursKind,
    Mention,
    MentionKind,
    Module,
    Pages,
    Programme,
    Quote,
    Scope,
    Seance,
    Span,
    Unread,
    UnreadableProgramme,
)
from .matching import ccp_named, tests_named

_COLUMNS: Mapping[str, str] = {
    "module": r"(?:n° ?(?:du )?)?modules?|numero du module",
    "number": r"n°|num(?:ero)?|ordre",
    "title": r"intitules?|titres?|libelles?|contenus?|seances?|sequences?|objets?|themes?",
    "ccp": r"ccp|bloc(?: de competences)?|perimetre|certificat",
    "hours": r"heures?|durees?(?: \(?(?:en )?h(?:eures?)?\)?)?|nb h|nombre d'heures|h|volume(?: horaire)?|"
             r"heures en entreprise|duree en heures",
    "centre": r"heures (?:en )?centre|theorie|formation theorique|heures theoriques",
    "company": r"heures (?:de )?stages?|stages?|entreprise|formation pratique",
    "weeks": r"semaines?|nb semaines|nombre de semaines",
    "competences": r"competences?(?: visees?)?|cp",
    "modality": r"modalites?|presentiel|distance",
    "work": r"nature des travaux|travaux(?: demandes)?|activites a distance",
    "test": r"epreuves?|modalites? d'evaluation|evaluation",
    "minutes": r"minutes?|duree(?: \(?(?:en )?min(?:utes)?\)?)|min",
    "low": r"pages? (?:mini(?:mum)?|min|au moins)|mini(?:mum)?|de",
    "high": r"pages? (?:maxi(?:mum)?|max|au plus)|maxi(?:mum)?|a",
    "parts": r"parties|nombre de parties",
}  # fmt: skip
_MENTIONS: Mapping[str, str] = {
    "title": r"intitule(?: du titre)?|titre(?: professionnel)?|certification",
    "rncp": r"(?:code )?rncp|fiche rncp",
    "code": r"code(?: titre| du titre)?",
    "level": r"niveau",
    "decree": r"arrete(?: du)?|date de l'arrete",
    "centre": r"(?:total )?heures en centre|total centre",
    "company": r"(?:total )?heures en entreprise|total entreprise|heures de stage",
    "total": r"(?:duree|heures) total(?:e|es)?|total",
    "start": r"debut|date de debut|du",
    "end": r"fin|date de fin|au",
}
_SHEETS = ("programme", "modules", "seances", "stages", "epreuves", "productions")


class _Row:
    """A row with its cells by meaning, and their places."""

    def __init__(self, sheet: str, line: int, cells: Mapping[str, tuple[int, Cell]]) -> None:
        self._sheet, self._line, self._cells = sheet, line, cells

    def text(self, key: str) -> str:
        return _text(self._cells[key][1]) if key in self._cells else ""

    def quote(self, key: str) -> Quote:
        column = self._cells[key][0] if key in self._cells else 0
        told = " | ".join(_text(cell) for _, cell in self._cells.values() if _text(cell))
        return Quote(f"{self._sheet}!{column_letters(column)}{self._line}", told)

    def filled(self) -> bool:
        return any(_text(cell) for _, cell in self._cells.values())


def read_workbook(sheets: Sequence[RawSheet], name: str, titre: TitreVersion) -> Programme:
    """The facts of a workbook; raises UnreadableProgramme where no sheet of a programme is found."""
    by_name = {_sheet_key(sheet): sheet for sheet in reversed(sheets) if not sheet.hidden}
    if "seances" not in by_name and "modules" not in by_name:
        raise UnreadableProgramme(
            name,
            "aucune feuille « Modules » ni « Séances » ; partez du modèle (« jalon programme template »).",
        )
    reader = _Workbook(titre)
    for key in _SHEETS:
        if sheet := by_name.get(key):
            getattr(reader, key)(sheet)
    return Programme(
        file=name, heading=reader.heading or titre.title, modules=tuple(reader.modules_read),
        seances=tuple(reader.seances_read), hours=tuple(reader.hours), exams=tuple(reader.exams),
        pages=tuple(reader.pages), mentions=tuple(reader.mentions), unread=tuple(reader.unread),
        spans=tuple(reader.spans),
    )  # fmt: skip


def _sheet_key(sheet: RawSheet) -> str:
    plain = folded(sheet.name)
    return next((key for key in _SHEETS if plain.startswith(key.rstrip("s"))), plain)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return str(cell).strip()


def _rows(sheet: RawSheet, wanted: Sequence[str]) -> Iterator[_Row]:
    """The rows beneath the first one that names at least two of the wanted columns."""
    columns: dict[str, int] = {}
    for at, cells in enumerate(sheet.rows):
        if not columns:
            found: dict[str, int] = {}
            for index, cell in enumerate(cells):
                whole = folded(_text(cell)).replace("*", "").strip()
                for plain in (whole, re.sub(r"\s*\(.*\)\s*", "", whole)):
                    key = next(
                        (k for k in wanted if k not in found and re.fullmatch(_COLUMNS[k], plain)), None
                    )
                    if key is not None:
                        found[key] = index
                        break
            if len(found) >= 2:
                columns = found
            continue
        row = _Row(
            sheet.name, sheet.first_line + at,
            {key: (sheet.first_column + i, cells[i] if i < len(cells) else None) for key, i in columns.items()},
        )  # fmt: skip
        if row.filled():
            yield row


class _Workbook:
    def __init__(self, titre: TitreVersion) -> None:
        self.titre = titre
        self.heading = ""
        self.modules_read: list[Module] = []
        self.seances_read: list[Seance] = []
        self.hours: list[Hours] = []
        self.exams: list[Exam] = []
        self.pages: list[Pages] = []
        self.mentions: list[Mention] = []
        self.unread: list[Unread] = []
        self.spans: list[Span] = []

    def programme(self, sheet: RawSheet) -> None:
        days: dict[str, tuple[date, Quote]] = {}
        for at, cells in enumerate(sheet.rows):
            label, value = ([_text(cell) for cell in cells] + ["", ""])[:2]
            plain = folded(label)
            key = next((k for k, pattern in _MENTIONS.items() if re.fullmatch(pattern, plain)), "")
            if not key or not value:
                continue
            quote = Quote(
                f"{sheet.name}!{column_letters(sheet.first_column + 1)}{sheet.first_line + at}", value
            )
            if key in ("centre", "company", "total"):
                self._hours(value, _KINDS[key], None, quote, label, section=False)
            elif key in ("start", "end"):
                if day := _day(value):
                    days[key] = (day, quote)
                else:
                    self.unread.append(Unread(label, "la date n’est pas lisible", quote))
            else:
                self._mention(key, value, quote)
        if len(days) == 2:
            self.spans.append(Span(days["start"][0], days["end"][0], days["end"][1]))

    def _mention(self, key: str, value: str, quote: Quote) -> None:
        if key == "title":
            self.heading = value
            if ccp_like(self.titre, value):
                self.mentions.append(Mention("title", self.titre.title, quote))
            return
        digits = re.sub(r"\D", "", value.partition(".")[0] if key == "code" else value)
        told: dict[str, tuple[MentionKind, str]] = {
            "rncp": ("rncp", digits),
            "code": ("code", f"TP-{digits[:5]}"),
            "level": ("level", digits[:1]),
        }
        if key == "decree":
            if day := _day(value):
                self.mentions.append(Mention("decree", day.isoformat(), quote))
        elif digits:
            self.mentions.append(Mention(told[key][0], told[key][1], quote))

    def modules(self, sheet: RawSheet) -> None:
        for row in _rows(sheet, ("module", "number", "title", "ccp", "centre", "company", "hours")):
            key = "number" if row.text("number") else "module"
            number = _integer(row.text(key)) or len(self.modules_read) + 1
            title = row.text("title")
            ccp = self._ccp(row.text("ccp"))
            if ccp is None and not row.text("ccp"):
                ccp = ccp_named(self.titre, title)
            self.modules_read.append(Module(number, title, ccp, row.quote("title")))
            for column, kind in (("centre", "centre"), ("hours", "centre"), ("company", "company")):
                if row.text(column):
                    self._hours(row.text(column), _KINDS[kind], ccp, row.quote(column), title, section=True)

    def seances(self, sheet: RawSheet) -> None:
        for row in _rows(sheet, ("module", "number", "title", "hours", "competences", "modality", "work")):
            heading = row.text("title")
            module = _integer(row.text("module")) or (
                self.seances_read[-1].module if self.seances_read else 1
            )
            if not heading:
                continue
            refs = tuple(_refs(row.text("competences")))
            minutes = self._minutes(row.text("hours"), heading, row.quote("hours"))
            remote = bool(re.search(r"distan|visio|e-learning", folded(row.text("modality"))))
            self.seances_read.append(
                Seance(module, heading, minutes, row.quote("hours"), refs, remote, row.text("work"))
            )

    def stages(self, sheet: RawSheet) -> None:
        for row in _rows(sheet, ("ccp", "hours", "weeks")):
            ccp = self._ccp(row.text("ccp"))
            if ccp is not None:
                weeks = plain_hours(row.text("weeks"))
                self._hours(row.text("hours"), "company", ccp, row.quote("hours"), f"stage du CCP {ccp}",
                            section=False, weeks=weeks / 60 if weeks else None)  # fmt: skip

    def epreuves(self, sheet: RawSheet) -> None:
        for row in _rows(sheet, ("ccp", "test", "minutes", "hours")):
            named = tests_named(row.text("test"))
            if not named:
                if row.text("test"):
                    self.unread.append(
                        Unread(row.text("test"), "cette épreuve n’est pas connue", row.quote("test"))
                    )
                continue
            kind: TestKind = named[0][0]
            said = row.text("minutes")
            minutes = (
                _integer(re.sub(r"\s*(?:min(?:utes?)?|mn)$", "", said))
                if said
                else plain_hours(row.text("hours"))
            )
            if said and minutes is None and (minutes := plain_hours(said)) is None:
                self.unread.append(
                    Unread(row.text("test"), "sa durée n’est pas un nombre", row.quote("minutes"))
                )
                continue
            self.exams.append(
                Exam(self._ccp(row.text("ccp")), kind, row.text("test"), row.quote("minutes"), minutes)
            )

    def productions(self, sheet: RawSheet) -> None:
        for row in _rows(sheet, ("ccp", "title", "low", "high", "parts")):
            low, high = _integer(row.text("low")), _integer(row.text("high"))
            parts = _integer(row.text("parts"))
            if low is not None or high is not None:
                self.pages.append(Pages(self._ccp(row.text("ccp")), low, high, row.quote("high"), parts))

    def _ccp(self, told: str) -> Scope:
        numbers = re.findall(r"\d", told.rpartition("/")[2]) if told else []
        known = {ccp.number for ccp in self.titre.ccps}
        if len(numbers) == 1 and int(numbers[0]) in known:
            return int(numbers[0])
        return ccp_named(self.titre, told) if told else None

    def _minutes(self, told: str, what: str, quote: Quote) -> int | None:
        minutes = plain_hours(told)
        if told and re.match(r"[-−]", told):
            self.unread.append(Unread(what, "ses heures sont négatives", quote))
        elif minutes is None:
            reason = (
                f"« {told} » n’est pas un nombre d’heures" if told else "ses heures ne sont pas indiquées"
            )
            self.unread.append(Unread(what, reason, quote))
        elif minutes == 0:
            self.unread.append(Unread(what, "ses heures sont nulles", quote))
        else:
            return minutes
        return None

    def _hours(self, told: str, kind: HoursKind, ccp: Scope, quote: Quote, what: str, *, section: bool,
               weeks: float | None = None) -> None:  # fmt: skip
        minutes = self._minutes(told, what, quote)
        if minutes is not None:
            self.hours.append(Hours(kind, ccp, minutes, quote, section=section, weeks=weeks))


_KINDS: Mapping[str, HoursKind] = {"centre": "centre", "company": "company", "total": "total"}


def ccp_like(titre: TitreVersion, told: str) -> bool:
    """Whether a cell names this title, by its title, its sigle or its code."""
    return bool(folded(titre.title) in folded(told) or re.search(rf"\b{titre.sigle}\b|{titre.code}", told))


def _integer(text: str) -> int | None:
    match = re.fullmatch(r"\D{0,12}?(\d{1,4})", text.strip())
    return int(match[1]) if match else None


def _refs(text: str) -> Iterator[str]:
    for piece in re.split(r"[,;/\n]|\bet\b|\s{2,}", re.sub(r"(TP-\d{5}(?:\.\d{2})?)/", r"\1§", text)):
        plain = piece.strip().replace("§", "/")
        if match := re.fullmatch(r"(?:CP?|compétence)?\s*(?:n°)?\s*(\d{1,2})", plain, re.IGNORECASE):
            yield f"C{int(match[1])}"
        elif plain:
            yield plain


def _day(text: str) -> date | None:
    if match := re.search(r"(\d{4})-(\d{2})-(\d{2})", text):
        year, month, day = match.groups()
    elif match := re.search(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        day, month, year = match.groups()
    else:
        from .mentions import long_day

        return long_day(text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None

"""A programme kept in a workbook: the sheets of the template, or any sheet whose columns are those of séances."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jalon.common.received_sheets import Cell, RawSheet, column_letters
from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import TestKind, TitreVersion

from .cells import (
    clock_of,
    competences_of,
    day_of,
    hours_of,
    integer_of,
    module_number,
    quoted,
    text_of,
)
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
    When,
)
from .matching import ccp_named, competences_covered, tests_named
from .sheets import MODULES, SEANCES, Row, rows_of, told_by_columns

_MENTIONS: Mapping[str, str] = {
    "title": r"intitule(?: du titre)?|titre(?: professionnel)?|certification(?: visee)?|formation",
    "rncp": r"(?:code |n° ?|numero )?rncp|fiche rncp",
    "code": r"code(?: (?:du )?titre)?",
    "level": r"niveau(?: de sortie)?",
    "decree": r"arrete(?: du)?|date de l'arrete",
    "centre": r"(?:total |nombre d')?heures en centre|total (?:en )?centre|duree en centre",
    "company": r"(?:total |nombre d')?heures en entreprise|total (?:en )?entreprise|heures de stage|"
    r"duree en entreprise",
    "total": r"(?:duree|heures|volume horaire) total(?:e|es)?|total(?: (?:general|heures|des heures))?",
    "start": r"(?:date de )?debut|du",
    "end": r"(?:date de )?fin|au",
}
_SHEETS = ("programme", "modules", "seances", "stages", "epreuves", "productions")
_TOTAL = re.compile(r"(?:sous[- ]?|grand )?tota(?:l|ux)\b|heures totales\b|somme\b|cumul\b")
_DAY_REMEDY = "Écrivez le jour en chiffres, « 05/01/2027 »."
_HEADING_REMEDY = "Écrivez l’intitulé de la séance, ou effacez ces heures."
_CLOCK_REMEDY = "Écrivez l’heure « 9:00 » ou « 9 h 30 »."


@dataclass(frozen=True, slots=True)
class _Place:
    """A sheet, what it holds, and the module that its name tells."""

    kind: str
    sheet: RawSheet
    module: int | None = None


def read_workbook(sheets: Sequence[RawSheet], name: str, titre: TitreVersion) -> Programme:
    """The facts of a workbook; raises UnreadableProgramme where no sheet of a programme is found."""
    places = list(_places([sheet for sheet in sheets if not sheet.hidden]))
    if not any(place.kind in ("seances", "modules") for place in places):
        hidden = [sheet.name for sheet in sheets if sheet.hidden and _key(sheet) in _SHEETS]
        raise UnreadableProgramme(
            name,
            (f"la feuille « {hidden[0]} » est masquée ; affichez-la. " if hidden else "")
            + "aucune feuille « Modules » ni « Séances », ni tableau dont une colonne soit « Séance » et une autre "
            "« Heures » ; partez du modèle (« jalon programme template »).",
        )
    reader = _Workbook(titre)
    for key in _SHEETS:
        for place in places:
            if place.kind == key:
                reader.module = place.module
                getattr(reader, key)(place.sheet)
    reader.close()
    return Programme(
        file=name, heading=reader.heading or titre.title, modules=tuple(reader.modules_read),
        seances=tuple(reader.seances_read), hours=tuple(reader.hours), exams=tuple(reader.exams),
        pages=tuple(reader.pages), mentions=tuple(reader.mentions), unread=tuple(reader.unread),
        spans=tuple(reader.spans),
    )  # fmt: skip


def _places(sheets: Sequence[RawSheet]) -> Iterator[_Place]:
    """What each sheet holds, by its name, else by its columns; several sheets may hold séances, one per module."""
    taken: set[str] = set()
    for sheet in sheets:
        key, own = _key(sheet), re.search(r"\b(?:module|ccp|bloc)\s*(?:n°\s*)?(\d)\b", folded(sheet.name))
        columns = told_by_columns(sheet)
        if columns == "seances" and (
            key in ("", "programme", "seances") or own or key not in _SHEETS or key == "modules"
        ):
            yield _Place("seances", sheet, int(own[1]) if own else None)
        elif key in _SHEETS and key not in taken and not own:
            taken.add(key)
            yield _Place(key, sheet)
        elif columns and columns not in taken and key not in _SHEETS:
            taken.add(columns)
            yield _Place(columns, sheet)


def _key(sheet: RawSheet) -> str:
    plain = folded(sheet.name)
    return next((key for key in _SHEETS if plain.startswith(key.rstrip("s"))), "")


class _Workbook:
    def __init__(self, titre: TitreVersion) -> None:
        self.titre = titre
        self.module: int | None = None
        self.heading = ""
        self.modules_read: list[Module] = []
        self.seances_read: list[Seance] = []
        self.hours: list[Hours] = []
        self.exams: list[Exam] = []
        self.pages: list[Pages] = []
        self.mentions: list[Mention] = []
        self.unread: list[Unread] = []
        self.spans: list[Span] = []
        self._named: dict[int, tuple[str, Scope, Quote]] = {}

    def programme(self, sheet: RawSheet) -> None:
        days: dict[str, tuple[date, Quote]] = {}
        for at, cells in enumerate(sheet.rows):
            filled = [(index, cell) for index, cell in enumerate(cells) if text_of(cell)]
            if len(filled) < 2:
                continue
            (_, first), (index, cell) = filled[0], filled[1]
            label, value = text_of(first).rstrip(" :"), text_of(cell)
            key = next((k for k, pattern in _MENTIONS.items() if re.fullmatch(pattern, folded(label))), "")
            if not key:
                continue
            quote = Quote(_where(sheet, index, at), quoted(value))
            if key in ("centre", "company", "total"):
                self._hours(cell, _KINDS[key], None, quote, label, section=False)
            elif key in ("start", "end"):
                if day := day_of(value):
                    days[key] = (day, quote)
                else:
                    self.unread.append(
                        Unread(label, f"« {quoted(value)[:40]} » n’est pas un jour", quote, _DAY_REMEDY)
                    )
            else:
                self._mention(key, value, quote)
        if len(days) == 2:
            self.spans.append(Span(days["start"][0], days["end"][0], days["end"][1]))

    def _mention(self, key: str, value: str, quote: Quote) -> None:
        if key == "title":
            self.heading = self.heading or quoted(value)
            if ccp_like(self.titre, value):
                self.mentions.append(Mention("title", self.titre.title, quote))
            return
        digits = re.sub(r"\D", "", value.partition(".")[0] if key == "code" else value)
        told: dict[str, tuple[MentionKind, str]] = {
            "rncp": ("rncp", digits[:8]),
            "code": ("code", f"TP-{digits[:5]}"),
            "level": ("level", digits[:1]),
        }
        if key == "decree":
            if day := day_of(value):
                self.mentions.append(Mention("decree", day.isoformat(), quote))
        elif digits:
            self.mentions.append(Mention(told[key][0], told[key][1], quote))

    def modules(self, sheet: RawSheet) -> None:
        for row in rows_of(sheet, MODULES):
            if _TOTAL.match(folded(row.first())):
                self._totals(row, None)
                continue
            key = "number" if row.text("number") else "module"
            number = integer_of(row.text(key)) or module_number(row.text(key)) or len(self.modules_read) + 1
            title = row.text("title")
            ccp = self._ccp(row.text("ccp"))
            if ccp is None and not row.text("ccp"):
                ccp = ccp_named(self.titre, title)
            if any(module.number == number and module.title == title for module in self.modules_read):
                continue
            self.modules_read.append(Module(number, quoted(title), ccp, row.quote("title")))
            for column, kind in (("centre", "centre"), ("hours", "centre"), ("company", "company")):
                if row.text(column):
                    self._hours(row.cell(column), _KINDS[kind], ccp, row.quote(column), title, section=True)

    def _totals(self, row: Row, ccp: Scope) -> None:
        """A row of totals: the sums that it announces, never a module or a séance."""
        for column, kind in (("centre", "centre"), ("hours", "centre"), ("company", "company")):
            minutes, _ = hours_of(row.cell(column))
            if minutes is not None:
                self.hours.append(
                    Hours(_KINDS[kind], ccp, minutes, row.quote(column), section=ccp is not None)
                )

    def seances(self, sheet: RawSheet) -> None:
        module, first = self.module, True
        for row in rows_of(sheet, SEANCES):
            told = row.text("module") or row.text("ccp")
            if _TOTAL.match(folded(row.first())) or _TOTAL.match(folded(row.text("title"))):
                own = module_number(re.sub(_TOTAL, "", folded(told or row.first())).lstrip(" :-–du"))
                if own is None and first:
                    continue
                # « Total module 2 », or a total under the séances of one; the last, alone, is that of the whole
                if own is not None:
                    self._totals(row, self._scope(own))
                elif (
                    not re.search(r"general|tout|ensemble|formation|grand", folded(row.first()))
                    and row.more()
                ):
                    self._totals(row, self._scope(module or 1))
                else:
                    self._totals(row, None)
                continue
            found = module_number(told) if told else None
            if told and found is None:
                ccp = ccp_named(self.titre, told)
                found = next((m.number for m in self.modules_read if m.ccp == ccp and ccp), ccp)
            module = found or module or 1
            if told and module not in self._named:
                self._named[module] = (
                    told,
                    ccp_named(self.titre, told),
                    row.quote("module" if row.text("module") else "ccp"),
                )
            heading, key = row.text("title"), "hours" if row.text("hours") else "minutes"
            if not heading:
                if row.text(key) and hours_of(row.cell(key), in_minutes=key == "minutes")[0] is not None:
                    where = row.quote(key)
                    self.unread.append(
                        Unread(where.where, "des heures sans intitulé", where, _HEADING_REMEDY)
                    )
                continue
            first = False
            self._named.setdefault(module, ("", None, row.quote("title")))
            if key == "minutes" and not row.text("minutes"):
                key = "hours"
            minutes = self._minutes(row.cell(key), heading, row.quote(key), in_minutes=key == "minutes")
            remote = bool(re.search(r"distan|visio|e-learning|foad", folded(row.text("modality"))))
            refs = tuple(dict.fromkeys(self._refs(row.text("competences"), module)))
            self.seances_read.append(
                Seance(module, quoted(heading), minutes, row.quote(key), refs, remote, row.text("work")[:2000],
                       self._when(row, heading))
            )  # fmt: skip

    def _refs(self, text: str, module: int) -> Iterator[str]:
        """Numbers that a cell names; « toutes », « CCP 2 » and titles written in full are understood too."""
        plain = folded(text)
        if found := re.findall(r"\b(?:ccp|bloc)\s*(?:n°\s*)?(\d)\b", plain):
            numbers = {int(one) for one in found}
            text = re.sub(r"\b(?:ccp|bloc)\s*(?:n°\s*)?\d\b", ",", text, flags=re.IGNORECASE)
            yield from (
                f"C{c.number}" for ccp in self.titre.ccps if ccp.number in numbers for c in ccp.competences
            )
        elif re.match(r"tou(?:te)?s?\b", plain):
            scope = self._scope(module)
            yield from (
                f"C{c.number}" for ccp in self.titre.ccps if ccp.number == scope for c in ccp.competences
            )
        elif len(plain) > 20 and not re.search(r"\d", plain):
            yield from (f"C{number}" for number in sorted(competences_covered(self.titre, [text])))
        yield from competences_of(text)

    def _when(self, row: Row, heading: str) -> When | None:
        told = row.text("date")
        if not told:
            return None
        day = day_of(told)
        if day is None:
            self.unread.append(
                Unread(heading, f"« {quoted(told)[:40]} » n’est pas un jour", row.quote("date"), _DAY_REMEDY)
            )
            return None
        clocks: dict[str, int | None] = {}
        for key in ("start", "end"):
            clocks[key] = clock_of(row.cell(key))
            if row.text(key) and clocks[key] is None:
                said = f"« {row.text(key)[:20]} » n’est pas une heure du jour"
                self.unread.append(Unread(heading, said, row.quote(key), _CLOCK_REMEDY))
        return When(day, clocks["start"], clocks["end"], row.text("trainer")[:200], row.text("room")[:200],
                    row.text("group")[:200])  # fmt: skip

    def close(self) -> None:
        """Where no sheet tells the modules, they are those that the séances name."""
        if self.modules_read:
            return
        ccps = {ccp.number for ccp in self.titre.ccps}
        counts = Counter(seance.module for seance in self.seances_read)
        for number in sorted(counts):
            told, ccp, quote = self._named.get(number, ("", None, Quote("", "")))
            scope = ccp or (number if number in ccps else None)
            self.modules_read.append(Module(number, quoted(told) or f"Module {number}", scope, quote))

    def _scope(self, module: int) -> Scope:
        """The CCP of a module, as the modules tell it, else the one of its number."""
        for one in self.modules_read:
            if one.number == module:
                return one.ccp
        named = self._named.get(module)
        return (named[1] if named else None) or (
            module if module in {c.number for c in self.titre.ccps} else None
        )

    def stages(self, sheet: RawSheet) -> None:
        for row in rows_of(sheet, ("ccp", "hours", "weeks")):
            if _TOTAL.match(folded(row.first())):
                self._totals_company(row)
                continue
            ccp = self._ccp(row.text("ccp"))
            if ccp is not None:
                weeks = plain_hours(row.text("weeks"))
                self._hours(row.cell("hours"), "company", ccp, row.quote("hours"), f"stage du CCP {ccp}",
                            section=False, weeks=weeks / 60 if weeks else None)  # fmt: skip

    def _totals_company(self, row: Row) -> None:
        minutes, _ = hours_of(row.cell("hours"))
        if minutes is not None:
            self.hours.append(Hours("company", None, minutes, row.quote("hours")))

    def epreuves(self, sheet: RawSheet) -> None:
        for row in rows_of(sheet, ("ccp", "test", "minutes", "hours")):
            if _TOTAL.match(folded(row.first())):
                continue
            named = tests_named(row.text("test"))
            if not named:
                if row.text("test"):
                    self.unread.append(
                        Unread(quoted(row.text("test"))[:120], "cette épreuve n’est pas connue", row.quote("test"),
                               "Nommez l’épreuve comme le référentiel d’évaluation.")
                    )  # fmt: skip
                continue
            kind: TestKind = named[0][0]
            key = "minutes" if row.text("minutes") else "hours"
            minutes = None
            if row.text(key):
                minutes, reason = hours_of(row.cell(key), in_minutes=key == "minutes")
                if minutes is None:
                    self.unread.append(
                        Unread(
                            quoted(row.text("test"))[:120],
                            reason.replace("ses heures sont", "sa durée est"),
                            row.quote(key),
                        )
                    )
                    continue
            self.exams.append(
                Exam(self._ccp(row.text("ccp")), kind, quoted(row.text("test")), row.quote(key), minutes)
            )

    def productions(self, sheet: RawSheet) -> None:
        for row in rows_of(sheet, ("ccp", "title", "low", "high", "parts")):
            low, high = integer_of(row.text("low")), integer_of(row.text("high"))
            parts = integer_of(row.text("parts"))
            if low is not None or high is not None:
                self.pages.append(Pages(self._ccp(row.text("ccp")), low, high, row.quote("high"), parts))

    def _ccp(self, told: str) -> Scope:
        numbers = re.findall(r"\d", told.rpartition("/")[2]) if told else []
        known = {ccp.number for ccp in self.titre.ccps}
        if len(numbers) == 1 and int(numbers[0]) in known:
            return int(numbers[0])
        return ccp_named(self.titre, told) if told else None

    def _minutes(self, cell: Cell, what: str, quote: Quote, *, in_minutes: bool = False) -> int | None:
        minutes, reason = hours_of(cell, in_minutes=in_minutes)
        if minutes is None:
            self.unread.append(Unread(quoted(what)[:120], reason, quote))
        return minutes

    def _hours(self, cell: Cell, kind: HoursKind, ccp: Scope, quote: Quote, what: str, *, section: bool,
               weeks: float | None = None) -> None:  # fmt: skip
        minutes = self._minutes(cell, what, quote)
        if minutes is not None:
            self.hours.append(Hours(kind, ccp, minutes, quote, section=section, weeks=weeks))


_KINDS: Mapping[str, HoursKind] = {
    "centre": "centre",
    "hours": "centre",
    "company": "company",
    "total": "total",
}


def _where(sheet: RawSheet, index: int, at: int) -> str:
    place = f"{column_letters(sheet.first_column + index)}{sheet.first_line + at}"
    return f"{sheet.name}!{place}" if sheet.name else place


def ccp_like(titre: TitreVersion, told: str) -> bool:
    """Whether a cell names this title, by its title, its sigle or its code."""
    return bool(folded(titre.title) in folded(told) or re.search(rf"\b{titre.sigle}\b|{titre.code}", told))

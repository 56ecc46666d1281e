"""From the sentences of a programme to its facts: modules, séances, hours of each place, tests, pages, title."""

import re
from dataclasses import replace

from jalon.referentiel.importer.source import Source
from jalon.referentiel.schema import TitreVersion

from .durations import Duration, durations
from .exams import exams_in, pages_in
from .facts import Exam, Hours, Module, Pages, Programme, Quote, Seance, Unread
from .matching import ccp_named, tests_named
from .mentions import mentions_in, spans_in
from .overview import COMPANY, overview_hours
from .statements import Statement, statements

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_MODULE = re.compile(r"(?P<word>module|bloc(?: de competences)?|ccp)\s*(?:n°\s*)?(?P<n>\d{1,2}|[ivx]{1,4})\b")
_SEANCE = re.compile(r"(?:seances?|sequences?|unites?|ateliers?|cours|themes?|journees?)\s*(?:n°\s*)?\d+")
_CERTIFICATION = re.compile(r"(?:certification|epreuves?|examen|evaluation finale|session d'examen)\b")
_THEORY = re.compile(
    r"formation theorique|enseignements? theoriques?|(?:heures? |duree |h )?(?:en|au) centre|volume horaire|"
    r"duree (?:du module|totale|theorique|de la formation)|^duree\b|^total\b|face a face"
)
_ENDS = re.compile(
    r"(?:accompagnement transvers|modalites?\b|conditions?\b|acces\b|accessibilite|cout\b|tarifs?\b|public\b|prerequis|"
    r"moyens\b|contacts?\b|debouches|organisation de la formation|contenu|validation\b|objectifs de la formation|"
    r"suivi et evaluation|financement|lieux?\b|dates\b)"
)
_AFTER = re.compile(
    r"(?:tarifs?|couts?|prix|horaires?|delais?|retractation|financements?|acces|public|prerequis|lieux?|dates?|contacts?|"
    r"reponse|duree (?:totale|globale) de la formation|grand total|total (?:general|de la formation|en centre))\b"
)
_JUDGED = re.compile(r"(?:modalites? d')?(?:evaluations?|validation|examens?|certifications?)\b")
_WAYS = re.compile(
    r"\b(?:en |à |a )?(?:présentiel|présence|distance|distanciel|centre|visio\w*|ligne|e-learning|foad|salle|soit|"
    r"\d+ jours?)\b",
    re.IGNORECASE,
)
_COMPETENCE = re.compile(
    r"\bC(?:P)?\s?(\d{1,2})\b|\bcompétences?\s+(?:n°\s*)?(\d{1,2})\b|\b(TP-\d{5}(?:\.\d{2})?(?:/C\d+)?)\b",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^(?:s[ée]ances?|s[ée]quences?|unit[ée]s?|ateliers?|cours|th[èe]mes?|journ[ée]es?)\s*(?:n°\s*)?\d+\s*[:.–—-]?\s*",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"(?:^|[\s(])[-−]$")


def read_text(source: Source, titre: TitreVersion) -> Programme:
    """The facts of a programme written as a text."""
    said = statements(source)
    headings = _headings(said)
    reader = _Reader(titre)
    for index, statement in enumerate(said):
        if index in headings:
            reader.open(statement, headings[index])
        else:
            reader.read(statement)
    overview = [one for one in said if one not in reader.taken]
    hours = (*reader.hours, *overview_hours(overview, titre))
    heading = next((one.text for one in said if not one.plain.startswith("http")), "")
    return Programme(
        file=source.file,
        heading=heading[:200],
        modules=tuple(reader.modules),
        seances=tuple(reader.seances),
        hours=hours,
        exams=tuple(reader.exams),
        pages=tuple(reader.pages),
        mentions=tuple(mentions_in(said, titre)),
        unread=tuple(reader.unread),
        spans=tuple(spans_in(said)),
    )


def _headings(said: list[Statement]) -> dict[int, int]:
    """Statement index -> module number, of those that open the part of a module and not a line of the overview.

    The word that opens parts is the first of « module », « bloc », « CCP » under which séances or hours stand.
    """
    for word in ("module", "bloc", "ccp"):
        candidates = [
            (index, _rank(match["n"]))
            for index, one in enumerate(said)
            if (match := _MODULE.match(one.plain)) and match["word"].startswith(word)
        ]
        found: dict[int, int] = {}
        for place, (index, number) in enumerate(candidates):
            end = candidates[place + 1][0] if place + 1 < len(candidates) else len(said)
            body = said[index + 1 : min(end, index + 12)]
            if number and (
                any(_SEANCE.match(one.plain) or one.plain.startswith("formation theorique") for one in body)
                or (any(_hourly(one) for one in body) and not said[index].bullet)
            ):
                found.setdefault(index, number)
        if found:
            return found
    return {}


def _hourly(one: Statement) -> bool:
    """Whether a line tells hours of the part that it stands in."""
    return any(found.unit == "hours" for found in durations(one.text)) and not _AFTER.match(one.plain)


def _rank(text: str) -> int:
    return int(text) if text.isdigit() else _ROMAN.get(text, 0)


class _Reader:
    """Walks the parts of the modules; what stands outside is left to the overview."""

    def __init__(self, titre: TitreVersion) -> None:
        self.titre = titre
        self.modules: list[Module] = []
        self.seances: list[Seance] = []
        self.hours: list[Hours] = []
        self.exams: list[Exam] = []
        self.pages: list[Pages] = []
        self.unread: list[Unread] = []
        self.taken: list[Statement] = []
        self._module: Module | None = None
        self._certifying = False

    def open(self, one: Statement, number: int) -> None:
        title = re.sub(r"^\S+\s*(?:n°\s*)?\w+\s*[:–—.-]?\s*", "", one.text)
        said = re.search(r"\bccp\s*(\d)", one.plain)
        ccp = int(said[1]) if said else ccp_named(self.titre, title)
        if ccp is None and not title.strip(" :–-") and number in {c.number for c in self.titre.ccps}:
            ccp = number
        self._module = Module(number, title.strip(" –—-:"), ccp, one.quote)
        self.modules.append(self._module)
        self._certifying = False
        self.taken.append(one)
        for found in durations(one.text):
            if found.unit == "hours":
                self.hours.append(Hours("centre", ccp, found.minutes, one.quote, section=True))

    def read(self, one: Statement) -> None:
        if self._module is None:
            self.exams += exams_in(one, self.titre, None, strict=True)
            return
        if self._ends(one):
            self._module = None
            self.exams += exams_in(one, self.titre, None, strict=True)
            return
        self.taken.append(one)
        found = [d for d in durations(one.text) if d.unit != "weeks"]
        if _SEANCE.match(one.plain):
            self._certifying = False
            self._seance(one, found)
        elif _CERTIFICATION.match(one.plain) or (_JUDGED.match(one.plain) and tests_named(one.text)):
            self._certifying = True
            self._certification(one)
        elif found and _is_company(one):
            self._certifying = False
            self._company(one, found[0])
        elif self._certifying:
            self._certification(one)
        elif found and _THEORY.search(one.plain):
            self.hours.append(
                Hours(
                    "centre", self._module.ccp, found[0].minutes, one.quote, section=True, weeks=_weeks(one)
                )
            )
        elif found and _trails(one.text, found[-1]):
            self._seance(one, found)

    def _ends(self, one: Statement) -> bool:
        if _AFTER.match(one.plain) or self._sums_up(one):
            return True
        if _SEANCE.match(one.plain) or _MODULE.match(one.plain) or durations(one.text):
            return False
        words = one.text.split()
        shouted = one.text.isupper() and len(words) > 1 and not _CERTIFICATION.match(one.plain)
        return shouted or (not one.bullet and len(words) <= 12 and bool(_ENDS.match(one.plain)))

    def _sums_up(self, one: Statement) -> bool:
        """Whether a line of total is that of the whole: it names no module, and this one has its hours already."""
        if not one.plain.startswith("total") or re.search(r"\b(?:module|ccp|bloc)\b", one.plain):
            return False
        assert self._module is not None
        ccp = self._module.ccp
        both = len([found for found in durations(one.text) if found.unit == "hours"]) > 1
        return both or any(h.section and h.kind == "centre" and h.ccp == ccp for h in self.hours)

    def _seance(self, one: Statement, found: list[Duration]) -> None:
        assert self._module is not None
        heading = _NUMBERING.sub("", one.text)
        last = found[-1] if found else None
        if last is not None:
            gone = last.end - last.start
            at = heading.rfind(one.text[last.start : last.end])
            heading = f"{heading[:at]}{heading[at + gone :]}" if at >= 0 else heading
        heading = re.sub(
            r"\([^()]*\)", lambda m: m[0] if re.search(r"\w", _WAYS.sub("", m[0])) else "", heading
        )
        heading = re.sub(r"\(\s*\)", "", heading).strip(" .:;–—-(")
        refs = tuple(
            f"C{m[1] or m[2]}" if m[1] or m[2] else m[3].upper() for m in _COMPETENCE.finditer(one.text)
        )
        seance = Seance(
            self._module.number, heading, last.minutes if last else None, one.quote, refs,
            remote=bool(re.search(r"a distance|distanciel|visio|e-learning", one.plain)),
        )  # fmt: skip
        self.seances.append(seance)
        if last is None:
            strange = re.search(
                r"\(\s*([^()]{0,20}?)\s*(?:h|heures?)\s*\)|\(\s*(-\s*\d+)\s*h", one.text, re.IGNORECASE
            )
            reason = "ses heures ne sont pas un nombre" if strange else "ses heures ne sont pas indiquées"
            self.unread.append(Unread(heading, reason, one.quote))
        elif last.minutes <= 0 or _NEGATIVE.search(one.text[: last.start]):
            self.unread.append(Unread(heading, "ses heures sont nulles ou négatives", one.quote))
            self.seances[-1] = replace(seance, minutes=None)

    def _company(self, one: Statement, found: Duration) -> None:
        assert self._module is not None
        self.hours.append(
            Hours("company", self._module.ccp, found.minutes, one.quote, section=True, weeks=_weeks(one))
        )

    def _certification(self, one: Statement) -> None:
        assert self._module is not None
        ccp = self._module.ccp
        made = exams_in(one, self.titre, ccp)
        whole = {test.kind for test in self.titre.scheme().tests}
        own = {test.kind for test in self.titre.schemes[f"ccp{ccp}"].tests} if ccp is not None else whole
        kinds = {exam.kind for exam in made}
        if kinds - own and kinds <= whole and not re.search(r"\b(?:ccp|module|bloc)\b", one.plain):
            # the session of the title, told after the last module
            made = [replace(exam, ccp=None) for exam in made]
        if not made and self.exams and self.exams[-1].ccp == ccp and self.exams[-1].minutes is None:
            # « Durée 1 h (20 min de soutenance et 40 min d’échanges) », under the test it is about
            found = [d.minutes for d in durations(one.text) if d.unit != "weeks"]
            if found:
                last = self.exams[-1]
                quote = Quote(one.quote.where, one.text)
                self.exams[-1] = replace(last, minutes=found[0], phases=tuple(found[1:]), quote=quote)
        self.exams += made
        self.pages += pages_in(one, ccp)


def _is_company(one: Statement) -> bool:
    return bool(re.search(COMPANY, one.plain)) and not _SEANCE.match(one.plain)


def _trails(text: str, last: Duration) -> bool:
    """Whether a line ends with its hours: « Accueil (7 heures) »."""
    return last.unit == "hours" and not re.search(r"\w", _WAYS.sub("", text[last.end :]))


def _weeks(one: Statement) -> float | None:
    return next((d.value for d in durations(one.text) if d.unit == "weeks"), None)

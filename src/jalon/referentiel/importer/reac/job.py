"""Reads what the cover and the fiche emploi type say of the titre: its name, level, NSF, ROME and Formacode codes."""

import re
from collections.abc import Sequence

from ..outline import Outline, Section
from ..paragraphs import Context, flat
from ..readings import Read
from ..source import Line
from ..wording import clean, folded, label

LEVELS_1969 = {"v": 3, "iv": 4, "iii": 5, "ii": 6, "i": 7}
"""Levels of the nomenclature of 1969 in that of 2019 (décret n° 2019-14 du 8 janvier 2019, art. 3)."""

_LEVEL = re.compile(
    r"\bniveau ?:? ?(?:de qualification ?:? ?)?(?P<level>[1-8]|iii|ii|iv|i|v)\b(?! ?(?:nomenclature)? ?\d)"
)
_NSF = re.compile(r"(?<![\w.])(\d{3} ?[a-z]?)\b(?!\d)")
_ROME = re.compile(r"(?<!\w)([A-N]\d{4})\b")
_FORMACODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_COVER_ONLY = re.compile(
    r"site ?:|https?:|www\.|ministere|direction|delegation|dgefp|titre professionnel$|du titre professionnel|arrete|"
    r"version|edition|\d{2}/\d{2}/\d{4}|^reac$|nsf|code"
)


def level_of(text: str) -> tuple[int, bool] | None:
    """The level that a text states, in the nomenclature of 2019, and whether it was that of 1969; None without."""
    found = _LEVEL.search(folded(text))
    if not found:
        return None
    value = found["level"]
    return (int(value), False) if value.isdigit() else (LEVELS_1969[value], True)


class Job:
    """The identity of the titre as the cover and the fiche emploi type state it, place by place."""

    def __init__(self, plan: Outline, context: Context) -> None:
        self.context = context
        self.values: dict[str, list[Read[str]]] = {}
        self.old_levels: list[Line] = []
        self.cover: list[Line] = []
        self.prose: list[Line] = []
        for section in plan.of("reac", "cover"):
            self._read_cover(section)
        for section in plan.of("reac", "emploi"):
            self._read_emploi(section)
        for section in plan.of("reac", "level"):
            self._read_level(flat(section.blocks))
        for section in plan.of("reac", "rome"):
            self._read_rome(flat(section.blocks))

    def _add(self, key: str, value: str, lines: Sequence[Line]) -> None:
        self.values.setdefault(key, []).append(Read(value, tuple(lines)))

    def _level(self, line: Line) -> bool:
        found = level_of(line.text)
        if found is None:
            return False
        self._add("level", str(found[0]), (line,))
        if found[1]:
            self.old_levels.append(line)
        return True

    def _read_cover(self, section: Section) -> None:
        title: list[Line] = []
        closed = False
        for line in flat(section.blocks):
            key = folded(line.text)
            if self._level(line):
                closed = True
            elif closed or _COVER_ONLY.search(key) or not re.search(r"[a-z]{3}", key):
                closed = closed or bool(title)
                self.cover.append(line)
            elif title and line.gap > 3 and len(title) > 0 and not clean(line.text)[:1].islower():
                closed = True
                self.cover.append(line)
            else:
                title.append(line)
        if title:
            self._add("title", label(self.context.text(title)), title)

    def _read_emploi(self, section: Section) -> None:
        lines = flat(section.blocks)
        title = [line for line in lines if not self._level(line)]
        if section.tail:
            self._add("title", label(section.tail), section.heading)
            self.prose.extend(title)
        elif title:
            height = next((n for n, line in enumerate(title) if n and line.gap > 0.55), len(title))
            if height <= 4:
                self._add("title", label(self.context.text(title[:height])), title[:height])
            self.prose.extend(title[height if height <= 4 else 0 :])

    def _read_level(self, lines: Sequence[Line]) -> None:
        """« Niveau et/ou domaine d’activité »: level, conventions, NSF codes, one per line after their label."""
        nsf = formacode = rome = False
        for line in lines:
            key = folded(line.text)
            used = self._level(line)
            if "convention" in key:
                nsf = formacode = rome = False
                self.prose.append(line)
                continue
            if re.search(r"\bnsf\b|formacodes?\b|\brome\b", key):
                nsf, formacode, rome = "nsf" in key, "formacode" in key, "rome" in key
                used = True
            used |= self._codes(line, "nsf", _NSF) if nsf else False
            used |= self._codes(line, "formacodes", _FORMACODE) if formacode else False
            used |= self._codes(line, "rome", _ROME) if rome else False
            if not used:
                self.prose.append(line)
            elif not self._stated(line):
                self.cover.append(line)

    def _read_rome(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if not self._codes(line, "rome", _ROME):
                self.prose.append(line)

    def _codes(self, line: Line, key: str, pattern: re.Pattern[str]) -> bool:
        found = pattern.findall(clean(line.text))
        for code in found:
            self._add(key, code.replace(" ", ""), (line,))
        return bool(found)

    def _stated(self, line: Line) -> bool:
        return any(line in read.lines for reads in self.values.values() for read in reads)

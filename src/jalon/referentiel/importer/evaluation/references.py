"""« 1. Références de la spécialité » and the cover of the RE: which titre it is, its codes, its arrêté."""

import re
from collections.abc import Iterator, Sequence

from ..furniture import iso
from ..reac.job import level_of
from ..readings import Read
from ..source import Block, Line
from ..wording import clean, folded, join, label, letters

_LABELS: tuple[tuple[str, str], ...] = (
    (
        "title",
        r"(?:intitule|libelle|denomination|nom)"
        r"(?: (?:du titre(?: professionnel)?|de la (?:specialite|certification)))?",
    ),
    ("sigle", r"sigle(?: du titre(?: professionnel)?)?"),
    ("level", r"niveau(?: (?:de qualification|du titre(?: professionnel)?))?"),
    ("nsf", r"(?:codes?(?: ?\(s\))?|domaines?(?: ?\(s\))?|specialites?)? ?(?:\(s\) )?nsf"),
    ("rome", r"(?:codes?(?: ?\(s\))?|fiches?(?: ?\(s\))?)? ?(?:\(s\) )?rome(?: de rattachement)?"),
    ("formacodes", r"(?:codes?(?: ?\(s\))? )?formacodes?(?: ?\(s\))?"),
    ("rncp", r"(?:code|numero|n ?°|fiche|enregistrement)? ?(?:au )?rncp"),
    (
        "journal_date",
        r"date (?:de )?(?:parution|publication)(?: au (?:jo|journal officiel))?(?: de l'arrete)?|"
        r"date (?:du |de )?(?:jo|journal officiel)|parution au jo",
    ),
    ("effective_date", r"date d'effet(?: de l'arrete)?|date d'entree en vigueur|date d'application"),
    ("decree_date", r"date (?:de l'|d'|du dernier )arrete|arrete (?:du|de specialite)|date de l'arrete de specialite"),
    ("validity_end", r"date de fin de validite|fin de validite|date d'echeance"),
)  # fmt: skip
# What an arrêté is of, after its label: « Date de l’arrêté de création du titre ».
_OF = (
    r"(?: (?:de |d'|du |de l'|de la |au )?"
    r"(?:creation|revision|specialite|titre(?: professionnel)?|(?:dernier )?arrete|modificatif))*"
)
_LABEL = re.compile(rf"(?:{'|'.join(f'(?P<{key}>{pattern})' for key, pattern in _LABELS)}){_OF}")
_DATES = frozenset({"journal_date", "effective_date", "decree_date", "validity_end"})
_CODES = {
    "nsf": re.compile(r"(?<![\w.])(\d{3}) ?([a-z])?\b(?!\d)"),
    "rome": re.compile(r"(?<!\w)([A-N]\d{4})\b"),
    "formacodes": re.compile(r"(?<!\d)(\d{5})(?!\d)"),
    "rncp": re.compile(r"(?<!\d)(\d{3,6})(?!\d)"),
}
_COVER_ONLY = re.compile(
    r"site ?:|https?:|www\.|ministere|direction|delegation|dgefp|du titre professionnel$|"
    r"titre professionnel$|arrete|jo\b|"
    r"version|edition|date|code|sigle|referentiel|\d{1,2}/\d{1,2}/\d{4}|^r(?:e|c|ev)$"
)


class References:
    """The values read, by field of `TitreVersion`; `others` are the lines of the section that name nothing known."""

    def __init__(self) -> None:
        self.values: dict[str, list[Read[str]]] = {}
        self.others: list[Line] = []
        self.old_levels: list[Line] = []

    def read(self, blocks: Sequence[Block]) -> None:
        """« Libellé : valeur », one per line or per row of a table; a value may go on with the next line."""
        key = ""
        for text, lines in _entries(blocks):
            found = _LABEL.match(folded(text))
            rest = _after_label(text, found.end()) if found else None
            if found and rest is not None and found.lastgroup:
                key = found.lastgroup
                self._value(key, rest, lines)
            elif key in _CODES and self._codes(key, text, lines):
                continue
            elif key in _DATES and key not in self.values:
                self._value(key, text, lines)
            elif key == "title" and "title" in self.values and text[:1].islower():
                last = self.values["title"].pop()
                self.values["title"].append(Read(join([last.value, text]), (*last.lines, *lines)))
            else:
                self.others.extend(lines)

    def cover(self, blocks: Sequence[Block]) -> tuple[list[Line], list[Line]]:
        """Reads the level and the title of a cover; gives the lines that name neither, and those of the title."""
        others: list[Line] = []
        title: list[Line] = []
        for text, lines in _entries(blocks):
            if self._level(text, lines):
                continue
            if _COVER_ONLY.search(folded(text)) or len(text) > 160:
                others.extend(lines)
            else:
                title.extend(lines)
        return others, title

    def add(self, key: str, value: str, lines: Sequence[Line]) -> None:
        if value:
            self.values.setdefault(key, []).append(Read(value, tuple(lines)))

    def confirm_title(self, lines: Sequence[Line]) -> bool:
        """True where the lines of a cover print the title that « Références » names, or name it alone."""
        text = label(join(line.text for line in lines))
        known = [read.value for read in self.values.get("title", ())]
        if not text or (known and letters(text) not in {letters(one) for one in known}):
            return False
        self.add("title", text, lines)
        return True

    def _value(self, key: str, text: str, lines: tuple[Line, ...]) -> None:
        if key == "level":
            if not self._level(f"Niveau {text}", lines):
                self.others.extend(lines)
        elif key in _CODES:
            if not self._codes(key, text, lines) and text:
                self.others.extend(lines)
        elif key in _DATES:
            self.add(key, iso(text) or "", lines)
            if not iso(text) and text:
                self.others.extend(lines)
        else:
            self.add(key, label(text), lines)

    def _codes(self, key: str, text: str, lines: tuple[Line, ...]) -> bool:
        found = [
            "".join(part for part in match.groups() if part) for match in _CODES[key].finditer(clean(text))
        ]
        for code in dict.fromkeys(found):
            self.add(key, f"RNCP{code}" if key == "rncp" else code, lines)
        return bool(found)

    def _level(self, text: str, lines: tuple[Line, ...]) -> bool:
        found = level_of(text)
        if found is None:
            return False
        self.add("level", str(found[0]), lines)
        if found[1]:
            self.old_levels.extend(lines)
        return True


def _entries(blocks: Sequence[Block]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    for block in blocks:
        if isinstance(block, Line):
            yield clean(block.text), (block,)
            continue
        for row in block.rows:
            cells = [cell for cell in row.cells if cell.lines]
            if not cells:
                continue
            texts = [join(line.text for line in cell.lines) for cell in cells]
            first = texts[0].rstrip(" :")
            text = f"{first} : {' '.join(texts[1:])}" if len(texts) > 1 else texts[0]
            yield text, tuple(line for cell in cells for line in cell.lines)


def _after_label(text: str, end: int) -> str | None:
    """What follows the label of an entry, as printed; None where the words are not a label."""
    printed = clean(text)
    colon = printed.find(":")
    if colon >= 0 and colon <= end + 6:
        return printed[colon + 1 :].strip()
    rest = printed[end:].strip()
    return rest if not rest else None

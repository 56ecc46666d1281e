"""What announces something in a dossier: headings by style or typed by hand, their numbers, the contents table."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from jalon.referentiel.importer.wording import folded

from .paper import Paper, Paragraph, Run

LONGEST = 220  # characters of a heading
PROSE = 600  # characters of a page that holds text, not a cover
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_LETTERS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
_ORDINALS = ("premiere", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme", "huitieme",
             "neuvieme", "dixieme")  # fmt: skip
_VALUES = {
    **{name: rank for names in (_ROMAN, _LETTERS, _ORDINALS) for rank, name in enumerate(names, 1)},
    "une": 1,
    "seconde": 2,
}
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(sorted({*_VALUES} - {*_ORDINALS}, key=len, reverse=True))})"
_ORDINAL = rf"(?:\d{{1,2}} ?(?:[ei]?re|er|nde?|e|i?eme)|{'|'.join((*_ORDINALS, 'seconde'))})"
_ORDINAL_PART = re.compile(rf"(?:la |ma )?(?P<one>{_ORDINAL})(?: (?:et|&) (?P<other>{_ORDINAL}))? parties?\b")
_PART = re.compile(
    rf"(?:la |ma )?parties? ?(?:n ?[°o] ?|numero )?(?P<one>{_NUMBER})\b(?![.']\w)"
    r"(?: (?:et|&) (?:parties? )?(?P<other>\d{1,2}|[ivx]{1,4})\b(?!\.\d))?"
)
# « Partie 2 : … », but not « La première partie présente… »
_ANNOUNCED = re.compile(rf"(?:(?:la )?{_ORDINAL} partie|parties? ?(?:n ?[°o] ?)?{_NUMBER})(?:$| ?[-:.)/])")
_BLOC = re.compile(
    r"(?:ccp|certificat de competences professionnelles|activites?(?:[ -]types?)?|at|blocs?(?: de competences)?|bc) ?"
    r"(?:n ?[°o] ?|numero )?(?P<one>\d|[ivx]{1,3})(?:$| ?[-:.)/])"
)
_GLUED_PART = re.compile(r"p(?:artie)?(?P<one>\d)(?= ?[-:.)/]|$)")
_PLAIN = re.compile(
    r"(?:(?:chapitre|volet|axe|theme) ?)?"
    r"(?:(?P<one>\d{1,2}|[ivx]{1,4}) ?(?:[.)/:°]|- ?|$)|(?P<alone>\d{1,2}) (?=[a-z]))"
    r"(?!\d)(?=\W*(?:[a-z]|$))"
)
_DEEPER = re.compile(r"(?:\d{1,2}|[ivx]{1,4}|[a-z])[.-](?:\d|[a-z]\b)")
_LEADERS = ("...", "…", "\t", "   ", "___")
_WRITTEN = 2 * LONGEST  # characters of a line of contents, its dots counted
_PAGE_WORD = re.compile(r"\bp(?:ages?|p?\.?)$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:sommaire|table des matieres|plan du dossier|table of contents)\b.{0,20}")
_STYLE = re.compile(r"\b(?:titre|title|heading|partie|chapitre|intertitre)")
_SUBJECT_STYLE = re.compile(r"legende|caption|sous-titre|subtitle")
_ANNEX = re.compile(
    r"(?:(?:les |mes |liste des |table des |sommaire des |dossier d')?annexes?"
    r"(?: (?:du|de mon|de ce|au) dossier)?(?: ?(?:n ?[°o] ?)?(?:\d{1,2}|[ivx]{1,4}|[a-h]))?(?:$| ?[:.)/-].*| [a-z(].*)"
    r"|(?:liste des |les )?(?:pieces|documents) (?:jointe?s?|annexe?s?)(?:$| ?[:.-].*))"
)
_LISTED_ANNEXES = re.compile(r"(?:liste|table|sommaire) des (?:annexes|pieces)")
_OPENING = re.compile(r"(?:introduction|preambule|avant[- ]propos|presentation du candidat)\b.{0,60}")
_CLOSING = re.compile(r"(?:conclusion|mot de la fin|bilan general|synthese generale|epilogue)\b.{0,60}")
_APART = re.compile(
    r"(?:remerciements?|glossaire|lexique|bibliographie|sitographie|webographie|references bibliographiques|"
    r"(?:liste|table|index) des (?:sigles|abreviations|acronymes|illustrations|figures|tableaux)|"
    r"sigles|abreviations|index|dedicaces?|quatrieme de couverture|attestation|declaration sur l'honneur)\b.{0,60}"
)


@dataclass(frozen=True, slots=True)
class Numbering:
    """« Partie 2 » (`explicit`) or a bare « 2. », « II – »; two numbers where one heading announces two parts."""

    numbers: tuple[int, ...]
    explicit: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A paragraph that announces what follows: `key` is its folded text, `strength` how much it looks like a heading.

    `top` tells that it opens a page, `listed` that the table of contents names it.
    """

    rank: int
    text: str
    key: str
    numbering: Numbering | None
    strength: float
    level: int | None
    size: float
    page: int
    top: bool
    listed: bool
    style: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents and the page that it gives, None without one; `key` as that of a heading."""

    rank: int
    key: str
    text: str
    page: int | None


class Outline:
    """Headings, contents and typography of one paper, read once for all the checks."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    @cached_property
    def content(self) -> list[int]:
        """Ranks of the paragraphs that print something in the text or in a box."""
        return [
            rank
            for rank, one in enumerate(self.paper.paragraphs)
            if one.story in ("body", "box") and not one.guidance and one.text.strip()
        ]

    @cached_property
    def body_size(self) -> float:
        """The size in which most characters of the file are set, 0 where no size is known."""
        counts: Counter[float] = Counter()
        for rank in self.content:
            for run in self.paper.paragraphs[rank].runs:
                counts[run.size] += len(run.text)
        counts.pop(0, None)
        return counts.most_common(1)[0][0] if counts else 0.0

    @cached_property
    def contents(self) -> frozenset[int]:
        """Ranks of the lines of the table of contents, typed by hand or not, its heading among them."""
        found = set()
        paragraphs = self.paper.paragraphs
        # How many more lines may belong to the contents whose heading was met, and on which page.
        after = page = 0
        for place, rank in enumerate(self.content):
            one = paragraphs[rank]
            text = one.text
            if one.toc or _led_to_a_page(text):
                found.add(rank)
                after, page = 6, one.page
            elif len(text) < 60 and _CONTENTS.fullmatch(folded(text)):
                # A heading of the contents is followed by lines that name a page, or by the field itself.
                nearby = [paragraphs[near] for near in self.content[place + 1 : place + 6]]
                if any(near.toc or _ends_with_a_page(near.text) for near in nearby):
                    after, page = 6, one.page
                found.add(rank)
            elif (
                after and one.level is None and one.page == page and _ends_with_a_page(text)
            ):  # fmt: skip
                found.add(rank)
            else:
                after = max(after - 1, 0)
        return frozenset(found)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Lines of the contents that name something."""
        found = []
        for rank in sorted(self.contents):
            text = self.paper.paragraphs[rank].text[-_WRITTEN:]
            paged = _led_to_a_page(text) or _ends_with_a_page(text)
            name, _, page = _cut_page(text) if paged else (text.strip(), "", None)
            key = folded(name)
            if len(key) > 2 and not _CONTENTS.fullmatch(key):
                found.append(Entry(rank, key, name, page))
        return tuple(found)

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Every paragraph that looks like a heading, in order, the contents left out."""
        listed = {key for entry in self.entries for key in (entry.key, _bare(entry.key))}
        found: list[Heading] = []
        page = -1
        for rank in self.content:
            one = self.paper.paragraphs[rank]
            top = one.page > page
            page = max(one.page, page)
            if rank in self.contents:
                continue
            heading = self._heading(rank, one, top and one.page > 0, listed)
            if heading:
                found.append(heading)
        return tuple(self._joined(found))

    def _heading(self, rank: int, one: Paragraph, top: bool, listed: set[str]) -> Heading | None:
        text = " ".join(one.text.split())
        if len(text) > LONGEST:
            return None
        bullet = not any(sign.isalnum() for sign in one.label)
        key = folded(text if bullet else f"{one.label} {text}")
        name = folded(one.style)
        if not any(sign.isalpha() for sign in key) or _SUBJECT_STYLE.search(name):
            return None
        numbering = numbered(key)
        styled = one.level is not None or bool(_STYLE.search(name))
        runs = [run for run in one.runs if run.text.strip() and not run.hidden and run.change != "deleted"]
        size = _size(runs)
        bold = bool(runs) and all(run.bold for run in runs)
        larger = size - self.body_size if size and self.body_size else 0.0
        capitals = _capitals(text)
        bare = _bare(key)
        named = key in listed or (len(bare) > 8 and bare in listed)
        strength = {1: 3.0, 2: 1.5}.get(one.level or 0, 2.0 if styled and one.level is None else 0.0)
        strength += bold * 1.0 + (larger >= 1) * 1.0 + (larger >= 4) * 0.5 + capitals * 0.5
        strength += top * 1.0 + named * 1.5
        explicit = numbering is not None and numbering.explicit
        sentence = text.endswith((".", ";", ",")) and len(text) > 60
        looks = styled or named or ((bold or larger >= 1 or capitals) and len(text) <= 160)
        if not looks and (not _ANNOUNCED.match(key) or sentence or (one.label and bullet)):
            return None
        if sentence and not styled and not explicit and not (bold and larger >= 1):
            return None
        shown = text if bullet else f"{one.label} {text}"
        return Heading(
            rank, shown, key, numbering, strength, one.level, size, one.page, top, named, one.style
        )

    def _joined(self, found: list[Heading]) -> list[Heading]:
        """« Partie 2 » alone on its line takes the words of the heading that follows at once."""
        order = {rank: place for place, rank in enumerate(self.content)}
        joined = []
        for one, after in zip(found, [*found[1:], None], strict=False):
            bare = one.numbering is not None and one.numbering.explicit and len(_bare(one.key)) < 3
            if (
                bare and after and order[after.rank] == order[one.rank] + 1
                and not (after.numbering and after.numbering.explicit)
                and not any(is_one(after) for is_one in (is_annex, is_apart, is_closing))
            ):  # fmt: skip
                one = replace(one, text=f"{one.text} – {after.text}", key=f"{one.key} {after.key}")
            joined.append(one)
        return joined

    @cached_property
    def has_cover(self) -> bool:
        """Whether the first of several pages says little: names and titles, no text."""
        first = [
            self.paper.paragraphs[rank] for rank in self.content if self.paper.paragraphs[rank].page == 1
        ]
        return len(self.paper.pages) > 1 and sum(len(one.text) for one in first) < PROSE

    @cached_property
    def characters(self) -> list[int]:
        """Characters printed by the text before each paragraph, the contents left out; one more figure at the end."""
        total, found = 0, []
        content = set(self.content) - self.contents
        for rank, one in enumerate(self.paper.paragraphs):
            found.append(total)
            total += len(one.text) if rank in content else 0
        return [*found, total]


def numbered(key: str) -> Numbering | None:
    """The number that opens a folded text."""
    if match := _ORDINAL_PART.match(key):
        numbers = [_value(match["one"]), _value(match["other"]) if match["other"] else 0]
    elif match := _PART.match(key) or _GLUED_PART.match(key):
        other = match.groupdict().get("other")
        numbers = [_value(match["one"]), _value(other) if other else 0]
    elif (match := _PLAIN.match(key)) and not _DEEPER.match(key):
        # « 2. Deuxième partie »: the words say more than the figure.
        inner = numbered(key[match.end() :].strip())
        number = _value(match["one"] or match["alone"])
        return inner if inner and inner.explicit else Numbering((number,), explicit=False)
    else:
        return None
    return Numbering(tuple(number for number in numbers if number), explicit=True)


def bloc_named(key: str) -> int:
    """The CCP that a folded heading names (« CCP 2 : … », « Activité-type n° 2 »); 0 for none."""
    match = _BLOC.match(_bare(key)) or _BLOC.match(key)
    return _value(match["one"]) if match else 0


def _cut_page(text: str) -> tuple[str, str, int | None]:
    """« Le territoire ..... p. 12 » in its name, what leads to the page, and the page; no page in a year or a date."""
    line = text.strip()
    head = line.rstrip("0123456789")
    figures = line[len(head) :]
    name = _PAGE_WORD.sub("", head.rstrip()).rstrip(" .…_\t\u00a0")
    if not 1 <= len(figures) <= 3 or head.endswith(("/", "-", ",")):
        return line.rstrip(" .…_\t"), "", None
    return name.strip(), head[len(name) :], int(figures)


def _led_to_a_page(text: str) -> bool:
    """Whether dots or a tab lead from words to a page."""
    if len(text) > _WRITTEN:
        return False
    _, gap, page = _cut_page(text)
    return page is not None and any(leader in gap for leader in _LEADERS)


def _ends_with_a_page(text: str) -> bool:
    """« Le territoire 12 », but neither « Partie 2 » nor a year."""
    if len(text) > _WRITTEN or _cut_page(text)[2] is None:
        return False
    key = folded(text)
    return not (numbered(key) and len(_bare(key)) < 3)


def _value(text: str) -> int:
    figures = re.match(r"\d+", text)
    return int(figures[0]) if figures else _VALUES.get(text, 0)


def _bare(key: str) -> str:
    """A folded heading without the number that opens it."""
    for pattern in (_ORDINAL_PART, _PART, _GLUED_PART, _PLAIN):
        if match := pattern.match(key):
            return _bare(key[match.end() :].strip(" -:.)/°"))
    return re.sub(r"^(?:[\da-z]{1,3}[.)-])+ ?", "", key)


def _size(runs: list[Run]) -> float:
    return max((run.size for run in runs), default=0.0)


def _capitals(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) >= 4 and sum(sign.isupper() for sign in letters) >= 0.9 * len(letters)


def is_annex(heading: Heading) -> bool:
    return bool(_ANNEX.fullmatch(_unnumbered(heading)))


def lists_annexes(heading: Heading) -> bool:
    return bool(_LISTED_ANNEXES.match(heading.key))


def is_opening(heading: Heading) -> bool:
    return bool(_OPENING.fullmatch(_unnumbered(heading)))


def is_closing(heading: Heading) -> bool:
    return bool(_CLOSING.fullmatch(_unnumbered(heading)))


def is_apart(heading: Heading) -> bool:
    """What nobody counts: thanks, glossary, bibliography, lists."""
    return bool(_APART.fullmatch(_unnumbered(heading)))


def _unnumbered(heading: Heading) -> str:
    explicit = heading.numbering is not None and heading.numbering.explicit
    return heading.key if explicit else _bare(heading.key) or heading.key

"""Printed lines made paragraphs and list items: where one ends and the next begins, and how sure that is.

A line that a printer cut was full: the next word did not fit. A line with room for the next word ended on purpose.
Where a full line is followed by a capital, the words decide (an article opens a criterion, a verb a skill), then the
other places where the same text is printed, cut elsewhere.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Literal

from .readings import Read
from .source import Block, Line, Place, Table
from .wording import clean, folded, is_infinitive, is_open, item, join, starts_low

GAP = 0.55  # blank lines from which a gap is seen, and not the leading of a style

Opening = Literal["article", "verb", "knowledge", "name", "other"]

_ARTICLES = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "d",
        "du",
        "de",
        "ce",
        "cet",
        "cette",
        "ces",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
        "chaque",
        "tout",
        "toute",
        "tous",
        "toutes",
        "aucun",
        "aucune",
        "en",
        "dans",
        "a",
        "au",
        "aux",
        "pour",
        "lors",
        "si",
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "nul",
        "nulle",
        "plusieurs",
        "certains",
        "certaines",
        "quel",
        "quelle",
        "suite",
        "selon",
        "avec",
        "sans",
        "par",
        "apres",
        "avant",
    ]
)
_KNOWLEDGE = frozenset(
    [
        "connaissance",
        "connaissances",
        "notion",
        "notions",
        "base",
        "bases",
        "principe",
        "principes",
        "premier",
    ]
)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What the page says of a break: blank lines at the top of the new page, lines left free at the foot of the old.

    Both None where the format has no geometry. `kept` tells that the document prints blank lines at the top of pages
    rather than swallow them.
    """

    top: float | None = None
    slack: int | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """The width at which a source is printed: in points where its lines have a box, in characters elsewhere."""

    points: float = 0.0
    characters: float = 0.0

    def is_full(self, line: Line, following: str) -> bool:
        """True when the first word of what follows would not have fitted at the end of a line."""
        word = len(clean(following).split(" ", 1)[0]) + 1
        if line.box is not None and self.points:
            wide = (line.box.right - line.box.left) / max(1, len(line.text))
            return line.box.right + word * wide > self.points - 0.6 * wide
        return bool(self.characters) and len(line.text.rstrip()) + word > 0.88 * self.characters


@dataclass(frozen=True, slots=True)
class Item:
    """An element of a list: its lines, and why its border is doubtful if it is. `gap` is what stands before it."""

    lines: tuple[Line, ...]
    text: str
    doubt: str = ""
    gap: float = 0.0
    after_break: PageBreak | None = None

    @property
    def read(self) -> Read[str]:
        return Read(self.text, self.lines, self.doubt)


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole document tells of its lines: width, page breaks, words, and pairs of words printed together."""

    measure: Measure = Measure()
    breaks: Mapping[Place, PageBreak] = field(default_factory=dict)
    words: Collection[str] = frozenset()
    pairs: Collection[str] = frozenset()

    def text(self, lines: Iterable[Line]) -> str:
        return join((line.text for line in lines), self.words)


def measure(lines: Iterable[Line]) -> Measure:
    """The width of the lines of running text; a document whose paragraphs are whole has none."""
    points: list[float] = []
    characters: list[int] = []
    for line in lines:
        if line.whole:
            continue
        if line.box is not None:
            points.append(line.box.right)
        characters.append(len(line.text.rstrip()))
    return Measure(_edge(points), _edge([float(n) for n in characters]))


def pairs(lines: Iterable[Line]) -> frozenset[str]:
    """Every four words printed on one line: what proves, elsewhere, that two pieces of text go together."""
    found: set[str] = set()
    for line in lines:
        words = folded(line.text).split(" ")
        found.update(" ".join(words[at : at + 4]) for at in range(len(words) - 3))
    return frozenset(found)


def flat(blocks: Iterable[Block]) -> list[Line]:
    """The lines of blocks, cells of tables in reading order."""
    found: list[Line] = []
    for block in blocks:
        found.extend(block.lines if isinstance(block, Table) else (block,))
    return found


_NUMBER = re.compile(r"\(?(\d{1,2}) ?[.)°] +(?=\S)")


def items(lines: Sequence[Line], context: Context) -> list[Item]:
    """The elements of a list, one per criterion or skill."""
    return _Splitter(lines, context).run()


def without_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines of a list that counts its elements, « 1. … », « 2. … », each number made a bullet."""
    numbers = [None if line.bullet else _NUMBER.match(line.text) for line in lines]
    counted = [int(found[1]) for found in numbers if found]
    if not counted or not numbers[0] or counted != list(range(1, len(counted) + 1)):
        return list(lines)
    return [
        replace(line, text=line.text[found.end() :], bullet=found[0].strip()) if found else line
        for line, found in zip(lines, numbers, strict=True)
    ]


def paragraphs(lines: Sequence[Line], context: Context) -> str:
    """Running text, its paragraphs parted by line ends, the elements of its lists by a dash."""
    texts: list[str] = []
    run: list[Line] = []
    for line in lines:
        if run and _starts_paragraph(run[-1], line, context):
            texts.append(_said(run, context))
            run = []
        run.append(line)
    if run:
        texts.append(_said(run, context))
    return "\n".join(text for text in texts if text)


def opening(text: str) -> Opening:
    """How a text opens: what tells criteria (an article), skills (a verb) and knowledge from each other."""
    words = folded(text).split(" ")
    first = words[0].split("'")[0].strip("(«")
    if first in _KNOWLEDGE:
        return "knowledge"
    if is_infinitive(text):
        return "verb"
    if first in _ARTICLES:
        return "article"
    head = clean(text).split(" ", 1)[0].strip("(),.;:")
    return "name" if head[1:2].isupper() or any(c.isdigit() for c in head) else "other"


def _edge(values: Sequence[float]) -> float:
    """The right edge that many lines reach: the highest value that is no accident."""
    if len(values) < 8:
        return max(values, default=0.0)
    return sorted(values)[int(0.97 * (len(values) - 1))]


def _said(run: Sequence[Line], context: Context) -> str:
    text = context.text(run)
    return f"– {text}" if run[0].bullet else text


def _listed(run: Sequence[Line], context: Context) -> str:
    """The text of an element; those of a list that it carries are parted by semicolons."""
    parts: list[list[Line]] = []
    for rank, line in enumerate(run):
        if rank and not line.bullet:
            parts[-1].append(line)
        else:
            parts.append([line])
    texts = [item(context.text(part)) for part in parts]
    return texts[0] if len(texts) == 1 else item(f"{texts[0]} {' ; '.join(texts[1:])}")


def _starts_paragraph(last: Line, line: Line, context: Context) -> bool:
    if line.bullet or last.whole or line.whole:
        return True
    if starts_low(line.text) and clean(line.text)[0].islower():
        return False
    if line.place not in context.breaks and line.gap > GAP:
        return True
    if context.measure.is_full(last, line.text):
        return False
    return not is_open(last.text) or last.text.rstrip().endswith(":")


class _Splitter:
    def __init__(self, lines: Sequence[Line], context: Context) -> None:
        self.lines = without_numbers([line for line in lines if line.text.strip()])
        self.context = context
        self.bulleted = sum(bool(line.bullet) for line in self.lines) >= max(1, 0.3 * len(self.lines))
        self.openings: Counter[Opening] = Counter()
        self.low = False

    def run(self) -> list[Item]:
        self._learn()
        found: list[Item] = []
        run: list[Line] = []
        doubt = ""
        for line in self.lines:
            if run:
                verdict, why = self._verdict(run, line)
                if verdict:
                    found.append(self._item(run, doubt))
                    run, doubt = [], why
                elif why:
                    doubt = why
            run.append(line)
        if run:
            found.append(self._item(run, doubt))
        return [one for one in found if one.text]

    def _item(self, run: Sequence[Line], doubt: str) -> Item:
        first = run[0]
        return Item(
            tuple(run),
            _listed(run, self.context),
            doubt,
            gap=0.0 if first.place in self.context.breaks else first.gap,
            after_break=self.context.breaks.get(first.place),
        )

    def _learn(self) -> None:
        """How the elements of this list open, from those that surely start."""
        starts = [
            line
            for last, line in zip([None, *self.lines], self.lines, strict=False)
            if last is None or line.bullet or self._surely_parted(last, line)
        ]
        self.low = sum(clean(line.text)[:1].islower() for line in starts) > 0.6 * len(starts) > 0.6
        self.openings = Counter(opening(line.text) for line in starts)

    def _surely_parted(self, last: Line, line: Line) -> bool:
        if last.whole or line.whole:
            return True
        return not self.context.measure.is_full(last, line.text) and not is_open(last.text)

    def _verdict(self, run: Sequence[Line], line: Line) -> tuple[bool, str]:
        """Whether a line opens an element, and the doubt there is of it."""
        last = run[-1]
        if line.bullet:
            return not (run[0].bullet == "" and self._introduces(run)), ""
        if last.whole or line.whole:
            return True, ""
        text = clean(line.text)
        full = self.context.measure.is_full(last, text)
        parted = line.gap > GAP and line.place not in self.context.breaks
        if starts_low(text) and not (self.low and not full):
            if text[0].islower() or full or is_open(last.text) or text[0] in ")»":
                return False, ""
            return parted, ""
        if parted:
            return True, ""
        if self.bulleted and run[0].bullet and full:
            return False, ""
        opened = opening(text)
        # « (… (API Rest) », then « Améliorer »: the bracket was forgotten.
        forgotten = last.text.rstrip().endswith(")") and opened in ("verb", "knowledge")
        if is_open(last.text) and not forgotten:
            if full or opened not in ("article", "verb", "knowledge"):
                return False, ""
            return (
                False,
                "La fin de ligne précédente laisse la phrase ouverte : les deux lignes sont lues ensemble.",
            )
        if not full:
            return True, ""
        return self._at_full_line(last, text, opened)

    def _at_full_line(self, last: Line, text: str, opened: Opening) -> tuple[bool, str]:
        ends, starts = folded(last.text).split(" ")[-2:], folded(text).split(" ")[:2]
        if len(ends) + len(starts) == 4 and " ".join(ends + starts) in self.context.pairs:
            return False, ""
        total = sum(self.openings.values())
        usual = self.openings[opened] > 0.15 * total
        if opened in ("article", "verb", "knowledge"):
            return True, "" if usual or total < 3 else _UNSURE
        if opened in ("name", "other") and not usual and total >= 5 and self._alike() > 0.8 * total:
            return False, ""  # every other element opens alike
        if opened == "name":
            return usual, "" if not usual else _UNSURE
        return usual, _UNSURE

    def _alike(self) -> int:
        """How many elements open as criteria do, or as skills and knowledge do."""
        return max(self.openings["article"], self.openings["verb"] + self.openings["knowledge"])

    def _introduces(self, run: Sequence[Line]) -> bool:
        """A line that ends by a colon carries the list that follows, unless it opens the whole of it."""
        last = next((line for line in reversed(run) if not line.bullet), run[0])
        return last.text.rstrip().endswith(":") and run[0] is not self.lines[0]


_UNSURE = "La ligne précédente est pleine : le document ne dit pas si celle-ci la continue."


def typical_gap(found: Sequence[Item]) -> float:
    """The usual gap between the elements of a list, in blank lines."""
    gaps = [one.gap for one in found[1:] if one.after_break is None]
    return median(gaps) if gaps else 0.0

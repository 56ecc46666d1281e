"""Lines joined again: paragraphs and sentences of running text, items of a cell, titles of a cell."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..paragraphs import without_numbers
from ..source import Line
from ..wording import clean, folded, is_infinitive, is_open, item, join, label, letters, starts_low
from .known import Letters, Titles

_GAP = 0.6
_NARROWEST = 12
_STEP = re.compile(r"^(?:\d{1,2} ?[.)°]|[a-hA-H]\))[\s-]+(?=\S)")
_WORD = re.compile(r"[«“\"(\s\u00a0\u202f]*\S*")
_END = re.compile(r"[.;:!?…]\s*[»”\"')]?$")
# Words that open a criterion: a capital determiner inside a line without punctuation before it begins another one.
_OPENERS = (
    "Le|La|Les|L’|Un|Une|Des|Du|De|D’|Ce|Cet|Cette|Ces|Son|Sa|Ses|Leur|Leurs|Tout|Toute|Tous|Toutes|Chaque|Aucun|Aucune|"
    "Il|Elle|Ils|Elles|En|Dans|Pour|Au|Aux|À|A|Si|Lors|Après|Avant|Plusieurs|Quelques|Respect|Pertinence|Qualité|"
    "Conformité|Maîtrise|Utilisation|Adaptation|Prise|Mise"
)
_RUN_ON = re.compile(rf"(?<=[a-zà-öø-ÿ)\]»%]) (?=(?:{_OPENERS})(?:\b|(?<=’)))")
_RUN_ON_TITLE = re.compile(r"(?<=[a-zà-öø-ÿ)\]»]) (?=(?:S’|Se )?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:cf|ex|etc|art|min|max|env|réf|ref|n|p|M|MM|Mme|\d{1,2}|[a-h])|\.\.)[.)]$"
)
_SENTENCE = re.compile(
    r"(?<=[.!?])\s*[»”\")]?\s+(?=[A-ZÀ-ÖØ-Þ«“\"(\d])|\s+(?=\d{1,2} ?[.)] +[A-ZÀ-ÖØ-Þ])|"
    r"(?<= ;) +(?=[A-ZÀ-ÖØ-Þ])"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that make one paragraph or one item of a list; `step` is the number that it opens by."""

    lines: tuple[Line, ...]
    text: str
    bullet: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its lines; `step` counts the numbered steps of a text (0 outside), `first` opens one."""

    text: str
    lines: tuple[Line, ...]
    bullet: str = ""
    step: int = 0
    first: bool = False
    title: bool = False  # a line that stands as a heading: short, without final punctuation
    opens: bool = False  # first sentence of its paragraph

    @property
    def key(self) -> str:
        return folded(self.text)


def width(lines: Iterable[Line]) -> float:
    """Right edge of a column: in points where the reader measures, in characters otherwise."""
    return max((_extent(line) for line in lines), default=0.0)


def _extent(line: Line) -> float:
    return line.box.right if line.box else float(len(line.text))


def _fits(line: Line, following: Line, edge: float) -> bool:
    """True where the first word of the next line would have held at the end of this one: the break is wanted."""
    word = (_WORD.match(following.text) or [""])[0]
    if line.box:
        per_char = (line.box.right - line.box.left) / max(len(line.text), 1)
        return line.box.right + per_char * (len(word) + 1) <= edge + 1
    # So few characters make no column: its lines are short because they say little.
    return edge < _NARROWEST or len(line.text) + 1 + len(word) <= edge


def paragraphs(lines: Sequence[Line], words: frozenset[str] = frozenset()) -> tuple[Paragraph, ...]:
    """The paragraphs of running text, stray blank lines inside a sentence forgotten."""
    edge = width(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if not line.text.strip():
            continue
        if groups and _continues(groups[-1][-1], line, edge):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_paragraph(group, words) for group in groups)


def _continues(last: Line, line: Line, edge: float) -> bool:
    if line.bullet or last.whole or _STEP.match(line.text):
        return False
    ended = bool(_END.search(last.text)) and not last.text.rstrip().endswith(("...", "…"))
    if (starts_low(line.text) or line.text.startswith("(")) and not ended:
        return True
    if line.gap > _GAP or ended:
        return line.gap <= _GAP and starts_low(line.text) and not last.text.rstrip().endswith((";", ":"))
    return is_open(last.text) or not _fits(last, line, edge)


def _paragraph(lines: list[Line], words: frozenset[str]) -> Paragraph:
    text = join((line.text for line in lines), words)
    step = _STEP.match(lines[0].text)
    return Paragraph(tuple(lines), text, lines[0].bullet, step[0].strip() if step else "")


def sentences(lines: Sequence[Line], words: frozenset[str] = frozenset()) -> tuple[Sentence, ...]:
    """The sentences of running text, each with the lines that print it; a list item is one sentence."""
    edge = width(lines)
    found: list[Sentence] = []
    step = 0
    for paragraph in paragraphs(lines, words):
        if paragraph.bullet:
            found.append(Sentence(paragraph.text, paragraph.lines, paragraph.bullet, step, opens=True))
            continue
        for rank, (text, own) in enumerate(_split(paragraph, words)):
            numbered = _STEP.match(text)
            if numbered:
                step += 1
                text = text[numbered.end() :]
            title = (
                rank == 0
                and len(paragraph.lines) == 1
                and text == paragraph.text
                and not _END.search(text)
                and len(text) < 90
                and (not edge or _extent(paragraph.lines[0]) < 0.8 * edge or paragraph.lines[0].bold)
            )
            found.append(
                Sentence(text, own, "", step, bool(numbered), title=title and not numbered, opens=rank == 0)
            )
    return tuple(found)


def _split(paragraph: Paragraph, words: frozenset[str]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Sentences of a paragraph with their lines, told by the length that the first lines make once joined."""
    text = paragraph.text
    ends = [
        len(join((line.text for line in paragraph.lines[: rank + 1]), words))
        for rank in range(len(paragraph.lines))
    ]
    start = 0
    cuts = [
        m.span() for m in _SENTENCE.finditer(text) if not _ABBREVIATION.search(text[: m.start()].rstrip())
    ]
    for stop, resume in [*cuts, (len(text), len(text))]:
        piece = text[start:stop].strip()
        if piece:
            first = next((rank for rank, end in enumerate(ends) if end > start), len(ends) - 1)
            last = next((rank for rank, end in enumerate(ends) if end >= stop), len(ends) - 1)
            yield piece, paragraph.lines[first : last + 1]
        start = resume


# --- items of a cell ---


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a cell, its lines, and why its bounds are doubtful if they are."""

    text: str
    lines: tuple[Line, ...]
    doubt: str = ""


RUN_ON = (
    "Le document imprime plusieurs éléments à la suite, sans séparation : ils sont coupés aux majuscules."
)


def items(
    lines: Sequence[Line],
    words: frozenset[str] = frozenset(),
    edge: float = 0.0,
    attested: Collection[str] = frozenset(),
) -> tuple[Item, ...]:
    """The items of a cell, one per printed paragraph: a line that opens by a capital begins an item, unless the line
    before it is full and cannot end there. `edge` is the width of the column where other cells are wider; `attested`
    the letters of the lines that the documents print elsewhere, which settle where items run on."""
    lines = without_numbers([line for line in lines if line.text.strip()])
    edge = max(edge, width(lines))
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _same_item(groups[-1][-1], line, edge):
            groups[-1].append(line)
        else:
            groups.append([line])
    found: list[Item] = []
    for group in groups:
        text = item(join((line.text for line in group), words))
        pieces = [item(piece) for piece in _RUN_ON.split(text)]
        if len(pieces) == 1:
            found.append(Item(text, tuple(group)))
        else:
            found.extend(
                Item(piece, tuple(group), "" if letters(piece) in attested else RUN_ON) for piece in pieces
            )
    return tuple(found)


def _same_item(last: Line, line: Line, edge: float) -> bool:
    if line.bullet or last.whole:
        return False
    ended = bool(re.search(r"[.;]$", last.text.rstrip())) and not last.text.rstrip().endswith(("...", "…"))
    if starts_low(line.text) and not line.text[:1].isdigit():
        return not (ended and line.gap > _GAP)
    if ended or (line.gap > _GAP and not is_open(last.text)):
        return False
    if is_open(last.text):
        return True
    word, _, others = clean(line.text).partition(" ")
    if not others:
        return True  # one word is no criterion: the end of the line above
    full = not _fits(last, line, edge)
    return full and (word[:1].isdigit() or (len(word) > 1 and word.isupper()))


# --- titles of a cell ---


def titles_in(
    lines: Sequence[Line], known: Titles | None = None, words: frozenset[str] = frozenset()
) -> tuple[Item, ...]:
    """The titles of competences that a cell lists, one per capital infinitive or per known title, wrapped or run on."""
    groups: list[list[Line]] = []
    for line in lines:
        if not line.text.strip():
            continue
        if groups and not _opens_title(groups[-1], line, known):
            groups[-1].append(line)
        else:
            groups.append([line])
    found: list[Item] = []
    for group in groups:
        found.extend(_unrun(group, known, words))
    return tuple(found)


def _opens_title(group: Sequence[Line], line: Line, known: Titles | None) -> bool:
    last = group[-1]
    if line.bullet:
        return True
    if starts_low(line.text):
        return False
    if last.whole:
        return True
    if is_infinitive(line.text) or (known and known.starts(line.text)):
        return True
    if is_open(last.text):
        return False
    return line.gap > _GAP or bool(known and known.near(join(one.text for one in group)))


def _unrun(group: list[Line], known: Titles | None, words: frozenset[str]) -> Iterator[Item]:
    """The titles that one paragraph holds: one, or several run on."""
    text = title_text(join((line.text for line in group), words))
    stretch = Letters.of(group)
    if known and letters_count(text) and known.near(text) is None:
        pieces = _known_pieces(stretch, known)
        if len(pieces) > 1:
            for start, end in pieces:
                own = stretch.cut(start, end)
                yield Item(title_text(join((line.text for line in own), words)), own)
            return
    cuts = [m.end() for m in _RUN_ON_TITLE.finditer(text) if is_infinitive(text[m.end() :])]
    if not cuts:
        yield Item(text, tuple(group))
        return
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = title_text(text[start:end])
        yield Item(piece, tuple(group), "" if known and known.near(piece) else RUN_ON)


def letters_count(text: str) -> int:
    return sum(char.isalpha() for char in text)


def _known_pieces(stretch: Letters, known: Titles) -> list[tuple[int, int]]:
    """Bounds of the known titles that make the whole of some letters; empty where they do not."""
    pieces: list[tuple[int, int]] = []
    at = 0
    while at < len(stretch.text):
        found = known.at(stretch.text, at)
        if found is None:
            return []
        pieces.append((found.start, found.end))
        at = found.end
    return pieces


def title_text(text: str) -> str:
    """A title without the quotes and punctuation that only frame it."""
    return label(re.sub(r"^[«“\"\s]+|[»”\"\s.;,]+$", "", label(text)))


def parts_of(line: Line, text: str) -> Line:
    """The same printed line, cut to a part of its text."""
    return line if line.text == text else replace(line, text=text)

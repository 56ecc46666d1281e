"""Mends what an extraction broke, by agreement between the places where the same text stands: pure functions.

Two wordings of one text differ by slips, by their print, or in truth. A slip is a word that neither French nor the
rest of the documents know, beside a near one that they know (« Informar », « Informer »): it is mended. Print is what
leaves the word unsure of nothing (spaces, hyphens, capitals): it is left. A true difference (« les actes », « ses
actes ») is kept on both sides: nothing here merges it. No function depends on the order of the wordings.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from .lexicon import Lexicon, bare, fold
from .source import Line
from .wording import is_infinitive

_TOKEN = re.compile(r"[^\W_]+")
_ELISIONS = {"l", "d", "j", "m", "n", "s", "t", "c", "qu", "lorsqu", "jusqu", "puisqu", "quoiqu", "quelqu"}
# What stands for the ending of an infinitive once its verb is conjugated: « préparé », « accueillie », « rendus ».
_PARTICIPLE = re.compile(r"(?:ée?s?|ez|ai|ie?s?|ue?s?)")
_ALIKE = 60.0
_TWINS = 90.0
# Real titles settle in two rounds; a hostile document does not make this long.
_ROUNDS = 12

_CAPITAL = "une capitale a perdu son accent, que le même texte porte ailleurs"
_PIECES = "le mot est coupé ou collé ici, entier ailleurs dans le même texte"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text as one place words it; `witness` tells the independent place: « reac:synopsis », « re:matrix »."""

    text: str
    lines: tuple[Line, ...] = ()
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """A wording that was mended: what was printed, what is kept, and why, in French."""

    before: str
    after: str
    reason: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the wordings of one text come to.

    `text` is the wording kept for the whole; `texts` is each wording, mended, in the order given; `variants` are the
    wordings that truly differ from `text`, mended.
    """

    text: str
    texts: tuple[str, ...]
    mends: tuple[Mend, ...] = ()
    variants: tuple[Wording, ...] = ()


class _Token(NamedTuple):
    word: str  # small letters
    start: int
    end: int


class _Segment(NamedTuple):
    """A stretch where two texts differ: characters of each, and what they print there."""

    own: tuple[int, int]
    other: tuple[int, int]
    left: tuple[_Token, ...]
    right: tuple[_Token, ...]
    opening: bool


class _Fix(NamedTuple):
    start: int
    end: int
    kept: str
    reason: str


_Texts: TypeAlias = tuple[str, ...]


def agree(wordings: Sequence[Wording], lexicon: Lexicon, *, verb: bool = False) -> Agreement:
    """Wordings of one text, mended one by the other; `verb` tells that the text opens with an infinitive.

    Raises ValueError without any wording. Mending what was mended changes nothing.
    """
    if not wordings:
        raise ValueError("no wording to agree on")
    apart = frozenset(line.text for wording in wordings for line in wording.lines)
    given: _Texts = tuple(wording.text for wording in wordings)
    texts, reasons = given, [""] * len(given)
    if verb:
        opened = [mend_verb(text, lexicon) for text in texts]
        texts = tuple(mended.after if mended else text for text, mended in zip(texts, opened, strict=True))
        reasons = [mended.reason if mended else "" for mended in opened]
    judge = _Judge(lexicon, apart, verb)
    # Each round makes texts more alike; a mended one may bring a new majority.
    for _ in range(min(len(set(given)), _ROUNDS)):
        leader = _leader(texts, wordings)
        fixed = _against_each(leader, texts, judge)
        outcomes = {text: _mend(text, fixed, judge) for text in dict.fromkeys(texts)}
        mended, why = [], []
        for text, reason in zip(texts, reasons, strict=True):
            after, found = outcomes[text]
            mended.append(after)
            why.append(reason if found in ("", reason) else "; ".join(filter(None, (reason, found))))
        if tuple(mended) == texts:
            break
        texts, reasons = tuple(mended), why
    text = _leader(texts, wordings)
    return Agreement(
        text,
        texts,
        tuple(
            Mend(before, after, reason, wording.lines)
            for before, after, reason, wording in zip(given, texts, reasons, wordings, strict=True)
            if before != after
        ),
        tuple(
            replace(wording, text=one)
            for one, wording in zip(texts, wordings, strict=True)
            if differs(one, text)
        ),
    )


def differs(one: str, other: str) -> bool:
    """True where two texts differ in their words, not only in spaces, hyphens, stops, capitals and their accents."""
    if one == other:
        return False
    if fold(one) != fold(other):
        return True
    return any(_accents_differ(segment) for segment in _segments(one, other))


def alike(one: str, other: str) -> float:
    """Likeness of two texts from 0 to 100, whatever their capitals, accents and spaces."""
    return fuzz.ratio(fold(one), fold(other))


def mend_verb(text: str, lexicon: Lexicon) -> Mend | None:
    """The text with its first verb mended where the documents prove the slip (« Informar sur… »)."""
    match = _TOKEN.search(text)
    verb = lexicon.verb_behind(match[0]) if match else None
    if match is None or verb is None:
        return None
    kept = verb[0].upper() + verb[1:]
    return Mend(
        text,
        text[: match.start()] + kept + text[match.end() :],
        f"« {match[0]} » n’est pas la forme qu’attend un intitulé ; le même verbe s’écrit « {verb} » ailleurs "
        "dans les documents",
    )


def pair(left: Sequence[str], right: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """The items of two lists that are two wordings of one, in order; an item without its like stands alone."""
    score = [[_likeness(one, other) for other in right] for one in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], score[i][j] + best[i + 1][j + 1])
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if score[i][j] and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    pairs += [(rank, None) for rank in range(i, len(left))]
    return pairs + [(None, rank) for rank in range(j, len(right))]


def recut(items: Sequence[str], model: Sequence[str]) -> list[str] | None:
    """`items` cut where the items of `model` are cut, when both say the same words from end to end.

    A cell of a table often glues its paragraphs (« … est claire La méthode… »), or breaks one. A cut is only made
    before a capital, and only joined before a small letter: None where nothing is to change, or where the words of
    the two lists differ.
    """
    whole = " ".join(items)
    if fold(whole) != fold(" ".join(model)):
        return None
    wanted = _cuts(model)
    here = _cuts(items)
    starts = _starts(whole)
    cuts = {cut for cut in wanted | here if whole[starts[cut]].isupper() or not whole[starts[cut]].isalpha()}
    if cuts == here:
        return None
    edges = sorted(starts[cut] for cut in cuts)
    return [whole[a:b].strip() for a, b in zip([0, *edges], [*edges, len(whole)], strict=True)]


def twins(texts: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Ranks of the texts that are nearly one and the same, in different lists: occurrences to agree on.

    Only texts that begin or end alike are compared, so that hundreds of items cost little.
    """
    folded = [fold(text) for text in texts]
    kin = list(range(len(texts)))

    def root(rank: int) -> int:
        while kin[rank] != rank:
            rank = kin[rank]
        return rank

    nests: dict[str, list[int]] = {}
    for rank, text in enumerate(folded):
        for nest in {f"^{text[:10]}", f"{text[-10:]}$"}:
            nests.setdefault(nest, []).append(rank)
    for ranks in nests.values():
        distinct: dict[str, int] = {}
        for rank in ranks:
            kin[root(rank)] = root(distinct.setdefault(folded[rank], rank))
        for one, first in distinct.items():
            for other, second in distinct.items():
                if first < second and fuzz.ratio(one, other, score_cutoff=_TWINS):
                    kin[root(second)] = root(first)
    families: dict[int, list[int]] = {}
    for rank in range(len(texts)):
        families.setdefault(root(rank), []).append(rank)
    yield from (tuple(family) for family in families.values() if len({texts[rank] for rank in family}) > 1)


class _Judge:
    """Says of two prints at one place of a text which is the slip."""

    def __init__(self, lexicon: Lexicon, apart: Set[str], verb: bool) -> None:
        self.lexicon, self.apart, self.verb = lexicon, apart, verb

    def reason(self, segment: _Segment) -> str:
        """Why the left side is a slip of the right one, in French; empty where it is not."""
        left, right = segment.left, segment.right
        if not left or not right:
            return ""
        if _joined(left) == _joined(right):
            return _PIECES if self._unsound(left) > self._unsound(right) else ""
        if len(left) != len(right):
            lost = self._unsound(left) and not self._unsound(right) and _near(_joined(left), _joined(right))
            return _PIECES if lost else ""
        reasons = [
            self._word(one.word, other.word, segment.opening and rank == 0)
            for rank, (one, other) in enumerate(zip(left, right, strict=True))
            if one.word != other.word
        ]
        return reasons[0] if reasons and all(reasons) else ""

    def _word(self, own: str, other: str, opening: bool) -> str:
        if any(c.isdigit() for c in own + other):
            return ""
        if bare(own) == bare(other) and own[1:] == other[1:]:
            # Only the first letter: « Evaluer », « Évaluer ».
            return _CAPITAL if own.isascii() or bare(own[0]) == own[0] else ""
        if opening and self.verb and is_infinitive(other) and _is_participle(own, other):
            return (
                f"« {own} » n’est pas l’infinitif qu’attend un intitulé, et que le même texte porte ailleurs"
            )
        if bare(own) != bare(other) and not _near(own, other):
            return ""
        if self._sound(own) or not self._sound(other):
            return ""
        return f"« {own} » n’est ni un mot français ni un mot des documents ; le même texte porte « {other} » ailleurs"

    def _sound(self, word: str) -> bool:
        if word in _ELISIONS:
            return True
        return (len(word) > 1 and self.lexicon.is_sound(word, self.apart)) or word in {"a", "à", "y", "ô"}

    def _unsound(self, tokens: tuple[_Token, ...]) -> int:
        return sum(not self._sound(token.word) for token in tokens if not token.word.isdigit())


def _against_each(leader: str, texts: _Texts, judge: _Judge) -> str:
    """The leading text, mended where other wordings prove it slips."""
    votes: Counter[_Fix] = Counter()
    for text in texts:
        if text != leader:
            votes.update(_fixes(leader, text, judge))
    chosen: list[_Fix] = []
    for fix, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        if all(fix.end <= other.start or fix.start >= other.end for other in chosen):
            chosen.append(fix)
    return _apply(leader, chosen)


def _mend(text: str, model: str, judge: _Judge) -> tuple[str, str]:
    """The text with its slips mended on the model, and the first reason."""
    if text == model:
        return text, ""
    fixes = list(_fixes(text, model, judge))
    return _apply(text, fixes), "; ".join(dict.fromkeys(fix.reason for fix in fixes))


def _fixes(text: str, model: str, judge: _Judge) -> Iterator[_Fix]:
    for segment in _segments(text, model):
        if reason := judge.reason(segment):
            (start, end), (first, last) = segment.own, segment.other
            yield _Fix(start, end, _cased(model[first:last], text[start:end]), reason)


def _apply(text: str, fixes: Sequence[_Fix]) -> str:
    for fix in sorted(fixes, reverse=True):
        text = text[: fix.start] + fix.kept + text[fix.end :]
    return text


def _cased(text: str, like: str) -> str:
    """A text with the capital or the small letter that the place has."""
    return (text[:1].upper() if like[:1].isupper() else text[:1].lower()) + text[1:]


def _segments(text: str, other: str) -> Iterator[_Segment]:
    left, right = _tokens(text), _tokens(other)
    steps = Levenshtein.opcodes([token.word for token in left], [token.word for token in right])
    start: tuple[int, int] | None = None
    for step in steps:
        if step.tag == "equal":
            if start:
                yield _segment(left, right, start, (step.src_start, step.dest_start))
            start = None
        elif start is None:
            start = (step.src_start, step.dest_start)
    if start:
        yield _segment(left, right, start, (len(left), len(right)))


def _segment(
    left: list[_Token], right: list[_Token], start: tuple[int, int], end: tuple[int, int]
) -> _Segment:
    own, other = left[start[0] : end[0]], right[start[1] : end[1]]
    return _Segment(
        (own[0].start, own[-1].end) if own else (0, 0),
        (other[0].start, other[-1].end) if other else (0, 0),
        tuple(own),
        tuple(other),
        start == (0, 0),
    )


def _tokens(text: str) -> list[_Token]:
    return [_Token(m[0].lower().replace("œ", "oe"), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _leader(texts: _Texts, wordings: Sequence[Wording]) -> str:
    """The wording of most independent places, then of most places, then the one with most accents; never by rank."""
    groups: dict[str, list[int]] = {}
    for rank, text in enumerate(texts):
        groups.setdefault(fold(text), []).append(rank)

    def weight(ranks: Sequence[int]) -> tuple[int, int]:
        return len({wordings[rank].witness for rank in ranks}), len(ranks)

    best = max(groups.values(), key=lambda ranks: (weight(ranks), max(texts[rank] for rank in ranks)))
    prints: dict[str, list[int]] = {}
    for rank in best:
        prints.setdefault(texts[rank], []).append(rank)
    return max(prints, key=lambda text: (weight(prints[text]), _accents(text), text))


def _accents(text: str) -> int:
    return sum(not c.isascii() for c in text if c.isalpha())


def _accents_differ(segment: _Segment) -> bool:
    """True where words of the same letters differ by accents that are not those of a capital."""
    return _joined(segment.left)[1:] != _joined(segment.right)[1:]


def _joined(tokens: tuple[_Token, ...]) -> str:
    return "".join(token.word for token in tokens)


def _near(one: str, other: str) -> bool:
    one, other = bare(one), bare(other)
    return OSA.distance(one, other) <= max(1, min(len(one), len(other)) // 4)


def _is_participle(own: str, infinitive: str) -> bool:
    stem = re.sub(r"(?:er|ir|re|oir)$", "", infinitive)
    return bool(stem) and own.startswith(stem) and _PARTICIPLE.fullmatch(own[len(stem) :]) is not None


def _likeness(one: str, other: str) -> float:
    """Likeness, 0 under the least that makes two wordings of one item."""
    found = alike(one, other)
    return found if found >= _ALIKE else 0.0


def _cuts(items: Sequence[str]) -> set[int]:
    """Where items begin, but the first: numbers of folded characters before them."""
    cuts, length = set(), 0
    for item in items[:-1]:
        length += len(fold(item))
        cuts.add(length)
    return cuts


def _starts(text: str) -> dict[int, int]:
    """Index in the text of each folded character, by the number of folded characters before it."""
    starts: dict[int, int] = {}
    count = 0
    for index, char in enumerate(text):
        size = len(fold(char))
        if size:
            starts.setdefault(count, index)
        count += size
    return starts

"""Which heading opens which part of the production: the best reading of the whole dossier, in the order of the RE.

Each heading is weighed for each part (its number, the words of the part's competences and requirements, its look, its
place among its like), then one heading a part is chosen for the greatest sum, text being wanted between two of them:
the lines of a plan or of a contents table typed by hand so lose against the true headings.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import Production, TitreVersion
from jalon.referentiel.search import stems

from .headings import Heading, Outline, bloc_named, is_annex, is_apart, is_closing, is_opening

LITTLE_TEXT = 400  # characters: less between two headings is a list of headings, not a part
_EXPLICIT, _PLAIN, _WORDS, _PLACE = 10.0, 3.0, 5.0, 3.0
_TELLING = 1.2  # points of wording under which a heading says nothing of a part
_ENOUGH = 4.5
_CROWDED = -8.0
_ALIKE = 1.5
_LARGER = 1.5  # points from which a heading typed by hand is above another
_KEPT = 14  # headings weighed for each part
_WEIGHED = 800  # headings of a dossier: more are lines of a list, or a trap
_NOT_PARTS = (is_annex, is_apart, is_closing, is_opening)


@dataclass(frozen=True, slots=True)
class Claim:
    """A heading that may open a part: how much speaks for it and what, in French.

    `sure` tells that it names the part (« Partie 2 »), `firm` that it has at least its number or its rank among the
    headings of one look: the words of a heading alone may be those of a passage inside another part.
    """

    part: int
    heading: Heading
    score: float
    evidence: str
    sure: bool
    firm: bool
    shared: tuple[int, ...] = ()  # every part that the heading names, when several


class Vocabulary:
    """The words that tell the parts of a production from one another, rare ones weighing more."""

    def __init__(self, production: Production, titre: TitreVersion) -> None:
        titles = {one.number: one.title for one in titre.competences}
        self.words = {
            part.number: stems(
                " ".join((*(titles.get(number, "") for number in part.competences), *part.requirements))
            )
            for part in production.parts
        }
        counts = Counter(word for words in self.words.values() for word in words)
        self.weights = {word: 1 + log(len(self.words) / count) for word, count in counts.items()}

    def likeness(self, heading: Heading) -> dict[int, float]:
        """For each part, from 0 to 1, how much of the heading is its own words and not those of the others."""
        said = stems(heading.text)
        total = sum(self.weights.get(word, 1.0) for word in said)
        if not total:
            return dict.fromkeys(self.words, 0.0)
        own = {
            number: sum(self.weights[word] for word in said & words) / total
            for number, words in self.words.items()
        }
        return {
            number: max(
                0.0, share - 0.5 * max((other for one, other in own.items() if one != number), default=0)
            )
            for number, share in own.items()
        }


def allot(
    outline: Outline, production: Production, titre: TitreVersion
) -> tuple[dict[int, Claim], list[Claim]]:
    """The heading that opens each part found in its place, and every claim that was weighed."""
    numbers = [part.number for part in production.parts]
    headings = [
        one
        for one in outline.headings
        if not any(is_one(one) for is_one in _NOT_PARTS)
        and not (outline.has_cover and one.page == 1 and not (one.numbering and one.numbering.explicit))
    ]
    if len(headings) > _WEIGHED:
        headings = sorted(
            sorted(headings, key=lambda one: -one.strength)[:_WEIGHED], key=lambda one: one.rank
        )
    claims = _claims(headings, numbers, Vocabulary(production, titre), _by_bloc(production, titre))
    claims = _outside_of_others(claims, headings, len(numbers))
    chosen = _best(claims, numbers, outline)
    kept = [claim for claim in claims if _of_their_kind(claim, chosen)]
    if len(kept) < len(claims):
        chosen = _best(kept, numbers, outline)
    return _from_their_first_line(chosen, claims, outline), kept


def _by_bloc(production: Production, titre: TitreVersion) -> dict[int, int]:
    """From the number of a CCP to that of the part that treats it, where each part treats one CCP and each CCP has one:
    « CCP 2 » or « Activité-type 2 » then name a part."""
    found: dict[int, int] = {}
    for number, bloc in enumerate(titre.ccps, 1):
        held = {one.number for one in bloc.competences}
        parts = [part.number for part in production.parts if held & {*part.competences}]
        if len(parts) > 1 or (parts and parts[0] in found.values()):
            return {}
        found |= dict.fromkeys((number,), parts[0]) if parts else {}
    return found if len(found) == len(production.parts) else {}


def _outside_of_others(claims: Sequence[Claim], headings: Sequence[Heading], count: int) -> list[Claim]:
    """Claims without those of subheadings: words alone, below a higher heading that firmly opens a part, in a look that
    more headings bear than there are parts."""
    firm = {one.heading.rank for one in claims if one.firm}
    looks = Counter(map(_look, headings))
    above: list[Heading] = []  # headings that hold the present one, the highest first
    held: set[int] = set()
    for heading in headings:
        while above and not _higher(above[-1], heading):
            above.pop()
        if any(one.rank in firm for one in above) and looks[_look(heading)] > count:
            held.add(heading.rank)
        above.append(heading)
    return [one for one in claims if one.firm or one.heading.rank not in held]


def _higher(one: Heading, other: Heading) -> bool:
    """Whether a heading is of a higher level than another or, both being typed by hand, larger."""
    if one.level is not None and other.level is not None:
        return one.level < other.level
    if one.level is None and other.level is None:
        return one.size >= other.size + _LARGER
    return False


def _claims(
    headings: Sequence[Heading], numbers: Sequence[int], vocabulary: Vocabulary, blocs: Mapping[int, int]
) -> list[Claim]:
    shift = _shift(headings, numbers)
    places = _places(headings, len(numbers))
    found: list[Claim] = []
    for heading in headings:
        named = heading.numbering.numbers if heading.numbering else ()
        named = tuple(number - shift for number in named)
        explicit = bool(heading.numbering and heading.numbering.explicit)
        if not explicit and (number := blocs.get(bloc_named(heading.key))):
            named, explicit = (number,), True
        likeness = vocabulary.likeness(heading)
        for rank, number in enumerate(numbers, 1):
            if explicit and number not in named:
                continue
            words = _WORDS * likeness[number]
            placed = places.get(heading.rank) == rank
            plain = bool(named) and not explicit
            telling = explicit or (plain and number in named) or placed or words >= _TELLING
            score = heading.strength + words + _PLACE * placed
            if named:
                score += (_EXPLICIT if explicit else _PLAIN) if number in named else -2.0
            if telling and score >= _ENOUGH:
                shared = named if explicit and len(named) > 1 else ()
                evidence = _evidence(heading, number in named, placed, words)
                firm = explicit or placed or number in named
                found.append(Claim(number, heading, score, evidence, explicit, firm, shared))
    return found


def _shift(headings: Sequence[Heading], numbers: Sequence[int]) -> int:
    """How far the parts are numbered from those of the RE: a CCP's dossier may keep the numbers of the title's."""
    named = {
        number
        for one in headings
        if one.numbering and one.numbering.explicit and one.strength >= 1
        for number in one.numbering.numbers
    }
    if len(named) != len(numbers) or named <= set(numbers):
        return 0
    return min(named) - numbers[0]


def _places(headings: Sequence[Heading], count: int) -> dict[int, int]:
    """Places of the headings of one look that are as many as the parts: first to first, and so on.

    Where each bears a number of its own, these numbers are their places: parts written in another order keep theirs.
    """
    looks: dict[tuple[object, ...], list[Heading]] = {}
    for one in headings:
        looks.setdefault(_look(one), []).append(one)
    for alike in looks.values():
        if len(alike) == count and count > 1:
            named = [one.numbering.numbers[0] if one.numbering else 0 for one in alike]
            first = min(named)
            ordered = sorted(named) == list(range(first, first + count)) and first > 0
            return {
                one.rank: number - first + 1 if ordered else place
                for place, (one, number) in enumerate(zip(alike, named, strict=True), 1)
            }
    return {}


def _look(heading: Heading) -> tuple[object, ...]:
    return (heading.level, heading.style, round(heading.size))


def _evidence(heading: Heading, numbered: bool, placed: bool, words: float) -> str:
    explicit = bool(heading.numbering and heading.numbering.explicit)
    signs = []
    if heading.level is not None:
        signs.append(f"titre de niveau {heading.level}")
    elif heading.strength >= 1:
        signs.append("titre mis en valeur à la main")
    if numbered:
        signs.append("il nomme la partie" if explicit else "il en porte le numéro")
    if words >= _TELLING:
        signs.append("il reprend les mots de ses compétences ou de ses contenus")
    if placed and not numbered:
        signs.append("il est à son rang parmi les titres de même forme")
    if heading.listed:
        signs.append("le sommaire l’annonce")
    if heading.top:
        signs.append("il ouvre une page")
    return " ; ".join(signs)


def _best(claims: Sequence[Claim], numbers: Sequence[int], outline: Outline) -> dict[int, Claim]:
    """One claim a part at most, in order of parts and of the file, for the greatest score."""
    by_part: dict[int, list[Claim]] = {}
    for claim in sorted(claims, key=lambda one: (-one.score, one.heading.rank)):
        if len(by_part.setdefault(claim.part, [])) < _KEPT:
            by_part[claim.part].append(claim)
    ways: list[tuple[float, tuple[Claim, ...]]] = []
    ended: list[tuple[float, tuple[Claim, ...]]] = [(0.0, ())]
    for number in numbers:
        fresh = []
        for claim in by_part.get(number, ()):
            before = max(
                (
                    (score + _link(way[-1], claim, outline), way)
                    for score, way in ways
                    if way[-1].heading.rank < claim.heading.rank
                ),
                key=lambda one: one[0],
                default=(0.0, ()),
            )
            fresh.append((max(before[0], 0.0) + claim.score, (*(before[1] if before[0] > 0 else ()), claim)))
        ways += fresh
    end = len(outline.paper.paragraphs)
    for score, way in ways:
        crowded = _between(way[-1].heading.rank, end, outline) < LITTLE_TEXT
        ended.append((score + (_CROWDED if crowded else 0.0), way))
    _, best = max(ended, key=lambda one: one[0])
    return {claim.part: claim for claim in best}


def _link(one: Claim, after: Claim, outline: Outline) -> float:
    alike = _look(one.heading) == _look(after.heading)
    crowded = _between(one.heading.rank, after.heading.rank, outline) < LITTLE_TEXT
    return alike * _ALIKE + crowded * _CROWDED


def _between(rank: int, end: int, outline: Outline) -> int:
    """Characters of text from a heading to a rank."""
    return outline.characters[end] - outline.characters[rank] - len(outline.paper.paragraphs[rank].text)


def _of_their_kind(claim: Claim, chosen: Mapping[int, Claim]) -> bool:
    """Whether a claim looks like the headings chosen: a subheading numbered 3 is no third part."""
    if claim.sure or len(chosen) < 2:
        return True
    sure = [one for one in chosen.values() if one.sure]
    if 2 * len(sure) >= len(chosen):
        # Parts are named as such in this dossier: another heading is one of them on the strength of its words alone.
        level = max((one.heading.level or 0 for one in sure), default=0)
        return (
            (claim.heading.level or 0) <= level
            and claim.heading.numbering is None
            and claim.score - claim.heading.strength >= 0.5 * _WORDS
        )
    look, _ = Counter(_look(one.heading) for one in chosen.values()).most_common(1)[0]
    alike = [one for one in chosen.values() if _look(one.heading) == look]
    if 2 * len(alike) < len(chosen):
        return True
    # A number proves nothing without the look of the others; words do, in a heading as strong as theirs.
    least = (max if claim.heading.numbering else min)(one.heading.strength for one in alike)
    return _look(claim.heading) == look or claim.heading.strength >= least + bool(claim.heading.numbering)


def _from_their_first_line(
    chosen: Mapping[int, Claim], claims: Sequence[Claim], outline: Outline
) -> dict[int, Claim]:
    """Each part from the first heading that names it: a page that bears its title alone opens it."""
    found: dict[int, Claim] = {}
    before = -1
    for number, claim in chosen.items():
        earlier = [
            one
            for one in claims
            if one.part == number and one.sure and before < one.heading.rank < claim.heading.rank
            and _between(one.heading.rank, claim.heading.rank, outline) < LITTLE_TEXT // 2
        ]  # fmt: skip
        # The lines of a plan stand together, so that other parts are named between them and the true heading.
        first = next(
            (
                one
                for one in earlier
                if not any(
                    other.sure and other.part != number
                    and one.heading.rank < other.heading.rank < claim.heading.rank
                    for other in claims
                )
            ),
            claim,
        )  # fmt: skip
        found[number] = replace(claim, heading=first.heading) if first is not claim else claim
        before = claim.heading.rank
    return found


def misplaced(
    chosen: Mapping[int, Claim], claims: Sequence[Claim], numbers: Sequence[int], outline: Outline
) -> dict[int, Claim]:
    """Parts that a heading names elsewhere than in the order of the RE, with text under it."""
    found: dict[int, Claim] = {}
    taken = sorted(claim.heading.rank for claim in chosen.values())
    for number in numbers:
        if number in chosen:
            continue
        for claim in sorted((one for one in claims if one.part == number), key=lambda one: -one.score)[
            :_KEPT
        ]:
            rank = claim.heading.rank
            others = [
                one.heading.rank
                for one in claims
                if one.sure and one.part != number and one.heading.rank > rank
            ]
            end = min((*(one for one in taken if one > rank), *others, len(outline.paper.paragraphs)))
            alike = any(_look(claim.heading) == _look(one.heading) for one in chosen.values())
            if rank not in taken and (claim.sure or alike) and _between(rank, end, outline) >= LITTLE_TEXT:
                found[number] = claim
                taken = sorted([*taken, rank])
                break
    return found


def speaks_of(text: str, part: int, vocabulary: Vocabulary) -> float:
    """How much a text holds of a part's own words, from 0 to 1: those that no other part has."""
    others = frozenset().union(*(words for number, words in vocabulary.words.items() if number != part))
    own = vocabulary.words[part] - others
    return len(own & stems(folded(text))) / len(own) if own else 0.0

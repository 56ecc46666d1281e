"""Which competence and which activité type of a version answer which of another, and on what evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..schema import Activity, Competence, TitreVersion
from .model import Evidence, Regrouping
from .texts import Weights, fold, similarity, stems

PAIRED = 0.35  # score from which two competences are held to be the same one
LIKELY = 0.22  # likeness of contents alone, between the lonely ones of two activities that answer each other
SHARED = 0.3  # share of a competence's own lines, or …
NAMED = 0.6  # … of the words of its title, found in another: they may be one split, or several merged


@dataclass(frozen=True, slots=True)
class Pairing:
    """Competences and activities of the former version → of the current one, by number."""

    competences: Mapping[int, int]
    evidence: Mapping[int, Evidence]
    activities: Mapping[int, int]
    regroupings: tuple[Regrouping, ...]

    def translate(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Numbers of the former version in those of the current one; what is gone becomes negative."""
        return tuple(self.competences.get(number, -number) for number in numbers)


def pair(former: TitreVersion, current: TitreVersion) -> Pairing:
    """Match both versions: titles, criteria and know-how decide, numbers only between equals."""
    evidence = _evidence(former, current)
    competences = _best(
        {key: found.score for key, found in evidence.items()}, PAIRED, _closeness(former, current)
    )
    activities = _pair_activities(former, current, competences)
    if former.code == current.code:
        competences = _with_likely_ones(former, current, competences, activities, evidence)
    return Pairing(
        competences,
        {mine: evidence[mine, its] for mine, its in competences.items()},
        activities,
        tuple(_regroupings(former, current, competences)),
    )


# --- competences ---


def _evidence(former: TitreVersion, current: TitreVersion) -> dict[tuple[int, int], Evidence]:
    everyone = (*former.competences, *current.competences)
    titles = Weights(one.title for one in everyone)
    contents = Weights(" ".join(_skills(one)) for one in everyone)
    bags = {id(one): frozenset().union(*map(stems, _skills(one)), frozenset[str]()) for one in everyone}
    found = {}
    for mine in former.competences:
        for its in current.competences:
            title = similarity(mine.title, its.title)
            named = title if title >= 0.8 else titles.likeness(stems(mine.title), stems(its.title))
            criteria = _overlap(_criteria(mine), _criteria(its))
            both = bags[id(mine)] and bags[id(its)]
            skills = contents.likeness(bags[id(mine)], bags[id(its)]) if both else None
            found[mine.number, its.number] = Evidence(
                title, criteria, skills, _score(named, criteria, skills)
            )
    return found


def _with_likely_ones(
    former: TitreVersion,
    current: TitreVersion,
    competences: Mapping[int, int],
    activities: Mapping[int, int],
    evidence: Mapping[tuple[int, int], Evidence],
) -> dict[int, int]:
    """Pairs, and those of the lonely competences whose activities answer each other and contents are akin."""
    taken = set(competences.values())
    scores = {
        (mine.number, its.number): evidence[mine.number, its.number].contents
        for mine in former.competences
        for its in current.competences
        if mine.number not in competences
        and its.number not in taken
        and activities.get(mine.activity) == its.activity
    }
    likely = _best(scores, LIKELY, _closeness(former, current))
    return dict(sorted({**competences, **likely}.items()))


def _score(title: float, criteria: float | None, skills: float | None) -> float:
    """Titles weigh half, criteria three tenths, know-how two tenths; what a side does not say weighs nothing."""
    weighed = [(0.5, title), (0.3, criteria), (0.2, skills)]
    known = [(weight, value) for weight, value in weighed if value is not None]
    return sum(weight * value for weight, value in known) / sum(weight for weight, _ in known)


def _overlap(mine: tuple[str, ...], its: tuple[str, ...]) -> float | None:
    """Share of the criteria of both that are found, alike, on the other side; None where one has none."""
    if not mine or not its:
        return None
    best = [max(similarity(one, other) for other in its) for one in mine]
    best += [max(similarity(one, other) for other in mine) for one in its]
    return sum(value for value in best if value >= 0.6) / len(best)


def _criteria(competence: Competence) -> tuple[str, ...]:
    """The criteria of the RE and those that only the REAC states."""
    folded = {fold(text) for text in competence.assessment_criteria}
    alone = tuple(text for text in competence.criteria if fold(text) not in folded)
    return competence.assessment_criteria + alone


def _skills(competence: Competence) -> tuple[str, ...]:
    return (
        *competence.technical_skills, *competence.organisational_skills,
        *competence.relational_skills, *competence.knowledge,
    )  # fmt: skip


def _closeness(former: TitreVersion, current: TitreVersion) -> Mapping[tuple[int, int], int]:
    """Rank apart, which decides between equals: the same place in the list first."""
    mine = {one.number: rank for rank, one in enumerate(former.competences)}
    its = {one.number: rank for rank, one in enumerate(current.competences)}
    return {(m, i): abs(mine[m] - its[i]) for m in mine for i in its}


def _best(
    scores: Mapping[tuple[int, int], float], least: float, apart: Mapping[tuple[int, int], int]
) -> dict[int, int]:
    """The best pairs first, each side once."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for key in sorted(scores, key=lambda key: (-scores[key], apart[key], key)):
        mine, its = key
        if scores[key] >= least and mine not in pairs and its not in taken:
            pairs[mine] = its
            taken.add(its)
    return dict(sorted(pairs.items()))


# --- activities ---


def _pair_activities(
    former: TitreVersion, current: TitreVersion, competences: Mapping[int, int]
) -> dict[int, int]:
    """Activities that hold the same competences, or bear the same title; an activité type never answers a CCS."""
    scores, apart = {}, {}
    for rank, mine in enumerate(former.activities):
        for place, its in enumerate(current.activities):
            if mine.kind == its.kind:
                shared = shared_competences(mine, its, competences)
                total = len(mine.competences) + len(its.competences)
                held = 2 * len(shared) / total if total else 0.0
                scores[mine.number, its.number] = 0.4 * similarity(mine.title, its.title) + 0.6 * held
                apart[mine.number, its.number] = abs(rank - place)
    return _best(scores, 0.35, apart)


def shared_competences(mine: Activity, its: Activity, competences: Mapping[int, int]) -> tuple[int, ...]:
    """Competences of a former activity, by former number, that a current activity holds."""
    return tuple(number for number in mine.competences if competences.get(number) in its.competences)


# --- split, merged ---


def _regroupings(
    former: TitreVersion, current: TitreVersion, competences: Mapping[int, int]
) -> Iterable[Regrouping]:
    """A competence without a twin that draws on one which has another twin: the sign of a split or a merger."""
    back = {its: mine for mine, its in competences.items()}
    gone = [one for one in former.competences if one.number not in competences]
    come = [one for one in current.competences if one.number not in back]
    weights = Weights(one.title for one in (*former.competences, *current.competences))
    splits = _drawn(come, former.competences, weights)
    for number in sorted({origin for origin, _ in splits.values()}):
        heirs = {new: reason for new, (origin, reason) in splits.items() if origin == number}
        kept = {competences[number]} if number in competences else set()
        if len(kept | heirs.keys()) > 1:
            found = sorted(kept | heirs.keys())
            yield Regrouping("split", (number,), tuple(found), " ; ".join(heirs.values()))
    mergers = _drawn(gone, current.competences, weights)
    for number in sorted({target for target, _ in mergers.values()}):
        parts = {old: reason for old, (target, reason) in mergers.items() if target == number}
        kept = {back[number]} if number in back else set()
        if len(kept | parts.keys()) > 1:
            found = sorted(kept | parts.keys())
            yield Regrouping("merge", tuple(found), (number,), " ; ".join(parts.values()))


def _drawn(
    lonely: Iterable[Competence], others: tuple[Competence, ...], weights: Weights
) -> dict[int, tuple[int, str]]:
    """Lonely competence → the other side's competence that holds most of it, and the reason; only clear cases."""
    holders: dict[str, int] = {}
    for other in others:
        for line in {fold(text) for text in (*_criteria(other), *_skills(other))}:
            holders[line] = holders.get(line, 0) + 1
    found = {}
    for one in lonely:
        ranked = sorted(
            ((*_share(one, other, holders, weights), other.number) for other in others),
            key=lambda item: (-item[0], item[2]),
        )
        if ranked and ranked[0][0] > 0:
            found[one.number] = (ranked[0][2], ranked[0][1])
    return found


def _share(
    one: Competence, other: Competence, holders: Mapping[str, int], weights: Weights
) -> tuple[float, str]:
    """How much of a competence another one holds, 0 when it is too little to tell, and the sentence that says it.

    A line that stands in several competences of the other side says little of this one: it counts for less.
    """
    mine = {fold(text) for text in (*_criteria(one), *_skills(one))}
    its = {fold(text) for text in (*_criteria(other), *_skills(other))}
    common = mine & its
    lines = sum(1 / holders[line] for line in common) / len(mine) if mine else 0.0
    words, shared = stems(one.title), stems(one.title) & stems(other.title)
    named = weights.weigh(shared) / weights.weigh(words) if len(shared) > 1 else 0.0
    said = []
    if lines >= SHARED:
        said.append(f"C{one.number} partage {len(common)} critères et savoir-faire sur {len(mine)}")
    if named >= NAMED:
        said.append(f"l’intitulé de C{one.number} se retrouve à {round(100 * named)} % dans l’autre")
    return (max(lines, named) if said else 0.0), ", ".join(said)

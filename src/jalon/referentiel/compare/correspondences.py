"""Correspondences proposed for the CCPs of a former version, beside those that the RE states.

Only the arrêté and the RE decide what a CCP already held is worth (A1.8): a proposal says what the two documents
have in common, and waits for someone to check it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..schema import CCP, TitreVersion
from .model import Confidence, Proposal, Verdict
from .pairing import Pairing, shared_competences
from .texts import match, similarity

_NAMED = 0.75  # likeness from which a title printed in the RE designates a bloc


@dataclass(frozen=True, slots=True)
class Stated:
    """What the RE states: former scopes (several: together) worth a current scope."""

    former: tuple[str, ...]
    current: str


def proposals(former: TitreVersion, current: TitreVersion, pairing: Pairing) -> tuple[Proposal, ...]:
    """In the order of the current blocs, then what only the RE says; none between revisions of one version."""
    if former.ref == current.ref:
        return ()
    stated, _ = stated_correspondences(former, current)
    blocs = [(mine, its) for its in _blocs(current) for mine in _blocs(former)]
    found = []
    for mine, its in blocs:
        confidence, evidence = _weigh(mine, its, pairing)
        if confidence:
            verdict = _verdict(mine.scope, its.scope, stated)
            found.append(_proposal((mine,), its, confidence, verdict, evidence))
    seen = {(one.former, one.current) for one in found}
    by_scope = {bloc.scope: bloc for bloc in _blocs(former)}, {bloc.scope: bloc for bloc in _blocs(current)}
    for said in stated:
        if (said.former, said.current) not in seen:
            together = tuple(by_scope[0][scope] for scope in said.former)
            evidence = ("Dit par le tableau du RE.",)
            found.append(_proposal(together, by_scope[1][said.current], None, Verdict.STATED_ONLY, evidence))
    return tuple(found)


def former_among(titre: TitreVersion, titres: Iterable[TitreVersion]) -> TitreVersion | None:
    """The version, among those known, that the table of correspondences of a title speaks of."""
    dates = {one.former_decree_date for one in titre.correspondences}
    others = (one for one in titres if one.code == titre.code and one.ref != titre.ref)
    return next((one for one in others if one.decree_date in dates), None)


def stated_correspondences(
    former: TitreVersion, current: TitreVersion
) -> tuple[tuple[Stated, ...], tuple[str, ...]]:
    """What the RE of the current version states of the former one, and what of it cannot be followed, in French."""
    stated: list[Stated] = []
    remarks: list[str] = []
    blocs = _blocs(former)
    scopes = {bloc.activity.number: bloc.scope for bloc in _blocs(current)}
    if former.code == current.code:
        others = sorted({one.former_decree_date for one in current.correspondences} - {former.decree_date})
        if others:
            dates = ", ".join(_french(date) for date in others)
            remarks.append(
                f"Le tableau des correspondances de {current.ref} vise l’arrêté du {dates}, "
                f"celui de {former.ref} est du {_french(former.decree_date)}."
            )
        for one in current.correspondences:
            if one.former_decree_date == former.decree_date:
                if found := _named(one.former, blocs):
                    stated.append(Stated((found.scope,), scopes[one.activity]))
                else:
                    remarks.append(_unknown(current, one.former, former))
    for equivalence in current.equivalences:
        if _same_title(equivalence.rncp, equivalence.title, former):
            named = [(ccp, _named(ccp, blocs)) for ccp in equivalence.ccps]
            remarks += [_unknown(current, ccp, former) for ccp, found in named if found is None]
            together = tuple(found.scope for _, found in named if found is not None)
            if together and len(together) == len(named):
                stated.append(Stated(together, scopes[equivalence.activity]))
    return tuple(stated), tuple(remarks)


def _blocs(titre: TitreVersion) -> tuple[CCP, ...]:
    return (*titre.ccps, *titre.ccss)


def _named(text: str, blocs: Iterable[CCP]) -> CCP | None:
    """The bloc that a title printed in the RE designates, the likest first."""
    ranked = sorted(blocs, key=lambda bloc: -similarity(bloc.title, text))
    return ranked[0] if ranked and similarity(ranked[0].title, text) >= _NAMED else None


def _unknown(current: TitreVersion, text: str, former: TitreVersion) -> str:
    return f"Le RE de {current.ref} nomme « {text} », qui n’est pas un CCP de {former.ref}."


def _same_title(rncp: str, title: str, former: TitreVersion) -> bool:
    number, its = (re.sub(r"\D", "", text) for text in (rncp, former.rncp))
    return (bool(number) and number == its) or similarity(title, former.title) == 1.0


def _weigh(mine: CCP, its: CCP, pairing: Pairing) -> tuple[Confidence | None, tuple[str, ...]]:
    """How much of both blocs is common; nothing below half of one of them."""
    if mine.activity.kind != its.activity.kind:
        return None, ()
    shared = shared_competences(mine.activity, its.activity, pairing.competences)
    evidence = [pairing.evidence[number] for number in shared]
    weights = [1.0 if found.title == 1.0 else found.score for found in evidence]
    counts = len(mine.activity.competences), len(its.activity.competences)
    held = [len(shared) / count if count else 0.0 for count in counts]
    titles = similarity(mine.title, its.title)
    if max(held) < 0.5 and titles < 0.9:
        return None, ()
    sure = sum(weights) / len(weights) if weights else 0.0
    confidence = Confidence.WEAK
    if min(held) >= 0.5:
        confidence = Confidence.MEDIUM
    if min(held) >= 0.75 and (sure >= 0.6 or titles >= 0.8):
        confidence = Confidence.STRONG
    same = sum(found.title == 1.0 for found in evidence)
    said = [
        f"{_count(len(shared), 'compétence retrouvée', 'compétences retrouvées')} sur les {counts[0]} de l’ancien "
        f"bloc et les {counts[1]} du nouveau" + (f", dont {same} au même intitulé." if same else "."),
        _criteria(mine, its, shared, pairing),
        "Même intitulé de bloc."
        if titles == 1.0
        else f"Intitulés de bloc proches à {round(100 * titles)} %.",
    ]
    return confidence, tuple(filter(None, said))


def _criteria(mine: CCP, its: CCP, shared: Iterable[int], pairing: Pairing) -> str:
    """How many criteria of the RE are kept or reworded, over all the competences of the former bloc."""
    former = {one.number: one for one in mine.competences}
    current = {one.number: one for one in its.competences}
    total = sum(len(one.assessment_criteria) for one in former.values())
    kept = sum(
        m.former is not None and m.current is not None
        for number in shared
        for m in match(
            former[number].assessment_criteria,
            current[pairing.competences[number]].assessment_criteria,
        )
    )
    if not total:
        return ""
    fate = "gardés ou reformulés" if kept > 1 else "gardé ou reformulé"
    return f"{_count(kept, 'critère', 'critères')} du RE sur {total} {fate}."


def _verdict(mine: str, its: str, stated: Iterable[Stated]) -> Verdict:
    about = [said for said in stated if mine in said.former]
    if any(said.current == its for said in about):
        return (
            Verdict.CONFIRMED if any(said == Stated((mine,), its) for said in about) else Verdict.CONTRADICTED
        )
    return Verdict.CONTRADICTED if about else Verdict.UNSTATED


def _proposal(
    mine: tuple[CCP, ...], its: CCP, confidence: Confidence | None, verdict: Verdict, evidence: Iterable[str]
) -> Proposal:
    return Proposal(
        tuple(bloc.scope for bloc in mine),
        its.scope,
        " et ".join(_name(bloc) for bloc in mine),
        _name(its),
        confidence,
        verdict,
        tuple(evidence),
    )


def _name(bloc: CCP) -> str:
    return f"{bloc.label} – {bloc.title}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}"


def _french(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def uncovered(former: TitreVersion, current: TitreVersion, found: Iterable[Proposal]) -> Iterator[str]:
    """A sentence for each bloc of one title that no proposal and no statement reaches."""
    if former.ref == current.ref or former.code != current.code:
        return
    held = list(found)
    for bloc in _blocs(former):
        if not any(bloc.scope in one.former for one in held):
            yield f"Aucune correspondance proposée pour l’ancien {_name(bloc)}."
    for bloc in _blocs(current):
        if not any(bloc.scope == one.current for one in held):
            yield f"Aucun ancien bloc proposé pour le {_name(bloc)}."

"""The form that a decision must have, and what is pointed out about it: the jury alone decides (A7.4, A7.11).

Nothing here counts, weighs or averages observations.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from jalon.jury.rules.grid import FINAL_INTERVIEW

Outcome = Literal["title", "partial", "none", "absent", "excused"]
AWAY: frozenset[str] = frozenset({"absent", "excused"})


@dataclass(frozen=True, slots=True)
class CCPChoice:
    """What the jury says of one CCP."""

    awarded: bool
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Candidature:
    """What a candidate is judged on: CCP ids of the title with their labels, those presented, those held."""

    title_ccps: Mapping[str, str]
    presented: tuple[str, ...]
    acquired: frozenset[str]
    whole_title: bool
    final_interview: bool
    away: bool = False

    @property
    def has_interview(self) -> bool:
        """The entretien final belongs to the session of the title and ends a capitalisation (A6.1 to A6.3)."""
        return self.whole_title or self.final_interview

    @property
    def to_decide(self) -> tuple[str, ...]:
        """CCPs that the jury must pronounce on: presented and not yet held (A1.1)."""
        return tuple(ref for ref in self.presented if ref not in self.acquired)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the jury decides; `interview` is favourable, unfavourable or not_applicable."""

    outcome: str
    ccps: Mapping[str, CCPChoice] = field(default_factory=dict)
    interview: str = "not_applicable"
    interview_reasons: str = ""


def candidature(
    *,
    title_ccps: Mapping[str, str],
    blocs: Mapping[str, str],
    scopes: Iterable[str],
    acquired: Iterable[str],
    away: bool,
) -> Candidature:
    """Facts of a candidate: `title_ccps` id → label, `blocs` scope (« ccp1 », « ccs1 ») → id."""
    asked = tuple(scopes)
    whole = "title" in asked
    presented = tuple(title_ccps) if whole else tuple(blocs[s] for s in asked if s in blocs)
    return Candidature(
        title_ccps, presented, frozenset(acquired), whole, FINAL_INTERVIEW in asked and not whole, away
    )


def formal_faults(facts: Candidature, decision: Decision) -> tuple[str, ...]:
    """Every reason, in French, why the decision contradicts itself or lacks a motive (A7.1, A7.3, A7.4)."""
    if facts.away != (decision.outcome in AWAY):
        return (
            ("Le candidat est enregistré absent : la décision est « Absent » ou « Absent, excusé ».",)
            if facts.away
            else ("Le candidat est enregistré présent : il ne peut pas être déclaré absent.",)
        )
    if decision.outcome in AWAY:
        return tuple(_nothing_awarded(decision))
    return (
        *_ccps(facts, decision),
        *_interview(facts, decision),
        *_outcome(facts, decision),
    )


def _nothing_awarded(decision: Decision) -> Iterator[str]:
    if any(choice.awarded for choice in decision.ccps.values()) or decision.interview == "favourable":
        yield "Rien ne peut être accordé à un candidat absent."


def _label(facts: Candidature, ref: str) -> str:
    return facts.title_ccps.get(ref) or ref.rsplit("/", 1)[-1]


def _ccps(facts: Candidature, decision: Decision) -> Iterator[str]:
    for ref in facts.to_decide:
        choice = decision.ccps.get(ref)
        if choice is None:
            yield f"{_label(facts, ref)} : dites s’il est accordé ou non."
        elif not choice.awarded and not choice.reasons.strip():
            yield f"{_label(facts, ref)} : un refus doit être motivé (A7.4)."
    for ref in decision.ccps:
        if ref not in facts.presented:
            yield f"{_label(facts, ref)} n’est pas présenté par ce candidat."
        elif ref in facts.acquired and not decision.ccps[ref].awarded:
            yield f"{_label(facts, ref)} est acquis définitivement et ne peut plus être refusé (A1.1)."


def _interview(facts: Candidature, decision: Decision) -> Iterator[str]:
    if not facts.has_interview:
        if decision.interview != "not_applicable":
            yield "Une session de CCP n’a pas d’entretien final (A6.3)."
        return
    if decision.interview == "not_applicable":
        yield "Donnez le résultat de l’entretien final (A7.3)."
    elif decision.interview == "unfavourable" and not decision.interview_reasons.strip():
        yield "Un entretien final défavorable doit être motivé (A7.4)."


def _outcome(facts: Candidature, decision: Decision) -> Iterator[str]:
    awarded = {ref for ref, choice in decision.ccps.items() if choice.awarded}
    missing = [ref for ref in facts.title_ccps if ref not in awarded | facts.acquired]
    favourable = decision.interview == "favourable"
    new = awarded - facts.acquired
    if decision.outcome == "title":
        if not facts.has_interview:
            yield "Une session de CCP accorde ou non des CCP ; elle ne délivre pas le titre (A7.2)."
            return
        if missing:
            names = ", ".join(facts.title_ccps[ref] for ref in missing)
            yield f"Le titre ne peut pas être accordé sans tous ses CCP ; manque : {names} (A7.1)."
        if decision.interview == "unfavourable":
            yield "Le titre ne peut pas être accordé avec un entretien final défavorable (A7.3)."
        return
    if facts.has_interview and favourable and not missing:
        yield (
            "Tous les CCP sont accordés ou acquis et l’entretien final est favorable : "
            "la décision qui en découle est « Titre accordé » (A7.1, A7.3)."
        )
    elif decision.outcome == "partial" and not new:
        yield "« Un ou plusieurs CCP accordés » : aucun CCP n’est accordé (A7.1)."
    elif decision.outcome == "none" and new:
        yield "« Aucun CCP accordé » : au moins un CCP est pourtant accordé (A7.1)."


# --- pointed out, never blocking


@dataclass(frozen=True, slots=True)
class Observed:
    """What the joint sheets say of one criterion: its text and « satisfied », « not_satisfied » or « not_observed »."""

    ccp_ref: str
    test: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Odds:
    """A decision on a CCP that the joint sheets do not bear out, with the criteria concerned."""

    ccp_ref: str
    message: str
    criteria: tuple[str, ...]


def at_odds(facts: Candidature, decision: Decision, observed: Iterable[Observed]) -> tuple[Odds, ...]:
    """What people may want to look at again before signing; an empty answer approves of nothing (A7.4)."""
    by_ccp: dict[str, list[Observed]] = {}
    for item in observed:
        by_ccp.setdefault(item.ccp_ref, []).append(item)
    found = []
    for ref, choice in decision.ccps.items():
        items = by_ccp.get(ref, [])
        failed = tuple(f"{i.text} ({i.test})" for i in items if i.value == "not_satisfied")
        label = _label(facts, ref)
        if choice.awarded and failed:
            found.append(Odds(ref, f"{label} est accordé ; la fiche commune note non satisfaits :", failed))
        elif not choice.awarded and items and all(i.value == "satisfied" for i in items):
            found.append(
                Odds(ref, f"{label} est refusé ; la fiche commune note tous ses critères satisfaits.", ())
            )
    return tuple(found)

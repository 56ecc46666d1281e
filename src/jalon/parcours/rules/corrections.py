"""What stands against a new day for an act already done: the acts around it, and the delays that led to a later one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from jalon.parcours.rules.clocks import PathFacts, opening_days
from jalon.parcours.workflow import ActFacts, workflow_of
from jalon.parcours.workflow.facts import Before


class Dated(Protocol):
    """An act, as this rule sees it."""

    @property
    def act(self) -> str: ...
    @property
    def on(self) -> date: ...


A = TypeVar("A", bound=Dated)


@dataclass(frozen=True, slots=True)
class Walked:
    """An act in force: its day, the stage it left, what was written of it."""

    act: str
    on: date
    from_stage: str
    note: str = ""


def since_resumed(acts: Sequence[A]) -> tuple[date | None, Sequence[A]]:
    """The day when a path was last resumed, and the acts since then: what came before starts no clock."""
    ranks = [rank for rank, act in enumerate(acts) if act.act == "resume"]
    return (acts[ranks[-1]].on, acts[ranks[-1] :]) if ranks else (None, acts)


def reasons_against_day(
    facts: PathFacts, acts: Sequence[Walked], rank: int, on: date, *,
    contacted_on: date | None, birth_date: date | None, today: date, note: str,
) -> list[str]:  # fmt: skip
    """Every reason to refuse the day `on` for the act of that rank, the others staying as they are.

    `facts` are those of the path as it was opened: stage and acts are taken from `acts`, which are in their order.
    """
    workflow = workflow_of(facts.route)
    moved = [replace(one, on=on) if place == rank else one for place, one in enumerate(acts)]
    found: list[str] = []
    if on == acts[rank].on:
        found.append("Cette date est déjà celle de l’acte : rien n’est à corriger.")
    if rank + 1 < len(acts) and on > acts[rank + 1].on:
        later = acts[rank + 1]
        found.append(
            f"L’acte suivant, « {workflow[later.act].label} », est du {later.on:%d/%m/%Y} : celui-ci ne peut être "
            "postérieur. Si c’est l’autre date qui est fausse, corrigez-la d’abord."
        )
    for place in range(rank, len(moved)):
        one = moved[place]
        own = place == rank
        guard = workflow[one.act].guard
        if guard is None or (not own and one.act not in _WAITING):
            continue
        before = (
            Before(workflow[moved[place - 1].act].label, moved[place - 1].on)
            if place
            else Before("", contacted_on) if contacted_on else None
        )  # fmt: skip
        said = guard(
            ActFacts(
                on=one.on, today=today, birth_date=birth_date, before=before if own else None,
                note=note if own else one.note, opens_on=opening_days(_at(facts, moved[:place], one)),
            )
        )  # fmt: skip
        found += [text if own else f"« {workflow[one.act].label} » : {text}" for text in said]
    return found


_WAITING = frozenset({"lapse", "admit_tacitly"})
"""Acts that wait for a delay: moving what they are counted from may make them too early."""


def _at(facts: PathFacts, done: Sequence[Walked], one: Walked) -> PathFacts:
    resumed_on, lived = since_resumed(done)
    sign = facts.last_activity_on
    return replace(
        facts,
        stage=one.from_stage,
        opened_on=resumed_on or facts.opened_on,
        acts=tuple((act.act, act.on) for act in lived),
        last_activity_on=sign if sign is not None and sign <= one.on else None,
    )

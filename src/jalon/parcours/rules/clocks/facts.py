"""What the clocks of a path are counted from, and what a clock is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from jalon.parcours.workflow import workflow_of
from jalon.parcours.workflow.facts import ADVISERS, CANDIDATE, LEADERS, TRAINERS

CENTRE = LEADERS | TRAINERS
ADVISING = LEADERS | ADVISERS
WITH_CANDIDATE = CENTRE | CANDIDATE
ADVISING_WITH_CANDIDATE = ADVISING | CANDIDATE


@dataclass(frozen=True, slots=True)
class PathFacts:
    """A path as its clocks see it.

    `acts` are those in force since the path was last resumed, with their days, in the order of these days.
    `absences` are the days on which a session that the person did not attend was validated (A2.6).
    `last_activity_on` is the last sign of life told by the other floors; `parameters` are those of the centre.
    """

    route: str
    stage: str
    opened_on: date
    parameters: Mapping[str, int]
    acts: tuple[tuple[str, date], ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    recevabilite_until: date | None = None
    title_ends_on: date | None = None
    last_activity_on: date | None = None
    absences: tuple[date, ...] = ()

    def last(self, *names: str) -> date | None:
        """The last day on which one of these acts was done."""
        return max((on for act, on in self.acts if act in names), default=None)

    def days_of(self, *names: str) -> list[date]:
        """Every day on which one of these acts was done."""
        return [on for act, on in self.acts if act in names]

    @property
    def last_sign(self) -> date:
        """The last day on which anything happened on this path."""
        days = [self.opened_on, *(on for _, on in self.acts)]
        if self.last_activity_on is not None:
            days.append(self.last_activity_on)
        return max(days)


@dataclass(frozen=True, slots=True)
class Clock:
    """A delay: since when it runs, until which day, stopped on which day.

    `act` is the act of the lifecycle that is awaited, `stops` all those that stop it.
    `due_on` is its last day. A delay of the law that ends on a Sunday is not put off: no text says so.
    """

    code: str
    label: str
    who: str
    act: str = ""
    stops: tuple[str, ...] = ()
    started_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    basis: str = ""
    note: str = ""
    missed: str = ""


def stopped(
    facts: PathFacts, *, running: bool, by: Iterable[str], since: date | None
) -> tuple[bool, date | None]:
    """Whether a delay is to be told, and on which day it was stopped (None while it runs).

    What neither runs nor was ever stopped by an act is not told at all.
    """
    if running:
        return True, None
    days = [day for day in facts.days_of(*by) if since is None or day >= since]
    return bool(days), min(days, default=None)


def expected(facts: PathFacts, acts: Mapping[str, tuple[str, str, frozenset[str]]]) -> Iterable[Clock]:
    """The act that comes next at this stage: stage -> its act, who does it, whom it concerns; without any day."""
    if facts.stage in acts:
        act, who, roles = acts[facts.stage]
        transition = workflow_of(facts.route)[act]
        yield Clock(
            f"{facts.route}.{act}", transition.label, who, act=act, roles=roles, basis=transition.basis
        )

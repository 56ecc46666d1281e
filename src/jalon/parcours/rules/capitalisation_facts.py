"""What the rules of capitalisation look at, and what they answer: plain values, days included at both ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Origin = Literal["session", "equivalence", "correspondence"]
TITLE, FINAL_INTERVIEW = "title", "final_interview"
SOURCES: Mapping[str, str] = {
    "A1.1": "arrêté du 22 décembre 2015, art. 1",
    "A1.2": "arrêté du 22 décembre 2015, art. 1",
    "A1.3": "code de l’éducation, R338-3",
    "A1.5": "arrêté du 22 décembre 2015, art. 3",
    "A1.6": "arrêté du 21 juillet 2016, agrément des centres ; CERES",
    "A1.7": "code de l’éducation, R338-5",
    "A1.8": "référentiel d’évaluation du titre, correspondances et équivalences",
    "A1.9": "arrêté de spécialité du titre",
    "A2.1": "arrêté du 22 décembre 2015, art. 4",
    "A2.2": "arrêté du 22 décembre 2015, art. 4",
    "A2.3": "arrêté du 22 décembre 2015, art. 10",
    "A2.4": "règlement des sessions, source secondaire",
    "A2.5": "arrêté du 22 décembre 2015, art. 10",
    "A2.6": "règlement général des sessions",
    "A2.11": "arrêté du 22 décembre 2015, art. 7",
    "A6.2": "référentiel d’évaluation du titre, § 3",
    "A7.3": "référentiel d’évaluation du titre, § 3",
    "A7.6": "règlement général des sessions, validation du procès-verbal",
    "B7": "France VAE, missions de l’accompagnateur",
    "B10": "code du travail, issue de la VAE",
}
"""Where each rule cited in an answer comes from; the ids are those of the register of rules."""


def ccp_scope(number: int) -> str:
    """« ccp2 », as sessions name it."""
    return f"ccp{number}"


def scope_number(scope: str) -> int | None:
    """The rank of the CCP that a scope names; None for the title, the interview and the CCSs."""
    rank = scope.removeprefix("ccp")
    return int(rank) if scope != rank and rank.isdecimal() else None


def named(numbers: tuple[int, ...] | list[int]) -> str:
    """« le CCP 1 », « les CCP 1 et 3 », « les CCP 1, 2 et 3 »."""
    if len(numbers) == 1:
        return f"le CCP {numbers[0]}"
    return f"les CCP {', '.join(str(n) for n in numbers[:-1])} et {numbers[-1]}"


@dataclass(frozen=True, slots=True)
class Held:
    """A CCP held: from which day it counts for this title, where it comes from, and what shows it.

    `recorded` is False when it follows from another award by the référentiel alone, without a line of the livret.
    """

    number: int
    since: date
    origin: Origin = "session"
    evidence: str = ""
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Presentation:
    """A session sat, once its result is validated (A7.6). `outcome`: title, partial, none, absent, excused.

    `on` is the last day of the session, `interview` « favourable », « unfavourable » or nothing.
    """

    on: date
    validated_on: date
    scopes: tuple[str, ...]
    outcome: str
    interview: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Training:
    """A training consistent with the title; `starts_on` None when nobody wrote its first day."""

    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Successor:
    """The version that takes over at the end of this one, and its CCP that each CCP of this one is worth (A1.5)."""

    label: str
    effective_on: date
    worth: Mapping[int, int] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFacts:
    """A person before one version of a title.

    `ccps` are the ranks of its CCPs, `ccss` the titles of its CCSs by rank, which only its holders may present (A1.3);
    `validity_end` its last day, None when its référentiel does not say; the figures in years and sessions are
    settings (A1.6, A2.3, A2.4).
    """

    sigle: str
    ccps: tuple[int, ...]
    effective_on: date
    validity_end: date | None
    prolongation_years: int
    retake_years: int
    retake_sessions_max: int
    held: tuple[Held, ...] = ()
    presentations: tuple[Presentation, ...] = ()
    trainings: tuple[Training, ...] = ()
    recevabilite_until: date | None = None
    titre_on: date | None = None
    successor: Successor | None = None
    ccss: Mapping[int, str] = field(default_factory=dict, hash=False)
    ccss_held: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One statement of an answer, with the rule that founds it; `source` says the text in words."""

    code: str
    text: str
    rule: str

    @property
    def source(self) -> str:
        """The texts behind the rule ids, each said once."""
        ids = self.rule.split(", ")
        return " ; ".join(dict.fromkeys(SOURCES[rule] for rule in ids))


WindowState = Literal["coming", "running", "over"]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days that matters, both ends included; `applies` tells whether this person benefits of it.

    `left` counts the sessions of the title still allowed in it, None where no number limits it.
    """

    code: Literal["validity", "prolongation", "retake"]
    label: str
    starts_on: date
    ends_on: date
    reasons: tuple[Reason, ...]
    applies: bool = True
    left: int | None = None

    def state(self, on: date) -> WindowState:
        if on < self.starts_on:
            return "coming"
        return "running" if on <= self.ends_on else "over"


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a session of one scope is open to the person on the day, until when, and every reason.

    `together` are the CCPs to acquire in the same session for the final interview to be held at its end (A6.2).
    """

    scope: str
    open: bool
    reasons: tuple[Reason, ...]
    until: date | None = None
    together: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """« Ce qu’il me reste à obtenir, et jusqu’à quand », on a day.

    `until` is the last day on which everything that remains can still be presented; None when it cannot any more,
    or when no end is known (`blocked` tells them apart). `ccss` are those that may complete the title, once held.
    """

    on: date
    titre_held: bool
    held: tuple[Held, ...]
    needed: tuple[int, ...]
    interview_needed: bool
    interview_failed: bool
    windows: tuple[Window, ...]
    openings: tuple[Opening, ...]
    reasons: tuple[Reason, ...]
    until: date | None
    blocked: bool
    ccss: Mapping[int, str] = field(default_factory=dict, hash=False)

    def opening(self, scope: str) -> Opening:
        """That of a scope; raises KeyError for one the title does not have."""
        for opening in self.openings:
            if opening.scope == scope:
                return opening
        raise KeyError(scope)

    def window(self, code: str) -> Window | None:
        return next((window for window in self.windows if window.code == code), None)

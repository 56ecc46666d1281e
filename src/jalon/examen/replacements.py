"""Who may take a juror's place, asked of the floor above: `jury` knows habilitations and composes juries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from jalon.common.actor import Actor
from jalon.common.workflow import TransitionRefused
from jalon.examen.models import ExamSession, SessionJury
from jalon.people.models import Person


@dataclass(frozen=True, slots=True)
class Substitute:
    """Someone who may sit in the place of another; `notes` say what remains to be done (the charter…)."""

    person: Person
    notes: tuple[str, ...] = ()


Finder = Callable[[ExamSession, SessionJury, Person], list[Substitute]]
"""(session, jury, who leaves) -> who may lawfully take the place, best placed first."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A place to give from a moment on: `since` None when the jury has not begun, the one who leaves never sat."""

    jury: SessionJury
    leaving: Person
    by: Person | None
    since: datetime | None


Replacer = Callable[[Actor, ExamSession, Replacement, datetime], None]
"""(actor, session, replacement, now): seats the newcomer or raises TransitionRefused with every reason."""

_ways: dict[str, tuple[Finder, Replacer]] = {}


def register(finder: Finder, replacer: Replacer) -> None:
    """Let the app of the floor above say who may replace whom, and do it."""
    _ways["jury"] = (finder, replacer)


def substitutes(session: ExamSession, jury: SessionJury, leaving: Person) -> list[Substitute]:
    """Who may take the place of a juror; nobody when no app composes juries."""
    return _ways["jury"][0](session, jury, leaving) if _ways else []


def replace_juror(*, actor: Actor, session: ExamSession, replacement: Replacement, now: datetime) -> None:
    """Seat the newcomer; raises TransitionRefused with every reason."""
    if not _ways:
        raise TransitionRefused(["Aucun module ne compose les jurys : le remplacement est impossible."])
    _ways["jury"][1](actor, session, replacement, now)

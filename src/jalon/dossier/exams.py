"""When a dossier will be read, asked of the floor above: `examen` knows the sessions of a candidate."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jalon.dossier.models import Dossier


@dataclass(frozen=True, slots=True)
class Exam:
    """The session where the jury will read a dossier; `open` tells whether a piece is still received for it."""

    label: str
    starts_on: date
    open: bool


Finder = Callable[[Iterable[Dossier]], Mapping[int, Exam]]
"""dossiers -> for each id, the next session of its path that covers its scope."""

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Let an app of the floor above tell the exams; doing it twice is harmless."""
    if finder not in _finders:
        _finders.append(finder)


def exams_of(dossiers: Iterable[Dossier]) -> dict[int, Exam]:
    """Dossier id -> its exam; nothing for a candidate who is registered to no session."""
    known = list(dossiers)
    return {pk: exam for finder in _finders for pk, exam in finder(known).items()}

"""The sessions that people have sat, asked of the floor above: `jury` tells validated results alone (A7.6)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from jalon.parcours.rules.capitalisation_facts import Presentation


@dataclass(frozen=True, slots=True)
class Sat:
    """One session sat by someone for a title version; `ccps` are those it awarded.

    `url` leads to the result, `livret_url` to the livret de certification issued after it, if there is one.
    """

    presentation: Presentation
    url: str = ""
    livret_url: str = ""
    ccps: tuple[str, ...] = ()


Key = tuple[int, str]
"""A person's id and the reference of a title version."""
Teller = Callable[[Collection[int], Collection[str]], Mapping[Key, Sequence[Sat]]]
"""people, title versions -> what each sat; a fixed number of queries whatever their number."""

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let the floor above tell the sessions sat; doing it twice is harmless."""
    if teller not in _tellers:
        _tellers.append(teller)


def sat_by(people: Collection[int], titre_refs: Collection[str]) -> dict[Key, list[Sat]]:
    """(person, title) -> the sessions sat, in the order of their validation."""
    found: dict[Key, list[Sat]] = {}
    for teller in _tellers:
        for key, told in teller(people, titre_refs).items():
            found.setdefault(key, []).extend(told)
    for sessions in found.values():
        sessions.sort(key=lambda sat: (sat.presentation.validated_on, sat.presentation.on))
    return found

"""What rests on a line of the livret, asked of the floors above before it is taken off."""

from collections.abc import Callable, Iterable

from jalon.parcours.models import CCPAward

Guard = Callable[[CCPAward], Iterable[str]]
"""a CCP -> the reasons, in French, why it may not be taken off the livret now."""

_guards: list[Guard] = []


def register(guard: Guard) -> None:
    """Let a floor above say what rests on a CCP; doing it twice is harmless."""
    if guard not in _guards:
        _guards.append(guard)


def reasons_to_keep(award: CCPAward) -> list[str]:
    """Every reason of every floor."""
    return [reason for guard in _guards for reason in guard(award)]

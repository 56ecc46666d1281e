"""What a procès-verbal rests on, asked of the floor above: `jury` says which sealed ones rest on what."""

from collections.abc import Callable, Collection, Iterable

from django.db.models import Model

Probe = Callable[[Collection[int], Model | None], set[int]]
"""(sessions, row) -> those whose procès-verbal is being signed or signed, and rests on `row` (None: on anything)."""

_probes: list[Probe] = []


def register(probe: Probe) -> None:
    """Let an app of the floor above say what its seals rest on; doing it twice is harmless."""
    if probe not in _probes:
        _probes.append(probe)


def sealed_over(sessions: Collection[int], rows: Iterable[Model | None] = (None,)) -> set[int]:
    """Of these sessions, those whose procès-verbal is being signed or signed, and rests on one of the rows."""
    return {pk for row in rows for probe in _probes for pk in probe(sessions, row)}

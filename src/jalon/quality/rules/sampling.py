"""How an auditor's sample is drawn, and drawn again by anyone with the seed; what each path should prove (C3)."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256

from jalon.quality.rules.indicators import applicable

SIZE_MAX = 50
BY_PATH = frozenset({1, 4, 5, 6, 8, 9, 10, 11, 12, 16, 30})
"""Indicators that are proved on each path; the others are proved once for the organisme."""


def draw(paths: Iterable[int], *, size: int, seed: str) -> list[int]:
    """The first `size` paths in the order of the SHA-256 of « seed:number »: no list, no order of ours matters.

    Raises ValueError when the size or the seed cannot be used.
    """
    if not 1 <= size <= SIZE_MAX:
        raise ValueError(f"Tirez de 1 à {SIZE_MAX} parcours.")
    if not seed.strip() or len(seed) > 64:
        raise ValueError("Donnez une graine de 64 caractères au plus.")
    return sorted(set(paths), key=lambda pk: sha256(f"{seed}:{pk}".encode()).hexdigest())[:size]


def gaps_of(found: Mapping[int, Collection[object]], kind: str) -> list[int]:
    """Indicators that a path of a kind should prove and does not."""
    return sorted(number for number in BY_PATH & applicable([kind]) if not found.get(number))

"""What one jury-day holds: so many candidates of each type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Filling = tuple[int, ...]  # how many candidates of each type


@dataclass(frozen=True)
class Fillings:
    """The proved bound (as `Packing` counts: left out times seats + 1, plus jury-days) and what reaches it.

    `of` gives by seat the fillings worth trying there; `types`, the type of each candidate; `best`, how many
    of which filling over which seats are enough for everybody (empty: not everybody has one).
    """

    bound: int
    of: Mapping[int, Sequence[Filling]]
    types: Mapping[str, int]
    best: Sequence[tuple[Sequence[int], Filling, int]]

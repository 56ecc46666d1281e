"""The rows of the floors of paths, one module each: addresses, what they make known, what they add to the world."""

from typing import TYPE_CHECKING

from tests.architecture.rows import apprentissage, formation, parcours, prestation, quality, vae
from tests.architecture.table import KNOWN_TO

if TYPE_CHECKING:
    from tests.architecture.world import World

_FLOORS = (parcours, prestation, formation, apprentissage, vae, quality)

PATHS = [row for floor in _FLOORS for row in floor.ROWS]
for _floor in _FLOORS:
    KNOWN_TO.update(_floor.KNOWN)


def build(world: "World") -> None:
    """Add to the world what the floors of paths need, the lowest first."""
    for floor in _FLOORS:
        floor.build(world)

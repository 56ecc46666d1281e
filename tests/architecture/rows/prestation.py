"""The addresses of `prestation`, and what they take."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from tests.architecture.table import Row

if TYPE_CHECKING:
    from tests.architecture.world import World

ROWS: list[Row] = []
KNOWN: dict[str, Collection[str]] = {}


def build(world: "World") -> None:
    """Nothing to add."""

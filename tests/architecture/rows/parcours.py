"""The addresses of `parcours`, and what they take."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from tests.architecture.table import SITTING, TEACHING, Row, page

if TYPE_CHECKING:
    from tests.architecture.world import World

WALKING = TEACHING | SITTING

ROWS: list[Row] = [
    *page("parcours:board", door=WALKING),
    *page("parcours:path", "path of ines", door=WALKING),
]
KNOWN: dict[str, Collection[str]] = {}


def build(world: "World") -> None:
    """Nothing to add."""

"""The hours of one person drawn as one bar: proved, followed, missed, to come; the figures beside it say the same."""

from dataclasses import dataclass

from jalon.common.typography import minutes
from jalon.prestation.rules.presence import Hours

WIDTH = 600


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the bar: its kind of colour, where it begins, how long it is, its words."""

    kind: str
    x: int
    width: int
    label: str


def hours_chart(hours: Hours, planned: int) -> tuple[Part, ...]:
    """The bar of someone’s hours over those planned, or over those held when they are more; empty when nothing is."""
    missed = max(0, hours.held - hours.attended - hours.excused)
    parts = [
        ("k1", hours.proved, "signées des deux côtés"),
        ("k2", hours.attended - hours.proved, "suivies, signature manquante"),
        ("k4", hours.excused, "d’absence justifiée"),
        ("k6", missed, "manquées ou à noter"),
        ("k0", max(0, planned - hours.held), "à venir"),
    ]
    total = sum(value for _, value, _ in parts)
    found, x = [], 0.0
    for kind, value, said in parts:
        if value <= 0 or not total:
            continue
        width = value * WIDTH / total
        found.append(Part(kind, round(x), max(2, round(width)), f"{minutes(value)} {said}"))
        x += width
    return tuple(found)

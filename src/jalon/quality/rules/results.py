"""Result indicators of a year, computed on those present (A.11, indicators 2 and 3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class YearResults:
    """What became of those who came to the sessions of one title in a year; every rate is on those present."""

    titre_ref: str
    registered: int
    present: int
    full: int
    partial: int
    none: int
    absent: int
    excused: int
    entered: int = 0
    interrupted: int = 0
    satisfied: int = 0
    surveyed: int = 0

    def __post_init__(self) -> None:
        if self.full + self.partial + self.none > self.present:
            raise ValueError("more decisions than people present")

    @property
    def full_rate(self) -> float | None:
        """Share of those present who obtained the whole title."""
        return _share(self.full, self.present)

    @property
    def part_rate(self) -> float | None:
        """Share of those present who obtained a part of it."""
        return _share(self.partial, self.present)

    @property
    def absence_rate(self) -> float | None:
        """Share of those registered who did not come, excused or not."""
        return _share(self.absent + self.excused, self.registered)

    @property
    def interruption_rate(self) -> float | None:
        """Share of those who entered and stopped on the way (indicator 12)."""
        return _share(self.interrupted, self.entered)

    @property
    def satisfaction_rate(self) -> float | None:
        """Share of the satisfied among those who answered."""
        return _share(self.satisfied, self.surveyed)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def reasons_not_to_publish(results: YearResults, *, minimum: int) -> list[str]:
    """Why figures should not be shown to the public: nobody, or so few that people would be recognised.

    `minimum` is the least number of people present for a rate to be shown (setting: no text fixes it).
    """
    if not results.present:
        return ["Personne ne s’est présenté cette année-là : il n’y a rien à publier."]
    if results.present < minimum:
        return [
            f"{results.present} personne(s) présente(s) : au-dessous de {minimum}, un taux désigne les gens. "
            "Attendez une autre session, ou baissez le seuil dans les paramètres."
        ]
    return []

"""Result indicators of a year, computed on those present (A.11, indicators 2 and 3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class YearResults:
    """What became of those who came to the sessions of one title in a year; rates of success are on those present.

    `later`: those who told, months after, what they do; `employed` and `related` among them (indicator 2).
    """

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
    later: int = 0
    employed: int = 0
    related: int = 0

    def __post_init__(self) -> None:
        if not self.related <= self.employed <= self.later:
            raise ValueError("more people at work than people asked")
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


@dataclass(frozen=True, slots=True)
class Figure:
    """One line to show: `count` and `rate` None where so few people are behind that they would be recognised."""

    label: str
    count: int | None
    rate: float | None
    on: str


def figures_of(results: YearResults, *, minimum: int) -> list[Figure]:
    """The lines of a table of results, small numbers masked; a line without anybody behind it is left out."""
    of_present, of_registered = "les présents", "les inscrits"
    told = (
        ("Inscrits", results.registered, None, results.registered, ""),
        ("Présents", results.present, None, results.registered, of_registered),
        ("Titre obtenu", results.full, results.full_rate, results.present, of_present),
        ("Une partie des CCP obtenue", results.partial, results.part_rate, results.present, of_present),
        ("Aucun CCP obtenu", results.none, _share(results.none, results.present), results.present, of_present),
        ("Absents, excusés ou non", results.absent + results.excused, results.absence_rate, results.registered,
         of_registered),
        ("Parcours interrompus", results.interrupted, results.interruption_rate, results.entered,
         "ceux qui ont commencé dans l’année"),
        ("Satisfaits dans l’ensemble", results.satisfied, results.satisfaction_rate, results.surveyed,
         "ceux qui ont répondu"),
        ("En emploi quelques mois après", results.employed, _share(results.employed, results.later), results.later,
         "ceux qui ont dit leur situation"),
        ("Emploi en rapport avec le titre", results.related, _share(results.related, results.later), results.later,
         "ceux qui ont dit leur situation"),
    )  # fmt: skip
    return [
        Figure(label, count, rate, on) if base >= minimum else Figure(label, None, None, on)
        for label, count, rate, base, on in told
        if base
    ]


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

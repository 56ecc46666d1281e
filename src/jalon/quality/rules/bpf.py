"""Figures of the bilan pédagogique et financier of a year (C12, R6352-22); the VAE has accounts apart (B16)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

AXES: Mapping[str, str] = {
    "kind": "Nature de l’action",
    "level": "Niveau du titre",
    "nsf": "Spécialité (NSF)",
    "titre_ref": "Titre",
    "financing": "Origine du financement",
    "public": "Type de stagiaire",
    "mode": "Modalité",
}
"""The cuts of the report, each clickable to the rows behind it."""

NO_FUNDING = "Sans financement accordé"
_PUBLIC: Mapping[str, str] = {
    "cpf": "Salariés et actifs par leur compte (CPF)",
    "ptp": "Salariés d’employeurs",
    "opco": "Salariés d’employeurs",
    "employer": "Salariés d’employeurs",
    "csp": "Personnes en recherche d’emploi",
    "france_travail": "Personnes en recherche d’emploi",
    "region": "Personnes en recherche d’emploi",
    "self": "Particuliers à leurs propres frais",
}
OTHER_PUBLIC = "Autres stagiaires"
APPRENTICES = "Apprentis"


def public_of(kind: str, funder: str) -> str:
    """Which sort of trainee somebody is, read from the action and from who pays most: to be checked before sending."""
    return APPRENTICES if kind == "apprentissage" else _PUBLIC.get(funder, OTHER_PUBLIC)


@dataclass(frozen=True, slots=True)
class Trainee:
    """One person in one prestation during the year; `minutes` are those really attended, `funders` who pays what.

    `funders` gives cents by funder; `group` tells trainees of one same prestation apart from another's; `remote` are
    the minutes of `minutes` followed at a distance. `row` is the participation, `name` for the rows behind a figure.
    """

    person: int
    group: int
    kind: str
    titre_ref: str
    minutes: int
    funders: Mapping[str, int] = field(default_factory=dict)
    level: str = ""
    nsf: str = ""
    financing: str = NO_FUNDING
    public: str = OTHER_PUBLIC
    remote: int = 0
    row: int = 0
    name: str = ""
    heading: str = ""
    vae: bool = False

    def __post_init__(self) -> None:
        if self.minutes < 0 or self.remote < 0 or any(cents < 0 for cents in self.funders.values()):
            raise ValueError("hours and amounts are not negative")
        if self.remote > self.minutes:
            raise ValueError("more minutes at a distance than minutes")

    @property
    def cents(self) -> int:
        return sum(self.funders.values())

    @property
    def mode(self) -> str:
        """How the year was followed by this person."""
        if not self.remote:
            return "En présence"
        return "À distance" if self.remote == self.minutes else "En présence et à distance"


@dataclass(frozen=True, slots=True)
class Passed:
    """An action that passes between two organismes in the year; `given` False when it was received."""

    given: bool
    trainees: int
    minutes: int
    cents: int

    def __post_init__(self) -> None:
        if min(self.trainees, self.minutes, self.cents) < 0:
            raise ValueError("hours and amounts are not negative")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: trainees counted once each, trainee-minutes, cents granted."""

    label: str
    trainees: int
    minutes: int
    cents: int = 0


@dataclass(frozen=True, slots=True)
class Bpf:
    """The figures to copy on the State's site; minutes and cents, exact."""

    year: int
    trainees: int
    trainee_minutes: int
    remote_minutes: int
    given_minutes: int
    paid_cents: int
    cuts: Mapping[str, tuple[Line, ...]]
    funds: tuple[tuple[str, int], ...]
    vae: Line
    others: Line
    entrusted: Line
    received: Line

    @property
    def by_kind(self) -> tuple[Line, ...]:
        return self.cuts["kind"]

    @property
    def by_titre(self) -> tuple[Line, ...]:
        return self.cuts["titre_ref"]

    @property
    def total_cents(self) -> int:
        return sum(cents for _, cents in self.funds)


def bpf(
    year: int,
    trainees: Iterable[Trainee],
    given_minutes: int,
    *,
    paid_cents: int = 0,
    passed: Iterable[Passed] = (),
) -> Bpf:
    """Count the year. A person in two prestations is one trainee in the total, and one on each line where they are.

    `given_minutes` are the minutes of séances held, whoever came; `paid_cents` what people paid themselves by
    instalments. What passes between organismes is told apart, never added. Raises ValueError for a negative figure.
    """
    if given_minutes < 0 or paid_cents < 0:
        raise ValueError("hours and amounts are not negative")
    rows, moved = list(trainees), list(passed)
    funds: dict[str, int] = {}
    for row in rows:
        for funder, cents in row.funders.items():
            funds[funder] = funds.get(funder, 0) + cents
    return Bpf(
        year=year,
        trainees=len({row.person for row in rows}),
        trainee_minutes=sum(row.minutes for row in rows),
        remote_minutes=sum(row.remote for row in rows),
        given_minutes=given_minutes,
        paid_cents=paid_cents,
        cuts={axis: _lines(rows, axis) for axis in AXES},
        funds=tuple(sorted(funds.items(), key=lambda fund: (-fund[1], fund[0]))),
        vae=_line("Accompagnement à la VAE", [row for row in rows if row.vae]),
        others=_line("Autres actions", [row for row in rows if not row.vae]),
        entrusted=_moved("Confiées à d’autres organismes", [one for one in moved if one.given]),
        received=_moved("Reçues d’autres organismes", [one for one in moved if not one.given]),
    )


def behind(trainees: Iterable[Trainee], axis: str, label: str) -> list[Trainee]:
    """The rows that make a line. Raises KeyError for an unknown axis."""
    if axis not in AXES:
        raise KeyError(axis)
    return [row for row in trainees if getattr(row, axis) == label]


def _lines(rows: list[Trainee], axis: str) -> tuple[Line, ...]:
    keys = sorted({getattr(row, axis) for row in rows})
    return tuple(_line(key, behind(rows, axis, key)) for key in keys)


def _line(label: str, rows: list[Trainee]) -> Line:
    return Line(
        label,
        len({row.person for row in rows}),
        sum(row.minutes for row in rows),
        sum(row.cents for row in rows),
    )


def _moved(label: str, rows: list[Passed]) -> Line:
    return Line(
        label,
        sum(row.trainees for row in rows),
        sum(row.minutes for row in rows),
        sum(row.cents for row in rows),
    )


def due_on(year: int, *, month: int, day: int) -> date:
    """The day before which the report of `year` is sent: the following year (C12); 31 of a short month is its last."""
    for last in range(day, day - 4, -1):
        try:
            return date(year + 1, month, last)
        except ValueError:
            continue
    raise ValueError(f"no such day: {day}/{month}")

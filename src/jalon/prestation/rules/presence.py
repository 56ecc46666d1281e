"""How presence is noted and signed, half-day by half-day (C8). Nothing signed is altered, only superseded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jalon.common.typography import day_label, elided, minutes
from jalon.prestation.rules.hours import Half, clock_of, lasting, local_day

ATTENDING = frozenset({"present", "late", "left_early", "remote"})
PARTIAL = frozenset({"late", "left_early"})
ABSENT = frozenset({"absent", "excused"})
CLOCK_TOLERANCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Place:
    """What binds someone to a half-day: their stay in the prestation, their birth, their certificate in force."""

    name: str
    entered_on: date | None = None
    left_on: date | None = None
    birth_date: date | None = None
    certified_on: date | None = None
    expected: bool = True
    cancelled: bool = False


def place_faults(place: Place, half: Half) -> list[str]:
    """Why nothing is noted or signed for this person on this half-day."""
    day, faults = half.starts_at.date(), []
    if place.cancelled:
        faults.append("La séance est annulée.")
    if not place.expected:
        faults.append(f"{place.name} n’est pas attendu à cette séance.")
    if place.birth_date is not None and day <= place.birth_date:
        faults.append(
            f"La séance précède la naissance {elided(f'de {place.name}')} : vérifiez les deux dates."
        )
    if place.entered_on is not None and day < place.entered_on:
        faults.append(f"{place.name} est entré le {day_label(place.entered_on)}, après cette séance.")
    if place.left_on is not None and day > place.left_on:
        faults.append(f"{place.name} est sorti le {day_label(place.left_on)}, avant cette séance.")
    if place.certified_on is not None:
        faults.append(
            f"Le certificat de réalisation {elided(f'de {place.name}')} est délivré depuis le "
            f"{day_label(place.certified_on)} : rien ne se signe ni ne se note plus ; retirez d’abord le certificat."
        )
    return faults


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A half-day of another séance that the same person followed, and for how many minutes."""

    half: Half
    heading: str
    minutes: int


def elsewhere_faults(name: str, half: Half, followed: int, others: Iterable[Elsewhere]) -> list[str]:
    """Why someone cannot have been there too: nobody follows more minutes than pass between the first and the last."""
    faults = []
    for other in others:
        starts, ends = min(half.starts_at, other.half.starts_at), max(half.ends_at, other.half.ends_at)
        if (
            half.starts_at < other.half.ends_at and other.half.starts_at < half.ends_at
            and followed + other.minutes > lasting(starts, ends)
        ):  # fmt: skip
            faults.append(
                f"{name} est noté au même moment à « {other.heading} », {other.half.label}, {other.half.hours} : "
                "personne n’est en deux endroits ; corrigez l’une des deux présences."
            )
    return faults


def presence_faults(
    presence: str,
    followed: int,
    half: Half,
    place: Place,
    *,
    now: datetime,
    note: str = "",
    signed: bool = False,
    countersigned: bool = False,
) -> list[str]:
    """Why a presence cannot be noted so; `signed` and `countersigned` tell the signatures that it would touch."""
    faults = place_faults(place, half)
    if now < half.starts_at:
        faults.append(f"La demi-journée commence à {clock_of(half.starts_at)} : la présence se note ensuite.")
    if followed < 0:
        faults.append("Des heures négatives n’existent pas.")
    if followed > half.minutes:
        faults.append(
            f"{place.name} ne peut avoir suivi {minutes(followed)} d’une demi-journée de {minutes(half.minutes)}."
        )
    if presence in ATTENDING and followed == 0:
        faults.append("Une personne présente a suivi au moins une minute.")
    if presence in PARTIAL and followed >= half.minutes:
        faults.append("Un retard ou un départ anticipé retire des minutes : indiquez le temps suivi.")
    if presence in ABSENT and followed > 0:
        faults.append("Une personne absente n’a suivi aucune minute.")
    if presence == "excused" and not note.strip():
        faults.append("Indiquez la nature du justificatif, sans donnée de santé.")
    if signed and presence in ABSENT:
        faults.append(f"{place.name} a signé cette demi-journée : annulez d’abord sa signature.")
    if countersigned and not note.strip():
        faults.append("La demi-journée est contresignée : une correction dit son motif.")
    return faults


def signing_faults(
    half: Half,
    place: Place,
    *,
    signed_at: datetime,
    now: datetime,
    window_days: int,
    presence: str | None = None,
    already: datetime | None = None,
    reopened_on: date | None = None,
) -> list[str]:
    """Why a participant cannot sign a half-day now (C8: never beforehand, never once a month)."""
    faults = place_faults(place, half)
    faults += moment_faults(
        half, signed_at=signed_at, now=now, window_days=window_days, reopened_on=reopened_on
    )
    if presence in ABSENT:
        faults.append(f"{place.name} est noté absent : corrigez d’abord sa présence.")
    if already is not None:
        faults.append(
            f"{place.name} a déjà signé cette demi-journée à {clock_of(already)} : il n’y a rien à refaire."
        )
    return faults


def moment_faults(
    half: Half, *, signed_at: datetime, now: datetime, window_days: int, reopened_on: date | None = None
) -> list[str]:
    """A half-day is signed once begun, not in the future, within `window_days` after its day, or after `reopened_on`,
    the day on which it was corrected.
    """
    faults = []
    if signed_at > now + CLOCK_TOLERANCE:
        faults.append("L’heure de la signature est dans le futur : vérifiez l’horloge de l’appareil.")
    if signed_at < half.starts_at:
        faults.append(
            f"La séance commence à {clock_of(half.starts_at)} : une signature ne se recueille pas d’avance (C8)."
        )
    last = max(half.starts_at.date(), reopened_on or date.min) + timedelta(days=window_days)
    if local_day(signed_at) > last:
        faults.append(
            f"La demi-journée du {day_label(half.starts_at.date())} se signait jusqu’au {day_label(last)} : "
            "joignez une feuille signée sur papier."
        )
    return faults


def countersigning_faults(
    half: Half,
    *,
    trainer_name: str,
    is_trainer: bool,
    unnoted: Sequence[str],
    signed_at: datetime,
    now: datetime,
    window_days: int,
    cancelled: bool = False,
    already: datetime | None = None,
    reopened_on: date | None = None,
) -> list[str]:
    """Why the trainer cannot countersign: it is another’s to do, not begun, or someone’s presence is not noted."""
    faults = moment_faults(
        half, signed_at=signed_at, now=now, window_days=window_days, reopened_on=reopened_on
    )
    if cancelled:
        faults.append("La séance est annulée.")
    if not trainer_name:
        faults.append("La séance n’a pas d’intervenant : nommez-le d’abord.")
    elif not is_trainer:
        faults.append(f"C’est à {trainer_name} de contresigner cette séance (C8).")
    if unnoted:
        faults.append(f"La présence n’est pas notée pour : {', '.join(unnoted)}.")
    if already is not None:
        faults.append(f"La demi-journée est déjà contresignée depuis {clock_of(already)}.")
    return faults


@dataclass(frozen=True, slots=True)
class Followed:
    """One half-day of a participant as it stands: noted or not, signed or not, countersigned or not."""

    half: Half
    heading: str
    presence: str | None = None
    minutes: int = 0
    signed: bool = False
    countersigned: bool = False

    @property
    def attended(self) -> bool:
        return self.presence in ATTENDING

    @property
    def proved(self) -> bool:
        return self.attended and self.signed and self.countersigned

    @property
    def lacks(self) -> tuple[str, ...]:
        """What this half-day still lacks, in words."""
        if self.presence is None:
            return ("la présence n’est pas notée",)
        lacking = []
        if self.attended and not self.signed:
            lacking.append("la signature du participant manque")
        if not self.countersigned:
            lacking.append("la signature de l’intervenant manque")
        return tuple(lacking)


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of one participation: planned by the séances, followed, proved by both signatures, missed."""

    held: int = 0
    attended: int = 0
    proved: int = 0
    absent: int = 0
    excused: int = 0

    @property
    def rate(self) -> float | None:
        """The share of the hours held that were followed."""
        return self.attended / self.held if self.held else None


def hours_of(halves: Iterable[Followed], now: datetime) -> Hours:
    """What the half-days already held add up to."""
    held = attended = proved = absent = excused = 0
    for one in halves:
        if one.half.ends_at > now:
            continue
        held += one.half.minutes
        attended += one.minutes if one.attended else 0
        proved += one.minutes if one.proved else 0
        absent += one.half.minutes if one.presence == "absent" else 0
        excused += one.half.minutes if one.presence == "excused" else 0
    return Hours(held, attended, proved, absent, excused)


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign that someone may be dropping out (indicator 12); a person judges it."""

    code: str
    label: str


def attendance_signals(
    halves: Iterable[Followed], now: datetime, *, in_a_row: int, percent: int
) -> list[Signal]:
    """Absences without a reason following one another, a share of hours missed, nothing signed lately."""
    past = sorted((one for one in halves if one.half.ends_at <= now), key=lambda one: one.half.starts_at)
    noted = [one for one in past if one.presence is not None]
    signals = []
    row = 0
    for one in reversed(noted):
        if one.presence != "absent":
            break
        row += 1
    if row >= in_a_row:
        signals.append(
            Signal("absences", f"{row} demi-journée{'s' if row > 1 else ''} d’absence sans motif de suite")
        )
    total = sum(one.half.minutes for one in noted)
    missed = sum(max(0, one.half.minutes - one.minutes) for one in noted if one.presence != "excused")
    if total and missed * 100 >= percent * total:
        signals.append(Signal("rate", f"{minutes(missed)} manquées sur {minutes(total)}"))
    unsigned = sum(1 for one in noted if one.attended and not one.signed)
    if unsigned >= in_a_row:
        signals.append(Signal("unsigned", f"{unsigned} demi-journées suivies sans signature"))
    return signals

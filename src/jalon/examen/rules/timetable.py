"""Who may not judge whom, and how minutes of a plan become moments of a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

# A declared tie, read from either side: what it says of the juror, what it says of the candidate (A5.10).
_DECLARED = {
    "trained": ("a formé le candidat", "a été formé par le candidat"),
    "accompanied": ("a accompagné le candidat", "a été accompagné par le candidat"),
    "related": ("a un lien personnel ou familial avec le candidat",) * 2,
    "work": ("a un lien professionnel avec le candidat",) * 2,
}
BASIS = "code du travail, D6412-6 ; incompatibilités A5.10 et A5.11"


@dataclass(frozen=True, slots=True)
class Tie:
    """A declared relation between two persons (ids); `kind` is trained, accompanied, related or work."""

    person: int
    other: int
    kind: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A candidate of the session: inscription, person, those who trained or accompanied them, by VAE or not."""

    inscription: int
    person: int
    trainers: frozenset[int] = frozenset()
    vae: bool = False


def conflicts_of_interest(
    jurors: Iterable[int], candidates: Iterable[Registered], ties: Iterable[Tie]
) -> dict[int, dict[int, tuple[str, ...]]]:
    """juror person id -> {inscription id: every reason, in French}; only those with a conflict appear.

    Nobody judges a candidate they trained or accompanied, nor one they know closely, whichever of the two
    declared it, nor themselves (A5.10 for VAE, A5.11 applied to all).
    """
    between: dict[tuple[int, int], list[str]] = defaultdict(list)
    for tie in ties:
        forward, backward = _DECLARED[tie.kind]
        between[tie.person, tie.other].append(f"{forward} (lien déclaré)")
        between[tie.other, tie.person].append(f"{backward} (lien déclaré)")
    registered = list(candidates)
    found: dict[int, dict[int, tuple[str, ...]]] = {}
    for juror in sorted(set(jurors)):
        for who in registered:
            reasons = list(between.get((juror, who.person), ()))
            if juror in who.trainers:
                action = "a accompagné la VAE du candidat" if who.vae else "a formé ou accompagné le candidat"
                reasons.append(f"{action} (dossier de parcours)")
            if juror == who.person:
                reasons.append("est le candidat lui-même")
            if reasons:
                found.setdefault(juror, {})[who.inscription] = tuple(dict.fromkeys(reasons))
    return found


def minutes_of(moment: time) -> int:
    """Minutes from midnight on the clock's face."""
    return moment.hour * 60 + moment.minute


def moment(day: date, minutes: int) -> datetime:
    """The instant when the clocks of France show `minutes` from midnight on `day`."""
    return datetime.combine(day + timedelta(minutes // 1440), time(minutes % 1440 // 60, minutes % 60), PARIS)


def local_minutes(instant: datetime) -> tuple[date, int]:
    """Day and minutes from midnight that the clocks of France show at an aware `instant`."""
    local = instant.astimezone(PARIS)
    return local.date(), local.hour * 60 + local.minute


def clock_changes_within(day: date, opens: time, closes: time) -> bool:
    """Whether the hour changes between two times of one day: minutes could then not be counted on the clock."""
    start, end = datetime.combine(day, opens, PARIS), datetime.combine(day, closes, PARIS)
    return end.astimezone(UTC) - start.astimezone(UTC) != end - start


def rooms_of_juries(
    wanted: Mapping[str, str], assigned: Mapping[str, str], pool: Iterable[str]
) -> dict[str, str]:
    """jury -> room for one day: the room reserved to a jury when it has one, else the planned one if it is
    still free, else the first free room of `pool`. Two juries never share a room (RE, annexe 1).
    """
    rooms = list(pool)
    result = {
        jury: wanted[jury]
        for jury in sorted(assigned)
        if jury in wanted and wanted[jury] in rooms and list(wanted.values()).count(wanted[jury]) == 1
    }
    for keep in (True, False):
        for jury in sorted(set(assigned) - set(result)):
            free = [room for room in rooms if room not in result.values()]
            if keep and assigned[jury] in free:
                result[jury] = assigned[jury]
            elif not keep and free:
                result[jury] = free[0]
    return result

"""Facts of the exam day as devices told them: which are in force, when they happened, who came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

PRESENCES = {
    "arrival": "present",
    "late_admitted": "late",
    "late_refused": "absent",
    "absent": "absent",
    "excused": "excused",
}
NOT_ADMITTED = "Arrivé en retard, non admis par le responsable de session."
AWAY = frozenset({"absent", "excused"})


@dataclass(frozen=True, slots=True)
class Fact:
    """What a device told. `kind` is a value of `DayEventKind`, `order` the candidate's step, `undoes` a uuid."""

    uuid: str
    kind: str
    at: datetime
    candidate: int | None = None
    order: int | None = None
    person: int | None = None
    undoes: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attendance:
    """What is known of a candidate's coming: a value of `Presence`, the hour of arrival, what was observed."""

    presence: str = "expected"
    arrived_at: datetime | None = None
    note: str = ""

    @property
    def away(self) -> bool:
        return self.presence in AWAY

    @property
    def here(self) -> bool:
        return self.presence in ("present", "late")


def in_force(facts: Iterable[Fact]) -> list[Fact]:
    """Facts once each, without those that another takes back, in the order in which they happened."""
    once = {fact.uuid: fact for fact in facts}
    undone = {fact.undoes for fact in once.values() if fact.kind == "undo"}
    kept = (fact for fact in once.values() if fact.kind != "undo" and fact.uuid not in undone)
    return sorted(kept, key=lambda fact: (fact.at, fact.uuid))


def attendance_of(facts: Iterable[Fact]) -> Attendance:
    """What the facts of one candidate say of their coming: the last one told decides (A2.6, A2.7).

    A signature is an arrival when nothing else was told. The hour of an arrival is the one given with it, else
    when it was told.
    """
    found = Attendance()
    for fact in in_force(facts):
        if fact.kind == "signature" and found.presence == "expected":
            found = Attendance("present", fact.at)
        elif presence := PRESENCES.get(fact.kind):
            note = str(fact.data.get("note") or (NOT_ADMITTED if fact.kind == "late_refused" else ""))
            found = Attendance(presence, None if presence in AWAY else arrival_hour(fact), note)
    return found


def arrival_hour(fact: Fact) -> datetime:
    """When the candidate came: the hour given with the fact (ISO 8601), else the fact's own."""
    given = fact.data.get("arrived_at")
    return datetime.fromisoformat(given) if given else fact.at


def put_right(
    told: datetime, skew_seconds: int, now: datetime, tolerance: timedelta, known: int | None = None
) -> tuple[datetime, int]:
    """The hour told by a device, its clock put right when it is a minute or more away, and by how many seconds.

    `skew_seconds` is what its clock lacks when it sends, `known` what it knew to lack when the fact happened: the
    return of the network often sets a clock right between the two. An hour that would be to come is set right by
    the other. Less than a minute is the time of the sending. An hour to come within `tolerance` is taken for now.
    """
    for skew in (skew_seconds if known is None else known, skew_seconds):
        right = told + timedelta(seconds=skew) if abs(skew) >= 60 else told
        if right - now <= tolerance:
            return min(right, now), skew
    return right, skew

"""Nobody is in two places at once, and every clash is told at once."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.prestation.rules.hours import PARIS
from jalon.prestation.rules.seances import Planned, seance_faults

DAY = date(2026, 11, 16)
STAY = {"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 20)}


def planned(start: int, end: int, **told) -> Planned:
    given = {"heading": "Atelier", "trainer": 1, "room": "Salle Tarn", "people": {7: "Inès MAZARGUIL"}} | told
    return Planned(
        starts_at=datetime.combine(DAY, time(start), PARIS),
        ends_at=datetime.combine(DAY, time(end), PARIS),
        **given,
    )


def test_a_trainer_a_room_and_a_participant_already_taken_are_told_together() -> None:
    faults = seance_faults(
        planned(9, 12), [planned(11, 13, heading="Veille")], trainer_name="Luc Azéma", **STAY
    )
    assert len(faults) == 3
    assert "Luc Azéma anime déjà « Veille »" in faults[0]
    assert "La salle Salle Tarn est déjà prise" in faults[1]
    assert "Inès MAZARGUIL suit déjà" in faults[2]


def test_a_séance_that_follows_another_at_once_does_not_overlap_it() -> None:
    assert seance_faults(planned(9, 12), [planned(12, 13), planned(8, 9)], **STAY) == []


def test_rooms_are_the_same_however_they_are_typed_and_none_is_never_taken() -> None:
    other = planned(9, 12, trainer=2, people={}, room="salle  TARN")
    assert len(seance_faults(planned(9, 12, people={}), [other], **STAY)) == 1
    assert seance_faults(planned(9, 12, room="", people={}), [replace(other, room="")], **STAY) == []


def test_a_séance_without_heading_outside_its_prestation_says_both() -> None:
    faults = seance_faults(
        planned(9, 12, heading=" "), [], starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 5)
    )
    assert len(faults) == 2
    assert "intitulé" in faults[0]
    assert "hors de la prestation" in faults[1]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine proves nothing
@given(st.integers(0, 600), st.integers(1, 300), st.integers(0, 600), st.integers(1, 300))
def test_overlap_is_symmetrical_and_says_a_minute_shared(first, long, second, large) -> None:
    base = datetime.combine(DAY, time(6), PARIS)

    def made(start: int, length: int) -> Planned:
        begins = base + timedelta(minutes=start)
        return Planned("x", begins, begins + timedelta(minutes=length), trainer=1)

    one, other = made(first, long), made(second, large)
    shared = bool(set(range(first, first + long)) & set(range(second, second + large)))
    assert one.overlaps(other) == other.overlaps(one) == shared

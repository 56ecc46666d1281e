"""Presence is noted and signed half-day by half-day, never beforehand, never after the certificate (C8, C9)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from jalon.prestation.rules.certificates import certificate_faults
from jalon.prestation.rules.hours import PARIS, Half
from jalon.prestation.rules.presence import (
    Followed,
    Place,
    attendance_signals,
    countersigning_faults,
    hours_of,
    presence_faults,
    signing_faults,
)

DAY = date(2026, 11, 16)
INES = Place("Inès MAZARGUIL", entered_on=date(2026, 11, 2), birth_date=date(1991, 4, 23))


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)


HALF = Half("morning", at(9), at(12))


def noted(presence: str = "present", followed: int = 180, place: Place = INES, **told) -> list[str]:
    return presence_faults(presence, followed, HALF, place, **{"now": at(12), **told})


@pytest.mark.parametrize(
    ("presence", "followed", "told", "said"),
    [
        ("present", -30, {}, "négatives"),
        ("present", 181, {}, "ne peut avoir suivi"),
        ("present", 0, {}, "au moins une minute"),
        ("late", 180, {}, "retire des minutes"),
        ("absent", 10, {}, "aucune minute"),
        ("excused", 0, {}, "nature du justificatif"),
        ("absent", 0, {"signed": True}, "annulez d’abord sa signature"),
        ("present", 180, {"countersigned": True}, "une correction dit son motif"),
        ("present", 180, {"now": at(8, 59)}, "commence à 9\u00a0h"),
        (
            "present",
            180,
            {"place": replace(INES, certified_on=date(2026, 11, 20))},
            "certificat de réalisation",
        ),
        ("present", 180, {"place": replace(INES, entered_on=date(2026, 11, 17))}, "est entré le 17"),
        ("present", 180, {"place": replace(INES, left_on=date(2026, 11, 13))}, "est sorti le 13"),
        ("present", 180, {"place": replace(INES, birth_date=date(2027, 1, 1))}, "précède la naissance"),
        ("present", 180, {"place": replace(INES, expected=False)}, "n’est pas attendu"),
        ("present", 180, {"place": replace(INES, cancelled=True)}, "annulée"),
    ],
)
def test_a_presence_that_cannot_be_says_why(presence, followed, told, said) -> None:
    assert [fault for fault in noted(presence, followed, **told) if said in fault]


def test_what_is_plausible_is_noted() -> None:
    assert noted() == []
    assert noted("late", 150) == []
    assert noted("excused", 0, note="Convocation administrative") == []


def test_every_reason_comes_at_once() -> None:
    place = replace(INES, left_on=date(2026, 11, 13), certified_on=date(2026, 11, 14))
    assert len(noted("present", -5, place, now=at(8))) == 4


def signs(signed_at: datetime, place: Place = INES, **told) -> list[str]:
    return signing_faults(HALF, place, **{"signed_at": signed_at, "now": signed_at, "window_days": 1, **told})


def test_one_signs_from_the_first_minute_to_the_end_of_the_window_and_not_a_minute_more() -> None:
    assert signs(at(9)) == []
    assert any("d’avance" in fault for fault in signs(at(8, 59)))
    assert signs(at(23, 59, day=DAY + timedelta(days=1))) == []
    assert any("feuille signée sur papier" in fault for fault in signs(at(0, 0, day=DAY + timedelta(days=2))))


def test_nobody_signs_twice_nor_absent_nor_after_the_certificate_nor_tomorrow() -> None:
    assert any("a déjà signé" in fault for fault in signs(at(10), already=at(9, 30)))
    assert any("noté absent" in fault for fault in signs(at(10), presence="absent"))
    certified = replace(INES, certified_on=DAY)
    assert any("certificat" in fault for fault in signs(at(10), certified))
    assert any("dans le futur" in fault for fault in signs(at(10), now=at(9)))


def test_the_trainer_alone_countersigns_once_everyone_is_noted() -> None:
    told = {"signed_at": at(12), "now": at(12), "window_days": 1}
    assert countersigning_faults(HALF, trainer_name="Luc", is_trainer=True, unnoted=[], **told) == []
    faults = countersigning_faults(HALF, trainer_name="Luc", is_trainer=False, unnoted=["Paul SÉNAC"], **told)
    assert ["C’est à Luc" in faults[0], "Paul SÉNAC" in faults[1]] == [True, True]
    assert (
        "nommez-le" in countersigning_faults(HALF, trainer_name="", is_trainer=False, unnoted=[], **told)[0]
    )


def half_of(day: int, **told) -> Followed:
    on = date(2026, 11, day)
    given = {"presence": "present", "minutes": 180, "signed": True, "countersigned": True} | told
    return Followed(Half("morning", at(9, day=on), at(12, day=on)), "Veille", **given)


def test_hours_proved_are_those_that_both_signed() -> None:
    lines = [
        half_of(2), half_of(3, signed=False), half_of(4, countersigned=False),
        half_of(5, presence="absent", minutes=0), half_of(6, presence="excused", minutes=0),
        half_of(9, presence="late", minutes=120), half_of(30, presence=None, minutes=0),
    ]  # fmt: skip
    hours = hours_of(lines, at(18))
    assert (hours.held, hours.attended, hours.proved) == (1080, 660, 300)
    assert (hours.absent, hours.excused) == (180, 180)
    assert hours_of([], at(18)).rate is None


def certified(lines: list[Followed], **told) -> list[str]:
    given = {
        "now": at(18, day=date(2026, 11, 20)),
        "today": date(2026, 11, 20),
        "ends_on": date(2026, 11, 20),
    }
    return certificate_faults(lines, **{**given, **told})


def test_a_certificate_names_each_half_day_that_lacks_something() -> None:
    faults = certified([half_of(2), half_of(3, signed=False), half_of(4, presence=None, countersigned=False)])
    assert len(faults) == 2
    assert "mardi 3" in faults[0]
    assert "la signature du participant manque" in faults[0]
    assert "la présence n’est pas notée" in faults[1]


def test_no_certificate_without_effective_participation_nor_before_the_end() -> None:
    assert "participation effective" in certified([half_of(2, presence="absent", minutes=0)])[0]
    assert certified([half_of(2)]) == []
    assert "finit le 20" in certified([half_of(2)], today=date(2026, 11, 19))[0]
    assert certified([half_of(2)], today=date(2026, 11, 10), left_on=date(2026, 11, 9)) == []


def test_dropping_out_shows_by_absences_in_a_row_by_share_and_by_missing_signatures() -> None:
    def codes(*lines: Followed) -> list[str]:
        return [one.code for one in attendance_signals(lines, at(18), in_a_row=2, percent=20)]

    gone = {"presence": "absent", "minutes": 0}
    assert codes(*(half_of(day) for day in range(2, 7))) == []
    assert codes(*(half_of(day) for day in range(2, 13)), half_of(14, **gone), half_of(15, **gone)) == [
        "absences"
    ]
    assert codes(half_of(2, **gone), half_of(3), half_of(4), half_of(5)) == ["rate"]
    assert codes(half_of(2, signed=False), half_of(3, signed=False)) == ["unsigned"]
    assert codes(half_of(2, presence="excused", minutes=0), half_of(3)) == []

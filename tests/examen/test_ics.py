"""The agenda files: what Outlook, Thunderbird and phones read."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from jalon.examen.ics import CalendarDay, Party, calendar
from jalon.examen.rules.timetable import moment

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
DAYS = [
    CalendarDay(moment(date(2026, 10, 25), 9 * 60), moment(date(2026, 10, 25), 17 * 60), "Ligne 1\nLigne 2"),
    CalendarDay(moment(date(2026, 10, 26), 9 * 60), moment(date(2026, 10, 26), 12 * 60)),
]


def _made(**changes: object) -> Calendar:
    values: dict[str, object] = {
        "method": "REQUEST",
        "uid": "abc",
        "sequence": 3,
        "summary": "Examen ; été, « CIP »",
        "location": "Site principal, 31200 Toulouse",
        "days": DAYS,
        "organizer": Party("Passerelles 31", "contact@passerelles31.example"),
        "attendee": Party("Inès Mazarguil", "ines@candidats.example"),
        "now": NOW,
        **changes,
    }
    made = Calendar.from_ical(calendar(**values))  # type: ignore[arg-type]
    assert isinstance(made, Calendar)
    return made


def test_there_is_one_event_per_day_each_with_its_own_stable_uid() -> None:
    events = _made().walk("VEVENT")
    assert [str(event["uid"]) for event in events] == ["abc-1@jalon", "abc-2@jalon"]
    assert {int(event["sequence"]) for event in events} == {3}


def test_hours_are_those_of_france_on_the_day_the_clocks_change() -> None:
    first, _ = _made().walk("VEVENT")
    assert first.decoded("dtstart").astimezone(UTC) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    assert first["dtstart"].params["TZID"] == "Europe/Paris"


def test_the_time_zone_travels_with_the_file() -> None:
    (zone,) = _made().walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Europe/Paris"
    assert zone.walk("DAYLIGHT")
    assert zone.walk("STANDARD")


def test_special_characters_survive() -> None:
    event = _made().walk("VEVENT")[0]
    assert str(event["summary"]) == "Examen ; été, « CIP »"
    assert str(event["description"]) == "Ligne 1\nLigne 2"


def test_the_person_is_invited_by_the_centre() -> None:
    event = _made().walk("VEVENT")[0]
    assert str(event["organizer"]) == "mailto:contact@passerelles31.example"
    assert str(event["attendee"]) == "mailto:ines@candidats.example"


def test_a_cancellation_keeps_the_uid_and_says_so() -> None:
    made = _made(method="CANCEL", days=DAYS[1:], first_rank=2)
    (event,) = made.walk("VEVENT")
    assert str(made["method"]) == "CANCEL"
    assert str(event["uid"]) == "abc-2@jalon"
    assert str(event["status"]) == "CANCELLED"


def test_lines_end_as_the_standard_wants_and_none_is_too_long() -> None:
    content = calendar(
        method="REQUEST", uid="abc", sequence=0, summary="é" * 200, location="x", days=DAYS,
        organizer=Party("a", "a@b.example"), attendee=Party("b", "b@b.example"), now=NOW,
    )  # fmt: skip
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_without_a_day_there_is_nothing_to_send() -> None:
    with pytest.raises(ValueError, match="au moins une journée"):
        _made(days=[])

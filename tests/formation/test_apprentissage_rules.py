"""The rules of apprenticeship: contract, trial, alternation, hours, dues; their boundaries."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.common.parameters import PARAMETERS
from jalon.formation.rules.apprentissage import (
    ContractFacts,
    Coordination,
    Rhythm,
    Seen,
    Week,
    age_on,
    calendar_digest,
    company_dates,
    company_hours,
    contract_faults,
    contract_remarks,
    dues,
    holds_nir,
    hours_faults,
    monday_of,
    period_faults,
    rhythm_faults,
    siret_sound,
    trial_end,
    week_faults,
    weeks_of,
)

SETTINGS = {key: one.default for key, one in PARAMETERS.items()}
START, END = date(2026, 9, 7), date(2027, 8, 31)
BORN, TODAY = date(2004, 5, 2), date(2026, 11, 16)
CONTRACT = ContractFacts(
    "Les Jardins du Lot", "73282932000074", date(2026, 8, 31), START, END, 35, "Yaëlle Ferrand", True, True, 6
)


def faults(facts: ContractFacts = CONTRACT, *, born: date | None = BORN, others=()) -> str:
    return " ".join(contract_faults(facts, birth_date=born, today=TODAY, others=others, settings=SETTINGS))


def test_a_sound_contract_has_no_fault():
    assert faults() == ""
    assert contract_remarks(CONTRACT, BORN, SETTINGS) == []


def test_a_contract_tells_every_reason_at_once():
    told = contract_faults(
        ContractFacts("", "12345678901234", date(2027, 1, 1), START, START, 60, " ", False, False, 1),
        birth_date=date(2030, 1, 1), today=TODAY, others=[(date(2026, 1, 1), date(2027, 1, 1))], settings=SETTINGS,
    )  # fmt: skip
    assert len(told) == 11


@pytest.mark.parametrize(
    ("born", "representative", "said"),
    [
        (date(2008, 9, 1), "", "mineure"),  # 17 years and 364 days at the signature
        (date(2008, 9, 1), "Maïwenn Le Bihan", ""),
        (date(2008, 8, 31), "", ""),  # of age that very day
        (None, "", "date de naissance"),
    ],
)
def test_a_minor_signs_with_their_representative(born, representative, said):
    told = faults(replace(CONTRACT, representative=representative), born=born)
    assert (said in told) if said else told == ""


def test_someone_born_on_29_february_is_of_age_on_the_28th():
    born = date(2008, 2, 29)
    assert age_on(born, date(2026, 2, 27)) == 17
    assert age_on(born, date(2026, 2, 28)) == 18


@pytest.mark.parametrize(
    ("titled", "years", "sound"), [(True, 1, True), (True, 0, False), (False, 2, True), (False, 1, False)]
)
def test_the_maitre_has_the_years_that_the_settings_ask(titled, years, sound):
    assert (faults(replace(CONTRACT, master_titled=titled, master_years=years)) == "") is sound


def test_two_contracts_never_share_a_day():
    assert "Un autre contrat" in faults(others=[(date(2025, 9, 1), START)])
    assert faults(others=[(date(2025, 9, 1), START - timedelta(days=1))]) == ""


def test_age_and_length_are_pointed_out_never_refused():
    short = replace(CONTRACT, ends_on=date(2027, 1, 6))
    told = " ".join(contract_remarks(short, date(1990, 1, 1), SETTINGS))
    assert "36 ans" in told
    assert "moins de 6 mois" in told
    assert contract_remarks(replace(CONTRACT, ends_on=date(2029, 9, 6)), BORN, SETTINGS) == []
    assert (
        "plus de 36 mois" in contract_remarks(replace(CONTRACT, ends_on=date(2029, 9, 7)), BORN, SETTINGS)[0]
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2 04 05 31 555 123 45", True),
        ("204053155512345", True),
        ("2040531555123", True),
        ("2A", False),
        ("73282932000074", False),
        ("12/05/2026 de 9 h à 17 h", False),
        ("06 12 34 56 78", False),
    ],
)
def test_a_social_security_number_is_seen(text, found):
    assert holds_nir(text) is found


def test_a_siret_keeps_its_key():
    assert siret_sound("732 829 320 00074")
    assert not siret_sound("732 829 320 00075")
    assert not siret_sound("00000000000000")
    assert not siret_sound("７３２82932000074")


# -- the weeks


def test_the_trial_counts_days_in_the_company_only():
    weeks = weeks_of(Rhythm(1, 3), START, END)
    end = trial_end(weeks, START, END, days=45)
    days = [day for week in weeks for day in company_dates(week, START, END)]
    assert end == days[44] == date(2026, 12, 7)  # Armistice day, a Wednesday in the company, is not counted
    assert trial_end(weeks, START, END, days=45, absences=1) == days[45]
    assert trial_end(weeks[:9], START, END, days=45) is None
    assert trial_end(weeks, START, END, days=0) is None


def test_public_holidays_leave_and_days_outside_the_contract_are_not_worked():
    week = Week(date(2026, 12, 21), 0)
    assert len(company_dates(week, START, END)) == 4  # 25 December
    assert company_dates(Week(week.monday, 0, 5), START, END) == []
    assert company_dates(Week(week.monday, 2), START, date(2026, 12, 22)) == []
    assert len(company_dates(Week(date(2026, 9, 7), 2), date(2026, 9, 9), END)) == 1


def test_a_rhythm_within_the_week_leaves_days_to_the_company():
    weeks = weeks_of(Rhythm(0, 1, 2), START, START + timedelta(days=20))
    assert [w.centre_days for w in weeks] == [2, 2, 2]
    assert company_hours(weeks, START, START + timedelta(days=20), 35) == 63


def test_the_weeks_of_leave_do_not_shift_the_rhythm():
    weeks = weeks_of(Rhythm(1, 1), START, START + timedelta(days=27), [START + timedelta(days=9)])
    assert [(w.centre_days, w.leave_days) for w in weeks] == [(5, 0), (0, 5), (5, 0), (0, 0)]


@pytest.mark.parametrize("rhythm", [Rhythm(-1, 2), Rhythm(0, 0), Rhythm(0, 3), Rhythm(1, 0), Rhythm(0, 1, 5)])
def test_a_rhythm_without_centre_or_company_is_none(rhythm):
    assert rhythm_faults(rhythm)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)  # a loaded machine takes its time
@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 1200), st.integers(0, 4), st.integers(1, 6),
    st.integers(0, 4), st.booleans(),
)  # fmt: skip
def test_weeks_cover_the_contract_once_and_hours_never_exceed_the_weeks(
    first, days, centre, company, mixed, begins
):
    last = first + timedelta(days=days)
    weeks = weeks_of(Rhythm(centre, company, mixed, begins), first, last)
    assert [w.monday for w in weeks] == [
        monday_of(first) + timedelta(weeks=n)
        for n in range((monday_of(last) - monday_of(first)).days // 7 + 1)
    ]
    assert all(week_faults(week, first, last) == [] for week in weeks)
    assert 0 <= company_hours(weeks, first, last, 35) <= 35 * len(weeks)
    end = trial_end(weeks, first, last, days=45)
    assert end is None or first <= end <= last


def test_a_week_out_of_the_contract_or_too_full_is_refused():
    assert "lundi" in week_faults(Week(date(2026, 9, 8), 0), START, END)[0]
    assert "hors du contrat" in week_faults(Week(date(2026, 8, 31), 0), START, END)[0]
    assert "ensemble" in week_faults(Week(START, 3, 3), START, END)[0]


def test_the_digest_of_a_calendar_does_not_depend_on_order_and_sees_every_change():
    weeks = weeks_of(Rhythm(1, 3), START, END)
    assert calendar_digest(weeks) == calendar_digest(reversed(weeks))
    assert calendar_digest(weeks) != calendar_digest([replace(weeks[0], leave_days=1), *weeks[1:]])


# -- periods and hours


def test_a_period_stands_within_the_contract_and_its_ccp():
    told = period_faults(
        END + timedelta(days=9), END + timedelta(days=1), contract=(START, END), competences=["x"], known=["y"],
        activities="204053155512345",
    )  # fmt: skip
    assert len(told) == 4
    assert (
        len(period_faults(START, END, contract=(START, END), competences=[], known=[], activities=" ")) == 2
    )


@pytest.mark.parametrize(
    ("hours", "ends_on", "kin", "said"),
    [
        (70, TODAY, 0, ""),
        (71, TODAY, 0, "dépassent 70 h"),
        (0, TODAY, 0, "au moins une heure"),
        (-5, TODAY, 0, "au moins une heure"),
        (10, TODAY + timedelta(days=1), 0, "s’attestent ensuite"),
        (40, TODAY, 61, "Avec 61 h déjà"),
    ],
)
def test_hours_hold_in_the_work_time_of_the_calendar(hours, ends_on, kin, said):
    told = " ".join(hours_faults(hours, ends_on=ends_on, today=TODAY, most=70, kin_hours=kin, kin_most=100))
    assert (said in told) if said else told == ""


def test_both_sides_of_a_competence_call_for_each_other():
    assert Seen("x", None, None).told == ""
    assert "Rien" in Seen("x", None, None, entrusted=True).told
    assert "à pratiquer en entreprise" in Seen("x", 2, 0).told
    assert "à reprendre en centre" in Seen("x", None, 3).told
    assert Seen("x", 1, 1).told == ""


# -- what must not slip

WEEKS = tuple(weeks_of(Rhythm(1, 3), START, END))
KNOWN = Coordination(START, END, True, weeks=WEEKS)


def due(facts: Coordination, code: str):
    return next((one for one in dues(facts, SETTINGS) if one.code == code), None)


def test_without_contract_only_the_contract_is_waited_for():
    assert [one.code for one in dues(Coordination(None, None, False), SETTINGS)] == ["contract"]


@pytest.mark.parametrize(
    ("broken", "until"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 11, 16), date(2027, 5, 16)),
    ],
)
def test_a_broken_contract_leaves_six_months_to_find_another(broken, until):
    (one,) = dues(Coordination(START, END, False, broken_on=broken), SETTINGS)
    assert (one.code, one.due_on) == ("new_contract", until)
    assert not one.late(until)
    assert one.late(until + timedelta(days=1))


def test_the_contract_is_filed_in_five_working_days():
    assert due(KNOWN, "filed").due_on == date(2026, 9, 14)
    assert due(replace(KNOWN, filed_on=START), "filed").done_on == START


def test_an_agreement_falls_with_the_first_week_changed():
    agreed = replace(KNOWN, agreed_on=START, agreed_digest=calendar_digest(WEEKS))
    assert due(agreed, "calendar").done_on == START
    changed = replace(agreed, weeks=(replace(WEEKS[0], leave_days=0, centre_days=4), *WEEKS[1:]))
    assert due(changed, "calendar").done_on is None
    assert "a changé" in due(changed, "calendar").note
    assert due(replace(KNOWN, weeks=()), "calendar").done_on is None


def test_a_visit_is_due_so_many_weeks_after_the_last():
    assert due(KNOWN, "visit").due_on == START + timedelta(weeks=SETTINGS["apprentice_first_visit_weeks"])
    seen = replace(KNOWN, visits=(date(2026, 10, 20),))
    assert due(seen, "visit").due_on == date(2026, 10, 20) + timedelta(
        weeks=SETTINGS["apprentice_visit_weeks"]
    )
    assert due(seen, "visited").done_on == date(2026, 10, 20)
    planned = replace(seen, planned=date(2026, 12, 1))
    assert due(planned, "visit").due_on == date(2026, 12, 1)
    assert due(replace(seen, visits=(END - timedelta(days=7),)), "visit") is None, "the contract ends before"


def test_the_trial_asks_for_a_meeting_before_its_end():
    assert due(KNOWN, "trial").due_on == date(2026, 12, 7)
    assert due(replace(KNOWN, visits=(date(2026, 12, 7),)), "trial").done_on == date(2026, 12, 7)
    assert due(replace(KNOWN, visits=(date(2026, 12, 8),)), "trial").done_on is None
    assert due(replace(KNOWN, weeks=()), "trial") is None


def test_hours_and_reports_wait_for_their_signatures():
    waiting = replace(KNOWN, unattested=(date(2026, 10, 30), date(2026, 10, 2)), unsigned=date(2026, 10, 20))
    delay = timedelta(days=SETTINGS["apprentice_hours_days"])
    assert due(waiting, "hours").due_on == date(2026, 10, 2) + delay
    assert "2 périodes" in due(waiting, "hours").note
    assert due(waiting, "report").due_on == date(2026, 10, 20) + delay

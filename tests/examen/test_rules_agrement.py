"""May this site hold this session? Agréments, the title's life, and the deadlines."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.common.parameters import PARAMETERS
from jalon.examen.rules.agrement import (
    AgrementPeriod,
    SessionFrame,
    agrement_faults,
    in_prolongation,
    validity_faults,
)
from jalon.examen.rules.deadlines import DeadlineFacts, session_deadlines

DAYS = (date(2026, 12, 14), date(2026, 12, 15))
FRAME = SessionFrame("TP-00403", "7", DAYS, ("title",), date(2023, 3, 23), date(2028, 3, 23), 1)
HELD = AgrementPeriod("TP-00403", "7", "AG-1", date(2024, 1, 1), date(2028, 3, 23))


def test_a_session_covered_every_day_has_no_fault():
    assert agrement_faults(FRAME, [HELD]) == validity_faults(FRAME) == []


@pytest.mark.parametrize("change", [{"titre_code": "TP-00448"}, {"site": "8"}])
def test_an_agrement_for_another_title_or_another_site_is_worth_nothing(change):
    (fault,) = agrement_faults(FRAME, [replace(HELD, **change)])
    assert fault.startswith("Aucun agrément pour ce titre")


def test_the_uncovered_days_are_named():
    (fault,) = agrement_faults(FRAME, [replace(HELD, valid_until=DAYS[0])])
    assert "15" in fault
    assert "14" not in fault


def test_two_agrements_may_relay_each_other():
    first, second = replace(HELD, valid_until=DAYS[0]), replace(HELD, valid_from=DAYS[1])
    assert agrement_faults(FRAME, [first, second]) == []


def test_a_ccs_needs_its_own_agrement_on_top():
    frame = replace(FRAME, scopes=("ccs1",))
    (fault,) = agrement_faults(frame, [HELD])
    assert "CCS 1" in fault
    assert agrement_faults(frame, [HELD, replace(HELD, ccs="ccs1")]) == []
    assert len(agrement_faults(frame, [])) == 2


def test_a_session_before_the_version_takes_effect_is_refused():
    (fault,) = validity_faults(replace(FRAME, days=(date(2023, 3, 22),)))
    assert "en vigueur" in fault


def test_the_prolongation_year_holds_for_sessions_recorded_in_time():
    late = replace(FRAME, days=(date(2028, 6, 1),), declared_on=date(2028, 3, 1))
    assert in_prolongation(late)
    assert validity_faults(late) == agrement_faults(late, [HELD]) == []
    assert "CERES" in validity_faults(replace(late, declared_on=date(2028, 3, 24)))[0]
    assert "prolongation" in validity_faults(replace(late, days=(date(2029, 3, 24),)))[0]


@given(st.integers(0, 120))
def test_the_dossier_technique_raises_an_alert_exactly_from_its_day_on(days_before):
    values = {key: p.default for key, p in PARAMETERS.items()}
    facts = DeadlineFacts(DAYS[0] - timedelta(days=days_before), DAYS[0], DAYS[1])
    line = next(d for d in session_deadlines(facts, values) if d.key == "dte")
    assert bool(line.alert) == (days_before <= values["dte_alert_days"])
    received = replace(facts, dte_received_on=facts.today)
    assert not next(d for d in session_deadlines(received, values) if d.key == "dte").alert


def test_deadlines_follow_the_settings_and_show_their_basis():
    values = {key: p.default for key, p in PARAMETERS.items()} | {"declaration_days": 90}
    lines = session_deadlines(DeadlineFacts(date(2026, 9, 1), *DAYS, arrangements_pending=1), values)
    assert [d.due_on for d in lines] == sorted(d.due_on for d in lines)
    by_key = {d.key: d for d in lines}
    assert by_key["declaration"].due_on == DAYS[0] - timedelta(days=90)
    assert by_key["declaration"].basis.startswith("A4.4")
    assert by_key["arrangement"].due_on == date(2026, 9, 14)

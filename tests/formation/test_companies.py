"""Stays in companies: agreed, declared, proved, gauged against the RE."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.formation.models import CompanyWeek
from jalon.formation.operations.companies import (
    agree_convention,
    declare_week,
    end_convention,
    issue_convention,
    prove_week,
    record_tutor_evaluation,
)
from jalon.formation.queries.companies import gauges_of
from jalon.formation.rules.companies import PlannedStay, WeekHours, gauges, planned_on, week_faults
from jalon.parcours.queries import periods_of
from jalon.parcours.rules import company_hours_gaps
from tests import cast
from tests.formation.conftest import CIP

MONDAY = date(2026, 10, 12)
TODAY = date(2026, 11, 16)
PROOF = Received("presence.pdf", PDF, b"%PDF-1.7\n%%EOF\n")


@pytest.fixture
def agree(path, trainer, now):
    def agreeing(**changes):
        given = {
            "ccp_number": 2, "company": "Mission locale des Collines", "address": "", "signatory": "Hélène Pradier",
            "tutor": "Yanis Ferrand", "tutor_quality": "", "tutor_contact": "", "starts_on": date(2026, 10, 5),
            "ends_on": date(2026, 12, 18), "hours": 175, "activities": "Conduire des entretiens.",
            "competence_refs": [CIP.competence_id(6)], "schedule": "",
        }  # fmt: skip
        return agree_convention(actor=trainer, parcours=path, now=now, **{**given, **changes})

    return agreeing


def test_a_convention_tells_every_reason_at_once(agree):
    with pytest.raises(TransitionRefused) as refused:
        agree(
            company=" ", tutor="", ends_on=date(2026, 10, 1), hours=0, competence_refs=[CIP.competence_id(1)],
        )  # fmt: skip
    assert len(refused.value.reasons) == 5
    with pytest.raises(TransitionRefused, match="n’a pas de CCP 9"):
        agree(ccp_number=9)


def test_an_issued_convention_no_longer_changes(agree, trainer, now):
    row = agree()
    agree(convention=row, hours=140)
    issued = issue_convention(actor=trainer, convention=row, now=now)
    assert issued.kind == "formation.convention_stage"
    with pytest.raises(TransitionRefused, match="ne change plus"):
        agree(convention=row)
    with pytest.raises(TransitionRefused, match="déjà émise"):
        issue_convention(actor=trainer, convention=row, now=now)


def test_weeks_declared_then_proved_fill_the_path_and_its_gauge(agree, path, ines, trainer, now):
    row = agree()
    week = declare_week(actor=ines, convention=row, monday=MONDAY, hours=35, activities="Accueil", now=now)
    declare_week(actor=ines, convention=row, monday=MONDAY, hours=28, activities="Accueil", now=now)
    assert CompanyWeek.objects.count() == path.company_periods.count() == 1
    gauge = next(one for one in gauges_of(path, CIP, TODAY) if one.ccp_number == 2)
    assert (gauge.declared, gauge.proven, gauge.planned, gauge.required) == (28, 0, 147, 175)
    prove_week(actor=ines, week=week, proof=PROOF, now=now)
    gauge = next(one for one in gauges_of(path, CIP, TODAY) if one.ccp_number == 2)
    assert gauge.proven == 28
    with pytest.raises(TransitionRefused, match="prouvée"):
        declare_week(actor=ines, convention=row, monday=MONDAY, hours=35, activities="", now=now)


def test_the_gauge_and_the_session_say_the_same(agree, path, trainer, now):
    row = agree()
    for rank in range(5):
        declare_week(
            actor=trainer, convention=row, monday=MONDAY + timedelta(weeks=rank), hours=35, activities="", now=now,
            proof=PROOF,
        )  # fmt: skip
    found = {one.ccp_number: one.met for one in gauges_of(path, CIP, TODAY)}
    assert found == {1: False, 2: True, 3: False}
    minima = {ccp.number: ccp.scheme.company_hours for ccp in CIP.ccps}
    gaps = company_hours_gaps(periods_of(path.company_periods.all()), minima)
    assert {gap.ccp_number for gap in gaps} == {number for number, met in found.items() if not met}


@pytest.mark.parametrize(
    ("monday", "hours", "said"),
    [
        (date(2026, 10, 13), 35, "lundi"),
        (date(2026, 11, 23), 35, "a commencé"),
        (date(2026, 9, 21), 35, "hors du stage"),
        (MONDAY, 0, "au moins une heure"),
        (MONDAY, 36, "dépassent 35 h"),
    ],
)
def test_a_week_out_of_bounds_is_refused(agree, ines, now, monday, hours, said):
    with pytest.raises(TransitionRefused, match=said):
        declare_week(actor=ines, convention=agree(), monday=monday, hours=hours, activities="", now=now)


def test_the_first_and_last_weeks_of_a_stay_may_begin_before_it():
    start, end = date(2026, 10, 7), date(2026, 10, 14)
    for monday in (date(2026, 10, 5), date(2026, 10, 12)):
        assert week_faults(monday, 10, start, end, TODAY, most=35) == []
    assert week_faults(date(2026, 10, 19), 10, start, end, TODAY, most=35)


def test_the_projection_follows_the_rhythm_of_the_last_weeks():
    weeks = [WeekHours(2, MONDAY + timedelta(weeks=n), 35, True) for n in range(3)]
    gauge = gauges(weeks, {2: 175}, {}, TODAY)[0]
    assert gauge.missing == 70
    assert gauge.enough_on == date(2026, 11, 27)  # two more weeks from that of 16 November
    assert "70 h de plus" in gauge.told
    assert gauges([], {2: 175}, {}, TODAY)[0].enough_on is None


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 20), st.integers(1, 48), st.booleans()), max_size=30
    ),
)
def test_a_gauge_never_promises_what_is_not_proved(rows):
    weeks = [WeekHours(ccp, MONDAY + timedelta(weeks=n), hours, proven) for ccp, n, hours, proven in rows]
    for one in gauges(weeks, {1: 70, 2: 175, 3: 140}, {}, TODAY):
        assert one.met == (one.proven >= one.required)
        assert (one.missing == 0) == (one.declared >= one.required)
        assert (
            one.missing + one.unproven + min(one.proven, one.required) == one.required
            or one.declared > one.required
        )
        assert one.enough_on is None or one.enough_on >= TODAY - timedelta(days=7)
        assert ("recevable quand" in one.told) != one.met


def test_a_broken_stay_keeps_its_hours_and_takes_no_more(agree, path, trainer, ines, now):
    row = agree()
    declare_week(actor=ines, convention=row, monday=MONDAY, hours=35, activities="", now=now)
    with pytest.raises(TransitionRefused) as refused:
        end_convention(actor=trainer, convention=row, on=date(2027, 1, 1), reason="", now=now)
    assert len(refused.value.reasons) == 3
    end_convention(actor=trainer, convention=row, on=date(2026, 10, 23), reason="Fermeture du site", now=now)
    with pytest.raises(TransitionRefused, match="hors du stage"):
        declare_week(actor=ines, convention=row, monday=date(2026, 10, 26), hours=10, activities="", now=now)
    gauge = next(one for one in gauges_of(path, CIP, TODAY) if one.ccp_number == 2)
    assert (gauge.declared, gauge.planned) == (35, 0)


def test_the_tutor_is_heard_once_on_the_competences_agreed(agree, trainer, now):
    row = agree()
    given = {"actor": trainer, "convention": row, "on": TODAY, "now": now}
    with pytest.raises(TransitionRefused, match="pas de celles"):
        record_tutor_evaluation(levels={CIP.competence_id(7): 1}, comment="", **given)
    with pytest.raises(TransitionRefused, match="au moins une compétence"):
        record_tutor_evaluation(levels={}, comment=" ", **given)
    record_tutor_evaluation(levels={CIP.competence_id(6): 2}, comment="À l’aise.", **given)
    with pytest.raises(TransitionRefused, match="déjà recueillie"):
        record_tutor_evaluation(levels={}, comment="encore", **given)


def test_the_candidate_declares_and_proves_on_their_screen(client, agree, path, ines):
    row = agree()
    client.force_login(cast.user(Role.CANDIDAT))
    page = reverse("formation:companies", args=[path.pk])
    assert "Préparer un stage" not in client.get(page).content.decode()
    url = reverse("formation:week_declare", args=[path.pk, row.pk])
    assert "lundi" in client.post(url, {"monday": "2026-10-13", "hours": "35"}).content.decode()
    assert client.post(url, {"monday": "2026-10-12", "hours": "35"}).status_code == 302
    week = CompanyWeek.objects.get()
    prove = reverse("formation:week_prove", args=[path.pk, row.pk, week.pk])
    proof = SimpleUploadedFile("presence.pdf", PROOF.content, "application/pdf")
    assert client.post(prove, {"proof": proof}).status_code == 302
    opened = client.get(reverse("formation:week_proof", args=[path.pk, row.pk, week.pk]))
    assert opened.content == PROOF.content
    assert JournalEntry.objects.filter(verb="formation.open_week_proof").count() == 1
    assert "Heures prouvées" in client.get(page).content.decode()
    for name in ("convention_edit", "convention_end", "tutor"):
        assert client.get(reverse(f"formation:{name}", args=[path.pk, row.pk])).status_code == 403


def _stay(first, last, hours, ccp=2):
    return PlannedStay(ccp, first, last, hours)


@pytest.mark.parametrize(
    ("stays", "missing", "expected"),
    [
        ([], 35, None),
        ([_stay(date(2026, 11, 16), date(2026, 11, 20), 35)], 0, None),
        ([_stay(date(2026, 11, 16), date(2026, 11, 20), 35)], 35, date(2026, 11, 20)),
        ([_stay(date(2026, 11, 16), date(2026, 11, 20), 35)], 36, None),
        ([_stay(date(2026, 11, 16), date(2026, 11, 27), 70)], 14, date(2026, 11, 17)),
        ([_stay(date(2026, 10, 1), date(2026, 11, 16), 7)], 7, date(2026, 11, 16)),  # only what is left of it
        (
            [
                _stay(date(2026, 11, 23), date(2026, 11, 27), 35),
                _stay(date(2027, 1, 4), date(2027, 1, 8), 35),
            ],
            42,
            date(2027, 1, 4),
        ),
        ([_stay(date(2026, 11, 21), date(2026, 11, 22), 8)], 8, date(2026, 11, 22)),  # a weekend only
        ([_stay(date(2026, 10, 1), date(2026, 10, 30), 70)], 7, None),  # over already
    ],
)
def test_the_day_that_conventions_promise(stays, missing, expected):
    assert planned_on(stays, missing, TODAY) == expected


def test_the_gauge_tells_the_day_of_the_conventions_before_that_of_the_pace(path, agree):
    agree(starts_on=date(2026, 11, 16), ends_on=date(2026, 12, 18), hours=175)
    gauge = next(one for one in gauges_of(path, CIP, TODAY) if one.ccp_number == 2)
    assert (gauge.planned, gauge.by_plan, gauge.enough_on) == (175, True, date(2026, 12, 18))
    past = next(one for one in gauges_of(path, CIP, date(2027, 2, 1)) if one.ccp_number == 2)
    assert (past.planned, past.enough_on) == (0, None)

"""From the records to the facts of « Ce qu’il me reste »: trainings, sessions sat here or elsewhere, settings."""

from datetime import date

import pytest

from jalon.accounts.models import OrganismeParameter
from jalon.parcours.models import Parcours
from jalon.parcours.queries.standing import standing_of
from jalon.parcours.rules.capitalisation_facts import TITLE
from jalon.referentiel.operations import load_shipped_titres
from tests import cast

pytestmark = pytest.mark.django_db
CIP = "TP-00403.08"
DAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _titres(now):
    load_shipped_titres(now=now)


def path(route="formation", **told):
    return Parcours.objects.create(person=cast.candidate_person(), titre_ref=CIP, route=route, **told)


def done(now, parcours, act, on, **data):
    return parcours.acts.create(
        act=act, on=on, from_stage="ready", to_stage="failed", recorded_at=now, data=data,
        actor_ref="user:1", actor_label="Odile Varenne",
    )  # fmt: skip


def opening(parcours, on=DAY, scope=TITLE):
    return standing_of(parcours).on(on).opening(scope)


@pytest.mark.parametrize("stage", ["contact", "candidature", "positioned", "admitted", "contracted"])
def test_a_training_to_come_opens_no_session_yet(stage):
    assert not opening(path(stage=stage)).open


@pytest.mark.parametrize("stage", ["training", "ready"])
def test_a_training_entered_opens_the_session_of_the_title(stage):
    assert opening(path(stage=stage)).open


def test_a_dated_training_opens_it_from_its_first_day():
    parcours = path(starts_on=DAY)
    assert not opening(parcours, date(2026, 11, 15)).open
    assert opening(parcours).open


def test_a_failure_noted_on_the_path_alone_counts_as_a_session_sat_elsewhere(now):
    parcours = path(starts_on=date(2026, 1, 5))
    done(now, parcours, "fail", date(2026, 6, 1))
    window = standing_of(parcours).on(DAY).window("retake")
    assert (window.starts_on, window.ends_on, window.left) == (date(2026, 6, 1), date(2027, 6, 1), 3)


def test_an_act_that_follows_from_a_proces_verbal_is_not_a_second_session(now):
    parcours = path(starts_on=date(2026, 1, 5))
    done(now, parcours, "fail", date(2026, 6, 1), pv="S1/PV1")
    assert standing_of(parcours).facts.presentations == ()


def test_a_corrected_act_counts_on_its_corrected_day(now):
    parcours = path(starts_on=date(2026, 1, 5))
    wrong = done(now, parcours, "fail", date(2026, 6, 1))
    wrong.superseded_by = done(now, parcours, "fail", date(2026, 7, 1))
    wrong.save()
    assert standing_of(parcours).on(DAY).window("retake").starts_on == date(2026, 7, 1)


def test_a_path_of_new_presentation_is_no_new_training(now):
    first = path(starts_on=date(2025, 1, 6), stage="failed")
    done(now, first, "fail", date(2025, 10, 1))
    again = path("retake", starts_on=date(2026, 9, 1))
    assert {reason.code for reason in opening(again).reasons} == {"retake_over"}


def test_the_settings_of_the_centre_decide_of_the_delays(now):
    parcours = path(starts_on=date(2026, 1, 5))
    done(now, parcours, "fail", date(2026, 6, 1))
    for key, value in (("retake_years", 2), ("retake_sessions_max", 1), ("prolongation_years", 3)):
        OrganismeParameter.objects.create(organisme=cast.centre(), key=key, value=value)
    answer = standing_of(parcours).on(DAY)
    assert (answer.window("retake").ends_on, answer.window("retake").left) == (date(2028, 6, 1), 1)
    assert answer.window("prolongation").ends_on == date(2031, 3, 23)

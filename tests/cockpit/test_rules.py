"""The next act of a session, and how its dates are counted."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.cockpit.rules import Stage, countdown, next_step
from jalon.examen.workflow import STATES

FIRST, LAST = date(2026, 12, 14), date(2026, 12, 15)
READY: dict[str, Any] = {"candidates": 6, "juries": 1, "timetable_published": True, "dte_received": True}


def step(status: str, today: date = FIRST - timedelta(days=20), **facts: Any) -> str:
    found = next_step(Stage(status, FIRST, LAST, **facts), today=today)
    return found.label.replace("\u00a0", " ") if found else ""


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({}, "Inscrire les candidats"),
        ({"candidates": 6, "undecided": 1}, "Décider 1 inscription"),
        ({"candidates": 6, "undecided": 2}, "Décider 2 inscriptions"),
        ({"candidates": 6}, "Composer les jurys"),
        ({"candidates": 6, "juries": 1}, "Publier le planning"),
        (READY, "Envoyer les convocations"),
    ],
)
@pytest.mark.parametrize("status", ["declared", "dte_received"])
def test_a_declared_session_is_made_ready_one_thing_after_the_other(
    status: str, facts: dict[str, Any], label: str
) -> None:
    assert step(status, **facts) == label


def test_a_convened_session_first_wants_its_dossier_technique() -> None:
    assert step("convened") == "Enregistrer le dossier technique"
    assert step("convened", **READY) == "Vérifier le plateau technique"
    assert step("convened", FIRST, **READY) == "Ouvrir les plis et commencer"


def test_the_exam_is_led_until_its_last_day_then_the_deliberations_are_closed() -> None:
    assert step("in_progress", LAST, **READY) == "Conduire la journée d’examen"
    assert step("in_progress", LAST + timedelta(days=1), **READY) == "Clore les délibérations"


def test_a_transmitted_session_waits_for_the_ddets() -> None:
    found = next_step(Stage("transmitted", FIRST, LAST), today=LAST)
    assert found is not None
    assert found.waiting


@pytest.mark.parametrize("status", STATES)
def test_only_an_ended_session_has_no_next_step(status: str) -> None:
    assert (step(status, **READY) == "") == (status in ("closed", "cancelled"))


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (FIRST, "aujourd’hui"),
        (LAST, "aujourd’hui"),
        (FIRST - timedelta(days=1), "demain"),
        (FIRST - timedelta(days=12), "dans 12 jours"),
        (LAST + timedelta(days=1), "finie hier"),
        (LAST + timedelta(days=3), "finie depuis 3 jours"),
    ],
)
def test_days_are_counted_from_today(today: date, words: str) -> None:
    assert countdown(FIRST, LAST, today).replace("\u00a0", " ") == words


@given(st.dates(), st.integers(0, 10), st.integers(1, 400))
def test_the_count_before_a_session_is_the_number_of_days(first: date, length: int, ahead: int) -> None:
    if (first - date.min).days > ahead and (date.max - first).days > length:
        words = countdown(first, first + timedelta(days=length), first - timedelta(days=ahead))
        assert words == "demain" if ahead == 1 else str(ahead) in words

"""An act journaled on any floor moves the clocks of its paths once its transaction is over, and nothing else does."""

from datetime import date

import pytest
from django.db import transaction

from jalon.accounts.operations import reset_parameter, set_parameter
from jalon.common.jobs import run_pending
from jalon.common.journal import record_access, record_act, record_acts
from jalon.common.models import Job
from jalon.parcours import touched
from jalon.parcours.models import Parcours
from tests import cast
from tests.parcours.story import NOW, leader, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("titres")]


def moved(path: Parcours) -> date | None:
    path.refresh_from_db()
    return path.next_due_on


@pytest.fixture
def stale():
    """A path whose first contact a floor has changed without a word to `parcours`: answered before 5 February."""
    path = opened(on=date(2026, 1, 5))
    Parcours.objects.update(contacted_on=date(2026, 1, 6))
    return path


def act(path, verb="vae.anything"):
    record_act(actor=leader(), verb=verb, target=path, sentence="A fait quelque chose.", now=NOW)


def test_an_act_on_a_path_moves_its_next_day_when_its_transaction_ends(
    stale, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        act(stale)
        assert moved(stale) == date(2026, 2, 4)
    assert moved(stale) == date(2026, 2, 5)


def test_many_acts_count_the_next_day_once(stale, django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr(touched, "refresh_due", lambda paths: asked.append(paths))
    with django_capture_on_commit_callbacks(execute=True):
        act(stale)
        record_acts(
            actor=leader(), verb="vae.other", done=[(stale, "A fait ceci."), (stale, "Et cela.")], now=NOW
        )
    assert asked == [{stale.pk}]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_moves_nothing_and_waits_for_nothing(titres, monkeypatch):
    path, asked = opened(on=date(2026, 1, 5)), []
    other = opened("formation", person=cast.people(1)[0])
    monkeypatch.setattr(touched, "refresh_due", lambda paths: asked.append(paths))
    with transaction.atomic():
        act(path)
        transaction.set_rollback(True)
    with transaction.atomic():
        act(other)
    assert asked == [{other.pk}]


def test_what_is_only_opened_moves_nothing(stale, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        record_access(actor=leader(), verb="vae.read", target=stale, sentence="A lu.", now=NOW)
        act(stale, verb="parcours.entrust")  # the acts of this floor count in their own transaction
    assert asked == []


def test_a_setting_moves_every_path_of_its_centre_and_no_other(stale, django_capture_on_commit_callbacks):
    centre, answered = (
        cast.centre(),
        {"actor": leader(), "organisme": cast.centre(), "key": "vae_answer_days"},
    )
    with django_capture_on_commit_callbacks(execute=True):
        set_parameter(**answered, value=10, now=NOW)
        set_parameter(**answered | {"key": "vae_silence_before_days"}, value=10, now=NOW)
    assert [job.payload for job in Job.objects.filter(kind="parcours.refresh")] == [{"organisme": centre.pk}]
    run_pending()
    assert moved(stale) == date(2026, 1, 16)
    with django_capture_on_commit_callbacks(execute=True):
        reset_parameter(**answered, now=NOW)
    run_pending()
    assert moved(stale) == date(2026, 2, 5)

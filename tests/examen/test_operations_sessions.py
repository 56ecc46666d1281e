"""Preparing sessions, agréments and rooms; walking the lifecycle."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus
from jalon.examen.models import Agrement, ExamSession
from jalon.examen.operations.inscriptions import admit_inscription
from jalon.examen.operations.sessions import (
    DayHours,
    advance_session,
    remove_agrement,
    remove_salle,
    update_session,
)
from jalon.examen.queries.sessions import session_overview
from tests import cast
from tests.examen import scene
from tests.examen.scene import FIRST, NOW, TODAY

pytestmark = pytest.mark.django_db


def advance(exam, name, actor=None, **told):
    return advance_session(actor=actor or scene.manager(), session=exam, transition=name, now=NOW, **told)


def frame(exam, **changes):
    return {
        "site": exam.site,
        "scopes": exam.scopes,
        "days": [DayHours(d.date, d.opens_at, d.closes_at) for d in exam.days.all()],
        "responsable": exam.responsable,
        **changes,
    }


def test_numbers_count_by_organisme_title_and_year():
    first, second = scene.session(), scene.session()
    other_year = scene.session(days=[DayHours(date(2027, 1, 11), time(9), time(17))])
    elsewhere = scene.session(cast.other_centre(), agreed=False)
    numbers = [s.number for s in (first, second, other_year, elsewhere)]
    assert numbers == ["CIP-2026-01", "CIP-2026-02", "CIP-2027-01", "CIP-2026-01"]


def test_every_fault_of_a_new_session_comes_at_once():
    with pytest.raises(ValidationError) as refusal:
        scene.session(
            site=cast.site(cast.other_centre()), scopes=["ccp9"], days=[DayHours(FIRST, time(18), time(8))]
        )
    assert set(refusal.value.message_dict) == {"site", "scopes", "days"}


def test_a_session_without_agrement_is_prepared_but_not_declared():
    exam = scene.session(agreed=False)
    with pytest.raises(TransitionRefused, match=f"sur le site « {exam.site.name} »"):
        advance(exam, "declare")
    scene.agrement()
    advance(exam, "declare", ceres_number="C-31-778")
    assert (exam.status, exam.ceres_number, exam.declared_on) == ("declared", "C-31-778", TODAY)
    assert JournalEntry.objects.filter(verb="session.declare").count() == 1


def test_the_same_act_twice_is_refused_and_journaled_once():
    exam = scene.session()
    advance(exam, "declare")
    with pytest.raises(TransitionRefused, match="attendu"):
        advance(exam, "declare")
    assert JournalEntry.objects.filter(verb="session.declare").count() == 1


def test_convening_tells_all_that_lacks():
    exam = advance(scene.session(), "declare")
    scene.candidate(exam)
    with pytest.raises(TransitionRefused) as refusal:
        advance(exam, "convene")
    assert len(refusal.value.reasons) == 4
    admit_inscription(actor=scene.manager(), inscription=exam.inscriptions.get(), now=NOW)
    with pytest.raises(TransitionRefused) as refusal:
        advance(exam, "convene")
    assert len(refusal.value.reasons) == 2


def test_a_dossier_technique_late_after_the_convocations_is_still_recorded():
    exam = advance(scene.session(), "declare")
    ExamSession.objects.update(status=SessionStatus.CONVENED)
    advance(exam, "receive_dte_late", on=date(2026, 12, 3))
    assert (exam.status, exam.dte_received_on) == ("convened", date(2026, 12, 3))


def test_a_cancelled_session_keeps_its_reason():
    exam = advance(scene.session(), "cancel", reason="Trop peu de candidats")
    assert (exam.status, exam.cancel_reason) == ("cancelled", "Trop peu de candidats")


def test_the_ddets_refuses_with_a_reason_and_the_centre_takes_the_session_up_again():
    exam = scene.session()
    ExamSession.objects.update(status=SessionStatus.TRANSMITTED)
    with pytest.raises(TransitionRefused, match="rôle"):
        advance(exam, "validate")
    ddets = cast.actor(Role.DDETS)
    with pytest.raises(TransitionRefused, match="motif"):
        advance(exam, "refuse", ddets)
    advance(exam, "refuse", ddets, reason="Signature manquante")
    assert advance(exam, "rectify").status == "deliberated"


def test_a_declared_session_cannot_leave_its_agrement():
    exam = advance(scene.session(), "declare")
    Agrement.objects.update(valid_until=scene.SECOND)
    beyond = [DayHours(date(2026, 12, 16), time(9), time(17))]
    with pytest.raises(TransitionRefused, match="16"):
        update_session(actor=scene.manager(), session=exam, now=NOW, **frame(exam, days=beyond))


def test_a_scope_that_a_candidate_presents_stays_open():
    exam = scene.session()
    scene.candidate(exam, scopes=["ccp1"])
    with pytest.raises(TransitionRefused, match="ccp1"):
        update_session(actor=scene.manager(), session=exam, now=NOW, **frame(exam, scopes=["title"]))


def test_days_are_kept_added_and_removed():
    exam = scene.session()
    kept = exam.days.get(date=FIRST).pk
    days = [DayHours(date(2026, 12, 16), time(9), time(17)), DayHours(FIRST, time(9), time(18))]
    exam = update_session(actor=scene.manager(), session=exam, now=NOW, **frame(exam, days=days))
    assert [d.date.day for d in exam.days.all()] == [14, 16]
    assert exam.days.get(date=FIRST).pk == kept
    assert (exam.starts_on, exam.ends_on) == (FIRST, date(2026, 12, 16))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_until": date(2023, 1, 1)}, "valid_until"),
        ({"valid_from": date(2022, 1, 1)}, "valid_until"),
        ({"valid_until": date(2028, 3, 24)}, "valid_until"),
    ],
)
def test_an_agrement_lasts_five_years_at_most_and_never_outlives_its_title(change, field):
    with pytest.raises(ValidationError) as refusal:
        scene.agrement(**change)
    assert list(refusal.value.message_dict) == [field]


def test_what_a_session_rests_on_is_not_removed():
    exam = advance(scene.session(), "declare")
    with pytest.raises(TransitionRefused, match=exam.number):
        remove_agrement(actor=scene.manager(), agrement=Agrement.objects.get(), now=NOW)
    with pytest.raises(TransitionRefused, match=exam.number):
        remove_salle(actor=scene.manager(), salle=exam.salles.first(), now=NOW)


def test_the_overview_alerts_when_the_dossier_technique_is_late():
    exam = scene.session()
    assert session_overview(exam, today=TODAY).alerts == []
    assert "Afpa" in session_overview(exam, today=date(2026, 11, 30)).alerts[0]
    assert session_overview(replace_dte(exam), today=date(2026, 11, 30)).alerts == []


def replace_dte(exam):
    exam.dte_received_on = TODAY
    exam.save()
    return exam

"""Registering and admitting candidates, and the arrangements that the DDETS decides."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession
from jalon.examen.operations.inscriptions import (
    AdmissionRefused,
    admit_inscription,
    admit_ready,
    decide_arrangement,
    request_arrangement,
    restore_inscription,
    update_inscription,
    withdraw_inscription,
)
from jalon.examen.permissions import may_read_pieces
from jalon.examen.queries.inscriptions import admission_of, admissions_of, candidates_of, conflicts_of
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours.operations import award_ccp
from tests import cast
from tests.examen import scene
from tests.examen.scene import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_complete_candidate_is_admitted_once():
    made = scene.candidate(scene.session())
    for _ in range(2):
        assert admit_inscription(actor=scene.manager(), inscription=made, now=NOW).status == "admitted"
    assert JournalEntry.objects.filter(verb="inscription.admit").count() == 1


def test_an_incomplete_candidate_is_refused_with_every_reason():
    made = scene.candidate(scene.session(), ready=False)
    with pytest.raises(AdmissionRefused) as refusal:
        admit_inscription(actor=scene.manager(), inscription=made, now=NOW)
    assert [reason.code for reason in refusal.value.details] == [
        "birth_place_missing",
        *(f"hours_missing_{what}" for what in ("ccp1", "ccp2", "ccp3", "total")),
        "reglement_unknown",
    ]


def test_numbers_follow_one_another_and_nobody_is_registered_twice():
    exam = scene.session()
    made = [scene.candidate(exam, who) for who in cast.people(3)]
    assert [i.number for i in made] == [1, 2, 3]
    with pytest.raises(TransitionRefused, match="déjà inscrit"):
        scene.candidate(exam, made[0].person)


def test_bulk_admission_takes_those_who_are_ready_and_leaves_the_others():
    exam = scene.session()
    people = cast.people(4)
    for rank, who in enumerate(people):
        scene.candidate(exam, who, ready=rank % 2 == 0)
    done = admit_ready(actor=scene.manager(), session=exam, now=NOW)
    assert (len(done.admitted), done.left) == (2, 2)


def test_changing_what_is_presented_asks_for_a_new_admission():
    made = scene.candidate(scene.session())
    admit_inscription(actor=scene.manager(), inscription=made, now=NOW)
    told = {"route": "formation", "reglement_acknowledged_on": TODAY}
    same = update_inscription(actor=scene.manager(), inscription=made, now=NOW, scopes=["title"], **told)
    assert same.status == "admitted"
    changed = update_inscription(actor=scene.manager(), inscription=made, now=NOW, scopes=["ccp1"], **told)
    assert changed.status == "registered"


def test_a_withdrawal_needs_a_reason_and_may_be_undone():
    made = scene.candidate(scene.session())
    with pytest.raises(ValidationError, match="motif"):
        withdraw_inscription(actor=scene.manager(), inscription=made, reason=" ", now=NOW)
    withdraw_inscription(actor=scene.manager(), inscription=made, reason="Embauche", now=NOW)
    with pytest.raises(TransitionRefused, match="retirée"):
        admit_inscription(actor=scene.manager(), inscription=made, now=NOW)
    assert restore_inscription(actor=scene.manager(), inscription=made, now=NOW).status == "registered"


@pytest.mark.parametrize("status", sorted(set(SessionStatus.values) - BEFORE_EXAM))
def test_registrations_never_change_once_the_session_has_begun(status):
    exam = scene.session()
    made = scene.candidate(exam)
    ExamSession.objects.update(status=status)
    acts = [
        lambda: admit_inscription(actor=scene.manager(), inscription=made, now=NOW),
        lambda: withdraw_inscription(actor=scene.manager(), inscription=made, reason="x", now=NOW),
        lambda: scene.candidate(exam, cast.people(1)[0]),
        lambda: decide_arrangement(
            actor=scene.manager(), inscription=made, granted=False, decided_on=TODAY, now=NOW
        ),
    ]
    for act in acts:
        with pytest.raises(TransitionRefused):
            act()


def test_an_arrangement_waits_for_the_ddets_then_only_its_measures_are_kept():
    made = scene.candidate(scene.session())
    request_arrangement(
        actor=scene.manager(),
        inscription=made,
        requested_on=TODAY,
        measures="Sujet en gros caractères",
        now=NOW,
    )
    assert [r.code for r in admission_of(made, today=TODAY).blocking] == ["arrangement_pending"]
    granted = decide_arrangement(
        actor=scene.manager(),
        inscription=made,
        granted=True,
        decided_on=TODAY,
        extra_time_percent=33,
        now=NOW,
    )
    made.refresh_from_db()
    assert (granted.status, granted.extra_time_percent) == ("granted", 33)
    assert admission_of(made, today=TODAY).blocking == ()


@pytest.mark.parametrize(
    "told",
    [
        {"granted": True},
        {"granted": True, "extra_time_percent": 300},
        {"granted": True, "measures": f"NIR 2901231555001{97 - 2901231555001 % 97:02d}"},
    ],
)
def test_a_decision_that_grants_nothing_or_says_too_much_is_refused(told):
    made = scene.candidate(scene.session())
    with pytest.raises(ValidationError):
        decide_arrangement(actor=scene.manager(), inscription=made, decided_on=TODAY, now=NOW, **told)


def test_ccps_already_held_are_read_from_the_livret():
    exam = scene.session()
    made = scene.candidate(exam, scopes=["ccp1"])
    award_ccp(
        actor=scene.manager(), person=made.person, ccp_ref=f"{scene.CIP}/CCP1", awarded_on=TODAY, now=NOW
    )
    assert [r.code for r in admission_of(made, today=TODAY).blocking] == ["ccp_acquired"]


def test_the_reasons_of_a_list_cost_the_same_queries_for_one_and_for_thirty(django_assert_num_queries):
    exam = scene.session()
    people = cast.people(30)
    scene.candidate(exam, people[0])
    with CaptureQueriesContext(connection) as one:
        admissions_of(exam, candidates_of(exam), today=TODAY)
    for who in people[1:]:
        scene.candidate(exam, who)
    with django_assert_num_queries(len(one)):
        assert len(admissions_of(exam, candidates_of(exam), today=TODAY)) == 30


def test_a_juror_who_trained_the_candidate_is_pointed_out():
    exam = scene.session()
    made = scene.candidate(exam)
    juror = cast.juror_person()
    made.parcours.trainers.add(juror)
    exam.juries.create(number=1).seats.create(person=juror)
    (conflict,) = conflicts_of(made)
    assert conflict.juror == juror


def test_pieces_open_to_the_jury_from_the_first_day_only_and_never_to_the_ddets():
    exam = scene.session()
    made = admit_inscription(actor=scene.manager(), inscription=scene.candidate(exam), now=NOW)
    exam.juries.create(number=1).seats.create(person=cast.juror_person())
    juror = cast.actor(Role.JURE)
    assert not may_read_pieces(juror, made, date(2026, 12, 13))
    assert may_read_pieces(juror, made, scene.FIRST)
    assert not may_read_pieces(cast.actor(Role.DDETS), made, scene.FIRST)
    assert may_read_pieces(cast.actor(Role.CANDIDAT), made, TODAY)

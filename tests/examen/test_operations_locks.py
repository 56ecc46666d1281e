"""Places that no calculation may change: locked, kept by the next plan, carried over, never dropped in silence."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from jalon.common.models import JournalEntry
from jalon.examen.enums import ArrangementStatus, InscriptionStatus, LockKind
from jalon.examen.models import Amenagement, ExamSession, Timetable
from jalon.examen.operations.locks import lock_places, unlock_places
from jalon.examen.operations.timetable import (
    PlanningRefused,
    StaleTimetable,
    copy_timetable,
    keep_plan,
    publish_timetable,
)
from jalon.examen.queries.planning import appointments_of, plan_of, planning_facts
from jalon.examen.rules.moves import moved
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db
NEXT_DAY = stage.FIRST_DAY + timedelta(days=1)


@pytest.fixture
def exam() -> ExamSession:
    return stage.session(candidates=2, days=2, juries=2)


@pytest.fixture
def draft(exam: ExamSession) -> Timetable:
    return stage.draft(exam, (1, 0, 9 * 60, 1), (2, 0, 9 * 60 + 40, 2))


def _lock(draft: Timetable, numbers: Iterable[int] = (1,), kind: LockKind = LockKind.HOURS) -> int:
    done = lock_places(
        actor=stage.responsable(), timetable=draft, revision=draft.revision,
        inscriptions=draft.session.inscriptions.filter(number__in=numbers).order_by("number"), kind=kind,
        now=stage.NOW,
    )  # fmt: skip
    return len(done)


def _unlock(draft: Timetable, numbers: Iterable[int] = (1,)) -> int:
    done = unlock_places(
        actor=stage.responsable(), timetable=draft, revision=draft.revision,
        inscriptions=draft.session.inscriptions.filter(number__in=numbers), now=stage.NOW,
    )  # fmt: skip
    return len(done)


def _locked(timetable: Timetable) -> dict[int, str]:
    return dict(timetable.locks.values_list("inscription__number", "kind"))


class TestLocking:
    def test_a_lock_is_set_changed_and_taken_away(self, draft: Timetable) -> None:
        assert _lock(draft) == 1
        assert _lock(draft, (1, 2), LockKind.SEAT) == 2
        assert _locked(draft) == {1: "seat", 2: "seat"}
        assert _unlock(draft) == 1
        assert _locked(draft) == {2: "seat"}
        told = JournalEntry.objects.filter(verb__in=("timetable.lock", "timetable.unlock")).order_by("pk")
        assert told[0].data["inscriptions"] == [draft.session.inscriptions.get(number=1).pk]
        assert "A verrouillé 2 candidats" in told[1].sentence

    def test_who_has_no_place_is_not_locked_and_is_named(self, exam: ExamSession, draft: Timetable) -> None:
        newcomer = stage.candidate(exam, cast.people(5)[4])
        with pytest.raises(PlanningRefused, match=f"{newcomer.person} n’a pas de place"):
            _lock(draft, (1, newcomer.number))
        assert _locked(draft) == {}

    def test_unlocking_what_is_not_locked_is_told(self, draft: Timetable) -> None:
        with pytest.raises(PlanningRefused, match="Aucun verrou"):
            _unlock(draft)

    def test_an_old_screen_or_a_published_version_is_refused(self, draft: Timetable) -> None:
        Timetable.objects.filter(pk=draft.pk).update(revision=draft.revision + 1)
        with pytest.raises(StaleTimetable):
            _lock(draft)
        draft.refresh_from_db()
        _lock(draft)
        publish_timetable(actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW)
        draft.refresh_from_db()
        with pytest.raises(PlanningRefused, match="ne change plus"):
            _unlock(draft)


class TestPins:
    def test_the_hours_of_every_phase_are_pinned_or_only_the_jury_day(
        self, exam: ExamSession, draft: Timetable
    ) -> None:
        _lock(draft, (1,), LockKind.HOURS)
        _lock(draft, (2,), LockKind.SEAT)
        first, second = (c.pin for c in planning_facts(exam, draft=draft).problem.candidates)
        rows = draft.appointments.filter(inscription__number=1).order_by("order")
        assert first is not None
        assert first.starts == tuple(
            t.hour * 60 + t.minute for t in (row.starts_at.astimezone(stage.PARIS) for row in rows)
        )
        assert second is not None
        assert (second.jury_id, second.day, second.starts) == (
            str(exam.juries.get(number=2).pk),
            stage.FIRST_DAY,
            None,
        )

    def test_nobody_is_pinned_unless_a_draft_is_named(self, exam: ExamSession, draft: Timetable) -> None:
        _lock(draft)
        assert [c.pin for c in planning_facts(exam).problem.candidates] == [None, None]

    def test_tests_that_changed_since_keep_their_jury_and_day(
        self, exam: ExamSession, draft: Timetable
    ) -> None:
        _lock(draft)
        draft.appointments.filter(inscription__number=1).order_by("-order")[0].delete()
        pin = planning_facts(exam, draft=draft).problem.candidates[0].pin
        assert pin is not None
        assert pin.starts is None


class TestCarrying:
    def test_the_next_plan_keeps_the_locks(self, exam: ExamSession, draft: Timetable) -> None:
        _lock(draft, (1, 2), LockKind.SEAT)
        facts = planning_facts(exam)
        plan = plan_of(facts, draft, appointments_of(draft))
        again = keep_plan(actor=stage.responsable(), session=exam, plan=plan, now=stage.NOW)
        assert again.pk != draft.pk
        assert _locked(again) == {1: "seat", 2: "seat"}

    def test_a_plan_made_before_a_lock_was_set_is_refused_by_name(
        self, exam: ExamSession, draft: Timetable
    ) -> None:
        facts = planning_facts(exam)
        plan = plan_of(facts, draft, appointments_of(draft))
        first = exam.inscriptions.get(number=1)
        elsewhere = moved(
            facts.problem, plan, str(first.pk), NEXT_DAY, 9 * 60, str(exam.juries.get(number=1).pk)
        )
        _lock(draft)
        with pytest.raises(PlanningRefused, match=f"{first.person.full_name} est verrouillé"):
            keep_plan(actor=stage.responsable(), session=exam, plan=elsewhere, now=stage.NOW)
        assert _locked(draft) == {1: "hours"}

    def test_a_lock_on_the_seat_lets_the_hours_change(self, exam: ExamSession, draft: Timetable) -> None:
        _lock(draft, (1,), LockKind.SEAT)
        facts = planning_facts(exam)
        plan = plan_of(facts, draft, appointments_of(draft))
        pk, jury = exam.inscriptions.get(number=1).pk, exam.juries.get(number=1).pk
        later = moved(facts.problem, plan, str(pk), stage.FIRST_DAY, 13 * 60, str(jury))
        assert _locked(keep_plan(actor=stage.responsable(), session=exam, plan=later, now=stage.NOW)) == {
            1: "seat"
        }

    def test_who_is_left_out_loses_the_lock_with_the_place(self, exam: ExamSession, draft: Timetable) -> None:
        _lock(draft, (1, 2))
        facts = planning_facts(exam)
        plan = plan_of(facts, draft, appointments_of(draft))
        pk = str(exam.inscriptions.get(number=1).pk)
        left = tuple(a for a in plan.appointments if a.candidate_id != pk)
        plan = replace(plan, appointments=left, unplaced=((pk, ("Son verrou l’empêche.",)),))
        assert _locked(keep_plan(actor=stage.responsable(), session=exam, plan=plan, now=stage.NOW)) == {
            2: "hours"
        }

    def test_a_copy_of_a_published_version_has_locks_only_when_asked(self, draft: Timetable) -> None:
        _lock(draft)
        published = publish_timetable(
            actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW
        )
        copy = copy_timetable(actor=stage.responsable(), timetable=published, now=stage.NOW)
        assert _locked(copy) == {}
        copy.delete()
        held = copy_timetable(actor=stage.responsable(), timetable=published, now=stage.NOW, keep_locks=True)
        assert _locked(held) == {1: "hours"}


def test_a_calculation_keeps_who_is_locked_where_they_are(exam: ExamSession, draft: Timetable) -> None:
    """One jury-day would do for both: the lock costs another, and is kept."""
    _lock(draft, (1, 2))
    before = {a.pk: a.starts_at for a in draft.appointments.all()}
    hours = sorted(before.values())
    again = stage.planned(exam)
    assert sorted(again.appointments.values_list("starts_at", flat=True)) == hours
    assert _locked(again) == {1: "hours", 2: "hours"}


def test_a_withdrawn_candidate_s_lock_holds_nothing_back(exam: ExamSession, draft: Timetable) -> None:
    _lock(draft)
    exam.inscriptions.filter(number=1).update(status=InscriptionStatus.WITHDRAWN)
    problem = planning_facts(exam, draft=draft).problem
    assert [c.pin for c in problem.candidates] == [None]


def test_a_longer_arrangement_does_not_free_a_lock(exam: ExamSession, draft: Timetable) -> None:
    _lock(draft)
    Amenagement.objects.create(
        inscription=exam.inscriptions.get(number=1), status=ArrangementStatus.GRANTED,
        requested_on=stage.FIRST_DAY, extra_time_percent=33,
    )  # fmt: skip
    pin = planning_facts(exam, draft=draft).problem.candidates[0].pin
    assert pin is not None
    assert pin.starts is not None

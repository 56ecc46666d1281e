"""Alternatives of a timetable: kept beside the draft, one chosen, the draft before it never lost until publication."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from time import sleep
from typing import Any

import pytest

from jalon.common.jobs import JobContext, JobStopped, enqueue, run_pending
from jalon.common.models import Job, JournalEntry
from jalon.examen.enums import InscriptionStatus, LockKind, SessionStatus, TimetableStatus
from jalon.examen.jobs import ALTERNATIVES
from jalon.examen.models import ExamSession, Timetable, TimetableLock
from jalon.examen.operations.alternatives import choose_alternative, drop_alternatives, keep_alternatives
from jalon.examen.operations.moves import move_appointment
from jalon.examen.operations.timetable import (
    PlanningRefused,
    StaleTimetable,
    copy_timetable,
    keep_plan,
    plan_timetable,
    publish_timetable,
)
from jalon.examen.planning.facts import Plan, Problem
from jalon.examen.queries.alternatives import alternatives_of, choices_of
from jalon.examen.queries.planning import draft_timetable, planning_facts
from jalon.examen.rules.moves import moved
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db


def _plans(exam: ExamSession) -> list[Plan]:
    """A plan, and another where the last candidate comes on the second day."""
    first = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
    facts = planning_facts(exam)
    last, jury = facts.problem.candidates[-1].id, facts.problem.juries[0].id
    second = moved(facts.problem, first, last, stage.FIRST_DAY + timedelta(days=1), 9 * 60, jury)
    return [first, replace(second, bound_jury_days=first.bound_jury_days)]


def _kept(exam: ExamSession, plans: Sequence[Plan] | None = None) -> list[Timetable]:
    plans = _plans(exam) if plans is None else plans
    return keep_alternatives(actor=stage.responsable(), session=exam, plans=plans, now=stage.NOW)


def _states(exam: ExamSession) -> dict[int, str]:
    return dict(exam.timetables.order_by("version").values_list("version", "status"))


class TestKeeping:
    def test_they_wait_beside_the_draft_which_does_not_change(self) -> None:
        exam = stage.session(days=2)
        first, second = plans = _plans(exam)
        draft = keep_plan(actor=stage.responsable(), session=exam, plan=first, now=stage.NOW)
        kept = _kept(exam, plans)
        assert draft_timetable(exam) == draft
        assert alternatives_of(exam) == kept
        assert [one.jury_days for one in kept] == [first.jury_days, second.jury_days] == [1, 2]
        assert kept[0].intent == "Le moins de journées de jury"
        assert kept[1].intent.startswith("1\xa0journée de plus")

    def test_each_keeps_its_figures_and_what_is_proved_of_them(self) -> None:
        exam = stage.session(days=2)
        first, second = _plans(exam)
        told = replace(first, bound_jury_days=1, bound_waiting=20, bound_longest_wait=10)
        kept, _ = _kept(exam, [told, second])
        kept.refresh_from_db()
        assert (kept.waiting_minutes, kept.idle_minutes) == (first.waiting_minutes, first.idle_minutes)
        assert kept.longest_wait_minutes == first.longest_wait_minutes
        assert (kept.jury_days_bound, kept.lost_bound, kept.longest_wait_bound) == (1, 20, 10)

    def test_calculated_again_they_replace_the_former_ones(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        _kept(exam, plans)
        again = _kept(exam, plans[:1])
        assert list(exam.timetables.all()) == again

    def test_the_locks_of_the_draft_are_theirs(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        draft = keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        first = exam.inscriptions.get(number=1)
        TimetableLock.objects.create(timetable=draft, inscription=first, kind=LockKind.SEAT)
        for one in _kept(exam, plans):
            assert list(one.locks.values_list("inscription", "kind")) == [(first.pk, "seat")]

    def test_a_lock_set_during_the_calculation_is_not_overruled(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        draft = keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        last = exam.inscriptions.get(number=2)
        TimetableLock.objects.create(timetable=draft, inscription=last, kind=LockKind.HOURS)
        with pytest.raises(PlanningRefused, match="verrouillé"):
            _kept(exam, plans)

    def test_plans_of_people_who_left_meanwhile_are_not_kept(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        exam.inscriptions.filter(number=1).update(status=InscriptionStatus.WITHDRAWN)
        with pytest.raises(PlanningRefused, match="ont changé pendant le calcul"):
            _kept(exam, plans)
        assert not exam.timetables.exists()

    def test_they_are_shown_with_the_draft_first_at_one_scale(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        _kept(exam, plans)
        choices = choices_of(exam, alternatives_of(exam))
        assert [choice.name for choice in choices] == ["Brouillon", "Variante A", "Variante B"]
        assert len({choice.drawing.hours for choice in choices}) == 1
        assert [len(choice.drawing.rows) for choice in choices] == [1, 1, 2]
        assert {choice.figures.placed for choice in choices} == {2}
        assert [choice.like_draft for choice in choices] == [False, True, False]


class TestChoosing:
    def test_the_chosen_one_becomes_the_draft_and_the_former_draft_waits(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        former = keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        _, second = _kept(exam, plans)
        chosen = choose_alternative(actor=stage.responsable(), timetable=second, now=stage.NOW)
        former.refresh_from_db()
        assert draft_timetable(exam) == chosen == second
        assert (former.status, former.intent) == ("alternative", "Le brouillon d’avant le choix")
        assert _states(exam) == {1: "draft", 2: "alternative", 3: "alternative"}

    def test_one_may_change_one_s_mind_as_often_as_wanted(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        former = keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        for one in (_kept(exam, plans)[1], former):
            choose_alternative(actor=stage.responsable(), timetable=one, now=stage.NOW)
        assert draft_timetable(exam) == former
        assert list(_states(exam).values()) == ["draft", "alternative", "alternative"]

    def test_it_can_be_moved_by_hand_and_published_under_the_next_number(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        chosen = choose_alternative(actor=stage.responsable(), timetable=_kept(exam, plans)[1], now=stage.NOW)
        publish_timetable(
            actor=stage.responsable(), timetable=chosen, revision=chosen.revision, now=stage.NOW
        )
        assert _states(exam) == {1: "published"}

    def test_without_a_draft_it_takes_the_lowest_number(self) -> None:
        exam = stage.session(days=2)
        chosen = choose_alternative(actor=stage.responsable(), timetable=_kept(exam)[1], now=stage.NOW)
        assert (chosen.version, _states(exam)) == (1, {1: "draft", 2: "alternative"})

    def test_a_screen_opened_before_the_choice_acts_on_neither(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        former = keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        second = _kept(exam, plans)[1]
        former = self._moved(former, former.revision)
        choose_alternative(actor=stage.responsable(), timetable=second, now=stage.NOW)
        with pytest.raises(PlanningRefused, match="n’est pas le brouillon"):
            self._moved(former, former.revision)
        with pytest.raises(StaleTimetable):  # the number on that screen is now the chosen one's
            self._moved(exam.timetables.get(version=former.version), former.revision)

    def _moved(self, timetable: Timetable, revision: int) -> Timetable:
        return move_appointment(
            actor=stage.responsable(), timetable=timetable, revision=revision,
            inscription=timetable.session.inscriptions.get(number=1), day=stage.FIRST_DAY + timedelta(days=1),
            start=13 * 60, jury=timetable.session.juries.get(), now=stage.NOW,
        )  # fmt: skip

    def test_what_is_no_alternative_any_more_is_refused(self) -> None:
        exam = stage.session(days=2)
        first, second = _kept(exam)
        choose_alternative(actor=stage.responsable(), timetable=first, now=stage.NOW)
        with pytest.raises(PlanningRefused, match="n’est plus à choisir"):
            choose_alternative(actor=stage.responsable(), timetable=first, now=stage.NOW)
        drop_alternatives(actor=stage.responsable(), session=exam, now=stage.NOW)
        with pytest.raises(PlanningRefused, match="n’est plus à choisir"):
            choose_alternative(actor=stage.responsable(), timetable=second, now=stage.NOW)

    def test_once_the_session_is_over_nothing_is_chosen(self) -> None:
        exam = stage.session(days=2)
        first, _ = _kept(exam)
        ExamSession.objects.filter(pk=exam.pk).update(status=SessionStatus.VALIDATED)
        with pytest.raises(PlanningRefused, match="ne change plus"):
            choose_alternative(actor=stage.responsable(), timetable=first, now=stage.NOW)


class TestEnding:
    def test_a_new_calculation_of_the_timetable_throws_them_away(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        _kept(exam, plans)
        keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        assert _states(exam) == {1: "draft"}

    def test_dropped_they_leave_the_draft_and_what_is_published(self) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        draft = keep_plan(actor=stage.responsable(), session=exam, plan=plans[0], now=stage.NOW)
        publish_timetable(actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW)
        copy_timetable(actor=stage.responsable(), timetable=draft, now=stage.NOW)
        _kept(exam, plans)
        assert drop_alternatives(actor=stage.responsable(), session=exam, now=stage.NOW) == 2
        assert _states(exam) == {1: "published", 2: "draft"}
        assert drop_alternatives(actor=stage.responsable(), session=exam, now=stage.NOW) == 0

    def test_every_act_is_journaled_once(self) -> None:
        exam = stage.session(days=2)
        first, _ = _kept(exam)
        choose_alternative(actor=stage.responsable(), timetable=first, now=stage.NOW)
        for _ in range(2):
            drop_alternatives(actor=stage.responsable(), session=exam, now=stage.NOW)
        told = JournalEntry.objects.filter(verb__startswith="timetable.").order_by("pk")
        verbs = list(told.values_list("verb", flat=True))
        assert verbs == ["timetable.alternatives", "timetable.choose", "timetable.drop_alternatives"]


class TestBounds:
    """What a calculation proved stays true of a draft as long as it can, and no longer."""

    def _draft(self) -> Timetable:
        exam = stage.session(days=2, candidates=2, juries=2)
        plan = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
        told = replace(plan, bound_jury_days=1, bound_waiting=7, bound_longest_wait=5)
        return keep_plan(actor=stage.responsable(), session=exam, plan=told, now=stage.NOW)

    def _move(self, draft: Timetable, days: int, hour: int) -> Timetable:
        return move_appointment(
            actor=stage.responsable(), timetable=draft, revision=draft.revision,
            inscription=draft.session.inscriptions.get(number=1), day=stage.FIRST_DAY + timedelta(days=days),
            start=hour * 60, jury=draft.session.juries.get(number=2), now=stage.NOW,
        )  # fmt: skip

    def test_a_move_measures_again_and_a_dearer_plan_has_no_minimum_of_waiting(self) -> None:
        draft = self._draft()
        assert (draft.lost_bound, draft.longest_wait_bound) == (7, 5)
        after = self._move(draft, 1, 9)
        assert (after.jury_days, after.jury_days_bound) == (2, 1)
        assert (after.lost_bound, after.longest_wait_bound, after.optimal) == (None, None, False)

    def test_a_copy_keeps_what_is_proved(self) -> None:
        draft = self._draft()
        publish_timetable(actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW)
        copy = copy_timetable(actor=stage.responsable(), timetable=draft, now=stage.NOW)
        assert (copy.jury_days_bound, copy.lost_bound, copy.longest_wait_bound) == (1, 7, 5)
        assert (copy.idle_minutes, copy.longest_wait_minutes) == (
            draft.idle_minutes,
            draft.longest_wait_minutes,
        )

    def test_with_somebody_more_to_place_nothing_is_proved_any_more(self) -> None:
        draft = self._draft()
        newcomer = stage.candidate(draft.session, cast.people(5)[4])
        after = move_appointment(
            actor=stage.responsable(), timetable=draft, revision=draft.revision, inscription=newcomer,
            day=stage.FIRST_DAY + timedelta(days=1), start=9 * 60, jury=draft.session.juries.get(number=2),
            now=stage.NOW,
        )  # fmt: skip
        assert (after.jury_days_bound, after.lost_bound) == (0, None)


class TestJob:
    def test_the_plan_found_so_far_is_told_meanwhile_and_kept_when_asked_to_stop(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        exam = stage.session(days=2)
        plans = _plans(exam)
        told: list[dict[str, Any]] = []

        def search(problem: Problem, *, on_progress: Any, should_stop: Any) -> Sequence[Plan]:
            on_progress(plans[:1])
            while not should_stop():
                sleep(0.01)
            return plans[:1]

        def check(ctx: JobContext) -> None:
            """Somebody asks for the stop as soon as they see a plan."""
            if result := ctx.mine.values_list("result", flat=True).get():
                told.append(result)
                raise JobStopped

        monkeypatch.setattr("jalon.examen.planning.alternatives.alternatives", search)
        monkeypatch.setattr(JobContext, "check", check)
        enqueue(ALTERNATIVES, actor=stage.responsable(), now=stage.NOW, payload={"session": exam.pk})
        run_pending()
        assert [len(one["plans"]) for one in told] == [1]
        assert told[0]["plans"][0]["jury_days"] == plans[0].jury_days
        assert told[0]["strokes"]
        assert [one.jury_days for one in alternatives_of(exam)] == [plans[0].jury_days]

    def test_the_queue_finds_alternatives_none_of_which_is_dominated(self) -> None:
        exam = stage.session(days=2, candidates=3)
        job = enqueue(ALTERNATIVES, actor=stage.responsable(), now=stage.NOW, payload={"session": exam.pk})
        run_pending()
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error
        kept = alternatives_of(exam)
        days = [one.jury_days for one in kept]
        lost = [one.waiting_minutes + one.idle_minutes for one in kept]
        assert kept
        assert days == sorted(set(days))
        assert lost == sorted(set(lost), reverse=True)
        assert kept[0].jury_days == kept[0].jury_days_bound
        assert {one.status for one in exam.timetables.all()} == {TimetableStatus.ALTERNATIVE}

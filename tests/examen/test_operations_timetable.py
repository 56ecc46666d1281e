"""The timetable of a session: planned, moved by hand, published, frozen."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jalon.common.jobs import run_pending
from jalon.common.models import JournalEntry
from jalon.examen.enums import ArrangementStatus, InscriptionStatus, SessionStatus, TimetableStatus
from jalon.examen.models import Amenagement, Appointment, ExamSession, SessionJury, Timetable, Unavailability
from jalon.examen.operations.moves import MoveRefused, move_appointment, preview_move
from jalon.examen.operations.papers import issue_papers, issued_paper
from jalon.examen.operations.timetable import (
    PlanningRefused,
    StaleTimetable,
    copy_timetable,
    discard_draft,
    keep_plan,
    plan_timetable,
    publish_timetable,
)
from jalon.examen.planning.checker import check
from jalon.examen.queries.planning import (
    appointments_of,
    conflicts_of_interest,
    plan_of,
    planning_facts,
    problem_for,
)
from jalon.parcours.enums import Route
from jalon.people.enums import RelationKind
from jalon.people.models import Relation
from tests import cast
from tests.examen import stage

pytestmark = pytest.mark.django_db


def _move(timetable: Timetable, number: int, day: date, start: int, jury: SessionJury) -> Timetable:
    return move_appointment(
        actor=stage.responsable(),
        timetable=timetable,
        revision=timetable.revision,
        inscription=timetable.session.inscriptions.get(number=number),
        day=day,
        start=start,
        jury=jury,
        now=stage.NOW,
    )


def _own(timetable: Timetable, number: int) -> list[Appointment]:
    return list(timetable.appointments.filter(inscription__number=number).order_by("order"))


class TestFacts:
    def test_a_granted_extra_time_lengthens_the_tests_and_a_mere_request_does_not(self) -> None:
        exam = stage.session(candidates=2)
        first, second = exam.inscriptions.order_by("number")
        for inscription, status in (
            (first, ArrangementStatus.GRANTED),
            (second, ArrangementStatus.REQUESTED),
        ):
            Amenagement.objects.create(
                inscription=inscription, status=status, requested_on=stage.FIRST_DAY, extra_time_percent=33
            )
        extra = {c.id: c.extra_time_percent for c in problem_for(exam).candidates}
        assert extra == {str(first.pk): 33, str(second.pk): 0}

    def test_only_admitted_candidates_are_planned(self) -> None:
        exam = stage.session(candidates=2)
        exam.inscriptions.filter(number=2).update(status=InscriptionStatus.REGISTERED)
        facts = planning_facts(exam)
        assert len(facts.problem.candidates) == 1
        assert any("1 inscription à admettre" in warning for warning in facts.warnings)

    def test_minutes_come_from_the_referentiel(self) -> None:
        (candidate,) = problem_for(stage.session(candidates=1)).candidates
        assert sum(step.minutes for step in candidate.steps if step.candidate) == 175

    def test_everything_that_is_missing_is_said_at_once(self) -> None:
        exam = stage.session(candidates=0, juries=0)
        exam.days.all().delete()
        missing = planning_facts(exam).missing
        assert len(missing) == 3
        with pytest.raises(PlanningRefused) as refusal:
            plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
        assert set(missing) <= set(refusal.value.reasons)

    def test_a_declared_relation_and_a_trainer_both_keep_a_juror_away(self) -> None:
        exam = stage.session(candidates=3)
        first, second, _ = exam.inscriptions.order_by("number")
        juror = cast.juror_person()
        Relation.objects.create(
            person=first.person,
            other=juror,
            kind=RelationKind.RELATED,
            declared_on=stage.FIRST_DAY,
            declared_by="x",
        )
        second.parcours.trainers.add(juror)
        found = conflicts_of_interest(exam)
        assert set(found[juror.pk]) == {first.pk, second.pk}
        candidates = {c.id: c.incompatible_jurors for c in problem_for(exam).candidates}
        assert candidates[str(first.pk)] == {str(juror.pk)}

    def test_conflicts_can_be_asked_for_people_who_do_not_sit_yet(self) -> None:
        exam = stage.session(candidates=1)
        trainer = cast.person("Formateur", "Paul", date(1970, 5, 5))
        exam.inscriptions.get().parcours.trainers.add(trainer)
        assert trainer.pk not in conflicts_of_interest(exam)
        assert trainer.pk in conflicts_of_interest(exam, {trainer.pk})

    def test_the_facts_take_the_same_number_of_queries_at_one_and_at_thirty_candidates(self) -> None:
        counts = []
        for number in (1, 30):
            exam = stage.session(candidates=number, juries=2, number=f"S-{number}")
            problem_for(exam)
            with CaptureQueriesContext(connection) as captured:
                problem_for(exam)
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestPlanning:
    def test_a_planned_session_breaks_no_rule(self) -> None:
        exam = stage.session(candidates=3, juries=2)
        draft = stage.planned(exam)
        facts = planning_facts(exam)
        assert draft.status == TimetableStatus.DRAFT
        assert check(facts.problem, plan_of(facts, draft, appointments_of(draft))) == ()
        assert draft.jury_days == 1
        assert draft.jury_days_bound == 1 or not draft.optimal

    def test_planning_again_replaces_the_draft(self) -> None:
        exam = stage.session(candidates=1)
        stage.planned(exam)
        again = stage.planned(exam)
        assert list(exam.timetables.all()) == [again]
        assert again.version == 1

    def test_a_candidate_who_cannot_be_placed_is_named_with_the_reason(self) -> None:
        exam = stage.session(candidates=2)
        blocked = exam.inscriptions.get(number=1)
        Relation.objects.create(
            person=cast.juror_person(), other=blocked.person, kind=RelationKind.TRAINED,
            declared_on=stage.FIRST_DAY, declared_by="x",
        )  # fmt: skip
        draft = stage.planned(exam)
        (unplaced,) = draft.unplaced
        assert unplaced["inscription"] == blocked.pk
        assert any("conflit d’intérêts" in reason for reason in unplaced["reasons"])

    def test_a_plan_computed_on_facts_that_changed_is_not_kept(self) -> None:
        exam = stage.session(candidates=2)
        plan = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
        exam.inscriptions.filter(number=1).update(status=InscriptionStatus.WITHDRAWN)
        with pytest.raises(PlanningRefused, match="ont changé pendant le calcul"):
            keep_plan(actor=stage.responsable(), session=exam, plan=plan, now=stage.NOW)

    def test_the_jury_sits_in_the_room_reserved_for_it(self) -> None:
        exam = stage.session(candidates=1)
        jury = exam.juries.get()
        jury.salle = exam.salles.get(name="Salle Garonne")
        jury.save()
        draft = stage.planned(exam)
        rooms = {a.salle.name for a in draft.appointments.filter(kind="entretien_final") if a.salle}
        assert rooms == {"Salle Garonne"}

    def test_the_actor_is_named_on_each_play(self) -> None:
        draft = stage.planned(stage.session(candidates=2))
        plays = draft.appointments.filter(with_actor=True)
        assert plays.count() == 2
        assert {str(a.comedien) for a in plays} == {"Lucas FONTVIEILLE"}

    def test_the_same_facts_give_the_same_timetable(self) -> None:
        exam = stage.session(candidates=2)
        rows = [
            [
                (a.inscription_id, a.order, a.starts_at, a.salle_id)
                for a in appointments_of(stage.planned(exam))
            ]
            for _ in range(2)
        ]
        assert rows[0] == rows[1]

    def test_a_session_that_is_over_is_not_planned_again(self) -> None:
        exam = stage.session(candidates=1, status=SessionStatus.DELIBERATED)
        with pytest.raises(PlanningRefused, match="ne change plus"):
            stage.planned(exam)

    @pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)])
    def test_on_the_day_the_clocks_change_hours_are_those_of_the_clock(self, day: date) -> None:
        exam = stage.session(candidates=1, first_day=day)
        draft = stage.planned(exam)
        starts = [a.starts_at.astimezone(ZoneInfo("Europe/Paris")) for a in appointments_of(draft)]
        assert all(time(8, 30) <= s.time() <= time(18, 0) and s.date() == day for s in starts)
        facts = planning_facts(exam)
        assert check(facts.problem, plan_of(facts, draft, appointments_of(draft))) == ()

    def test_a_day_open_during_the_clock_change_is_refused_in_french(self) -> None:
        exam = stage.session(candidates=1, first_day=date(2026, 10, 25))
        exam.days.update(opens_at=time(1, 0))
        (reason,) = planning_facts(exam).missing
        assert "l’heure change" in reason


class TestMoves:
    def test_a_lawful_move_takes_the_whole_chain_along(self) -> None:
        exam = stage.session(candidates=1, days=2)
        draft = stage.planned(exam)
        next_day = stage.FIRST_DAY + timedelta(days=1)
        before = [a.ends_at - a.starts_at for a in _own(draft, 1)]
        moved = _move(draft, 1, next_day, 13 * 60, exam.juries.get())
        after = _own(moved, 1)
        assert [a.ends_at - a.starts_at for a in after] == before
        assert {a.starts_at.astimezone(stage.PARIS).date() for a in after} == {next_day}
        assert min(a.starts_at for a in after if a.candidate_present) == stage.at(next_day, 13)
        assert moved.revision == draft.revision + 1

    def test_a_move_onto_another_candidate_is_refused_with_the_rule_named(self) -> None:
        exam = stage.session(candidates=2)
        draft = stage.planned(exam)
        taken = min(a.starts_at for a in _own(draft, 2) if a.candidate_present).astimezone(stage.PARIS)
        with pytest.raises(MoveRefused) as refusal:
            _move(draft, 1, taken.date(), taken.hour * 60 + taken.minute, exam.juries.get())
        assert {v.code for v in refusal.value.violations} >= {"jury_overlap"}
        assert any("un jury n’évalue qu’un candidat à la fois" in reason for reason in refusal.value.reasons)
        assert any("(RE, protocole d’intervention du jury)" in reason for reason in refusal.value.reasons)

    def test_a_move_outside_opening_hours_is_refused(self) -> None:
        exam = stage.session(candidates=1)
        with pytest.raises(MoveRefused, match="horaires du site"):
            _move(stage.planned(exam), 1, stage.FIRST_DAY, 16 * 60, exam.juries.get())

    def test_a_move_to_a_jury_in_conflict_is_refused(self) -> None:
        exam = stage.session(candidates=1, juries=2)
        second = exam.juries.get(number=2)
        Relation.objects.create(
            person=second.seats.order_by("pk").first().person, other=exam.inscriptions.get().person,  # type: ignore[union-attr]
            kind=RelationKind.WORK, declared_on=stage.FIRST_DAY, declared_by="x",
        )  # fmt: skip
        draft = stage.planned(exam)
        with pytest.raises(MoveRefused, match="conflit d’intérêts"):
            _move(draft, 1, stage.FIRST_DAY, 9 * 60, second)

    def test_a_move_into_an_absence_is_refused(self) -> None:
        exam = stage.session(candidates=1, days=2)
        draft = stage.planned(exam)
        day = stage.FIRST_DAY + timedelta(days=1)
        Unavailability.objects.create(
            session=exam, person=exam.inscriptions.get().person, date=day, starts_at=time(8), ends_at=time(18)
        )
        with pytest.raises(MoveRefused, match="indisponible"):
            _move(draft, 1, day, 9 * 60, exam.juries.get())

    def test_the_preview_says_the_same_and_writes_nothing(self) -> None:
        exam = stage.session(candidates=1)
        draft = stage.planned(exam)
        before = list(draft.appointments.values_list("pk", flat=True))
        violations = preview_move(
            draft,
            inscription=exam.inscriptions.get(),
            day=stage.FIRST_DAY,
            start=17 * 60,
            jury=exam.juries.get(),
        ).violations
        assert "opening_hours" in {v.code for v in violations}
        assert list(draft.appointments.values_list("pk", flat=True)) == before

    def test_a_candidate_left_out_can_be_placed_by_hand(self) -> None:
        exam = stage.session(candidates=1, days=2)
        draft = stage.planned(exam)
        newcomer = stage.candidate(exam, cast.people(5)[4])
        moved = _move(draft, newcomer.number, stage.FIRST_DAY + timedelta(days=1), 14 * 60, exam.juries.get())
        assert min(a.starts_at for a in _own(moved, newcomer.number) if a.candidate_present) == stage.at(
            stage.FIRST_DAY + timedelta(days=1), 14
        )

    def test_two_people_moving_at_once_do_not_overwrite_each_other(self) -> None:
        exam = stage.session(candidates=1, days=2)
        draft = stage.planned(exam)
        _move(draft, 1, stage.FIRST_DAY + timedelta(days=1), 13 * 60, exam.juries.get())
        with pytest.raises(StaleTimetable, match="Quelqu’un a modifié"):
            _move(draft, 1, stage.FIRST_DAY, 13 * 60, exam.juries.get())

    def test_after_a_hand_move_nothing_is_called_optimal(self) -> None:
        exam = stage.session(candidates=1, days=2)
        draft = stage.planned(exam)
        assert not _move(draft, 1, stage.FIRST_DAY + timedelta(days=1), 13 * 60, exam.juries.get()).optimal


class TestPublication:
    def test_a_published_version_is_frozen(self) -> None:
        exam = stage.session(candidates=1, days=2)
        timetable = stage.published(exam)
        assert timetable.published_at == stage.NOW
        with pytest.raises(PlanningRefused, match="ne change plus"):
            _move(timetable, 1, stage.FIRST_DAY + timedelta(days=1), 13 * 60, exam.juries.get())
        with pytest.raises(PlanningRefused):
            discard_draft(
                actor=stage.responsable(), timetable=timetable, revision=timetable.revision, now=stage.NOW
            )

    def test_publishing_again_supersedes_the_former_version(self) -> None:
        exam = stage.session(candidates=1)
        first = stage.published(exam)
        draft = copy_timetable(actor=stage.responsable(), timetable=first, now=stage.NOW)
        assert draft.version == 2
        publish_timetable(actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW)
        first.refresh_from_db()
        assert first.status == TimetableStatus.SUPERSEDED
        assert exam.timetables.filter(status=TimetableStatus.PUBLISHED).count() == 1

    def test_a_copy_holds_the_same_appointments_and_leaves_the_original_alone(self) -> None:
        exam = stage.session(candidates=2, days=2)
        timetable = stage.published(exam)
        draft = copy_timetable(actor=stage.responsable(), timetable=timetable, now=stage.NOW)
        original = [(a.inscription_id, a.order, a.starts_at) for a in appointments_of(timetable)]
        assert [(a.inscription_id, a.order, a.starts_at) for a in appointments_of(draft)] == original
        discard_draft(actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW)
        assert [(a.inscription_id, a.order, a.starts_at) for a in appointments_of(timetable)] == original

    def test_only_one_draft_at_a_time(self) -> None:
        exam = stage.session(candidates=1)
        timetable = stage.published(exam)
        copy_timetable(actor=stage.responsable(), timetable=timetable, now=stage.NOW)
        with pytest.raises(PlanningRefused, match="brouillon existe déjà"):
            copy_timetable(actor=stage.responsable(), timetable=timetable, now=stage.NOW)

    def test_facts_that_changed_since_the_draft_are_checked_again(self) -> None:
        exam = stage.session(candidates=2)
        draft = stage.planned(exam)
        gone = exam.inscriptions.get(number=1)
        gone.status = InscriptionStatus.WITHDRAWN
        gone.save()
        stage.candidate(exam, cast.people(9)[8])
        with pytest.raises(PlanningRefused) as refusal:
            publish_timetable(
                actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW
            )
        assert any(f"{gone.person} n’est plus admis" in reason for reason in refusal.value.reasons)
        assert any("n’a aucun passage" in reason for reason in refusal.value.reasons)

    def test_a_jury_without_jurors_cannot_receive_anybody(self) -> None:
        exam = stage.session(candidates=1)
        exam.juries.get().seats.all().delete()
        draft = stage.planned(exam)
        with pytest.raises(PlanningRefused, match="sans qu’aucun juré"):
            publish_timetable(
                actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW
            )

    def test_every_act_is_journaled(self) -> None:
        exam = stage.session(candidates=1)
        stage.published(exam)
        verbs = set(
            JournalEntry.objects.filter(target_type="examen.timetable").values_list("verb", flat=True)
        )
        assert verbs == {"timetable.plan", "timetable.publish"}


class TestOtherTitles:
    def test_eti_plays_without_an_actor(self) -> None:
        exam = stage.session(candidates=2, titre_ref=stage.ETI)
        draft = stage.planned(exam)
        assert not draft.appointments.filter(with_actor=True).exists()
        assert draft.appointments.filter(kind="mise_en_situation").count() == 2

    def test_a_candidate_to_one_ccp_and_a_final_interview_are_planned_with_the_others(self) -> None:
        exam = stage.session(candidates=1, scopes=("title", "ccp2", "final_interview"))
        exam.inscriptions.update(scopes=["title"])
        people = cast.people(4)
        stage.candidate(exam, people[2], scopes=["ccp2"])
        stage.candidate(exam, people[3], scopes=["final_interview"], route=Route.CAPITALISATION)
        draft = stage.planned(exam)
        kinds = {
            number: set(
                draft.appointments.filter(inscription__number=number, candidate_present=True).values_list(
                    "kind", flat=True
                )
            )
            for number in (2, 3)
        }
        assert kinds == {2: {"presentation_projet"}, 3: {"entretien_final"}}


def test_moments_are_stored_as_instants() -> None:
    exam: ExamSession = stage.session(candidates=1)
    first = appointments_of(stage.planned(exam))[0]
    assert isinstance(first.starts_at, datetime)
    assert first.starts_at.utcoffset() == timedelta(0)


class TestPapers:
    def test_publishing_issues_the_planning_and_the_signing_sheets_in_the_queue(self) -> None:
        exam = stage.session(candidates=1)
        timetable = stage.published(exam)
        assert issued_paper("planning", timetable) is None
        run_pending()
        for paper in ("planning", "candidats", "jurys"):
            assert issued_paper(paper, timetable) is not None
        assert issue_papers(actor=stage.responsable(), timetable=timetable, now=stage.NOW) == []

    def test_the_papers_of_a_new_version_supersede_the_former_ones(self) -> None:
        exam = stage.session(candidates=1)
        first = stage.published(exam)
        run_pending()
        second = stage.published(exam)
        run_pending()
        for paper in ("planning", "candidats", "jurys"):
            former = issued_paper(paper, first)
            assert former is not None
            assert former.superseded_by == issued_paper(paper, second)

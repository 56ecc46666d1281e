"""A draft moved by hand and put back: the last move first, exactly as it was, told by the journal."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Max, Min

from jalon.common.models import JournalEntry
from jalon.examen.enums import InscriptionStatus, LockKind, TimetableStatus
from jalon.examen.models import ExamSession, Timetable
from jalon.examen.operations.locks import lock_places
from jalon.examen.operations.moves import MoveRefused, move_appointment, preview_move, undo_move
from jalon.examen.operations.timetable import (
    PlanningRefused,
    StaleTimetable,
    copy_timetable,
    discard_draft,
    keep_plan,
    plan_timetable,
)
from jalon.examen.queries.moves import last_move
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


def _move(draft: Timetable, number: int, day: date, start: int, jury: int = 1) -> Timetable:
    return move_appointment(
        actor=stage.responsable(), timetable=draft, revision=draft.revision,
        inscription=draft.session.inscriptions.get(number=number), day=day, start=start,
        jury=draft.session.juries.get(number=jury), now=stage.NOW,
    )  # fmt: skip


def _undo(draft: Timetable) -> Timetable:
    undo_move(actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW)
    draft.refresh_from_db()
    return draft


def _content(draft: Timetable) -> list[tuple[Any, ...]]:
    """Everything of a draft but the keys of its rows and its revision."""
    rows = draft.appointments.order_by("inscription", "order").values_list(
        "inscription", "order", "kind", "label", "starts_at", "ends_at", "jury", "salle", "comedien",
        "candidate_present", "jury_present", "with_actor",
    )  # fmt: skip
    figures = Timetable.objects.values_list(
        "jury_days", "jury_days_bound", "waiting_minutes", "idle_minutes", "lost_bound", "longest_wait_minutes",
        "longest_wait_bound", "optimal", "unplaced", "explanations",
    ).get(pk=draft.pk)  # fmt: skip
    return [*rows, figures]


def test_a_new_calculation_keeps_what_was_moved_by_hand_among_the_alternatives(
    exam: ExamSession, draft: Timetable
) -> None:
    """Whether the move came before the calculation or while it ran, nobody’s work is lost."""
    plan = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
    moved = _move(draft, 1, NEXT_DAY, 9 * 60)
    content = _content(moved)
    fresh = keep_plan(actor=stage.responsable(), session=exam, plan=plan, now=stage.NOW)
    (aside,) = exam.timetables.filter(status=TimetableStatus.ALTERNATIVE)
    assert (fresh.version, aside.version) == (1, 2)
    assert (aside.pk, aside.intent) == (moved.pk, "Le brouillon modifié à la main, d’avant ce calcul")
    assert _content(aside) == content


def test_a_screen_of_a_draft_that_was_calculated_again_cannot_change_the_new_one(
    exam: ExamSession, draft: Timetable
) -> None:
    plan = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
    for _ in range(2):
        seen = exam.timetables.get()
        fresh = keep_plan(actor=stage.responsable(), session=exam, plan=plan, now=stage.NOW)
        assert fresh.version == seen.version
        with pytest.raises(StaleTimetable):
            discard_draft(actor=stage.responsable(), timetable=fresh, revision=seen.revision, now=stage.NOW)


def test_a_draft_whose_moves_were_all_undone_is_not_kept(exam: ExamSession, draft: Timetable) -> None:
    _undo(_move(draft, 1, NEXT_DAY, 9 * 60))
    plan = plan_timetable(actor=stage.responsable(), session=exam, now=stage.NOW)
    keep_plan(actor=stage.responsable(), session=exam, plan=plan, now=stage.NOW)
    assert exam.timetables.count() == 1


def test_a_move_brings_the_jury_s_own_work_to_its_nearest_free_time(draft: Timetable) -> None:
    moved = _move(draft, 1, NEXT_DAY, 13 * 60)
    mine = moved.appointments.filter(inscription__number=1)
    tests = mine.filter(candidate_present=True).aggregate(first=Min("starts_at"), last=Max("ends_at"))
    assert tests["first"] == stage.at(NEXT_DAY, 13)
    whole = mine.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    assert tests["first"] - whole["first"] <= timedelta(minutes=20), "the reading comes just before"
    assert whole["last"] - tests["last"] == timedelta(minutes=10), "the deliberation just after"


def test_each_move_is_undone_in_its_turn_exactly(draft: Timetable) -> None:
    first = _content(draft)
    draft = _move(draft, 1, NEXT_DAY, 13 * 60)
    second = _content(draft)
    draft = _move(draft, 2, NEXT_DAY, 9 * 60, jury=2)
    assert _content(_undo(draft)) == second
    assert _content(_undo(draft)) == first
    with pytest.raises(PlanningRefused, match="aucun déplacement à annuler"):
        _undo(draft)


def test_a_move_made_after_an_undoing_is_undone_first(draft: Timetable) -> None:
    first = _content(draft)
    draft = _move(draft, 1, NEXT_DAY, 13 * 60)
    second = _content(draft)
    draft = _undo(_move(draft, 2, NEXT_DAY, 9 * 60, jury=2))
    draft = _move(draft, 2, NEXT_DAY, 8 * 60 + 55, jury=2)
    assert _content(_undo(draft)) == second
    assert _content(_undo(draft)) == first


def test_what_the_calculation_had_proved_comes_back_too(draft: Timetable) -> None:
    Timetable.objects.filter(pk=draft.pk).update(optimal=True, lost_bound=0, longest_wait_bound=0)
    draft.refresh_from_db()
    draft = _move(draft, 1, NEXT_DAY, 13 * 60)
    assert (draft.optimal, draft.longest_wait_bound) == (False, None)
    _undo(draft)
    assert (draft.optimal, draft.lost_bound, draft.longest_wait_bound) == (True, 0, 0)


def test_who_was_placed_by_hand_is_left_out_again(exam: ExamSession, draft: Timetable) -> None:
    newcomer = stage.candidate(exam, cast.people(5)[4])
    Timetable.objects.filter(pk=draft.pk).update(
        unplaced=[{"inscription": newcomer.pk, "reasons": ["Plus de place."]}]
    )
    draft.refresh_from_db()
    first = _content(draft)
    draft = _move(draft, newcomer.number, NEXT_DAY, 13 * 60)
    assert draft.unplaced == []
    assert _content(_undo(draft)) == first


def test_the_journal_tells_who_was_moved_and_who_was_put_back(draft: Timetable) -> None:
    _undo(_move(draft, 1, NEXT_DAY, 13 * 60))
    told = list(
        JournalEntry.objects.filter(verb__in=("timetable.move", "timetable.undo"))
        .order_by("pk")
        .values_list("sentence", flat=True)
    )
    assert told[0].startswith("A déplacé Camille")
    assert told[1].startswith("A annulé le déplacement de Camille")


def test_undoing_is_refused_to_who_has_an_older_screen(draft: Timetable) -> None:
    _move(draft, 1, NEXT_DAY, 13 * 60)
    with pytest.raises(StaleTimetable):
        undo_move(actor=stage.responsable(), timetable=draft, revision=draft.revision, now=stage.NOW)


def test_nothing_of_before_another_change_is_undone(draft: Timetable) -> None:
    draft = _move(draft, 1, NEXT_DAY, 13 * 60)
    Timetable.objects.filter(pk=draft.pk).update(revision=draft.revision + 1)
    draft.refresh_from_db()
    assert last_move(draft) is None


def test_a_copy_does_not_undo_the_moves_of_what_it_copies(draft: Timetable) -> None:
    draft = _move(draft, 1, NEXT_DAY, 13 * 60)
    Timetable.objects.filter(pk=draft.pk).update(status="published")
    draft.refresh_from_db()
    assert last_move(copy_timetable(actor=stage.responsable(), timetable=draft, now=stage.NOW)) is None


def test_who_withdrew_meanwhile_is_not_brought_back(exam: ExamSession, draft: Timetable) -> None:
    draft = _move(draft, 1, NEXT_DAY, 13 * 60)
    exam.inscriptions.filter(number=1).update(status=InscriptionStatus.WITHDRAWN)
    with pytest.raises(PlanningRefused, match="n’est plus admis"):
        _undo(draft)


def test_a_jury_dissolved_meanwhile_is_told(exam: ExamSession, draft: Timetable) -> None:
    draft = _move(draft, 1, NEXT_DAY, 13 * 60, jury=2)
    exam.juries.get(number=1).delete()
    with pytest.raises(PlanningRefused, match="n’existe plus"):
        _undo(draft)


def test_a_locked_candidate_neither_moves_nor_goes_back(draft: Timetable) -> None:
    draft = _move(draft, 1, NEXT_DAY, 13 * 60)
    who = draft.session.inscriptions.get(number=1)
    lock_places(
        actor=stage.responsable(), timetable=draft, revision=draft.revision, inscriptions=[who],
        kind=LockKind.SEAT, now=stage.NOW,
    )  # fmt: skip
    with pytest.raises(PlanningRefused, match="déverrouillez sa place pour annuler"):
        _undo(draft)
    with pytest.raises(MoveRefused, match="déverrouillez sa place avant de le déplacer"):
        _move(draft, 1, stage.FIRST_DAY, 9 * 60)
    preview = preview_move(
        draft, inscription=who, day=stage.FIRST_DAY, start=9 * 60, jury=draft.session.juries.get(number=1)
    )
    assert [v.code for v in preview.violations] == ["locked"]

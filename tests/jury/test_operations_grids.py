"""Grids: opened on the day, touched by several devices, handed in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import Presence, SessionStatus
from jalon.examen.models import ExamSession
from jalon.jury.models import CharterAcceptance, Grid, GridEntry, GridMark
from jalon.jury.operations.grids import (
    MarkRefused,
    Saved,
    open_grid,
    open_grids,
    prepare_joint_sheet,
    save_mark,
    submit_grid,
)
from tests.jury import cast

pytestmark = pytest.mark.django_db
REF = f"{cast.CIP}/C1/critere-1"


def grid(exam: ExamSession, juror: int | None = 1) -> Grid:
    return open_grid(
        actor=cast.juror_actor(juror or 1), inscription=cast.inscription(exam), scope="title",
        test_kind="mise_en_situation", juror=cast.juror(juror) if juror else None, now=cast.NOW,
    )  # fmt: skip


def touch(
    row: Grid, value: str = "satisfied", base: int = 0, op: UUID | None = None, juror: int = 1, **more: str
) -> Saved:
    return save_mark(
        actor=cast.juror_actor(juror), grid=row, criterion_ref=more.get("ref", REF), value=value,
        note=more.get("note", ""), base_revision=base, op_id=op or uuid4(), now=cast.NOW,
    )  # fmt: skip


def test_a_grid_opens_once_for_a_juror() -> None:
    exam = cast.session()
    assert grid(exam).pk == grid(exam).pk
    rows = open_grids(
        actor=cast.juror_actor(), inscription=cast.inscription(exam), juror=cast.juror(1), now=cast.NOW
    )
    assert [row.test_kind for row in rows] == [
        "mise_en_situation", "entretien_technique", "questionnement_production", "entretien_final",
    ]  # fmt: skip


def test_every_reason_not_to_open_a_grid_is_told_at_once() -> None:
    exam = cast.session(status=SessionStatus.CONVENED)
    CharterAcceptance.objects.all().delete()
    row = cast.inscription(exam)
    row.presence = Presence.ABSENT
    row.save()
    with pytest.raises(TransitionRefused) as refusal:
        open_grid(
            actor=cast.juror_actor(3), inscription=cast.inscription(exam), scope="ccp1", test_kind="x",
            juror=cast.juror(3), now=cast.NOW - timedelta(days=1),
        )  # fmt: skip
    assert refusal.value.reasons == (
        "Les grilles s’ouvrent quand la session est en cours.",
        "Inès MAZARGUIL est enregistré absent.",
        "Nour FABRE ne siège pas au jury 1.",
        "La charte de déontologie doit être acceptée avant d’ouvrir une grille (A5.9).",
        "Le référentiel ne prévoit pas cette épreuve pour ce candidat.",
    )


def test_the_same_touch_sent_again_changes_nothing_and_is_answered_alike() -> None:
    row, op = grid(cast.session()), uuid4()
    first, again = touch(row, op=op), touch(row, op=op)
    assert first == again
    assert GridMark.objects.get().revision == GridEntry.objects.count() == 1


def test_a_touch_sent_again_after_another_wrote_tells_what_it_had_reached() -> None:
    row, op = grid(cast.session()), uuid4()
    touch(row, op=op)
    touch(row, "not_satisfied", base=1)
    again = touch(row, op=op)
    assert (again.outcome, again.reached, again.revision, again.value) == ("applied", 1, 2, "not_satisfied")


def test_a_stale_touch_is_kept_beside_and_settled_by_the_next_choice() -> None:
    row = grid(cast.session(), juror=None)
    touch(row, "satisfied", juror=1)
    stale = touch(row, "not_satisfied", juror=2, note="Pas vu")
    assert (stale.outcome, stale.kept_aside, stale.value, stale.sent_note) == (
        "conflict",
        True,
        "satisfied",
        "Pas vu",
    )
    with pytest.raises(TransitionRefused, match="désaccord de saisie"):
        submit_grid(actor=cast.juror_actor(), grid=row, now=cast.NOW)
    touch(row, "not_observed", base=1)
    assert not GridEntry.objects.filter(outcome="conflict", settled_at=None).exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ref": "TP-00448.06/C1/critere-1"}, "n’est pas un critère"),
        ({"value": "excellent"}, "n’est pas une observation possible"),
        ({"ref": "general", "value": "satisfied"}, "n’est pas une observation possible"),
        ({"note": "x" * 4001}, "4000 au plus"),
    ],
)
def test_a_touch_that_means_nothing_is_refused_in_french(changes: dict[str, str], message: str) -> None:
    with pytest.raises(MarkRefused, match=message):
        touch(grid(cast.session()), **changes)  # type: ignore[arg-type]
    assert not GridEntry.objects.exists()


def test_an_op_of_another_line_is_refused() -> None:
    row, op = grid(cast.session()), uuid4()
    touch(row, op=op)
    with pytest.raises(MarkRefused, match="identifiant d’un autre"):
        touch(row, op=op, ref=f"{cast.CIP}/C1/critere-2")


def test_a_grid_is_handed_in_when_every_line_is_observed() -> None:
    row = grid(cast.session())
    with pytest.raises(TransitionRefused) as refusal:
        submit_grid(actor=cast.juror_actor(), grid=row, now=cast.NOW)
    assert len(refusal.value.reasons) == 10
    assert all(reason.startswith("Sans observation : ") for reason in refusal.value.reasons)


def test_joint_sheets_open_empty_one_per_test_and_one_synthesis() -> None:
    exam = cast.session()
    touch(grid(exam))
    sheets = prepare_joint_sheet(actor=cast.juror_actor(), inscription=cast.inscription(exam), now=cast.NOW)
    assert [sheet.test_kind for sheet in sheets][-1] == "synthesis"
    assert len(sheets) == 5
    assert not GridMark.objects.filter(grid__in=sheets).exists()


@pytest.mark.django_db(transaction=True)
def test_two_jurors_who_write_the_same_line_at_once_lose_nothing() -> None:
    with transaction.atomic():
        row = grid(cast.session(), juror=None)
        actors = [cast.juror_actor(1), cast.juror_actor(2)]
    barrier = Barrier(2)

    def write(rank: int) -> str:
        try:
            barrier.wait(10)
            with transaction.atomic():
                return save_mark(
                    actor=actors[rank], grid=row, criterion_ref=REF, value=("satisfied", "not_satisfied")[rank],
                    note=f"Juré {rank}", base_revision=0, op_id=uuid4(), now=cast.NOW,
                ).outcome  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(write, range(2)))
    assert outcomes == ["applied", "conflict"]
    assert set(GridEntry.objects.values_list("note", flat=True)) == {"Juré 0", "Juré 1"}
    assert GridMark.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_touch_sent_twice_at_once_is_written_once() -> None:
    with transaction.atomic():
        row = grid(cast.session())
        actor = cast.juror_actor()
    op, barrier = uuid4(), Barrier(3)

    def write(_: int) -> str:
        try:
            barrier.wait(10)
            with transaction.atomic():
                return save_mark(
                    actor=actor, grid=row, criterion_ref=REF, value="satisfied", note="", base_revision=0, op_id=op,
                    now=cast.NOW,
                ).outcome  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(write, range(3))) == ["applied"] * 3
    assert GridEntry.objects.count() == 1

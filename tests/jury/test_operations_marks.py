"""A queue of touches is judged touch by touch, whatever the letters it comes in."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jalon.jury.models import Grid, GridEntry, GridMark
from jalon.jury.operations.grids import Saved, open_grid, save_marks, submit_grid
from jalon.jury.rules.grid import Touch
from tests.jury import cast

REFS = [f"{cast.CIP}/C1/critere-1", f"{cast.CIP}/C1/critere-2", "general", "TP-00448.06/C1/critere-1"]
touches = st.builds(
    Touch,
    op_id=st.integers(0, 9).map(lambda number: UUID(int=number)),
    ref=st.sampled_from(REFS),
    value=st.sampled_from(["", "satisfied", "not_satisfied", "excellent"]),
    note=st.sampled_from(["", "Pas vu", " Pas vu\r\n", "x" * 4001]),
    base=st.integers(0, 3),
)
letters = st.lists(st.lists(touches, max_size=6), max_size=4)
_ops = count(1)


def opened(juror: int | None = None) -> Grid:
    return open_grid(
        actor=cast.juror_actor(juror or 1), inscription=cast.inscription(cast.session()), scope="title",
        test_kind="mise_en_situation", juror=cast.juror(juror) if juror else None, now=cast.NOW,
    )  # fmt: skip


def receive(grid: Grid, queue: list[Touch], minute: int = 0) -> list[Saved]:
    return save_marks(
        actor=cast.juror_actor(), grid=grid, touches=queue, now=cast.NOW + timedelta(minutes=minute)
    )


def standing(grid: Grid) -> tuple[object, ...]:
    marks = grid.marks.order_by("criterion_ref").values_list(
        "criterion_ref", "value", "note", "revision", "updated_at"
    )
    entries = grid.entries.order_by("pk").values_list(
        "criterion_ref", "value", "note", "base_revision", "revision", "outcome", "settled_at"
    )
    return list(marks), list(entries)


class Batches(TestCase):
    """Two grids of one session receive the same touches, one by one and by letters."""

    def setUp(self) -> None:
        self.alone = opened()
        self.together = open_grid(
            actor=cast.juror_actor(), inscription=self.alone.inscription, scope="title",
            test_kind="mise_en_situation", juror=cast.juror(1), now=cast.NOW,
        )  # fmt: skip

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(letters, st.booleans())
    def test_any_queue_gives_the_same_result_one_by_one_or_in_batches(
        self, queue: list[list[Touch]], closes: bool
    ) -> None:
        first, second = next(_ops) << 32, next(_ops) << 32

        def named(touch: Touch, run: int) -> Touch:
            return replace(touch, op_id=UUID(int=run + touch.op_id.int))

        for minute, letter in enumerate(queue):
            if closes and minute == 2:
                Grid.objects.filter(pk__in=[self.alone.pk, self.together.pk]).update(status="submitted")
            one_by_one = [receive(self.alone, [named(touch, first)], minute)[0] for touch in letter]
            by_letter = receive(self.together, [named(touch, second) for touch in letter], minute)
            assert one_by_one == by_letter
        assert standing(self.alone) == standing(self.together)


@pytest.mark.django_db
def test_a_long_queue_costs_no_more_queries_than_a_short_one() -> None:
    grid = opened(1)
    rows = [Touch(UUID(int=n), f"{cast.CIP}/C1/critere-{n}", "satisfied", "", 0) for n in range(1, 5)]

    actor = cast.juror_actor()

    def cost(queue: list[Touch]) -> int:
        with CaptureQueriesContext(connection) as queries:
            save_marks(actor=actor, grid=grid, touches=queue, now=cast.NOW)
        return len(queries)

    assert cost(rows[:1]) == cost(rows[1:]) <= 10
    assert GridMark.objects.count() == GridEntry.objects.count() == 4


@pytest.mark.django_db
def test_a_refused_touch_leaves_the_others_be() -> None:
    grid = opened(1)
    answers = receive(
        grid,
        [Touch(UUID(int=1), "ailleurs", "satisfied", "", 0), Touch(UUID(int=2), REFS[0], "satisfied", "", 0)],
    )
    assert [answer.outcome for answer in answers] == ["refused", "applied"]
    assert "n’est pas un critère" in answers[0].refusal


@pytest.mark.django_db
def test_a_note_keeps_emoji_and_drops_only_what_no_database_holds() -> None:
    grid = opened(1)
    receive(grid, [Touch(UUID(int=1), REFS[0], "satisfied", "\0👩🏽‍🏫 <b>#let</b>\ud83d\r\nfin ", 0)])
    assert grid.marks.get().note == "👩🏽‍🏫 <b>#let</b>\nfin"


@pytest.mark.django_db
def test_a_queue_that_comes_after_the_grid_was_handed_in_is_kept_aside_whole() -> None:
    grid = opened(1)
    receive(grid, [Touch(UUID(int=1), "general", "", "Échange clair", 0)])
    with pytest.raises(Exception, match="Sans observation"):
        submit_grid(actor=cast.juror_actor(), grid=grid, now=cast.NOW)
    Grid.objects.filter(pk=grid.pk).update(status="submitted")
    answers = receive(grid, [Touch(UUID(int=n), ref, "", "Tard", 1) for n, ref in enumerate(REFS[:3], 2)])
    assert {answer.outcome for answer in answers} == {"late"}
    assert grid.marks.get().note == "Échange clair"

"""What holds of every clock, whatever the path."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.parcours.rules.clocks import PathFacts, clocks_of, opening_days
from jalon.parcours.rules.due import AHEAD, bites_first, first_to_tell
from jalon.parcours.workflow import ENDED, WORKFLOWS
from tests.parcours.clocks.paths import PARAMETERS_IN_FORCE

ANY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2023, 1, 1), date(2032, 12, 31))


@st.composite
def walked(draw) -> PathFacts:
    """A path that went through its lifecycle, act after act, each some days after the one before."""
    route = draw(st.sampled_from(sorted(WORKFLOWS)))
    workflow = WORKFLOWS[route]
    day = opened = draw(DAYS)
    stage, acts = workflow.initial, []
    for _ in range(draw(st.integers(0, 9))):
        doable = [t for t in workflow.transitions if stage in t.sources and t.name != "resume"]
        if not doable:
            break
        act = draw(st.sampled_from(doable))
        day += timedelta(days=draw(st.integers(0, 400)))
        acts.append((act.name, day))
        stage = act.target
    return PathFacts(
        route, stage, opened, PARAMETERS_IN_FORCE, tuple(acts),
        starts_on=draw(st.none() | DAYS), ends_on=draw(st.none() | DAYS),
        recevabilite_until=draw(st.none() | DAYS), title_ends_on=draw(st.none() | DAYS),
        last_activity_on=draw(st.none() | DAYS),
    )  # fmt: skip


def shifted(facts: PathFacts, days: int) -> PathFacts:
    """The same path, its acts and its opening so many days later."""
    later = timedelta(days=days)
    return replace(
        facts, opened_on=facts.opened_on + later, acts=tuple((a, d + later) for a, d in facts.acts)
    )


@ANY_MACHINE
@given(walked())
def test_a_clock_never_ends_nor_stops_before_it_starts(facts):
    for clock in clocks_of(facts):
        if clock.started_on is not None:
            assert clock.due_on is None or clock.due_on >= clock.started_on
            assert clock.done_on is None or clock.done_on >= clock.started_on


@ANY_MACHINE
@given(walked())
def test_each_clock_is_told_once(facts):
    codes = [clock.code for clock in clocks_of(facts)]
    assert len(codes) == len(set(codes))


@ANY_MACHINE
@given(walked(), st.integers(0, 500))
def test_what_starts_later_never_ends_sooner(facts, days):
    earlier = {c.code: c for c in clocks_of(facts)}
    for clock in clocks_of(shifted(facts, days)):
        before = earlier.get(clock.code)
        if before is not None and None not in (before.started_on, before.due_on, clock.due_on):
            assert clock.due_on >= before.due_on


@ANY_MACHINE
@given(walked())
def test_an_act_that_stops_a_clock_leaves_nothing_running_under_its_code(facts):
    for clock in clocks_of(facts):
        if clock.done_on is not None:
            assert any(act in clock.stops and on == clock.done_on for act, on in facts.acts)


@ANY_MACHINE
@given(walked())
def test_nothing_runs_on_a_path_that_is_over(facts):
    if facts.stage in ENDED:
        assert all(clock.done_on is not None for clock in clocks_of(facts))


@ANY_MACHINE
@given(walked())
def test_what_bites_first_is_never_after_another_waiting_step(facts):
    clocks = clocks_of(facts)
    first = bites_first(clocks)
    waiting = [c.due_on for c in clocks if c.done_on is None and c.due_on is not None]
    assert (first.due_on if first else None) == min(waiting, default=None)


@ANY_MACHINE
@given(walked(), DAYS)
def test_what_is_told_first_is_past_or_near_before_what_has_no_day_before_what_is_far(facts, today):
    told = first_to_tell(clocks_of(facts), today)
    assert all(clock.done_on is None for clock in told)
    ranks = [1 if c.due_on is None else 2 * (c.due_on > today + AHEAD) for c in told]
    assert ranks == sorted(ranks)


@ANY_MACHINE
@given(walked())
def test_a_delay_opens_an_act_on_the_day_after_its_last(facts):
    opens = opening_days(facts)
    for clock in clocks_of(facts):
        if clock.code == "vae.admissibility" and clock.done_on is None:
            assert opens["admit_tacitly"] == clock.due_on + timedelta(days=1)
        if clock.code == "vae.lapse":
            assert opens["lapse"] == clock.due_on + timedelta(days=1)

"""The day of an act corrected: whatever the history, what is accepted could have been done on these days at once."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jalon.parcours.rules.clocks import PathFacts, opening_days
from jalon.parcours.rules.corrections import Walked, reasons_against_day, since_resumed
from jalon.parcours.workflow import WORKFLOWS
from jalon.parcours.workflow.facts import ActFacts, Before
from tests.parcours.clocks.paths import PARAMETERS_IN_FORCE

OPENED, TODAY, BIRTH = date(2026, 1, 31), date(2030, 1, 1), date(1990, 2, 28)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def replayed(route, acts) -> list[str]:
    """The reasons that the table gives when these acts are done one after the other, on their days."""
    facts, found = PathFacts(route, WORKFLOWS[route].initial, OPENED, PARAMETERS_IN_FORCE), []
    for rank, one in enumerate(acts):
        resumed_on, lived = since_resumed(acts[:rank])
        known = replace(facts, stage=one.from_stage, opened_on=resumed_on or OPENED,
                        acts=tuple((act.act, act.on) for act in lived))  # fmt: skip
        before = Before(acts[rank - 1].act, acts[rank - 1].on) if rank else Before("", OPENED)
        found += WORKFLOWS[route][one.act].guard(
            ActFacts(one.on, TODAY, before, BIRTH, one.note, opens_on=opening_days(known))
        )
    return found


@st.composite
def histories(draw):
    """A route and acts that the table accepts, at the edges of months, quarters and half years."""
    route = draw(st.sampled_from(sorted(WORKFLOWS)))
    stage, day, acts = WORKFLOWS[route].initial, OPENED, []
    for _ in range(draw(st.integers(1, 8))):
        doable = [t for t in WORKFLOWS[route].transitions if stage in t.sources]
        if not doable:
            break
        one = draw(st.sampled_from(doable))
        day += timedelta(days=draw(st.sampled_from([0, 1, 28, 59, 60, 61, 62, 181, 182, 183, 184])))
        acts.append(Walked(one.name, day, stage, "Motif."))
        stage = one.target
    assume(not replayed(route, acts))
    return route, acts


@patient
@given(histories(), st.data())
def test_a_correction_is_accepted_exactly_when_the_acts_could_have_been_done_on_these_days(history, data):
    route, acts = history
    rank = data.draw(st.integers(0, len(acts) - 1))
    on = acts[rank].on + timedelta(days=data.draw(st.integers(-200, 200).filter(bool)))
    moved = [replace(one, on=on) if place == rank else one for place, one in enumerate(acts)]
    reasons = reasons_against_day(
        PathFacts(route, "", OPENED, PARAMETERS_IN_FORCE), acts, rank, on,
        contacted_on=OPENED, birth_date=BIRTH, today=TODAY, note="Motif.",
    )  # fmt: skip
    assert bool(reasons) == bool(replayed(route, moved))


@patient
@given(histories())
def test_what_the_table_accepts_is_in_the_order_of_its_days(history):
    _, acts = history
    assert [OPENED, *(one.on for one in acts)] == sorted([OPENED, *(one.on for one in acts)])

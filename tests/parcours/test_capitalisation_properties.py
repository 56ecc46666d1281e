"""Whatever the history: holding more never asks for more, waiting never opens anything, an answer is always founded."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.parcours.rules.capitalisation import standing
from jalon.parcours.rules.capitalisation_facts import (
    FINAL_INTERVIEW,
    TITLE,
    Held,
    Presentation,
    StandingFacts,
    Training,
    scope_number,
)
from jalon.parcours.rules.capitalisation_steps import next_steps, suggestion
from jalon.parcours.rules.capitalisation_windows import latest
from jalon.parcours.standing_chart import draw

START, END = date(2023, 3, 23), date(2028, 3, 23)
# A busy machine draws slowly; nothing else in these tests takes time.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(date(2022, 1, 1), date(2030, 12, 31))
SCOPES = (TITLE, "ccp1", "ccp2", "ccp3", FINAL_INTERVIEW)


@st.composite
def presentations(draw):
    on = draw(days)
    return Presentation(
        on=on,
        validated_on=on + timedelta(days=draw(st.integers(0, 90))),
        scopes=tuple(draw(st.sets(st.sampled_from(SCOPES), min_size=1))),
        outcome=draw(st.sampled_from(["partial", "none", "absent", "excused"])),
        interview=draw(st.sampled_from(["", "favourable", "unfavourable"])),
    )


histories = st.builds(
    StandingFacts,
    sigle=st.just("CIP"),
    ccps=st.sampled_from([(1,), (1, 2), (1, 2, 3)]),
    effective_on=st.just(START),
    validity_end=st.one_of(st.none(), st.just(END), st.just(date(2028, 2, 29))),
    prolongation_years=st.integers(0, 2),
    retake_years=st.integers(0, 2),
    retake_sessions_max=st.integers(0, 4),
    held=st.lists(
        st.builds(
            Held, st.integers(1, 3), days, st.sampled_from(["session", "equivalence", "correspondence"]),
            st.just(""), st.booleans(),
        ), max_size=3,
    ).map(tuple),
    presentations=st.lists(presentations(), max_size=5).map(tuple),
    trainings=st.lists(st.builds(Training, st.one_of(st.none(), days)), max_size=3).map(tuple),
    recevabilite_until=st.one_of(st.none(), days),
    titre_on=st.one_of(st.none(), days),
)  # fmt: skip


def opened(facts, on):
    return {o.scope for o in standing(facts, on).openings if o.open}


@patient
@given(histories, days, st.integers(1, 3))
def test_holding_more_never_asks_for_more(facts, on, number):
    more = replace(facts, held=(*facts.held, Held(number, on)))
    assert set(standing(more, on).needed) <= set(standing(facts, on).needed)
    assert opened(more, on) >= opened(facts, on) - {f"ccp{number}", TITLE}


@patient
@given(histories, days, st.integers(0, 1500))
def test_once_all_is_known_waiting_opens_nothing(facts, on, wait):
    settled = max(
        [START, on, *(h.since for h in facts.held), *(p.validated_on for p in facts.presentations),
         *(t.starts_on for t in facts.trainings if t.starts_on), *([facts.titre_on] if facts.titre_on else [])]
    )  # fmt: skip
    assert opened(facts, settled + timedelta(days=wait)) <= opened(facts, settled)


@patient
@given(histories, days)
def test_an_open_session_closes_exactly_after_its_last_day_if_nothing_else_happens(facts, on):
    frozen = replace(
        facts,
        held=tuple(h for h in facts.held if h.since <= on),
        presentations=tuple(p for p in facts.presentations if p.validated_on <= on),
        trainings=tuple(t for t in facts.trainings if t.starts_on is None or t.starts_on <= on),
        titre_on=facts.titre_on if facts.titre_on and facts.titre_on <= on else None,
    )
    for opening in standing(frozen, on).openings:
        if opening.open and opening.until is not None:
            assert opening.until >= on
            assert opening.scope in opened(frozen, opening.until)
            assert opening.scope not in opened(frozen, opening.until + timedelta(days=1))


@patient
@given(histories, days)
def test_held_and_needed_share_the_title_between_them(facts, on):
    answer = standing(facts, on)
    numbers = [h.number for h in answer.held]
    assert numbers == sorted(set(numbers))
    assert not set(numbers) & set(answer.needed)
    if not answer.titre_held:
        assert sorted([*numbers, *answer.needed]) == list(facts.ccps)
    assert all(h.since <= on for h in answer.held)


@patient
@given(histories, days)
def test_nothing_held_is_ever_presented_again_and_nothing_opens_without_a_founded_reason(facts, on):
    answer = standing(facts, on)
    for opening in answer.openings:
        number = scope_number(opening.scope)
        assert not (opening.open and number is not None and number not in answer.needed)
        assert opening.reasons
        assert all(reason.rule and reason.source for reason in opening.reasons)
    assert answer.blocked == (
        not answer.titre_held and not answer.opening(TITLE).open and not answer.opening(FINAL_INTERVIEW).open
    )


@patient
@given(
    histories,
    days,
    st.sampled_from(["formation", "vae", "capitalisation", "retake"]),
    st.sets(st.sampled_from(SCOPES)),
)
def test_what_is_proposed_and_ticked_is_open_and_needed(facts, on, route, offered):
    answer = standing(facts, on)
    steps = next_steps(answer, route=route, last=latest(facts, on))
    assert bool(steps) != answer.titre_held
    for step in steps:
        assert all(answer.opening(scope).open for scope in step.scopes)
    ticked = suggestion(answer, offered, route=route, last=latest(facts, on)).scopes
    assert set(ticked) <= set(offered)
    assert all(n in answer.needed for s in ticked if (n := scope_number(s)) is not None)
    assert not (TITLE in ticked and len(ticked) > 1)


@patient
@given(histories, days)
def test_the_drawing_of_an_answer_stays_in_its_frame_and_tells_every_window(facts, on):
    answer = standing(facts, on)
    chart = draw(answer)
    assert chart is not None or not answer.windows
    for row in chart.rows if chart else ():
        assert all(bar.width > 0 and chart.left <= bar.x <= chart.width for bar in row.bars)
    assert {window.label for window in answer.windows} <= {row.label for row in (chart.rows if chart else ())}


@patient
@given(histories, days)
def test_the_title_held_closes_everything_and_the_answer_of_a_day_knows_nothing_of_the_next(facts, on):
    assert opened(replace(facts, titre_on=on), on) == set()
    later = replace(facts, held=(*facts.held, Held(1, on + timedelta(days=1))), titre_on=facts.titre_on)
    assert standing(later, on) == standing(facts, on)

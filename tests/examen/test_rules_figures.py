"""The figures of a timetable in words: each with what is proved of it, and nothing claimed beyond."""

from hypothesis import given
from hypothesis import strategies as st

from jalon.examen.rules.figures import (
    UNPROVED,
    Figures,
    days_note,
    intents,
    longest_wait_note,
    lost_note,
    notes,
    summary,
)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


SIX = Figures(
    placed=12, jury_days=6, jury_days_bound=6, waiting=130, idle=25, lost_bound=155,
    longest_wait=50, longest_wait_bound=50,
)  # fmt: skip


def test_a_timetable_is_told_in_one_line() -> None:
    told = plain(summary(SIX))
    assert told == "6 journées, attente 2 h 10, temps mort 25 min, plus longue attente 50 min"
    assert summary(Figures(placed=3, left_out=2, jury_days=1)).endswith("2 à placer")


def test_what_is_proved_is_said() -> None:
    assert days_note(SIX) == "et il n’en faut pas moins"
    assert plain(lost_note(SIX)) == "et on ne peut pas moins, avec 6 journées"
    assert longest_wait_note(SIX) == "et on ne peut pas moins"


def test_a_minimum_below_the_figure_is_given() -> None:
    seven = Figures(
        placed=12,
        jury_days=7,
        jury_days_bound=6,
        waiting=45,
        lost_bound=30,
        longest_wait=20,
        longest_wait_bound=5,
    )
    assert days_note(seven) == "minimum prouvé : 6"
    assert plain(lost_note(seven)) == "minimum prouvé : 30 min"
    assert plain(longest_wait_note(seven)) == "minimum prouvé : 5 min"


def test_what_is_not_proved_is_not_claimed() -> None:
    bare = Figures(placed=12, jury_days=7, waiting=45, idle=5, longest_wait=20)
    assert {days_note(bare), lost_note(bare), longest_wait_note(bare)} == {UNPROVED}


def test_a_bound_of_nothing_is_no_news() -> None:
    bare = Figures(placed=12, jury_days=7, waiting=45, lost_bound=0, longest_wait=20, longest_wait_bound=0)
    assert {lost_note(bare), longest_wait_note(bare)} == {UNPROVED}


def test_nothing_to_gain_needs_no_proof() -> None:
    none = Figures(placed=2, jury_days=1, jury_days_bound=1)
    assert (lost_note(none), longest_wait_note(none)) == ("rien à gagner", "personne n’attend")


def test_an_old_version_that_was_not_measured_is_not_called_perfect() -> None:
    old = Figures(placed=2, jury_days=1, waiting=30, measured=False)
    assert {lost_note(old), longest_wait_note(old)} == {UNPROVED}
    assert "temps mort" not in summary(old)


def test_each_alternative_says_what_it_buys() -> None:
    seven = Figures(placed=12, jury_days=7, waiting=45)
    first, second = intents([SIX, seven])
    assert first == "Le moins de journées de jury"
    assert plain(second) == "1 journée de plus pour 1 h 50 d’attente et de temps mort en moins"
    (alone,) = intents([SIX])
    assert "ne ferait rien gagner" in alone


@given(
    st.builds(
        Figures,
        placed=st.integers(0, 50),
        left_out=st.integers(0, 5),
        jury_days=st.integers(0, 60),
        jury_days_bound=st.integers(0, 60),
        waiting=st.integers(0, 900),
        idle=st.integers(0, 900),
        lost_bound=st.none() | st.integers(0, 1800),
        longest_wait=st.integers(0, 500),
        longest_wait_bound=st.none() | st.integers(0, 500),
        measured=st.booleans(),
    )
)
def test_optimality_is_claimed_only_when_the_bound_reaches_the_figure(figures: Figures) -> None:
    told = notes(figures)
    assert ("pas moins" in told["days"]) == (0 < figures.jury_days <= figures.jury_days_bound)
    if "pas moins" in told["lost"]:
        assert figures.lost <= (figures.lost_bound or 0)
    if "pas moins" in told["longest_wait"]:
        assert figures.longest_wait <= (figures.longest_wait_bound or 0)

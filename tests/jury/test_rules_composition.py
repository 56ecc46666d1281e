"""Who may sit: every reason at once, each with its rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.jury.rules.composition import (
    Candidate,
    Composition,
    Juror,
    Jury,
    Span,
    Tie,
    check_composition,
    cut_at_end,
    uncovered_days,
)

DAYS = Span(date(2026, 11, 16), date(2026, 11, 17))
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
WOMAN = Juror(1, "Éliane DASTUGUE", woman=True, habilitations=(YEAR,), charter_accepted=True)
MAN = Juror(2, "Bernard LACAZE", woman=False, habilitations=(YEAR,), charter_accepted=True)
INES = Candidate(10, "Inès MAZARGUIL")
SOUND = Composition(Jury(1, (WOMAN, MAN)), DAYS, "TP-00403", (INES,))


def messages(facts: Composition, *, blocking: bool | None = None) -> list[tuple[str, str]]:
    return [(r.rule, r.message) for r in check_composition(facts) if blocking in (None, r.blocking)]


def with_jury(*jurors: Juror, **changes: object) -> Composition:
    return replace(SOUND, jury=Jury(1, jurors), **changes)  # type: ignore[arg-type]


def test_two_jurors_habilites_over_every_day_may_sit() -> None:
    assert check_composition(SOUND) == ()


@pytest.mark.parametrize(("count", "words"), [(0, "ne compte aucun juré"), (1, "compte un seul juré")])
def test_a_jury_has_at_least_two_members(count: int, words: str) -> None:
    found = messages(with_jury(*(WOMAN, MAN)[:count]))
    assert found == [("A5.1", f"Le jury {words} : il en faut au moins 2.")]


def test_the_minimum_is_a_setting() -> None:
    assert messages(replace(SOUND, jurors_min=3)) == [
        ("A5.1", "Le jury compte 2 jurés : il en faut au moins 3.")
    ]


def test_a_juror_without_habilitation_for_the_title_is_refused() -> None:
    found = messages(with_jury(WOMAN, replace(MAN, habilitations=())))
    assert found == [("A5.6", "Bernard LACAZE n’a pas d’habilitation en vigueur pour le titre TP-00403.")]


def test_an_habilitation_covers_every_day_of_the_session() -> None:
    short = replace(MAN, habilitations=(Span(YEAR.first, DAYS.first),))
    assert messages(with_jury(WOMAN, short)) == [
        ("A5.8", "L’habilitation de Bernard LACAZE ne couvre pas toute la session : manque le 17/11/2026.")
    ]


def test_two_habilitations_in_a_row_cover_together() -> None:
    renewed = replace(MAN, habilitations=(Span(YEAR.first, DAYS.first), Span(DAYS.last, YEAR.last)))
    assert check_composition(with_jury(WOMAN, renewed)) == ()


def test_an_habilitation_never_goes_beyond_the_title() -> None:
    end = date(2026, 11, 16)
    cut = cut_at_end([YEAR], end, DAYS, end + timedelta(days=365))
    assert uncovered_days(cut, DAYS) == (date(2026, 11, 17),)


def test_in_the_year_of_prolongation_habilitations_follow_it() -> None:
    end = date(2026, 6, 30)
    assert cut_at_end([YEAR], end, DAYS, date(2027, 6, 30)) == (YEAR,)
    assert cut_at_end([YEAR], end, DAYS, None) == (Span(YEAR.first, end),)


def test_the_responsable_de_session_is_no_juror() -> None:
    assert [rule for rule, _ in messages(with_jury(WOMAN, replace(MAN, leads_session=True)))] == ["A4.8"]


def test_the_charter_is_only_a_warning_at_composition() -> None:
    facts = with_jury(WOMAN, replace(MAN, charter_accepted=False))
    assert messages(facts, blocking=True) == []
    assert [rule for rule, _ in messages(facts, blocking=False)] == ["A5.9"]


def test_a_juror_sits_in_one_jury_at_a_time() -> None:
    other = Jury(2, (MAN, replace(WOMAN, id=3, name="Nour FABRE")))
    assert messages(replace(SOUND, others=(other,))) == [
        ("A5.1", "Bernard LACAZE siège déjà au jury 2 les mêmes jours.")
    ]
    apart = replace(other, dates=frozenset({DAYS.last}))
    mine = replace(SOUND.jury, dates=frozenset({DAYS.first}))
    assert check_composition(replace(SOUND, jury=mine, others=(apart,))) == ()


TIED = replace(MAN, ties=(Tie(10, ("a formé le candidat (lien déclaré)",)),))
FREE = Jury(2, (replace(WOMAN, id=3), replace(MAN, id=4)))


def test_a_tied_juror_is_refused_when_no_other_jury_can_take_the_candidate() -> None:
    assert messages(with_jury(WOMAN, TIED)) == [
        (
            "A5.10, A5.11",
            "Bernard LACAZE ne peut pas évaluer Inès MAZARGUIL (a formé le candidat (lien déclaré)), "
            "et aucun autre jury ne peut l’évaluer.",
        )
    ]


def test_a_tied_juror_may_sit_when_another_jury_takes_the_candidate() -> None:
    facts = with_jury(WOMAN, TIED, others=(FREE,))
    assert messages(facts, blocking=True) == []
    assert "passera devant un autre jury" in messages(facts, blocking=False)[0][1]


def test_a_jury_still_to_compose_leaves_hope() -> None:
    assert messages(with_jury(WOMAN, TIED, others=(Jury(2, ()),)), blocking=True) == []


def test_a_tied_juror_is_refused_when_the_published_timetable_gives_them_the_candidate() -> None:
    facts = with_jury(WOMAN, TIED, others=(FREE,), candidates=(replace(INES, jury=1),))
    assert "que le planning publié lui confie" in messages(facts, blocking=True)[0][1]


def test_a_tied_juror_elsewhere_does_not_help() -> None:
    tied_too = Jury(2, (replace(TIED, id=3), replace(WOMAN, id=4)))
    assert messages(with_jury(WOMAN, TIED, others=(tied_too,)), blocking=True)


def test_nobody_judges_the_session_they_sit_for_as_a_candidate() -> None:
    self_judge = replace(MAN, ties=(Tie(10, ("est le candidat lui-même",), same_person=True),))
    facts = with_jury(WOMAN, self_judge, others=(FREE,))
    assert "est candidat de cette session" in messages(facts, blocking=True)[0][1]


VAE = replace(INES, vae=True, jury=1)


def test_a_vae_jury_has_a_president() -> None:
    facts = replace(SOUND, candidates=(VAE,))
    assert [rule for rule, _ in messages(facts, blocking=True)] == ["A5.10"]
    assert check_composition(with_jury(replace(WOMAN, president=True), MAN, candidates=(VAE,))) == ()


def test_a_vae_jury_balances_women_and_men_as_a_warning() -> None:
    facts = with_jury(
        replace(WOMAN, president=True), replace(WOMAN, id=5, name="Nour FABRE"), candidates=(VAE,)
    )
    assert messages(facts, blocking=True) == []
    assert "représentation équilibrée" in messages(facts, blocking=False)[0][1]


def test_a_jury_has_one_president() -> None:
    facts = with_jury(replace(WOMAN, president=True), replace(MAN, president=True))
    assert "un seul président" in messages(facts, blocking=True)[0][1]


def test_before_the_timetable_a_president_in_another_jury_is_enough() -> None:
    unplaced = replace(VAE, jury=None)
    presided = replace(FREE, jurors=(replace(FREE.jurors[0], president=True), FREE.jurors[1]))
    assert messages(replace(SOUND, candidates=(unplaced,)), blocking=True)
    assert messages(replace(SOUND, candidates=(unplaced,), others=(presided,)), blocking=True) == []


def test_every_reason_is_told_at_once_blocking_ones_first() -> None:
    facts = with_jury(replace(TIED, habilitations=(), charter_accepted=False, leads_session=True))
    found = check_composition(facts)
    assert [r.rule for r in found] == ["A5.1", "A5.6", "A4.8", "A5.10, A5.11", "A5.9"]
    assert [r.blocking for r in found] == [True, True, True, True, False]


spans = st.builds(
    lambda start, length: Span(
        date(2026, 11, 1) + timedelta(start), date(2026, 11, 1) + timedelta(start + length)
    ),
    st.integers(0, 30),
    st.integers(0, 30),
)


@given(st.lists(spans, max_size=4), spans)
def test_uncovered_days_are_exactly_those_of_no_habilitation(held: list[Span], session: Span) -> None:
    missing = set(uncovered_days(held, session))
    for day in session.days():
        assert (day in missing) != any(span.first <= day <= span.last for span in held)


@given(st.lists(spans, max_size=3), spans, st.dates(date(2026, 10, 1), date(2026, 12, 31)))
def test_no_habilitation_counts_beyond_the_limit(held: list[Span], session: Span, end: date) -> None:
    limit = end + timedelta(30) if session.first > end else end
    assert all(s.first <= s.last <= limit for s in cut_at_end(held, end, session, end + timedelta(30)))


@given(st.integers(0, 6), st.integers(1, 6))
def test_a_jury_is_never_too_large(count: int, minimum: int) -> None:
    jurors = tuple(replace(WOMAN, id=n, name=f"Juré {n}", president=False) for n in range(count))
    found = check_composition(replace(SOUND, jury=Jury(1, jurors), jurors_min=minimum))
    assert bool(found) == (count < minimum)

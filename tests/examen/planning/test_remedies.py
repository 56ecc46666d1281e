"""When not everything fits: sessions made to lack exactly one thing, whose remedy is named, told and works."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.planning import remedies
from jalon.examen.planning.answer import read_answer, to_json
from jalon.examen.planning.checker import check
from jalon.examen.planning.exchange import answer_of, problem_of
from jalon.examen.planning.facts import Actor, Explanation, Problem, Rooms, Window
from jalon.examen.planning.json_reader import InvalidInput
from jalon.examen.planning.levers import levers
from jalon.examen.planning.remedies import explained, solve_and_explain
from jalon.examen.planning.solver import solve
from tests.examen.planning.building import CIP, ETI, MONDAY, QUICK, Readings, candidate, days, jury, problem
from tests.examen.planning.instances import person, read
from tests.examen.planning.instances import session as session_json
from tests.examen.planning.test_instance import schema

TUESDAY = MONDAY + timedelta(1)
ALL_DAY = Window(MONDAY, 0, 24 * 60)
MORNING = days(opens=9 * 60, closes=12 * 60 + 10)  # one CIP candidate by jury, no time to spare
STEADY = replace(QUICK, jury_lunch_minutes=30, candidate_lunch_minutes=30)  # no lunch can be shorter


def crowd(number, *scope, **facts):
    return [candidate(f"Personne {n:02}", *scope, **facts) for n in range(number)]


def told(session: Problem, seconds: float = 8.0) -> tuple[Explanation, ...]:
    return explained(session, solve(session), seconds=seconds).explanations


def sentences(session: Problem) -> list[str]:
    return [explanation.sentence for explanation in told(session)]


LACKING = {
    "a preparation room": (
        problem(*crowd(2), juries=2, days=MORNING, rooms=Rooms(("P1",)), actor=None),
        "Il manque une salle de préparation le matin du 1er mars 2027 : avec une deuxième, tout tient.",
    ),
    "any preparation room": (
        problem(candidate("Aline"), days=days(opens=13 * 60), rooms=Rooms(())),
        "Il manque une salle de préparation l’après-midi du 1er mars 2027 : avec une salle de préparation, tout tient.",
    ),
    "a mise en situation room": (
        problem(*crowd(2), juries=2, days=MORNING, rooms=Rooms(None, ("M1",)), actor=None),
        "Il manque une salle de mise en situation le matin du 1er mars 2027 : avec une deuxième, tout tient.",
    ),
    "a jury's room": (
        problem(*crowd(2), juries=2, days=MORNING, rooms=Rooms(None, None, ("J1",)), actor=None),
        "Il manque une salle de jury le 1er mars 2027 : avec une deuxième, tout tient.",
    ),
    "an actor": (
        problem(*crowd(2), juries=2, days=MORNING, actor=Actor(rest_minutes=0)),
        "Il manque un partenaire de jeu le matin du 1er mars 2027 : avec un deuxième, tout tient.",
    ),
    "a rested actor": (
        problem(*crowd(2), juries=2, days=days(opens=540, closes=12 * 60 + 30), actor=Actor(rest_minutes=60)),
        "Le partenaire de jeu se repose 60 min entre deux candidats le 1er mars 2027 : avec 30 min, tout tient.",
    ),
    "a jury-day": (
        problem(*crowd(4), settings=STEADY),
        f"Il manque une journée de jury pour {CIP} le 1er mars 2027 : avec un jury de plus ce jour-là, tout tient.",
    ),
    "a habilitated jury": (
        problem(candidate("Aline"), juries=(jury("Jury 1", on=days(), refs=(ETI,)),)),
        f"Il manque une journée de jury pour {CIP} le 1er mars 2027 : avec un jury habilité ce jour-là, tout tient.",
    ),
    "a juror": (
        problem(
            candidate("Aline"),
            juries=(jury("Jury 1", "roux", on=days(), unavailable=(("roux", Window(MONDAY, 600, 1440)),)),),
            juror_names={"roux": "Mme Roux"},
        ),
        "Mme Roux (Jury 1) est indisponible de 10 h 00 à 24 h 00 le 1er mars 2027 : avec Mme Roux ou un suppléant "
        "à ces heures, tout tient.",
    ),
    "a candidate": (
        problem(candidate("Aline", unavailable=(ALL_DAY,))),
        "Aline est indisponible toute la journée le 1er mars 2027 : si Aline peut venir, tout tient.",
    ),
    "a juror without tie": (
        problem(
            candidate("Aline", incompatible_jurors=frozenset({"Jury 1 A"})),
            juror_names={"Jury 1 A": "M. Petit"},
        ),
        "M. Petit ne peut pas juger Aline : avec un autre juré à la place de M. Petit le 1er mars 2027, tout tient.",
    ),
    "half an hour in the evening": (
        problem(candidate("Aline"), days=days(opens=7 * 60, closes=7 * 60 + 170)),
        "Le site ferme à 9 h 50 le 1er mars 2027 : ouvert jusqu’à 10 h 20, tout tient.",
    ),
    "an hour in the morning": (
        problem(candidate("Aline"), days=days(opens=20 * 60 - 140, closes=20 * 60)),
        "Le site n’ouvre qu’à 17 h 40 le 1er mars 2027 : ouvert dès 16 h 40, tout tient.",
    ),
    "a shorter lunch": (
        problem(
            candidate("Aline"),
            days=days(opens=690, closes=15 * 60 + 5),
            settings=replace(QUICK, candidate_lunch_minutes=0),
        ),
        "Les jurys déjeunent 60 min le 1er mars 2027 : avec 45 min, tout tient.",
    ),
    "a longer day for a candidate": (
        problem(candidate("Aline"), settings=replace(QUICK, candidate_span_max=150)),
        "La journée d’un candidat ne peut dépasser 2 h 30 : avec 3 h 00 le 1er mars 2027, tout tient.",
    ),
}


@pytest.mark.parametrize("lacking", LACKING)
def test_what_is_lacking_is_named_with_its_figures_its_place_and_its_source(lacking: str):
    session, sentence = LACKING[lacking]
    found = {explanation.sentence: explanation for explanation in told(session)}
    assert sentence in found
    explanation = found[sentence]
    assert (explanation.left, len(explanation.facts)) == (0, 1)
    assert explanation.more == len(solve(session).unplaced)
    assert all(explanation.sources)


@pytest.mark.parametrize("lacking", LACKING)
def test_the_remedies_really_work(lacking: str):
    """Each lever of the day, pulled: a remedy told for it places everybody when the session is solved again."""
    session, sentence = LACKING[lacking]
    (day,) = session.days
    everybody = [
        one.apply(session)
        for lever in levers(session, day, session.candidates)
        for one in lever
        if one.remedy.replace("{when}", "le 1er mars 2027") in sentence
    ]
    assert everybody
    plans = [solve(relaxed) for relaxed in everybody]
    assert all(check(relaxed, plan) == () for relaxed, plan in zip(everybody, plans, strict=True))
    assert any(plan.unplaced == () for plan in plans)


def minimal(session: Problem, seconds: float = 30.0) -> Explanation:
    """What is told first: it places everybody, and would not without any one of its facts."""
    first = told(session, seconds)[0]
    assert first.left == 0
    (day,) = session.days
    pulled = [
        one
        for lever in levers(session, day, session.candidates)
        for one in lever
        if any(fact.startswith(one.fact.replace("{when}", "")) for fact in first.facts)
        and one.remedy.replace("{when}", "le 1er mars 2027") in first.remedy
    ]
    assert len(pulled) == len(first.facts)
    for spared in pulled:
        relaxed = session
        for one in pulled:
            relaxed = one.apply(relaxed) if one is not spared else relaxed
        assert solve(relaxed).unplaced
    return first


def test_three_things_that_lack_together_are_told_together():
    session = problem(
        candidate("Aline", unavailable=(ALL_DAY,)), days=days(opens=780), rooms=Rooms(()), actor=Actor(0)
    )
    first = minimal(session)
    assert len(first.facts) == 3
    assert first.sentence == (
        "Aline est indisponible toute la journée le 1er mars 2027, il manque une salle de préparation l’après-midi du "
        "1er mars 2027 et il manque un partenaire de jeu l’après-midi du 1er mars 2027 : si Aline peut venir, avec une "
        "salle de préparation et avec un partenaire de jeu, tout tient."
    )


def test_two_limits_that_only_yield_together_yield_as_little_as_they_can():
    session = problem(
        candidate("Aline"),
        days=days(opens=7 * 60, closes=7 * 60 + 170),
        settings=replace(QUICK, candidate_span_max=150),
    )
    first = minimal(session)
    assert first.remedy == "ouvert jusqu’à 10 h 20 et avec 3 h 00 le 1er mars 2027"


def test_juries_of_two_titles_are_not_told_as_one():
    session = problem(candidate("Aline"), candidate("Bruno", ref=ETI), juries=())
    first = told(session)[0]
    assert (first.left, len(first.facts)) == (0, 2)
    assert f"un jury habilité pour {CIP}" in first.remedy or f"un jury habilité pour {ETI}" in first.remedy


def test_an_absence_declared_twice_is_told_once():
    away = (("Jury 1 A", ALL_DAY), ("Jury 1 A", ALL_DAY))
    session = problem(candidate("Aline"), juries=(jury("Jury 1", on=days(), unavailable=away),))
    assert "est indisponible toute la journée le 1er mars 2027 : " in sentences(session)[0]


def test_remedies_come_the_cheapest_first():
    session = LACKING["an actor"][0]
    costs = [explanation.cost for explanation in told(session)]
    assert costs == sorted(costs)
    assert len(costs) > 1


def test_two_facts_that_clash_with_nobody_else_are_told_together():
    session = problem(
        candidate("Aline", unavailable=(ALL_DAY,)),
        candidate("Bruno", incompatible_jurors=frozenset({"Jury 1 A"})),
    )
    first = told(session)[0]
    assert first.facts == (
        "Aline est indisponible toute la journée le 1er mars 2027",
        "Jury 1 A ne peut pas juger Bruno",
    )
    assert (first.more, first.left) == (2, 0)
    assert first.sentence.endswith(", tout tient.")


def test_as_many_facts_as_it_takes_are_told_together():
    away = [candidate(name, unavailable=(ALL_DAY,)) for name in ("Aline", "Bruno", "Chloé")]
    (found,) = told(problem(*away, juries=1, rooms=Rooms(None), actor=None, settings=STEADY))
    assert (found.more, found.left, len(found.facts)) == (3, 0, 3)
    assert found.sentence.endswith(
        "si Aline peut venir, si Bruno peut venir et si Chloé peut venir, tout tient."
    )


def test_where_no_fact_places_everybody_those_that_place_most_are_told():
    away = [candidate(name, unavailable=(ALL_DAY,)) for name in ("Aline", "Bruno")]
    longer_than_a_day = candidate("Zoé", readings=Readings(600, 600, 600, 600))
    session = problem(*away, longer_than_a_day, juries=1, rooms=Rooms(None), actor=None, settings=STEADY)
    found = told(session)
    assert {(explanation.more, explanation.left) for explanation in found} == {(2, 1)}
    assert "2 candidats de plus sont placés, 1 candidat reste à placer." in found[0].sentence


def test_two_things_that_one_candidate_lacks_are_found_together():
    (first,) = told(problem(candidate("Aline"), days=MORNING, rooms=Rooms((), ()), actor=None))
    assert first.facts == (
        "il manque une salle de préparation le matin du 1er mars 2027",
        "il manque une salle de mise en situation le matin du 1er mars 2027",
    )
    assert (first.more, first.left) == (1, 0)


def test_a_fact_is_told_as_it_is_never_as_a_first_remedy_would_make_it():
    """Here no two remedies place everybody: the site closes at 10 h, and never « ferme à 12 h »."""
    people = [candidate("Aline"), candidate("Bruno"), candidate("Chloé", "ccp1")]
    session = problem(*people, days=days(2, opens=9 * 60, closes=10 * 60), rooms=Rooms(None), actor=None)
    facts = [fact for explanation in told(session) for fact in explanation.facts if "le site ferme" in fact]
    assert facts
    assert {fact.split(" le ")[0].split(" tous ")[0] for fact in facts} == {"le site ferme à 10 h 00"}


def test_the_day_is_named_and_the_others_do_not_move():
    opening = days(2)
    person = candidate("Zoé", unavailable=(Window(MONDAY, 0, 1440), Window(TUESDAY, 0, 1440)))
    session = problem(*crowd(2), person, days=opening, rooms=Rooms(None), actor=None, settings=STEADY)
    found = [explanation for explanation in told(session) if "Zoé est indisponible" in explanation.sentence]
    assert len(found) == 2
    assert [("1er mars" in f.sentence, "2 mars" in f.sentence) for f in found] == [
        (True, False),
        (False, True),
    ]


def test_several_jury_days_are_counted_together_with_their_days():
    session = problem(*crowd(7), rooms=Rooms(None), actor=None, settings=STEADY)
    first = told(session)[0]
    assert first.facts == (f"il manque 2 journées de jury pour {CIP} (2 le 1er mars 2027)",)
    assert (first.left, first.cost) == (0, 20)


def test_a_room_lacking_on_two_days_is_asked_for_on_both():
    session = problem(
        *crowd(4), juries=2, days=days(2, opens=540, closes=12 * 60 + 10), rooms=Rooms(("P1",)), actor=None
    )
    first = told(session)[0]
    assert len(first.facts) == 2
    assert first.sentence.endswith(" : avec une deuxième, tout tient.")


def test_everybody_placed_needs_no_explanation():
    session = problem(*crowd(2))
    plan = solve(session)
    assert explained(session, plan, seconds=5) is plan


def test_a_plan_that_forgets_somebody_is_bettered_rather_than_excused():
    session = problem(*crowd(2))
    plan = solve(session)
    kept = tuple(a for a in plan.appointments if a.candidate_id == "personne 00")
    poorer = replace(
        plan, appointments=kept, unplaced=(("personne 01", ("Oublié.",)),), bound_jury_days=0, optimal=False
    )
    better = explained(session, poorer, seconds=5)
    assert (better.unplaced, better.explanations) == ((), ())
    assert check(session, better) == ()


def test_nothing_is_solved_again_once_the_time_is_over(monkeypatch: pytest.MonkeyPatch):
    session = LACKING["an actor"][0]
    plan = solve(session)
    monkeypatch.setattr(remedies, "solve", lambda *_, **__: pytest.fail("solved again"))
    assert explained(session, plan, seconds=0).explanations == ()
    assert explained(session, plan, seconds=60, should_stop=lambda: True).explanations == ()


def test_each_trial_is_given_no_more_than_the_time_left(monkeypatch: pytest.MonkeyPatch):
    """With a clock that advances by a second at each look, the search ends and never asks for more than is left."""
    session = problem(*crowd(5), juries=1)
    plan = solve(session)
    ticks = count()
    granted: list[float] = []

    def search(problem: Problem, **_: object):
        granted.append(problem.settings.time_limit_seconds)
        return plan

    monkeypatch.setattr(remedies, "solve", search)
    monkeypatch.setattr(
        remedies._Remedies, "_beside", lambda *_: {}
    )  # nobody finds a place without moving others
    explained(session, plan, seconds=20, clock=lambda: float(next(ticks)))
    assert granted
    assert max(granted) <= remedies.WHOLE
    assert next(ticks) <= 60


def test_the_plan_comes_before_its_explanations():
    session = LACKING["a candidate"][0]
    seen = []
    plan = solve_and_explain(session, on_progress=seen.append)
    assert plan.explanations
    assert seen[-1].explanations == ()
    assert seen[-1].unplaced == plan.unplaced


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    people=st.integers(2, 4),
    preparation=st.integers(0, 1),
    closes=st.sampled_from([690, 750, 840]),
    away=st.booleans(),
)
def test_a_remedy_places_at_least_as_many_as_promised(people: int, preparation: int, closes: int, away: bool):
    absent = {"unavailable": (ALL_DAY,)} if away else {}
    session = problem(
        *crowd(people - 1),
        candidate("Zoé", **absent),
        days=days(opens=540, closes=closes),
        rooms=Rooms(tuple(f"P{n}" for n in range(preparation))),
        settings=replace(QUICK, time_limit_seconds=1),
    )
    plan = explained(session, solve(session), seconds=1)
    (day,) = session.days
    for explanation in plan.explanations:
        if len(explanation.facts) > 1:
            continue
        pulled = [
            one.apply(session)
            for lever in levers(session, day, session.candidates)
            for one in lever
            if explanation.cost == one.cost
            and explanation.remedy == one.remedy.replace("{when}", "le 1er mars 2027")
        ]
        assert pulled
        placed = max(people - len(solve(relaxed).unplaced) for relaxed in pulled)
        assert placed >= people - len(plan.unplaced) + explanation.more


def test_the_json_answer_tells_the_remedies_as_sentences_and_as_data():
    document = session_json(
        person("Aline", available={"2027-03-01": [["08:30", "09:00"]]}), actor=None, rooms={"preparation": 1}
    )
    instance = read(document)
    asked = problem_of(instance, seconds=6, workers=1)
    answer = answer_of(asked, solve_and_explain(asked))
    told = to_json(answer)
    schema("plan").validate(told)
    assert told["remedies"][0] == {
        "sentence": "Aline est indisponible de 0 h 00 à 8 h 30 et de 9 h 00 à 24 h 00 le 1er mars 2027 : "
        "si Aline peut venir, tout tient.",
        "facts": ["Aline est indisponible de 0 h 00 à 8 h 30 et de 9 h 00 à 24 h 00 le 1er mars 2027"],
        "remedy": "si Aline peut venir",
        "more": 1,
        "left": 0,
        "cost": 1,
        "sources": ["indisponibilité déclarée"],
    }
    assert told["remedies"][0]["sentence"] in told["explanations"]
    assert read_answer(json.dumps(told).encode()) == answer


@pytest.mark.parametrize(
    ("remedies_", "fault"),
    [
        ({}, "remedies : "),
        ([{}], "remedies[0].sentence : cette clé manque."),
        (
            [{"sentence": 1, "facts": [], "remedy": "", "more": 1, "left": 0, "cost": 1, "sources": []}],
            "un texte est",
        ),
        (
            [{"sentence": "", "facts": "x", "remedy": "", "more": -1, "left": 0, "cost": 1, "sources": []}],
            ".more : ",
        ),
    ],
)
def test_remedies_that_are_none_are_refused_with_their_path(remedies_: object, fault: str):
    told = {**to_json(answer_of(problem(), solve(problem()))), "remedies": remedies_}
    with pytest.raises(InvalidInput) as refused:
        read_answer(json.dumps(told).encode())
    assert fault in "\n".join(refused.value.faults)

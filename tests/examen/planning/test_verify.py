"""The checker that shares nothing with the engine: it accepts every plan of the engine and nothing altered."""

import json
from dataclasses import replace
from datetime import date
from itertools import product

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.examen.planning.answer import Bounds, Objective, Passage, Task, read_answer, to_json
from jalon.examen.planning.json_reader import InvalidInput
from jalon.examen.planning.verify import course_of, verify
from jalon.referentiel.shipped import shipped_titres

from .instances import CIP, ETI, MONDAY, TUESDAY, jury, person, planned, read, session, written
from .test_instance import schema


def conforming(document, **options):
    instance, answer = planned(document, **options)
    assert verify(instance, answer) == ()
    assert not list(schema("plan").iter_errors(to_json(answer)))
    return instance, answer


def broken(instance, answer):
    found = verify(instance, answer)
    assert found
    return "\n".join(found)


def times(passage, *kinds):
    return [(task.start, task.end) for task in passage.tasks if not kinds or task.kind in kinds]


def alter(answer, rank, change):
    """The answer with one passage changed."""
    passages = [change(p) if n == rank else p for n, p in enumerate(answer.appointments)]
    return replace(answer, appointments=tuple(passages))


def retimed(kind, start, end):
    """A passage with one task moved to these minutes."""

    def change(passage):
        tasks = [Task(kind, start, end) if task.kind == kind else task for task in passage.tasks]
        return replace(passage, tasks=tuple(tasks))

    return change


def shifted(minutes, *kinds):
    def change(passage):
        tasks = [
            Task(t.kind, t.start + minutes, t.end + minutes) if not kinds or t.kind in kinds else t
            for t in passage.tasks
        ]
        return replace(passage, tasks=tuple(tasks))

    return change


# What a candidate must go through


def dues(titre, scope, **facts):
    instance = read(session(person("Aline", titre, scope, **facts)))
    return [(due.kind, due.minutes) for due in course_of(instance, instance.candidates[0]).due]


def test_the_course_of_a_cip_candidate_is_that_of_the_referentiel():
    assert dues(CIP, "title") == [
        ("preparation", 15), ("mise_en_situation", 30), ("written_preparation", 20), ("entretien_technique", 20),
        ("questionnement_production", 60), ("reading", 20), ("entretien_final", 30), ("deliberation", 10),
    ]  # fmt: skip
    assert ("entretien_technique", 30) in dues(CIP, "ccp1")
    assert dues(CIP, ["ccp2", "ccp3"]) == [("presentation_projet", 60), ("reading", 15)] * 2 + [
        ("deliberation", 10)
    ]
    assert dues(CIP, "final_interview") == [("entretien_final", 30), ("deliberation", 10)]


def test_the_course_of_an_eti_candidate_has_its_file_read():
    assert dues(ETI, "title") == [
        ("mise_en_situation", 45), ("preparation", 10), ("entretien_technique", 30),
        ("questionnement_production", 45), ("reading", 20), ("session_file_reading", 10), ("entretien_final", 30),
        ("deliberation", 10),
    ]  # fmt: skip


def test_extra_time_lengthens_each_phase_up_to_the_grid():
    usual, longer = dict(dues(CIP, "title")), dict(dues(CIP, "title", extra_time="1/3"))
    assert (longer["mise_en_situation"], longer["questionnement_production"]) == (40, 80)
    assert longer["written_preparation"] == 30  # 26 min 40 on a grid of five
    assert {k: longer[k] for k in ("reading", "deliberation")} == {
        k: usual[k] for k in ("reading", "deliberation")
    }


@pytest.mark.parametrize("ref", [CIP, ETI])
def test_the_engine_and_the_checker_read_the_same_courses(ref):
    for scope in [*shipped_titres()[ref].schemes, "final_interview"]:
        _, answer = conforming(session(person("Aline", ref, scope)))
        (passage,) = answer.appointments
        assert sorted((t.kind, t.end - t.start) for t in passage.tasks) == sorted(dues(ref, scope))


# Plans of the engine

TWO = session(person("Aline"), person("Bruno", ETI))


def test_the_plan_read_again_is_the_same():
    _, answer = conforming(TWO)
    assert read_answer(written(answer)) == answer


def test_zero_candidates_make_an_empty_optimal_answer():
    _, answer = conforming(session())
    assert (answer.status, answer.appointments, answer.unplaced) == ("optimal", (), ())


@pytest.mark.parametrize("grid", [1, 5, 10])
def test_any_grid(grid):
    _, answer = conforming(
        session(person("Aline", extra_time=0.3333), person("Bruno", "CIP", "ccp2"), grid=grid)
    )
    assert answer.unplaced == ()
    assert {time % grid for passage in answer.appointments for span in times(passage) for time in span} == {0}


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_a_day_when_the_clock_changes_is_a_day_like_another(day):
    # Enough seconds for none to end the search: equal work makes equal plans, however slow the machine
    plans = [conforming({**TWO, "days": [one]}, seconds=120.0)[1] for one in (day, MONDAY)]
    assert {plan.status for plan in plans} == {"optimal"}
    there, here = ([replace(p, date=date(2027, 1, 1)) for p in plan.appointments] for plan in plans)
    assert there == here


def test_a_candidate_longer_than_a_day_is_left_out_and_told_why():
    _, answer = conforming(session(person("Aline", extra_time=300), person("Bruno")))
    assert (answer.status, answer.unplaced) == ("partial", ("Aline",))
    assert "majoration de 300 % comprise" in answer.explanations[0]


def test_nobody_placed_is_infeasible():
    _, answer = conforming(session(person("Aline"), rooms={"preparation": 0}))
    assert (answer.status, answer.appointments) == ("infeasible", ())
    assert "Aline : " in answer.explanations[0]


def test_no_room_for_the_mise_en_situation_is_not_the_room_of_the_jury():
    rooms = {"preparation": None, "mise_en_situation": 0}
    assert conforming(session(person("Aline"), rooms=rooms))[1].status == "infeasible"


def test_null_lifts_every_limit():
    free = dict.fromkeys(
        (
            "lunch",
            "candidate_lunch",
            "max_span",
            "gap_after_preparation",
            "actor",
            "rooms",
            "reading",
            "deliberation",
        )
    )
    _, answer = conforming(session(person("Aline"), person("Bruno"), **free))
    assert (answer.unplaced, answer.lunches) == ((), ())


def test_the_same_seed_gives_the_same_plan():
    document = session(*(person(f"P{n}") for n in range(4)), days=[MONDAY, TUESDAY])
    first, second = (replace(planned(document, seed=7)[1], seconds=0.0) for _ in range(2))
    assert first == second


def test_a_gap_is_allowed_only_as_far_as_the_instance_says():
    away = {MONDAY: [["08:45", "09:00"], ["09:15", "18:00"]]}
    tight = {"opening": "08:45", "closing": "11:05", "reading": None, "deliberation": None}
    for gap, placed in ((0, 0), (15, 1), (None, 1)):
        document = session(person("Aline", CIP, "ccp1", available=away), gap_after_preparation=gap, **tight)
        instance, answer = conforming(document)
        assert len(answer.appointments) == placed
    stricter = replace(instance, gap_after_preparation=10)
    assert "doit suivre dans les 10 min preparation de Aline" in broken(stricter, answer)


# Altered plans


@pytest.fixture(scope="module")
def plan():
    people = [
        person("Aline", conflicts=["Omar"]),
        person("Bruno", ETI),
        person("Chloé", CIP, ["ccp2", "ccp3"]),
    ]
    juries = [jury("J1", "Sofia", "Paul"), jury("J2", "Omar", "Lina", titres=[CIP])]
    return conforming(session(*people, juries=juries, days=[MONDAY, TUESDAY]))


QUIZ = Task("questionnaire_professionnel", 1000, 1030)


def rank_of(answer, name):
    return next(rank for rank, passage in enumerate(answer.appointments) if passage.candidate == name)


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("Aline", shifted(3), "ne tombe pas sur un pas de 5 minutes"),
        ("Aline", shifted(-480), "sort des heures d’ouverture"),
        ("Aline", shifted(5, "mise_en_situation"), "doit suivre aussitôt preparation de Aline"),
        ("Aline", retimed("entretien_final", 510, 540), "doit venir après questionnement_production"),
        ("Aline", retimed("reading", 1050, 1070), "doit venir après reading"),
        ("Aline", retimed("deliberation", 510, 520), "deliberation de Aline (08:30 – 08:40) doit venir après"),
        ("Aline", retimed("preparation", 510, 520), "preparation de Aline dure 10 min au lieu de 15"),
        ("Aline", lambda p: replace(p, tasks=p.tasks[1:]), "il manque à Aline la tâche"),
        ("Aline", lambda p: replace(p, tasks=(*p.tasks, QUIZ)), "n’est pas prévue"),
        ("Aline", lambda p: replace(p, jury="J2"), "Omar, de J2, ne peut pas juger Aline"),
        ("Bruno", lambda p: replace(p, jury="J2"), f"J2 n’est pas habilité pour {ETI}, que présente Bruno"),
        ("Bruno", lambda p: replace(p, jury="J3"), "« J3 » n’est pas dans l’instance"),
        ("Bruno", lambda p: replace(p, candidate="Zoé"), "« Zoé » n’est pas dans l’instance"),
        ("Bruno", lambda p: replace(p, date=date(2027, 3, 9)), "le 2027-03-09 n’est pas un jour de la session"),
        ("Bruno", lambda p: replace(p, candidate="Aline"), "« Aline » a 2 passages"),
        ("Chloé", shifted(60, "reading"), "doit venir après reading"),
        ("Chloé", lambda p: replace(p, tasks=p.tasks[1:]), "il manque à Chloé la tâche reading, 15 min"),
    ],
)  # fmt: skip
def test_what_is_altered_is_found_with_its_path(plan, name, change, told):
    instance, answer = plan
    assert told in broken(instance, alter(answer, rank_of(answer, name), change))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"appointments": ()}, "« Aline » n’a pas de passage et n’est pas dans « unplaced »"),
        ({"unplaced": ("Aline",)}, "« Aline » a pourtant un passage"),
        ({"unplaced": ("Zoé",)}, "unplaced[0] : le candidat « Zoé » n’est pas dans l’instance"),
        ({"lunches": ()}, "n’a pas de déjeuner le 2027-03-0"),
        ({"status": "infeasible"}, "« infeasible » ne convient pas à 3 placés"),
    ],
)
def test_what_the_answer_says_of_itself_is_verified(plan, change, told):
    instance, answer = plan
    assert told in broken(instance, replace(answer, **change))


@pytest.mark.parametrize("key", ["unplaced", "jury_days", "waiting", "idle", "longest_wait", "end_of_day"])
def test_a_figure_that_is_not_that_of_the_plan_is_found(plan, key):
    instance, answer = plan
    more = replace(answer.objective, **{key: getattr(answer.objective, key) + 5})
    assert f"objective.{key} : " in broken(instance, replace(answer, objective=more))


@pytest.mark.parametrize("key", ["jury_days", "waiting_and_idle", "unplaced", "longest_wait", "end_of_day"])
def test_a_bound_above_the_plan_is_found(plan, key):
    instance, answer = plan
    value = getattr(answer.objective, key, 0)  # of the plan, which loses nothing
    more = replace(answer.bounds, **{key: value + 5})
    assert f"bounds.{key} : " in broken(instance, replace(answer, bounds=more))


def test_an_answer_that_does_not_tell_the_last_figures_is_read_and_conforms(plan):
    instance, answer = plan
    told = to_json(answer)
    for key in ("longest_wait", "end_of_day"):
        del told["objective"][key], told["bounds"][key]
    del told["bounds"]["unplaced"]
    assert not list(schema("plan").iter_errors(told))
    assert verify(instance, read_answer(json.dumps(told).encode())) == ()


def test_every_objective_has_its_bound():
    _, answer = conforming(DENSE, seconds=60.0)
    assert answer.objective == Objective(0, 1, 0, 0, 0, 570)  # the jury sees the third out at 18:00
    assert answer.bounds == Bounds(1, 0, unplaced=0, longest_wait=0, end_of_day=570)


def test_those_who_cannot_be_placed_are_bounded_too():
    _, answer = conforming(session(*(person(f"P{n}") for n in range(5))), seconds=60.0)
    assert answer.objective.unplaced == answer.bounds.unplaced == 2


def test_a_lunch_that_is_none_is_found(plan):
    instance, answer = plan
    lunch = answer.lunches[0]
    late = replace(answer, lunches=(replace(lunch, start=900, end=960), *answer.lunches[1:]))
    assert "lunches[0] : 15:00 – 16:00 n’est pas un déjeuner de 60 min entre 11:30 et 14:00" in broken(
        instance, late
    )


# The same plan against a harder instance

DENSE = session(*(person(f"P{n}") for n in range(3)))


@pytest.fixture(scope="module")
def dense():
    return conforming(DENSE)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"max_span": 170}, "170 au plus (max_span)"),
        ({"rooms": {"preparation": 0, "mise_en_situation": None}}, "il y en a 0"),
        ({"rooms": {"preparation": 2, "mise_en_situation": 0}}, "il faut 1 salle de mise en situation"),
        ({"actor": {"count": 0}}, "0 partenaire de jeu pour 3 mises en situation"),
        ({"actor": {"count": 1, "rest": 300}}, "300 min de repos"),
        ({"lunch": {"minutes": 120, "from": "11:30", "to": "14:00"}}, "n’est pas un déjeuner de 120 min"),
        ({"opening": "09:00"}, "sort des heures d’ouverture (09:00 – 18:00)"),
        ({"juries": [jury("J1", "Sofia", unavailable=[[MONDAY, "09:00", "09:30"]])]}, "n’est pas disponible de 09:00"),
        ({"candidate_lunch": {"minutes": 360, "from": "08:30", "to": "18:00"}}, "n’a pas 360 min pour déjeuner"),
        ({"candidates": [person(f"P{n}", available={MONDAY: []}) for n in range(3)]}, "n’est pas disponible pour"),
    ],
)  # fmt: skip
def test_each_limit_of_the_instance_is_verified(dense, facts, told):
    _, answer = dense
    assert told in broken(read({**DENSE, **facts}), answer)


def test_two_juries_at_once_with_the_same_juror_are_found():
    boards = [jury("J1", "Sofia"), jury("J2", "Paul")]
    people = [person("Aline", conflicts=["Paul"]), person("Bruno", conflicts=["Sofia"])]
    document = session(*people, juries=boards, actor=None)
    _, answer = conforming(document)
    start = [min(t.start for t in p.tasks) for p in answer.appointments]
    together = alter(answer, 1, shifted(start[0] - start[1]))
    shared = read({**document, "juries": [jury("J1", "Sofia", "Omar"), jury("J2", "Paul", "Omar")]})
    assert "Omar siège déjà dans J1" in broken(shared, together)


def test_two_candidates_at_once_are_found(dense):
    instance, answer = dense
    copy = replace(answer.appointments[0], candidate=answer.appointments[1].candidate)
    told = broken(instance, alter(answer, 1, lambda _: copy))
    assert "un jury n’a qu’une tâche à la fois" in told


# Files edited by hand


SIESTA = {"kind": "sieste", "start": "9h", "end": "10:00"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "parfait"}, "status : « parfait » est inconnu"),
        ({"seconds": True}, "seconds : un nombre de secondes est attendu, pas true."),
        ({"objective": {}}, "objective.unplaced : cette clé manque."),
        ({"appointments": [{"candidate": "A", "jury": "J", "date": MONDAY, "tasks": [SIESTA]}]},
         "appointments[0].tasks[0].kind : « sieste » est inconnu"),
        ({"appointments": 3}, "appointments : une liste […] est attendue, pas 3."),
        ({"unplaced": [None]}, "unplaced[0] : un texte entre guillemets est attendu, pas null."),
        ({"lunches": [{"jury": "J"}]}, "lunches[0].date : cette clé manque."),
        ({"explanations": [1]}, "explanations[0] : un texte est attendu, pas 1."),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_read_says_why(dense, change, told):
    document = {**to_json(dense[1]), **change}
    with pytest.raises(InvalidInput) as refused:
        read_answer(json.dumps(document).encode())
    assert told in "\n".join(refused.value.faults)
    if "seconds" not in change:
        with pytest.raises(jsonschema.ValidationError):
            schema("plan").validate(document)


# Whatever the instance

POOL = ["Sofia", "Paul", "Lina", "Omar"]
SCOPES = [
    (CIP, "title"),
    (CIP, "ccp1"),
    (CIP, ["ccp2", "ccp3"]),
    (CIP, "final_interview"),
    (ETI, "title"),
    (ETI, ["ccp1", "ccp3"]),
]
hours = st.integers(9, 14).map(lambda n: [f"{n:02d}:30", f"{n + 3:02d}:00"])


@st.composite
def documents(draw):
    days = [MONDAY, TUESDAY][: draw(st.integers(1, 2))]
    juries = [
        jury(
            f"J{n}",
            *draw(st.lists(st.sampled_from(POOL), min_size=1, max_size=2, unique=True)),
            titres=draw(st.sampled_from([None, [CIP], [ETI], [CIP, ETI]])),
            unavailable=[[MONDAY, *span] for span in draw(st.lists(hours, max_size=1))],
        )
        for n in range(draw(st.integers(1, 2)))
    ]
    members = sorted({member for board in juries for member in board["members"]})
    people = []
    for n in range(draw(st.integers(0, 4))):
        titre, scope = draw(st.sampled_from(SCOPES))
        people.append(
            person(
                f"P{n}", titre, scope,
                extra_time=draw(st.sampled_from([0, 0, "1/3"])),
                available=draw(st.sampled_from([None, None, {MONDAY: [["08:30", "16:00"]]}])),
                conflicts=draw(st.lists(st.sampled_from(members), max_size=1)),
            )
        )  # fmt: skip
    return session(
        *people,
        days=days,
        juries=juries,
        grid=draw(st.sampled_from([5, 5, 10])),
        closing=draw(st.sampled_from(["13:00", "18:00"])),
        lunch=draw(st.sampled_from([None, {"minutes": 60, "from": "11:30", "to": "14:00"}])),
        candidate_lunch=draw(
            st.sampled_from(
                [None, {"minutes": 45, "from": "11:45", "to": "13:45", "if_from": "12:00", "if_to": "13:00"}]
            )
        ),
        max_span=draw(st.sampled_from([None, 240, 480])),
        gap_after_preparation=draw(st.sampled_from([0, 0, 10, None])),
        actor=draw(st.sampled_from([None, {"count": 1, "rest": 10, "lunch": 45}, {"count": 2, "rest": 15}])),
        rooms={
            "preparation": draw(st.sampled_from([None, 0, 1, 2])),
            "mise_en_situation": draw(st.sampled_from([None, 1])),
        },
    )


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(documents(), st.data())
def test_every_plan_conforms_and_no_altered_plan_does(document, data):
    instance, answer = conforming(document, seconds=1.5)
    assert answer.bounds.jury_days <= answer.objective.jury_days
    if answer.unplaced:
        assert answer.explanations
    if not answer.appointments:
        return
    rank = data.draw(st.integers(0, len(answer.appointments) - 1))
    passage = answer.appointments[rank]
    which = data.draw(st.integers(0, len(passage.tasks) - 1))
    cut = Passage(
        passage.candidate, passage.jury, passage.date,
        tuple(replace(t, end=t.end + 1) if n == which else t for n, t in enumerate(passage.tasks)),
    )  # fmt: skip
    assert verify(instance, alter(answer, rank, lambda _: cut))
    less = passage.tasks[:which] + passage.tasks[which + 1 :]
    assert verify(instance, alter(answer, rank, lambda p: replace(p, tasks=less)))
    gone = tuple(p for n, p in enumerate(answer.appointments) if n != rank)
    assert verify(instance, replace(answer, appointments=gone))


def test_alike_tasks_of_several_ccps_are_told_apart_whatever_their_order():
    instance = read(session(person("Chloé", ETI, ["ccp1", "ccp2"]), reading={ETI: {"ccp1": 15, "ccp2": 15}}))
    wanted = {"reading": [(510, 525), (560, 575)], "presentation_projet": [(525, 560), (575, 605)]}
    for readings, tests in product([(0, 1), (1, 0)], repeat=2):
        tasks = [Task("reading", *wanted["reading"][n]) for n in readings]
        tasks += [Task("presentation_projet", *wanted["presentation_projet"][n]) for n in tests]
        passage = Passage("Chloé", "J1", date(2027, 3, 1), (*tasks, Task("deliberation", 605, 615)))
        _, empty = planned(session())
        told = verify(instance, replace(empty, appointments=(passage,)))
        assert not [line for line in told if "doit venir après" in line]

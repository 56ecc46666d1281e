"""Tasks that only their order tells apart are told apart as the tests are ordered, not as the hours fall."""

import pytest

from jalon.examen.planning.answer import Answer, Bounds, Objective, Passage, Task
from jalon.examen.planning.checker import check
from jalon.examen.planning.exchange import plan_of, problem_of

from .building import MONDAY
from .instances import CIP, person, read, session

CCP1 = [
    ("preparation", 15), ("mise_en_situation", 30), ("written_preparation", 20), ("entretien_technique", 30),
]  # fmt: skip
ON_CCP1 = [("reading", 20), ("questionnement_production", 30)]
ON_CCP2 = [("reading", 20), ("presentation_projet", 60)]
END = [("deliberation", 10)]


def passage(tasks):
    """Aline's, her tasks one after the other from 13 h 40 on."""
    found, at = [], 13 * 60 + 40
    for kind, minutes in tasks:
        found.append(Task(kind, at, at + minutes))
        at += minutes
    return Passage("Aline", "J1", MONDAY, tuple(found))


def said(tasks):
    """What the checker says of the answer read back as a plan, its figures aside."""
    problem = problem_of(
        read(session(person("Aline", CIP, ["ccp1", "ccp2"]), reading=20, candidate_lunch=None))
    )
    answer = Answer("feasible", Objective(0, 1, 0, 0), Bounds(0, 0), 0.0, (passage(tasks),), (), (), ())
    return {violation.code for violation in check(problem, plan_of(problem, answer))} - {"figures"}


@pytest.mark.parametrize(
    "tasks",
    [
        [*ON_CCP1, *ON_CCP2, *CCP1, *END],
        [*ON_CCP2, *ON_CCP1, *CCP1, *END],  # the reading of the second CCP comes first
        [*CCP1, *ON_CCP2, *ON_CCP1, *END],
    ],
)
def test_each_reading_is_that_of_the_test_it_prepares(tasks):
    assert said(tasks) == set()


def test_an_order_that_no_way_of_telling_them_apart_keeps_is_broken():
    late = [ON_CCP1[0], ON_CCP2[1], ON_CCP2[0], ON_CCP1[1], *CCP1, *END]
    assert said([*CCP1[1:], CCP1[0], *ON_CCP1, *ON_CCP2, *END]) == {"block_cut"}
    assert said([*CCP1, ON_CCP1[1], ON_CCP2[1], ON_CCP1[0], ON_CCP2[0], *END]) == {"order"}
    assert said([*late]) == set()  # each reading may serve the test that follows it

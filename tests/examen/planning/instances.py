"""Instances of `jalon session plan` for the tests, as the JSON that somebody would write."""

import json
from copy import deepcopy
from typing import Any

from jalon.examen.planning.answer import Answer, to_json
from jalon.examen.planning.exchange import answer_of, problem_of
from jalon.examen.planning.instance import Instance
from jalon.examen.planning.instance_reader import read_instance
from jalon.examen.planning.solver import solve
from jalon.referentiel.shipped import shipped_titres

CIP, ETI = "TP-00403.08", "TP-00448.06"
MONDAY, TUESDAY = "2027-03-01", "2027-03-02"
Json = dict[str, Any]

_MODEL: Json = {
    "grid": 5,
    "opening": "08:30",
    "closing": "18:00",
    "days": [MONDAY],
    "lunch": {"minutes": 60, "from": "11:30", "to": "14:00"},
    "candidate_lunch": {"minutes": 45, "from": "11:30", "to": "14:00", "if_from": "12:00", "if_to": "13:00"},
    "max_span": 480,
    "gap_after_preparation": 0,
    "reading": {CIP: {"title": 20, "ccp1": 15, "ccp2": 15, "ccp3": 15}, ETI: {"title": 20}},
    "session_file_reading": {ETI: {"title": 10, "ccp3": 10}},
    "deliberation": 10,
    "actor": {"count": 1, "rest": 10, "lunch": 45},
    "rooms": {"preparation": 2, "mise_en_situation": None},
    "juries": [{"id": "J1", "titres": [CIP, ETI], "members": ["Sofia", "Paul"], "unavailable": []}],
    "candidates": [],
}


def person(name: str, titre: str = CIP, scope: Any = "title", **facts: Any) -> Json:
    return {"id": name, "titre": titre, "scope": scope, **facts}


def jury(name: str, *members: str, **facts: Any) -> Json:
    return {"id": name, "titres": [CIP, ETI], "members": list(members), "unavailable": [], **facts}


def session(*people: Json, **facts: Any) -> Json:
    """A session of one day and one jury with these candidates, and other facts over the usual ones."""
    return {**deepcopy(_MODEL), "candidates": list(people), **facts}


def read(document: Json) -> Instance:
    return read_instance(json.dumps(document).encode(), shipped_titres())


def planned(document: Json, *, seconds: float = 6.0, seed: int = 1) -> tuple[Instance, Answer]:
    """The instance and the answer that the engine gives it."""
    instance = read(document)
    problem = problem_of(instance, seconds=seconds, seed=seed, workers=1)
    return instance, answer_of(problem, solve(problem))


def written(answer: Answer) -> bytes:
    return json.dumps(to_json(answer)).encode()

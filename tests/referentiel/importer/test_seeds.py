"""The two titles that Jalon ships, read again from the raw text they were typed from: nothing must differ.

The shipped data has labels of our own where the RE has prose (names and contents of a production, phases, rooms,
places of a variant), and facts that neither document prints (RNCP, end of validity): those are not compared.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jalon.referentiel.addresses import walk
from jalon.referentiel.document import to_json
from jalon.referentiel.importer.engine import import_here
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.shipped import shipped_titres

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"
CIP_BOTH, CIP_RE, ETI_BOTH = (
    "001_4a12a86a670dccea.txt",
    "000_6ce5a91d0ebeeddb.txt",
    "004_7e7413226947e61d.txt",
)
IMPORTS = {
    "CIP": ("TP-00403.08", (CIP_BOTH,)),
    "CIP, with a second copy of its RE": ("TP-00403.08", (CIP_RE, CIP_BOTH)),
    "ETI": ("TP-00448.06", (ETI_BOTH,)),
}
SKILLS = ("technical_skills", "organisational_skills", "relational_skills", "knowledge")
Json = Mapping[str, Any]

pytestmark = pytest.mark.skipif(not SEEDS.exists(), reason=f"les documents de départ sont absents ({SEEDS})")


@cache
def imported(name: str) -> Imported:
    return import_here([SEEDS / file for file in IMPORTS[name][1]])


def shipped(name: str) -> Json:
    return to_json(shipped_titres()[IMPORTS[name][0]])


# --- what is compared, kind by kind ---


def identity(document: Json) -> Json:
    keys = ("code", "sigle", "title", "version", "level", "nsf", "rome", "formacodes")
    return {key: document[key] for key in (*keys, "decree_date", "journal_date", "effective_date")}


def dates(document: Json) -> Json:
    sources = document["sources"]
    keys = ("reac_validation_date", "reac_update_date", "re_validation_date", "re_update_date")
    return {key: sources[key] for key in keys}


def activities(document: Json) -> Json:
    return {"activities": document["activities"]}


def competences(document: Json) -> Json:
    return {
        "competences": [
            {k: one[k] for k in ("number", "activity", "title")} for one in document["competences"]
        ]
    }


def criteria(document: Json) -> Json:
    keys = ("number", "criteria", "assessment_criteria")
    return {"competences": [{key: one[key] for key in keys} for one in document["competences"]]}


def know_how(document: Json) -> Json:
    return {"competences": [{k: one[k] for k in ("number", *SKILLS)} for one in document["competences"]]}


def transversal(document: Json) -> Json:
    keys = ("title", "criteria", "competences")
    return {"transversal": [{key: one[key] for key in keys} for one in document["transversal"]]}


def exam(document: Json) -> Json:
    def test(one: Json) -> Json:
        phases = [{key: phase[key] for key in ("minutes", "jury")} for phase in one["phases"]]
        return {**one, "phases": phases}

    return {
        scope: {"tests": [test(one) for one in scheme["tests"]]}
        for scope, scheme in document["schemes"].items()
    }


def totals(document: Json) -> Json:
    keys = ("candidate_minutes", "jury_minutes", "company_hours")
    return {scope: {key: scheme[key] for key in keys} for scope, scheme in document["schemes"].items()}


def productions(document: Json) -> Json:
    def production(one: Json) -> Json:
        parts = [{key: part[key] for key in part if key != "requirements"} for part in one["parts"]]
        return {**{key: value for key, value in one.items() if key != "name"}, "parts": parts}

    return {
        scope: {"productions": [production(one) for one in scheme["productions"]]}
        for scope, scheme in document["schemes"].items()
    }


def matrix(document: Json) -> Json:
    return {"matrix": document["matrix"]}


def rooms(document: Json) -> Json:
    return {"premises": [one["test"] for one in document["premises"]]}


def resources(document: Json) -> Json:
    keys = ("category", "count", "max_sharing")
    return {"resources": [{key: one[key] for key in keys} for one in document["resources"]]}


def links(document: Json) -> Json:
    keys = ("rncp", "ccps", "activity")
    equivalences = [{key: one[key] for key in keys} for one in document["equivalences"]]
    return {"correspondences": document["correspondences"], "equivalences": equivalences}


def conduct(document: Json) -> Json:
    keys = ("test", "scenario_drawn", "actors", "learners")
    return {"conduct": [{key: one[key] for key in keys} for one in document["sources"]["conduct"]]}


def glossary(document: Json) -> Json:
    return {"glossary": [one["term"] for one in document["glossary"]]}


KINDS: tuple[Callable[[Json], Json], ...] = (
    identity, dates, activities, competences, criteria, transversal, exam, totals, productions, matrix, rooms,
    resources, links, conduct, glossary,
)  # fmt: skip


def differences(expected: Json, found: Json) -> Iterator[str]:
    """One line per leaf that differs, with its address."""
    wanted, got = dict(walk(expected)), dict(walk(found))
    for address in dict.fromkeys((*wanted, *got)):
        if wanted.get(address) != got.get(address):
            yield f"{address} : attendu {wanted.get(address, 'rien')!r}, lu {got.get(address, 'rien')!r}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", IMPORTS)
def test_a_shipped_title_is_read_again_from_its_raw_text(name: str, kind: Callable[[Json], Json]) -> None:
    found = list(differences(kind(shipped(name)), kind(imported(name).document)))
    assert not found, "\n".join([f"{name}, {kind.__name__}", *found])


@pytest.mark.parametrize("name", IMPORTS)
def test_know_how_is_read_again_but_for_one_in_a_hundred(name: str) -> None:
    expected = dict(walk(know_how(shipped(name))))
    found = list(differences(know_how(shipped(name)), know_how(imported(name).document)))
    assert len(found) <= len(expected) // 100, "\n".join([f"{name}, {len(found)} / {len(expected)}", *found])


@pytest.mark.parametrize("name", IMPORTS)
def test_a_shipped_title_stands_and_every_line_of_it_is_accounted_for(name: str) -> None:
    one = imported(name)
    assert one.titre is not None, "\n".join(one.faults)
    left = [f"{fate.line.place} : {fate.line.text}" for fate in one.fates if fate.fate == "left"]
    assert one.coverage >= 0.99, "\n".join(left)


OURS = re.compile(  # what the shipped data words by itself, leaves to the official document, or knows from elsewhere
    r"rncp|sources/(notes/.*|validity_end|variants/\d+/place|conduct/\d+/reads/\d+)"
    r"|competences/\d+/(description|contexts)|transversal/\d+/description|glossary/\d+/definition"
    r"|(premises|resources)/\d+/(description|notes)|equivalences/\d+/title"
    r"|schemes/\w+/productions/\d+/(name|parts/\d+/requirements(/\d+)?)|schemes/\w+/tests/\w+/phases/\d+/label"
)


@pytest.mark.parametrize("name", ["CIP", "ETI"])
def test_nothing_else_of_the_whole_document_differs(name: str) -> None:
    expected, found = dict(walk(shipped(name))), dict(walk(imported(name).document))
    differing = {
        address for address in expected.keys() | found if expected.get(address) != found.get(address)
    }
    assert sorted(address for address in differing if not OURS.fullmatch(address)) == []


def test_the_wordings_that_differ_between_reac_and_re_are_kept_and_told() -> None:
    one = imported("CIP")
    assert one.titre is not None
    eight, fifteen = one.titre.competence(8), one.titre.competence(15)
    assert "plan d’actions" in eight.criteria[3]
    assert "plan d’action " in eight.assessment_criteria[3]
    assert "dans les actes" in fifteen.criteria[2]
    assert "dans ses actes" in fifteen.assessment_criteria[2]
    told = {finding.where for finding in one.findings if finding.code == "criteria-differ"}
    assert told == {"TP-00403.08/C8/critere-4", "TP-00403.08/C15/critere-3"}


def test_every_broken_print_of_one_verb_is_mended_openly() -> None:
    one = imported("CIP")
    mended = {repair.before.split()[0] for repair in one.repairs if repair.address == "competences/1/title"}
    assert mended == {"Informé", "Informers", "Informeur", "Informar", "Informier"}
    assert all(repair.places and repair.reason for repair in one.repairs)
    verbs = {repair.before.split()[0] for repair in one.repairs if "/technical_skills/" in repair.address}
    assert verbs <= mended


def test_the_ticks_lost_in_the_text_are_inferred_with_a_doubt() -> None:
    assert any(doubt.address == "matrix" for doubt in imported("ETI").doubts)
    assert not any(doubt.address.startswith("matrix") for doubt in imported("CIP").doubts)

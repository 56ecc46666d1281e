"""1EdTech CASE 1.0: the package is valid, whole, a tree, and names one piece alike on every machine."""

import copy
import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import given

from jalon.referentiel.document import from_json, to_json
from jalon.referentiel.exchange import InvalidBase, Publication, case_object, case_package, export
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.shipped import shipped_titres

from ..strategies import examples, titres

SCHEMA = Path(__file__).parents[4] / "shared" / "data" / "case-v1p0-cfpackage-schema.json"
BASE = "https://jalon.exemple.fr/referentiels"
PUBLICATIONS = [Publication(), Publication(base=BASE)]
ASSOCIATIONS = {"isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy",
                "exemplar", "hasSkillLevel"}  # fmt: skip
REQUIRED = {
    "CFDocument": {"identifier", "uri", "creator", "title", "lastChangeDateTime"},
    "CFItems": {"identifier", "fullStatement", "uri", "lastChangeDateTime"},
    "CFAssociations": {"identifier", "associationType", "uri", "originNodeURI", "destinationNodeURI",
                       "lastChangeDateTime"},
    "CFRubrics": {"identifier", "uri", "lastChangeDateTime"},
}  # fmt: skip


@pytest.fixture(scope="module", params=["formats asserted", "formats unknown"])
def schema(request: pytest.FixtureRequest) -> Any:
    """The official schema, read by a validator that asserts formats and by one that does not."""
    if not SCHEMA.exists():
        pytest.skip(f"schéma CASE absent : {SCHEMA}")
    jsonschema = pytest.importorskip("jsonschema")
    formats = jsonschema.FormatChecker()
    formats.checks("date-time", ValueError)(lambda text: datetime.fromisoformat(text).tzinfo is not None)
    formats.checks("uri")(lambda text: bool(urlsplit(text).scheme) and " " not in text)
    checker = formats if request.param == "formats asserted" else None
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=checker)


def objects(value: Any) -> list[dict[str, Any]]:
    """Every object of a package that has its own date of change."""
    if isinstance(value, list):
        return [one for inner in value for one in objects(inner)]
    if isinstance(value, dict):
        own = [value] if "lastChangeDateTime" in value else []
        return own + [one for inner in value.values() for one in objects(inner)]
    return []


def links(value: Any) -> list[dict[str, str]]:
    if isinstance(value, list):
        return [one for inner in value for one in links(inner)]
    if isinstance(value, dict):
        if set(value) == {"title", "identifier", "uri"}:
            return [value]
        return [one for inner in value.values() for one in links(inner)]
    return []


@pytest.mark.parametrize("ref", ["TP-00403.08", "TP-00448.06"])
@pytest.mark.parametrize("publication", PUBLICATIONS, ids=["urn", "site"])
def test_the_package_of_a_shipped_title_obeys_the_schema(
    schema: Any, ref: str, publication: Publication
) -> None:
    package = json.loads(export(shipped_titres()[ref], "case", publication))
    assert [error.message for error in schema.iter_errors(package)] == []


@examples(25)
@given(titres())
def test_the_package_of_any_title_obeys_the_schema(schema: Any, titre: TitreVersion) -> None:
    assert [error.message for error in schema.iter_errors(case_package(titre))] == []


def test_the_schema_would_refuse_a_package_that_lacks_something(schema: Any, cip: TitreVersion) -> None:
    package = case_package(cip)
    del package["CFItems"][3]["fullStatement"]
    package["CFAssociations"][0]["associationType"] = "isTranslationOf"
    assert len(list(schema.iter_errors(package))) == 2


@examples(40)
@given(titres())
def test_every_object_has_what_case_requires_and_an_identifier_of_its_own(titre: TitreVersion) -> None:
    for publication in PUBLICATIONS:
        package = case_package(titre, publication)
        assert list(package) == ["CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics"]
        for kind, keys in REQUIRED.items():
            held = package[kind] if isinstance(package[kind], list) else [package[kind]]
            assert all(keys <= one.keys() for one in held)
        found = objects(package)
        assert all(UUID(one["identifier"]).version == 5 for one in found)
        assert max(Counter(one["identifier"] for one in found).values()) == 1
        assert max(Counter(one["uri"] for one in found).values()) == 1
        assert {one["associationType"] for one in package["CFAssociations"]} <= ASSOCIATIONS
        assert all(datetime.fromisoformat(one["lastChangeDateTime"]).tzinfo is UTC for one in found)


@examples(40)
@given(titres())
def test_items_form_a_tree_below_the_document_and_every_link_leads_to_an_object(titre: TitreVersion) -> None:
    package = case_package(titre)
    root = package["CFDocument"]["identifier"]
    parents = {one["originNodeURI"]["identifier"]: one["destinationNodeURI"]["identifier"]
               for one in package["CFAssociations"] if one["associationType"] == "isChildOf"}  # fmt: skip
    assert set(parents) == {item["identifier"] for item in package["CFItems"]}
    for identifier in parents:
        steps = [identifier]
        while steps[-1] != root:
            steps.append(parents[steps[-1]])
            assert len(steps) <= 4
    known = {one["identifier"]: one["uri"] for one in objects(package)}
    assert all(known[link["identifier"]] == link["uri"] for link in links(package))


def test_a_title_becomes_its_document_its_items_and_its_grids(cip: TitreVersion) -> None:
    package = case_package(cip)
    document = package["CFDocument"]
    assert document["title"] == "Titre professionnel Conseiller en insertion professionnelle"
    assert (document["version"], document["language"], document["adoptionStatus"]) == ("08", "fr", "Adopted")
    assert document["notes"].endswith("Date d’effet : 23/03/2023. Fin de validité : 23/03/2028.")
    assert document["lastChangeDateTime"] == "2022-12-01T00:00:00Z"
    kinds = Counter(item["CFItemType"] for item in package["CFItems"])
    assert kinds["Activité type"] == 3
    assert kinds["Compétence professionnelle"] == 15
    assert kinds["Critère d’évaluation (RE)"] == sum(len(one.assessment_criteria) for one in cip.competences)
    assert kinds["Critère de performance (REAC)"] == sum(len(one.criteria) for one in cip.competences)
    assert kinds["Savoir"] == sum(len(one.knowledge) for one in cip.competences)
    (seventh,) = [item for item in package["CFItems"] if item["humanCodingScheme"] == "TP-00403.08/C7"]
    assert seventh["fullStatement"] == cip.competence(7).title
    assert seventh["educationLevel"] == ["EQF5"]
    grid = next(one for one in package["CFRubrics"] if one["title"] == "CCP 2 – Présentation d’un projet réalisé en "
                "amont de la session")  # fmt: skip
    wanted = [c.text for n in range(1, 16) for c in cip.criteria_for(n, "presentation_projet", "ccp2")]
    assert [one["description"] for one in grid["CFRubricCriteria"]] == wanted
    assert [one["position"] for one in grid["CFRubricCriteria"]] == list(range(1, len(wanted) + 1))


def test_the_same_wording_in_the_reac_and_the_re_is_an_exact_match(cip: TitreVersion) -> None:
    package = case_package(cip)
    same = sum(text in one.assessment_criteria for one in cip.competences for text in one.criteria)
    found = [one for one in package["CFAssociations"] if one["associationType"] == "exactMatchOf"]
    assert len(found) == same
    assert all(one["originNodeURI"]["title"] == one["destinationNodeURI"]["title"] for one in found)


def test_identifiers_depend_on_the_piece_alone(cip: TitreVersion) -> None:
    here, there = (case_package(cip, publication) for publication in PUBLICATIONS)
    assert [one["identifier"] for one in objects(here)] == [one["identifier"] for one in objects(there)]
    assert here == case_package(cip)
    # Frozen: whoever holds an identifier of ours must find the same piece behind it for ever.
    assert here["CFDocument"]["identifier"] == FROZEN_DOCUMENT
    assert next(
        one["identifier"] for one in here["CFItems"] if one["humanCodingScheme"] == "TP-00403.08/C7"
    ) == (FROZEN_COMPETENCE)


FROZEN_DOCUMENT = "6cc5821b-ce61-55d1-abcb-011496ac2310"
FROZEN_COMPETENCE = "8f900ca2-605d-56cb-86ff-51640d3b8eef"


def test_without_an_address_no_site_is_invented(cip: TitreVersion) -> None:
    assert {urlsplit(one["uri"]).scheme for one in objects(case_package(cip))} == {"urn"}
    assert "http" not in json.dumps(case_package(cip))
    addresses = [one["uri"] for one in objects(case_package(cip, Publication(base=f"{BASE}/")))]
    assert all(address.startswith(f"{BASE}/TP-00403.08/case/") for address in addresses)


@pytest.mark.parametrize(
    "base", ["jalon.fr", "ftp://jalon.fr", "https://", "https://a.fr/?x=1", "https://a.fr/#x"]
)
def test_an_address_that_begins_none_is_refused(base: str) -> None:
    with pytest.raises(InvalidBase, match="n’est pas l’adresse d’un atlas"):
        Publication(base=base)


def test_a_title_past_its_validity_is_deprecated_and_a_moment_of_change_may_be_given(
    cip: TitreVersion,
) -> None:
    on = lambda day: case_package(cip, Publication(today=day))["CFDocument"]["adoptionStatus"]  # noqa: E731
    assert (on(date(2028, 3, 23)), on(date(2028, 3, 24))) == ("Adopted", "Deprecated")
    moment = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
    assert (
        case_package(cip, Publication(changed=moment))["CFDocument"]["lastChangeDateTime"]
        == "2026-11-21T10:30:00Z"
    )


def test_the_ccps_of_the_former_version_are_replaced_where_the_re_says_so(cip: TitreVersion) -> None:
    document = copy.deepcopy(to_json(cip)) | {"version": "09"}
    for one in document["correspondences"]:
        one["former_decree_date"] = cip.decree_date
    package = case_package(from_json(document), Publication(base=BASE, former=cip))
    found = [one for one in package["CFAssociations"] if one["associationType"] == "replacedBy"]
    assert [one["destinationNodeURI"]["title"] for one in found] == [bloc.title for bloc in cip.ccps]
    former = {one["identifier"]: one["uri"] for one in objects(case_package(cip, Publication(base=BASE)))}
    assert all(former[one["originNodeURI"]["identifier"]] == one["originNodeURI"]["uri"] for one in found)


def test_each_object_is_found_alone_by_its_identifier(cip: TitreVersion) -> None:
    package = case_package(cip)
    criterion = package["CFRubrics"][1]["CFRubricCriteria"][2]
    kind = package["CFDefinitions"]["CFItemTypes"][0]
    for one in (package["CFDocument"], package["CFItems"][40], package["CFAssociations"][7], criterion, kind):
        assert case_object(cip, UUID(one["identifier"])) == one
    assert case_object(cip, UUID(int=0)) is None

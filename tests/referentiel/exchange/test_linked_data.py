"""JSON-LD after ELM and ESCO: read as a graph without any network, it says what the title is."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from jalon.referentiel.exchange import Publication, export, linked_data
from jalon.referentiel.exchange.linked_data import CONTEXT
from jalon.referentiel.schema import TitreVersion

from ..strategies import examples, titres

rdflib = pytest.importorskip("rdflib")
# rdflib's own reader of JSON-LD still uses the class that it deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

BASE = "https://jalon.exemple.fr/referentiels"
PAGE = f"{BASE}/TP-00403.08/"
ELM = "http://data.europa.eu/snb/model/elm/"
DC = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the context must not be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def graph_of(titre: TitreVersion, publication: Publication | None = None) -> Any:
    data = export(titre, "jsonld", publication or Publication(base=BASE))
    return rdflib.Graph().parse(data=data, format="json-ld")


def uri(name: str, prefix: str = ELM) -> Any:
    return rdflib.URIRef(prefix + name)


def page(anchor: str = "") -> Any:
    return rdflib.URIRef(PAGE + (f"#{anchor}" if anchor else ""))


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_word_used_is_in_the_embedded_context(cip: TitreVersion, eti: TitreVersion) -> None:
    for titre in (cip, eti):
        document = linked_data(titre)
        assert set(keys(document["@graph"])) - {"fr"} <= set(CONTEXT)
        types = {node["type"] for node in _nodes(document["@graph"])}
        assert types <= set(CONTEXT)
    assert all(isinstance(value, dict | str) for value in CONTEXT.values())


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def test_the_title_is_a_qualification_whose_ccps_are_partial_ones(cip: TitreVersion) -> None:
    graph = graph_of(cip)
    title = page()
    assert (title, rdflib.RDF.type, uri("Qualification")) in graph
    assert graph.value(title, uri("title", DC)) == rdflib.Literal(
        "Titre professionnel Conseiller en insertion professionnelle", lang="fr"
    )
    assert graph.value(title, uri("EQFLevel")) == rdflib.URIRef("http://data.europa.eu/snb/eqf/5")
    assert graph.value(title, uri("isPartialQualification")).toPython() is False
    parts = list(graph.objects(title, uri("hasPart")))
    assert sorted(parts) == [page("CCP1"), page("CCP2"), page("CCP3")]
    for part, bloc in zip(sorted(parts), cip.ccps, strict=True):
        assert graph.value(part, uri("isPartialQualification")).toPython() is True
        assert (part, uri("isPartOf"), title) in graph
        assert len(list(graph.objects(part, uri("learningOutcome")))) == len(bloc.competences)
    assert len(list(graph.objects(title, uri("learningOutcome")))) == 15 + 2


def test_a_competence_is_an_outcome_with_its_criteria_and_its_know_how(cip: TitreVersion) -> None:
    graph, seventh = graph_of(cip), cip.competence(7)
    node = page("C7")
    assert (node, rdflib.RDF.type, uri("LearningOutcome")) in graph
    notes = {str(text) for note in graph.objects(node, uri("additionalNote"))
             for text in graph.objects(note, uri("noteLiteral"))}  # fmt: skip
    assert notes == {*seventh.criteria, *seventh.assessment_criteria}
    skills = list(graph.objects(node, uri("relatedSkill")))
    labels = {str(graph.value(skill, uri("prefLabel", SKOS))) for skill in skills}
    known = {*seventh.technical_skills, *seventh.organisational_skills, *seventh.relational_skills}
    carried = {one.title for one in cip.transversal if 7 in one.competences}
    assert labels == {*known, *seventh.knowledge, *carried}
    kinds = {
        str(kind) for skill in skills for kind in graph.objects(skill, uri("type", DC)) if "esco" in str(kind)
    }
    assert kinds == {f"http://data.europa.eu/esco/skill-type/{kind}" for kind in ("skill", "knowledge")}


def test_a_test_is_an_assessment_with_its_length_and_what_it_assesses(cip: TitreVersion) -> None:
    graph = graph_of(cip)
    node = page("title/entretien_technique")
    assert (page(), uri("provenBy"), node) in graph
    sheet = graph.value(node, uri("type", DC))
    assert str(graph.value(sheet, uri("extent", DC))) == "PT40M"
    assert sorted(graph.objects(sheet, uri("references", DC))) == sorted(
        page(f"C{n}") for n in (1, 2, 4, 5, 11)
    )
    assert (sheet, uri("requires", DC), page("title/mise_en_situation/epreuve")) in graph


def test_a_transversal_competence_is_an_outcome_tied_to_those_that_carry_it(cip: TitreVersion) -> None:
    graph = graph_of(cip)
    notion = page("transversale-1/notion")
    assert (page("transversale-1"), uri("relatedSkill"), notion) in graph
    carriers = set(graph.subjects(uri("relatedSkill"), notion)) - {page("transversale-1")}
    assert carriers == {page(f"C{number}") for number in cip.transversal[0].competences}
    reuse = graph.value(page("transversale-1"), uri("reusabilityLevel"))
    assert str(reuse) == "http://data.europa.eu/esco/skill-reuse-level/transversal"


def test_each_class_of_elm_bears_only_the_properties_of_its_profile(
    cip: TitreVersion, eti: TitreVersion
) -> None:
    """The closed shapes of the LOQ application profile of ELM 3 (SHACL, v1.1.0), as far as they are used."""
    common = "title altLabel description additionalNote category modified dcType language"
    allowed = {
        "Qualification": f"{common} identifier educationSubject learningOutcome provenBy hasPart isPartOf "
        "awardingOpportunity isPartialQualification eqfLevel nqfLevel entryRequirement status",
        "LearningOutcome": "identifier title dcType additionalNote reusabilityLevel relatedSkill",
        "LearningAssessmentSpecification": f"{common} identifier status hasPart isPartOf",
        "AwardingOpportunity": "awardingBody identifier location temporal learningAchievementSpecification",
        "Organisation": "legalName altLabel identifier location additionalNote",
        "Location": "identifier spatialCode description address",
        "Address": "identifier countryCode",
        "PeriodOfTime": "prefLabel startDate endDate",
        "Identifier": "notation schemeName",
        "Note": "noteLiteral subject",
    }
    required = {
        "Qualification": "title learningOutcome eqfLevel nqfLevel",  # ISCED: no official document states it
        "LearningOutcome": "title",
        "LearningAssessmentSpecification": "title",
        "AwardingOpportunity": "awardingBody learningAchievementSpecification",
        "Organisation": "legalName location",
        "Location": "address",
        "Address": "countryCode",
        "Identifier": "notation",
        "Note": "noteLiteral",
    }
    for titre in (cip, eti):
        for node in _nodes(linked_data(titre)["@graph"]):
            if node["type"] in allowed:
                keys = set(node) - {"id", "type"}
                assert keys <= set(allowed[node["type"]].split())
                assert set(required.get(node["type"], "").split()) <= keys


def test_the_title_is_awarded_in_france_from_its_date_of_effect(cip: TitreVersion) -> None:
    graph = graph_of(cip)
    awarding = graph.value(page(), uri("awardingOpportunity"))
    period = graph.value(awarding, uri("temporal", DC))
    dates = [graph.value(period, uri(name)).toPython().isoformat() for name in ("startDate", "endDate")]
    assert dates == ["2023-03-23T00:00:00+00:00", "2028-03-23T23:59:59+00:00"]
    body = graph.value(awarding, uri("awardingBody"))
    assert str(graph.value(body, rdflib.URIRef("http://www.w3.org/ns/regorg#legalName"))) == (
        "Ministère chargé de l’emploi"
    )


def test_no_link_to_an_esco_skill_is_invented(cip: TitreVersion, eti: TitreVersion) -> None:
    for titre in (cip, eti):
        assert "esco/skill/" not in export(titre, "jsonld").decode()


def test_without_an_address_pieces_are_urns(cip: TitreVersion) -> None:
    named = {node["id"] for node in _nodes(linked_data(cip)["@graph"]) if "id" in node}
    outside = {one for one in named if not one.startswith("urn:uuid:")}
    assert all(
        one.startswith(("http://data.europa.eu/", "http://publications.europa.eu/")) for one in outside
    )


@examples(25)
@given(titres())
def test_any_title_gives_a_graph_whose_references_are_all_described(titre: TitreVersion) -> None:
    for publication in (Publication(), Publication(base=BASE)):
        document = json.loads(export(titre, "jsonld", publication))
        described = {node["id"] for node in _nodes(document["@graph"]) if "id" in node}
        own = "urn:uuid:" if not publication.base else BASE
        named = {text for text in _texts(document["@graph"]) if text.startswith(own)}
        assert named <= described
        graph = graph_of(titre, publication)
        outcomes = set(graph.subjects(rdflib.RDF.type, uri("LearningOutcome")))
        assert len(outcomes) == len(titre.competences) + len(titre.transversal)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.referentiel.document import InvalidReferentiel, from_json, sha256, to_contract, to_json
from jalon.referentiel.schema import CCP, Competence, Criterion, TestKind, TitreVersion, UnknownId
from jalon.referentiel.shipped import shipped_titres

CONTRACT = [
    *("code", "sigle", "title", "version", "level", "nsf", "rome", "formacodes", "rncp"),
    *("decree_date", "journal_date", "effective_date", "activities", "competences", "transversal", "schemes"),
    *("matrix", "premises", "resources", "correspondences", "equivalences", "glossary", "findings"),
]
NESTED = {
    ("activities",): "number kind title competences",
    (
        "competences",
    ): "number activity title description contexts criteria assessment_criteria technical_skills "
    "organisational_skills relational_skills knowledge",
    ("transversal",): "title description criteria competences",
    ("matrix",): "competence tests",
    ("resources",): "category count description max_sharing notes",
}
SCHEME = "tests candidate_minutes jury_minutes company_hours productions"
TEST = "kind minutes competences phases after"
PRODUCTION = "name pages_min pages_max annex_pages_max font font_size line_spacing parts"
PART = "number pages_min pages_max competences min_interviews requirements"

titres = pytest.mark.parametrize("ref", ["TP-00403.08", "TP-00448.06"])


@titres
def test_the_printed_document_has_exactly_the_keys_of_the_contract_in_its_order(ref: str) -> None:
    printed = to_contract(shipped_titres()[ref])
    assert list(printed) == CONTRACT
    for (name,), keys in NESTED.items():
        assert printed[name]
        assert {tuple(item) for item in printed[name]} == {tuple(keys.split())}
    assert list(printed["schemes"]) == ["title", "ccp1", "ccp2", "ccp3"]
    for scheme in printed["schemes"].values():
        assert list(scheme) == SCHEME.split()
        for test in scheme["tests"]:
            assert list(test) == TEST.split()
            assert {tuple(phase) for phase in test["phases"]} <= {("label", "minutes", "jury")}
        for production in scheme["productions"]:
            assert list(production) == PRODUCTION.split()
            assert {tuple(part) for part in production["parts"]} == {tuple(PART.split())}


def test_a_limit_in_characters_is_printed_where_a_title_sets_one(cip: TitreVersion) -> None:
    document = to_json(cip)
    document["schemes"]["ccp1"]["productions"][0]["parts"][0]["chars_max"] = 2000
    printed = to_contract(from_json(document))
    assert printed["schemes"]["ccp1"]["productions"][0]["parts"][0]["chars_max"] == 2000


@titres
def test_a_document_survives_writing_and_reading(ref: str) -> None:
    titre = shipped_titres()[ref]
    again = from_json(json.loads(json.dumps(to_json(titre))))
    assert again == titre
    assert sha256(again) == sha256(titre)


def test_schemes_keep_their_order_whatever_the_order_of_their_keys(cip: TitreVersion) -> None:
    document = to_json(cip)
    document["schemes"] = dict(reversed(document["schemes"].items()))
    assert list(from_json(document).schemes) == ["title", "ccp1", "ccp2", "ccp3"]
    assert sha256(from_json(document)) == sha256(cip)


@titres
def test_every_id_designates_one_thing(ref: str) -> None:
    titre = shipped_titres()[ref]
    ids = list(titre.ids())
    assert len(ids) == len(set(ids))
    found = [titre.resolve(id) for id in ids]
    assert len({json.dumps(str(item)) for item in found}) == len(found)


def test_ids_designate_the_title_its_ccps_competences_and_criteria(cip: TitreVersion) -> None:
    ccp, competence = cip.resolve("TP-00403.08/CCP2"), cip.resolve("TP-00403.08/C7")
    criterion, reac = cip.resolve("TP-00403.08/C7/critere-3"), cip.resolve("TP-00403.08/C8/reac-critere-4")
    assert isinstance(ccp, CCP)
    assert ccp.title.startswith("Accompagner les personnes")
    assert isinstance(competence, Competence)
    assert competence.number == 7
    assert isinstance(criterion, Criterion)
    assert criterion.text == "Les compétences, qualités et talents sont identifiés avec la personne"
    assert isinstance(reac, Criterion)
    assert reac.text.startswith("Le plan d’actions")
    assert cip.resolve("TP-00403.08") is cip


@pytest.mark.parametrize(
    "id",
    ["", "TP-00403", "TP-00448.06/C1", "TP-00403.08/", "TP-00403.08/C0", "TP-00403.08/C16", "TP-00403.08/CCP4",
     "TP-00403.08/CCS1", "TP-00403.08/C7/critere-6", "TP-00403.08/C7/critere-0", "TP-00403.08/CCP1/critere-1",
     "TP-00403.08/c7", "TP-00403.08/C7/critere-3/x"],
)  # fmt: skip
def test_an_unknown_id_is_refused(cip: TitreVersion, id: str) -> None:
    with pytest.raises(UnknownId, match=r"identifiant|désigne"):
        cip.resolve(id)


def test_a_ccp_gathers_its_competences_and_its_scheme(cip: TitreVersion) -> None:
    second = cip.ccps[1]
    assert (second.id, second.scope, second.number) == ("TP-00403.08/CCP2", "ccp2", 2)
    assert [competence.number for competence in cip.competences_of_ccp(2)] == [6, 7, 8, 9, 10, 11]
    assert second.scheme is cip.scheme("ccp2")
    assert cip.ccp_of_competence(12).number == 3
    assert [c.number for c in cip.competences_of_scope("title")] == list(range(1, 16))
    assert [c.number for c in cip.competences_of_scope("ccp3")] == [12, 13, 14, 15]


@pytest.mark.parametrize("ask", [lambda t: t.ccp(9), lambda t: t.scheme("ccs1"), lambda t: t.competence(99)])
def test_what_a_title_lacks_is_said_in_french(cip: TitreVersion, ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownId, match=r"TP-00403\.08 n’a pas"):
        ask(cip)


def test_a_grid_of_the_title_follows_the_matrix(cip: TitreVersion) -> None:
    assert [c.id for c in cip.criteria_for(4, TestKind.ENTRETIEN_TECHNIQUE)] == [
        "TP-00403.08/C4/critere-1", "TP-00403.08/C4/critere-2", "TP-00403.08/C4/critere-3"
    ]  # fmt: skip
    assert cip.criteria_for(4, TestKind.MISE_EN_SITUATION) == ()
    assert cip.criteria_for(4, "questionnement_production") == cip.criteria(4)


def test_a_grid_of_a_ccp_follows_its_own_tests(cip: TitreVersion) -> None:
    assert cip.criteria_for(7, TestKind.PRESENTATION_PROJET) == ()
    assert cip.criteria_for(7, TestKind.PRESENTATION_PROJET, "ccp2") == cip.criteria(7)
    assert cip.criteria_for(5, TestKind.QUESTIONNEMENT_PRODUCTION) == ()
    assert cip.criteria_for(5, TestKind.QUESTIONNEMENT_PRODUCTION, "ccp1") == cip.criteria(5)


def test_every_test_has_a_french_label() -> None:
    assert all(kind.label and kind.label != kind.value for kind in TestKind)


def test_every_fault_is_told_at_once_with_its_path(cip: TitreVersion) -> None:
    document = to_json(cip)
    document["level"] = "cinq"
    document["decree_date"] = "2022-02-30"
    document["colour"] = "blue"
    document["activities"][0]["kind"] = "zz"
    document["schemes"]["title"]["tests"][0]["kind"] = "oral"
    document["schemes"]["title"]["tests"][1]["minutes"] = -3
    document["schemes"]["title"]["tests"][1]["phases"][0]["jury"] = "oui"
    del document["matrix"][2]["tests"]
    with pytest.raises(InvalidReferentiel) as refused:
        from_json(document)
    paths = {fault.split(" : ")[0] for fault in refused.value.faults}
    assert paths == {
        "level", "decree_date", "colour", "activities[0].kind", "schemes.title.tests[0].kind",
        "schemes.title.tests[1].minutes", "schemes.title.tests[1].phases[0].jury", "matrix[2].tests",
    }  # fmt: skip
    assert all(fault in str(refused.value) for fault in refused.value.faults)


def broken(path: str, value: object) -> dict:  # type: ignore[type-arg]
    """The CIP document with one value changed, `path` being dotted."""
    document = copy.deepcopy(to_json(shipped_titres()["TP-00403.08"]))
    *parents, last = path.split(".")
    here = document
    for key in parents:
        here = here[int(key)] if isinstance(here, list) else here[key]
    if isinstance(here, list):
        here[int(last)] = value
    else:
        here[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("code", "403", "code : « 403 » n’a pas la forme TP-00403."),
        ("version", "8", "version : « 8 » n’a pas la forme 08."),
        ("title", " ", "title : le texte est vide."),
        ("competences.3.title", "", "competences[3].title : le texte est vide."),
        ("activities.1.number", 1, "activities : « 1 » figure plusieurs fois."),
        ("competences.3.number", 3, "competences : « 3 » figure plusieurs fois."),
        ("competences.3.activity", 2, "se dit de l’activité 2 mais est rangée dans 1."),
        ("activities.0.competences", [1, 2, 3, 4, 77], "activities[0].competences : la compétence 77 n’existe pas."),
        ("transversal.0.competences", [88], "transversal[0].competences : la compétence 88 n’existe pas."),
        ("matrix.0.competence", 99, "matrix[0].competence : la compétence 99 n’existe pas."),
        ("correspondences.0.activity", 9, "correspondences[0].activity : l’activité 9 n’existe pas."),
        ("schemes.title.tests.0.competences", [55], "schemes.title.tests[0].competences : la compétence 55"),
        ("schemes.title.tests.0.after", ["questionnaire_professionnel"], "n’est pas au programme."),
        ("schemes.title.tests.0.after", ["entretien_technique"], "l’ordre des épreuves tourne en rond."),
        ("schemes.title.tests.0.kind", "entretien_final", "« entretien_final » figure plusieurs fois."),
        ("schemes.title.productions.0.pages_max", 3, "productions[0].pages_max : 3 pages au plus, mais 32 au moins."),
        ("schemes.title.productions.0.parts.0.pages_min", 9, "parts[0].pages_max : 8 pages au plus, mais 9"),
        ("schemes.ccp1.productions.0.parts.0.competences", [0], "la compétence 0 n’existe pas."),
        ("title", "a\x00b", "title : le texte contient un caractère qui ne peut être enregistré."),
        ("title", "\ud800", "title : le texte contient un caractère qui ne peut être enregistré."),
        ("schemes.title.productions.0.line_spacing", float("nan"), "line_spacing : un nombre est attendu"),
        ("schemes.title.productions.0.line_spacing", float("inf"), "line_spacing : un nombre est attendu"),
        ("schemes.ccp3", None, "schemes.ccp3 : un objet est attendu, pas rien."),
    ],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_refused(path: str, value: object, fault: str) -> None:
    with pytest.raises(InvalidReferentiel) as refused:
        from_json(broken(path, value))
    assert fault in str(refused.value)


def test_every_bloc_needs_its_own_scheme_and_no_other(cip: TitreVersion) -> None:
    document = to_json(cip)
    document["schemes"]["ccs1"] = document["schemes"].pop("ccp3")
    with pytest.raises(InvalidReferentiel) as refused:
        from_json(document)
    assert refused.value.faults == (
        "schemes.ccp3 : dispositif absent.",
        "schemes.ccs1 : aucune activité ne porte ce nom.",
    )


def test_a_ccs_has_its_own_scheme_beside_the_ccps(cip: TitreVersion) -> None:
    document = to_json(cip)
    document["activities"][2]["kind"] = "ccs"
    document["schemes"]["ccs1"] = document["schemes"].pop("ccp3")
    titre = from_json(document)
    assert [bloc.id for bloc in titre.ccss] == ["TP-00403.08/CCS1"]
    assert len(titre.ccps) == 2
    assert titre.resolve("TP-00403.08/CCS1") == titre.ccss[0]
    assert titre.scope_label("ccs1") == "CCS 1"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_any_json_is_read_or_refused_never_a_crash(document: object) -> None:
    with pytest.raises(InvalidReferentiel):
        from_json(document)


@given(st.data())
def test_any_value_put_anywhere_is_read_or_refused_never_a_crash(data: st.DataObject) -> None:
    document = copy.deepcopy(to_json(shipped_titres()["TP-00448.06"]))
    here: object = document
    while True:
        key = data.draw(st.sampled_from(list(here) if isinstance(here, dict) else range(len(here))))  # type: ignore
        if not isinstance(here[key], dict | list) or not here[key] or data.draw(st.booleans()):  # type: ignore
            break
        here = here[key]  # type: ignore[index]
    here[key] = data.draw(st.none() | st.integers(-2, 2) | st.text(max_size=3) | st.just([]) | st.just({}))  # type: ignore
    faults: tuple[str, ...] = ()
    try:
        titre = from_json(document)
    except InvalidReferentiel as refused:
        faults = refused.faults
    assert faults or titre == from_json(to_json(titre))
    assert faults or all(titre.resolve(id) for id in titre.ids())

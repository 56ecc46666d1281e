import copy
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jalon.referentiel import addresses
from jalon.referentiel.addresses import AddressTaken, UnknownAddress
from jalon.referentiel.document import from_json, to_json
from jalon.referentiel.shipped import shipped_titres

DOCUMENTS = [to_json(titre) for titre in shipped_titres().values()]
LEAVES = [(document, address) for document in DOCUMENTS for address, _ in addresses.walk(document)]
leaves = st.integers(0, len(LEAVES) - 1)
NAMES = {"number", "kind", "competence"}  # what names an element: without it, it answers to its rank


@pytest.fixture
def document() -> dict[str, Any]:
    return {
        "code": "TP-00001",
        "competences": [
            {"number": 4, "title": "Tailler", "criteria": ["net", "droit"]},
            {"number": 7, "title": "Poncer", "criteria": []},
        ],
        "schemes": {"ccp1": {"tests": [{"kind": "entretien_final", "minutes": 20}]}},
    }


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("code", "TP-00001"),
        ("competences/7/title", "Poncer"),
        ("competences/4/criteria/2", "droit"),
        ("competences/7/criteria", []),
        ("schemes/ccp1/tests/entretien_final/minutes", 20),
    ],
)
def test_a_piece_is_named_as_the_referentiel_names_it(
    document: dict[str, Any], address: str, value: object
) -> None:
    assert addresses.get(document, address) == value


@pytest.mark.parametrize(
    "address",
    [
        "sigle",
        "competences/1",
        "competences/4/criteria/3",
        "competences/4/criteria/0",
        "code/1",
        "schemes/ccp2",
    ],
)
def test_an_address_that_leads_nowhere_says_so(document: dict[str, Any], address: str) -> None:
    with pytest.raises(UnknownAddress, match=f"« {address} » ne mène à rien"):
        addresses.get(document, address)


@settings(deadline=None)
@given(leaves)
def test_every_piece_of_a_title_is_found_at_its_own_address(leaf: int) -> None:
    document, address = LEAVES[leaf]
    assert addresses.get(document, address) == dict(addresses.walk(document))[address]
    assert addresses.address_of(document, addresses.locate(document, address)) == address


def test_no_two_pieces_of_a_title_share_an_address() -> None:
    for document in DOCUMENTS:
        found = [address for address, _ in addresses.walk(document)]
        assert len(found) == len(set(found))


def test_two_elements_of_one_number_are_told_by_their_rank() -> None:
    document = {"competences": [{"number": 1, "title": "a"}, {"number": 1, "title": "b"}]}
    assert addresses.get(document, "competences/2/title") == "b"


@settings(deadline=None)
@given(leaves, st.text())
def test_a_piece_put_is_read_back_and_nothing_else_moved(leaf: int, value: str) -> None:
    document, address = LEAVES[leaf]
    assume(address.rpartition("/")[2] not in NAMES)
    before = copy.deepcopy(document)
    changed = addresses.put(document, address, value)
    assert document == before
    assert dict(addresses.walk(changed)) == {**dict(addresses.walk(document)), address: value}


def test_a_new_number_renames_its_element(document: dict[str, Any]) -> None:
    changed = addresses.put(document, "competences/7/number", 9)
    assert addresses.get(changed, "competences/9/title") == "Poncer"


def test_a_competence_added_takes_its_place_among_the_numbers(document: dict[str, Any]) -> None:
    changed = addresses.insert(document, "competences/5", {"number": 5, "title": "Coller"})
    assert [item["number"] for item in changed["competences"]] == [4, 5, 7]
    assert [item["number"] for item in document["competences"]] == [4, 7]


def test_a_test_added_comes_after_the_others(document: dict[str, Any]) -> None:
    added = {"kind": "entretien_technique", "minutes": 30}
    changed = addresses.insert(document, "schemes/ccp1/tests/entretien_technique", added)
    assert [test["kind"] for test in changed["schemes"]["ccp1"]["tests"]] == [
        "entretien_final",
        "entretien_technique",
    ]


@pytest.mark.parametrize(("rank", "wanted"), [(1, ["vif", "net", "droit"]), (3, ["net", "droit", "vif"])])
def test_an_item_is_added_at_the_rank_it_will_have(
    document: dict[str, Any], rank: int, wanted: list[str]
) -> None:
    changed = addresses.insert(document, f"competences/4/criteria/{rank}", "vif")
    assert changed["competences"][0]["criteria"] == wanted


def test_a_key_is_added_to_an_object(document: dict[str, Any]) -> None:
    assert addresses.insert(document, "sigle", "EXM")["sigle"] == "EXM"


@pytest.mark.parametrize(
    ("address", "value"), [("code", "TP-00002"), ("competences/4", {"number": 4, "title": "Tailler"})]
)
def test_nothing_is_added_over_what_stands(document: dict[str, Any], address: str, value: object) -> None:
    with pytest.raises(AddressTaken, match="existe déjà"):
        addresses.insert(document, address, value)


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("competences/4/criteria/4", "trop loin"),
        ("competences/4/criteria/0", "trop tôt"),
        ("competences/5", {"number": 6, "title": "Un autre numéro"}),
        ("transversal/1", {"title": "Sans liste"}),
        ("code/1", "dans un texte"),
    ],
)
def test_nothing_is_added_where_no_place_is(document: dict[str, Any], address: str, value: object) -> None:
    with pytest.raises(UnknownAddress):
        addresses.insert(document, address, value)


@settings(deadline=None)
@given(leaves)
def test_what_is_removed_then_added_again_is_as_before(leaf: int) -> None:
    document, address = LEAVES[leaf]
    assume(address.rpartition("/")[2] not in NAMES)
    removed = addresses.remove(document, address)
    assert removed != document
    assert addresses.insert(removed, address, addresses.get(document, address)) == document


def test_a_document_edited_by_addresses_is_still_a_referentiel() -> None:
    document = addresses.put(DOCUMENTS[0], "competences/2/criteria/1", "Une autre formulation")
    assert from_json(document).competence(2).criteria[0] == "Une autre formulation"

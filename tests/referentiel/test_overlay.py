import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.referentiel import addresses, overlay
from jalon.referentiel.document import to_json
from jalon.referentiel.overlay import Correction
from jalon.referentiel.shipped import shipped_titres

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"author": "Nadia Cherif", "reason": "Le document officiel dit autrement.", "at": AT}
DOCUMENTS = [to_json(titre) for titre in shipped_titres().values()]
NAMES = {"number", "kind", "competence"}  # the names of elements: renaming is told apart


def replacing(document: Any, address: str, after: Any) -> Correction:
    return overlay.replacing(document, address, after, **WHO)


def inserting(document: Any, address: str, value: Any) -> Correction:
    return overlay.inserting(document, address, value, **WHO)


def removing(document: Any, address: str) -> Correction:
    return overlay.removing(document, address, **WHO)


def confirming(document: Any, address: str) -> Correction:
    return overlay.confirming(document, address, **WHO)


@pytest.fixture
def document() -> dict[str, Any]:
    return {
        "title": "Luthier",
        "competences": [
            {"number": 1, "title": "Tailler", "criteria": ["net", "droit", "franc"]},
            {"number": 2, "title": "Poncer", "criteria": ["lisse"]},
        ],
        "glossary": [
            {"term": "Gouge", "definition": "Ciseau creux"},
            {"term": "Râpe", "definition": ""},
        ],
        "schemes": {"title": {"productions": [{"name": "Dossier", "pages_max": 20}], "company_hours": None}},
    }


# --- over the reading it was made on ---


def test_a_value_replaced_reads_as_corrected(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    laid = overlay.apply(document, [replacing(document, "competences/1/criteria/2", "d’équerre")])
    assert laid.document["competences"][0]["criteria"] == ["net", "d’équerre", "franc"]
    assert [(one.address, one.useless) for one in laid.applied] == [("competences/1/criteria/2", False)]
    assert not laid.conflicts
    assert document == before


def test_a_figure_that_was_not_read_may_be_given(document: dict[str, Any]) -> None:
    laid = overlay.apply(document, [replacing(document, "schemes/title/company_hours", 140)])
    assert laid.document["schemes"]["title"]["company_hours"] == 140


@pytest.mark.parametrize(("rank", "anchor"), [(1, None), (2, "net"), (4, "franc")])
def test_an_item_is_added_after_the_one_that_precedes_it(
    document: dict[str, Any], rank: int, anchor: str | None
) -> None:
    correction = inserting(document, f"competences/1/criteria/{rank}", "vif")
    assert correction.before == anchor
    laid = overlay.apply(document, [correction])
    assert laid.document["competences"][0]["criteria"].index("vif") == rank - 1


def test_an_item_is_removed(document: dict[str, Any]) -> None:
    laid = overlay.apply(document, [removing(document, "competences/1/criteria/1")])
    assert laid.document["competences"][0]["criteria"] == ["droit", "franc"]


def test_a_whole_competence_is_added_and_removed(document: dict[str, Any]) -> None:
    lost = {"number": 3, "title": "Vernir", "criteria": []}
    added = overlay.apply(document, [inserting(document, "competences/3", lost)])
    assert [item["number"] for item in added.document["competences"]] == [1, 2, 3]
    removed = overlay.apply(added.document, [removing(added.document, "competences/3")])
    assert removed.document == document


def test_one_of_two_items_that_nearly_read_the_same_is_removed_once(document: dict[str, Any]) -> None:
    twice = addresses.insert(document, "competences/2/criteria/2", "lisses")
    correction = removing(twice, "competences/2/criteria/2")
    laid = overlay.apply(twice, [correction])
    assert laid.document == document
    assert overlay.apply(laid.document, [correction]).document == document


def test_one_of_two_equal_items_is_removed_once(document: dict[str, Any]) -> None:
    twice = addresses.insert(document, "competences/2/criteria/2", "lisse")
    correction = removing(twice, "competences/2/criteria/1")
    laid = overlay.apply(twice, [correction])
    assert laid.document == document
    assert overlay.apply(laid.document, [correction]).document == document


# --- over a better reading of the same file ---


def test_a_correction_follows_its_item_where_the_list_shifted(document: dict[str, Any]) -> None:
    correction = replacing(document, "competences/1/criteria/2", "d’équerre")
    better = addresses.insert(document, "competences/1/criteria/1", "ferme")
    laid = overlay.apply(better, [correction])
    assert laid.document["competences"][0]["criteria"] == ["ferme", "net", "d’équerre", "franc"]
    assert [(one.address, one.useless) for one in laid.applied] == [("competences/1/criteria/3", False)]


def test_a_correction_that_the_importer_now_makes_is_useless(document: dict[str, Any]) -> None:
    correction = replacing(document, "competences/1/criteria/2", "d’équerre")
    better = addresses.put(document, "competences/1/criteria/2", "d’équerre")
    laid = overlay.apply(better, [correction])
    assert laid.document == better
    assert [one.useless for one in laid.applied] == [True]


def test_a_correction_now_made_at_another_rank_is_useless_too(document: dict[str, Any]) -> None:
    correction = replacing(document, "competences/1/criteria/2", "d’équerre")
    better = addresses.put(document, "competences/1/criteria", ["ferme", "net", "d’équerre"])
    laid = overlay.apply(better, [correction])
    assert [(one.address, one.useless) for one in laid.applied] == [("competences/1/criteria/3", True)]


def test_a_piece_read_another_way_is_asked_again(document: dict[str, Any]) -> None:
    correction = replacing(document, "competences/1/criteria/2", "d’équerre")
    better = addresses.put(document, "competences/1/criteria/2", "bien droit")
    laid = overlay.apply(better, [correction])
    assert laid.document == better
    assert [(one.correction, one.reason) for one in laid.conflicts] == [
        (correction, "La pièce corrigée se lit maintenant autrement.")
    ]


def test_an_item_read_twice_at_other_ranks_is_asked_again(document: dict[str, Any]) -> None:
    correction = replacing(document, "competences/1/criteria/2", "d’équerre")
    better = addresses.put(document, "competences/1/criteria", ["droit", "net", "droit"])
    assert [one.reason for one in overlay.apply(better, [correction]).conflicts] == [
        "La valeur corrigée se lit maintenant à plusieurs rangs de la liste."
    ]


def test_a_piece_that_is_no_longer_read_is_asked_again(document: dict[str, Any]) -> None:
    correction = replacing(document, "competences/2/title", "Polir")
    better = addresses.remove(document, "competences/2")
    assert len(overlay.apply(better, [correction]).conflicts) == 1


def test_a_definition_follows_its_term_whatever_its_rank(document: dict[str, Any]) -> None:
    correction = replacing(document, "glossary/2/definition", "Lime à bois")
    assert correction.within == "Râpe"
    better = addresses.insert(document, "glossary/1", {"term": "Ais", "definition": ""})
    laid = overlay.apply(better, [correction])
    assert [entry["definition"] for entry in laid.document["glossary"]] == ["", "Ciseau creux", "Lime à bois"]


def test_a_figure_never_lands_on_another_element_of_the_same_rank(document: dict[str, Any]) -> None:
    correction = replacing(document, "schemes/title/productions/1/pages_max", 30)
    better = addresses.put(document, "schemes/title/productions", [{"name": "Carnet", "pages_max": 20}])
    laid = overlay.apply(better, [correction])
    assert laid.document == better
    assert [one.reason for one in laid.conflicts] == ["« Dossier » ne se lit plus dans cette liste."]


def test_a_label_once_corrected_is_still_recognised(document: dict[str, Any]) -> None:
    corrections = [replacing(document, "glossary/2/term", "Râpe à bois")]
    laid = overlay.apply(document, corrections)
    again = overlay.apply(laid.document, corrections)
    assert again.document == laid.document
    assert [one.useless for one in again.applied] == [True]


def test_a_number_once_corrected_is_still_recognised(document: dict[str, Any]) -> None:
    corrections = [replacing(document, "competences/2/number", 5)]
    laid = overlay.apply(document, corrections)
    assert [item["number"] for item in laid.document["competences"]] == [1, 5]
    assert [one.useless for one in overlay.apply(laid.document, corrections).applied] == [True]


def test_an_added_item_that_the_importer_now_reads_is_useless(document: dict[str, Any]) -> None:
    correction = inserting(document, "competences/2/criteria/2", "doux")
    better = addresses.insert(document, "competences/2/criteria/1", "doux")
    laid = overlay.apply(better, [correction])
    assert laid.document == better
    assert [one.useless for one in laid.applied] == [True]


def test_an_added_item_whose_neighbour_is_gone_is_asked_again(document: dict[str, Any]) -> None:
    correction = inserting(document, "competences/2/criteria/2", "doux")
    better = addresses.put(document, "competences/2/criteria/1", "bien lisse")
    assert len(overlay.apply(better, [correction]).conflicts) == 1


def test_an_added_competence_that_is_now_read_otherwise_is_asked_again(document: dict[str, Any]) -> None:
    correction = inserting(document, "competences/3", {"number": 3, "title": "Vernir", "criteria": []})
    better = addresses.insert(document, "competences/3", {"number": 3, "title": "Laquer", "criteria": []})
    laid = overlay.apply(better, [correction])
    assert laid.document == better
    assert len(laid.conflicts) == 1


def test_a_removed_item_that_is_no_longer_read_is_useless(document: dict[str, Any]) -> None:
    correction = removing(document, "competences/1/criteria/3")
    better = addresses.remove(document, "competences/1/criteria/3")
    assert [one.useless for one in overlay.apply(better, [correction]).applied] == [True]


def test_a_removed_item_that_is_read_a_little_otherwise_is_asked_again(document: dict[str, Any]) -> None:
    document = addresses.put(document, "competences/1/criteria/3", "Compétences professionnelles")
    correction = removing(document, "competences/1/criteria/3")
    better = addresses.put(document, "competences/1/criteria/3", "Compétence professionnelle")
    assert len(overlay.apply(better, [correction]).conflicts) == 1


def test_a_confirmation_stands_as_long_as_the_piece_reads_the_same(document: dict[str, Any]) -> None:
    correction = confirming(document, "competences/1/criteria/2")
    shifted = addresses.insert(document, "competences/1/criteria/1", "ferme")
    laid = overlay.apply(shifted, [correction])
    assert [(one.address, one.useless) for one in laid.applied] == [("competences/1/criteria/3", False)]
    other = addresses.put(document, "competences/1/criteria/2", "oblique")
    assert len(overlay.apply(other, [correction]).conflicts) == 1


def test_true_is_never_taken_for_one() -> None:
    document = {"phases": [{"label": "Entretien", "jury": True}]}
    correction = replacing(document, "phases/1/jury", False)
    laid = overlay.apply({"phases": [{"label": "Entretien", "jury": 1}]}, [correction])
    assert len(laid.conflicts) == 1


def test_nothing_where_nothing_was_read_may_be_confirmed(document: dict[str, Any]) -> None:
    correction = confirming(document, "sources/validity_end")
    assert [one.useless for one in overlay.apply(document, [correction]).applied] == [False]
    better = addresses.insert(document, "sources", {"validity_end": "2030-01-01"})
    assert len(overlay.apply(better, [correction]).conflicts) == 1


# --- editing a list or an object as a whole ---


def editing(document: Any, address: str, after: Any) -> tuple[Correction, ...]:
    return overlay.editing(document, address, after, **WHO)


def test_a_list_edited_is_corrected_item_by_item(document: dict[str, Any]) -> None:
    corrections = editing(document, "competences/1/criteria", ["net", "d’équerre", "franc", "vif"])
    assert [(one.act, one.address) for one in corrections] == [
        ("insert", "competences/1/criteria/4"),
        ("replace", "competences/1/criteria/2"),
    ]


def test_an_object_edited_is_corrected_key_by_key(document: dict[str, Any]) -> None:
    after = {"name": "Dossier", "pages_max": 25, "font": "Arial"}
    corrections = editing(document, "schemes/title/productions/1", after)
    assert [(one.act, one.address) for one in corrections] == [
        ("replace", "schemes/title/productions/1/pages_max"),
        ("insert", "schemes/title/productions/1/font"),
    ]


def test_an_object_renumbered_while_edited_keeps_all_its_changes(document: dict[str, Any]) -> None:
    after = {"number": 5, "title": "Polir", "criteria": ["lisse"]}
    corrections = editing(document, "competences/2", after)
    assert [one.address for one in corrections] == ["competences/2/title", "competences/2/number"]
    assert overlay.apply(document, corrections).document["competences"][1] == after


def test_nothing_edited_is_no_correction(document: dict[str, Any]) -> None:
    assert editing(document, "competences", document["competences"]) == ()


words = st.lists(st.sampled_from(["net", "droit", "franc", "vif", "lisse"]), max_size=7)


@settings(deadline=None)
@given(words, words)
def test_an_edited_list_reads_as_wanted_once_its_corrections_are_laid(
    before: list[str], after: list[str]
) -> None:
    document = {"nsf": before}
    laid = overlay.apply(document, editing(document, "nsf", after))
    assert laid.document == {"nsf": after}
    assert not laid.conflicts


# --- where each piece comes from, once corrected ---


def test_every_piece_remembers_its_address_in_the_reading(document: dict[str, Any]) -> None:
    first = inserting(document, "competences/1/criteria/1", "ferme")
    corrections = [first]
    for make in (
        lambda now: removing(now, "competences/1/criteria/3"),
        lambda now: replacing(now, "competences/1/criteria/3", "loyal"),
        lambda now: removing(now, "glossary/1"),
    ):
        corrections.append(make(overlay.apply(document, corrections).document))
    laid = overlay.apply(document, corrections)
    assert laid.document["competences"][0]["criteria"] == ["ferme", "net", "loyal"]
    origins = laid.origins
    assert "competences/1/criteria/1" not in origins
    assert origins["competences/1/criteria/2"] == "competences/1/criteria/1"
    assert origins["competences/1/criteria/3"] == "competences/1/criteria/3"
    assert origins["glossary/1/term"] == "glossary/2/term"
    assert [one.origin for one in laid.applied] == [
        "",
        "competences/1/criteria/2",
        "competences/1/criteria/3",
        "glossary/1",
    ]


def test_what_stays_inside_a_list_replaced_whole_keeps_its_origin(document: dict[str, Any]) -> None:
    laid = overlay.apply(document, [replacing(document, "competences/1/criteria", ["franc", "neuf", "net"])])
    assert laid.origins["competences/1/criteria/1"] == "competences/1/criteria/3"
    assert laid.origins["competences/1/criteria/3"] == "competences/1/criteria/1"
    assert "competences/1/criteria/2" not in laid.origins
    assert laid.origins["competences/1/criteria"] == "competences/1/criteria"


# --- laws ---

documents = st.integers(0, len(DOCUMENTS) - 1)  # a rank: a whole document is too long to be told

Step = tuple[str, int, str]
steps = st.lists(
    st.tuples(st.sampled_from(["replace", "insert", "remove", "confirm"]), st.integers(0, 10_000), st.text(min_size=1)),
    max_size=6,
)  # fmt: skip


def decided(document: Any, wanted: list[Step]) -> list[Correction]:
    """Corrections decided one after the other, each on the document as the former ones leave it."""
    corrections: list[Correction] = []
    for act, seed, text in wanted:
        now = overlay.apply(document, corrections).document
        leaves = [address for address, value in addresses.walk(now) if isinstance(value, str)]
        address = leaves[seed % len(leaves)]
        ranked = address.rpartition("/")[2].isdecimal()
        if address.rpartition("/")[2] in NAMES or (not ranked and act in ("insert", "remove")):
            continue
        if act == "replace":
            corrections.append(replacing(now, address, text))
        elif act == "insert":
            corrections.append(inserting(now, address, text))
        else:
            corrections.append(removing(now, address) if act == "remove" else confirming(now, address))
    return corrections


@settings(deadline=None)
@given(documents, st.integers(0, 10_000), st.text())
def test_over_its_own_reading_a_correction_gives_its_after(which: int, seed: int, text: str) -> None:
    document = DOCUMENTS[which]
    leaves = [address for address, _ in addresses.walk(document) if address.rpartition("/")[2] not in NAMES]
    address = leaves[seed % len(leaves)]
    laid = overlay.apply(document, [replacing(document, address, text)])
    assert addresses.get(laid.document, address) == text
    assert not laid.conflicts
    assert laid.document == addresses.put(document, address, text)


@settings(max_examples=60, deadline=None)
@given(documents, steps)
def test_corrections_decided_one_by_one_all_hold_when_replayed(which: int, wanted: list[Step]) -> None:
    document = DOCUMENTS[which]
    corrections = decided(document, wanted)
    laid = overlay.apply(document, corrections)
    assert not laid.conflicts
    assert not any(one.useless for one in laid.applied if one.correction.before != one.correction.after)


@settings(max_examples=60, deadline=None)
@given(documents, st.integers(0, 10_000), st.sampled_from(["replace", "insert", "remove"]))
def test_laying_a_correction_twice_changes_nothing_more(which: int, seed: int, act: str) -> None:
    document = DOCUMENTS[which]
    for correction in decided(document, [(act, seed, "une formulation neuve")]):
        once = overlay.apply(document, [correction])
        twice = overlay.apply(once.document, [correction])
        assert twice.document == once.document
        assert not twice.conflicts


@settings(max_examples=60, deadline=None)
@given(documents, st.lists(st.integers(0, 10_000), min_size=2, max_size=5), st.randoms())
def test_corrections_of_different_pieces_give_the_same_in_any_order(
    which: int, seeds: list[int], random: Any
) -> None:
    document = DOCUMENTS[which]
    leaves = [
        address
        for address, value in addresses.walk(document)
        if isinstance(value, str) and address.rpartition("/")[2] not in {*NAMES, *LABELS}
    ]
    chosen = sorted({leaves[seed % len(leaves)] for seed in seeds})
    corrections = [replacing(document, address, f"neuf {n}") for n, address in enumerate(chosen)]
    shuffled = list(corrections)
    random.shuffle(shuffled)
    assert overlay.apply(document, shuffled).document == overlay.apply(document, corrections).document


LABELS = {"title", "name", "label", "term", "description", "former", "test", "id", "text", "where", "message"}


@settings(max_examples=60, deadline=None)
@given(documents, st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_correction_survives_an_item_read_anew_before_it(which: int, seed: int, other: int) -> None:
    document = DOCUMENTS[which]
    items = [
        address
        for address, value in addresses.walk(document)
        if isinstance(value, str) and address.rpartition("/")[2].isdecimal()
    ]
    address = items[seed % len(items)]
    holder, _, rank = address.rpartition("/")
    correction = replacing(document, address, "une formulation neuve")
    better = addresses.insert(document, f"{holder}/{1 + other % int(rank)}", "un élément lu en plus")
    laid = overlay.apply(better, [correction])
    assert addresses.get(laid.document, f"{holder}/{int(rank) + 1}") == "une formulation neuve"
    assert not laid.conflicts


@settings(max_examples=40, deadline=None)
@given(documents, steps)
def test_origins_name_pieces_of_the_reading_and_each_once(which: int, wanted: list[Step]) -> None:
    document = DOCUMENTS[which]
    laid = overlay.apply(document, decided(document, wanted))
    for address, origin in laid.origins.items():
        if address:
            addresses.get(laid.document, address)
            addresses.get(document, origin)
    assert len(set(laid.origins.values())) == len(laid.origins)

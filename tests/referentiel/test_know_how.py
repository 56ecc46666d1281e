"""The know-how of a competence as one list: in the order of the document, whatever people moved or added."""

from datetime import UTC, datetime
from typing import Any

import pytest

from jalon.referentiel import addresses, overlay
from jalon.referentiel.know_how import FOLLOWS, REMOVED, Said, UnclearItem, groups_of, items_of, lists_of
from jalon.referentiel.review import Review, build
from tests.referentiel import readings

WHO: dict[str, Any] = {
    "author": "Nadège Loubère", "reason": "Vu page 3.", "at": datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
}  # fmt: skip
TECHNICAL, ORGANISATIONAL, RELATIONAL, KNOWLEDGE = GROUPS = groups_of("competences/1")
ONE, TWO = Said(TECHNICAL, "Tailler"), Said(TECHNICAL, "Poncer")


def reviewed(**lists: list[str]) -> Review:
    """The usual reading, where the lists of competence 1 were given other items."""
    imported = readings.reading()
    now, corrections = imported.document, []
    for name, texts in lists.items():
        made = overlay.editing(now, f"competences/1/{name}", texts, **WHO)
        now = overlay.apply(now, made).document
        corrections += made
    return build(imported, dict(enumerate(corrections, 1)), {})


def texts(review: Review) -> list[str]:
    lists = {group: addresses.get(review.document, group) for group in GROUPS}
    return [item.text for item in items_of(review, "competences/1", lists)]


def test_items_stand_in_the_order_in_which_they_were_read() -> None:
    assert texts(reviewed()) == [
        "Tracer un gabarit 1", "Affûter une gouge 1", "Poncer", "Préparer son poste 1",
        "Écouter le metteur en scène 1", "Connaissance des bois 1",
    ]  # fmt: skip


def test_an_item_moved_to_another_group_stays_where_it_was_read() -> None:
    review = reviewed(
        technical_skills=["Tracer un gabarit 1", "Poncer"],
        relational_skills=["Affûter une gouge 1", "Écouter le metteur en scène 1"],
    )
    assert texts(review) == texts(reviewed())


def test_an_item_that_was_not_read_follows_its_neighbour_in_the_list() -> None:
    review = reviewed(
        technical_skills=["Tracer un gabarit 1", "Affûter une gouge 1", "Huiler", "Poncer"],
        relational_skills=["Saluer", "Écouter le metteur en scène 1"],
    )
    assert texts(review)[2:6] == ["Huiler", "Poncer", "Préparer son poste 1", "Saluer"]


def test_a_group_of_items_that_were_not_read_follows_the_group_before_it() -> None:
    assert texts(reviewed(organisational_skills=["Ranger"]))[2:4] == ["Poncer", "Ranger"]


@pytest.mark.parametrize(
    ("said", "technical"),
    [
        ([ONE, TWO], ["Tailler", "Poncer"]),
        ([ONE, Said(FOLLOWS, "une tête")], ["Tailler une tête"]),
        ([ONE, Said(FOLLOWS, "une\ntête")], ["Tailler une tête"]),
        ([Said(TECHNICAL, "Tailler\r\n\r\n Poncer  fin ")], ["Tailler", "Poncer fin"]),
        ([ONE, Said(REMOVED, "Poncer")], ["Tailler"]),
        ([Said(REMOVED, "")], []),
    ],
)
def test_what_is_said_of_each_item_gives_the_lists(said: list[Said], technical: list[str]) -> None:
    assert lists_of(GROUPS, said) == {
        TECHNICAL: technical, ORGANISATIONAL: [], RELATIONAL: [], KNOWLEDGE: [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "rank"),
    [
        ([Said(FOLLOWS, "une tête")], 0),
        ([ONE, Said(REMOVED, "Poncer"), Said(FOLLOWS, "fin")], 2),
        ([ONE, Said(KNOWLEDGE, " \n ")], 1),
        ([ONE, Said(FOLLOWS, "")], 1),
    ],
)
def test_an_item_that_cannot_be_placed_is_named_by_its_rank(said: list[Said], rank: int) -> None:
    with pytest.raises(UnclearItem) as refused:
        lists_of(GROUPS, said)
    assert refused.value.rank == rank

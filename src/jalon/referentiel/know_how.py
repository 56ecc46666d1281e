"""The know-how of a competence as one list, in the order of the document, each item with its group: plain Python.

The document prints one list where the référentiel keeps four: a border misplaced between two groups is mended by
giving items another group, not by copying texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any, NamedTuple

from . import addresses, pieces
from .addresses import UnknownAddress
from .importer.source import Place
from .review import Review

# What is said of an item instead of its group.
FOLLOWS, REMOVED = "suite", "retirer"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of know-how; `group` is the address of its list, `address` its own."""

    group: str
    address: str
    text: str


class Said(NamedTuple):
    """What a form says of one item: its group, FOLLOWS or REMOVED; each line of `text` is an item of its own."""

    group: str
    text: str


class UnclearItem(ValueError):
    """An item that cannot be placed: `rank` counts from 0, the message is French."""

    def __init__(self, rank: int, message: str) -> None:
        super().__init__(message)
        self.rank = rank


def groups_of(competence: str) -> tuple[str, ...]:
    """The addresses of the four lists of a competence, given by its own address."""
    return tuple(f"{competence}/{name}" for name in pieces.KNOW_HOW)


def items_of(review: Review, competence: str, lists: Mapping[str, Sequence[str]]) -> tuple[Item, ...]:
    """The items of the lists, by address, as the document prints them one after the other.

    The order inside each list stays. An item that people added, or moved, goes where its text was read, or beside
    its neighbours in the list.
    """
    read = _places_by_text(review, competence)
    keyed: list[list[tuple[tuple[Any, ...], Item]]] = []
    reached: tuple[Any, ...] = ()
    for group, texts in lists.items():
        items = [Item(group, f"{group}/{rank}", text) for rank, text in enumerate(texts, 1)]
        keys = [_key(review, item, read) for item in items]
        known = next((key for key in keys if key), reached)
        row = []
        for item, key in zip(items, keys, strict=True):
            known = key or known
            row.append((known, item))
        keyed.append(row)
        reached = known
    return tuple(item for _, item in merge(*keyed, key=lambda one: one[0]))


def lists_of(groups: Sequence[str], said: Sequence[Said]) -> dict[str, list[str]]:
    """The lists, by address, that the answers give; raises UnclearItem."""
    lists: dict[str, list[str]] = {group: [] for group in groups}
    last = ""
    for rank, (group, text) in enumerate(said):
        texts = [clean for line in text.splitlines() if (clean := " ".join(line.split()))]
        if group == REMOVED:
            last = ""
            continue
        if not texts:
            raise UnclearItem(rank, "Cet élément est vide : écrivez-le, ou choisissez « À retirer ».")
        if group == FOLLOWS:
            if not last:
                raise UnclearItem(rank, "Aucun élément gardé ne précède celui-ci : choisissez son groupe.")
            lists[last][-1] = " ".join([lists[last][-1], *texts])
        else:
            lists[group] += texts
            last = group
    return lists


def _places_by_text(review: Review, competence: str) -> dict[str, Place]:
    """Where each text of the competence was first read, whatever its group."""
    origin = review.origin_of(competence)
    found: dict[str, Place] = {}
    for group in groups_of(origin):
        try:
            texts = addresses.get(review.imported.document, group)
        except UnknownAddress:
            continue
        for rank, text in enumerate(texts, 1):
            for place in review.imported.provenance.get(f"{group}/{rank}", ())[:1]:
                found.setdefault(text, place)
    return found


def _key(review: Review, item: Item, read: Mapping[str, Place]) -> tuple[Any, ...]:
    """What sorts an item by its place; empty where it has none."""
    origin = review.overlaid.origins.get(item.address, "")
    place = next(iter(review.imported.provenance.get(origin, ())), read.get(item.text))
    return (place.file, place.page or 0, place.line) if place else ()

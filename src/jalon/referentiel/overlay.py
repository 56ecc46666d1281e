"""What people decide of an imported référentiel, kept apart from it and laid over it: plain Python.

A correction holds the address of a piece and its value `before`. When a better importer reads the same file again,
it is laid over the new reading: at its address if the value there is still `before`; elsewhere in the same list if
the list shifted; it is useless if the importer now reads `after` by itself; else it is a conflict, asked again.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple, TypeAlias

from . import addresses
from .addresses import AddressTaken, Path, UnknownAddress

Act = Literal["replace", "insert", "remove", "confirm"]
Origins: TypeAlias = Mapping[str, str]

# What tells one element from another in a list whose elements are named by their rank.
_LABELS: Mapping[str, tuple[str, ...]] = {
    "transversal": ("title",), "phases": ("label",), "productions": ("name",), "premises": ("description",),
    "resources": ("description",), "correspondences": ("former",), "equivalences": ("title",),
    "glossary": ("term",), "conduct": ("test",), "variants": ("id", "text"), "notes": ("where", "message"),
}  # fmt: skip
# Below this likeness, two wordings are two items.
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision on one piece; texts, figures, lists and whole objects are values of the JSON document.

    `act` tells what was done: `replace` a value, `insert` an element or a key (then `before` is the element that
    precedes it in a list without names, None at its head), `remove` it (then `after` is None), `confirm` it as read
    (then `after` is `before`). `within` is the label of the element that holds the piece, where lists are named by
    rank: a term of the glossary, the name of a production. `reason` is French, `at` is when it was decided.
    """

    address: str
    before: Any
    after: Any
    author: str
    reason: str
    at: datetime
    act: Act = "replace"
    within: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A correction that holds: `address` is where, in the document given back; `useless` tells it changed nothing.

    A useless correction is one that the importer makes by itself now. A confirmation is never useless while its
    piece is there. `origin` is the address of the piece in the reading, empty for a piece that was not read.
    """

    correction: Correction
    address: str
    useless: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A correction that finds neither what it corrects nor what it gives: `reason` says so in French."""

    correction: Correction
    reason: str


class Overlaid(NamedTuple):
    """`document` with the corrections; `origins` maps its addresses to those of the reading given to `apply`.

    A piece that a correction added has no origin.
    """

    document: Any
    applied: tuple[Applied, ...]
    conflicts: tuple[Conflict, ...]
    origins: Origins = {}


class _Lost(Exception):
    """A correction that cannot be laid; the message is the French reason."""


def replacing(
    document: Any, address: str, after: Any, *, author: str, reason: str, at: datetime
) -> Correction:
    """The correction that gives a piece another value; raises UnknownAddress."""
    before = addresses.get(document, address)
    return Correction(address, before, after, author, reason, at, "replace", _within(document, address))


def confirming(document: Any, address: str, *, author: str, reason: str, at: datetime) -> Correction:
    """The decision that a piece stands as it was read, or that nothing stands where nothing was read."""
    try:
        value = addresses.get(document, address)
    except UnknownAddress:
        return Correction(address, None, None, author, reason, at, "confirm")
    return Correction(address, value, value, author, reason, at, "confirm", _within(document, address))


def removing(document: Any, address: str, *, author: str, reason: str, at: datetime) -> Correction:
    """The correction that takes a piece away; raises UnknownAddress.

    Where the same value, or nearly, stands twice in a list, the whole list is what is corrected: which of the two
    went would not be known again.
    """
    before = addresses.get(document, address)
    parent, holder = _list_of(document, address)
    if holder is not None and sum(_same(item, before) or _alike(item, before) for item in holder) > 1:
        rank = addresses.locate(document, address)[-1]
        rest = [item for n, item in enumerate(holder) if n != rank]
        return replacing(document, parent, rest, author=author, reason=reason, at=at)
    return Correction(address, before, None, author, reason, at, "remove", _within(document, address))


def inserting(
    document: Any, address: str, value: Any, *, author: str, reason: str, at: datetime
) -> Correction:
    """The correction that adds an element or a key at an address; raises UnknownAddress, AddressTaken.

    A second element equal to one of a list corrects the whole list.
    """
    rank = addresses.place(document, address, value)[-1]
    parent, _, _ = address.rpartition("/")
    holder = addresses.get(document, parent) if parent else document
    anchor = None
    if (
        isinstance(holder, list)
        and isinstance(rank, int)
        and addresses.name_in(parent, holder, value) is None
    ):
        if _ranks(holder, value):
            more = [*holder[:rank], value, *holder[rank:]]
            return replacing(document, parent, more, author=author, reason=reason, at=at)
        anchor = holder[rank - 1] if rank else None
    return Correction(address, anchor, value, author, reason, at, "insert", _within(document, address))


def editing(
    document: Any, address: str, after: Any, *, author: str, reason: str, at: datetime
) -> tuple[Correction, ...]:
    """The least corrections that give the value at an address another content, item by item; raises UnknownAddress.

    Laid in order over the document, they give `after` at this address.
    """
    corrections: list[Correction] = []
    now = document

    def lay(correction: Correction) -> None:
        nonlocal now
        corrections.append(correction)
        now = apply(now, [correction]).document

    def edit(here: str, wanted: Any) -> None:
        found = addresses.get(now, here)
        if _same(found, wanted):
            return
        if isinstance(found, Mapping) and isinstance(wanted, Mapping):
            for key in [key for key in found if key not in wanted]:
                lay(removing(now, f"{here}/{key}", author=author, reason=reason, at=at))
            name = addresses.naming_key(here)  # last: the element answers to another address afterwards
            for key, value in sorted(wanted.items(), key=lambda item: item[0] == name):
                if key in found:
                    edit(f"{here}/{key}", value)
                else:
                    lay(inserting(now, f"{here}/{key}", value, author=author, reason=reason, at=at))
        elif _plain_items(found) and _plain_items(wanted):
            edit_items(here, found, wanted)
        else:
            lay(replacing(now, here, wanted, author=author, reason=reason, at=at))

    def edit_items(here: str, found: list[Any], wanted: list[Any]) -> None:
        codes = SequenceMatcher(None, [*map(repr, found)], [*map(repr, wanted)], autojunk=False).get_opcodes()
        for _, start, stop, first, last in reversed([code for code in codes if code[0] != "equal"]):
            kept = min(stop - start, last - first)
            for value in reversed(wanted[first + kept : last]):
                lay(inserting(now, f"{here}/{stop + 1}", value, author=author, reason=reason, at=at))
            for rank in range(stop, start + kept, -1):
                lay(removing(now, f"{here}/{rank}", author=author, reason=reason, at=at))
            for n in range(kept):
                item = f"{here}/{start + n + 1}"
                lay(replacing(now, item, wanted[first + n], author=author, reason=reason, at=at))

    addresses.locate(document, address)
    edit(address, after)
    with suppress(UnknownAddress):
        if _same(addresses.get(now, address), after):
            return tuple(corrections)
    if not corrections or not _renames(corrections[-1]):
        return (replacing(document, address, after, author=author, reason=reason, at=at),)
    return tuple(corrections)


def apply(document: Any, corrections: Iterable[Correction]) -> Overlaid:
    """The document with the corrections laid over it, in their order; the given document is untouched.

    Laying the same corrections over the result changes nothing more. Nothing is raised: a correction that cannot
    be laid is a conflict.
    """
    state = _State(document, _shadow(document))
    applied: list[tuple[Correction, _Node | None, bool]] = []
    conflicts: list[Conflict] = []
    for correction in corrections:
        try:
            applied.append((correction, *_LAY[correction.act](state, correction)))
        except (_Lost, UnknownAddress, AddressTaken) as lost:
            conflicts.append(Conflict(correction, str(lost)))
    origins: dict[str, str] = {}
    current: dict[int, str] = {}
    for address, node in _nodes(state.document, state.shadow):
        current[id(node)] = address
        if node.origin is not None:
            origins[address] = node.origin
    done = tuple(
        Applied(
            correction,
            current.get(id(node), correction.address) if node else correction.address,
            useless,
            (node.origin or "") if node else "",
        )
        for correction, node, useless in applied
    )
    return Overlaid(state.document, done, tuple(conflicts), origins)


# --- where each piece comes from: a tree shaped as the document, whose nodes remember their first address ---


@dataclass(slots=True, eq=False)
class _Node:
    origin: str | None
    children: "dict[str, _Node] | list[_Node] | None" = None


@dataclass(slots=True)
class _State:
    document: Any
    shadow: _Node = field(repr=False)

    def node(self, path: Path) -> _Node:
        here = self.shadow
        for key in path:
            here = here.children[key]  # type: ignore[index]
        return here

    def put(self, path: Path, value: Any) -> None:
        node = self.node(path)
        fresh = _shadow(value, known=False)
        _keep_origins(addresses.at(self.document, path), node, value, fresh)
        node.children = fresh.children
        self.document = addresses.put_at(self.document, path, value)

    def insert(self, path: Path, value: Any) -> _Node:
        holder, fresh = self.node(path[:-1]).children, _shadow(value, known=False)
        if isinstance(holder, list):
            holder.insert(int(path[-1]), fresh)
        elif holder is not None:
            holder[str(path[-1])] = fresh
        self.document = addresses.insert_at(self.document, path, value)
        return fresh

    def remove(self, path: Path) -> _Node:
        gone = self.node(path)
        del self.node(path[:-1]).children[path[-1]]  # type: ignore[union-attr, arg-type]
        self.document = addresses.remove_at(self.document, path)
        return gone


def _shadow(document: Any, address: str = "", *, known: bool = True) -> _Node:
    node = _Node(address if known else None)
    if isinstance(document, Mapping):
        node.children = {
            str(key): _shadow(value, f"{address}/{key}".lstrip("/"), known=known)
            for key, value in document.items()
        }
    elif isinstance(document, list):
        names = addresses.names(address, document)
        node.children = [
            _shadow(value, f"{address}/{name}", known=known)
            for name, value in zip(names, document, strict=True)
        ]
    return node


def _keep_origins(old: Any, node: _Node, new: Any, fresh: _Node) -> None:
    """What is unchanged inside a replaced value keeps its origin."""
    fresh.origin = node.origin
    sources, targets = node.children, fresh.children
    if isinstance(sources, dict) and isinstance(targets, dict):
        for key in sources.keys() & targets.keys():
            _keep_origins(old[key], sources[key], new[key], targets[key])
    elif isinstance(sources, list) and isinstance(targets, list):
        spare = list(zip(old, sources, strict=True))
        for value, target in zip(new, targets, strict=True):
            twin = next((n for n, (other, _) in enumerate(spare) if _same(other, value)), None)
            if twin is not None:
                other, source = spare.pop(twin)
                _keep_origins(other, source, value, target)


def _nodes(document: Any, node: _Node, address: str = "") -> Iterator[tuple[str, _Node]]:
    yield address, node
    if isinstance(document, Mapping) and isinstance(node.children, dict):
        for key, value in document.items():
            yield from _nodes(value, node.children[key], f"{address}/{key}".lstrip("/"))
    elif isinstance(document, list) and isinstance(node.children, list):
        names = addresses.names(address, document)
        for name, value, child in zip(names, document, node.children, strict=True):
            yield from _nodes(value, child, f"{address}/{name}".lstrip("/"))


# --- laying one correction: the path it concerns, and whether it was useless ---


def _lay_replace(state: _State, correction: Correction) -> tuple[_Node | None, bool]:
    path, useless = _find(state.document, correction)
    if not useless:
        state.put(path, correction.after)
    return state.node(path), useless


def _lay_confirm(state: _State, correction: Correction) -> tuple[_Node | None, bool]:
    if correction.before is None:
        with suppress(UnknownAddress):
            path = addresses.locate(state.document, correction.address)
            if addresses.at(state.document, path) is not None:
                raise _Lost("Une valeur se lit maintenant là où rien ne se lisait.")
            return state.node(path), False
        return None, False
    return state.node(_find(state.document, correction)[0]), False


def _lay_remove(state: _State, correction: Correction) -> tuple[_Node | None, bool]:
    holder_path, holder, step = _holder(state.document, correction)
    if (
        isinstance(holder, list)
        and addresses.name_in(_address(correction), holder, correction.before) is None
    ):
        ranks = _ranks(holder, correction.before)
        if not ranks:
            if any(_alike(item, correction.before) for item in holder):
                raise _Lost("L’élément retiré se lit autrement maintenant.")
            return None, True
        return state.remove((*holder_path, _chosen(ranks, step))), False
    try:
        key = addresses.locate(state.document, _join(state.document, holder_path, step))[-1]
    except UnknownAddress:
        return None, True
    if not _same(addresses.at(holder, (key,)), correction.before):
        raise _Lost("La valeur retirée n’est plus celle qui se lit.")
    return state.remove((*holder_path, key)), False


def _lay_insert(state: _State, correction: Correction) -> tuple[_Node | None, bool]:
    holder_path, holder, step = _holder(state.document, correction)
    value = correction.after
    if isinstance(holder, list) and addresses.name_in(_address(correction), holder, value) is None:
        if ranks := _ranks(holder, value):
            return state.node((*holder_path, ranks[0])), True
        rank = 0
        if correction.before is not None:
            anchors = _ranks(holder, correction.before)
            if not anchors:
                raise _Lost("L’élément qui précédait l’ajout ne se lit plus dans la liste.")
            rank = _chosen(anchors, str(int(step) - 1) if step.isdecimal() else "") + 1
        path: Path = (*holder_path, rank)
    else:
        address = _join(state.document, holder_path, step)
        try:
            path = addresses.place(state.document, address, value)
        except AddressTaken:
            path = addresses.locate(state.document, address)
            if _same(addresses.at(state.document, path), value):
                return state.node(path), True
            raise _Lost("L’importeur lit maintenant autre chose à la place de l’ajout.") from None
    return state.insert(path, value), False


_LAY = {
    "replace": _lay_replace, "confirm": _lay_confirm, "remove": _lay_remove, "insert": _lay_insert,
}  # fmt: skip


def _find(document: Any, correction: Correction) -> tuple[Path, bool]:
    """Where the value to replace stands, and whether it already is what the correction wants; raises _Lost."""
    if (renamed := _renamed(document, correction)) is not None:
        return renamed, True
    holder_path, holder, step = _holder(document, correction)
    before, after = correction.before, correction.after
    key: str | int | None = None
    with suppress(UnknownAddress):
        key = addresses.locate(document, _join(document, holder_path, step))[-1]
    if key is not None:
        found = addresses.at(holder, (key,))
        if _same(found, before):
            return (*holder_path, key), False
        if _same(found, after):
            return (*holder_path, key), True
    if isinstance(holder, list) and addresses.name_in(_address(correction), holder, before) is None:
        if len(ranks := _ranks(holder, before)) == 1:
            return (*holder_path, ranks[0]), False
        if ranks:
            raise _Lost("La valeur corrigée se lit maintenant à plusieurs rangs de la liste.")
        if len(ranks := _ranks(holder, after)) == 1:
            return (*holder_path, ranks[0]), True
    if key is None:
        raise _Lost("La pièce corrigée ne se lit plus.")
    raise _Lost("La pièce corrigée se lit maintenant autrement.")


def _holder(document: Any, correction: Correction) -> tuple[Path, Any, str]:
    """The container of the piece, found by the label of its element where ranks shifted; raises _Lost."""
    parent, _, step = correction.address.rpartition("/")
    if not parent:
        return (), document, step
    split = _ranked_element(parent)
    if not split or not correction.within:
        path = _located(document, parent)
        return path, addresses.at(document, path), step
    list_address, rank, rest = split
    list_path = _located(document, list_address)
    items = addresses.at(document, list_path)
    if not isinstance(items, list):
        raise _Lost("La liste qui tenait cette pièce ne se lit plus.")
    ranks = [n for n, item in enumerate(items) if _is_within(list_address, item, correction, rest)]
    if not ranks:
        raise _Lost(f"« {correction.within} » ne se lit plus dans cette liste.")
    here = (*list_path, _chosen(ranks, rank))
    path = here
    if rest:
        path = (*here, *_located(addresses.at(document, here), rest))
    return path, addresses.at(document, path), step


def _located(document: Any, address: str) -> Path:
    try:
        return addresses.locate(document, address)
    except UnknownAddress:
        raise _Lost("Ce qui tenait cette pièce ne se lit plus.") from None


def _ranked_element(address: str) -> tuple[str, str, str] | None:
    """(address of the list, rank, rest) of the element named by its rank that an address passes through."""
    steps = address.split("/")
    for n in range(len(steps) - 1, 0, -1):
        if steps[n - 1] in _LABELS and steps[n].isdecimal():
            return "/".join(steps[:n]), steps[n], "/".join(steps[n + 1 :])
    return None


def _within(document: Any, address: str) -> str:
    """The label of the ranked element that holds a piece; empty where there is none, or where it is the piece."""
    parent, _, _ = address.rpartition("/")
    split = _ranked_element(parent) if parent else None
    if not split:
        return ""
    list_address, rank, _ = split
    return _label(list_address, addresses.get(document, f"{list_address}/{rank}"))


def _label(list_address: str, item: Any) -> str:
    keys = _LABELS[list_address.rsplit("/", 1)[-1]]
    if not isinstance(item, Mapping):
        return ""
    return " · ".join(str(item[key]) for key in keys if item.get(key))


def _is_within(list_address: str, item: Any, correction: Correction, rest: str) -> bool:
    """Whether this element is the one that held the piece, even where the piece is its label, already corrected."""
    if _label(list_address, item) == correction.within:
        return True
    key = correction.address.rpartition("/")[2]
    if rest or not isinstance(item, Mapping) or not _same(item.get(key), correction.after):
        return False
    return _label(list_address, {**item, key: correction.before}) == correction.within


def _list_of(document: Any, address: str) -> tuple[str, list[Any] | None]:
    """(address, items) of the list that holds a piece by its rank."""
    parent, _, _ = address.rpartition("/")
    holder = addresses.get(document, parent) if parent else document
    value = addresses.get(document, address)
    ranked = isinstance(holder, list) and addresses.name_in(parent, holder, value) is None
    return parent, holder if ranked else None


def _renamed(document: Any, correction: Correction) -> Path | None:
    """Where a number or a kind already changed stands: its element now answers to its new name."""
    parent, _, key = correction.address.rpartition("/")
    holder, _, name = parent.rpartition("/")
    if not holder or name != str(correction.before) or correction.before == correction.after:
        return None
    with suppress(UnknownAddress):
        addresses.locate(document, parent)
        return None
    try:
        path = addresses.locate(document, f"{holder}/{correction.after}/{key}")
    except UnknownAddress:
        return None
    return path if _same(addresses.at(document, path), correction.after) else None


def _address(correction: Correction) -> str:
    return correction.address.rpartition("/")[0]


def _join(document: Any, holder_path: Path, step: str) -> str:
    return f"{addresses.address_of(document, holder_path)}/{step}".lstrip("/")


def _ranks(items: list[Any], value: Any) -> list[int]:
    return [n for n, item in enumerate(items) if _same(item, value)]


def _chosen(ranks: list[int], step: str) -> int:
    """The only rank, or the one that the address names; raises _Lost where neither is so."""
    wanted = int(step) - 1 if step.isdecimal() else -1
    if wanted in ranks:
        return wanted
    if len(ranks) > 1:
        raise _Lost("Plusieurs éléments de la liste se lisent de la même façon.")
    return ranks[0]


def _renames(correction: Correction) -> bool:
    """Whether a correction gives its element another name."""
    parent, _, key = correction.address.rpartition("/")
    return key == addresses.naming_key(parent) and correction.act == "replace"


def _plain_items(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(item, (Mapping, list)) for item in value)


def _same(left: Any, right: Any) -> bool:
    """Equal values of one kind: 1 is not True."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right) and (left is None) == (right is None)


def _alike(left: Any, right: Any) -> bool:
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    return SequenceMatcher(None, left.casefold(), right.casefold()).ratio() >= _ALIKE

"""Addresses of the pieces of a référentiel document: how provenance, doubts and corrections point into its JSON.

An address is a path of keys separated by `/`. An element of a list is named by what the référentiel calls it where
that exists: `activities/2`, `competences/7`, `matrix/7` (numbers), `schemes/ccp1/tests/entretien_technique` (kind),
`…/parts/2`, `transversal/1`; elsewhere by its rank from 1: `competences/7/criteria/3`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_NAMED = {
    "activities": "number",
    "competences": "number",
    "matrix": "competence",
    "tests": "kind",
    "parts": "number",
}


class UnknownAddress(LookupError):
    """An address that leads nowhere in this document."""


class AddressTaken(LookupError):
    """An address where something already stands."""


def walk(document: object, root: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf of a document with its address, in order; an empty list is a leaf."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            yield from walk(value, f"{root}/{key}".lstrip("/"))
    elif isinstance(document, list) and document:
        for name, value in zip(names(root, document), document, strict=True):
            yield from walk(value, f"{root}/{name}")
    else:
        yield root, document


def get(document: object, address: str) -> Any:
    """The value at an address; raises UnknownAddress."""
    return at(document, locate(document, address))


def locate(document: object, address: str) -> Path:
    """The keys and indexes (from 0) that lead to an address; raises UnknownAddress."""
    here, path, found = document, "", []
    for step in address.split("/"):
        key = _key(here, path, step)
        if key is None:
            raise UnknownAddress(f"« {address} » ne mène à rien dans ce référentiel.")
        here, path = _child(here, key), f"{path}/{step}".lstrip("/")
        found.append(key)
    return tuple(found)


def at(document: object, path: Path) -> Any:
    """The value at the end of a located path."""
    here = document
    for key in path:
        here = _child(here, key)
    return here


def address_of(document: object, path: Path) -> str:
    """The address that leads to a located path in this document."""
    here, address = document, ""
    for key in path:
        step = names(address, here)[key] if isinstance(here, list) and isinstance(key, int) else str(key)
        here, address = _child(here, key), f"{address}/{step}".lstrip("/")
    return address


def name_in(list_address: str, items: Sequence[object], value: object) -> str | None:
    """The name that `value` gives itself in the list at this address, None where its rank names it."""
    key = _NAMED.get(list_address.rsplit("/", 1)[-1])
    own = key is not None and isinstance(value, Mapping) and key in value
    if not own or (items and names(list_address, list(items)) != _own_names(list_address, items)):
        return None
    return str(value[key])  # type: ignore[index]


def naming_key(address: str) -> str | None:
    """The key by which the element at an address is named, if its list names elements by a key."""
    return _NAMED.get("/".join(address.split("/")[:-1]).rsplit("/", 1)[-1])


def put(document: Any, address: str, value: object) -> Any:
    """A copy of the document where `value` stands at an existing address; raises UnknownAddress."""
    return put_at(document, locate(document, address), value)


def insert(document: Any, address: str, value: object) -> Any:
    """A copy of the document with one more key, or one more element, at an address.

    The last step is the new key of an object, the own name of the value (`competences/13` for the competence 13,
    set in the order of numbers), or the rank that the element will have, from 1 to one past the end. Raises
    UnknownAddress when the parent is absent, or the rank too far, AddressTaken when the name is in use.
    """
    return insert_at(document, place(document, address, value), value)


def place(document: Any, address: str, value: object) -> Path:
    """Where `insert` sets a value: the located path that it will have; raises as `insert` does."""
    parent, _, step = address.rpartition("/")
    path = locate(document, parent) if parent else ()
    holder = at(document, path)
    if isinstance(holder, Mapping):
        if step in holder:
            raise AddressTaken(f"« {address} » existe déjà dans ce référentiel.")
        return (*path, step)
    if isinstance(holder, list):
        name = name_in(parent, holder, value)
        if name is None and step.isdecimal() and 1 <= int(step) <= len(holder) + 1:
            return (*path, int(step) - 1)
        if name == step:
            if step in names(parent, holder):
                raise AddressTaken(f"« {address} » existe déjà dans ce référentiel.")
            return (*path, _rank_of_name(parent, holder, step))
    raise UnknownAddress(f"Rien ne peut être ajouté à l’adresse « {address} ».")


def remove(document: Any, address: str) -> Any:
    """A copy of the document without the key or the element at an address; raises UnknownAddress."""
    return remove_at(document, locate(document, address))


def put_at(document: Any, path: Path, value: object) -> Any:
    def write(holder: Any, key: str | int) -> None:
        holder[key] = value

    return _edit(document, path, write) if path else value


def insert_at(document: Any, path: Path, value: object) -> Any:
    def write(holder: Any, key: str | int) -> None:
        if isinstance(holder, list) and isinstance(key, int):
            holder.insert(key, value)
        else:
            holder[key] = value

    return _edit(document, path, write)


def remove_at(document: Any, path: Path) -> Any:
    def write(holder: Any, key: str | int) -> None:
        del holder[key]

    return _edit(document, path, write)


def _edit(document: Any, path: Path, write: Callable[[Any, str | int], None]) -> Any:
    """A copy of the containers along the path, changed at its end; the rest is shared."""
    copy: Any = dict(document) if isinstance(document, Mapping) else list(document)
    head, *rest = path
    if rest:
        copy[head] = _edit(copy[head], tuple(rest), write)
    else:
        write(copy, head)
    return copy


def _key(here: object, path: str, step: str) -> str | int | None:
    if isinstance(here, Mapping):
        return step if step in here else None
    if isinstance(here, list) and step in (own := names(path, here)):
        return own.index(step)
    return None


def _child(here: object, key: str | int) -> Any:
    return here[key]  # type: ignore[index]


def _rank_of_name(path: str, items: list[Any], name: str) -> int:
    """Numbers keep their order; kinds come last."""
    if not name.isdecimal():
        return len(items)
    known = enumerate(names(path, items))
    return next((n for n, own in known if own.isdecimal() and int(own) > int(name)), len(items))


def _own_names(path: str, items: Sequence[object]) -> list[str]:
    key = _NAMED.get(path.rsplit("/", 1)[-1])
    return [str(item[key]) for item in items if isinstance(item, Mapping) and key in item] if key else []


def names(path: str, items: list[Any]) -> list[str]:
    """Names of the elements of a list: their own number or kind where they have one, or else their rank."""
    named = _own_names(path, items)
    return named if len(named) == len(items) == len(set(named)) else [str(n + 1) for n in range(len(items))]

"""The pieces of a document as screens take them: what one form edits, what one row shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from jalon.referentiel import addresses, pieces
from jalon.referentiel.addresses import UnknownAddress
from jalon.referentiel.know_how import groups_of


@dataclass(frozen=True, slots=True)
class Unit:
    """What one form edits: fields by address.

    `whole` is the class of the object that they make together; `competence` the address of the competence whose
    know-how they are, edited as one list.
    """

    fields: dict[str, pieces.Field]
    whole: type | None = None
    competence: str = ""


def unit_of(document: Any, address: str) -> Unit:
    """The fields that a correction of this piece offers; empty where it holds too much for one form."""
    try:
        field = pieces.field_at(address)
    except UnknownAddress:
        return Unit({})
    parent, _, last = address.rpartition("/")
    if address == "matrix":
        return Unit(_matrix_fields(document))
    if last in pieces.KNOW_HOW:
        return Unit({group: pieces.field_at(group) for group in groups_of(parent)}, competence=parent)
    if field.kind == "object" and field.of is not None:
        own = {
            f"{address}/{f.name}": f
            for f in pieces.fields_of(field.of)
            if f.kind not in ("object", "objects")
        }
        return Unit(own, field.of)
    if field.kind in ("object", "objects"):
        return Unit({})
    return Unit({address: field})


def _matrix_fields(document: Any) -> dict[str, pieces.Field]:
    """One row of boxes a competence: the tests of the title, and those that are ticked without being of it."""
    titles = dict(pieces.competence_titles(document))
    rows = value_at(document, "matrix") or []
    tests = value_at(document, "schemes/title/tests") or []
    wanted = {test.get("kind") for test in tests} | {kind for row in rows for kind in row.get("tests") or ()}
    fields = {}
    for name in addresses.names("matrix", rows):
        field = pieces.field_at(f"matrix/{name}/tests")
        choices = tuple(choice for choice in field.choices if choice[0] in wanted)
        title = titles.get(int(name), "") if name.isdecimal() else ""
        fields[f"matrix/{name}/tests"] = replace(field, label=f"{name}. {title}", choices=choices)
    return fields


def value_at(document: Any, address: str) -> Any:
    try:
        return addresses.get(document, address)
    except UnknownAddress:
        return None


def units_under(document: Any, root: str) -> list[tuple[str, Any]]:
    try:
        value = addresses.get(document, root)
    except UnknownAddress:
        return []
    if isinstance(value, Mapping):
        return [
            unit for key in pieces.keys_of(root, value) for unit in units_under(document, f"{root}/{key}")
        ]
    if kind_at(root) == "objects" and isinstance(value, list):
        inner = [
            unit for name in addresses.names(root, value) for unit in units_under(document, f"{root}/{name}")
        ]
        return [*inner, (root, [])]  # the list itself closes its elements: where one is added
    return [(root, value)]


def kind_at(address: str) -> str:
    try:
        return pieces.field_at(address).kind
    except UnknownAddress:
        return ""


def text_lists(document: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The lists of texts of a document, by fiche: (fiche, [(address, label)])."""
    groups = []
    for _, label, roots in pieces.sections(document):
        found = [
            (address, pieces.label_of(document, address))
            for root in roots
            for address, _ in units_under(document, root)
            if kind_at(address) == "texts"
        ]
        if found:
            groups.append((label, found))
    return groups

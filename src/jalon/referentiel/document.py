"""Reads and writes a référentiel as JSON: every fault at once, each with its path, in French."""

import hashlib
import json
import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any, ClassVar, Literal, TypeAlias, Union, cast, get_args, get_origin, get_type_hints

from .schema import Finding, Scheme, TitreVersion

Json: TypeAlias = dict[str, Any]

_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSTORABLE = frozenset("\x00")
_OPTIONAL_IN_PRINT = {"chars_max"}  # printed only where a title limits characters
_DATES = {"decree_date", "journal_date", "effective_date", "former_decree_date", "validity_end",
          "reac_validation_date", "reac_update_date", "re_validation_date", "re_update_date"}  # fmt: skip
_POSITIVE = {"number", "minutes", "level", "activity", "pages_min", "pages_max", "min_interviews",
             "chars_max", "font_size", "line_spacing", "candidate_minutes", "max_sharing", "count"}  # fmt: skip


class InvalidReferentiel(ValueError):
    """A document that is no référentiel: ``faults`` holds every reason, in French, each naming its path."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("Référentiel invalide :\n" + "\n".join(f"– {fault}" for fault in self.faults))


def from_json(document: object) -> TitreVersion:
    """Typed référentiel of a JSON document; raises InvalidReferentiel with all the faults."""
    faults: list[str] = []
    read = _read(TitreVersion, document, "", faults)
    if faults:
        raise InvalidReferentiel(faults)
    titre = cast(TitreVersion, read)
    faults.extend(_broken_links(titre))
    if faults:
        raise InvalidReferentiel(faults)
    # A database may reorder the keys of an object: the title first, then CCPs and CCSs by number.
    return replace(titre, schemes=dict(sorted(titre.schemes.items(), key=lambda item: _scope_rank(item[0]))))


def type_faults(document: object) -> tuple[str, ...]:
    """Faults of the values themselves: what is missing, unknown or of another kind; not the links between them."""
    faults: list[str] = []
    _read(TitreVersion, document, "", faults)
    return tuple(faults)


def to_json(titre: TitreVersion) -> Json:
    """The whole document, ``sources`` included: what is stored and hashed."""
    return cast(Json, _write(titre, keep_empty=True))


def to_contract(titre: TitreVersion, findings: Iterable[Finding] = ()) -> Json:
    """The document as ``jalon referentiel show --json`` prints it: the keys of the contract, in its order."""
    printed = cast(Json, _write(titre, keep_empty=False))
    del printed["sources"]
    return {**printed, "findings": [_write(finding, keep_empty=True) for finding in findings]}


def without_prose(titre: TitreVersion) -> TitreVersion:
    """The document without the official prose, which a centre imports later: ids, labels and figures remain."""
    return replace(
        titre,
        competences=tuple(replace(item, description="", contexts="") for item in titre.competences),
        transversal=tuple(replace(item, description="") for item in titre.transversal),
        glossary=tuple(replace(item, definition="") for item in titre.glossary),
    )


def canonical(document: Json) -> bytes:
    """One byte string per document, whatever the order of its keys."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(titre: TitreVersion) -> str:
    return hashlib.sha256(canonical(to_json(titre))).hexdigest()


def _write(value: object, *, keep_empty: bool) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _write(item, keep_empty=keep_empty)
            for f in fields(value)
            if (item := getattr(value, f.name)) is not None or keep_empty or f.name not in _OPTIONAL_IN_PRINT
        }
    if isinstance(value, Mapping):
        return {key: _write(item, keep_empty=keep_empty) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_write(item, keep_empty=keep_empty) for item in value]
    return str(value) if isinstance(value, StrEnum) else value


def _read(kind: Any, value: object, path: str, faults: list[str]) -> object:
    """Value of the wanted type, or None after noting the fault."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = next(arg for arg in args if arg is not type(None))
        return None if value is None else _read(inner, value, path, faults)
    if origin is tuple:
        if not isinstance(value, list):
            return _refuse(faults, path, f"une liste est attendue, pas {_show(value)}")
        return tuple(_read(args[0], item, f"{path}[{rank}]", faults) for rank, item in enumerate(value))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            return _refuse(faults, path, f"un objet est attendu, pas {_show(value)}")
        return {str(key): _read(args[1], item, f"{path}.{key}", faults) for key, item in value.items()}
    if origin is Literal:
        return (
            value if value in args else _refuse(faults, path, f"{_show(value)} n’est pas dans {_list(args)}")
        )
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if isinstance(value, str) and value in {member.value for member in kind}:
            return kind(value)
        return _refuse(
            faults, path, f"{_show(value)} n’est pas dans {_list(member.value for member in kind)}"
        )
    if is_dataclass(kind):
        return _read_object(cast(type, kind), value, path, faults)
    return _read_plain(kind, value, path, faults)


def _read_object(kind: type, value: object, path: str, faults: list[str]) -> object:
    if not isinstance(value, dict):
        return _refuse(faults, path, f"un objet est attendu, pas {_show(value)}")
    hints = {n: h for n, h in get_type_hints(kind).items() if get_origin(h) is not ClassVar}
    before = len(faults)
    for unknown in sorted(str(key) for key in value.keys() - hints.keys()):
        _fault(faults, f"{path}.{unknown}", "clé inconnue")
    found = {}
    for f in fields(kind):
        where = f"{path}.{f.name}".lstrip(".")
        if f.name in value:
            found[f.name] = _read(hints[f.name], value[f.name], where, faults)
        elif f.default is MISSING and f.default_factory is MISSING:
            _fault(faults, where, "clé absente")
    return kind(**found) if len(faults) == before else None


def _read_plain(kind: type, value: object, path: str, faults: list[str]) -> object:
    name = path.rsplit(".", 1)[-1]
    if kind is str:
        if not isinstance(value, str):
            return _refuse(faults, path, f"un texte est attendu, pas {_show(value)}")
        if not _UNSTORABLE.isdisjoint(value) or (not value.isascii() and _SURROGATE.search(value)):
            return _refuse(faults, path, "le texte contient un caractère qui ne peut être enregistré")
        if name in _DATES and not _is_date(value):
            return _refuse(faults, path, f"« {value} » n’est pas une date AAAA-MM-JJ")
        return value
    if kind is bool:
        wanted = f"vrai ou faux attendu, pas {_show(value)}"
        return value if isinstance(value, bool) else _refuse(faults, path, wanted)
    numbers, noun = ((int,), "un nombre entier") if kind is int else ((int, float), "un nombre")
    if isinstance(value, bool) or not isinstance(value, numbers) or not _finite(value):
        return _refuse(faults, path, f"{noun} est attendu, pas {_show(value)}")
    if name in _POSITIVE and value <= 0:
        return _refuse(faults, path, f"{value} devrait être plus grand que 0")
    return value if value >= 0 else _refuse(faults, path, f"{value} est négatif")


def _scope_rank(scope: str) -> tuple[bool, str, int]:
    return scope != "title", scope[:3], int(scope[3:]) if scope != "title" else 0


def _fault(faults: list[str], path: str, reason: str) -> None:
    faults.append(f"{path.lstrip('.') or 'document'} : {reason}.")


def _refuse(faults: list[str], path: str, reason: str) -> object:
    _fault(faults, path, reason)
    return None


def _show(value: object) -> str:
    return "rien" if value is None else f"« {json.dumps(value, ensure_ascii=False, default=str)[:60]} »"


def _list(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)


def _finite(value: int | float) -> bool:
    return isinstance(value, int) or isfinite(value)


def _is_date(value: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False


# --- links: a document whose references lead nowhere cannot be used at all ---


def _broken_links(titre: TitreVersion) -> Iterator[str]:
    known = {competence.number for competence in titre.competences}
    activities = {activity.number for activity in titre.activities}
    yield from _identity(titre)
    yield from _repeated("competences", (c.number for c in titre.competences))
    yield from _repeated("activities", (a.number for a in titre.activities))
    yield from _repeated("matrix", (row.competence for row in titre.matrix))
    lookup: Callable[[str, Iterable[int]], Iterator[str]] = lambda path, numbers: (  # noqa: E731
        f"{path} : la compétence {number} n’existe pas." for number in numbers if number not in known
    )
    for rank, activity in enumerate(titre.activities):
        yield from lookup(f"activities[{rank}].competences", activity.competences)
    for rank, competence in enumerate(titre.competences):
        holders = [a.number for a in titre.activities if competence.number in a.competences]
        if holders != [competence.activity]:
            yield (
                f"competences[{rank}].activity : la compétence {competence.number} se dit de l’activité "
                f"{competence.activity} mais est rangée dans {_list(holders) or 'aucune'}."
            )
    for rank, transversal in enumerate(titre.transversal):
        yield from lookup(f"transversal[{rank}].competences", transversal.competences)
    for rank, row in enumerate(titre.matrix):
        yield from lookup(f"matrix[{rank}].competence", [row.competence])
    origins = [(f"correspondences[{rank}]", item.activity) for rank, item in enumerate(titre.correspondences)]
    origins += [(f"equivalences[{rank}]", item.activity) for rank, item in enumerate(titre.equivalences)]
    for path, number in origins:
        if number not in activities:
            yield f"{path}.activity : l’activité {number} n’existe pas."
    yield from _scheme_keys(titre)
    for key, scheme in titre.schemes.items():
        yield from _scheme_links(f"schemes.{key}", scheme, lookup)


def _identity(titre: TitreVersion) -> Iterator[str]:
    for name, value, pattern, example in (
        ("code", titre.code, r"TP-\d{5}", "TP-00403"),
        ("version", titre.version, r"\d{2}", "08"),
    ):
        if not re.fullmatch(pattern, value):
            yield f"{name} : « {value} » n’a pas la forme {example}."
    for path, text in (("title", titre.title), ("sigle", titre.sigle)):
        if not text.strip():
            yield f"{path} : le texte est vide."
    labels = [(f"activities[{rank}].title", item.title) for rank, item in enumerate(titre.activities)]
    labels += [(f"competences[{rank}].title", item.title) for rank, item in enumerate(titre.competences)]
    yield from (f"{path} : le texte est vide." for path, text in labels if not text.strip())
    if not titre.activities:
        yield "activities : un titre a au moins une activité."


def _scheme_keys(titre: TitreVersion) -> Iterator[str]:
    kinds = [activity.kind for activity in titre.activities]
    wanted = {"title", *(f"ccp{n + 1}" for n in range(kinds.count("at")))}
    wanted |= {f"ccs{n + 1}" for n in range(kinds.count("ccs"))}
    yield from (f"schemes.{key} : dispositif absent." for key in sorted(wanted - titre.schemes.keys()))
    yield from (
        f"schemes.{key} : aucune activité ne porte ce nom." for key in sorted(titre.schemes.keys() - wanted)
    )


def _scheme_links(
    path: str, scheme: Scheme, lookup: Callable[[str, Iterable[int]], Iterator[str]]
) -> Iterator[str]:
    kinds = [test.kind for test in scheme.tests]
    yield from _repeated(f"{path}.tests", kinds)
    for rank, test in enumerate(scheme.tests):
        yield from lookup(f"{path}.tests[{rank}].competences", test.competences)
        for before in test.after:
            if before not in kinds:
                yield f"{path}.tests[{rank}].after : l’épreuve « {before} » n’est pas au programme."
    if _cyclic({test.kind: test.after for test in scheme.tests}):
        yield f"{path}.tests : l’ordre des épreuves tourne en rond."
    for rank, production in enumerate(scheme.productions):
        here = f"{path}.productions[{rank}]"
        yield from _range(here, production.pages_min, production.pages_max)
        yield from _repeated(f"{here}.parts", (part.number for part in production.parts))
        for index, part in enumerate(production.parts):
            yield from lookup(f"{here}.parts[{index}].competences", part.competences)
            yield from _range(f"{here}.parts[{index}]", part.pages_min, part.pages_max)


def _range(path: str, low: int | None, high: int | None) -> Iterator[str]:
    if low is not None and high is not None and low > high:
        yield f"{path}.pages_max : {high} pages au plus, mais {low} au moins."


def _repeated(path: str, values: Iterable[object]) -> Iterator[str]:
    items = list(values)
    for value in dict.fromkeys(item for item in items if items.count(item) > 1):
        yield f"{path} : « {value} » figure plusieurs fois."


def _cyclic(after: Mapping[str, Iterable[str]]) -> bool:
    left = {kind: set(before) for kind, before in after.items()}
    while free := [kind for kind, before in left.items() if not before & left.keys()]:
        for kind in free:
            del left[kind]
    return bool(left)

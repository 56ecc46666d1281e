"""The pieces of a référentiel for a reader: what each address is called in French, and how its value is written.

Everything is read from the types of `schema`: a field added there is shown, written and read here without more.
"""

import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from . import addresses
from .addresses import Path, UnknownAddress
from .schema import SEVERITY_LABELS, TEST_LABELS, TitreVersion

Kind = Literal[
    "text", "prose", "integer", "decimal", "boolean", "date", "choice",
    "texts", "competences", "choices", "object", "objects",
]  # fmt: skip

_PROSE = {"description", "contexts", "definition", "notes", "message"}
_DATES = {"decree_date", "journal_date", "effective_date", "former_decree_date", "validity_end",
          "reac_validation_date", "reac_update_date", "re_validation_date", "re_update_date"}  # fmt: skip
_CHOICES: Mapping[str, str] = {
    "at": "Activité type", "ccs": "Spécialisation (CCS)",
    **{kind.value: label for kind, label in TEST_LABELS.items()},
    **{str(value): label for value, label in SEVERITY_LABELS.items()},
}  # fmt: skip

_LABELS: Mapping[str, str] = {
    "sigle": "Sigle", "title": "Intitulé", "version": "Millésime", "level": "Niveau",
    "nsf": "Codes NSF", "rome": "Codes ROME", "formacodes": "Formacodes", "rncp": "RNCP",
    "decree_date": "Date de l’arrêté", "journal_date": "Parution au Journal officiel",
    "effective_date": "Date d’effet", "activities": "Activités", "competences": "Compétences",
    "transversal": "Compétences transversales", "schemes": "Épreuves", "matrix": "Matrice des épreuves",
    "premises": "Locaux", "resources": "Ressources", "correspondences": "Correspondances",
    "equivalences": "Équivalences", "glossary": "Glossaire", "sources": "Documents officiels",
    "number": "Numéro", "kind": "Nature", "activity": "Activité", "description": "Description",
    "contexts": "Contextes de mise en œuvre", "criteria": "Critères du REAC",
    "assessment_criteria": "Critères du RE", "technical_skills": "Savoir-faire techniques",
    "organisational_skills": "Savoir-faire organisationnels", "relational_skills": "Savoir-faire relationnels",
    "knowledge": "Savoirs", "label": "Libellé", "minutes": "Durée en minutes", "jury": "En présence du jury",
    "phases": "Phases", "after": "Après les épreuves", "pages_min": "Pages au moins",
    "pages_max": "Pages au plus", "min_interviews": "Entretiens au moins", "requirements": "Contenus attendus",
    "chars_max": "Caractères au plus", "name": "Nom", "annex_pages_max": "Pages d’annexes au plus",
    "font": "Police", "font_size": "Corps de la police", "line_spacing": "Interligne", "parts": "Parties",
    "tests": "Épreuves", "candidate_minutes": "Durée pour le candidat, en minutes",
    "jury_minutes": "Présence du jury, en minutes", "company_hours": "Heures en entreprise au moins",
    "productions": "Productions écrites", "competence": "Compétence", "test": "Épreuve",
    "notes": "Observations", "category": "Désignation", "count": "Nombre",
    "max_sharing": "Candidats qui la partagent", "former_decree_date": "Arrêté précédent",
    "former": "Ancien CCP", "ccps": "CCP", "term": "Terme", "definition": "Définition",
    "validity_end": "Fin de validité", "reac_validation_date": "Validation du REAC",
    "reac_update_date": "Mise à jour du REAC", "re_validation_date": "Validation du RE",
    "re_update_date": "Mise à jour du RE", "conduct": "Déroulement des épreuves",
    "variants": "Variantes de rédaction", "scenario_drawn": "Scénario tiré au sort",
    "actors": "Comédiens", "learners": "Stagiaires présents", "reads": "Productions lues par le jury",
    "code": "Code", "message": "Message", "id": "Repère", "text": "Texte", "place": "Lieu",
    "severity": "Gravité", "where": "Repère concerné",
}  # fmt: skip

# One element of a list, where its name or its rank follows: « Compétence 7 », « Ressource 3 ».
_ONE: Mapping[str, str] = {
    "activities": "Activité", "competences": "Compétence", "transversal": "Compétence transversale",
    "matrix": "Matrice, compétence", "premises": "Local", "resources": "Ressource",
    "correspondences": "Correspondance", "equivalences": "Équivalence", "glossary": "Terme",
    "phases": "Phase", "productions": "Production", "parts": "Partie", "conduct": "Déroulement",
    "variants": "Variante", "notes": "Note", "criteria": "Critère du REAC", "assessment_criteria": "Critère du RE",
    "technical_skills": "Savoir-faire technique", "organisational_skills": "Savoir-faire organisationnel",
    "relational_skills": "Savoir-faire relationnel", "knowledge": "Savoir", "requirements": "Contenu attendu",
    "nsf": "Code NSF", "rome": "Code ROME", "formacodes": "Formacode", "ccps": "CCP",
    "reads": "Production lue", "tests": "Épreuve", "after": "Épreuve qui précède",
}  # fmt: skip

SKILL_GROUPS = ("technical_skills", "organisational_skills", "relational_skills")
KNOW_HOW = (*SKILL_GROUPS, "knowledge")


@dataclass(frozen=True, slots=True)
class Field:
    """What may stand at an address: its French label, how it is written, whether it may be empty, its choices."""

    name: str
    label: str
    kind: Kind
    optional: bool
    choices: tuple[tuple[str, str], ...] = ()
    of: type | None = None  # the class of an object, or of the elements of a list of objects


class UnwritableValue(ValueError):
    """A text that gives no value for a field; the French message says what is expected."""


def field_at(address: str) -> Field:
    """What the schema expects at an address; raises UnknownAddress for one that no référentiel has."""
    hint: Any = TitreVersion
    optional, name, default = False, "", False
    for step in address.split("/"):
        origin, args = get_origin(hint), get_args(hint)
        if origin is tuple:
            hint, optional, default = args[0], False, False
        elif isinstance(origin, type) and issubclass(origin, Mapping):
            hint, optional, default, name = args[1], False, False, step
        elif is_dataclass(hint) and step in (own := _hints(hint)):  # type: ignore[arg-type]
            hint, optional, default = own[step]
            name = step
        else:
            raise UnknownAddress(f"« {address} » n’est le lieu d’aucune pièce d’un référentiel.")
    return _field(name, hint, nullable=optional, default=default)


def fields_of(kind: type) -> tuple[Field, ...]:
    """The fields of an object, in the order of the schema."""
    return tuple(
        _field(name, hint, nullable=nullable, default=default)
        for name, (hint, nullable, default) in _hints(kind).items()
    )


def blank(kind: type) -> dict[str, Any]:
    """An object with nothing in it yet, whose every key is present."""
    empty: Mapping[Kind, Any] = {"text": "", "prose": "", "boolean": False}
    lists = {"texts", "competences", "choices", "objects"}
    return {
        f.name: [] if f.kind in lists else None if f.optional and f.kind not in empty else empty.get(f.kind)
        for f in fields_of(kind)
    }


def label_of(document: Any, address: str) -> str:
    """The piece at an address, in words: « Compétence 7 › Savoir-faire technique 3 »."""
    return " › ".join(_words(document, address))


def short_label(document: Any, address: str) -> str:
    """The last words of `label_of`."""
    return (_words(document, address) or ["Référentiel"])[-1]


def written(value: Any, field: Field) -> str:
    """A value as a form shows it: lists one element a line, dates in ISO, figures with a decimal comma."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return str(value)


def shown(value: Any, document: Any = None) -> str:
    """A value for a reader: words, never code; « rien » where there is nothing."""
    if value is None or value == "" or value == []:
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, str):
        return _CHOICES.get(value, value)
    if isinstance(value, Mapping):
        told = (
            f"{_LABELS.get(key, key)} : {shown(item)}"
            for key, item in value.items()
            if item not in (None, "", [])
        )
        return " ; ".join(told)
    if isinstance(value, list):
        return " ; ".join(shown(item) for item in value)
    return str(value)


def named(item: Any) -> str:
    """An item of a list in one line: an object by its number and its name."""
    if not isinstance(item, Mapping):
        return shown(item)
    names = (
        "title",
        "term",
        "name",
        "label",
        "former",
        "text",
        "message",
        "description",
        "category",
        "kind",
        "test",
    )
    name = next((shown(item[key]) for key in names if item.get(key)), "")
    number = item.get("number") or item.get("competence")
    return f"{number}. {name}" if number and name else str(number or "") or name or shown(item)


def read(field: Field, given: Sequence[str]) -> Any:
    """The value that a form gives for a field: one text, one line an element, or the boxes ticked.

    Raises UnwritableValue. Ranges and links are those of `document.from_json`, checked on the whole document.
    """
    text = given[0].replace("\r\n", "\n") if given else ""
    if field.kind in ("texts",):
        return [clean for line in text.split("\n") if (clean := _clean(line))]
    if field.kind == "competences":
        return [_integer(one) for one in given if one.strip()]
    if field.kind == "choices":
        return [one for one in (_choice(field, value) for value in given if value) if one]
    if field.kind == "boolean":
        return bool(text)
    text = text.strip() if field.kind == "prose" else _clean(text)
    if field.kind in ("text", "prose"):
        return text
    if not text:
        if field.optional:
            return None
        raise UnwritableValue("Une valeur est à donner.")
    if field.kind == "integer":
        return _integer(text)
    if field.kind == "decimal":
        return _decimal(text)
    if field.kind == "date":
        return _date(text)
    return _choice(field, text)


def keys_of(address: str, value: Mapping[str, Any]) -> list[str]:
    """The keys of an object in the order of the schema: a database may have shuffled them."""
    if address == "schemes":
        return sorted(value, key=lambda scope: (scope != "title", scope[:3], len(scope), scope))
    try:
        kind = TitreVersion if not address else field_at(address).of
    except UnknownAddress:
        kind = None
    order = list(_hints(kind)) if kind else []
    return sorted(value, key=lambda key: order.index(key) if key in order else len(order))


def sections(document: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The référentiel cut into fiches to read through: (key, French label, addresses of what it shows)."""
    plain = tuple(f.name for f in fields_of(TitreVersion) if f.kind not in ("objects", "object"))
    yield "references", "Références", tuple(name for name in plain if name != "schemes")
    for name, _ in _elements(document, "activities"):
        yield f"activite-{name}", f"Activité {name}", (f"activities/{name}",)
    for name, _ in _elements(document, "competences"):
        yield f"competence-{name}", f"Compétence {name}", (f"competences/{name}",)
    if "transversal" in document:
        yield "transversales", "Compétences transversales", ("transversal",)
    for scope in keys_of("schemes", document.get("schemes") or {}):
        yield f"epreuves-{scope}", f"Épreuves, {_scope(scope)}", (f"schemes/{scope}",)
    for key, label, address in (
        ("matrice", "Matrice", "matrix"), ("locaux", "Locaux", "premises"),
        ("ressources", "Ressources", "resources"), ("correspondances", "Correspondances", "correspondences"),
        ("equivalences", "Équivalences", "equivalences"), ("glossaire", "Glossaire", "glossary"),
        ("documents", "Documents officiels", "sources"),
    ):  # fmt: skip
        if address in document:
            yield key, label, (address,)


def competence_titles(document: Mapping[str, Any]) -> tuple[tuple[int, str], ...]:
    """Number and title of each competence, in the order of the document."""
    return tuple(
        (int(item["number"]), str(item.get("title") or ""))
        for item in _items(document.get("competences"))
        if isinstance(item.get("number"), int)
    )


_FAULT = re.compile(r"(?P<path>[\w.\[\]]+) : ")


def address_of_fault(document: Any, fault: str) -> str:
    """The address that a fault of `document.from_json` names: that of the piece, or of the nearest that exists."""
    match = _FAULT.match(fault)
    if not match or match["path"] == "document":
        return ""
    steps: list[str | int] = []
    for part in match["path"].split("."):
        name, *ranks = part.replace("]", "").split("[")
        steps += [name, *(int(rank) for rank in ranks if rank.isdecimal())]
    known: Path = ()
    here: Any = document
    for step in steps:
        reachable = step in here if isinstance(here, Mapping) else (
            isinstance(here, list) and isinstance(step, int) and step < len(here)
        )  # fmt: skip
        if not reachable:
            missing = addresses.address_of(document, known)
            return f"{missing}/{step}".lstrip("/") if isinstance(here, Mapping) else missing
        here, known = here[step], (*known, step)
    return addresses.address_of(document, known)


def fault_path(document: Any, address: str) -> str:
    """The path by which `document.from_json` names an address: `competences[6].title`."""
    try:
        path = addresses.locate(document, address)
    except UnknownAddress:
        return address.replace("/", ".")
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


_ID_STEPS = (
    (re.compile(r"C(\d+)"), "competences/{}"),
    (re.compile(r"critere-(\d+)"), "assessment_criteria/{}"),
    (re.compile(r"reac-critere-(\d+)"), "criteria/{}"),
    (re.compile(r"production-(\d+)"), "productions/{}"),
    (re.compile(r"partie-(\d+)"), "parts/{}"),
    (re.compile(r"transversale-(\d+)"), "transversal/{}"),
    (re.compile(r"(title|cc[ps]\d+)"), "schemes/{}"),
    (re.compile(r"(matrix)"), "{}"),
    (re.compile(r"(dates)"), "decree_date"),
    (re.compile(r"([a-z]+_[a-z_]+)"), "tests/{}"),
)  # fmt: skip


def address_of_id(document: Any, where: str) -> str:
    """The address of what a stable id or the `where` of a finding designates, as far as it exists; empty if nowhere."""
    blocs = {"CCP": "at", "CCS": "ccs"}
    address = ""
    for step in where.split("/")[1:] if "." in where.split("/")[0] else where.split("/"):
        if bloc := re.fullmatch(r"(CCP|CCS)(\d+)", step):
            kin = [item for item in _items(document.get("activities")) if item.get("kind") == blocs[bloc[1]]]
            rank = int(bloc[2])
            found = f"activities/{kin[rank - 1].get('number')}" if rank <= len(kin) else ""
        else:
            matched = ((pattern.fullmatch(step), form) for pattern, form in _ID_STEPS)
            found = next((form.format(*match.groups()) for match, form in matched if match), step)
        longer = f"{address}/{found}".lstrip("/")
        try:
            addresses.locate(document, longer)
        except UnknownAddress:
            break
        address = longer
    return address


# --- types ---


@cache
def _hints(kind: type) -> Mapping[str, tuple[Any, bool, bool]]:
    """Field → its type, whether it may be null, whether it has a default."""
    hints = {name: hint for name, hint in get_type_hints(kind).items() if get_origin(hint) is not ClassVar}
    found = {}
    for f in fields(kind):
        hint, optional = hints[f.name], False
        if get_origin(hint) in (Union, types.UnionType):
            hint = next(arg for arg in get_args(hint) if arg is not type(None))
            optional = True
        found[f.name] = (hint, optional, f.default is not MISSING or f.default_factory is not MISSING)
    return found


def _field(name: str, hint: Any, *, nullable: bool, default: bool) -> Field:
    label = _LABELS.get(name, name)
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        inner = args[0]
        if is_dataclass(inner):
            return Field(name, label, "objects", True, of=inner)  # type: ignore[arg-type]
        if inner is int:
            return Field(name, label, "competences", True)
        if inner is str:
            return Field(name, label, "texts", True)
        return Field(name, label, "choices", True, _choices(inner))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Field(name, label, "object", False)
    if origin is Literal or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return Field(name, label, "choice", nullable, _choices(hint))
    if is_dataclass(hint):
        return Field(name, label, "object", nullable, of=hint)  # type: ignore[arg-type]
    plain: Mapping[Any, Kind] = {int: "integer", float: "decimal", bool: "boolean"}
    kind: Kind = plain.get(hint, "text")
    if kind == "text":
        kind = "date" if name in _DATES else "prose" if name in _PROSE else "text"
    return Field(name, label, kind, nullable or (default and hint is str))


def _choices(hint: Any) -> tuple[tuple[str, str], ...]:
    values: Iterable[str] = get_args(hint) or [member.value for member in hint]
    return tuple((value, _CHOICES.get(value, value)) for value in values)


# --- words ---


def _words(document: Any, address: str) -> list[str]:
    if not address:
        return []
    steps = address.split("/")
    words: list[str] = []
    n = 0
    while n < len(steps):
        step = steps[n]
        if step == "schemes" and n + 1 < len(steps):
            words.append(_scope(steps[n + 1]))
            n += 2
        elif n + 1 < len(steps) and _is_list(document, steps[: n + 1]):
            words.append(_one(document, steps[: n + 2]))
            n += 2
        else:
            words.append(_LABELS.get(step, step))
            n += 1
    return words


def _is_list(document: Any, steps: Sequence[str]) -> bool:
    try:
        return field_at("/".join(steps)).kind in ("texts", "competences", "choices", "objects")
    except UnknownAddress:
        return False


def _one(document: Any, steps: Sequence[str]) -> str:
    *holder, name = steps
    if name in TEST_LABELS:
        return TEST_LABELS[name]  # type: ignore[index]
    if holder[-1] == "competences" and len(holder) > 1:
        return f"Compétence citée, {name}"
    return f"{_ONE.get(holder[-1], _LABELS.get(holder[-1], holder[-1]))} {name}"


def _scope(scope: str) -> str:
    return "Titre professionnel" if scope == "title" else f"{scope[:3].upper()} {scope[3:]}"


def _elements(document: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    items = document.get(name)
    if isinstance(items, list):
        yield from zip(addresses.names(name, items), items, strict=True)


def _items(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, Mapping))


# --- values ---


def _clean(text: str) -> str:
    return " ".join(text.split())


def _integer(text: str) -> int:
    compact = re.sub(r"\s", "", text)
    if not re.fullmatch(r"\d{1,9}", compact):
        raise UnwritableValue(f"« {text} » n’est pas un nombre entier : écrivez-le en chiffres.")
    return int(compact)


def _decimal(text: str) -> float:
    compact = re.sub(r"\s", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", compact):
        raise UnwritableValue(f"« {text} » n’est pas un nombre : écrivez-le en chiffres, par exemple 1,15.")
    value = float(compact)
    return int(value) if value.is_integer() else value


def _date(text: str) -> str:
    french = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    iso = f"{french[3]}-{int(french[2]):02d}-{int(french[1]):02d}" if french else text
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", iso):
            return date.fromisoformat(iso).isoformat()
    except ValueError:
        pass
    raise UnwritableValue(f"« {text} » n’est pas une date : écrivez-la JJ/MM/AAAA.")


def _choice(field: Field, text: str) -> str:
    if text not in {value for value, _ in field.choices}:
        raise UnwritableValue(f"« {text} » n’est pas un choix possible.")
    return text

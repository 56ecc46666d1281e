"""Which column holds what: French headings as people type them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jalon.examen.candidate_sheet.model import Fault
from jalon.examen.candidate_sheet.reader import Cell, column_letters
from jalon.examen.candidate_sheet.values import visible
from jalon.people.rules import fold


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a candidate: the heading of our template, and other ways to name it (folded)."""

    label: str
    synonyms: tuple[str, ...]
    required: bool = False


FIELDS: Mapping[str, FieldSpec] = {
    "civility": FieldSpec("Civilité", ("civ", "titre de civilite", "genre", "sexe", "m mme", "mme m")),
    "birth_name": FieldSpec(
        "Nom de naissance",
        ("nom naissance", "nom de jeune fille", "nom patronymique", "nom de famille", "patronyme", "nom"),
        required=True,
    ),
    "usage_name": FieldSpec(
        "Nom d’usage", ("nom usage", "nom usuel", "nom marital", "nom d epouse", "nom epouse", "nom d usage")
    ),
    "first_name": FieldSpec(
        "Prénom", ("prenoms", "1er prenom", "premier prenom", "prenom usuel"), required=True
    ),
    "birth_date": FieldSpec(
        "Date de naissance",
        ("ne le", "nee le", "ne e le", "date naissance", "naissance", "ddn", "date de naiss", "date naiss"),
    ),
    "birth_place": FieldSpec(
        "Lieu de naissance",
        ("ne a", "nee a", "ne e a", "ville de naissance", "commune de naissance", "lieu naissance"),
    ),
    "email": FieldSpec(
        "Adresse électronique",
        ("email", "e mail", "mail", "courriel", "adresse mail", "adresse email", "adresse e mail", "mel"),
    ),
    "phone": FieldSpec(
        "Téléphone",
        ("tel", "telephone portable", "portable", "mobile", "numero de telephone", "tel portable", "gsm"),
    ),
    "address": FieldSpec("Adresse", ("adresse postale", "adresse complete", "domicile", "rue", "adresse 1")),
    "postal_code": FieldSpec("Code postal", ("cp", "code post")),
    "city": FieldSpec("Ville", ("commune", "localite", "ville de residence")),
    "titre": FieldSpec(
        "Titre professionnel",
        (
            "titre",
            "tp",
            "titre vise",
            "certification",
            "diplome",
            "code titre",
            "titre pro",
            "intitule du titre",
        ),
    ),
    "route": FieldSpec(
        "Voie d’accès", ("voie", "voie acces", "modalite", "modalite d acces", "parcours", "statut", "acces")
    ),
    "scopes": FieldSpec(
        "Épreuves présentées",
        (
            "perimetre",
            "presente",
            "ccp",
            "ccp presentes",
            "epreuves",
            "titre ou ccp",
            "type de session",
            "session",
        ),
    ),
    "starts_on": FieldSpec(
        "Entrée en formation",
        ("date d entree", "date entree", "debut de formation", "debut formation", "date de debut", "debut"),
    ),
    "ends_on": FieldSpec(
        "Fin de formation", ("date de fin", "fin formation", "date de sortie", "sortie", "fin", "date fin")
    ),
    "recevabilite_until": FieldSpec(
        "Recevabilité VAE jusqu’au",
        (
            "recevabilite",
            "recevabilite vae",
            "fin de recevabilite",
            "date de recevabilite",
            "recevabilite jusqu au",
        ),
    ),
    "recevabilite_number": FieldSpec(
        "Numéro de recevabilité",
        ("n recevabilite", "no recevabilite", "numero recevabilite", "n de recevabilite"),
    ),
    "retake_since": FieldSpec(
        "Validation de la session précédente",
        ("session precedente", "date de la session precedente", "derniere session", "date derniere session"),
    ),
    "reglement_on": FieldSpec(
        "Règlement porté à connaissance le", ("reglement", "reglement remis le", "reglement signe le")
    ),
    "company": FieldSpec(
        "Entreprise",
        ("entreprise d accueil", "lieu de stage", "structure d accueil", "employeur", "structure"),
    ),
    "proof_on": FieldSpec(
        "Preuve des périodes reçue le",
        ("preuve recue le", "attestation recue le", "attestation de stage recue le"),
    ),
}
_BY_WORDS = {
    words: key for key, spec in FIELDS.items() for words in (fold(spec.label), *map(fold, spec.synonyms))
}
_HOURS = re.compile(
    r"(?:nombre d |nb d |nb )?(?:heures?|h|periode|stage|pae)(?: (?:en|d))?"
    r"(?: (?:entreprise|stage|pae))?(?: (?:pour|du|en))?(?: le)? ccp ?(\d)(?: h| heures)?"
)
_AMBIGUOUS = {
    "date": "une date : de naissance, d’entrée en formation, de recevabilité ?",
    "dates": "des dates : lesquelles ?",
    "numero": "un numéro : de recevabilité, de téléphone ?",
    "n": "un numéro : de recevabilité, de téléphone ?",
    "lieu": "un lieu : de naissance, de formation ?",
}
WHOLE_NAME = "whole_name"
"""The key of a column that holds name and first name together."""
_WHOLE_NAMES = {
    "nom prenom",
    "nom et prenom",
    "prenom nom",
    "prenom et nom",
    "nom prenoms",
    "candidat",
    "identite",
}
_NIR = {"nir", "secu", "securite sociale", "numero de securite sociale", "n securite sociale", "n ss", "nss",
        "no securite sociale", "numero securite sociale", "n de securite sociale", "n secu", "numero secu",
        "no secu"}  # fmt: skip
_HEALTH = re.compile(r"\b(rqth|handicap|mdph|medical|sante|invalidite|aah|oeth|diagnostic)\b")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row found in a sheet: field key → column index; `score` counts recognised columns."""

    row: int
    columns: Mapping[str, int]
    score: int


def heading_text(cell: Cell) -> str:
    """A heading folded to plain words, its footnote marks and hints in brackets dropped."""
    text = "" if cell is None else str(cell)
    return fold(re.sub(r"\([^)]*\)|[*:°]", " ", text))


def field_of(heading: str) -> str | None:
    """The field that a folded heading names: a key of FIELDS, `hours_ccp2`, or None."""
    if heading in _BY_WORDS:
        return _BY_WORDS[heading]
    if match := _HOURS.fullmatch(heading):
        return f"hours_ccp{match[1]}"
    if match := re.fullmatch(r"ccp ?(\d) (?:heures?|h)(?: (?:en )?(?:entreprise|stage))?", heading):
        return f"hours_ccp{match[1]}"
    return None


def field_label(key: str) -> str:
    """The French name of a field."""
    if key == WHOLE_NAME:
        return "Nom et prénom"
    return FIELDS[key].label if key in FIELDS else f"Heures en entreprise CCP {key[-1]}"


def find_heading(rows: Sequence[Sequence[Cell]]) -> Heading | None:
    """The row that names most columns, among the first fifteen: titles and merged rows above it are skipped."""
    best: Heading | None = None
    for index, cells in enumerate(rows[:15]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            words = heading_text(cell)
            key = field_of(words) or ("birth_name" if words in _WHOLE_NAMES else None)
            if key is not None:
                columns.setdefault(key, column)
            if words == "a" and column == columns.get("birth_date", -2) + 1:
                columns.setdefault("birth_place", column)
        score = len(columns)
        names = {"birth_name", "usage_name", "first_name"} & columns.keys()
        if score >= 2 and names and (best is None or score > best.score):
            best = Heading(index, columns, score)
    return best


def assign_columns(
    cells: Sequence[Cell], sheet: str, line: int, first_column: int = 0
) -> tuple[dict[str, int], list[Fault], list[str]]:
    """Columns of a heading row: field → column index, faults (ambiguous, twice, missing), remarks (ignored)."""
    found: dict[str, list[int]] = {}
    faults: list[Fault] = []
    unknown: list[str] = []
    notes: list[str] = []
    whole: list[int] = []
    before: str | None = None
    for column, cell in enumerate(cells):
        words, shown = heading_text(cell), visible(str(cell or ""))[:100]
        where = f"{column_letters(column + first_column)}{line}"
        if not words:
            continue
        previous, before = before, field_of(words)
        if words in _NIR:
            notes.append(f"Colonne « {shown} » ignorée : Jalon ne conserve aucun numéro de sécurité sociale.")
        elif _HEALTH.search(words):
            notes.append(
                f"Colonne « {shown} » ignorée : aucune donnée de santé n’est lue ; "
                "un aménagement s’enregistre sur la fiche du candidat."
            )
        elif words in _WHOLE_NAMES:
            whole.append(column)
        elif words == "a" and previous == "birth_date":  # « Né(e) le », then « à »
            found.setdefault("birth_place", []).append(column)
        elif words in _AMBIGUOUS:
            faults.append(
                Fault(sheet, where, f"« {shown} » est ambigu : {_AMBIGUOUS[words]}",
                      "Précisez l’en-tête, ou supprimez la colonne si elle ne sert pas.")
            )  # fmt: skip
        elif key := field_of(words):
            found.setdefault(key, []).append(column)
        else:
            unknown.append(shown)
    _settle_nom(found, cells)
    if whole and not {"birth_name", "first_name"} & found.keys():
        found[WHOLE_NAME] = whole
    else:
        unknown += [visible(str(cells[column]))[:100] for column in whole]
    for key, columns in found.items():
        if len(columns) > 1:
            letters = ", ".join(column_letters(c + first_column) for c in columns)
            faults.append(
                Fault(sheet, f"{column_letters(columns[1] + first_column)}{line}",
                      f"Plusieurs colonnes pour « {field_label(key)} » : {letters}.",
                      "N’en gardez qu’une, ou changez l’en-tête des autres.")
            )  # fmt: skip
    for key, spec in FIELDS.items():
        if spec.required and key not in found and WHOLE_NAME not in found:
            faults.append(
                Fault(sheet, f"{column_letters(first_column)}{line}", f"La colonne « {spec.label} » manque.",
                      "Ajoutez-la, ou partez du modèle à télécharger.")
            )  # fmt: skip
    if unknown:
        notes.append("Colonnes non lues : " + ", ".join(f"« {name} »" for name in unknown) + ".")
    return {key: columns[0] for key, columns in found.items()}, faults, notes


def _settle_nom(found: dict[str, list[int]], cells: Sequence[Cell]) -> None:
    """« Nom » beside « Nom de naissance » is the usage name, unless a column says it already."""
    columns = found.get("birth_name", [])
    bare = [c for c in columns if heading_text(cells[c]) == "nom"]
    if len(columns) == 2 and len(bare) == 1 and "usage_name" not in found:
        found["birth_name"] = [c for c in columns if c not in bare]
        found["usage_name"] = bare

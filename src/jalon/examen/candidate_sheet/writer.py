"""The workbook of candidates to fill in."""

from collections.abc import Sequence
from datetime import date

from jalon.common.received_sheets import MAX_ROWS
from jalon.common.spreadsheets import Sheet, Value, to_workbook
from jalon.examen.candidate_sheet.headings import FIELDS, field_label
from jalon.examen.candidate_sheet.model import SheetFrame
from jalon.examen.candidate_sheet.values import ROUTE_WORDS, accepted_scopes

_TEMPLATE_FIELDS = tuple(key for key in FIELDS if key not in {"titre", "retake_since"})


def template_workbook(frame: SheetFrame) -> bytes:
    """The file to fill in: « Candidats », invented « Exemples », and « Notes » with the accepted words."""
    keys = [*_TEMPLATE_FIELDS, *(f"hours_ccp{n}" for n in range(1, frame.ccp_count + 1))]
    headings = [field_label(key) for key in keys]
    return to_workbook(
        [
            Sheet("Candidats", headings, []),
            Sheet("Exemples", headings, [[sample.get(key) for key in keys] for sample in _samples(frame)]),
            Sheet("Notes", ["Colonne", "Ce qu’on y écrit"], _notes(frame, keys), widths=(30, 80)),
        ]
    )


def _samples(frame: SheetFrame) -> list[dict[str, Value]]:
    scope = accepted_scopes(frame).split(",")[0]
    return [
        {"civility": "Mme", "birth_name": "Exemple", "first_name": "Alix", "birth_date": date(1990, 12, 31),
         "birth_place": "Toulouse (31)", "email": "alix@exemple.fr", "phone": "06 00 00 00 00",
         "address": "1 rue des Modèles", "postal_code": "31000", "city": "Toulouse", "route": "formation continue",
         "scopes": scope, "company": "Association Modèle", "hours_ccp1": 105},
        {"civility": "M.", "birth_name": "Specimen", "first_name": "Noé", "birth_date": "3 mars 1985",
         "birth_place": "Lyon", "route": "VAE", "scopes": scope, "recevabilite_until": "30/06/2027"},
    ]  # fmt: skip


def _notes(frame: SheetFrame, keys: Sequence[str]) -> list[tuple[str, str]]:
    said = {
        "birth_name": "Obligatoire. Le nom de l’état civil : celui du procès-verbal.",
        "first_name": "Obligatoire.",
        "civility": "Mme, M. ou vide.",
        "birth_date": "31/12/1990, 1990-12-31 ou 3 mars 1991. Nécessaire à l’admission.",
        "birth_place": "Commune et département, ou pays. Nécessaire à l’admission.",
        "phone": "Saisi comme un texte, pour garder le zéro.",
        "route": f"Obligatoire : {ROUTE_WORDS}.",
        "scopes": f"Un ou plusieurs, parmi ceux que la session ouvre : {accepted_scopes(frame)}.",
        "recevabilite_until": "Candidats VAE seulement.",
        "company": "L’entreprise des heures données à droite.",
        "proof_on": "Le jour où vous avez reçu l’attestation ; vide si elle manque.",
    }
    rows = [(field_label(key), said[key]) for key in keys if key in said]
    rows += [
        ("", f"Session : {', '.join(frame.titre_words[:3])}."),
        ("", f"Une ligne par candidat, {MAX_ROWS} au plus. Une cellule vide n’efface rien."),
        ("", "N’écrivez ni numéro de sécurité sociale, ni donnée de santé : ces colonnes sont ignorées."),
    ]
    return rows

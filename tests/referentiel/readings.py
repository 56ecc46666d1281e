"""Readings made by hand: an invented title, the lines it would come from, and what an importer would doubt of."""

from collections.abc import Iterable
from typing import Any

from jalon.referentiel import addresses
from jalon.referentiel.checks import check
from jalon.referentiel.document import InvalidReferentiel, from_json
from jalon.referentiel.importer.result import Doubt, FileRead, Imported, LineFate, Repair
from jalon.referentiel.importer.source import Box, Line, Place
from jalon.referentiel.schema import Finding

REAC, RE = "REAC_FM.txt", "RE_FM.txt"
STRANGE, TAIL, MARK = "Annexe à détacher", "et des fils de suspension", "Réservé au certificateur"


def document() -> dict[str, Any]:
    """« Facteur de marionnettes » (TP-09901.01): two activities, three competences, nothing to report."""
    return {
        "code": "TP-09901", "sigle": "FM", "title": "Facteur de marionnettes", "version": "01", "level": 4,
        "nsf": ["234t"], "rome": ["B1302"], "formacodes": ["45066"], "rncp": "RNCP99901",
        "decree_date": "2025-03-03", "journal_date": "2025-03-12", "effective_date": "2025-06-01",
        "activities": [
            {"number": 1, "kind": "at", "title": "Sculpter une marionnette", "competences": [1, 2]},
            {"number": 2, "kind": "at", "title": "Gréer une marionnette", "competences": [3]},
        ],
        "competences": [
            _competence(1, 1, "Tailler une tête en tilleul", ["Le visage se lit de loin", "Le bois est sain"]),
            _competence(2, 1, "Peindre un visage", ["Les couleurs tiennent à la lumière"]),
            _competence(3, 2, "Monter les fils", ["Les fils ne se croisent pas", "La croix est équilibrée"]),
        ],
        "transversal": [
            {
                "title": "Travailler en atelier", "description": "", "criteria": ["L’établi est rangé"],
                "competences": [1],
            }
        ],
        "schemes": {
            "title": _scheme(90, [1, 2, 3], 70), "ccp1": _scheme(60, [1, 2], 35), "ccp2": _scheme(45, [3], 35),
        },
        "matrix": [{"competence": n, "tests": ["mise_en_situation"]} for n in (1, 2, 3)],
        "premises": [], "resources": [], "correspondences": [], "equivalences": [],
        "glossary": [
            {"term": "Gaine", "definition": "Marionnette enfilée comme un gant."},
            {"term": "Croix", "definition": ""},
        ],
        "sources": {
            "validity_end": "2030-05-31", "reac_validation_date": None, "reac_update_date": None,
            "re_validation_date": None, "re_update_date": None, "conduct": [],
            "variants": [{"id": "TP-09901.01/C1", "text": "Tailler la tête en tilleul", "place": "RE 3.1"}],
            "notes": [],
        },
    }  # fmt: skip


def _competence(number: int, activity: int, title: str, criteria: list[str]) -> dict[str, Any]:
    return {
        "number": number, "activity": activity, "title": title, "description": f"À partir d’un croquis : {title}.",
        "contexts": "En atelier.", "criteria": criteria, "assessment_criteria": list(criteria),
        "technical_skills": [f"Tracer un gabarit {number}", f"Affûter une gouge {number}", "Poncer"],
        "organisational_skills": [f"Préparer son poste {number}"],
        "relational_skills": [f"Écouter le metteur en scène {number}"],
        "knowledge": [f"Connaissance des bois {number}"],
    }  # fmt: skip


def _scheme(minutes: int, competences: list[int], hours: int) -> dict[str, Any]:
    return {
        "tests": [
            {
                "kind": "mise_en_situation", "minutes": minutes, "competences": competences,
                "phases": [{"label": "Fabrication", "minutes": minutes, "jury": True}], "after": [],
            }
        ],
        "candidate_minutes": minutes, "jury_minutes": minutes, "company_hours": hours, "productions": [],
    }  # fmt: skip


def reading(
    document: dict[str, Any] | None = None,
    *,
    doubts: Iterable[tuple[str, str]] = (),
    repairs: Iterable[tuple[str, str, str]] = (),
    left: Iterable[str] = (),
    findings: Iterable[Finding] = (),
    pages: bool = False,
) -> Imported:
    """What an importer would give of this document: one line a leaf, then the lines left, each read in its file.

    `doubts` are (address, reason), `repairs` (address, printed, kept). With `pages` the file is a PDF of 40 lines a
    page, each with its box.
    """
    document = _default() if document is None else document
    name = "REAC_FM.pdf" if pages else REAC
    place = _place(name, 0, pages)
    foot = "REAC FM millésime 01"
    fates = [
        LineFate(Line(foot, place, box=_box(place, foot) if pages else None), "furniture", "pied de page")
    ]
    provenance: dict[str, tuple[Place, ...]] = {}
    for address, value in addresses.walk(document):
        if value in ("", None, []):
            continue
        place = _place(name, len(fates), pages)
        provenance[address] = (place,)
        fates.append(
            LineFate(
                Line(str(value), place, box=_box(place, str(value)) if pages else None), "piece", address
            )
        )
    for text in left:
        place = _place(name, len(fates), pages)
        fates.append(LineFate(Line(text, place, box=_box(place, text) if pages else None), "left"))
    faults: tuple[str, ...] = ()
    titre = None
    try:
        titre = from_json(document)
    except InvalidReferentiel as error:
        faults = error.faults
    sheets = 1 + len(fates) // 40 if pages else None
    why = "Quatre lieux sur cinq s’accordent."
    return Imported(
        files=(FileRead(name, "pdf" if pages else "text", "0" * 64, sheets, "both"),),
        document=document,
        titre=titre,
        faults=faults,
        provenance=provenance,
        doubts=tuple(Doubt(address, reason, _under(provenance, address)) for address, reason in doubts),
        repairs=tuple(Repair(a, before, after, why, provenance.get(a, ())) for a, before, after in repairs),
        findings=(*(check(titre) if titre else ()), *findings),
        fates=tuple(fates),
    )


def doubtful(**changes: Any) -> Imported:
    """The usual reading of a review: two doubts, a repair, three lines left, one of them at the end of a text."""
    told: dict[str, Any] = {
        "doubts": [
            ("matrix/2/tests", "Les croix du tableau sont perdues : déduites des épreuves."),
            ("competences/1/technical_skills", "Aucune ligne vide ne sépare les groupes de savoir-faire."),
        ],
        "repairs": [("competences/2/title", "Peindra un visage", "Peindre un visage")],
        "left": [STRANGE, MARK, TAIL],
        **changes,
    }
    return reading(**told)


def _default() -> dict[str, Any]:
    return document()


def _place(file: str, rank: int, pages: bool) -> Place:
    return Place(file, rank // 40 + 1, rank % 40 + 1) if pages else Place(file, None, rank + 1)


def _box(place: Place, text: str) -> Box:
    top = 60 + 18 * place.line
    return Box(70, top, 70 + min(450, 6 * len(text)), top + 11)


def _under(provenance: dict[str, tuple[Place, ...]], root: str) -> tuple[Place, ...]:
    return tuple(p for a, places in provenance.items() if f"{a}/".startswith(f"{root}/") for p in places)

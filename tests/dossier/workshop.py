"""A checked version without a file behind it: what the checker would answer on a dossier of the CIP title."""

from datetime import datetime
from typing import Any

from jalon.common.actor import Actor
from jalon.common.uploads import PDF, Received
from jalon.dossier.models import Dossier, DossierVersion
from jalon.dossier.operations.dossiers import deposit_version, keep_report
from jalon.referentiel.shipped import shipped_titres

CIP = shipped_titres()["TP-00403.08"]
PRODUCTION = CIP.scheme("title").productions[0]


def report(verdict: str = "to_mend", **more: Any) -> dict[str, Any]:
    """A report of the seven parts, one of them short, with its findings, contents and coverage."""
    parts = [
        {
            "number": part.number,
            "start_page": 3 + 5 * (part.number - 1),
            "pages": part.pages_min,
            "status": "ok",
            "heading": f"Partie {part.number}",
            "evidence": "titre",
        }
        for part in PRODUCTION.parts
    ]
    parts[1] |= {"pages": 3, "status": "short"}
    finding = {
        "code": "part_short",
        "severity": "blocks",
        "page": 8,
        "part": 2,
        "quote": "Le contexte de l’accompagnement",
        "message": "La partie 2 compte 3 pages.",
        "rule": "La partie 2 compte 5 à 6 pages.",
        "source": "RE CIP, TP-00403.08, titre, partie 2",
        "remedy": "Développez-la de 2 pages au moins.",
        "replacement": "",
    }
    contents = [
        {"part": part.number, "requirement": label, "state": "seen", "page": 4, "quote": "…"}
        for part in PRODUCTION.parts
        for label in part.requirements
    ]
    coverage = [
        {
            "competence": number,
            "criterion": criterion.id,
            "text": criterion.text,
            "part": part.number,
            "expected": True,
            "state": "seen" if criterion.number % 2 else "absent",
            "page": 5,
            "quote": "un passage",
        }
        for part in PRODUCTION.parts
        for number in part.competences
        for criterion in CIP.criteria(number)
    ]
    return {
        "file": "dossier.pdf",
        "titre": CIP.ref,
        "scope": "title",
        "production": PRODUCTION.name,
        "pages": {"total": 40, "body": 32, "annexes": 5, "front": 3},
        "parts": parts,
        "findings": [finding],
        "contents": contents,
        "coverage": coverage,
        "verdict": verdict,
        **more,
    }


def deposited(
    dossier: Dossier, actor: Actor, now: datetime, content: bytes = b"%PDF-1.7 un\n%%EOF\n"
) -> DossierVersion:
    """A version that waits for its check."""
    file = Received("mon dossier.pdf", PDF, content)
    return deposit_version(actor=actor, dossier=dossier, file=file, now=now)[0]


def checked(
    dossier: Dossier,
    actor: Actor,
    now: datetime,
    content: bytes = b"%PDF-1.7 un\n%%EOF\n",
    **told: Any,
) -> DossierVersion:
    """A version with what the checker would have answered."""
    version = deposited(dossier, actor, now, content)
    return keep_report(version=version, report=report(**told), passages=[], reason="")

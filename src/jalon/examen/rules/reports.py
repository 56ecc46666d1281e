"""The report of an incident or of a fraud: what it must say before it is signed, and the digest that seals it (A7.14).

A report tells facts; it neither proposes nor pronounces a sanction, which is the departmental authority's.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

STATEMENTS = {
    "acknowledged": "Le candidat reconnaît cette déclaration comme la sienne.",
    "refused": "Le candidat n’a pas souhaité signer sa déclaration.",
    "not_heard": "Le candidat n’a pas pu être entendu.",
}
LONGEST = 6000  # characters of one free text: two printed pages


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report says. `statement_outcome` is a key of STATEMENTS, empty when no candidate is concerned.

    `present`: one person per item, as they are to be printed. `candidate` names the candidate concerned, if any.
    """

    fraud: bool
    candidate: str
    happened_at: datetime | None
    place: str
    facts: str
    present: Sequence[str]
    decided: str
    statement: str = ""
    statement_outcome: str = ""


def reasons_against_signing(report: ReportFacts, *, now: datetime) -> tuple[str, ...]:
    """Everything that a report lacks before it may be signed, in French (A7.14)."""
    reasons = []
    if report.fraud and not report.candidate:
        reasons.append("Un rapport de fraude nomme le candidat concerné (A7.14).")
    if report.happened_at is None:
        reasons.append("Notez le jour et l’heure des faits.")
    elif report.happened_at > now:
        reasons.append("L’heure des faits est dans le futur : corrigez-la.")
    if not report.place.strip():
        reasons.append("Notez le lieu : la salle, ou l’endroit du site.")
    if not report.facts.strip():
        reasons.append("Décrivez les faits : ce qui a été vu, par qui.")
    if not any(one.strip() for one in report.present):
        reasons.append("Nommez au moins une personne présente.")
    if not report.decided.strip():
        reasons.append("Notez ce qui a été décidé sur place, même si c’est « l’épreuve s’est poursuivie ».")
    if report.candidate and report.statement_outcome not in STATEMENTS:
        reasons.append("Dites si le candidat a été entendu, et s’il reconnaît sa déclaration.")
    if report.statement_outcome == "acknowledged" and not report.statement.strip():
        reasons.append("Le candidat reconnaît une déclaration : écrivez-la.")
    return tuple(reasons)


def sealed_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content as canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

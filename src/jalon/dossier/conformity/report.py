"""What the checker answers: counted pages, parts found, findings with their rule and remedy, one verdict."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from .paper import Address


class Severity(StrEnum):
    """How much a finding weighs: a blocking one puts the session at risk, advice binds nobody."""

    BLOCKS = "blocks"
    TO_MEND = "to_mend"
    ADVICE = "advice"

    @property
    def label(self) -> str:
        return SEVERITY_LABELS[self]


SEVERITY_LABELS = {Severity.BLOCKS: "Bloquant", Severity.TO_MEND: "À corriger", Severity.ADVICE: "Conseil"}


class PartStatus(StrEnum):
    """What became of a part that the RE asks for."""

    OK = "ok"
    SHORT = "short"
    LONG = "long"
    MISSING = "missing"
    MISPLACED = "misplaced"
    MERGED = "merged"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


STATUS_LABELS = {
    PartStatus.OK: "conforme", PartStatus.SHORT: "trop courte", PartStatus.LONG: "trop longue",
    PartStatus.MISSING: "introuvable", PartStatus.MISPLACED: "hors de sa place",
    PartStatus.MERGED: "mêlée à une autre",
}  # fmt: skip


class Verdict(StrEnum):
    """`conform` has nothing blocking nor to mend; advice does not weigh."""

    CONFORM = "conform"
    TO_MEND = "to_mend"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        return VERDICT_LABELS[self]

    @property
    def exit_code(self) -> int:
        return {Verdict.CONFORM: 0, Verdict.TO_MEND: 3, Verdict.UNREADABLE: 2}[self]


VERDICT_LABELS = {
    Verdict.CONFORM: "Conforme",
    Verdict.TO_MEND: "À corriger",
    Verdict.UNREADABLE: "Illisible",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at: never a claim to have understood the text.

    `page` counts sheets from 1, None for the whole file; `part` is the part of the production; `quote` the words
    concerned; `rule` what is asked, `source` where it is asked (« RE CIP, TP-00403.08, modalités du titre »);
    `address` where a comment goes, None without a place; `replacement` what the confidentiality check proposes.
    """

    code: str
    severity: Severity
    message: str
    rule: str
    source: str
    remedy: str
    page: int | None = None
    part: int | None = None
    quote: str = ""
    address: Address | None = None
    replacement: str = ""


def finding_from_json(told: Mapping[str, Any]) -> Finding:
    """The finding that `Report.to_json` wrote."""
    address = told.get("address")
    return Finding(**(
        dict(told) | {"severity": Severity(told["severity"]), "address": Address(**address) if address else None}
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageCount:
    """Sheets of the file: `front` cover, contents and lists; `body` what the RE counts; `annexes` after it."""

    total: int = 0
    body: int = 0
    annexes: int = 0
    front: int = 0


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part as found: its pages, and `evidence` of how it was found; without a start when missing."""

    number: int
    status: PartStatus
    start_page: int | None = None
    pages: int = 0
    heading: str = ""
    evidence: str = ""
    paragraphs: tuple[int, int] = (0, 0)  # ranks in Paper.paragraphs, end excluded


@dataclass(frozen=True, slots=True)
class ContentSeen:
    """Where a required content seems treated: `state` is `seen`, `unsure` (a person must judge) or `absent`.

    `missing` lists the sides of it of which nothing was found.
    """

    part: int
    requirement: str
    state: str
    page: int | None = None
    quote: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One file judged once: findings by severity then page."""

    file: str
    titre: str
    scope: str
    production: str
    pages: PageCount
    parts: tuple[PartSeen, ...]
    findings: tuple[Finding, ...]
    verdict: Verdict
    contents: tuple[ContentSeen, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The answer of `jalon dossier check --json`."""
        return {
            "file": self.file,
            "titre": self.titre,
            "scope": self.scope,
            "production": self.production,
            "pages": {
                "total": self.pages.total,
                "body": self.pages.body,
                "annexes": self.pages.annexes,
                "front": self.pages.front,
            },
            "parts": [
                {
                    "number": part.number,
                    "start_page": part.start_page,
                    "pages": part.pages,
                    "status": part.status.value,
                    "heading": part.heading,
                    "evidence": part.evidence,
                }
                for part in self.parts
            ],
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity.value,
                    "page": finding.page,
                    "part": finding.part,
                    "quote": finding.quote,
                    "message": finding.message,
                    "rule": finding.rule,
                    "source": finding.source,
                    "remedy": finding.remedy,
                    "replacement": finding.replacement,
                    "address": asdict(finding.address) if finding.address else None,
                }
                for finding in self.findings
            ],
            "contents": [
                {
                    "part": seen.part,
                    "requirement": seen.requirement,
                    "state": seen.state,
                    "page": seen.page,
                    "quote": seen.quote,
                    "missing": list(seen.missing),
                }
                for seen in self.contents
            ],
            "verdict": self.verdict.value,
        }

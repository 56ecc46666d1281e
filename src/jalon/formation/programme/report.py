"""What does not add up in a programme: findings with both places quoted, the rule, its source and the remedy."""

from dataclasses import asdict, dataclass
from typing import Any

from jalon.referentiel.schema import SEVERITY_LABELS, Severity

from .facts import Programme, Quote, Scope

CONFORM, UNREADABLE, TO_MEND = 0, 2, 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should settle; `code` is stable, `ccp` None where the whole is concerned."""

    code: str
    severity: Severity
    message: str
    rule: str
    source: str
    remedy: str
    quotes: tuple[Quote, ...] = ()
    ccp: Scope = None

    @property
    def severity_label(self) -> str:
        return SEVERITY_LABELS[self.severity]


@dataclass(frozen=True, slots=True)
class Report:
    """A programme checked against one title version."""

    programme: Programme
    titre: str
    findings: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 conform, 3 where something is to be settled; remarks for information change nothing."""
        return TO_MEND if any(one.severity != "info" for one in self.findings) else CONFORM

    def to_json(self) -> dict[str, Any]:
        read = self.programme
        return {
            "file": read.file,
            "titre": self.titre,
            "conform": self.exit_code == CONFORM,
            "modules": [
                {
                    "number": module.number,
                    "title": module.title,
                    "ccp": module.ccp,
                    "seances": [
                        {"heading": s.heading, "minutes": s.minutes, "where": s.quote.where}
                        for s in read.seances_of(module.number)
                    ],
                }
                for module in read.modules
            ],
            "findings": [asdict(one) for one in self.findings],
        }


def sheet(report: Report, sigle: str) -> str:
    """The report on a terminal."""
    read = report.programme
    count = len(read.seances)
    lines = [
        f"{read.file} : {'conforme' if report.exit_code == CONFORM else 'à corriger'}",
        f"{sigle} ({report.titre}), {len(read.modules)} modules, {count} séances",
    ]
    for severity, label in SEVERITY_LABELS.items():
        found = [one for one in report.findings if one.severity == severity]
        if not found:
            continue
        lines += ["", f"{label} ({len(found)})"]
        for one in found:
            lines.append(f"  • {one.message}")
            lines += [f"      {quote.where} : « {_short(quote.text)} »" for quote in one.quotes]
            lines.append(f"      Règle : {one.rule} ({one.source})")
            lines.append(f"      Remède : {one.remedy}")
    if not report.findings:
        lines += ["", "Rien à signaler."]
    return "\n".join(lines)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119].rstrip()}…"

"""The report of the checker as a document: from the JSON of a report to the frozen context that the template takes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jalon.common.typography import typo
from jalon.documents.blocks import Letterhead
from jalon.dossier.conformity.report import (
    SEVERITY_LABELS,
    PartStatus,
    Severity,
    Verdict,
)
from jalon.dossier.contexts import (
    CheckedContent,
    CheckedGroup,
    CheckedPart,
    CheckedPlace,
    CheckedRemark,
    RapportConformite,
)
from jalon.referentiel.schema import Part, Production, TitreVersion

_TONES = {Severity.BLOCKS: "bad", Severity.TO_MEND: "warm", Severity.ADVICE: "neutral"}
_STATES = {"seen": "semble traité", "unsure": "à relire", "absent": "non trouvé"}


def conformity_report(
    report: Mapping[str, Any],
    titre: TitreVersion,
    *,
    organisme: Letterhead,
    candidate: str = "",
    checked: str = "",
) -> RapportConformite:
    """The context of a report as `Report.to_json` gives it; `checked` says when, in French."""
    verdict = Verdict(report["verdict"])
    production = _production(report, titre)
    unreadable = verdict == Verdict.UNREADABLE
    findings = report["findings"]
    return RapportConformite(
        organisme=organisme,
        candidate=candidate,
        titre=titre.title,
        titre_code=f"{titre.code} – millésime {titre.version}",
        scope=titre.scope_label(report["scope"]),
        production=report["production"],
        file=report["file"],
        checked=checked,
        verdict=verdict.label,
        fine=verdict == Verdict.CONFORM,
        reason=" ".join(finding["message"] for finding in findings) if unreadable else "",
        counts=tuple(_counts(report["pages"], production)),
        parts=tuple(_parts(report["parts"], production)),
        groups=() if unreadable else tuple(_groups(findings)),
        contents=tuple(_content(one) for one in report.get("contents", ())),
    )


def _production(report: Mapping[str, Any], titre: TitreVersion) -> Production:
    """What the RE asks; without any limit where it is the dossier professionnel."""
    scheme = titre.schemes.get(report["scope"])
    found = (one for one in (scheme.productions if scheme else ()) if one.name == report["production"])
    return next(found, Production(report["production"]))


def _counts(pages: Mapping[str, int], production: Production) -> Iterable[str]:
    if not pages["total"]:
        return
    asked = f" pour {production.pages}" if production.pages else ""
    yield typo(f"{_pages(pages['body'])} de texte{asked}")
    high = production.annex_pages_max
    if pages["annexes"] or high:
        yield typo(f"{_pages(pages['annexes'])} d’annexes{f' pour {high} au plus' if high else ''}")
    if pages["front"]:
        yield typo(f"{_pages(pages['front'])} de couverture et de listes, non comptées")
    yield typo(f"{_pages(pages['total'])} en tout")


def _pages(count: int) -> str:
    return f"{count} page{'s' if count > 1 else ''}"


def _parts(parts: Sequence[Mapping[str, Any]], production: Production) -> Iterable[CheckedPart]:
    asked = {part.number: part for part in production.parts}
    highs = [part.pages_max or part.pages_min or 0 for part in production.parts]
    scale = max([1, *highs, *(part["pages"] for part in parts)])
    for part in parts:
        rule = asked.get(part["number"], Part(part["number"]))
        low, high = rule.pages_min or 0, rule.pages_max or 0
        status = PartStatus(part["status"])
        yield CheckedPart(
            number=str(part["number"]),
            heading=part["heading"],
            start=str(part["start_page"] or "–"),
            pages=str(part["pages"] or "–"),
            asked=typo(rule.pages),
            status=status.label,
            fine=status == PartStatus.OK,
            length=100 * part["pages"] // scale,
            low=100 * low // scale,
            high=100 * high // scale if high else 100,
        )


def _groups(findings: Sequence[Mapping[str, Any]]) -> Iterable[CheckedGroup]:
    for severity, label in SEVERITY_LABELS.items():
        found = [finding for finding in findings if finding["severity"] == severity]
        alike: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for finding in found:
            alike.setdefault((finding["code"], finding["remedy"]), []).append(finding)
        if found:
            yield CheckedGroup(
                label=label,
                tone=_TONES[severity],
                count=f"{len(found)} point{'s' if len(found) > 1 else ''}",
                remarks=tuple(_remark(those) for those in alike.values()),
            )


def _remark(alike: Sequence[Mapping[str, Any]]) -> CheckedRemark:
    """Findings of one remedy; a rule or a source is told when it is that of all, and « …, partie 2 » is one text."""
    rules = {finding["rule"] for finding in alike}
    sources = [finding["source"] for finding in alike]
    return CheckedRemark(
        places=tuple(_place(finding) for finding in alike),
        rule=rules.pop() if len(rules) == 1 else "",
        source=sources[0] if len(set(sources)) == 1 else sources[0].rpartition(",")[0],
        remedy=alike[0]["remedy"],
    )


def _place(finding: Mapping[str, Any]) -> CheckedPlace:
    where = [f"p. {finding['page']}"] if finding["page"] else []
    where += [f"partie {finding['part']}"] if finding["part"] else []
    return CheckedPlace(
        where=typo(", ".join(where)),
        message=finding["message"],
        quote=finding["quote"],
        replacement=finding["replacement"],
    )


def _content(seen: Mapping[str, Any]) -> CheckedContent:
    return CheckedContent(
        part=str(seen["part"]),
        requirement=seen["requirement"],
        state=_STATES.get(seen["state"], seen["state"]),
        fine=seen["state"] == "seen",
        page=str(seen["page"] or ""),
        quote=seen["quote"],
    )

"""A report on a terminal: verdict, parts with their gauge, findings by severity with page, quote, rule and remedy."""

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from jalon.common.typography import NBSP
from jalon.referentiel.schema import Production, TitreVersion

from .expectations import DP
from .report import Finding, PartSeen, Report, Severity, Verdict

_WIDEST = 100
_GAUGE = 14  # signs


def sheet(report: Report, titre: TitreVersion) -> str:
    """The whole report of one file."""
    lines = [f"{report.file} : {report.verdict.label.lower()}"]
    if report.verdict == Verdict.UNREADABLE:
        lines += ["", *(_wrapped(finding.message, "  ") for finding in report.findings)]
        return "\n".join(lines)
    production = _production(report, titre)
    scope = "titre" if report.scope == "title" else titre.scope_label(report.scope)
    lines += [f"{titre.sigle} ({report.titre}), {scope}, «{NBSP}{report.production}{NBSP}»"]
    lines += [*_pages(report, production), *_parts(report, production), *_contents(report)]
    for severity in Severity:
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            lines += ["", f"{severity.label} ({len(found)})"]
            for alike in _alike(found):
                lines += _findings(alike)
    if not report.findings:
        lines += ["", "Rien à signaler."]
    return "\n".join(lines)


def summary(reports: Sequence[Report]) -> str:
    """One line a file, then how many there are of each verdict."""
    width = max((len(report.file) for report in reports), default=0)
    lines = []
    for report in reports:
        counts = Counter(finding.severity for finding in report.findings)
        told = [f"{counts[one]} {one.label.lower()}" for one in Severity if counts[one]]
        if report.verdict == Verdict.UNREADABLE:
            told = [report.findings[0].message]
        pages = f"{report.pages.body} + {report.pages.annexes} p." if report.pages.total else "–"
        lines.append(
            f"{report.file:<{width}}  {report.verdict.label:<10}  {pages:>11}  {', '.join(told)}".rstrip()
        )
    verdicts = Counter(report.verdict for report in reports)
    told = [f"{verdicts[one]} {one.label.lower()}" for one in Verdict if verdicts[one]]
    files = f"{len(reports)} fichier{'s' if len(reports) > 1 else ''}"
    return "\n".join(
        (*lines, "", f"{files} : {', '.join(told)}. « jalon dossier check FICHIER » donne le détail.")
    )


def _production(report: Report, titre: TitreVersion) -> Production:
    found = (one for one in titre.scheme(report.scope).productions if one.name == report.production)
    return next(found, DP)


def _pages(report: Report, production: Production) -> Iterator[str]:
    pages = report.pages
    if not pages.total:
        return
    asked = f" ({production.pages})" if production.pages else ""
    high = production.annex_pages_max
    annexes = f", {pages.annexes} d’annexes" if pages.annexes or high is not None else ""
    admitted = f" ({high} au plus)" if high is not None else ""
    yield (
        f"{pages.total} pages : {pages.body} comptées{asked}{annexes}{admitted}, "
        f"{pages.front} de couverture et de listes"
    )


def _parts(report: Report, production: Production) -> Iterator[str]:
    if not report.parts:
        return
    ranges = {part.number: part.pages for part in production.parts}
    noun = "Activité" if production == DP else "Partie"
    yield ""
    asked = f"  {'Attendu':<14}" if any(ranges.values()) else ""
    yield f"  {noun:<8}  {'Début':>6}  {'Pages':>5}{asked}  État"
    highs = {part.number: part.pages_max or 0 for part in production.parts}
    scale = max([_GAUGE, *highs.values(), *(part.pages for part in report.parts)])
    for part in report.parts:
        start = f"p. {part.start_page}" if part.start_page else "–"
        wanted = f"  {ranges.get(part.number, ''):<14}" if asked else ""
        gauge = _gauge(part, highs.get(part.number, 0), scale)
        yield f"  {part.number:<8}  {start:>6}  {part.pages or '–':>5}{wanted}  {gauge}  {part.status.label}"


def _gauge(part: PartSeen, high: int, scale: int) -> str:
    """One square a page, hollow ones up to what is admitted."""
    size = min(scale, _GAUGE)
    filled, room = (round(value * size / scale) for value in (part.pages, max(high, part.pages)))
    return ("■" * filled + "□" * (room - filled)).ljust(size)


def _contents(report: Report) -> Iterator[str]:
    states = Counter(seen.state for seen in report.contents)
    if states:
        told = [
            f"{states[state]} {label}"
            for state, label in (("seen", "retrouvés"), ("unsure", "à relire"), ("absent", "non retrouvés"))
            if states[state]
        ]
        yield ""
        yield f"Contenus demandés : {', '.join(told)}"


def _alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that one remedy mends, together, where the first of them stands."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.remedy), []).append(finding)
    return list(groups.values())


def _findings(alike: Sequence[Finding]) -> Iterator[str]:
    for finding in alike:
        place = [f"p. {finding.page}"] if finding.page else []
        place += [f"partie {finding.part}"] if finding.part else []
        where = f"{', '.join(place)} – " if place else ""
        yield _wrapped(f"{where}{finding.message}", "  • ", "    ")
        if finding.quote and finding.quote not in finding.message:
            yield _wrapped(f"«{NBSP}{finding.quote}{NBSP}»", "    ")
    rules = {finding.rule for finding in alike}
    sources = [finding.source for finding in alike]
    # « …, partie 2 » and « …, partie 3 » are one place of the RE.
    source = sources[0] if len(set(sources)) == 1 else sources[0].rpartition(",")[0]
    yield _wrapped(f"{rules.pop()} [{source}]" if len(rules) == 1 else f"[{source}]", "    ")
    yield _wrapped(f"→ {alike[0].remedy}", "    ", "      ")


def _wrapped(text: str, first: str, rest: str | None = None) -> str:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return textwrap.fill(
        text, max(width, 40), initial_indent=first, subsequent_indent=first if rest is None else rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip

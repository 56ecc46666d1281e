"""Checks one file against one production: reads it, has its pages laid out, asks every check, gives one report.

LibreOffice lays a DOCX out in its own process while Python reads the same bytes. A file that cannot be read gives a
report too, with the verdict `unreadable` and its sentence; an unknown scope or production raises `UnknownProduction`.
"""

import re
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypedDict, Unpack

from jalon.common.typography import typo
from jalon.referentiel.importer.readers import kind_of, load
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import Production, TitreVersion

from .dp import SETTINGS, Settings, check_dp
from .expectations import DP, USAGE, Expectation, choose, scope_of
from .layout import check_layout
from .office import Office, OfficeAbsent, OfficeFailed
from .pagination import paginate
from .paper import Paper, Run
from .reading import LIMITS, read_paper
from .report import ContentSeen, Finding, PageCount, PartSeen, Report, Severity, Verdict
from .structure import Structure, find_structure

Step = Callable[[int, int, str], None]
_STEPS = 3
_PROMPT = re.compile(
    r"\[.+\]$|(?:cliquez|cliquer|tapez|taper|ecrivez|ecrire|entrez|entrer|choisissez|choisir|saisissez|saisir"
    r"|click or tap)\b"
)
_ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class Examined:
    """A report with what it was drawn from: no paper where the file could not be read, no structure for the DP."""

    report: Report
    expected: Expectation | None = None
    paper: Paper | None = None
    structure: Structure | None = None


class Asked(TypedDict, total=False):
    """What may be asked of a check beside the file and the title: see `examine`."""

    scope: str
    production: str | None
    office: Office | None
    settings: Settings
    name: str
    step: Step | None


def check(source: Path | bytes, *, titre: TitreVersion, **asked: Unpack[Asked]) -> Report:
    """The report of a file: see `examine`."""
    return examine(source, titre=titre, **asked).report


def examine(
    source: Path | bytes,
    *,
    titre: TitreVersion,
    scope: str = "title",
    production: str | None = None,
    office: Office | None = None,
    settings: Settings = SETTINGS,
    name: str = "",
    step: Step | None = None,
) -> Examined:
    """What a file is worth; `production` is a fragment of its name, guessed from the file where it is not given.

    `office` is a LibreOffice kept warm by the caller; without one, one is started for this file alone. `name` is what
    messages show. Raises `UnknownProduction`.
    """
    name = name or (source.name if isinstance(source, Path) else "dossier")
    scope = scope_of(titre, scope)
    asked = choose(titre, scope, production) if production else None
    told = step or (lambda done, total, said: None)
    used = office or Office()
    own = used if office is None else None
    try:
        told(0, _STEPS, name)
        paper, unpaged = _read(source, name, used)
        told(1, _STEPS, name)
        expected = asked or choose(titre, scope, None, paper)
        return _examined(paper, expected, settings, unpaged)
    except Unreadable as refusal:
        production_asked = asked.production if asked else None
        return Examined(_unreadable(name, titre, scope, production_asked, refusal.reason))
    except KeyboardInterrupt:
        own = None  # it ends with this process: closing it would wait for the document being laid out
        raise
    finally:
        if own:
            own.close()
        told(_STEPS, _STEPS, name)


def judge(paper: Paper, expected: Expectation, settings: Settings = SETTINGS, unpaged: str = "") -> Report:
    """The report of a paper already read; `unpaged` says why its pages are not known."""
    return _examined(paper, expected, settings, unpaged).report


def _examined(paper: Paper, expected: Expectation, settings: Settings, unpaged: str) -> Examined:
    titre, scope, production = expected.titre, expected.scope, expected.production
    findings = [*_told(paper, expected, unpaged)]
    contents: tuple[ContentSeen, ...] = ()
    structure: Structure | None = None
    if expected.is_dp:
        pages, parts, said = check_dp(paper, expected, settings)
        findings += said
    else:
        from .contents import check_contents

        structure = find_structure(paper, production, titre, scope)
        pages, parts = structure.pages, structure.parts
        findings += structure.findings
        findings += check_layout(paper, structure, production, titre, scope)
        contents, said = check_contents(paper, structure, production, titre, scope)
        findings += said
    from .confidentiality import check_confidentiality

    findings += _placed(check_confidentiality(paper), paper, parts)
    report = Report(
        file=paper.name,
        titre=titre.ref,
        scope=scope,
        production=production.name,
        pages=pages,
        parts=parts,
        findings=tuple(_in_order(findings)),
        verdict=_verdict(findings),
        contents=contents,
    )
    return Examined(report, expected, paper, structure)


def _placed(findings: Iterable[Finding], paper: Paper, parts: Sequence[PartSeen]) -> Iterator[Finding]:
    """Findings with the part that holds their paragraph."""
    ranks = {paragraph.address: rank for rank, paragraph in enumerate(paper.paragraphs)}
    for finding in findings:
        rank = ranks.get(finding.address) if finding.address else None
        part = next(
            (one.number for one in parts if rank is not None and rank in range(*one.paragraphs)), None
        )
        yield replace(finding, part=part)


def _read(source: Path | bytes, name: str, office: Office) -> tuple[Paper, str]:
    """The paper with its pages, and why it has none where LibreOffice does not lay it out."""
    data = source if isinstance(source, bytes) else load(source, name, LIMITS)
    kind = kind_of(data, name, LIMITS)
    if kind == "odt" or kind == "fodt":
        return _read_odt(data, kind, name, office)
    if kind != "docx":
        return read_paper(data, name=name), ""
    layout = _Layout(office, data, name)
    paper = read_paper(data, name=name)
    try:
        return paginate(paper, layout.pdf()), ""
    except (OfficeAbsent, OfficeFailed, Unreadable) as error:
        return paper, str(error)


def _read_odt(data: bytes, kind: Literal["odt", "fodt"], name: str, office: Office) -> tuple[Paper, str]:
    """An ODT is read through LibreOffice: without it, the file is as good as unreadable."""
    from .reading.odt import read_odt

    try:
        paper = read_odt(data, kind, name, LIMITS, office)
    except (OfficeAbsent, OfficeFailed) as error:
        raise Unreadable(name, f"un ODT se lit avec LibreOffice : {error}", "office") from error
    try:
        return paginate(paper, office.to_pdf(data, kind, name)), ""
    except (OfficeAbsent, OfficeFailed, Unreadable) as error:
        return paper, str(error)


class _Layout:
    """The PDF of a DOCX, being made while something else is done; an interruption does not wait for it."""

    def __init__(self, office: Office, data: bytes, name: str) -> None:
        self._made: bytes = b""
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._make, args=(office, data, name), daemon=True)
        self._thread.start()

    def _make(self, office: Office, data: bytes, name: str) -> None:
        try:
            self._made = office.to_pdf(data, "docx", name)
        except Exception as error:
            self._error = error

    def pdf(self) -> bytes:
        self._thread.join()
        if self._error:
            raise self._error
        return self._made


def _told(paper: Paper, expected: Expectation, unpaged: str) -> Iterable[Finding]:
    """What the reader should know of the check itself and of the file as a whole."""
    if unpaged:
        yield expected.finding(
            "pages_unknown",
            Severity.TO_MEND,
            f"Les pages n’ont pas pu être comptées : {unpaged}",
            rule=expected.pages_rule or "Le dossier se compte en pages.",
            remedy="Remédiez-y, ou enregistrez le dossier en PDF et vérifiez ce PDF.",
        )
    advice = next((one for one in paper.paragraphs if one.guidance and one.text.strip()), None)
    if advice:
        yield expected.finding(
            "guidance_left",
            Severity.TO_MEND,
            "Le fichier garde les conseils de la trame, qui ne sont pas votre texte et prennent des pages.",
            remedy="Une fois le dossier écrit, retirez-les (style « Conseil Jalon », ou jalon dossier mend --final).",
            page=advice.page,
            quote=advice.text,
            address=advice.address,
        )
    yield from _unfilled(paper, expected)
    if expected.how:
        yield expected.finding(
            "production_guessed",
            Severity.ADVICE,
            f"Le fichier a été vérifié comme « {expected.production.name} » : {expected.how}.",
            rule=f"Le RE demande {_names(expected)}.",
            source=expected.source(),
            remedy="Si ce n’est pas lui, précisez la production à vérifier.",
        )


def _unfilled(paper: Paper, expected: Expectation) -> Iterator[Finding]:
    """Places of a template, ours or another, that still show what should be written there; the DP has its own check."""
    entries = [
        one
        for one in paper.paragraphs
        if one.story in ("body", "box")
        and not one.toc
        and any(run.field == "placeholder" for run in one.runs)
    ]
    if not entries or expected.is_dp:
        return
    from .template import prompts_of

    known = {folded(hint) for hint in prompts_of(expected.titre, expected.scope, expected.production)}
    left = [one for one in entries if any(_prompts(run, known) for run in one.runs)]
    if left:
        shown = next(run.text.strip() for run in left[0].runs if _prompts(run, known))
        zones = (
            f"{len(left)} zones du modèle sont restées" if len(left) > 1 else "Une zone du modèle est restée"
        )
        yield expected.finding(
            "prompts_left",
            Severity.TO_MEND,
            f"{zones} à remplir : le jury lirait « {shown} ».",
            remedy="Écrivez-y votre texte, ou supprimez ces zones si vous n’en avez pas l’usage.",
            page=left[0].page,
            quote=left[0].text,
            address=left[0].address,
        )


def _prompts(run: Run, known: Container[str]) -> bool:
    """Whether a run shows a prompt: some word processors keep the mark of one on what was written in its place."""
    key = folded(run.text)
    return run.field == "placeholder" and (key in known or bool(_PROMPT.match(key)))


def _names(expected: Expectation) -> str:
    productions = (*expected.titre.scheme(expected.scope).productions, DP)
    return ", ".join(f"« {production.name} »" for production in productions)


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Gravest first, then in the order of the pages, what has no page before them; in French typography."""
    found = sorted(findings, key=lambda one: (_ORDER.index(one.severity), one.page or 0, one.part or 0))
    return [
        replace(
            one,
            message=typo(one.message),
            rule=typo(one.rule),
            source=typo(one.source),
            remedy=typo(one.remedy),
        )
        for one in found
    ]


def _verdict(findings: Iterable[Finding]) -> Verdict:
    heavy = any(one.severity != Severity.ADVICE for one in findings)
    return Verdict.TO_MEND if heavy else Verdict.CONFORM


def _unreadable(
    name: str, titre: TitreVersion, scope: str, production: Production | None, reason: str
) -> Report:
    finding = Finding(
        code="unreadable",
        severity=Severity.BLOCKS,
        message=reason[:1].upper() + reason[1:],
        rule="Le jury doit pouvoir ouvrir le fichier remis.",
        source=USAGE,
        remedy="Déposez le document d’origine, en DOCX, ODT ou PDF.",
    )
    return Report(
        file=name,
        titre=titre.ref,
        scope=scope,
        production=production.name if production else "",
        pages=PageCount(),
        parts=(),
        findings=tuple(_in_order([finding])),
        verdict=Verdict.UNREADABLE,
    )

"""A référentiel seen from one of its places: what a page needs, in plain Python."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .schema import (
    SEVERITY_LABELS,
    Competence,
    Finding,
    Part,
    Production,
    Test,
    TitreVersion,
    Transversal,
    UnknownId,
)
from .search import Facets


@dataclass(frozen=True, slots=True)
class Assessment:
    """A test that assesses a competence, in the session of `scope`."""

    scope: str
    scope_label: str
    test: Test


@dataclass(frozen=True, slots=True)
class Mention:
    """A part of a written production that names a competence."""

    scope: str
    scope_label: str
    production: Production
    part: Part


def assessments_of(titre: TitreVersion, competence: int) -> tuple[Assessment, ...]:
    return tuple(
        Assessment(scope, titre.scope_label(scope), test)
        for scope, scheme in titre.schemes.items()
        for test in scheme.tests
        if competence in test.competences
    )


def mentions_of(titre: TitreVersion, competence: int) -> tuple[Mention, ...]:
    return tuple(
        Mention(scope, titre.scope_label(scope), production, part)
        for scope, scheme in titre.schemes.items()
        for production in scheme.productions
        for part in production.parts
        if competence in part.competences
    )


def linked_transversals(titre: TitreVersion, competence: int) -> tuple[Transversal, ...]:
    return tuple(item for item in titre.transversal if competence in item.competences)


def grouped_skills(competence: Competence) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The four groups of the REAC with their French headings, empty ones left out."""
    groups = (
        ("Savoir-faire techniques", competence.technical_skills),
        ("Savoir-faire organisationnels", competence.organisational_skills),
        ("Savoir-faire relationnels", competence.relational_skills),
        ("Savoirs", competence.knowledge),
    )
    return tuple(group for group in groups if group[1])


def findings_by_severity(findings: Iterable[Finding]) -> list[tuple[str, str, list[Finding]]]:
    """(severity, French label, findings), gravest first, empty groups left out."""
    found = list(findings)
    groups = [
        (severity, label, [finding for finding in found if finding.severity == severity])
        for severity, label in SEVERITY_LABELS.items()
    ]
    return [group for group in groups if group[2]]


def label_of_place(titre: TitreVersion, where: str) -> tuple[str, int | None]:
    """A finding's place in words, and the competence whose page shows it, if any."""
    path = where.removeprefix(f"{titre.ref}/")
    head, *rest = path.split("/")
    if head in titre.schemes:
        kind = next(
            (test.kind.label for test in titre.scheme(head).tests if rest and test.kind == rest[0]), None
        )
        words = kind or ", ".join(part.replace("-", " ") for part in rest)
        return f"{titre.scope_label(head)}, {words}" if words else titre.scope_label(head), None
    try:
        found = titre.resolve(f"{titre.ref}/{head}")
    except UnknownId:
        return {"dates": "Dates des documents", "matrix": "Matrice des épreuves"}.get(head, path), None
    if isinstance(found, Competence):
        return f"Compétence {found.number}", found.number
    return head, None


def read_facets(asked: Mapping[str, str]) -> Facets:
    """Facets of an address (`niveau`, `nsf`, `rome`, `anciens`); what is not understood asks nothing."""
    level = asked.get("niveau", "")
    return Facets(
        level=int(level) if level.isdecimal() and len(level) < 3 else None,
        nsf=asked.get("nsf", "")[:20],
        rome=asked.get("rome", "")[:20],
        former=asked.get("anciens") == "1",
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, and how many titles it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the atlas, as a list of choices; `all` is the label of none."""

    name: str
    label: str
    all: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


def facet_choices(titres: Iterable[TitreVersion], facets: Facets) -> list[Facet]:
    """Level, NSF and ROME codes of some titles, each counted within the other facets; a chosen value stays."""
    known = list(titres)

    def facet(
        name: str, label: str, chosen: str, others: Facets, values: Callable[[TitreVersion], Iterable[object]]
    ) -> Facet:
        counts = Counter(str(value) for titre in known if others.admits(titre) for value in values(titre))
        found = sorted({*counts, *filter(None, [chosen])})
        every = "Toutes" if name == "nsf" else "Tous"
        return Facet(name, label, every, tuple(Choice(v, v, counts[v], v == chosen) for v in found))

    level = "" if facets.level is None else str(facets.level)
    return [
        facet("niveau", "Niveau", level, replace(facets, level=None), lambda titre: [titre.level]),
        facet("nsf", "Spécialité NSF", facets.nsf, replace(facets, nsf=""), lambda titre: titre.nsf),
        facet("rome", "Métier ROME", facets.rome, replace(facets, rome=""), lambda titre: titre.rome),
    ]


def official_date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None

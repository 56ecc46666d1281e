"""Reads about training programmes: what is compared, the matrix modules × competences × hours."""

from collections.abc import Iterable
from dataclasses import dataclass

from jalon.documents.models import IssuedDocument
from jalon.formation.models import Programme, ProgrammeItem
from jalon.formation.rules.differences import Difference, ItemFacts, differences
from jalon.referentiel.schema import Competence, TitreVersion


def items_of(programme: Programme) -> list[ProgrammeItem]:
    """Séances of a programme, module after module."""
    rows = ProgrammeItem.objects.filter(module__programme=programme).select_related("module__programme")
    return list(rows.order_by("module__number", "rank"))


def facts_of(items: Iterable[ProgrammeItem]) -> list[ItemFacts]:
    """Séances as the rules compare them."""
    return [
        ItemFacts(item.module.number, item.heading, item.minutes, tuple(item.competence_refs))
        for item in items
    ]


def former_of(programme: Programme) -> Programme | None:
    """The version that a proposal would replace: that in force, else the last one before it."""
    same = Programme.objects.filter(
        organisme_id=programme.organisme_id, titre_ref=programme.titre_ref, heading=programme.heading
    ).exclude(pk=programme.pk)
    return (
        same.filter(status="in_force").first()
        or same.filter(version__lt=programme.version, status="replaced").order_by("-version").first()
    )


def changes_of(programme: Programme) -> tuple[Programme | None, list[Difference]]:
    """The version that this one follows, and what changes from it."""
    former = former_of(programme)
    if former is None:
        return None, []
    return former, differences(facts_of(items_of(former)), facts_of(items_of(programme)))


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Hours of one module for one competence; `heat` from 0 to 4 by their share of the most."""

    minutes: int
    heat: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A competence, its hours in each module, their total."""

    competence: Competence
    ccp: int
    cells: tuple[MatrixCell, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Modules × competences × hours; séances that name no competence are counted apart."""

    modules: tuple[int, ...]
    rows: tuple[MatrixRow, ...]
    unnamed: int
    minutes: int


def matrix_of(items: Iterable[ProgrammeItem], titre: TitreVersion) -> Matrix:
    """The minutes of a séance are shared out equally between the competences it works on."""
    rows = list(items)
    modules = tuple(dict.fromkeys(item.module.number for item in rows))
    spent: dict[tuple[int, int], float] = {}
    unnamed = 0
    known = {titre.competence_id(competence.number): competence.number for competence in titre.competences}
    for item in rows:
        numbers = [known[ref] for ref in item.competence_refs if ref in known]
        if not numbers:
            unnamed += item.minutes
        for number in numbers:
            key = (item.module.number, number)
            spent[key] = spent.get(key, 0) + item.minutes / len(numbers)
    most = max(spent.values(), default=0) or 1
    lines = []
    for ccp in titre.ccps:
        for competence in ccp.competences:
            cells = tuple(
                MatrixCell(round(value), 0 if not value else min(4, 1 + int(3.999 * value / most)))
                for value in (spent.get((module, competence.number), 0) for module in modules)
            )
            lines.append(MatrixRow(competence, ccp.number, cells, sum(cell.minutes for cell in cells)))
    return Matrix(modules, tuple(lines), unnamed, sum(item.minutes for item in rows))


def programme_ref(programme: Programme) -> str:
    """How the documents of a programme name it."""
    return f"formation.programme:{programme.pk}"


def issued_programme(programme: Programme) -> IssuedDocument | None:
    """The programme's PDF as it was last issued."""
    issued = IssuedDocument.objects.filter(subject_ref=programme_ref(programme), kind="formation.programme")
    return issued.order_by("-issued_at", "-pk").first()

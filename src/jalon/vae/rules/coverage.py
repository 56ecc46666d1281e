"""Experiences against the référentiel: which competences of the blocs aimed at are shown, and by what (B2, B7)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from jalon.referentiel.schema import CCP, Competence, TitreVersion

HEAT_STEPS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """An experience that shows a competence, with an example in the candidate's words or ""."""

    experience: int
    competence_ref: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One competence seen from one experience: 0 nothing, 2 named, 4 told with an example."""

    experience: int
    heat: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class CompetenceLine:
    """A competence and the experiences that show it, in the order of the columns."""

    ref: str
    competence: Competence
    cells: tuple[Cell, ...]

    @property
    def shown(self) -> int:
        return sum(cell.heat > 0 for cell in self.cells)

    @property
    def told(self) -> int:
        """How many experiences show it with an example."""
        return sum(cell.heat == HEAT_STEPS for cell in self.cells)


@dataclass(frozen=True, slots=True)
class BlocCoverage:
    """A bloc of the title; `aimed` when the path aims at it and no dispensation frees from it."""

    ccp: CCP
    aimed: bool
    dispensed: bool
    lines: tuple[CompetenceLine, ...]

    @property
    def covered(self) -> int:
        return sum(line.shown > 0 for line in self.lines)

    @property
    def heat(self) -> int:
        return -(-HEAT_STEPS * self.covered // len(self.lines)) if self.lines else 0

    @property
    def missing(self) -> tuple[CompetenceLine, ...]:
        """Competences that no experience shows."""
        return tuple(line for line in self.lines if not line.shown)


def aimed_blocs(titre: TitreVersion, ccp_refs: Collection[str], dispensed: Collection[str] = ()) -> list[CCP]:
    """Blocs that the path still has to prove: all of the title's, or those named, less those dispensed (B2)."""
    return [
        ccp for ccp in titre.ccps if (not ccp_refs or ccp.id in ccp_refs) and ccp.id not in set(dispensed)
    ]


def coverage(
    titre: TitreVersion,
    experiences: Sequence[int],
    shown: Iterable[Shown],
    *,
    ccp_refs: Collection[str] = (),
    dispensed: Collection[str] = (),
) -> tuple[BlocCoverage, ...]:
    """Every bloc of the title, its competences against each experience; the aimed ones are those that count."""
    told = {(one.competence_ref, one.experience): one for one in shown}
    aimed = {ccp.id for ccp in aimed_blocs(titre, ccp_refs, dispensed)}
    return tuple(
        BlocCoverage(
            ccp=ccp,
            aimed=ccp.id in aimed,
            dispensed=ccp.id in dispensed,
            lines=tuple(
                CompetenceLine(
                    ref=titre.competence_id(competence.number),
                    competence=competence,
                    cells=tuple(
                        _cell(one, told.get((titre.competence_id(competence.number), one)))
                        for one in experiences
                    ),
                )
                for competence in ccp.competences
            ),
        )
        for ccp in titre.ccps
    )


def _cell(experience: int, shown: Shown | None) -> Cell:
    if shown is None:
        return Cell(experience, 0)
    return Cell(experience, HEAT_STEPS if shown.example.strip() else HEAT_STEPS // 2, shown.example)

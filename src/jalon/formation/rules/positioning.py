"""Two positions side by side: where a person and a trainer place them, competence by competence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SCALE = 4  # levels 0 to 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A competence with the level given by each, None where not placed."""

    ref: str
    own: int | None
    trainer: int | None

    @property
    def gap(self) -> int | None:
        """What the trainer gives more than the person; None until both have placed."""
        return None if self.own is None or self.trainer is None else self.trainer - self.own

    @property
    def gap_told(self) -> str:
        """« + 1 », « − 2 », « = » or nothing."""
        if self.gap is None:
            return ""
        return "=" if not self.gap else f"{'+' if self.gap > 0 else '−'} {abs(self.gap)}"

    @property
    def far(self) -> bool:
        """Whether both should be talked over: two levels apart."""
        return self.gap is not None and abs(self.gap) >= 2


def side_by_side(refs: Iterable[str], own: Mapping[str, int], trainer: Mapping[str, int]) -> list[Placed]:
    """Every competence of the title, in its order."""
    return [Placed(ref, own.get(ref), trainer.get(ref)) for ref in refs]


def positioning_faults(levels: Mapping[str, int], known: Sequence[str]) -> list[str]:
    """Why a positioning cannot be kept: all the reasons."""
    faults = []
    missing = [ref for ref in known if ref not in levels]
    if missing:
        names = ", ".join(ref.rpartition("/")[2] for ref in missing)
        faults.append(f"Placez chaque compétence ; il manque {names}.")
    if strange := [ref for ref in levels if ref not in known]:
        faults.append(f"Compétences d’un autre titre : {', '.join(strange)}.")
    if any(not 0 <= level < SCALE for level in levels.values()):
        faults.append("Un niveau n’est pas de l’échelle.")
    return faults


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of the dot plot: where the dots stand, in pixels."""

    label: str
    y: int
    own: int | None
    trainer: int | None
    placed: Placed


@dataclass(frozen=True, slots=True)
class DotPlot:
    """The picture: its size, the columns of the scale, a row for each competence."""

    width: int
    height: int
    columns: tuple[int, ...]
    rows: tuple[Dot, ...]


_LEFT, _STEP, _TOP, _ROW = 60, 130, 34, 26


def dot_plot(placed: Sequence[Placed]) -> DotPlot:
    """Two dots a competence, joined where they differ; the table beneath says the same in words."""

    def at(level: int | None) -> int | None:
        return None if level is None else _LEFT + _STEP // 2 + level * _STEP

    rows = tuple(
        Dot(one.ref.rpartition("/")[2], _TOP + _ROW * rank + _ROW // 2, at(one.own), at(one.trainer), one)
        for rank, one in enumerate(placed)
    )
    columns = tuple(at(level) or 0 for level in range(SCALE))
    return DotPlot(_LEFT + _STEP * SCALE, _TOP + _ROW * len(rows) + 8, columns, rows)

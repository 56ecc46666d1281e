"""Placements of candidates in grid units, and the appointments they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jalon.examen.planning.facts import Appointment
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.rooms import furnish


@dataclass(frozen=True)
class Placement:
    """Where one candidate sits and when each piece of their chain starts (grid units from midnight)."""

    seat: int
    starts: tuple[int, ...]


Placements = Mapping[str, Placement]


def appointments(layout: Layout, placements: Placements) -> tuple[Appointment, ...]:
    """Appointments of every placed candidate, with rooms and actors."""
    return furnish(layout.problem, bare(layout, placements))


def bare(layout: Layout, placements: Placements) -> list[Appointment]:
    """The same without rooms and actors."""
    found: list[Appointment] = []
    for cid, placement in placements.items():
        shape, seat = layout.shapes[cid], layout.seats[placement.seat]
        steps = shape.candidate.steps
        for piece, start in zip(shape.pieces, placement.starts, strict=True):
            for index, offset, length in piece.steps:
                step = steps[index]
                found.append(
                    Appointment(
                        cid, seat.jury.id, seat.day.date, (start + offset) * layout.grid,
                        (start + offset + length) * layout.grid, step.kind, step.label, step.jury,
                        None, step.actor, index,
                    )
                )  # fmt: skip
    return found


def published_placements(layout: Layout) -> dict[str, Placement]:
    """The published plan as placements, for the candidates whose jury still sits on that day."""
    published = layout.problem.published
    if not published:
        return {}
    seats = {(seat.jury.id, seat.day.date): i for i, seat in enumerate(layout.seats)}
    found: dict[str, Placement] = {}
    for cid, shape in layout.shapes.items():
        at = {a.step_index: a for a in published.appointments if a.candidate_id == cid}
        firsts = [piece.steps[0][0] for piece in shape.pieces]
        seat = next((seats.get((a.jury_id, a.day)) for a in at.values()), None)
        if seat is not None and all(index in at for index in firsts):
            found[cid] = Placement(seat, tuple(at[index].start // layout.grid for index in firsts))
    return found

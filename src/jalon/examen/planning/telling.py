"""Placements told as a plan: appointments, figures, and why the others are left out. Nothing is proved here."""

from __future__ import annotations

from jalon.examen.planning.explain import reasons
from jalon.examen.planning.facts import Appointment, Plan, Problem
from jalon.examen.planning.greedy import first_plans
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.measures import measure
from jalon.examen.planning.placing import Placements, appointments

LARGE = 50_000  # candidates times jury-days beyond which a plan at once would take a second


def told(
    layout: Layout,
    placements: Placements,
    *,
    items: tuple[Appointment, ...] | None = None,
    proved: bool = False,
) -> Plan:
    """The plan; `items`: its appointments, if they are known; `proved`: no plan places more candidates."""
    items = appointments(layout, placements) if items is None else items
    found = measure(layout.problem, items)
    said: dict[bool, tuple[str, ...]] = {}
    return Plan(
        appointments=items,
        unplaced=tuple(
            (candidate.id, reasons(layout, candidate.id, proved=proved, said=said))
            for candidate in sorted(layout.problem.candidates, key=lambda c: c.id)
            if candidate.id not in placements
        ),
        jury_days=found.jury_days,
        waiting_minutes=found.waiting_minutes,
        idle_minutes=found.idle_minutes,
        longest_wait_minutes=found.longest_wait_minutes,
        status="Calcul en cours.",
    )


def at_once(problem: Problem) -> Plan | None:
    """A plan that needs no search, should the search never begin; None: too large a session, or nobody is placed."""
    layout = Layout(problem)
    if len(layout.shapes) * len(layout.seats) > LARGE:
        return None
    placements = next(first_plans(layout), None)
    return told(layout, placements) if placements else None

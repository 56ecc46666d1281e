"""The hours of a day put together from the ways of its jury-days: exactly, or with the bound that they prove.

A jury-day whose known ways do not do is dear: it loses more than all of them, and is assumed to hinder nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ortools.sat.python import cp_model

from jalon.examen.planning.layout import Layout, Span
from jalon.examen.planning.ways import Way, Ways

EFFORT = 0.3  # on one choice, in OR-Tools' own units


@dataclass(frozen=True)
class Alike:
    """So many jury-days that hold the same people, what is known of their ways, and jurors who sit elsewhere too."""

    count: int
    ways: Ways
    jurors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Chosen:
    """The ways of each group of jury-days alike, units lost, the proved bound, and groups with dear jury-days."""

    ways: tuple[tuple[Way, ...], ...]
    lost: int
    bound: int
    dear: tuple[int, ...]


def choose(
    layout: Layout, day: date, groups: Sequence[Alike], *, seconds: float, dear: bool, least: int = 0
) -> Chosen | None:
    """The ways that lose least together, rooms, actors and jurors respected.

    Who plays when their actor eats, and who is in which room when one is lost for a part of the day, are left aside.

    `dear`: jury-days may be dear, and the bound holds for any timetable of the day; without, for these ways only.
    None: nothing was found, or there is nothing to find.
    """
    model = cp_model.CpModel()
    taken: list[list[tuple[cp_model.IntVar, Way]]] = []
    beyond: list[cp_model.IntVar] = []
    value: cp_model.LinearExpr | int = 0
    for group in groups:
        counts = [(model.new_int_var(0, group.count, ""), way) for way in group.ways.found]
        taken.append(counts)
        beyond.append(model.new_int_var(0, group.count if dear else 0, ""))
        model.add(sum(count for count, _ in counts) + beyond[-1] == group.count)
        value += sum(way.lost * count for count, way in counts) + (group.ways.limit + 1) * beyond[-1]
    every = [entry for counts in taken for entry in counts]
    rooms, actor = layout.problem.rooms, layout.problem.actor
    closed = layout.closed[day]
    for labels, uses in (
        (rooms.preparation, [(count, way.lone) for count, way in every]),
        (rooms.mise_en_situation, [(count, way.stage) for count, way in every]),
    ):
        if labels is not None:
            always = model.new_constant(1)
            shut = [
                (always, [(begin, end - begin) for begin, end in closed.get(label, ())]) for label in labels
            ]
            _share(model, [*uses, *shut], len(labels))
    if actor:
        rest, meal = layout.units(actor.rest_minutes), layout.units(actor.lunch_minutes)
        _share(
            model,
            [(count, tuple((at, n + rest) for at, n in way.plays)) for count, way in every],
            actor.capacity,
        )
        if meal and any(way.plays for _, way in every):
            lunches = _lunches(model, layout.lunch(), meal, actor.capacity)
            _share(model, [*((count, way.plays) for count, way in every), *lunches], actor.capacity)
    meal = layout.units(layout.settings.jury_lunch_minutes)
    for juror in sorted({name for group in groups for name in group.jurors}):
        work = [
            (count, way.jury)
            for group, counts in zip(groups, taken, strict=True)
            if juror in group.jurors
            for count, way in counts
        ]
        _share(model, [*work, *_lunches(model, layout.lunch(), meal, 1)], 1)
    model.add(value >= least)
    model.minimize(value)
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = layout.settings.seed
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    solver.parameters.max_deterministic_time = EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return Chosen(
        tuple(tuple(way for count, way in counts for _ in range(solver.value(count))) for counts in taken),
        round(solver.objective_value),
        round(solver.best_objective_bound),
        tuple(i for i, var in enumerate(beyond) if solver.value(var)),
    )


def _lunches(
    model: cp_model.CpModel, window: tuple[int, int], meal: int, people: int
) -> list[tuple[cp_model.IntVar, Sequence[Span]]]:
    """When each of so many people has lunch."""
    if not meal:
        return []
    begin, end = window
    eats = [(model.new_int_var(0, people, ""), at) for at in range(begin, end - meal + 1)]
    model.add(sum(eat for eat, _ in eats) == people)
    return [(eat, ((at, meal),)) for eat, at in eats]


def _share(
    model: cp_model.CpModel, uses: Iterable[tuple[cp_model.IntVar, Sequence[Span]]], most: int
) -> None:
    """At no time are more than `most` of these in use: said where a use begins, which is enough."""
    at: dict[int, list[cp_model.IntVar]] = {}
    begins: set[int] = set()
    for count, spans in uses:
        for begin, length in spans:
            begins.add(begin)
            for unit in range(begin, begin + length):
                at.setdefault(unit, []).append(count)
    said: set[tuple[int, ...]] = set()
    for unit in sorted(begins):
        names = tuple(var.index for var in at[unit])
        if names not in said:
            said.add(names)
            model.add(sum(at[unit]) <= most)

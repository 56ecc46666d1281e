"""Who has which jury-day once it is known what each one holds: by flows, at once; hours are not looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

from ortools.graph.python import min_cost_flow

from jalon.examen.planning.fillings import Filling, Fillings
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.packing import Who
from jalon.examen.planning.placing import Placements

TRIES = 60  # ways to spread jury-days, after which it is left to the master problem
AWAY = 10  # what a day costs to somebody away for a part of it; one where they were not convened costs 1


def seated(layout: Layout, fillings: Fillings, published: Placements) -> Who | None:
    """Everybody in the jury-days of `fillings.best`, spread over the days and their plays with them.

    As few as can be are there on a day when they are away for a part of it. None: these jury-days do not suit them.
    """
    members: dict[int, dict[object, list[str]]] = defaultdict(lambda: defaultdict(list))
    for cid, which in fillings.types.items():
        members[which][layout.kind(cid)].append(cid)
    draw = Random(layout.settings.seed)  # noqa: S311 - any draw will do, the same each time
    for _ in range(TRIES):
        held = _spread(layout, fillings, draw)
        if held is None:
            return None
        parts = [
            _assigned(layout, which, list(kinds.values()), held, published)
            for which, kinds in members.items()
        ]
        if all(part is not None for part in parts):
            return {cid: seat for part in parts for cid, seat in (part or {}).items()}
    return None


def _spread(layout: Layout, fillings: Fillings, draw: Random) -> dict[int, Filling] | None:
    """A filling for each jury-day used: those with most plays first, each on the day with fewest plays and juries."""
    plays = {which: len(layout.shapes[cid].play_load) for cid, which in fillings.types.items()}
    rooms = layout.problem.rooms.jury
    loads = {which: layout.shapes[cid].jury_load for cid, which in fillings.types.items()}
    tied: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for group in layout.tied_seats():
        for seat in group:
            tied[seat].append(group)
    held: dict[int, Filling] = {}
    work: Counter[tuple[int, ...]] = Counter()  # of each group of jury-days that have a juror in common
    played: Counter[object] = Counter()
    sitting: Counter[object] = Counter()

    def acted(filling: Filling) -> int:
        return sum(plays.get(which, 0) * count for which, count in enumerate(filling))

    def free_for(seat: int, load: int) -> bool:
        return all(work[group] + load <= layout.tied_capacity(group) for group in tied[seat])

    for seats, filling, count in sorted(fillings.best, key=lambda entry: (-acted(entry[1]), entry[1])):
        load = sum(loads.get(which, 0) * number for which, number in enumerate(filling))
        for _ in range(count):
            free = [
                (played[day], sitting[day], draw.random(), seat)
                for seat in seats
                if seat not in held
                for day in (layout.seats[seat].day.date,)
                if (rooms is None or sitting[day] < len(rooms)) and free_for(seat, load)
            ]
            if not free:
                return None
            *_, seat = min(free)
            held[seat] = filling
            work.update(dict.fromkeys(tied[seat], load))
            played[layout.seats[seat].day.date] += acted(filling)
            sitting[layout.seats[seat].day.date] += 1
    return held


def _assigned(
    layout: Layout,
    which: int,
    kinds: list[list[str]],
    held: dict[int, Filling],
    published: Placements,
) -> dict[str, int] | None:
    """A jury-day for each candidate of one type, those of a kind being alike: a flow from kinds to jury-days."""
    flow = min_cost_flow.SimpleMinCostFlow()
    seats = [seat for seat, filling in sorted(held.items()) if filling[which]]
    node = {seat: len(kinds) + i for i, seat in enumerate(seats)}
    source, sink = len(kinds) + len(seats), len(kinds) + len(seats) + 1
    arcs: dict[int, tuple[int, int]] = {}
    for i, alike in enumerate(kinds):
        flow.add_arc_with_capacity_and_unit_cost(source, i, len(alike), 0)
        who = layout.shapes[alike[0]].candidate
        away = {window.day for window in who.unavailable}
        convened = published.get(alike[0])
        for seat in layout.admissible[alike[0]]:
            if seat in node:
                cost = AWAY if layout.seats[seat].day.date in away else 0
                cost += convened is not None and convened.seat != seat
                arcs[flow.add_arc_with_capacity_and_unit_cost(i, node[seat], len(alike), cost)] = i, seat
    for seat in seats:
        flow.add_arc_with_capacity_and_unit_cost(node[seat], sink, held[seat][which], 0)
    count = sum(map(len, kinds))
    flow.set_node_supply(source, count)
    flow.set_node_supply(sink, -count)
    if flow.solve() != flow.OPTIMAL:
        return None
    rest = [list(alike) for alike in kinds]
    return {rest[i].pop(0): seat for arc, (i, seat) in arcs.items() for _ in range(flow.flow(arc))}

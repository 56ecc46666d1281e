"""Which phase of a candidate each task of an answer is: several CCPs have tasks that only their order tells apart."""

from __future__ import annotations

from collections.abc import Sequence

from jalon.examen.planning.answer import Task
from jalon.examen.planning.facts import Candidate

TRIES = 5_000


def told_apart(who: Candidate, kinds: Sequence[str], tasks: Sequence[Task], grid: int) -> dict[int, int]:
    """The index of the step that each task is, by rank in `tasks`; `kinds`: the kind of task of each step.

    In a way that keeps the order of the tests if there is one; else those of the same length first, in the order of
    hours. A task that no step explains is left out.
    """
    ranks = sorted(range(len(tasks)), key=lambda rank: (tasks[rank].start, tasks[rank].end))
    fits = {
        rank: [i for i, kind in enumerate(kinds) if kind == tasks[rank].kind] for rank in range(len(tasks))
    }
    exact = {
        rank: [
            i for i in steps if who.minutes(who.steps[i], grid) == tasks[rank].end - tasks[rank].start
        ] for rank, steps in fits.items()
    }  # fmt: skip
    before = _before(who)
    tries = 0

    def grow(done: int, found: dict[int, int], ends: dict[int, int]) -> dict[int, int] | None:
        """`ends`: when each step told so far ends."""
        nonlocal tries
        tries += 1
        if done == len(ranks):
            return found
        rank = ranks[done]
        task = tasks[rank]
        for index in exact[rank]:
            if tries > TRIES or index in ends:
                continue
            if all(i in ends and ends[i] <= task.start <= ends[i] + most for i, most in before[index]):
                more = grow(done + 1, {**found, rank: index}, {**ends, index: task.end})
                if more is not None:
                    return more
        return None

    return grow(0, {}, {}) or _by_hour(ranks, exact, fits)


def _by_hour(ranks: Sequence[int], exact: dict[int, list[int]], fits: dict[int, list[int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for rank in ranks:
        free = [i for steps in (exact[rank], fits[rank]) for i in steps if i not in found.values()]
        if free:
            found[rank] = free[0]
    return found


def _before(who: Candidate) -> list[list[tuple[int, float]]]:
    """For each step, those that must be over before it, and how many minutes may pass since then."""
    blocks: list[range] = []
    reached = 0
    for block in who.chain:
        blocks.append(range(reached, reached + len(block.steps)))
        reached += len(block.steps)
    found: list[list[tuple[int, float]]] = [[] for _ in range(reached)]
    for block, own in zip(who.chain, blocks, strict=True):
        for other, theirs in zip(who.chain, blocks, strict=True):
            if other is not block and set(other.kinds) & set(block.after) and theirs and own:
                found[own[0]].append((theirs[-1], float("inf")))
        for i in own[1:]:
            most = 0 if who.steps[i - 1].jury or block.gap == 0 else block.gap
            found[i].append((i - 1, float("inf") if most is None else most))
    return found

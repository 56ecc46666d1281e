"""The page that `benchmarks/sessions.py` makes of its results: docs/benchmarks/planning.md."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

Json = dict[str, Any]
BUSY = 2.5  # load average, as a case begins, beyond which the machine had other work than the case before


def page(results: Json) -> str:
    """The whole page; a part whose cases were not run is left out."""
    done: Json = results["cases"]
    parts = (
        _head(results),
        _compared(_of(done, "compare "), results["long"], results["timefold"]),
        _grown(_of(done, "growth ")),
        *(_region(case) for case in _of(done, "region ").values()),
        _huge(_of(done, "one site "), results["long"]),
    )
    return "\n".join(part for part in parts if part)


def exponent(points: Iterable[tuple[float, float]]) -> float:
    """The slope of seconds against candidates, both as logarithms (least squares)."""
    logs = [(math.log(x), math.log(max(y, 1e-3))) for x, y in points]
    mean_x, mean_y = (sum(one[i] for one in logs) / len(logs) for i in (0, 1))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def _of(done: Json, start: str) -> Json:
    return {name.removeprefix(start): case for name, case in done.items() if name.startswith(start)}


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]], words: int = 1) -> str:
    """A table whose first columns are words, the others figures."""
    lines = [columns, ["---"] * words + ["---:"] * (len(columns) - words), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def _head(results: Json) -> str:
    machine = results["machine"]
    loads = [case["load"] for case in results["cases"].values()]
    state = (
        f"The machine was busy with other work (load {min(loads):.0f} to {max(loads):.0f} as each case began):\n"
        "seconds are those of a loaded machine, and plans cut by the clock are worse than on a quiet one."
        if max(loads) > BUSY
        else "The machine had nothing else to do."
    )
    return f"""# The timetable, beside others

Written by `python benchmarks/sessions.py` on {results["date"]}, at commit {results["commit"]}; do not edit.
{machine["cores"]} cores ({machine["cpu"]}), Python {machine["python"]}.
{state}

All plans are made from the same JSON instances in one run, and all are judged by the checker of `jalon session check`,
which shares no code with any planner: “rules broken” is what it found. Ours has the limits that `jalon session plan`
gives by default. Minutes lost are the waits of candidates plus the idle time of juries between their first and last
task, lunch apart. Mixed sessions hold CIP and ETI, whole titles and CCPs, extra time, conflicts of interest and days
away.
"""


def _compared(cases: Json, long: int, folder: str) -> str:
    rows: list[Sequence[object]] = []
    for name, case in cases.items():
        mine = case["ours"]
        plans = [("Jalon", mine), *(("Jalon, as many jury-days as first fit", one) for one in case["spread"])]
        plans += [(one, case[one]) for one in ("one after the other", "first fit")]
        plans += zip(("Timefold, as long", f"Timefold, {long} s"), case["timefold"], strict=False)
        rows += [
            (
                name if one is mine else "", label, f"{one['placed']} / {one['of']}", one["jury_days"],
                mine["bound"] if one is mine else "", _ratio(one, mine), one["waiting"] + one["idle"],
                f"{one['seconds']:.1f}", one["broken"],
            )
            for label, one in plans
        ]  # fmt: skip
    if not rows:
        return ""
    columns = (
        "session", "plan", "placed", "jury-days", "proved least", "× ours", "minutes lost", "seconds", "rules broken",
    )  # fmt: skip
    other = (
        f"Timefold is not in this table: its jars were not found in `{folder}`."
        if not any(case["timefold"] for case in cases.values())
        else "Timefold starts from the first-fit plan and has one thread, as its free edition does; its seconds\n"
        "leave out the start of Java. The model is `benchmarks/TimefoldSessions.java`; a better one may do better."
    )
    return f"""## Ways to plan

{_table(columns, rows, words=2)}
“One after the other” is the spreadsheet: a candidate's whole chain, then the next one's, jury by jury. “First fit”
takes candidates in the order of the list and gives each the earliest hours free, interleaved with those already there.
Ratios are of jury-days, in brackets where a plan places fewer candidates. Fewer jury-days cost waits: the screen shows
both ends, as the second line of a session does here.

{other}
"""


def _ratio(one: Json, mine: Json) -> str:
    if one is mine:
        return "1"
    ratio = f"{one['jury_days'] / max(1, mine['jury_days']):.2f}"
    return ratio if one["placed"] == mine["placed"] else f"({ratio})"


def _grown(cases: Json) -> str:
    points: dict[str, list[tuple[int, Json]]] = {}
    for name, case in cases.items():
        what, count = name.split()
        points.setdefault(what, []).append((int(count), case["ours"]))
    rows = [
        (
            f"{what} {count}", one["jury_days"], one["bound"], one["waiting"] + one["idle"], f"{one['first']:.2f}",
            f"{one['settled']:.2f}", f"{one['seconds']:.1f}", f"{one['cpu']:.1f}", one["broken"],
        )
        for what, found in points.items()
        for count, one in found
    ]  # fmt: skip
    if not rows:
        return ""
    fitted = []
    for what, found in points.items():
        if len(found) > 1:
            first, settled = (
                exponent((count, one[key]) for count, one in found) for key in ("first", "settled")
            )
            fitted.append(
                f"{what}, the first plan as n^{first:.2f} and the jury-days of the last as n^{settled:.2f}"
            )
    columns = (
        "session", "jury-days", "proved least", "minutes lost", "first plan, s", "jury-days settled, s", "whole, s",
        "CPU, s", "rules broken",
    )  # fmt: skip
    told = f"\nTime grows, with n candidates, over all these sizes: {'; '.join(fitted)}.\n" if fitted else ""
    return f"## How time grows\n\n{_table(columns, rows)}{told}"


def _region(case: Json) -> str:
    mine = {
        **case["ours"],
        "placed": case["candidates"] - case["ours"]["unplaced"],
        "seconds": case["seconds"],
    }
    plans = [("Jalon", mine), *((name, case[name]) for name in ("one after the other", "first fit"))]
    rows = [
        (
            label, f"{one['placed']} / {case['candidates']}", one["jury_days"], mine["bound"] if one is mine else "",
            _ratio(one, mine), one["waiting"] + one["idle"], f"{one['seconds']:.0f}", one["broken"],
        )
        for label, one in plans
    ]  # fmt: skip
    columns = (
        "plan", "placed", "jury-days", "proved least", "× ours", "minutes lost", "seconds", "sites that break a rule",
    )  # fmt: skip
    return f"""## {case["candidates"]} candidates over a region

`jalon session plan-region` on {case["sites"]} sites, {case["least"]} to {case["most"]} candidates each:
{case["seconds"]:.0f} s from the file to the plans, {case["cpu"] / case["seconds"]:.1f} cores at work on average,
{case["megabytes"]:.0f} MB at most for all its processes together. Jury-days are proved least on {case["proved"]} sites.

{_table(columns, rows)}"""


def _huge(cases: Json, limit: int) -> str:
    rows: list[Sequence[object]] = []
    refused = ""
    for count, case in cases.items():
        answer = case["answer"]
        if answer is None:
            reason = "; ".join(case["refused"])
            refused += f"\n{count} candidates are refused in {case['seconds']:.1f} s: « {reason} »\n"
            continue
        left, days = answer["objective"]["unplaced"], answer["objective"]["jury_days"]
        first = "—" if case["first"] is None else f"{case['first']:.1f}"
        rows.append(
            (
                count, answer["status"], first, f"{case['seconds']:.1f}", int(count) - left, days,
                answer["bounds"]["jury_days"] or "—", f"{case['megabytes']:.0f}",
            )
        )  # fmt: skip
    if not cases:
        return ""
    columns = (
        "candidates", "status", "first plan told, s", "end, s", "placed", "jury-days", "proved least", "MB",
    )  # fmt: skip
    return f"""## One huge session

`jalon session plan --time-limit {limit}`: nobody should plan so, but it must end in time and say what it has.

{_table(columns, rows, words=2) if rows else ""}{refused}"""

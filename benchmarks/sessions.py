"""Our timetables beside those that others make, on the same sessions, in one run; rewrites docs/benchmarks/planning.md.

    python benchmarks/sessions.py [--restart] [name…]

« one after the other »: the spreadsheet, each candidate's whole chain after the one before, jury by jury. « first
fit »: each candidate in turn at the earliest free hours, interleaved. « Timefold »: another solver, with the model of
`TimefoldSessions.java`, where its jars are found (`pip install --pre --target var/timefold timefold`, Java 17), from
the first-fit plan, for the seconds that ours took and for 60. Every plan is judged by `planning.verify`, which shares
nothing with any of them.

Each case is written to var/benchmarks/sessions.json as soon as it is done: a run that was stopped goes on from there,
one that was finished begins again. Names choose cases by how they begin (`compare`, `growth mixed`, `region`, `one`).
"""

import argparse
import json
import math
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sessions_page import page

from jalon.examen.planning.answer import read_answer
from jalon.examen.planning.exchange import answer_of, problem_of
from jalon.examen.planning.facts import Plan, Problem
from jalon.examen.planning.greedy import first_fit
from jalon.examen.planning.instance import Instance
from jalon.examen.planning.instance_reader import instance_of, read_instance
from jalon.examen.planning.layout import Layout
from jalon.examen.planning.measures import measure
from jalon.examen.planning.placing import Placement, appointments
from jalon.examen.planning.solver import Search
from jalon.examen.planning.verify import verify
from jalon.referentiel.shipped import shipped_titres

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "var" / "benchmarks" / "sessions.json"
PAGE = ROOT / "docs" / "benchmarks" / "planning.md"
TIMEFOLD = Path(os.environ.get("JALON_TIMEFOLD", ROOT / "var" / "timefold"))
LONG = 60  # seconds of the longer Timefold
SPREAD = 5.0  # seconds to spare waits with as many jury-days as first fit
PIECES = 6  # of one candidate, that its model can hold

Json = dict[str, Any]
CIP, ETI = "TP-00403.08", "TP-00448.06"
MONDAY = date(2027, 3, 1)
SHARED: Json = {
    "grid": 5,
    "opening": "08:30",
    "closing": "18:00",
    "lunch": {"minutes": 60, "from": "11:30", "to": "14:00"},
    "candidate_lunch": {"minutes": 45, "from": "11:30", "to": "14:00", "if_from": "12:00", "if_to": "13:00"},
    "max_span": 480,
    "reading": {CIP: {"title": 20, "ccp1": 15, "ccp2": 15, "ccp3": 15}, ETI: {"title": 20}},
    "session_file_reading": {ETI: 10},
    "deliberation": 10,
}
MIXED = (
    [(CIP, "title")] * 4 + [(CIP, "ccp1"), (CIP, ["ccp2", "ccp3"])] + [(ETI, "title")] * 3 + [(ETI, "ccp3")]
)


# The sessions


def session(count: int, juries: int, days: int, what: str, site: str = "") -> Json:
    """`count` candidates before `juries` juries on `days` days, all free; `what`: "CIP", "ETI" or "mixed".

    Mixed: both titles, whole or by CCP, with every sixth candidate on a third more time, conflicts of interest and
    days when they cannot come.
    """
    draw = random.Random(count)
    opening = [(MONDAY + timedelta(n + n // 5 * 2)).isoformat() for n in range(days)]
    people = []
    for n in range(count):
        titre, scope = draw.choice(MIXED) if what == "mixed" else ({"CIP": CIP, "ETI": ETI}[what], "title")
        person: Json = {"id": f"c{n:05}", "titre": titre, "scope": scope}
        if what == "mixed" and n % 6 == 0:
            person["extra_time"] = "1/3"
        if what == "mixed" and n % 7 == 1:
            person["conflicts"] = [f"{site}juror {n % juries}a"]
        if what == "mixed" and n % 9 == 2:
            person["available"] = {day: None for rank, day in enumerate(opening) if rank != n % days}
        people.append(person)
    return {
        **SHARED,
        "days": opening,
        "actor": {"count": max(1, -(-juries // 2)), "rest": 10, "lunch": 45},
        "rooms": {"preparation": max(2, juries), "mise_en_situation": None},
        "juries": [
            {"id": f"j{n:03}", "titres": [CIP, ETI], "members": [f"{site}juror {n}a", f"{site}juror {n}b"]}
            for n in range(juries)
        ],
        "candidates": people,
    }


def roomy(count: int, what: str, days: int = 8, site: str = "") -> Json:
    """A session of that many candidates, with enough juries even for the spreadsheet."""
    each = {"CIP": 1.95, "ETI": 1.95, "mixed": 2.2}[
        what
    ]  # candidates that it puts in a jury-day, or somewhat fewer
    return session(count, max(2, math.ceil(count / each / days)), days, what, site)


def region(count: int = 10_000, sites: int = 100) -> Json:
    """Sites of 20 to 180 candidates: one in five holds one title only, the others mix."""
    draw = random.Random(7)
    sizes = [draw.randint(20, 180) for _ in range(sites)]
    sizes = [max(1, size * count // sum(sizes)) for size in sizes]
    sizes[0] += count - sum(sizes)
    found = []
    for rank, size in enumerate(sizes):
        what = {0: "CIP", 5: "ETI"}.get(rank % 10, "mixed")
        one = roomy(size, what, 10, f"{rank:03} ")
        found.append(
            {"id": f"site {rank:03} ({what})", **{key: one[key] for key in one if key not in SHARED}}
        )
    return {**SHARED, "sites": found}


COMPARED: dict[str, Callable[[], Json]] = {
    "CIP 12": lambda: session(12, 2, 3, "CIP"),
    "CIP 40": lambda: session(40, 3, 8, "CIP"),
    "mixed 40": lambda: session(40, 3, 7, "mixed"),
    "CIP 200": lambda: session(200, 9, 8, "CIP"),
    "mixed 200": lambda: session(200, 10, 10, "mixed"),
}
GROWN = (12, 25, 50, 100, 200, 400, 800)


# One plan, judged


def judged(instance: Instance, problem: Problem, plan: Plan) -> Json:
    """What a plan is worth, and how many rules it breaks."""
    answer = answer_of(problem, plan)
    return {
        "placed": len(problem.candidates) - len(plan.unplaced),
        "of": len(problem.candidates),
        "jury_days": plan.jury_days,
        "waiting": plan.waiting_minutes,
        "idle": plan.idle_minutes,
        "broken": len(verify(instance, answer)),
    }


def placed(problem: Problem, layout: Layout, placements: dict[str, Placement]) -> Plan:
    items = appointments(layout, placements)
    found = measure(problem, items)
    left = tuple((who.id, ()) for who in problem.candidates if who.id not in placements)
    return Plan(
        items, left, found.jury_days, waiting_minutes=found.waiting_minutes, idle_minutes=found.idle_minutes,
        longest_wait_minutes=found.longest_wait_minutes,
    )  # fmt: skip


def ours(instance: Instance, problem: Problem, seats: int = 0) -> list[Json]:
    """Our plan, when the first one came and when the last jury-day was spared (seconds).

    Then, where `seats` is more than its jury-days, the plan that spares waits with up to so many.
    """
    began, cpu = time.perf_counter(), cpu_seconds()
    seen: list[tuple[float, int, int]] = []

    def hear(found: Plan) -> None:
        seen.append((time.perf_counter() - began, len(found.unplaced), found.jury_days))

    search = Search(problem, hear, None)
    plan = search.run()
    seconds, cpu = time.perf_counter() - began, cpu_seconds() - cpu
    last = (len(plan.unplaced), plan.jury_days)
    found = [
        {
            **judged(instance, problem, plan),
            "seconds": seconds,
            "cpu": cpu,
            "first": seen[0][0] if seen else seconds,
            "settled": next((at for at, *reached in seen if tuple(reached) == last), seconds),
            "bound": plan.bound_jury_days,
            "bound_lost": plan.bound_waiting,
            "optimal": plan.optimal,
        }
    ]
    if seats > plan.jury_days:
        began = time.perf_counter()
        spread = search.spread(seats, SPREAD)
        found.append({**judged(instance, problem, spread), "seconds": time.perf_counter() - began})
    return found


def by_hand(instance: Instance, problem: Problem, *, compact: bool) -> Json:
    """One candidate after another, without or with interleaving."""
    began = time.perf_counter()
    layout = Layout(problem)
    placements = first_fit(layout, list(layout.shapes.values()), compact=compact)
    seconds = time.perf_counter() - began
    return {**judged(instance, problem, placed(problem, layout, placements)), "seconds": seconds}


def cpu_seconds() -> float:
    return time.process_time() + children_cpu()


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# Timefold


def timefold(instance: Instance, problem: Problem, seconds: float) -> list[Json]:
    """Timefold's plan after as many seconds as ours took, and after `LONG`; nothing where it is not installed."""
    layout = Layout(problem)
    jars = sorted(TIMEFOLD.glob("**/solver/jars"))
    if not jars or any(len(shape.pieces) > PIECES for shape in layout.shapes.values()):
        return []
    start = first_fit(layout, list(layout.shapes.values()))
    run = subprocess.run(
        [
            "java", "-cp", f"{jars[0]}/*", str(ROOT / "benchmarks" / "TimefoldSessions.java"),
            str(max(0.5, seconds)), str(max(LONG, seconds)),
        ],
        input=timefold_input(layout, start),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    lines = [line for line in run.stdout.splitlines() if " ; " in line]
    if run.returncode or not lines:
        raise SystemExit(f"Timefold failed:\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}")
    opens = layout.hours(layout.seats[0].day)[0]
    ids = list(layout.shapes)
    found = []
    for line in lines:
        head, *people = line.split(" ; ")
        reached, score = head.split(" ", 1)
        placements = {}
        for one in people:
            who, seat, *starts = map(int, one.split())
            placements[ids[who]] = Placement(seat, tuple(at + opens for at in starts))
        plan = placed(problem, layout, placements)
        found.append({**judged(instance, problem, plan), "seconds": float(reached), "score": score})
    return found


def timefold_input(layout: Layout, start: dict[str, Placement]) -> str:
    """The session in grid units from the opening, the same every day: lists of numbers, each after its length."""
    problem, settings = layout.problem, layout.settings
    opens, closes = layout.hours(layout.seats[0].day)
    days = sorted({seat.day.date for seat in layout.seats})
    eats, fed, due = layout.lunch(), layout.candidate_lunch(), layout.candidate_lunch_if() or (closes, 0)
    actor = problem.actor
    assert actor is not None
    site = [
        closes - opens, settings.candidate_span_max // layout.grid,
        layout.units(settings.jury_lunch_minutes), *(at - opens for at in eats),
        layout.units(settings.candidate_lunch_minutes), *(at - opens for at in fed), *(at - opens for at in due),
        len(problem.rooms.preparation or ()), actor.capacity, layout.units(actor.rest_minutes),
        layout.units(actor.lunch_minutes),
    ]  # fmt: skip
    lists: list[Sequence[int]] = [site, [days.index(seat.day.date) for seat in layout.seats]]
    text = "\n".join(f"{len(one)} {' '.join(map(str, one))}" for one in lists) + f"\n{len(layout.shapes)}\n"
    for cid, shape in layout.shapes.items():
        pieces = list(enumerate(shape.pieces))
        away = [
            (rank, max(s - opens, 0), min(e, closes) - opens)
            for rank, day in enumerate(days)
            for s, e in layout.windows(shape.candidate.unavailable, day)
            if e > opens and s < closes
        ]
        place = start.get(cid)
        own: list[Sequence[int]] = [
            [piece.length for piece in shape.pieces],
            [int(piece.candidate) for piece in shape.pieces],
            [one for i, piece in pieces for before in piece.after for one in (i, before)],
            *(
                [one for i, piece in pieces for o, n in spans(piece) for one in (i, o, n)]
                for spans in (lambda piece: piece.jury, lambda piece: piece.lone, lambda piece: piece.play)
            ),
            [one for window in away for one in window],
            layout.admissible[cid],
            [place.seat, *(at - opens for at in place.starts)] if place else [],
        ]
        text += " ".join(f"{len(one)} {' '.join(map(str, one))}" for one in own) + "\n"
    return text


# The cases


def read(document: Json) -> tuple[Instance, Problem]:
    """The instance, and the problem with the limits that `jalon session plan` gives it."""
    instance = instance_of(document, shipped_titres())
    return instance, problem_of(instance, workers=os.cpu_count() or 1)


def compare(document: Json) -> Json:
    instance, problem = read(document)
    hands = {
        "one after the other": by_hand(instance, problem, compact=True),
        "first fit": by_hand(instance, problem, compact=False),
    }
    mine, *spread = ours(instance, problem, hands["first fit"]["jury_days"])
    return {"ours": mine, "spread": spread, **hands, "timefold": timefold(instance, problem, mine["seconds"])}


def grow(document: Json) -> Json:
    return {"ours": ours(*read(document))[0]}


def whole_region(document: Json) -> Json:
    """`jalon session plan-region` from the file to the plans; memory is that of all its processes together."""
    with tempfile.TemporaryDirectory() as folder:
        path, output = Path(folder, "region.json"), Path(folder, "plans")
        path.write_text(json.dumps(document), "utf-8")
        done = command("plan-region", str(path), "--output", str(output), "--json")
        told = json.loads(done.pop("out"))
        broken = sum(
            command(
                "check", str(output / one["id"] / "instance.json"), str(output / one["id"] / "plan.json")
            )["code"]
            != 0
            for one in told["sites"]
        )
    hands: dict[str, Json] = {}
    for name, compact in (("one after the other", True), ("first fit", False)):
        began = time.perf_counter()
        plans = [by_hand(*read(site), compact=compact) for site in sites_of(document)]
        sums = {
            key: sum(plan[key] for plan in plans)
            for key in ("placed", "jury_days", "waiting", "idle", "broken")
        }
        hands[name] = {**sums, "seconds": time.perf_counter() - began}
    return {
        **done,
        "sites": len(told["sites"]),
        "least": min(one["candidates"] for one in told["sites"]),
        "most": max(one["candidates"] for one in told["sites"]),
        "proved": sum(
            one["bounds"]["jury_days"] == one["objective"]["jury_days"]
            for one in told["sites"]
            if one["objective"]
        ),
        "ours": {**told["objective"], "bound": told["bounds"]["jury_days"], "broken": broken},
        "candidates": sum(one["candidates"] for one in told["sites"]),
        **hands,
    }


def conforms(folder: Path) -> bool:
    """Whether a site's plan, as it is written, keeps every rule."""
    instance = read_instance((folder / "instance.json").read_bytes(), shipped_titres(), folder)
    return not verify(instance, read_answer((folder / "plan.json").read_bytes()))


def sites_of(document: Json) -> Iterator[Json]:
    """The instance of each site."""
    shared = {key: value for key, value in document.items() if key != "sites"}
    for site in document["sites"]:
        yield {**shared, **{key: value for key, value in site.items() if key != "id"}}


def one_huge(document: Json, limit: float) -> Json:
    """`jalon session plan` on one instance, with a limit: first plan, end, and what it says of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "instance.json")
        path.write_text(json.dumps(document), "utf-8")
        done = command("plan", str(path), "--json", "--time-limit", str(limit))
    told = json.loads(done.pop("out") or "null")
    found = [line for line in done["err"] if "placé" in line[1]]
    refused = [line[1] for line in done["err"] if line[1].startswith("jalon :")]
    del done["err"]
    return {
        **done,
        "limit": limit,
        "first": found[0][0] if found else None,
        "refused": [line.split(" : ", 2)[-1] for line in refused],
        "answer": told and {key: told[key] for key in ("status", "objective", "bounds")},
    }


def command(*words: str) -> Json:
    """`jalon session …`: what it says with when, seconds, CPU seconds, peak memory of all its processes (MB)."""
    began, cpu = time.perf_counter(), children_cpu()
    process = subprocess.Popen(
        [sys.executable, "-m", "jalon.cli.main", "session", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said: list[tuple[float, str]] = []
    assert process.stderr is not None
    stderr = process.stderr

    def listen() -> None:
        for line in stderr:
            said.append((time.perf_counter() - began, line.rstrip()))

    peaks = [0.0]
    watch = threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True)
    threading.Thread(target=listen, daemon=True).start()
    watch.start()
    assert process.stdout is not None
    out = process.stdout.read()
    code = process.wait()
    return {
        "code": code,
        "out": out,
        "err": said,
        "seconds": time.perf_counter() - began,
        "cpu": children_cpu() - cpu,
        "megabytes": max(peaks),
    }


def _watch(pid: int, peaks: list[float]) -> None:
    """Memory of a process and those under it, shared pages counted once, twice a second until it ends."""
    while Path(f"/proc/{pid}").exists():
        peaks.append(sum(map(_pss, [pid, *_under(pid)])))
        time.sleep(0.5)


def _under(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = [int(one) for one in children.read_text().split()]
        except OSError:
            continue
        for child in found:
            yield child
            yield from _under(child)


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def cases() -> dict[str, Callable[[], Json]]:
    found: dict[str, Callable[[], Json]] = {}
    for name, build in COMPARED.items():
        found[f"compare {name}"] = lambda build=build: compare(build())  # type: ignore[misc]
    for what in ("CIP", "mixed"):
        for count in GROWN:
            found[f"growth {what} {count}"] = lambda what=what, count=count: grow(roomy(count, what))  # type: ignore[misc]
    found["region 10000"] = lambda: whole_region(region())
    found["one site 3000"] = lambda: one_huge(roomy(3000, "mixed", 20), LONG)
    found["one site 100000"] = lambda: one_huge(roomy(100_000, "CIP", 60), LONG)
    return found


# The run


def machine() -> Json:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        cpu = platform.machine()
    return {
        "cores": os.cpu_count(),
        "cpu": cpu,
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="cases, by how their names begin (all)")
    parser.add_argument("--restart", action="store_true", help="forget what an earlier run did")
    arguments = parser.parse_args()
    every = cases()
    chosen = [name for name in every if not arguments.names or name.startswith(tuple(arguments.names))]
    results: Json = {"cases": {}}
    if RESULTS.exists() and not arguments.restart:
        results = json.loads(RESULTS.read_text("utf-8"))
    if set(every) <= set(results["cases"]) and not arguments.names:
        results = {"cases": {}}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        if name in results["cases"] and not arguments.names:
            continue
        began = time.perf_counter()
        load = os.getloadavg()[0]
        results["machine"] = machine()
        results["cases"][name] = {**every[name](), "load": load}
        results |= {"long": LONG, "timefold": _short(TIMEFOLD)}
        results |= {"date": datetime.now().astimezone().strftime("%Y-%m-%d"), "commit": commit()}
        results["cases"] = {one: results["cases"][one] for one in every if one in results["cases"]}
        RESULTS.with_suffix(".new").write_text(json.dumps(results, indent=1), "utf-8")
        RESULTS.with_suffix(".new").replace(RESULTS)
        print(f"{name}: {time.perf_counter() - began:.1f} s", flush=True)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(results), "utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

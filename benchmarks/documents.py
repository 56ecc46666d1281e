"""How long the documents take: the procès-verbal of 60 candidates (target: under 1 s), and every sample.

Run from the repository: python -m benchmarks.documents. Times are wall clock, best and median of the runs.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import django

RUNS = 10


def measure(act: Callable[[int], object]) -> tuple[float, float]:
    """Best and median milliseconds of a few runs, each told its number: typst remembers what it has typeset."""
    times = []
    for run in range(RUNS):
        started = time.perf_counter()
        act(run)
        times.append((time.perf_counter() - started) * 1000)
    return min(times), statistics.median(times)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    started = time.perf_counter()
    django.setup()
    from jalon.documents.kinds import all_kinds
    from jalon.jury.documents import PV_SESSION
    from jalon.jury.samples import pv_session

    print(f"setup                          {(time.perf_counter() - started) * 1000:7.0f} ms")
    context = pv_session(60)
    started = time.perf_counter()
    rendered = PV_SESSION.render(context)
    print(f"PV, 60 candidates, first       {(time.perf_counter() - started) * 1000:7.0f} ms")
    variants = [
        replace(
            context,
            results=tuple(
                replace(line, name=f"{line.name} {run}-{n}") for n, line in enumerate(context.results)
            ),
        )
        for run in range(RUNS)
    ]
    best, median = measure(lambda run: PV_SESSION.render(variants[run]))
    print(
        f"PV, 60 candidates, best        {best:7.0f} ms   median {median:.0f} ms, {len(rendered.pdf) // 1000} kB"
    )
    for kind in all_kinds():
        sample = kind.sample()
        started = time.perf_counter()
        kind.render(sample)
        print(f"{kind.name:30} {(time.perf_counter() - started) * 1000:7.0f} ms (first)")


if __name__ == "__main__":
    main()

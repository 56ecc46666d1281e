"""The board of paths with 10,000 active paths: median time of its views, and queries that must not grow with the rows.

    JALON_DATABASE_URL=postgresql://postgres@127.0.0.1:5432/jalon_paths .venv/bin/python -m benchmarks.paths [--write]

Runs in an empty database of its own. Times are those of the whole request in one process, middleware and template
included, without the network. `--write` keeps the result in docs/benchmarks/paths.md.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

RUNS, TARGET_MS = 21, 150
SIZES = (100, 10_000)
PAGE = Path(__file__).parent.parent / "docs/benchmarks/paths.md"
TODAY = datetime.now(UTC).date()
LETTERS = "abcdefghijklmnopqrst"


def main() -> None:
    """Measure each size, one after the other, in the same database."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.test.runner import DiscoverRunner

    settings.ALLOWED_HOSTS = ["*"]
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        lines = list(_measures())
    finally:
        runner.teardown_databases(databases)
    print("\n".join(lines))
    if asked.write:
        PAGE.write_text("\n".join([*_preamble(), *lines, ""]), encoding="utf-8")
    if any(f"**{mark}**" in line for line in lines for mark in ("slow", "grows")):
        sys.exit(1)


def _preamble() -> list[str]:
    from django.db import connection

    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return [
        "# The board of paths",
        "",
        f"Written by `python -m benchmarks.paths --write` at commit {commit}, on {connection.vendor}; do not edit.",
        "",
        f"Target: {TARGET_MS} ms at the median with 10,000 active paths of one centre, and the queries of 100.",
        f"Median and best of {RUNS} requests, in one process, middleware and template included; the machine has",
        f"{os.cpu_count()} cores and its load was {os.getloadavg()[1]:.1f}.",
        "",
    ]


def _measures() -> Iterator[str]:
    from django.db import connection

    yield "| paths | page | median (ms) | best (ms) | queries | |"
    yield "| ---: | --- | ---: | ---: | ---: | --- |"
    asked: dict[str, int] = {}
    house = _house()
    made = 0
    for size in SIZES:
        _grow(house, made, size)
        made = size
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what autovacuum does by itself after a while
        for label, client, url in _pages(house):
            median, best, queries, status = _time(client, url)
            marks = [] if status == 200 else [f"HTTP {status}"]
            if median >= TARGET_MS and label != "export CSV":
                marks.append("**slow**")
            if queries > asked.setdefault(label, queries):
                marks.append("**grows**")
            yield f"| {size} | {label} | {median:.0f} | {best:.0f} | {queries} | {' '.join(marks)} |"
    yield ""
    yield from _refresh()


def _house() -> dict[str, Any]:
    from django.db import transaction

    from jalon.accounts.enums import Role
    from jalon.referentiel.operations import load_shipped_titres
    from tests import cast

    with transaction.atomic():
        load_shipped_titres(now=datetime.now(UTC))
    for number in range(1, 9):
        cast.user(Role.ACCOMPAGNATEUR_VAE, number=number)
    return {
        "centre": cast.centre(),
        "leader": cast.user(Role.RESPONSABLE_SESSION),
        "advisers": [cast.user(Role.ACCOMPAGNATEUR_VAE, number=number) for number in range(1, 9)],
    }


LIVES = {
    "formation": (
        ("contact", ()),
        ("training", ("apply", "position", "admit", "contract", "enter")),
        ("ready", ("apply", "position", "admit", "contract", "enter", "complete")),
        ("failed", ("register", "fail")),
    ),
    "apprentissage": (
        ("contact", ()),
        ("training", ("apply", "position", "admit", "contract", "enter")),
    ),
    "vae": (
        ("request", ()),
        ("sent", ("study", "send_feasibility")),
        ("complete", ("study", "send_feasibility", "acknowledge")),
        ("accompanied", ("study", "send_feasibility", "admit", "accompany")),
        ("deposited", ("study", "send_feasibility", "admit", "accompany", "deposit")),
    ),
    "capitalisation": (("standing", ()), ("preparing", ("prepare",))),
}


def _grow(house: dict[str, Any], known: int, size: int) -> None:
    """People, paths and acts up to `size`, as a centre would have them after a year."""
    from jalon.formation.models import ApprenticeContract, CompanyVisit
    from jalon.formation.operations.dropout import refresh_watches
    from jalon.parcours.models import Parcours, ParcoursAct
    from jalon.parcours.operations import refresh_next_due
    from jalon.parcours.workflow import workflow_of
    from jalon.people.models import Person

    names = random.Random(known)
    people = [
        Person(
            organisme=house["centre"],
            birth_name="".join(names.choices(LETTERS, k=9)).capitalize(),
            first_name="".join(names.choices(LETTERS, k=6)).capitalize(),
            birth_date=date(1970, 1, 1) + timedelta(days=rank),
        )
        for rank in range(known, size)
    ]
    for person in people:
        person.index()
    paths, lives = [], []
    for person in Person.objects.bulk_create(people, batch_size=1000):
        route = names.choice(sorted(LIVES))
        stage, acts = names.choice(LIVES[route])
        opened = TODAY - timedelta(days=names.randrange(10, 300))
        paths.append(
            Parcours(
                person=person, titre_ref=names.choice(("TP-00403.08", "TP-00448.06")), route=route, stage=stage,
                referent=names.choice(house["advisers"]), contacted_on=opened, stage_since=opened,
                starts_on=opened + timedelta(days=60), ends_on=opened + timedelta(days=300),
            )
        )  # fmt: skip
        lives.append(acts)
    made, now = Parcours.objects.bulk_create(paths, batch_size=1000), datetime.now(UTC)
    rows = []
    for path, acts in zip(made, lives, strict=True):
        day, stage = path.contacted_on or TODAY, workflow_of(path.route).initial
        for act in acts:
            day = min(TODAY, day + timedelta(days=names.randrange(1, 60)))
            target = workflow_of(path.route)[act].target
            rows.append(
                ParcoursAct(
                    parcours=path, act=act, on=day, from_stage=stage, to_stage=target, actor_ref="user:1",
                    recorded_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC), actor_label="Odile Varenne",
                )
            )  # fmt: skip
            stage = target
    ParcoursAct.objects.bulk_create(rows, batch_size=1000)
    contracts = ApprenticeContract.objects.bulk_create(
        (
            ApprenticeContract(
                parcours=path, employer="Les Jardins du Lot", signatory="Bruno Delmas", master="Yaëlle Ferrand",
                signed_on=path.starts_on, starts_on=path.starts_on, ends_on=path.ends_on, weekly_hours=35,
                created_at=now,
            ) for path in made if path.route == "apprentissage" and path.stage == "training"
        ), batch_size=1000,
    )  # fmt: skip
    CompanyVisit.objects.bulk_create(
        (
            CompanyVisit(
                contract=one, parcours=one.parcours, planned_on=on, held_on=on if on <= TODAY else None,
                visitor="Bastien Roumégas", created_at=now,
            ) for one in contracts for on in (one.starts_on, one.starts_on + timedelta(days=90))
        ), batch_size=1000,
    )  # fmt: skip
    refresh_next_due(made)
    refresh_watches(made, now=now)


def _pages(house: dict[str, Any]) -> list[tuple[str, Any, str]]:
    from django.test import Client
    from django.urls import reverse

    from jalon.parcours.models import Parcours

    leader, adviser = Client(), Client()
    leader.force_login(house["leader"])
    adviser.force_login(house["advisers"][0])
    board, late = reverse("parcours:board"), Parcours.objects.filter(route="vae", stage="deposited").first()
    assert late is not None
    return [
        ("board", leader, board),
        ("board, page 3 by name", leader, f"{board}?tri=nom&page=3"),
        ("board, late paths of the VAE", leader, f"{board}?suivi=retard&voie=vae"),
        ("board, search", leader, f"{board}?q=a"),
        ("board of an adviser", adviser, board),
        ("one path", leader, reverse("parcours:path", args=[late.pk])),
        ("VAE board", leader, reverse("vae:board")),
        ("VAE board of an adviser", adviser, reverse("vae:board")),
        ("board of the apprentices", leader, reverse("formation:apprentices")),
        ("drop-out board", leader, reverse("formation:dropout")),
        (
            "drop-out board, search by a sign",
            leader,
            f"{reverse('formation:dropout')}?signe=silence&q=a&tri=depuis",
        ),
        (
            "drop-out board, last page, nothing done",
            leader,
            f"{reverse('formation:dropout')}?suite=sans&page=9999",
        ),
        ("home of the leader", leader, reverse("cockpit:home")),
        ("home of an adviser", adviser, reverse("cockpit:home")),
        ("export CSV", leader, reverse("parcours:board_export")),
    ]


def _time(client: Any, url: str) -> tuple[float, float, int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        response = client.get(url)
        times.append((time.perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return statistics.median(times), min(times), len(queries), response.status_code


def _refresh() -> Iterator[str]:
    from jalon.formation.operations.dropout import refresh_every
    from jalon.parcours.models import Parcours
    from jalon.parcours.operations import refresh_next_due

    started = time.perf_counter()
    changed = refresh_next_due(Parcours.objects.all())
    spent = time.perf_counter() - started
    yield f"The daily refresh of {SIZES[-1]} paths takes {spent:.1f} s ({changed} days changed)."
    started = time.perf_counter()
    told = refresh_every(now=datetime.now(UTC))
    spent = time.perf_counter() - started
    yield f"The daily reading of their signs of dropping out takes {spent:.1f} s ({told} people have some)."


if __name__ == "__main__":
    main()

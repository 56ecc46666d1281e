"""Time and memory of a file of 2,000 candidates, from its bytes to the database: read, planned, written, written again.

Each case runs in a process of its own with an empty database of its own, so that its peak memory is its own.
Run: python benchmarks/candidate_import.py   (JALON_DATABASE_URL=postgresql://… to measure on PostgreSQL)
"""

import csv
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROWS = 2_000
LETTERS = "abcdefghijklmnopqrst"
HEADINGS = (
    *(
        "Civilité",
        "Nom de naissance",
        "Prénom",
        "Date de naissance",
        "Lieu de naissance",
        "Adresse électronique",
    ),
    *("Téléphone", "Adresse", "Code postal", "Ville", "Voie", "CCP", "Entreprise", "Heures CCP 1"),
)


def rows(street: str = "1 rue des Modèles") -> list[list[str]]:
    """Invented candidates, all different."""
    start = date(1970, 1, 1)
    names = random.Random(2026)
    return [
        ["Mme" if n % 2 else "M.", "".join(names.choices(LETTERS, k=9)), "".join(names.choices(LETTERS, k=7)),
         f"{start + timedelta(days=7 * n):%d/%m/%Y}", "Toulouse", f"c{n}@exemple.fr", f"06{n:08d}",
         street, "31000", "Toulouse", "formation continue", "titre", "Atelier", "105"]
        for n in range(ROWS)
    ]  # fmt: skip


def as_csv(lines: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([HEADINGS, *lines])
    return stream.getvalue().encode()


def as_xlsx(lines: list[list[str]]) -> bytes:
    from jalon.common.spreadsheets import to_xlsx

    return to_xlsx("Candidats", HEADINGS, lines)


def measure(kind: str) -> None:
    """Import one file into an empty centre, then again, then with every address changed; print the figures."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    pack = as_csv if kind == "csv" else as_xlsx
    try:
        with tempfile.TemporaryDirectory() as media:
            _measure(
                kind,
                {"first": pack(rows()), "again": pack(rows()), "moved": pack(rows("2 rue Neuve"))},
                media,
            )
    finally:
        runner.teardown_databases(databases)


def _measure(kind: str, files: dict[str, bytes], media: str) -> None:
    from django.core.files.base import ContentFile
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext, override_settings

    from jalon.examen.operations.imports import apply_import, read_received, receive_candidates
    from tests.examen import scene

    with override_settings(MEDIA_ROOT=media):
        session, actor = scene.session(), scene.manager()
        for name, data in files.items():
            given: dict[str, Any] = {"actor": actor, "now": scene.NOW}
            _forget_peak()
            began = time.perf_counter()
            with transaction.atomic():
                imported, _ = receive_candidates(
                    session=session, file=ContentFile(data, f"candidats.{kind}"), **given
                )
                imported = read_received(imported=imported, now=scene.NOW)
            planned = time.perf_counter()
            with CaptureQueriesContext(connection) as queries, transaction.atomic():
                outcome = apply_import(imported=imported, digest=imported.plan["digest"], **given)
            written = time.perf_counter()
            print(
                f"{connection.vendor:10} {kind:4} {name:5} {len(data) / 1e6:5.2f} Mo  "
                f"read + plan {planned - began:5.2f} s  write {written - planned:5.2f} s  "
                f"{len(queries):4} queries  peak {_peak():4.0f} MiB  {outcome}"
            )


def _forget_peak() -> None:
    """Let the kernel count the peak memory anew: loading the référentiels is no part of an import."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Peak memory of the process since then, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(root / "src"), str(root)]
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        for kind in ("csv", "xlsx"):
            subprocess.run([sys.executable, __file__, kind], check=True, cwd=root)

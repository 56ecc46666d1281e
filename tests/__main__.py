"""Run every check: format, lint, types, floors, migrations, then the tests on SQLite and on PostgreSQL.

    ./jalon test                 everything
    ./jalon test -k import -x    words after `test` go to pytest, and only the tests run, on SQLite

JALON_TEST_POSTGRES_URL names the PostgreSQL server (default: postgresql://postgres@127.0.0.1:5432/jalon).
When none answers, the PostgreSQL pass is skipped and said so, unless CI is set: there it must answer.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
POSTGRES_URL = os.environ.get("JALON_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/jalon")
UNSTABLE_AT_MOST = 3
APT_PROGRAMS = {
    "chromium": ("chromium",),
    "pdftoppm": ("poppler-utils",),
    # the fonts have the widths of Arial, Times New Roman, Courier New, Calibri and Cambria: pages depend on them
    "soffice": (
        "libreoffice-writer-nogui", "fonts-liberation", "fonts-crosextra-carlito", "fonts-crosextra-caladea",
    ),
}  # fmt: skip


def ensure_programs() -> None:
    """The screens need a browser, the documents a PDF renderer, the dossiers LibreOffice; as root on Debian they are
    installed."""
    missing = [name for program, names in APT_PROGRAMS.items() if not shutil.which(program) for name in names]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Il manque : {', '.join(missing)}. Installez-les : sudo {' '.join(command)}")
    print(f"Installation de {', '.join(missing)}…", flush=True)
    log = {"stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-q"], check=True, **log)
    subprocess.run(command, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, **log)


def postgres_answers() -> bool:
    import psycopg

    try:
        psycopg.connect(POSTGRES_URL.rsplit("/", 1)[0] + "/postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def run(label: str, *command: str, **environment: str) -> bool:
    print(f"\n── {label}", flush=True)
    started = time.monotonic()
    program = [str(BIN / command[0]), *command[1:]]
    done = subprocess.run(program, env={**os.environ, **environment}).returncode == 0
    print(f"── {label} : {'réussi' if done else 'ÉCHEC'} ({time.monotonic() - started:.0f} s)", flush=True)
    return done


def run_tests(label: str, *options: str, **environment: str) -> bool:
    """Run the tests; a few failures at most are tried once more, alone, and named for what they are.

    A browser on an overloaded machine may miss a deadline. A fault fails twice; what passes the second time is
    printed as unstable, to be mended, and does not hide the rest.
    """
    if run(label, "pytest", "-q", *options, **environment):
        return True
    cache = Path(".pytest_cache/v/cache/lastfailed")
    failed = sorted(json.loads(cache.read_text())) if cache.is_file() else []
    if not 0 < len(failed) <= UNSTABLE_AT_MOST or not all("::" in name for name in failed):
        return False
    again = run(f"{label}, une seconde fois seuls", "pytest", "-q", *failed, **environment)
    if again:
        print("── INSTABLES, à corriger :", *failed, sep="\n   ")
    return again


def main() -> int:
    ensure_programs()
    words = sys.argv[1:]
    if words:
        return 0 if run("tests (SQLite)", "pytest", *words) else 1
    results = [
        run("format", "ruff", "format", "--check", "."),
        run("lint", "ruff", "check", "."),
        run("types", "mypy"),
        run("étages", "lint-imports"),
        run("migrations", "python", "manage.py", "makemigrations", "--check", "--dry-run"),
    ]
    if postgres_answers():
        results.append(
            run_tests(
                "tests (PostgreSQL)",
                "-n",
                "2",
                "-m",
                "database and not browser",
                JALON_DATABASE_URL=POSTGRES_URL,
            )
        )
    elif os.environ.get("CI"):
        print(f"PostgreSQL ne répond pas ({POSTGRES_URL}).")
        results.append(False)
    else:
        print("── tests (PostgreSQL) : passés, aucun serveur ne répond (JALON_TEST_POSTGRES_URL).")
    results.append(run_tests("tests (SQLite)", "-n", "2", "--dist", "loadfile"))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Time and memory of a whole check, beside the bare `soffice --convert-to pdf` of the same file, the floor.

    PYTHONPATH=. python benchmarks/dossier_speed.py [--batch 60]

The dossier of 57 pages of `dossier_pagination.py`, which measures the pages alone. Cold is the command `jalon dossier
check` from its start to its end; warm is the same check again in a process whose LibreOffice runs. Targets: DOCX 4 s
cold and 1.5 s warm, PDF 0.5 s, 500 MB. Times are seconds of clock, the best of the runs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.dossier_pagination import RUNS, bare, peak, written
from jalon.common.machine import cores
from jalon.dossier.conformity.batch import check_many
from jalon.dossier.conformity.engine import check
from jalon.dossier.conformity.office import Office
from jalon.referentiel.shipped import shipped_titres

TITRE = shipped_titres()["TP-00403.08"]
COMMAND = Path(sys.executable).with_name("jalon")


def best(runs: int, task: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        task()
        times.append(time.perf_counter() - began)
    return min(times)


def command(path: Path) -> None:
    """The command on one file: what it finds is not what is asked here."""
    told = [COMMAND, "dossier", "check", path, "--titre", TITRE.ref, "--scope", "titre", "--json"]
    done = subprocess.run(told, capture_output=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(done.stderr.decode())


def warm(path: str) -> None:
    """In a process of its own: seconds, memory here and in LibreOffice."""
    data = Path(path).read_bytes()
    with Office() as office:
        task = lambda: check(data, titre=TITRE, office=office, name=Path(path).name)  # noqa: E731
        task()
        seconds = best(RUNS, task)
        child = office.warm() if path.endswith("docx") else None
        print(f"{seconds:.2f} {peak():.0f} {peak(child) if child else 0:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=60)
    parser.add_argument("--warm", metavar="FILE")
    asked = parser.parse_args()
    if asked.warm:
        return warm(asked.warm)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source, profile = place / "dossier.docx", place / "profil"
        source.write_bytes(written())
        bare(profile, source)  # makes its profile and the PDF
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {cores()} cores")
        print(f"bare soffice      {best(3, lambda: bare(profile, source)):6.2f} s")
        for path in (source, place / "dossier.pdf"):
            cold = best(3, lambda path=path: command(path))
            told = subprocess.run(
                [sys.executable, __file__, "--warm", path], check=True, capture_output=True, text=True
            )
            seconds, mine, office = told.stdout.split()
            print(
                f"{path.suffix[1:].upper():5} cold {cold:6.2f} s   warm {float(seconds):6.2f} s   {mine} MB, "
                f"and {office} MB in LibreOffice"
            )
        if asked.batch:
            paths = [place / f"{seed}.docx" for seed in range(asked.batch)]
            for seed, path in enumerate(paths):
                path.write_bytes(written(seed))
            alone = best(1, lambda: bare(profile, *paths))
            ours = best(1, lambda: check_many(paths, TITRE, "title"))
            print(
                f"{asked.batch} dossiers: bare soffice {alone:.1f} s, Jalon over {cores()} cores {ours:.1f} s"
            )
    return None


if __name__ == "__main__":
    main()

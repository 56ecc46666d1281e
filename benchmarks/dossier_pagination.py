"""Pages of a dossier: time and memory beside the bare `soffice --convert-to pdf` of the same file, the floor.

    PYTHONPATH=. python benchmarks/dossier_pagination.py [--batch 60] [--papers 300]

A dossier of 57 pages as the test suite writes them. Cold is a process that imports, starts LibreOffice, turns the
file and gives the paper its pages; warm is the same again in that process. The bare program starts for each file on a
profile already made. The batch runs over all cores, one LibreOffice on each; the bare program takes it in one command.
Then papers drawn at random, whose paragraphs say their names: how many are given another page than the one that
prints them. Times are seconds of clock, the best of the runs; the load of the machine is printed with them.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from jalon.common.machine import cores
from jalon.dossier.conformity.office import Office
from jalon.dossier.conformity.pagination import paginate
from jalon.dossier.conformity.reading import read_paper
from tests.dossier.conformity.building import Chapter, Docx, dossier
from tests.dossier.conformity.marked_papers import marked_paper, misplaced, named

RUNS = 5
PARTS = (4, 6, 8, 7, 6, 5, 4)  # with the cover, the contents and fifteen annexes: 57 pages


def written(seed: int = 0) -> bytes:
    """A dossier of 57 pages, unlike that of another seed."""
    chapters = [Chapter(f"{rank}. Partie numéro {rank}", pages) for rank, pages in enumerate(PARTS, 1)]
    annexes = [Chapter(f"Annexe {rank} du dossier {seed}") for rank in range(1, 16)]
    return dossier(chapters, annexes=annexes, paper=Docx(header=f"Dossier numéro {seed}")).data()


def peak(process: int | str = "self") -> float:
    """Peak memory of a process, in MB (Linux)."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def once(path: str) -> None:
    """Cold then warm, in this process: seconds, pages, memory."""
    data = Path(path).read_bytes()
    with Office() as office:
        times = []
        for _ in range(RUNS + 1):
            began = time.perf_counter()
            paper = paginate(read_paper(data, name="dossier.docx"), office.to_pdf(data, "docx"))
            times.append(time.perf_counter() - began)
        child = office.warm()
        print(f"{min(times[1:]):.2f} {len(paper.pages)} {peak():.0f} {peak(child):.0f}", flush=True)


def cold(path: Path) -> tuple[float, str]:
    """A process from its start to the pages of one file; then what `once` prints of the warm ones."""
    code = "import sys; from benchmarks.dossier_pagination import pages; pages(sys.argv[1])"
    times = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, path], check=True)
        times.append(time.perf_counter() - began)
    told = subprocess.run(
        [sys.executable, __file__, "--once", path], check=True, capture_output=True, text=True
    )
    return min(times), told.stdout


def pages(path: str) -> None:
    data = Path(path).read_bytes()
    with Office() as office:
        paginate(read_paper(data, name="dossier.docx"), office.to_pdf(data, "docx"))


def printed(path: Path) -> float:
    """A process from its start to the paper of a PDF."""
    code = "import sys; from pathlib import Path; from jalon.dossier.conformity.reading import read_paper\n"
    code += "read_paper(Path(sys.argv[1]), name='dossier.pdf')"
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, path], check=True)
        times.append(time.perf_counter() - began)
    return min(times)


def bare(profile: Path, *paths: Path) -> float:
    """The bare program on these files."""
    command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "pdf"]
    began = time.perf_counter()
    subprocess.run([*command, "--outdir", profile.parent, *paths], check=True, capture_output=True)
    return time.perf_counter() - began


def batch(datas: list[bytes]) -> float:
    """All of them over all cores, the first start of each LibreOffice included."""
    idle: Queue[Office] = Queue()
    offices = [Office() for _ in range(cores())]
    for office in offices:
        idle.put(office)

    def one(data: bytes) -> None:
        office = idle.get()
        try:
            office.to_pdf(data, "docx")
        finally:
            idle.put(office)

    began = time.perf_counter()
    with ThreadPoolExecutor(len(offices)) as threads:
        list(threads.map(one, datas))
    taken = time.perf_counter() - began
    for office in offices:
        office.close()
    return taken


def truth(papers: int) -> tuple[int, int, int]:
    """Paragraphs with a name, those given another page than the one that prints it, and pages."""
    told = wrong = sheets = 0
    with Office() as office:
        for seed in range(papers):
            data = marked_paper(seed).data()
            paper = paginate(read_paper(data, name=f"{seed}.docx"), office.to_pdf(data, "docx"))
            missed = misplaced(paper)
            told, wrong, sheets = told + named(paper), wrong + len(missed), sheets + len(paper.pages)
            for line in missed:
                print(f"  dossier {seed} : {line}")
    return told, wrong, sheets


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=60)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--once", metavar="FILE")
    asked = parser.parse_args()
    if asked.once:
        return once(asked.once)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source, profile = place / "dossier.docx", place / "profil"
        source.write_bytes(written())
        bare(profile, source)  # makes its profile
        floor = min(bare(profile, source) for _ in range(3))
        first, told = cold(source)
        warm, count, mine, office = told.split()
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {cores()} cores")
        print(f"dossier of {count} pages, DOCX")
        print(f"  bare soffice          {floor:6.2f} s")
        print(f"  Jalon, cold           {first:6.2f} s   {first / floor:.2f} of the bare one")
        print(f"  Jalon, warm           {float(warm):6.2f} s   {float(warm) / floor:.2f}")
        print(f"  memory: {mine} MB here, {office} MB in LibreOffice")
        print(f"  PDF of it, from the start of a process {printed(place / 'dossier.pdf'):.2f} s")
        if asked.batch:
            datas = [written(seed) for seed in range(asked.batch)]
            paths = [place / f"{seed}.docx" for seed in range(asked.batch)]
            for path, data in zip(paths, datas, strict=True):
                path.write_bytes(data)
            alone, all_cores = bare(profile, *paths), batch(datas)
            print(
                f"{asked.batch} dossiers: bare soffice {alone:.1f} s, Jalon over {cores()} cores {all_cores:.1f} s"
            )
    if asked.papers:
        named_ones, wrong, sheets = truth(asked.papers)
        print(
            f"{asked.papers} papers drawn, {sheets} pages, {named_ones} paragraphs: {wrong} on another page"
        )
    return None


if __name__ == "__main__":
    main()

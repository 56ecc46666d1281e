"""Time and memory of the importer beside a plain text extraction of the same files in the same run: the physical floor.

Each case runs in a process of its own, so that its peak memory is its own. The floor is what PDFium needs to give the
text of every page; the importer also asks it for the place, font and colour of each word and for the ruled lines, then
reads both grammars. What it may cost: `FACTOR` times the floor, 3 s and 400 MB for a REAC and its RE (some 90 pages).

The growth is measured on invented titles of more and more competences, drawn by the test suite: time by page should
stay flat. Run: PYTHONPATH=. python benchmarks/referentiel_import.py
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FACTOR = 20
ROOT = Path(__file__).resolve().parents[1]
OFFICIAL = ROOT.parent / "shared" / "titles"
SEEDS = (11, 5, 8, 2)


def floor(paths: list[Path]) -> int:
    """Text of every page, and nothing else; the number of pages."""
    import pypdfium2

    count = 0
    for path in paths:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            page.get_textpage().get_text_bounded()
            count += 1
        document.close()
    return count


def importer(paths: list[Path]) -> int:
    """Both documents, from their bytes to the référentiel; the number of pages."""
    from jalon.referentiel.importer.engine import import_here

    return sum(file.pages or 0 for file in import_here(paths).files)


def peak() -> float:
    """Peak memory of this process since it started, in MB (Linux): `ru_maxrss` would count its parent's."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def measure(case: str, paths: list[Path]) -> None:
    """Run one case, print its pages, the seconds of the best of three runs, and the peak memory in MB."""
    run = {"floor": floor, "importer": importer}[case]
    pages, seconds = run(paths), []
    for _ in range(3):
        began = time.perf_counter()
        run(paths)
        seconds.append(time.perf_counter() - began)
    memory = peak()
    sys.stdout.write(f"{pages} {min(seconds)} {memory}\n")


def measured(case: str, paths: list[Path]) -> tuple[int, float, float]:
    command = [sys.executable, __file__, case, *map(str, paths)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages, seconds, memory = out.split()
    return int(pages), float(seconds), float(memory)


def whole_command(paths: list[Path]) -> float:
    """Seconds of `jalon referentiel import`, start-up, process apart and report included."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "jalon.cli.main", "referentiel", "import", *map(str, paths)]
    subprocess.run(command, capture_output=True)
    return time.perf_counter() - began


def pairs(folder: Path) -> dict[str, list[Path]]:
    """The official documents at hand, and invented titles, small to large."""
    from tests.referentiel.synthetic import formats, titles
    from tests.referentiel.synthetic.eras import ERAS

    found = {}
    for year in ("V03-2018", "V04-2023"):
        paths = sorted(OFFICIAL.glob(f"*{year}.pdf"))
        if paths:
            found[f"DWWM {year}"] = paths
    for seed in SEEDS:
        titre = titles.at_random(seed)
        paths = []
        for name, data in formats.files(titre, ERAS["2022"], "pdf").items():
            paths.append(folder / f"{seed}_{name}")
            paths[-1].write_bytes(data)
        found[f"{len(titre.competences)} compétences"] = paths
    return found


def main() -> None:
    line = "{:<18} {:>6} {:>10} {:>10} {:>8} {:>9} {:>9} {:>10}\n"
    sys.stdout.write(
        line.format("titre", "pages", "texte s", "import s", "rapport", "pages/s", "Mo", "commande s")
    )
    with tempfile.TemporaryDirectory() as folder:
        for label, paths in pairs(Path(folder)).items():
            pages, ground, _ = measured("floor", paths)
            _, seconds, memory = measured("importer", paths)
            command = whole_command(paths)
            figures = (f"{ground:.2f}", f"{seconds:.2f}", f"{seconds / ground:.1f}", f"{pages / seconds:.0f}")
            sys.stdout.write(line.format(label, pages, *figures, f"{memory:.0f}", f"{command:.2f}"))
            if seconds / ground > FACTOR:
                sys.stdout.write(f"  au-delà de {FACTOR} fois l’extraction du texte seul\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], [Path(name) for name in sys.argv[2:]])
    else:
        main()

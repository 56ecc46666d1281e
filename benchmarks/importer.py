"""Read official PDFs with their geometry, beside a plain extraction of their text by PDFium: the floor of any reader.

    python benchmarks/importer.py [file.pdf…]

Without files: the official titles of ../shared/titles where they are, then documents of 10 to 160 pages typeset here.
Both readings run in this process, in turn, on one core; the best of five is kept, in seconds of processor, so that
other work on the machine counts little. Ratios are to the floor. Memory is the peak beyond what the process had.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2 as pdfium
import typst

from jalon.referentiel.importer.readers.pdf import read_pdf

ROOT = Path(__file__).resolve().parent.parent
TITLES = ROOT.parent / "shared" / "titles"
RUNS = 5
GROWTH = (10, 20, 40, 80, 160)
# A page as dense as those of a REAC: paragraphs, a ruled table with merged cells and boxes, a running foot.
PAGE = """
#set page(paper: "a4", margin: (x: 60pt, top: 50pt, bottom: 70pt), footer: table(columns: 7, stroke: 0.5pt,
  "SIGLE", "Type", "Code titre", "Millésime", "Date JO", "Mise à jour", "Page",
  "SER", "REAC", "TP-00000", "01", "01/02/2026", "03/02/2026", context counter(page).display("1/1", both: true)))
#set text(size: 9pt, lang: "fr")
#let words = "Arroser les semis sans noyer les racines, puis ombrer les vitres quand le soleil passe le toit. "
#let tick(on) = box(width: 8pt, height: 8pt, stroke: 0.6pt, if on { line(start: (0%, 0%), end: (100%, 100%)) })
#for number in range(int(sys.inputs.pages)) {
  [*FICHE COMPÉTENCE N° #number*]
  for part in range(6) { par(words * 3) }
  for item in range(8) { [- #words] }
  table(columns: (2fr, 3fr, 1fr, 1fr), stroke: 0.5pt,
    table.cell(rowspan: 2)[Compétences], table.cell(rowspan: 2)[Critères], table.cell(colspan: 2)[Modalités],
    [Mise en situation], [Entretien],
    ..range(5).map(row => ([Rempoter les boutures #row], words, tick(true), tick(calc.odd(row)))).flatten())
  pagebreak(weak: true)
}
"""


def plain(data: bytes) -> int:
    """The number of characters that PDFium finds in a document."""
    document = pdfium.PdfDocument(data)
    count = 0
    for page in document:
        text = page.get_textpage()
        count += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return count


def best(read: Callable[[bytes], object], files: Sequence[bytes]) -> float:
    """The least seconds of processor that reading all the files took."""
    found = []
    for _ in range(RUNS):
        began = time.process_time()
        for data in files:
            read(data)
        found.append(time.process_time() - began)
    return min(found)


def compare(label: str, files: Sequence[bytes]) -> None:
    pages = sum(len(pdfium.PdfDocument(data)) for data in files)
    ours = best(lambda data: read_pdf(data, "mesure.pdf"), files)
    floor = best(plain, files)
    print(
        f"{label:24} {pages:4} pages  {ours:6.3f} s  {pages / ours:5.0f} pages/s  {1000 * ours / pages:5.1f} ms/page  "
        f"floor {floor:6.3f} s  ratio {ours / floor:4.1f}"
    )


def typeset(pages: int) -> bytes:
    made = typst.Compiler(PAGE.encode()).compile(sys_inputs={"pages": str(pages)}, format="pdf")
    assert isinstance(made, bytes)
    return made


def peak(paths: Sequence[Path]) -> float:
    """MiB that reading these files in a fresh process added at most to what it had."""
    code = (
        "import json, sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "from jalon.referentiel.importer.readers.pdf import read_pdf\n"
        "status = lambda key: int(pathlib.Path('/proc/self/status').read_text().partition(key)[2].split()[0])\n"
        "files = [pathlib.Path(path).read_bytes() for path in json.loads(sys.argv[2])]\n"
        "before = status('VmRSS:'); kept = [read_pdf(data, 'x.pdf') for data in files]\n"
        "print((status('VmHWM:') - before) / 1024)"
    )
    given = json.dumps([str(path) for path in paths])
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "src"), given], capture_output=True, check=True, text=True
    )
    return float(done.stdout)


def main(paths: Sequence[Path]) -> None:
    if paths:
        for path in paths:
            compare(path.name[:24], [path.read_bytes()])
        compare("all", [path.read_bytes() for path in paths])
        print(f"peak memory, all read and kept: {peak(paths):.0f} MiB")
    for pages in GROWTH:
        compare(f"typeset, {pages} sheets", [typeset(pages)])


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or sorted(TITLES.glob("*.pdf")))

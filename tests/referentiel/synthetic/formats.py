"""Files of a title: what a centre may drop, in each format, spoilt or not."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from random import Random

from jalon.referentiel.schema import TitreVersion

from . import draw_text
from .defects import CLEAN, Defects, spoil
from .draw_docx import docx
from .draw_odt import odt
from .draw_pdf import pdf
from .eras import Era
from .evaluation import draw_evaluation
from .paper import Document
from .reac import draw_reac

Draw = Callable[[Document, Era, Defects], bytes]


def _text(draw: Callable[[Document, Era], str]) -> Draw:
    return lambda document, era, _: draw(document, era).encode()


def _plain(document: Document, era: Era, defects: Defects) -> bytes:
    foot = "none" if defects.foot_lost else ""
    return draw_text.plain(document, era, foot=foot, hyphenate=defects.hyphenated).encode()


def _extract(data: bytes, *options: str) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        command = [POPPLER or "pdftotext", *options, file.name, "-"]
        return subprocess.run(command, check=True, capture_output=True).stdout


FORMATS: Mapping[str, tuple[str, Draw]] = {
    "plain": (".txt", _plain),
    "layout": (".txt", _text(draw_text.layout)),
    "tabs": (".md", _text(draw_text.tabbed)),
    "pipes": (".md", _text(draw_text.piped)),
    "docx": (".docx", lambda d, era, defects: docx(d, era, hyphenate=defects.hyphenated)),
    "odt": (".odt", lambda d, era, defects: odt(d, era, hyphenate=defects.hyphenated)),
    "pdf": (".pdf", lambda d, era, defects: pdf(d, era, hyphenate=defects.hyphenated)),
}
POPPLER = shutil.which("pdftotext")
# What the usual extractor makes of the PDF; its plain text mixes the columns, so that only honesty is asked of it.
EXTRACTED: Mapping[str, tuple[str, Draw]] = {
    "pdf-layout": (
        ".txt",
        lambda d, era, defects: _extract(pdf(d, era, hyphenate=defects.hyphenated), "-layout"),
    ),
    "pdf-text": (".txt", lambda d, era, defects: _extract(pdf(d, era, hyphenate=defects.hyphenated))),
}
_ONE_FILE = {"plain", "layout", "tabs", "pipes"}


def files(
    titre: TitreVersion,
    era: Era,
    form: str,
    defects: Defects = CLEAN,
    *,
    together: bool = False,
    shuffled: bool = False,
) -> dict[str, bytes]:
    """Names and bytes of the REAC and of the RE; `together` puts both in one file, texts only."""
    suffix, draw = {**FORMATS, **EXTRACTED}[form]
    documents = [
        spoil(document, defects)
        for document in (draw_reac(titre, era, defects), draw_evaluation(titre, era, defects))
    ]
    made = {f"{d.name}_{titre.sigle}{suffix}": draw(d, era, defects) for d in documents}
    if together and form in _ONE_FILE:
        return {f"{titre.sigle}{suffix}": b"\n".join(made.values())}
    names = list(made)
    if shuffled:
        Random(titre.ref).shuffle(names)
        names.reverse()
    return {name: made[name] for name in names}

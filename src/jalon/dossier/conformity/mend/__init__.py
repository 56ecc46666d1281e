"""A copy of the candidate's DOCX that follows the rule of the production: its look changes, its words never do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jalon.referentiel.schema import Production

from ..docx_file import DocxFile
from ..office import Office
from ..paper import Address
from . import contents, final, measures, page_numbers, pages, typeface
from .looks import looks_of

__all__ = ["Mended", "mend"]

_PASSES = 5  # one is enough for most files, and a second one to see it


@dataclass(frozen=True, slots=True)
class Mended:
    """The mended copy, and what was changed, one French sentence each; nothing changed gives the bytes that came."""

    data: bytes
    changes: tuple[str, ...]


def mend(
    data: bytes,
    production: Production,
    *,
    name: str = "dossier.docx",
    headings: Mapping[Address, int] | None = None,
    guidance: Collection[str] | None = None,
    office: Office | None = None,
) -> Mended:
    """Font, size, spacing, margins, page numbers and contents as the production asks; mending twice changes nothing.

    A value is mended where it is set: in the defaults, in a style, or in the run that overrides it. Sizes of headings,
    captions, tables and notes, code, symbols, other scripts, bold, italic and colours stay. `headings` gives a level
    (from 1) to headings typed by hand, whose look stays. `guidance` makes the copy to hand in: the advice of a
    template and the comments of Jalon leave. `office` gives the contents their real page numbers; without it, they are
    filled when the file is opened in Word. Raises `Unreadable`.
    """
    told: list[str] = []
    sent = data
    if guidance is not None:
        data, told = final.clear(data, name, guidance)
    moved = data is not sent
    # What seems a heading beside small text may be none once that text has its size: look again until all is at rest.
    for _ in range(_PASSES):
        data, more = _pass(data, production, name, headings or {}, moved=moved)
        headings = {}  # contents that were made have moved the ranks
        if not more:
            break
        told += more
        moved = True
    if office is not None:
        data, more = page_numbers.refresh(data, name, office)
        told += more
    subjects = {sentence.partition(":")[0]: sentence for sentence in reversed(told)}
    return Mended(data, tuple(reversed(subjects.values())))


def _pass(
    data: bytes, production: Production, name: str, headings: Mapping[Address, int], *, moved: bool
) -> tuple[bytes, list[str]]:
    file = DocxFile(data, name)
    looks = looks_of(file)
    changes = measures.mend(file, looks, production)
    changes += typeface.mend(file, looks, production)
    changes += pages.mend(file)
    changes += contents.mend(file, looks, headings, moved=moved or bool(changes))
    return file.save(), changes

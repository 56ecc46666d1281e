"""From the candidate's file to a `Paper`, whatever its format; what cannot be read is refused with its remedy."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from jalon.referentiel.importer.readers import kind_of, load
from jalon.referentiel.importer.readers.limits import Limits
from jalon.referentiel.importer.source import Unreadable

from ..paper import Paper

if TYPE_CHECKING:
    from ..office import Office

# A dossier of 57 pages holds 40 000 elements of XML.
LIMITS = Limits(elements=600_000)


def read_paper(
    source: Path | bytes, *, name: str, limits: Limits = LIMITS, office: "Office | None" = None
) -> Paper:
    """The paper of a file, told by its bytes and not by its name; `name` is what the messages show.

    An ODT goes through `office`, one of its own by default. Raises `Unreadable` with one French sentence, the cause and
    the remedy; for an ODT, `OfficeAbsent` and `OfficeFailed` too. Macros are told (`Paper.macros`), never run.
    """
    data = source if isinstance(source, bytes) else load(source, name, limits)
    kind = kind_of(data, name, limits)
    # each reader is loaded with its libraries only where a file asks for it
    if kind == "docx":
        from .docx import read_docx

        return read_docx(data, name, limits)
    if kind == "pdf":
        from .pdf import read_pdf

        return read_pdf(data, name)
    if kind == "odt" or kind == "fodt":
        from ..office import Office
        from .odt import read_odt

        with nullcontext(office) if office else Office() as turning:
            return read_odt(data, kind, name, limits, turning)
    reason = "c’est du texte sans mise en pages ; déposez le document d’origine, un DOCX, un ODT ou un PDF."
    raise Unreadable(name, reason, "text")

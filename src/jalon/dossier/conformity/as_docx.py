"""The DOCX that a dossier is, or that LibreOffice makes of an ODT: what is commented and mended is always a DOCX."""

from jalon.referentiel.importer.readers import kind_of

from .docx_file import DocxFile
from .odt_comments import notes_of, with_notes
from .office import Office
from .reading import LIMITS


def as_docx(data: bytes, name: str, office: Office) -> bytes:
    """The file itself, or its conversion with its comments. LibreOffice is only started for an ODT.

    Raises `Unreadable` for anything else, `OfficeAbsent` and `OfficeFailed`.
    """
    kind = kind_of(data, name, LIMITS) if data else "docx"
    if kind == "odt" or kind == "fodt":
        return with_notes(office.to_docx(data, kind, name, bare=True), notes_of(data, kind, name))
    DocxFile(data, name)
    return data

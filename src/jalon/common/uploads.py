"""What people send: never trusted on its name or announced type.

A request over MAX_UPLOAD_BYTES never comes this far: `middleware.UploadLimitMiddleware` refuses it unread.
"""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.core.exceptions import ValidationError
from django.core.files.base import File

from jalon.common.typography import file_size

MAX_UPLOAD_BYTES = 25_000_000
# Unpacked size of an office file: beyond it a small file is a bomb.
MAX_UNPACKED_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file told by its first bytes: `extension` without dot, `label` as people call it.

    For a ZIP-based format, `member` is an entry that the archive must hold.
    """

    extension: str
    label: str
    mimetype: str
    magic: tuple[bytes, ...] = ()
    member: str = ""


PDF = FileKind("pdf", "PDF", "application/pdf", (b"%PDF-",))
DOCX = FileKind(
    "docx",
    "Word (.docx)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    (b"PK\x03\x04",),
    "word/document.xml",
)
XLSX = FileKind(
    "xlsx",
    "Excel (.xlsx)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    (b"PK\x03\x04",),
    "xl/workbook.xml",
)
ODT = FileKind(
    "odt",
    "OpenDocument texte (.odt)",
    "application/vnd.oasis.opendocument.text",
    (b"PK\x03\x04",),
    "content.xml",
)
ODS = FileKind(
    "ods",
    "OpenDocument classeur (.ods)",
    "application/vnd.oasis.opendocument.spreadsheet",
    (b"PK\x03\x04",),
    "content.xml",
)
CSV = FileKind("csv", "CSV", "text/csv")
TXT = FileKind("txt", "texte (.txt)", "text/plain")
MARKDOWN = FileKind("md", "Markdown (.md)", "text/markdown")
PNG = FileKind("png", "image PNG", "image/png", (b"\x89PNG\r\n\x1a\n",))
JPEG = FileKind("jpg", "image JPEG", "image/jpeg", (b"\xff\xd8\xff",))

# What a locked office file is made of: an OLE container instead of a ZIP archive.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


TEXTS = (PDF, DOCX, ODT)
DOCUMENTS = (*TEXTS, PNG, JPEG)
CONTENT_TYPES = {k.extension: k.mimetype for k in (*DOCUMENTS, XLSX, ODS, CSV, TXT, MARKDOWN)}

Upload = File[bytes]


class UploadRefused(ValidationError):
    """A file that cannot be accepted; the message is French and names the remedy."""

    def __str__(self) -> str:
        return " ".join(self.messages)


@dataclass(frozen=True, slots=True)
class Received:
    """A file read whole: its safe name, its kind and its bytes."""

    name: str
    kind: FileKind
    content: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is kept of an accepted file: its display name, its extension, its size and its SHA-256."""

    name: str
    extension: str
    size: int
    sha256: str


def read_upload(
    file: Upload | None, *, allowed: Collection[FileKind], max_bytes: int = MAX_UPLOAD_BYTES
) -> Received:
    """Read a file sent by a form, checking its size, its extension and what it is really made of.

    Raises UploadRefused with one French message that names the file and the remedy.
    """
    if file is None:
        raise UploadRefused("Aucun fichier n’a été reçu. Choisissez un fichier, puis recommencez.")
    name = safe_name(file.name or "")
    if not file.size:
        raise UploadRefused(f"« {name} » est vide. Vérifiez le fichier, puis envoyez-le de nouveau.")
    if file.size > max_bytes:
        raise UploadRefused(
            f"« {name} » pèse {file_size(file.size)} : la limite est de {file_size(max_bytes)}. "
            "Allégez-le (compressez les images) ou scindez-le."
        )
    extension = PurePath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    kind = next((k for k in allowed if k.extension == extension), None)
    if kind is None:
        labels = ", ".join(k.label for k in allowed)
        raise UploadRefused(f"« {name} » n’est pas d’un format accepté. Formats acceptés : {labels}.")
    content = b"".join(file.chunks())
    _check_content(name, kind, content)
    return Received(name, kind, content)


def seal(upload: Upload, *, max_bytes: int = MAX_UPLOAD_BYTES) -> Sealed:
    """Check a document that will be kept (PDF, Word, OpenDocument, image) and compute its digest.

    Raises UploadRefused.
    """
    read = read_upload(upload, allowed=DOCUMENTS, max_bytes=max_bytes)
    return Sealed(read.name, read.kind.extension, len(read.content), sha256(read.content).hexdigest())


def kind_of(name: str) -> FileKind:
    """The kind of a document already accepted, by its extension. Raises LookupError on any other."""
    extension = PurePath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    for kind in DOCUMENTS:
        if kind.extension == extension:
            return kind
    raise LookupError(f"{name} is of no kind of document")


def safe_name(name: str) -> str:
    """The file's own name, without folder or control character, 150 characters at most."""
    base = PurePath(name.replace("\\", "/")).name
    cleaned = "".join(c for c in base if c.isprintable()).strip(". ")
    if len(cleaned) > 150:
        suffix = PurePath(cleaned).suffix[:10]
        cleaned = cleaned[: 150 - len(suffix)] + suffix
    return cleaned or "fichier"


def _check_content(name: str, kind: FileKind, content: bytes) -> None:
    if kind.magic and not content.startswith(kind.magic):
        if kind.member and content.startswith(_OLE):
            raise UploadRefused(
                f"« {name} » est protégé par un mot de passe (ou d’un format ancien) : "
                f"enregistrez-le sans mot de passe au format {kind.label}."
            )
        raise UploadRefused(
            f"« {name} » n’est pas un vrai fichier {kind.label}, ou il est abîmé. Enregistrez-le de nouveau."
        )
    if kind.member:
        _check_archive(name, kind, content)


def _check_archive(name: str, kind: FileKind, content: bytes) -> None:
    broken = UploadRefused(
        f"« {name} » est abîmé : ouvrez-le, enregistrez-le de nouveau au format {kind.label}."
    )
    if not is_zipfile(BytesIO(content)):
        raise broken
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except BadZipFile:
        raise broken from None
    if kind.member not in {e.filename for e in entries}:
        raise UploadRefused(
            f"« {name} » n’est pas un vrai fichier {kind.label}. Enregistrez-le sous ce format."
        )
    if sum(e.file_size for e in entries) > MAX_UNPACKED_BYTES:
        raise UploadRefused(f"« {name} » est démesuré une fois ouvert : il n’a pas été lu.")

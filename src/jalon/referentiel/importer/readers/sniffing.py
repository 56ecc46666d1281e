"""What the bytes of a file are, whatever its name says; what Jalon does not read is named with its remedy."""

import re
from pathlib import PurePath
from typing import Literal

from ..source import Unreadable
from .archive import Archive
from .encoding import is_text
from .limits import Limits
from .markup import parse

Kind = Literal["pdf", "docx", "odt", "fodt", "text"]

_READ = "déposez un PDF, un DOCX ou un ODT"  # a text is read too, where a référentiel is imported
_NAMES: dict[Kind, str] = {
    "pdf": "un PDF",
    "docx": "un document Word (DOCX)",
    "odt": "un document OpenDocument (ODT)",
    "fodt": "un document OpenDocument d’un seul tenant (FODT)",
    "text": "du texte",
}
_SUFFIXES: dict[str, tuple[Kind, ...]] = {
    ".pdf": ("pdf",),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), ("docx",)),
    **dict.fromkeys((".odt", ".ott"), ("odt",)),
    ".fodt": ("fodt",),
    **dict.fromkeys((".txt", ".text", ".md", ".markdown", ".tsv", ".csv", ".rst"), ("text",)),
}
_RIGHT: dict[Kind, str] = {"pdf": ".pdf", "docx": ".docx", "odt": ".odt", "fodt": ".fodt", "text": ".txt"}
_IMAGES = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"),
    (b"BM", "BMP"), (b"\x00\x00\x01\x00", "ICO"), (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
)  # fmt: skip
_ARCHIVES = (
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"Rar!\x1a\x07", "RAR"), (b"\x1f\x8b", "GZIP"), (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\0", "XZ"), (b"MSCF", "CAB"),
)  # fmt: skip
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARK = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*")
_HTML = re.compile(rb"(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head)\b", re.IGNORECASE | re.DOTALL)
_PDF = re.compile(rb"%PDF-\d")
_ODF_KINDS = {"spreadsheet": "un tableur", "presentation": "une présentation", "graphics": "un dessin"}


def sniff(data: bytes, name: str, limits: Limits) -> Kind:
    """What a file is from its bytes; raises `Unreadable` where it is nothing that Jalon reads, or not what it says."""
    kind = _sniff(data, name, limits)
    expected = _SUFFIXES.get(PurePath(name).suffix.lower())
    if expected is not None and kind not in expected:
        suffix = PurePath(name).suffix
        if kind == "text" and not is_text(data):
            reason = (
                f"il se nomme « {suffix} » mais n’en est pas un, ou il est abîmé ; téléchargez-le à nouveau."
            )
            raise Unreadable(name, reason, "corrupt")
        found, right = _NAMES[kind], _RIGHT[kind]
        reason = (
            f"il se nomme « {suffix} » mais contient {found} ; vérifiez-le et renommez-le en « {right} »."
        )
        raise Unreadable(name, reason, "extension")
    return kind


def _sniff(data: bytes, name: str, limits: Limits) -> Kind:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data, name, limits)
    if data.startswith(_OLE):
        raise _ole(data, name)
    if _PDF.search(data, 0, 1024) and not _reads_as_text_before_pdf(data):
        return "pdf"
    for start, label in _IMAGES:
        if data.startswith(start):
            raise _image(name, label)
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"avif", b"msf1"):
        raise _image(name, "HEIC")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise _image(name, "WebP")
    for start, label in _ARCHIVES:
        if data.startswith(start):
            reason = f"c’est une archive {label} ; extrayez-en le document, puis {_READ}."
            raise Unreadable(name, reason, "archive")
    if data[257:262] == b"ustar":
        raise Unreadable(name, f"c’est une archive TAR ; extrayez-en le document, puis {_READ}.", "archive")
    return _text_kind(data, name)


def _reads_as_text_before_pdf(data: bytes) -> bool:
    """A text that only mentions the mark of a PDF: the mark stands within a line, after words."""
    found = _PDF.search(data, 0, 1024)
    if found is None:
        return True
    line = data[: found.start()].rpartition(b"\n")[2].strip()
    return bool(line) and line.isascii() and line.decode("ascii", "replace").isprintable()


def _text_kind(data: bytes, name: str) -> Kind:
    after = _MARK.match(data)
    head = data[after.end() if after else 0 :][:4096]
    if head.startswith(b"{\\rtf"):
        reason = "c’est un document RTF ; ouvrez-le dans votre traitement de texte et enregistrez-le en DOCX ou en PDF."
        raise Unreadable(name, reason, "rtf")
    if head.startswith((b"%!PS", b"\x04%!PS")):
        raise Unreadable(name, "c’est un fichier PostScript ; convertissez-le en PDF.", "postscript")
    if _HTML.match(head) or (head[:20].lower().startswith(b"mime-version:") and b"multipart/related" in head):
        reason = "c’est une page web ; ouvrez-la dans un navigateur et imprimez-la en PDF."
        raise Unreadable(name, reason, "html")
    if head.startswith((b"<?xml", b"<office:document")):
        if b"urn:oasis:names:tc:opendocument:xmlns:office" in head and b"office:document " in head:
            return "fodt"
        if b"schemas.microsoft.com/office/word" in head or b"xmlPackage" in head or b"progid=" in head:
            reason = "c’est un document Word au format XML ; ouvrez-le et enregistrez-le en DOCX ou en PDF."
            raise Unreadable(name, reason, "word-xml")
        raise Unreadable(name, f"c’est un fichier XML, pas un document ; {_READ}.", "xml")
    return "text"


def _zip_kind(data: bytes, name: str, limits: Limits) -> Kind:
    archive = Archive(data, name, limits)
    if not archive.paths:
        raise Unreadable(name, f"c’est une archive ZIP vide ; {_READ}.", "archive")
    if "mimetype" in archive:
        mime = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
        if mime.startswith("application/vnd.oasis.opendocument."):
            return _odf_kind(mime, archive, name, limits)
        if mime == "application/vnd.sun.xml.writer":
            reason = "c’est un document OpenOffice 1 (SXW) ; ouvrez-le et enregistrez-le en ODT ou en PDF."
            raise Unreadable(name, reason, "sxw")
        if mime == "application/epub+zip":
            raise Unreadable(name, f"c’est un livre numérique (EPUB) ; {_READ}.", "epub")
    if "[Content_Types].xml" in archive:
        return _office_kind(archive, name)
    if "content.xml" in archive and "META-INF/manifest.xml" in archive:
        return _odf_kind("application/vnd.oasis.opendocument.text", archive, name, limits)
    if any(path.endswith(".iwa") for path in archive.paths):
        reason = "c’est un document Apple iWork ; ouvrez-le dans Pages et exportez-le en PDF ou en DOCX."
        raise Unreadable(name, reason, "iwork")
    inside = [path for path in archive.paths if PurePath(path).suffix.lower() in _SUFFIXES]
    shown = f" (elle contient « {inside[0][:80]} »)" if inside else ""
    reason = f"c’est une archive ZIP{shown}, pas un document ; extrayez-en les fichiers, puis {_READ}."
    raise Unreadable(name, reason, "archive")


def _office_kind(archive: Archive, name: str) -> Kind:
    types = archive.read("[Content_Types].xml")
    if any(path.startswith("word/") for path in archive.paths) or b"wordprocessingml" in types:
        return "docx"
    if any(path.startswith("xl/") for path in archive.paths):
        raise _spreadsheet(name)
    if any(path.startswith("ppt/") for path in archive.paths):
        raise Unreadable(name, f"c’est une présentation PowerPoint ; {_READ}.", "presentation")
    raise Unreadable(name, f"c’est un paquet Office sans document Word ; {_READ}.", "archive")


def _odf_kind(mime: str, archive: Archive, name: str, limits: Limits) -> Kind:
    manifest = archive.read("META-INF/manifest.xml")
    if manifest:
        root = parse(manifest, name, "manifest.xml", {}, limits)
        if any(node.tag in ("encryption-data", "encrypted-key") for node in root.iter()):
            reason = "il est protégé par un mot de passe ; ouvrez-le et enregistrez-le sans mot de passe."
            raise Unreadable(name, reason, "encrypted")
    kind = mime.removeprefix("application/vnd.oasis.opendocument.").removesuffix("-template")
    if kind in ("text", "text-master", "text-web"):
        return "odt"
    if kind == "spreadsheet":
        raise _spreadsheet(name)
    raise Unreadable(
        name, f"c’est {_ODF_KINDS.get(kind, 'un fichier OpenDocument')} ; {_READ}.", "presentation"
    )


def _ole(data: bytes, name: str) -> Unreadable:
    """Microsoft's older container: the names of its streams, in UTF-16, tell what it holds."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        reason = "il est protégé par un mot de passe ; ouvrez-le et enregistrez-le sans mot de passe."
        return Unreadable(name, reason, "encrypted")
    if holds("WordDocument"):
        reason = (
            "c’est un document Word ancien (DOC) ; ouvrez-le dans Word et enregistrez-le en DOCX ou en PDF."
        )
        return Unreadable(name, reason, "doc")
    if holds("Workbook") or holds("Book"):
        return _spreadsheet(name)
    if holds("PowerPoint Document"):
        return Unreadable(name, f"c’est une présentation PowerPoint ; {_READ}.", "presentation")
    return Unreadable(name, f"c’est un fichier Microsoft d’un type non lu ; {_READ}.", "ole")


def _spreadsheet(name: str) -> Unreadable:
    return Unreadable(name, f"c’est un tableur, pas un texte mis en pages ; {_READ}.", "spreadsheet")


def _image(name: str, label: str) -> Unreadable:
    reason = f"c’est une image {label}, sans texte à lire ; déposez le document d’origine (PDF avec texte, DOCX, ODT)."
    return Unreadable(name, reason, "image")

"""A file is told by its bytes; what Jalon does not read is refused with its cause and its remedy."""

import os
import random
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from jalon.referentiel.importer.readers import Limits, read_bytes, read_file
from jalon.referentiel.importer.source import Unreadable

from .packages import ODT_MIME, docx, docx_parts, fodt, odt, odt_parts, packed, para

TEXT = "Référentiel\nPoncer le bois\n".encode()
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


def refused(data: bytes, name: str, limits: Limits | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as refusal:
        read_bytes(data, name, limits or Limits())
    assert refusal.value.file == name
    assert refusal.value.reason[0].islower()
    assert refusal.value.reason.endswith(".")
    return refusal.value


# --- what is read ---


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (TEXT, "text"),
        (docx(para("Poncer")), "docx"),
        (odt("<text:p>Poncer</text:p>"), "odt"),
        (fodt("<text:p>Poncer</text:p>"), "odt"),
    ],
)
def test_the_bytes_tell_the_format_without_any_extension(data: bytes, kind: str) -> None:
    assert read_bytes(data, "REAC v04.2023").format == kind


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.md", "a.markdown", "a.tsv", "a.docx.inconnu"])
def test_text_is_read_under_its_usual_names(name: str) -> None:
    assert read_bytes(TEXT, name).format == "text"


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "reac.txt"
    path.write_bytes(TEXT)
    source = read_file(path)
    assert source.file == "reac.txt"
    assert source.sha256 == read_bytes(TEXT, "autre.txt").sha256


def test_text_that_speaks_of_pdf_is_text() -> None:
    assert read_bytes(b"Le mot %PDF-1.7 ouvre un PDF\n", "note.txt").format == "text"


# --- names that lie ---


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (docx(para("Poncer")), "reac.pdf", "un document Word (DOCX)"),
        (docx(para("Poncer")), "reac.odt", "un document Word (DOCX)"),
        (odt("<text:p>Poncer</text:p>"), "reac.docx", "un document OpenDocument (ODT)"),
        (TEXT, "reac.docx", "du texte"),
        (TEXT, "reac.pdf", "du texte"),
        (b"%PDF-1.7\n", "reac.txt", "un PDF"),
        (b"%PDF-1.7\n", "reac.docx", "un PDF"),
    ],
)
def test_a_name_that_lies_is_refused_with_what_the_file_is(data: bytes, name: str, said: str) -> None:
    refusal = refused(data, name)
    assert refusal.code == "extension"
    assert said in refusal.reason


@pytest.mark.parametrize("name", ["reac.pdf", "reac.docx", "reac.odt"])
@pytest.mark.parametrize("data", [bytes(5000), random.Random(1).randbytes(5000)], ids=["zeros", "noise"])
def test_bytes_that_are_nothing_are_not_taken_for_text(data: bytes, name: str) -> None:
    refusal = refused(data, name)
    assert refusal.code == "corrupt"
    assert "ou il est abîmé" in refusal.reason


# --- what is not read ---


def _ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(64)


@pytest.mark.parametrize(
    ("data", "name", "code", "said"),
    [
        (b"", "vide.pdf", "empty", "vide"),
        (_ole("WordDocument"), "vieux.doc", "doc", "DOCX ou en PDF"),
        (_ole("EncryptedPackage"), "secret.docx", "encrypted", "sans mot de passe"),
        (_ole("Workbook"), "notes.xls", "spreadsheet", "tableur"),
        (_ole("PowerPoint Document"), "cours.ppt", "presentation", "présentation"),
        (_ole("Autre"), "x.msg", "ole", "Microsoft"),
        (b"{\\rtf1\\ansi Poncer}", "vieux.rtf", "rtf", "DOCX ou en PDF"),
        (b"{\\rtf1\\ansi Poncer}", "vieux.doc", "rtf", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "page.png", "image", "PNG"),
        (b"\xff\xd8\xff\xe0", "page.jpg", "image", "JPEG"),
        (b"\0\0\0\x18ftypheic", "page.heic", "image", "HEIC"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "page.webp", "image", "WebP"),
        (b"7z\xbc\xaf\x27\x1c", "tout.7z", "archive", "7-Zip"),
        (b"\x1f\x8b\x08\0", "tout.gz", "archive", "GZIP"),
        (bytes(257) + b"ustar" + bytes(250), "tout.tar", "archive", "TAR"),
        (b"<!DOCTYPE html><html><body>Poncer", "page.html", "html", "PDF"),
        (b"\xef\xbb\xbf\n<html lang='fr'>", "page.htm", "html", "web"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;", "page.doc", "html", "web"),
        (b"%!PS-Adobe-3.0", "page.ps", "postscript", "PDF"),
        (b"<?xml version='1.0'?><facture/>", "facture.xml", "xml", "XML"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
            "a.xml",
            "word-xml",
            "DOCX",
        ),
        (packed({"logo.png": "x", "REAC.pdf": "x"}), "tout.zip", "archive", "REAC.pdf"),
        (packed({}), "tout.zip", "archive", "vide"),
        (packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a.xlsx", "spreadsheet", "tableur"),
        (
            packed({"[Content_Types].xml": "", "ppt/presentation.xml": ""}),
            "a.pptx",
            "presentation",
            "PowerPoint",
        ),
        (
            packed({"mimetype": ODT_MIME.replace("text", "spreadsheet"), "content.xml": ""}),
            "a.ods",
            "spreadsheet",
            "tableur",
        ),
        (
            packed({"mimetype": ODT_MIME.replace("text", "graphics"), "content.xml": ""}),
            "a.odg",
            "presentation",
            "un dessin",
        ),
        (packed({"mimetype": "application/epub+zip"}), "a.epub", "epub", "EPUB"),
        (packed({"mimetype": "application/vnd.sun.xml.writer"}), "a.sxw", "sxw", "ODT"),
        (packed({"Index/Document.iwa": "x"}), "a.pages", "iwork", "Pages"),
    ],
)
def test_what_is_not_read_is_named_with_its_remedy(data: bytes, name: str, code: str, said: str) -> None:
    refusal = refused(data, name)
    assert refusal.code == code
    assert said in refusal.reason


def test_a_missing_file_a_folder_and_a_device_are_refused(tmp_path: Path) -> None:
    fifo = tmp_path / "tube"
    os.mkfifo(fifo)
    for path, code in ((tmp_path / "absent.pdf", "missing"), (tmp_path, "directory"), (fifo, "unopened")):
        with pytest.raises(Unreadable) as refusal:
            read_file(path)
        assert (refusal.value.code, refusal.value.file) == (code, path.name)


@pytest.mark.parametrize("name", ["a\0b.pdf", "x" * 5000])
def test_a_name_that_no_disk_takes_is_refused(name: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_file(name)
    assert refusal.value.code in ("missing", "unopened")


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gros.txt"
    path.write_bytes(b"a" * 2_000)
    for read in (
        lambda: read_file(path, Limits(bytes=1_000)),
        lambda: read_bytes(b"a" * 2_000, "g", Limits(bytes=1_000)),
    ):
        with pytest.raises(Unreadable) as refusal:
            read()
        assert refusal.value.code == "too-large"


# --- hostile archives ---


def test_an_encrypted_odt_is_refused() -> None:
    parts = odt_parts("<text:p>Poncer</text:p>")
    manifest = str(parts["META-INF/manifest.xml"])
    parts["META-INF/manifest.xml"] = manifest.replace(
        '"/"/>', '"/"><manifest:encryption-data/></manifest:file-entry>'
    )
    assert refused(packed(parts), "secret.odt").code == "encrypted"


def test_an_archive_that_asks_for_a_password_is_refused() -> None:
    data = bytearray(docx(para("Poncer")))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    assert refused(bytes(data), "secret.docx").code == "encrypted"


def test_a_truncated_archive_is_refused() -> None:
    data = docx(para("Poncer"))
    assert refused(data[: len(data) // 2], "coupé.docx").code == "corrupt"


def test_a_part_whose_bytes_are_damaged_is_refused() -> None:
    data = bytearray(packed({**docx_parts(para("Poncer " * 400))}))
    at = data.find(b"word/document.xml") + 60
    data[at : at + 20] = b"\xff" * 20
    assert refused(bytes(data), "abîmé.docx").code == "corrupt"


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "C:/windows/a", "word/../../a", "..\\a"])
def test_an_archive_that_points_outside_itself_is_refused(path: str) -> None:
    assert refused(packed({**docx_parts(para("Poncer")), path: "x"}), "piège.docx").code == "unsafe"


def test_a_bomb_of_one_entry_is_refused() -> None:
    parts = {**docx_parts(para("Poncer")), "word/document.xml": b" " * 20_000_000}
    assert refused(packed(parts), "bombe.docx").code == "bomb"


def test_a_bomb_that_lies_on_its_size_is_refused() -> None:
    """The directory says a few bytes, the stream gives megabytes: what is read counts."""
    data = bytearray(packed({**docx_parts(para("Poncer")), "word/document.xml": b" " * 20_000_000}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 24 : at + 28] = struct.pack("<L", 100)
    assert refused(bytes(data), "bombe.docx").code in ("bomb", "corrupt")


def test_many_entries_or_much_in_all_is_refused() -> None:
    parts = {**docx_parts(para("Poncer")), **{f"word/media/{n}.png": b"x" for n in range(40)}}
    assert refused(packed(parts), "a.docx", Limits(entries=20)).code == "bomb"
    assert refused(packed(parts), "a.docx", Limits(inflated_bytes=500)).code == "bomb"


def test_a_part_packed_by_a_rare_method_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        for path, content in docx_parts(para("Poncer")).items():
            archive.writestr(path, content)
    assert refused(buffer.getvalue(), "a.docx").code == "corrupt"


# --- hostile XML ---

LAUGHS = "<!DOCTYPE w:document [" + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9)
)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (LAUGHS + "]>", "bomb"),
        ('<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "bomb"),
        ('<!DOCTYPE w:document [<!ENTITY % a SYSTEM "http://exemple.fr/a">%a;]>', "bomb"),
        ("<w:document>", "corrupt"),
        ("\x00", "corrupt"),
    ],
)
def test_entities_and_broken_xml_are_refused(head: str, code: str) -> None:
    parts = docx_parts(para("&a8;" if "a8" in head else "Poncer"))
    document = str(parts["word/document.xml"]).replace("?>", "?>" + head, 1)
    assert refused(packed({**parts, "word/document.xml": document}), "a.docx").code == code


@pytest.mark.parametrize("make", [docx, odt])
def test_xml_too_deep_or_too_long_is_refused(make) -> None:  # type: ignore[no-untyped-def]
    name = f"a.{make.__name__}"
    assert refused(make("<w:sdt>" * 300 if make is docx else "<text:span>" * 300), name).code in (
        "bomb",
        "corrupt",
    )
    deep = (
        "<w:sdtContent>" * 300 + "</w:sdtContent>" * 300
        if make is docx
        else "<text:span>" * 300 + "</text:span>" * 300
    )
    assert refused(make(deep), name).code == "bomb"
    assert (
        refused(make("<w:p/>" * 90 if make is docx else "<text:p/>" * 90), name, Limits(elements=50)).code
        == "bomb"
    )


def test_an_undefined_entity_is_broken_xml() -> None:
    assert refused(docx(para("&nbsp;")), "a.docx").code == "corrupt"


@pytest.mark.parametrize(
    "parts",
    [
        {"[Content_Types].xml": "", "word/autre.xml": ""},
        {**docx_parts(""), "word/document.xml": "<a/>"},
        {"mimetype": ODT_MIME},
        {**odt_parts(""), "content.xml": "<a/>"},
    ],
)
def test_a_document_without_its_main_part_is_refused(parts: dict[str, str]) -> None:
    assert refused(packed(parts), "a").code == "corrupt"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (packed({**docx_parts(para("")), "word/media/image1.png": b"x"}), "scan.docx"),
        (packed({**odt_parts("<text:p/>"), "Pictures/1.png": b"x"}), "scan.odt"),
    ],
)
def test_a_document_of_pictures_alone_is_refused(data: bytes, name: str) -> None:
    refusal = refused(data, name)
    assert refusal.code == "no-text"
    assert "scan" in refusal.reason


def test_a_broken_stream_is_not_a_crash() -> None:
    data = zlib.compress(b"x")
    assert refused(b"PK\x03\x04" + data, "a.zip").code == "corrupt"

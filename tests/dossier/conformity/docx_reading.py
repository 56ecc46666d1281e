"""What tests look at in a DOCX that was changed: its words, media, tables, comments and the order of its parts."""

import hashlib
import io
import zipfile
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names)), "a member is written twice"
        return {path: archive.read(path) for path in names}


def root(data: bytes, path: str = "word/document.xml") -> ET.Element:
    return ET.fromstring(members(data)[path])


def paragraphs(data: bytes, path: str = "word/document.xml") -> list[str]:
    """The words of each paragraph, in document order: deleted ones, tabs, breaks and calls of notes included."""
    signs = {
        "tab": "\t",
        "br": "\n",
        "footnoteReference": "[note]",
        "drawing": "[dessin]",
        "pict": "[dessin]",
    }
    found = []
    for paragraph in root(data, path).iter(f"{W}p"):
        said = ""
        for node in paragraph.iter():
            local = node.tag.rpartition("}")[2]
            said += (node.text or "") if local in ("t", "delText", "instrText") else signs.get(local, "")
        found.append(said)
    return found


def media(data: bytes) -> dict[str, str]:
    return {
        path: hashlib.sha256(content).hexdigest()
        for path, content in members(data).items()
        if path.startswith("word/media/")
    }


def tables(data: bytes) -> list[list[list[str]]]:
    """Each table as its rows and the words of their cells."""
    return [
        [["".join(cell.itertext()) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]
        for table in root(data).iter(f"{W}tbl")
    ]


def comments(data: bytes) -> list[tuple[str, str]]:
    """Author and words of each comment, in the order of the file."""
    if "word/comments.xml" not in members(data):
        return []
    return [
        (one.get(f"{W}author", ""), "\n".join("".join(said.itertext()) for said in one.iter(f"{W}p")))
        for one in root(data, "word/comments.xml").iter(f"{W}comment")
    ]


def commented(data: bytes) -> list[str]:
    """The words under each comment, in the order of the text."""
    open_, found = {}, {}
    for node in root(data).iter():
        local, key = node.tag.rpartition("}")[2], node.get(f"{W}id", "")
        if local == "commentRangeStart":
            open_[key] = found[key] = []
        elif local == "commentRangeEnd":
            del open_[key]
        elif local == "t":
            for said in open_.values():
                said.append(node.text or "")
    assert not open_, "a comment is never closed"
    return ["".join(said) for said in found.values()]

"""The page numbers of a table of contents, written from the real pages so that any reader of the file shows them."""

import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from jalon.common.typography import typo
from jalon.referentiel.importer.source import Unreadable

from ..docx_file import DocxFile
from ..office import Office, OfficeAbsent, OfficeFailed
from ..pagination import paginate
from ..reading import read_paper

_TOC = re.compile(r"\s*TOC\b", re.IGNORECASE)
_PAGE_OF = re.compile(r"\s*PAGEREF\s+(?P<mark>\S+)", re.IGNORECASE)
_SUBJECT = "Numéros de la table des matières : mis à jour."


def refresh(data: bytes, name: str, office: Office) -> tuple[bytes, list[str]]:
    """The file with the numbers in place, and what was changed.

    Nothing is done where LibreOffice cannot tell the pages, or where a section counts its pages in its own way: Word
    then brings the contents up to date by itself.
    """
    file = DocxFile(data, name)
    entries = list(_entries(file))
    if not entries or any(
        node.get(file.tag(one)) for node in file.main.iter(file.tag("pgNumType")) for one in ("start", "fmt")
    ):
        return data, []
    pages: dict[int, int] = {}
    with suppress(OfficeAbsent, OfficeFailed, Unreadable):
        paper = paginate(read_paper(data, name=name), office.to_pdf(data, "docx", name))
        pages = {one.address.rank: one.page for one in paper.paragraphs if one.address.part == file.path}
    ranks = _ranks(file)
    for mark, shown in entries:
        page = pages.get(ranks.get(mark, -1), 0)
        if page and "".join(node.text or "" for node in shown) != str(page):
            for node in shown:
                node.text = ""
            shown[0].text = str(page)
            file.touch(file.path)
    refreshed = file.save()
    return refreshed, [typo(_SUBJECT)] if refreshed is not data else []


def _entries(file: DocxFile) -> Iterator[tuple[str, list[etree._Element]]]:
    """For each line of the contents, the bookmark that it points to and the words that show its page."""
    fields: list[dict[str, str]] = []
    shown: list[etree._Element] = []
    for node in file.main.iter(*map(file.tag, ("fldChar", "instrText", "t"))):
        if node.tag == file.tag("t"):
            if fields and fields[-1].get("mark") and fields[-1].get("open"):
                shown.append(node)
        elif node.tag == file.tag("instrText"):
            told = node.text or ""
            if fields and (found := _PAGE_OF.match(told)) and any(one.get("toc") for one in fields):
                fields[-1]["mark"] = found["mark"]
            elif fields and _TOC.match(told):
                fields[-1]["toc"] = "yes"
        else:
            kind = node.get(file.tag("fldCharType"))
            if kind == "begin":
                fields.append({})
                shown = []
            elif kind == "separate" and fields:
                fields[-1]["open"] = "yes"
            elif kind == "end" and fields:
                field = fields.pop()
                if field.get("mark") and shown:
                    yield field["mark"], shown
                shown = []


def _ranks(file: DocxFile) -> dict[str, int]:
    """The rank of the paragraph where each bookmark starts; between two paragraphs, that of the next one."""
    found: dict[str, int] = {}
    rank = -1
    for node in file.main.iter(file.tag("p"), file.tag("bookmarkStart")):
        if node.tag == file.tag("p"):
            rank += 1
        else:
            inside = next(node.iterancestors(file.tag("p")), None) is not None
            found.setdefault(node.get(file.tag("name"), ""), rank if inside else rank + 1)
    return found

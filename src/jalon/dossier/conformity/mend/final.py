"""The copy to hand in: the advice of a template leaves, and the comments of Jalon; no word of the candidate does."""

from collections.abc import Collection

from lxml import etree

from jalon.common.typography import typo
from jalon.referentiel.importer.wording import folded

from ..comments import clear_comments
from ..docx_file import DocxFile
from ..paper import GUIDANCE_STYLE
from .styles import StyleSheet


def clear(data: bytes, name: str, guidance: Collection[str]) -> tuple[bytes, list[str]]:
    """The file without its advice, and what was changed.

    A paragraph leaves when its words are those of the template; one where the candidate wrote stays, as plain text.
    """
    file = DocxFile(data, name)
    sheet = StyleSheet(file)
    styles = {key for key in sheet.by_key if sheet.name(key).startswith(GUIDANCE_STYLE)}
    known = {folded(text) for text in guidance}
    gone = kept = 0
    for paragraph in list(file.main.iter(file.tag("p"))):
        style = paragraph.find(f"{file.tag('pPr')}/{file.tag('pStyle')}")
        if style is None or style.get(file.tag("val")) not in styles:
            continue
        text = folded("".join(node.text or "" for node in paragraph.iter(file.tag("t"))))
        if text in known or not text:
            _remove(file, paragraph)
            gone += 1
        else:
            style.getparent().remove(style)
            kept += 1
    comments = clear_comments(file)
    changes = []
    if gone:
        file.touch(file.path)
        changes.append(
            f"Conseils du modèle : {gone} paragraphe{'s' if gone > 1 else ''} retiré{'s' if gone > 1 else ''}."
        )
    if kept:
        file.touch(file.path)
        changes.append(
            f"Texte écrit dans un conseil : {kept} paragraphe{'s' if kept > 1 else ''} gardé{'s' if kept > 1 else ''}."
        )
    if comments:
        changes.append(f"Commentaires de Jalon : {comments} retiré{'s' if comments > 1 else ''}.")
    return file.save(), [typo(change) for change in changes]


def _remove(file: DocxFile, paragraph: etree._Element) -> None:
    """Take a paragraph out; a cell, and the end of a section, must keep theirs, emptied."""
    parent = paragraph.getparent()
    alone = parent.tag == file.tag("tc") and len(parent.findall(file.tag("p"))) == 1
    if not alone and paragraph.find(f"{file.tag('pPr')}/{file.tag('sectPr')}") is None:
        parent.remove(paragraph)
        return
    for node in list(paragraph):
        if node.tag != file.tag("pPr"):
            paragraph.remove(node)
    style = paragraph.find(f"{file.tag('pPr')}/{file.tag('pStyle')}")
    style.getparent().remove(style)

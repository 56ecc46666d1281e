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

    A paragraph leaves when its words are those of the template; one where the candidate wrote stays, as plain text. So
    does a place to fill: alone in its paragraph it leaves, beside words it stays and is told.
    """
    file = DocxFile(data, name)
    sheet = StyleSheet(file)
    styles = {key for key in sheet.by_key if sheet.name(key).startswith(GUIDANCE_STYLE)}
    known = {folded(text) for text in guidance}
    prompts, unfilled = _clear_prompts(file, known)
    gone = kept = 0
    for paragraph in list(file.main.iter(file.tag("p"))):
        style = paragraph.find(f"{file.tag('pPr')}/{file.tag('pStyle')}")
        if style is None or style.get(file.tag("val")) not in styles:
            continue
        text = folded(_said(file, paragraph))
        if text in known or not text:
            _remove(file, paragraph)
            gone += 1
        else:
            style.getparent().remove(style)
            kept += 1
    comments = clear_comments(file)
    changes = []
    if prompts:
        changes.append(f"Zones restées vides : {prompts} retirée{'s' if prompts > 1 else ''}.")
    if unfilled:
        shown = ", ".join(f"« {prompt} »" for prompt in unfilled)
        changes.append(f"À compléter : le modèle attend encore {shown} ; ces mots sont restés dans la copie.")
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


def _clear_prompts(file: DocxFile, known: Collection[str]) -> tuple[int, tuple[str, ...]]:
    """Take out the paragraphs that only hold an untouched prompt; how many, and the prompts left among other words."""
    gone = 0
    left: dict[str, None] = {}
    for control in list(file.main.iter(file.tag("sdt"))):
        shown = _said(file, control)
        if (
            folded(shown) not in known
            or control.find(f"{file.tag('sdtPr')}/{file.tag('docPartObj')}") is not None
        ):
            continue
        around = (*control.iterancestors(file.tag("p")), *control.iter(file.tag("p")))
        paragraph = around[0] if around else None
        if paragraph is not None and folded(_said(file, paragraph)) == folded(shown):
            _remove(file, paragraph)
            file.touch(file.path)
            gone += 1
        else:
            left[shown.strip()] = None
    return gone, tuple(left)


def _said(file: DocxFile, node: etree._Element) -> str:
    return "".join(one.text or "" for one in node.iter(file.tag("t")))


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
    if style is not None:
        style.getparent().remove(style)

"""Properties put where the schema wants them: Word refuses a file whose properties are out of order (ECMA-376, 17)."""

from collections.abc import Sequence

from lxml import etree

from ..docx_file import DocxFile

_RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath rPrChange"
)
_PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_STYLE = (
    "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
    "personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr"
)
RUN, PARAGRAPH, STYLE = _RUN.split(), _PARAGRAPH.split(), _STYLE.split()


def child(file: DocxFile, parent: etree._Element, name: str, order: Sequence[str]) -> etree._Element:
    """The child of that name, made at its place where it is missing."""
    found = parent.find(file.tag(name))
    if found is not None:
        return found
    after = {file.tag(one) for one in order[order.index(name) + 1 :]}
    made = etree.Element(file.tag(name))
    for at, one in enumerate(parent):
        if one.tag in after:
            parent.insert(at, made)
            return made
    parent.append(made)
    return made


def properties(file: DocxFile, node: etree._Element, name: str) -> etree._Element:
    """The `pPr` of a paragraph or the `rPr` of a run, which come first."""
    found = node.find(file.tag(name))
    if found is None:
        found = etree.Element(file.tag(name))
        node.insert(0, found)
    return found

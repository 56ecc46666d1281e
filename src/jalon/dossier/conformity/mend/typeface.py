"""The font that the RE asks for, wherever another one is named for letters: symbols and code keep theirs."""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from lxml import etree

from jalon.common.typography import typo
from jalon.documents.french import enumeration
from jalon.referentiel.schema import Production

from ..docx_file import DocxFile
from ..fonts import draws_signs, family
from .looks import Looks
from .ordered import RUN, child
from .styles import StyleSheet

_FIXED = re.compile(
    r"courier|consol|\bmono|mono\b|menlo|monaco|typewriter|cascadia|fixed|source ?code", re.IGNORECASE
)
# Above that share of the words, letters of one width are how the dossier is written, not code that it quotes.
_QUOTED = 0.2
_OR = re.compile(r"\s*(?:,|/|\bou\b)\s*")  # « Arial ou Calibri »: either will do


def mend(file: DocxFile, looks: Looks, production: Production) -> list[str]:
    """What was changed: the fonts that leave, with the styles and runs where they were named."""
    if not production.font:
        return []
    wanted = [name.strip() for name in _OR.split(production.font)]
    asked = wanted[0]
    counts: Counter[str] = Counter()
    for font, length in looks.fonts():
        counts[font] += length
    fixed = sum(length for font, length in counts.items() if _FIXED.search(font))
    quoted = fixed <= _QUOTED * max(1, sum(counts.values()))

    def kept(font: str) -> bool:
        return font in wanted or draws_signs(font) or (quoted and bool(_FIXED.search(font)))

    gone = {font for font in counts if font and not kept(font)}
    if not gone:
        return []
    sheet = StyleSheet(file)
    theme = _theme(file)
    changed = _set_defaults(file, sheet, asked)
    of_styles = [node for node in sheet.root.iter(file.tag("rFonts")) if _set(file, node, asked, theme, kept)]
    if changed or of_styles:
        sheet.touch()
    of_runs = [node for node in file.main.iter(file.tag("rFonts")) if _set(file, node, asked, theme, kept)]
    if of_runs:
        file.touch(file.path)
    if not (changed or of_styles or of_runs):
        return []
    # Twins of the asked font change name without a line of the text moving: that is not worth a sentence.
    others = sorted(font for font in gone if family(font) != family(asked))
    if not others:
        return [typo(f"Police : {asked} nommée partout, à la place de ses équivalentes.")]
    return [typo(f"Police : {asked} à la place de {enumeration(others)} ; symboles et code gardent la leur.")]


def _theme(file: DocxFile) -> dict[str, str]:
    """What the fonts of the theme stand for, Latin letters only: « minorHAnsi » → « Calibri »."""
    root = file.part_of("theme")
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        fonts: Iterable[etree._Element] = root.iter(f"{{*}}{kind}Font") if root is not None else ()
        for latin in (one for node in fonts for one in node.findall("{*}latin")):
            found |= dict.fromkeys((f"{kind}Ascii", f"{kind}HAnsi"), latin.get("typeface", ""))
    return found


def _set(
    file: DocxFile, node: etree._Element, asked: str, theme: dict[str, str], kept: Callable[[str], bool]
) -> bool:
    """Name the asked font where an element names another one for Latin letters."""
    changed = False
    for slot in ("ascii", "hAnsi"):
        themed = node.get(file.tag(f"{slot}Theme"))
        font = theme.get(themed or "") or node.get(file.tag(slot)) or (themed and "?") or ""
        if not font or kept(font):
            continue
        node.attrib.pop(file.tag(f"{slot}Theme"), None)
        node.set(file.tag(slot), asked)
        changed = True
    return changed


def _set_defaults(file: DocxFile, sheet: StyleSheet, asked: str) -> bool:
    """The defaults name the asked font: without them, Word takes a font of its own."""
    fonts = child(file, sheet.defaults("rPr"), "rFonts", RUN)
    changed = False
    for slot in ("ascii", "hAnsi"):
        if fonts.get(file.tag(slot)) != asked or fonts.get(file.tag(f"{slot}Theme")) is not None:
            fonts.attrib.pop(file.tag(f"{slot}Theme"), None)
            fonts.set(file.tag(slot), asked)
            changed = True
    return changed

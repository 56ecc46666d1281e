"""Typeset a document as PDF with typst: ruled tables, rotated headings, boxes, portrait and landscape pages."""

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_atkinson_hyperlegible as house_font
import typst
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from .eras import Era
from .paper import Block, Document, Grid, Par

_TEMPLATE = Path(__file__).with_name("page.typ")
_EMPTY, _TICKED, _MARK = "\uf0a3☐", "\uf054☒", "\uf0b7\uf0a7▪·"


def pdf(document: Document, era: Era, *, hyphenate: bool = False) -> bytes:
    """The document on paper, as its era ticks boxes: drawn, of a symbol font, or of Unicode."""
    data: dict[str, Any] = {
        "head": document.head,
        "labels": document.foot.labels,
        "values": document.foot.values,
        "justify": era.name in ("2018", "2022"),
        "hyphenate": hyphenate,
        "ticks": "drawn" if era.name == "2018" else "glyph",
        "glyphs": era.tick,
        "filled_rules": era.name in ("2013", "2018"),
        "sheets": [
            {
                "landscape": sheet.landscape,
                "odd": sheet.odd,
                "footed": sheet.footed,
                "blocks": [_block(block) for block in sheet.blocks],
            }
            for sheet in document.sheets
        ],
    }
    compiler = typst.Compiler(_TEMPLATE.read_bytes(), font_paths=_fonts())
    made = compiler.compile(sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, format="pdf")
    assert isinstance(made, bytes)
    return made


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Par):
        return {"kind": "par", **_par(block)}
    assert isinstance(block, Grid)
    return {
        "kind": "grid",
        "gap": block.gap,
        "widths": block.widths,
        "heads": block.heads,
        "rows": [
            [
                {
                    "pars": [_par(par) for par in cell.pars],
                    "span": cell.span,
                    "down": cell.down,
                    "tick": cell.tick,
                    "rotated": cell.rotated,
                    "middle": cell.middle,
                    "shaded": cell.shaded,
                    "solid": row.solid,
                }
                for cell in row.cells
            ]
            for row in block.rows
        ],
    }


def _par(par: Par) -> dict[str, Any]:
    return {
        "text": par.text,
        "style": par.style,
        "bold": par.bold,
        "center": par.align == "center",
        "gap": par.gap,
        "bullet": par.bullet,
        "indent": par.indent,
        "leader": par.leader,
    }


@cache
def _fonts() -> typst.Fonts:
    symbols = Path(tempfile.mkdtemp(prefix="jalon-symbols-"))
    _draw_symbols(symbols / "JalonSymbols.ttf")
    house = Path(house_font.ROOT) / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(symbols), str(house)])


def _draw_symbols(path: Path) -> None:
    """A symbol font as Word's: boxes and marks, on the code points that its PDFs bear."""
    names = {char: f"u{ord(char):04X}" for char in _EMPTY + _TICKED + _MARK}
    order = [".notdef", "space", *names.values()]
    glyphs = {".notdef": TTGlyphPen(None).glyph(), "space": TTGlyphPen(None).glyph()}
    for char, name in names.items():
        pen = TTGlyphPen(None)
        if char in _MARK:
            _ring(pen, 150, 250, 450, 550, hollow=False)
        else:
            _ring(pen, 50, 0, 750, 700, hollow=True)
            if char in _TICKED:
                for ends in (
                    ((120, 70), (180, 70), (680, 630), (620, 630)),
                    ((120, 630), (180, 630), (680, 70), (620, 70)),
                ):
                    pen.moveTo(ends[0])
                    for point in ends[1:]:
                        pen.lineTo(point)
                    pen.closePath()
        glyphs[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({32: "space", **{ord(char): name for char, name in names.items()}})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(order, (800, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Jalon Symbols", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(str(path))


def _ring(pen: TTGlyphPen, left: int, low: int, right: int, high: int, *, hollow: bool) -> None:
    for inset, clockwise in ((0, True), (60, False)) if hollow else ((0, True),):
        a, b, c, d = left + inset, low + inset, right - inset, high - inset
        points = [(a, b), (a, d), (c, d), (c, b)] if clockwise else [(a, b), (c, b), (c, d), (a, d)]
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()

"""What time, hands and extraction do to an official document; each slip is one knob."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from .paper import Block, Cell, Document, Grid, Par, Row, Sheet


@dataclass(frozen=True)
class Defects:
    """All off: the document is as the ministry prints it."""

    ticks_lost: bool = False
    groups_joined: bool = False
    fiche_heading_lost: int = 0  # number of the competence
    misspelt: int = 0  # number of the competence whose title is misspelt in one place
    blank_inside: int = 0  # number of the competence whose first group of know-how is cut by a blank line
    running_head: bool = False
    rows_cut: bool = False  # a page may end in the middle of a row of the matrix
    contents_without_numbers: bool = False
    straight: bool = False
    curly: bool = False
    ligatures: bool = False
    capitals_without_accents: bool = False
    oe_apart: bool = False
    hyphenated: bool = False
    foot_lost: bool = False

    @property
    def any(self) -> bool:
        return self != Defects()

    def __str__(self) -> str:
        return "+".join(f.name for f in fields(self) if getattr(self, f.name)) or "sain"


CLEAN = Defects()


def misspell(text: str) -> str:
    """What extraction does to an infinitive: « Préparer » becomes « Préparé », « Établir » « Établie »."""
    head, _, rest = text.partition(" ")
    wrong = head[:-2] + "é" if head.endswith("er") else head[:-1] + "e"
    return f"{wrong} {rest}".strip()


def spoil(document: Document, defects: Defects) -> Document:
    """The spellings that change everywhere: apostrophes, ligatures, capitals."""
    steps: list[Callable[[str], str]] = []
    if defects.straight:
        steps.append(lambda text: text.replace("’", "'"))
    if defects.curly:
        steps.append(lambda text: text.replace("'", "’"))
    if defects.oe_apart:
        steps.append(lambda text: text.replace("œ", "oe").replace("Œ", "Oe"))
    if defects.capitals_without_accents:
        steps.append(lambda text: re.sub("[ÉÈÊÀ]", lambda m: "EEEA"["ÉÈÊÀ".index(m[0])], text))
    if defects.ligatures:
        steps.append(lambda text: text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ"))
    return map_text(document, lambda text: _all(steps, text)) if steps else document


def _all(steps: list[Callable[[str], str]], text: str) -> str:
    for step in steps:
        text = step(text)
    return text


def map_text(document: Document, change: Callable[[str], str]) -> Document:
    """The same document with every text changed, its running foot left alone."""
    return replace(
        document,
        sheets=tuple(
            replace(sheet, blocks=tuple(_map_block(block, change) for block in sheet.blocks))
            for sheet in document.sheets
        ),
    )


def map_sheets(document: Document, change: Callable[[Sheet], Sheet]) -> Document:
    return replace(document, sheets=tuple(change(sheet) for sheet in document.sheets))


def _map_block(block: Block, change: Callable[[str], str]) -> Block:
    if isinstance(block, Par):
        return replace(block, text=change(block.text))
    return Grid(block.widths, tuple(_map_row(row, change) for row in block.rows), block.gap)


def _map_row(row: Row, change: Callable[[str], str]) -> Row:
    return replace(row, cells=tuple(_map_cell(cell, change) for cell in row.cells))


def _map_cell(cell: Cell, change: Callable[[str], str]) -> Cell:
    return replace(cell, pars=tuple(replace(par, text=change(par.text)) for par in cell.pars))

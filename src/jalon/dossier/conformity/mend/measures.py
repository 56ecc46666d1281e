"""Size and line spacing of the running text, mended where they are set; headings, captions and tables keep theirs."""

import re
from collections.abc import Callable

from lxml import etree

from jalon.common.typography import decimal, typo
from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import Production

from ..captions import may_be_caption
from ..docx_file import DocxFile
from ..fonts import draws_signs
from ..headings import Outline
from ..reading.docx_names import shown_name
from .looks import Looked, Looks
from .ordered import PARAGRAPH, RUN, child, properties
from .styles import StyleSheet

# Styles of text about something else: captions, titles of the cover, lists of figures, heads and feet.
_ASIDE = re.compile(r"legende|caption|titre|title|table des|contents|en-tete|pied de page|header|footer|note")
_CELL_OF_PROSE = 200  # characters from which a cell holds prose, not data
_NEAR = 0.01
_SPACE_NEAR = 0.005  # a line of spacing is written to the 240th


def mend(file: DocxFile, looks: Looks, production: Production) -> list[str]:
    """What was changed, size then spacing."""
    texts = running_text(looks)
    changes = []
    if production.font_size:
        changes += _Sizes(file, texts, production.font_size).mend()
    if production.line_spacing:
        changes += _Spacings(file, texts, production.line_spacing).mend()
    return changes


def running_text(looks: Looks) -> list[Looked]:
    """The text whose size and spacing the RE rules; that of cells and boxes where most of it is laid out in them."""
    cells = [one for one in looks.printed if _laid_out(one) and len(one.read.text) >= _CELL_OF_PROSE]
    flow = [one for one in looks.printed if one.read.story == "body" and one.read.table is None]
    candidates = flow + cells if _length(cells) > _length(flow) else flow
    apart = {heading.rank for heading in looks.outline.headings} | looks.outline.contents
    return [one for one in candidates if one.rank not in apart and _is_text(one, looks.outline)]


def _laid_out(one: Looked) -> bool:
    return one.read.story == "box" or (one.read.story == "body" and one.read.table is not None)


def _length(texts: list[Looked]) -> int:
    return sum(len(one.read.text) for one in texts)


def _is_text(one: Looked, outline: Outline) -> bool:
    read = one.read
    if read.toc or read.guidance or read.level is not None:
        return False
    if _ASIDE.search(folded(read.style)) or one.node.find(".//{*}framePr") is not None:
        return False
    small = max((run.size for run in read.runs if run.text.strip()), default=0.0) < outline.body_size
    return not (small and may_be_caption(read.text))


class _Rule:
    """One measure: mended in the style that gives it, or where it is set directly; what was changed is counted."""

    group, name, attribute = "", "", ""

    def __init__(self, file: DocxFile, texts: list[Looked], asked: float) -> None:
        self.file, self.texts, self.asked = file, texts, asked
        self.sheet = StyleSheet(file)
        self.styles: set[str] = set()
        self.places = 0
        self.owned = {self.style_of(one) for one in texts}

    def style_of(self, one: Looked) -> str:
        """The style of a paragraph, "" where it names one that the file does not have."""
        node = one.node.find(f"{self.file.tag('pPr')}/{self.file.tag('pStyle')}")
        key = self.sheet.default if node is None else node.get(self.file.tag("val"), "")
        return key if key in self.sheet.by_key else ""

    def in_style(self, one: Looked, write: Callable[[etree._Element], bool]) -> bool:
        """Mend the value in the style of a paragraph; False where no style of paragraphs gives it."""
        key = self.style_of(one)
        if one.read.table is not None or not key:  # the style of the table may be what gives it
            return False
        if write(self.sheet.place(key, self.group, self.name, self.attribute, self.owned)):
            self.styles.add(key)
            self.sheet.touch()
        return True

    def direct(self, changed: bool) -> None:
        """Count a paragraph that was mended where it stands."""
        if changed:
            self.places += 1
            self.file.touch(self.file.path)

    def told(self, what: str) -> list[str]:
        where = []
        if self.styles:
            names = ", ".join(f"« {shown_name(self.sheet.name(key))} »" for key in sorted(self.styles))
            where.append(f"{'dans les styles' if len(self.styles) > 1 else 'dans le style'} {names}")
        if self.places:
            many = "s" if self.places > 1 else ""
            where.append(f"dans {self.places} paragraphe{many} réglé{many} à part")
        return [typo(f"{what}, {' et '.join(where)}.")] if where else []


class _Sizes(_Rule):
    group, name, attribute = "rPr", "sz", "val"

    def mend(self) -> list[str]:
        for one in self.texts:
            runs = [
                node
                for node, look in one.runs
                if abs(look.size - self.asked) >= _NEAR and not draws_signs(look.fonts[0])
            ]
            # Every run is mended, not only until one has changed.
            self.direct(any([self._run(one, node) for node in runs] + [self._mark(one)]))
        return self.told(f"Taille du texte : {decimal(self.asked)} points")

    def _run(self, one: Looked, node: etree._Element) -> bool:
        set_here = node.find(f"{self.file.tag('rPr')}/{self.file.tag('sz')}") is not None
        if not set_here and not self._styled(node) and self.in_style(one, self._write):
            return False
        return self._write(child(self.file, properties(self.file, node, "rPr"), "sz", RUN))

    def _styled(self, run: etree._Element) -> bool:
        """Whether the style of characters of a run gives it its size."""
        node = run.find(f"{self.file.tag('rPr')}/{self.file.tag('rStyle')}")
        keys = self.sheet.chain(node.get(self.file.tag("val"), "")) if node is not None else ()
        return any(self.sheet.holder(key, "rPr", "sz") is not None for key in keys)

    def _mark(self, one: Looked) -> bool:
        """The mark of the paragraph, whose size its number or bullet takes."""
        size = one.node.find("/".join(map(self.file.tag, ("pPr", "rPr", "sz"))))
        return size is not None and self._write(size)

    def _write(self, size: etree._Element) -> bool:
        value = str(round(self.asked * 2))
        if size.get(self.file.tag("val")) == value:
            return False
        size.set(self.file.tag("val"), value)
        complex_size = size.getparent().find(self.file.tag("szCs"))
        if complex_size is not None:
            complex_size.set(self.file.tag("val"), value)
        return True


class _Spacings(_Rule):
    group, name, attribute = "pPr", "spacing", "line"

    def mend(self) -> list[str]:
        for one in self.texts:
            spacing = one.read.spacing
            if spacing.rule == "multiple" and abs(spacing.value - self.asked) < _SPACE_NEAR:
                continue
            here = one.node.find(f"{self.file.tag('pPr')}/{self.file.tag('spacing')}")
            set_here = here is not None and any(
                here.get(self.file.tag(name)) is not None for name in ("line", "lineRule")
            )
            if set_here or not self.in_style(one, self._write):
                own = child(self.file, properties(self.file, one.node, "pPr"), "spacing", PARAGRAPH)
                self.direct(self._write(own))
        return self.told(f"Interligne du texte : {decimal(self.asked, 2)}")

    def _write(self, spacing: etree._Element) -> bool:
        line = str(round(self.asked * 240))
        if (
            spacing.get(self.file.tag("line")) == line
            and spacing.get(self.file.tag("lineRule"), "auto") == "auto"
        ):
            return False
        spacing.set(self.file.tag("line"), line)
        spacing.set(self.file.tag("lineRule"), "auto")
        return True

"""A table written in HTML inside a text: its rows and cells, with the lines of the file that they stand on."""

import re
from dataclasses import dataclass, field, replace

from .inline import TAG

_OPENS = re.compile(r"<table[\s>]", re.IGNORECASE)
_CLOSES = re.compile(r"</table\s*>", re.IGNORECASE)
_STRUCTURE = frozenset(("tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "col", "caption"))


@dataclass(frozen=True, slots=True)
class Raw:
    """A line as it stands in the file; a form feed or a soft break makes several of one number."""

    number: int
    page: int | None
    text: str

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()


@dataclass(slots=True)
class HtmlCell:
    """A cell, the columns and rows it covers, and the stretches of lines it holds, marks left in."""

    span: int = 1
    down: int = 1
    raws: list[Raw] = field(default_factory=list)


class HtmlTable:
    """The cells of an HTML table read line by line; what stands outside any cell goes before or after it."""

    def __init__(self) -> None:
        self.rows: list[list[HtmlCell]] = []
        self.before: list[Raw] = []
        self.after: list[Raw] = []
        self._into = self.before
        self._deep = 0

    def feed(self, raw: Raw) -> None:
        at, kept = 0, ""
        for tag in TAG.finditer(raw.text):
            kept += raw.text[at : tag.start()]
            at = tag.end()
            name, ends = tag["name"].lower(), bool(tag["end"])
            if name == "table":
                self._deep += -1 if ends else 1
                into = self.after if ends and self._deep <= 0 else self._into
            elif self._deep != 1 or name not in _STRUCTURE:
                kept += tag[0]
                continue
            elif name in ("td", "th") and not ends:
                cell = HtmlCell(_span(tag["rest"], "colspan"), _span(tag["rest"], "rowspan"))
                if not self.rows:
                    self.rows.append([])
                self.rows[-1].append(cell)
                into = cell.raws
            else:
                into = self._into if name in ("td", "th") else self.before
                if name == "tr" and not ends:
                    self.rows.append([])
            self._into.append(replace(raw, text=kept))
            self._into, kept = into, ""
        self._into.append(replace(raw, text=kept + raw.text[at:]))


def _span(attributes: str | None, key: str) -> int:
    found = re.search(rf"{key}\s*=\s*[\"']?(\d{{1,3}})", attributes or "", re.IGNORECASE)
    return max(1, int(found[1])) if found else 1


def table_end(raws: list[Raw], at: int) -> int:
    """The index after the line where the table opened at a line closes; 0 where it never does."""
    deep = 0
    for end in range(at, len(raws)):
        deep += len(_OPENS.findall(raws[end].text)) - len(_CLOSES.findall(raws[end].text))
        if deep <= 0:
            return end + 1
    return 0

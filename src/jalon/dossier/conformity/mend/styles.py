"""The styles of a DOCX as something to change: where a value is set, and where it is best set."""

from collections.abc import Iterator

from lxml import etree

from ..docx_file import DocxFile
from .ordered import PARAGRAPH, RUN, STYLE, child

_CHAIN = 50  # styles based on styles: a loop ends there


class StyleSheet:
    """`styles.xml`; where it is missing, an empty one that joins the file once it is touched."""

    def __init__(self, file: DocxFile) -> None:
        self.file = file
        found = file.part_of("styles")
        self.root = etree.Element(file.tag("styles")) if found is None else found
        tag = file.tag
        self.by_key = {one.get(tag("styleId"), ""): one for one in self.root.iter(tag("style"))}
        default = (
            key
            for key, one in self.by_key.items()
            if one.get(tag("type")) == "paragraph" and one.get(tag("default"), "0") in ("1", "true", "on")
        )
        self.default = next(default, "")

    def touch(self) -> None:
        """Tell the file that its styles have changed."""
        if paths := self.file.paths_of("styles"):
            self.file.touch(paths[0])
        else:
            added, _ = self.file.add("styles", "styles")
            added.extend(self.root)
            self.root = added

    def name(self, key: str) -> str:
        node = self.by_key[key].find(self.file.tag("name")) if key in self.by_key else None
        return key if node is None else node.get(self.file.tag("val"), key)

    def chain(self, key: str) -> Iterator[str]:
        """A style and those it is based on, nearest first."""
        seen: set[str] = set()
        while key in self.by_key and key not in seen and len(seen) < _CHAIN:
            seen.add(key)
            yield key
            base = self.by_key[key].find(self.file.tag("basedOn"))
            key = "" if base is None else base.get(self.file.tag("val"), "")

    def holder(self, key: str, group: str, name: str, attribute: str = "val") -> "etree._Element | None":
        """The property itself, in the `pPr` or `rPr` of one style; None where that style does not set it."""
        node = self.by_key[key].find(f"{self.file.tag(group)}/{self.file.tag(name)}")
        return node if node is not None and node.get(self.file.tag(attribute)) is not None else None

    def place(self, key: str, group: str, name: str, attribute: str, owned: set[str]) -> etree._Element:
        """Where the value that a style gives is best set: the style that gives it if it is one of the `owned`, itself
        where another one gives it, the defaults where none does."""
        order = RUN if group == "rPr" else PARAGRAPH
        for one in self.chain(key):
            if (found := self.holder(one, group, name, attribute)) is not None:
                if one in owned:
                    return found
                return child(self.file, child(self.file, self.by_key[key], group, STYLE), name, order)
        return child(self.file, self.defaults(group), name, order)

    def defaults(self, group: str) -> etree._Element:
        """The `rPr` or `pPr` of the defaults of the document, made where it is missing."""
        file = self.file
        whole = self.root.find(file.tag("docDefaults"))
        if whole is None:
            whole = etree.Element(file.tag("docDefaults"))
            self.root.insert(0, whole)
        return child(
            file, child(file, whole, f"{group}Default", ("rPrDefault", "pPrDefault")), group, (group,)
        )

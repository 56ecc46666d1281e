"""The candidate's own DOCX with a Word comment at each place of a finding, the text being left as it is.

Word takes comments in the running text only: what is found in a box, a note, a head or a foot is told at the nearest
paragraph of the text, and what has no place at all in one comment on the first paragraph.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy

from lxml import etree

from jalon.common.typography import typo

from .docx_file import DocxFile
from .paper import Address
from .report import Finding

AUTHOR, INITIALS = "Jalon", "J"
_SPACE_KEPT = "{http://www.w3.org/XML/1998/namespace}space"
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_BLANK = frozenset(("tab", "br", "cr", "noBreakHyphen", "softHyphen"))


def annotate(data: bytes, findings: Sequence[Finding], *, name: str = "dossier.docx") -> bytes:
    """The file with the findings as comments; those of an earlier check leave. Raises `Unreadable`.

    Only the main part, the comments and what declares them are written anew.
    """
    file = DocxFile(data, name)
    clear_comments(file)
    if not findings:
        return file.save()
    comments = Comments(file)
    general = [finding for finding in findings if finding.address is None]
    if general:
        comments.put(_first(file), "", general)
    anchors = Anchors(file)
    for finding in findings:
        if finding.address is not None:
            paragraph, exact = anchors.of(finding.address)
            comments.put(paragraph, finding.quote if exact else "", [finding])
    file.touch(file.path)
    return file.save()


def clear_comments(file: DocxFile) -> int:
    """Take away the comments of Jalon, wherever they stand; how many there were."""
    gone: set[str] = set()
    marks: set[str] = set()
    for path in file.paths_of("comments"):
        root = file.tree(path)
        for comment in list(root):
            if comment.get(file.tag("author")) == AUTHOR:
                gone.add(comment.get(file.tag("id"), ""))
                marks.update(filter(None, (one.get(f"{{{_W14}}}paraId") for one in comment.iter())))
                root.remove(comment)
                file.touch(path)
    if not gone:
        return 0
    for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for mark in list(file.main.iter(file.tag(kind))):
            if mark.get(file.tag("id")) in gone:
                run = mark.getparent()
                _remove(run if kind == "commentReference" and _only(file, run, mark) else mark)
    for kind in ("commentsExtended", "commentsIds"):
        for path in file.paths_of(kind):
            for entry in list(root := file.tree(path)):
                keys = {etree.QName(key).localname: value for key, value in entry.attrib.items()}
                if keys.get("paraId") in marks or keys.get("paraIdParent") in marks:
                    root.remove(entry)
                    file.touch(path)
    file.touch(file.path)
    return len(gone)


def _only(file: DocxFile, run: etree._Element, mark: etree._Element) -> bool:
    return run.tag == file.tag("r") and all(one is mark or one.tag == file.tag("rPr") for one in run)


def _remove(node: etree._Element) -> None:
    """Take an element out; the text that follows it, which only indents, stays."""
    parent, before = node.getparent(), node.getprevious()
    if node.tail:
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


class Anchors:
    """From the address of a paragraph to the one that may bear a comment."""

    def __init__(self, file: DocxFile) -> None:
        self._file = file
        self._ranks: dict[str, list[etree._Element]] = {}

    def of(self, address: Address) -> tuple[etree._Element, bool]:
        """The paragraph, and whether it is the very one of the address."""
        file = self._file
        paths = {path for path, _ in file.stories()}
        if address.part not in paths:
            return _first(file), False
        if address.part not in self._ranks:
            self._ranks[address.part] = list(file.tree(address.part).iter(file.tag("p")))
        ranks = self._ranks[address.part]
        if not 0 <= address.rank < len(ranks):
            return _first(file), False
        found = ranks[address.rank]
        if address.part != file.path:
            return self._caller(found), False
        outer = _outermost(file, found)
        return outer, outer is found

    def _caller(self, paragraph: etree._Element) -> etree._Element:
        """The paragraph of the text that calls the note where another one stands."""
        file = self._file
        for note in ("footnote", "endnote"):
            holder = next(paragraph.iterancestors(file.tag(note)), None)
            if holder is None:
                continue
            for call in file.main.iter(file.tag(f"{note}Reference")):
                if call.get(file.tag("id")) == holder.get(file.tag("id")):
                    return _outermost(file, next(call.iterancestors(file.tag("p"))))
        return _first(file)


def _outermost(file: DocxFile, paragraph: etree._Element) -> etree._Element:
    """The paragraph itself, or the one that holds the text box where it stands."""
    if next(paragraph.iterancestors(file.tag("txbxContent")), None) is None:
        return paragraph
    return list(paragraph.iterancestors(file.tag("p")))[-1]


def _first(file: DocxFile) -> etree._Element:
    """The first paragraph of the text, made where there is none."""
    found = next(file.main.iter(file.tag("p")), None)
    if found is None:
        body = file.main.find(file.tag("body"))
        found = etree.Element(file.tag("p"))
        (file.main if body is None else body).insert(0, found)
    return found


class Comments:
    """The part that holds the comments of a file, made where there is none."""

    def __init__(self, file: DocxFile) -> None:
        self._file = file
        root = file.part_of("comments")
        self._root = file.add("comments", "comments")[0] if root is None else root
        for path in file.paths_of("comments")[:1]:
            file.touch(path)
        ids = [one.get(file.tag("id"), "") for one in self._root]
        self._next = max((int(one) for one in ids if one.isdecimal()), default=-1) + 1

    def put(self, paragraph: etree._Element, quote: str, findings: Sequence[Finding]) -> None:
        """Comment the quoted words of a paragraph, the whole of it where they are not found."""
        lines = [line for finding in findings for line in _told(finding)]
        self.write(paragraph, quote, lines, {"author": AUTHOR, "initials": INITIALS})

    def write(
        self,
        paragraph: etree._Element,
        quote: str,
        lines: Iterable[tuple[str, str]],
        signed: Mapping[str, str],
    ) -> None:
        """The same with any lines, each begun by a label in bold, and any author."""
        file, key = self._file, str(self._next)
        self._next += 1
        names = {file.tag(name): value for name, value in signed.items() if value}
        comment = etree.SubElement(self._root, file.tag("comment"), {file.tag("id"): key, **names})
        for label, text in lines:
            self._say(comment, label, text)
        mark = {file.tag("id"): key}
        start, end = (etree.Element(file.tag(f"commentRange{side}"), mark) for side in ("Start", "End"))
        if not _mark(file, paragraph, quote, start, end):
            properties = paragraph.find(file.tag("pPr"))
            paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, start)
            paragraph.append(end)
        last = next(one for one in (end, *end.iterancestors()) if one.getparent() is paragraph)
        last.addnext(self._call(key))

    def _call(self, key: str) -> etree._Element:
        """The run that calls a comment: small, so that no line grows for it."""
        file = self._file
        run = etree.Element(file.tag("r"))
        look = etree.SubElement(run, file.tag("rPr"))
        etree.SubElement(look, file.tag("sz"), {file.tag("val"): "4"})
        etree.SubElement(run, file.tag("commentReference"), {file.tag("id"): key})
        return run

    def _say(self, comment: etree._Element, label: str, text: str) -> None:
        file = self._file
        paragraph = etree.SubElement(comment, file.tag("p"))
        for words, bold in ((label, True), (text, False)):
            if not words:
                continue
            run = etree.SubElement(paragraph, file.tag("r"))
            if bold:
                etree.SubElement(etree.SubElement(run, file.tag("rPr")), file.tag("b"))
            etree.SubElement(run, file.tag("t"), {_SPACE_KEPT: "preserve"}).text = _writable(words)


def _told(finding: Finding) -> Iterable[tuple[str, str]]:
    """The lines of a comment: a label in bold, then what it introduces."""
    yield f"{finding.severity.label} – ", typo(finding.message)
    yield typo("Demandé : "), typo(f"{finding.rule} ({finding.source})" if finding.source else finding.rule)
    yield typo("À faire : "), typo(finding.remedy)
    if finding.replacement:
        yield typo("Proposition : "), typo(f"« {finding.replacement} »")


def _writable(text: str) -> str:
    """Text that XML can hold."""
    return "".join(sign if sign.isprintable() or sign in "\u00a0\u202f" else " " for sign in text)


def _mark(
    file: DocxFile,
    paragraph: etree._Element,
    quote: str,
    start_mark: etree._Element,
    end_mark: etree._Element,
) -> bool:
    """Put the two marks around a quote, cutting the runs where it begins and ends; False where it is not found."""
    pieces = [folded for piece in quote.split("…") if (folded := "".join(_folded(piece)).strip())]
    if not pieces:
        return False
    signs = _signs(file, paragraph)
    text = "".join(sign for sign, _, _ in signs)
    start = text.find(pieces[0])
    end = start + len(pieces[0])
    for piece in pieces[1:]:
        found = text.find(piece, end)
        end = found + len(piece) if found >= 0 else end
    if start < 0:
        return False
    # The end first: cutting there leaves what stands before in place.
    _cut(file, *signs[end - 1][1:], after=True).addnext(end_mark)
    _cut(file, *signs[start][1:], after=False).addprevious(start_mark)
    return True


def _signs(file: DocxFile, paragraph: etree._Element) -> list[tuple[str, etree._Element, int]]:
    """Each sign of a paragraph, folded, with the element that holds it and its rank there."""
    found: list[tuple[str, etree._Element, int]] = []
    box = file.tag("txbxContent")
    for run in paragraph.iter(file.tag("r")):
        if any(one.tag == box for one in _between(run, paragraph)):
            continue
        for node in run:
            if node.tag == file.tag("t"):
                for rank, sign in enumerate(node.text or ""):
                    for folded in _folded(sign):
                        if folded != " " or not found or found[-1][0] != " ":
                            found.append((folded, node, rank))
            elif etree.QName(node).localname in _BLANK and found and found[-1][0] != " ":
                found.append((" ", node, 0))
    return found


def _between(node: etree._Element, top: etree._Element) -> Iterable[etree._Element]:
    for one in node.iterancestors():
        if one is top:
            return
        yield one


def _folded(text: str) -> Iterable[str]:
    """Signs that tell the same words however they were typed: no accent, no case, plain spaces and apostrophes."""
    former = ""
    for sign in unicodedata.normalize("NFKD", text.replace("’", "'")):
        if unicodedata.combining(sign):
            continue
        for one in " " if sign.isspace() else sign.casefold():
            if one != " " or former != " ":
                yield one
            former = one


def _cut(file: DocxFile, node: etree._Element, rank: int, *, after: bool) -> etree._Element:
    """The run that begins (or, `after`, ends) at a sign: a run is cut in two where the sign stands within it."""
    run = node.getparent()
    text = node.text or ""
    at = rank + after if node.tag == file.tag("t") else int(after)
    whole = len(text) if node.tag == file.tag("t") else 1
    before = [one for one in node.itersiblings(preceding=True) if one.tag != file.tag("rPr")]
    behind = list(node.itersiblings())
    if (at == whole and not behind) if after else (at == 0 and not before):
        return run
    second = etree.Element(run.tag, run.attrib)
    look = run.find(file.tag("rPr"))
    if look is not None:
        second.append(deepcopy(look))
    if at == 0:
        second.append(node)
    elif at < whole:
        rest = deepcopy(node)
        rest.text, node.text = text[at:], text[:at]
        for one in (rest, node):
            one.set(_SPACE_KEPT, "preserve")
        second.append(rest)
    second.extend(behind)
    run.addnext(second)
    return run if after else second

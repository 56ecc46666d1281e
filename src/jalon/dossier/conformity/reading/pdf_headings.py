"""Headings of a PDF: those that its outline names, else paragraphs bigger or bolder than the text."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from jalon.referentiel.importer.wording import folded

from ..paper import Paragraph

_LONGEST = 200  # characters
_BIGGER = 1.1  # of the size of the text
_DEEPEST = 5
_TOLD = 3  # headings found by the outline, for it to be trusted alone


def levelled(paragraphs: Sequence[Paragraph], outline: Iterable[tuple[int, int, str]]) -> list[Paragraph]:
    """The same paragraphs, headings with their level; `outline` gives levels, pages and folded titles."""
    told = _by_outline(paragraphs, outline)
    levels = told if len(told) >= _TOLD else {**_by_print(paragraphs), **told}
    return [
        replace(paragraph, level=levels[rank]) if rank in levels else paragraph
        for rank, paragraph in enumerate(paragraphs)
    ]


def _by_outline(paragraphs: Sequence[Paragraph], outline: Iterable[tuple[int, int, str]]) -> dict[int, int]:
    by_page: dict[int, list[tuple[int, str]]] = defaultdict(list)
    outline = list(outline)
    pages = {page + late for _, page, _ in outline for late in (0, 1)}
    for rank, paragraph in enumerate(paragraphs):
        if paragraph.page in pages and paragraph.story == "body" and not paragraph.toc:
            by_page[paragraph.page].append((rank, folded(paragraph.text)))
    found: dict[int, int] = {}
    for level, page, title in outline:
        # a heading kept with the text below it may print on the page after that of its bookmark
        for rank, text in (*by_page[page], *by_page[page + 1]):
            if rank not in found and text and (text == title or (len(text) > 8 and title.endswith(text))):
                found[rank] = level
                break
    return found


def _by_print(paragraphs: Sequence[Paragraph]) -> dict[int, int]:
    sizes: Counter[float] = Counter()
    for paragraph in paragraphs:
        if paragraph.story == "body" and not paragraph.toc:
            for run in paragraph.runs:
                sizes[run.size] += len(run.text)
    if not sizes:
        return {}
    usual = sizes.most_common(1)[0][0]
    looks = {
        rank: look
        for rank, paragraph in enumerate(paragraphs)
        if (look := _look(paragraph, usual)) is not None
    }
    pages = {paragraph.page for paragraph in paragraphs}
    # what is seen on the cover alone names the dossier, not a part of it
    kept = {look for rank, look in looks.items() if paragraphs[rank].page != 1 or len(pages) < 3}
    order = {look: rank for rank, look in enumerate(sorted(kept, reverse=True), 1)}
    return {rank: min(_DEEPEST, order[look]) for rank, look in looks.items() if look in order}


def _look(paragraph: Paragraph, usual: float) -> tuple[float, bool] | None:
    """Size and weight of a paragraph that may be a heading."""
    text = paragraph.text.strip()
    if (
        paragraph.story != "body" or paragraph.toc or paragraph.label or len(text) > _LONGEST
        or not any(map(str.isalpha, text))
    ):  # fmt: skip
        return None
    lettered = [run for run in paragraph.runs if any(map(str.isalpha, run.text))]
    size = max(run.size for run in lettered)
    bold = all(run.bold for run in lettered)
    if size >= _BIGGER * usual:
        return size, bold
    if bold and size >= usual and paragraph.table is None and not text.endswith((".", ";", ",")):
        return size, bold
    return None

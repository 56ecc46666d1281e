"""PDF → Paper: what the pages show is all there is, so paragraphs, headings and notes are told from their print."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from jalon.referentiel.importer.readers.limits import LIMITS, Limits
from jalon.referentiel.importer.readers.pdf import PdfPage, opened, read_pages, refuse_unread
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.importer.wording import folded

from ..paper import Address, Paper, Paragraph, Picture, Section
from ..sheets import POINTS, Sheet, read_sheets
from .pdf_headings import levelled
from .pdf_paragraphs import read_paragraphs

_SMALLEST = 0.5  # centimetres; less is a bullet or a rule
_DEPTH = 12  # of the outline, and of forms within forms
_ORIGINAL = "déposez le fichier de votre traitement de texte (DOCX ou ODT), ou le PDF qu’il exporte."
_UNREAD = {
    "scan": f"ses pages sont des images sans texte (un scan) ; {_ORIGINAL}",
    "no-text": f"ses pages sont sans texte ; {_ORIGINAL}",
    "no-unicode": f"ses polices ne disent pas quelles lettres elles tracent ; {_ORIGINAL}",
}


def read_pdf(data: bytes, name: str, limits: Limits = LIMITS) -> Paper:
    """The paper of a PDF, its pages included. `Address` counts the lines of each page.

    Raises `Unreadable` (`scan`, `no-text`, `encrypted`, `corrupt`, `bomb`…); a few scanned pages among others are kept,
    as pages that pictures cover.
    """
    with opened(data, name) as document:
        pages = read_pages(document, name, limits)
        _refuse_unread(pages, name)
        outline = list(_outline(document))
        digests = {page.number: _digests(document, page.number) for page in pages if page.pictures}
    sheets = read_sheets(pages)
    sections, section_of = _sections(sheets)
    paragraphs = [
        replace(paragraph, section=section_of.get(paragraph.page, 0))
        for paragraph in levelled(read_paragraphs(sheets), outline)
    ]
    return Paper(
        name,
        "pdf",
        tuple(paragraphs),
        tuple(sheet.page() for sheet in sheets),
        tuple(_pictures(sheets, digests, paragraphs)),
        tuple(sections),
        toc=any(paragraph.toc for paragraph in paragraphs),
    )


def _refuse_unread(pages: Sequence[PdfPage], name: str) -> None:
    """The importer's refusal, with the remedy of who wrote the dossier."""
    try:
        refuse_unread(pages, name)
    except Unreadable as refusal:
        raise Unreadable(name, _UNREAD.get(refusal.code, refusal.reason), refusal.code) from None


def _outline(document: pdfium.PdfDocument) -> Iterator[tuple[int, int, str]]:
    """The bookmarks of the PDF: level from 1, page from 1, folded title."""
    for mark in document.get_toc(max_depth=_DEPTH):
        dest = mark.get_dest()
        page = dest.get_index() if dest else None
        if page is not None and (title := folded(mark.get_title())):
            yield mark.level + 1, page + 1, title


def _digests(document: pdfium.PdfDocument, number: int) -> list[str]:
    page = document[number - 1]
    try:
        return [
            hashlib.sha256(bytes(image.get_data(decode_simple=False))).hexdigest()
            for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH)
            if isinstance(image, pdfium.PdfImage)
        ]
    except pdfium.PdfiumError:
        return []
    finally:
        page.close()


def _pictures(
    sheets: Sequence[Sheet], digests: dict[int, list[str]], paragraphs: Sequence[Paragraph]
) -> Iterator[Picture]:
    """Each picture, held by the last paragraph above it on its page."""
    for sheet in sheets:
        here = [one for one in paragraphs if one.page == sheet.number and one.story in ("body", "footnote")]
        told = digests.get(sheet.number, [])
        for rank, (left, top, right, bottom) in enumerate(sheet.pictures):
            width, height = (right - left) / POINTS, (bottom - top) / POINTS
            if min(width, height) < _SMALLEST:
                continue
            above = [one.address for one in here if one.top * sheet.height <= top + 1]
            address = above[-1] if above else Address(f"page {sheet.number}", 0)
            digest = told[rank] if len(told) == len(sheet.pictures) else ""
            yield Picture(address, round(width, 2), round(height, 2), digest, page=sheet.number)


def _sections(sheets: Sequence[Sheet]) -> tuple[list[Section], dict[int, int]]:
    """Runs of pages of one size, their margins those of the ink of the text; and the section of each page."""
    runs: list[list[Sheet]] = []
    for sheet in sheets:
        if runs and abs(runs[-1][-1].width - sheet.width) < 3 and abs(runs[-1][-1].height - sheet.height) < 3:
            runs[-1].append(sheet)
        else:
            runs.append([sheet])
    sections = [_section(run) for run in runs]
    return sections, {sheet.number: rank for rank, run in enumerate(runs) for sheet in run}


def _section(run: Sequence[Sheet]) -> Section:
    width, height = run[0].width, run[0].height
    bodies = [
        [line.printed for line in sheet.lines if line.story == "body" and line.printed.turn == 0]
        for sheet in run
    ]
    lines = [line for body in bodies for line in body]
    if not lines:
        return Section(width / POINTS, height / POINTS, (0.0, 0.0, 0.0, 0.0))
    top = _nearest(min(line.top for line in body) for body in bodies if body)
    bottom = _nearest(height - max(line.bottom for line in body) for body in bodies if body)
    left = _nearest(line.left for line in lines)
    right = _nearest(width - line.right for line in lines)
    sides = tuple(round(max(0.0, side) / POINTS, 2) for side in (top, right, bottom, left))
    return Section(
        round(width / POINTS, 2), round(height / POINTS, 2), (sides[0], sides[1], sides[2], sides[3])
    )


def _nearest(values: Iterator[float]) -> float:
    """The smallest distance to the edge, but for what strays beyond it once in twenty."""
    ordered = sorted(values)
    return ordered[len(ordered) // 20]

"""Read a PDF back through PDFium, whose library must never be entered twice at once."""

import ctypes
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

_lock = threading.Lock()


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    with _lock:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, spaces of any kind and length made one."""
    with _opened(pdf) as document:
        texts = []
        for page in document:
            textpage = page.get_textpage()
            texts.append(re.sub(r"[\s\u00a0\ufffe]+", " ", textpage.get_text_bounded()))
            textpage.close()
            page.close()
        return texts


def text_of(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))


def is_tagged(pdf: bytes) -> bool:
    with _opened(pdf) as document:
        return bool(raw.FPDFCatalog_IsTagged(document.raw))


def title_of(pdf: bytes) -> str:
    with _opened(pdf) as document:
        return str(document.get_metadata_value("Title"))


def structure_of(pdf: bytes, page_number: int = 0) -> list[tuple[str, str]]:
    """Every element of the structure tree that touches a page: its type and its alternative text."""
    with _opened(pdf) as document:
        page = document[page_number]
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        found: list[tuple[str, str]] = []

        def read(getter: Any, element: Any) -> str:
            size = getter(element, None, 0)
            if not size:
                return ""
            buffer = ctypes.create_string_buffer(size)
            getter(element, buffer, size)
            return buffer.raw.decode("utf-16-le").rstrip("\0")

        def walk(element: Any) -> None:
            found.append(
                (
                    read(raw.FPDF_StructElement_GetType, element),
                    read(raw.FPDF_StructElement_GetAltText, element),
                )
            )
            for index in range(raw.FPDF_StructElement_CountChildren(element)):
                child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
                if child:
                    walk(child)

        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            walk(raw.FPDF_StructTree_GetChildAtIndex(tree, index))
        raw.FPDF_StructTree_Close(tree)
        page.close()
        return found


def fonts_of(pdf: bytes) -> set[str]:
    """Base names of the fonts in use, subset prefixes removed."""
    names = set()
    with _opened(pdf) as document:
        for page in document:
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
                font = raw.FPDFTextObj_GetFont(item.raw)
                size = raw.FPDFFont_GetBaseFontName(font, None, 0)
                buffer = ctypes.create_string_buffer(size)
                raw.FPDFFont_GetBaseFontName(font, buffer, size)
                names.add(buffer.value.decode().split("+")[-1])
            page.close()
    return names

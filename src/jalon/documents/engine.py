"""The one PDF engine: a typst template and a JSON context make a PDF/A-3a that is also PDF/UA-1.

Plain Python, no Django. Data reaches the template as JSON and is never parsed as markup. The compiler
sees the house library, the template and its neighbours, nothing else; the only fonts are those of the
house typeface, so that one input gives the same bytes on every machine.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst

from jalon.documents.glyphs import FONT_DIRECTORY, printable_tree

LIBRARY = Path(__file__).parent / "templates" / "typst" / "lib"
ARCHIVAL_AND_ACCESSIBLE: Sequence[str] = ("a-3a", "ua-1")
_UNISSUED = datetime(2000, 1, 1, tzinfo=UTC)


class RenderingError(Exception):
    """The template could not be typeset: a fault of ours, never of the data."""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What identifies one issued document, printed at the foot of each page; empty for a preview."""

    number: str = ""
    fingerprint: str = ""
    issued_at: datetime | None = None


PREVIEW = Stamp()


@dataclass(frozen=True)
class Rendered:
    """A typeset document and the characters that the typeface lacks and that were replaced."""

    pdf: bytes
    replaced: tuple[str, ...]


def render(
    template: Path,
    context: Mapping[str, Any],
    *,
    stamp: Stamp = PREVIEW,
    standards: Sequence[str] = ARCHIVAL_AND_ACCESSIBLE,
) -> Rendered:
    """Typeset a JSON context with a template; identical input gives identical bytes.

    Raises RenderingError if the template is wrong, or if typst warns (missing font, missing glyph).
    """
    data, replaced = printable_tree({"doc": context, "stamp": _stamp_data(stamp)})
    pdf = _compile(template, data, stamp, pdf_standards=list(standards), format="pdf")
    if not isinstance(pdf, bytes):
        raise RenderingError(f"{template.name} : aucun PDF produit.")
    return Rendered(pdf, replaced)


def render_pages(template: Path, context: Mapping[str, Any], *, ppi: float = 72) -> tuple[bytes, ...]:
    """The pages of a document as PNG images, for thumbnails; at least one."""
    data, _ = printable_tree({"doc": context, "stamp": _stamp_data(PREVIEW)})
    pages = _compile(template, data, PREVIEW, format="png", ppi=ppi)
    return (pages,) if isinstance(pages, bytes) else tuple(pages or ())


def template_version(template: Path) -> str:
    """Twelve hexadecimal digits that change with the template, its neighbours, the library or typst."""
    digest = hashlib.sha256(version("typst").encode())
    for name, content in sorted(_sources(template).items()):
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]


def canonical_json(value: object) -> str:
    """One spelling for one value: the text that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _compile(template: Path, data: object, stamp: Stamp, **options: Any) -> bytes | list[bytes] | None:
    try:
        # A compiler forgets sources given in memory after one document: it is cheap, make a new one.
        compiler = typst.Compiler(_sources(template), root=str(LIBRARY), font_paths=_fonts())  # type: ignore[type-var]
        result, warnings = compiler.compile_with_warnings(
            sys_inputs={"data": canonical_json(data)},
            timestamp=(stamp.issued_at or _UNISSUED).astimezone(UTC).replace(microsecond=0),
            **options,
        )
    except typst.TypstError as error:
        raise RenderingError(f"{template.name} : {error.diagnostic or error.message}") from error
    if warnings:
        raise RenderingError("\n".join(f"{template.name} : {warning.diagnostic}" for warning in warnings))
    return result


def _sources(template: Path) -> dict[str, bytes]:
    """The files typst may see: the library as /lib/…, the template's neighbours as /…, itself as main."""
    library = {f"/lib/{path.name}": path.read_bytes() for path in sorted(LIBRARY.glob("*.typ"))}
    beside = {f"/{path.name}": path.read_bytes() for path in sorted(template.parent.glob("_*.typ"))}
    return {**library, **beside, "main": template.read_bytes()}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_DIRECTORY)]
    )


def _stamp_data(stamp: Stamp) -> dict[str, str]:
    return {"number": stamp.number, "fingerprint": stamp.fingerprint}

"""PDF files written by hand, byte by byte: what no typesetting program would let a test say."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

A4 = (0, 0, 595, 842)
FONTS = {
    "F1": "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "F2": "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    "F3": "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>",
}


@dataclass(frozen=True)
class Sheet:
    """A page: its content stream, its visible rectangle and the quarter turns of its /Rotate."""

    content: str
    media: tuple[float, float, float, float] = A4
    crop: tuple[float, float, float, float] | None = None
    rotate: int = 0


@dataclass
class _Body:
    objects: list[bytes] = field(default_factory=list)

    def add(self, data: str | bytes) -> int:
        self.objects.append(data.encode("latin-1") if isinstance(data, str) else data)
        return len(self.objects)

    def stream(self, data: bytes, keys: str = "") -> int:
        head = f"<< /Length {len(data)} {keys} >>\nstream\n".encode("latin-1")
        return self.add(head + data + b"\nendstream")


def hand_pdf(
    *sheets: Sheet | str,
    fonts: Mapping[str, str] = FONTS,
    extra: Sequence[tuple[str, bytes, str]] = (),
    compress: bool = False,
) -> bytes:
    """A PDF of these pages; `extra` are XObjects by name, with their bytes and the keys of their dictionary."""
    body = _Body()
    body.add("<< /Type /Catalog /Pages 2 0 R >>")
    body.add("")
    made = {name: body.add(font) for name, font in fonts.items()}
    drawn = {name: body.stream(data, keys) for name, data, keys in extra}
    resources = (
        f"<< /Font << {' '.join(f'/{name} {number} 0 R' for name, number in made.items())} >> "
        f"/XObject << {' '.join(f'/{name} {number} 0 R' for name, number in drawn.items())} >> >>"
    )
    pages = []
    for sheet in sheets:
        if isinstance(sheet, str):
            sheet = Sheet(sheet)
        data = sheet.content.encode("cp1252")
        content = body.stream(zlib.compress(data), "/Filter /FlateDecode") if compress else body.stream(data)
        crop = f"/CropBox [{_numbers(sheet.crop)}]" if sheet.crop else ""
        pages.append(
            body.add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [{_numbers(sheet.media)}] {crop} /Rotate {sheet.rotate * 90} "
                f"/Resources {resources} /Contents {content} 0 R >>"
            )
        )
    kids = " ".join(f"{page} 0 R" for page in pages)
    body.objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    return _assembled(body.objects)


def _assembled(objects: list[bytes]) -> bytes:
    made = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, data in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        made += b"%010d 00000 n \n" % offset
    made += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def _numbers(values: Sequence[float] | None) -> str:
    return " ".join(f"{value:g}" for value in values or ())


def text(
    x: float, y: float, words: str, *, font: str = "F1", size: float = 10, turn: int = 0, more: str = ""
) -> str:
    """Words at a point; `turn` quarters counter-clockwise; `more` operators before them."""
    matrix = {0: "1 0 0 1", 1: "0 1 -1 0", 2: "-1 0 0 -1", 3: "0 -1 1 0"}[turn]
    escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT {more} /{font} {size:g} Tf {matrix} {x:g} {y:g} Tm ({escaped}) Tj ET\n"


def paragraphs(
    x: float, y: float, *lines: str, size: float = 10, leading: float = 11.5, font: str = "F1"
) -> str:
    """Lines under each other; an empty one leaves its blank."""
    return "".join(
        text(x, y - rank * leading, line, size=size, font=font) for rank, line in enumerate(lines) if line
    )


def rule(x0: float, y0: float, x1: float, y1: float, *, filled: bool = False) -> str:
    """A line along the page, stroked, or filled as Word does."""
    if not filled:
        return f"0.5 w {x0:g} {y0:g} m {x1:g} {y1:g} l S\n"
    across = abs(x1 - x0) >= abs(y1 - y0)
    width, height = (abs(x1 - x0), 0.48) if across else (0.48, abs(y1 - y0))
    return f"{min(x0, x1):g} {min(y0, y1):g} {width:g} {height:g} re f\n"


def lattice(xs: Sequence[float], ys: Sequence[float], *, filled: bool = False) -> str:
    """The rulings of a full table."""
    return "".join(rule(min(xs), y, max(xs), y, filled=filled) for y in ys) + "".join(
        rule(x, min(ys), x, max(ys), filled=filled) for x in xs
    )

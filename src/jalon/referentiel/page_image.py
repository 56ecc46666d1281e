"""The picture of a page of a PDF, drawn apart: a file that someone sent may crash or hang the process that draws it.

`python -m jalon.referentiel.page_image FILE sizes` prints the sizes of the pages in points, as JSON;
`… FILE PAGE SCALE` writes a PNG on the standard output.
"""

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

SCALE = 1.6
_SECONDS = 20
_MEMORY = 1_000_000_000
_SIDE = 4_000  # pixels: a poster is drawn smaller, never larger


class NoPicture(Exception):
    """A page that could not be drawn; the message is French."""


def page_sizes(path: Path) -> list[tuple[float, float]]:
    """Width and height of each page in points, as shown; raises NoPicture."""
    return [(float(width), float(height)) for width, height in json.loads(_run(path, "sizes"))]


def page_png(path: Path, page: int, scale: float = SCALE) -> bytes:
    """The page (from 1) as a PNG, `scale` pixels a point; raises NoPicture."""
    return _run(path, str(page), str(scale))


def _run(path: Path, *arguments: str) -> bytes:
    command = [sys.executable, "-m", __name__, str(path), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603 - our own module
    except (subprocess.SubprocessError, OSError) as error:
        raise NoPicture("Cette page n’a pas pu être dessinée ; son texte reste lisible dessous.") from error
    return done.stdout


def _main(path: str, what: str, scale: str = "1") -> None:
    import resource

    import pypdfium2

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    document = pypdfium2.PdfDocument(path)
    if what == "sizes":
        sizes = [document.get_page_size(n) for n in range(len(document))]
        sys.stdout.write(json.dumps(sizes))
        return
    page = document[int(what) - 1]
    width, height = page.get_size()
    bitmap = page.render(scale=min(float(scale), _SIDE / max(width, height)), rev_byteorder=True)
    data, row = bytes(bitmap.buffer), bitmap.width * bitmap.n_channels
    lines = b"".join(
        b"\0" + data[start : start + row] for start in range(0, bitmap.height * bitmap.stride, bitmap.stride)
    )
    sys.stdout.buffer.write(_png(bitmap.width, bitmap.height, bitmap.n_channels, lines))


def _png(width: int, height: int, channels: int, lines: bytes) -> bytes:
    """A PNG file of rows that each begin by their filter, none."""
    colour = {1: 0, 3: 2, 4: 6}[channels]

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines, 6)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


if __name__ == "__main__":
    _main(*sys.argv[1:])

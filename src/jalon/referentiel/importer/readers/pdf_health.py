"""The state of a PDF before it is read: cut short, damaged inside, or made to swell."""

import re
import zlib
from dataclasses import dataclass

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY = 3_000  # bytes before a stream where its dictionary is looked for
_TAIL = 8_192  # bytes at the end, where the end of a PDF is said
_SWOLLEN = 16 * 1024 * 1024  # bytes out of one stream that is no picture; a dense page has 1 MB
_FONT = 64 * 1024 * 1024  # bytes out of a font; the largest ones have 25 MB
_ALL = 512 * 1024 * 1024  # bytes out of all of them
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Health:
    """`ended`: the file says its end; `damaged`: compressed parts that do not open; `swollen`: they hold too much."""

    ended: bool
    damaged: int
    swollen: bool


def examine(data: bytes) -> Health:
    """Open every compressed part of a PDF that bears text or its letters, a checksum telling whether it is whole.

    PDFium passes over a part that does not open, and over all that it held: nothing would tell that text is missing.
    """
    ended = b"%%EOF" in data[-_TAIL:]
    if b"/Encrypt" in data:  # its parts do not open without the key
        return Health(ended, 0, False)
    damaged = total = 0
    for found in _STREAM.finditer(data):
        before = data[max(0, found.start() - _DICTIONARY) : found.start()]
        head = before[before.rfind(b" obj") :]
        if not _is_deflated(head):
            continue
        most = _FONT if b"/Length1" in head else _SWOLLEN
        size = _inflated(data, found.end(), most)
        if size is None:
            damaged += 1
            continue
        total += size
        if size > most or total > _ALL:
            return Health(ended, damaged, True)
    return Health(ended, damaged, False)


def _is_deflated(head: bytes) -> bool:
    """Whether the dictionary of a stream says that it is compressed, once, and that it is neither picture nor notes."""
    if b"endobj" in head or b"FlateDecode" not in head:
        return False
    plain = head.replace(b" ", b"")
    if b"/Subtype/Image" in plain or b"/Metadata" in plain:
        return False
    filters = re.search(rb"/Filter\s*(?:\[\s*)?/(\w+)", head)
    return filters is not None and filters[1] == b"FlateDecode"


def _inflated(data: bytes, start: int, most: int) -> int | None:
    """How many bytes a stream holds, counted a little beyond `most`; None where it does not open to its end."""
    opener = zlib.decompressobj()
    size = 0
    try:
        while not opener.eof and size <= most:
            rest = opener.unconsumed_tail
            if not rest:
                rest, start = data[start : start + _CHUNK], start + _CHUNK
                if not rest:
                    return None
            size += len(opener.decompress(rest, _CHUNK * 16))
    except zlib.error:
        return None
    return size

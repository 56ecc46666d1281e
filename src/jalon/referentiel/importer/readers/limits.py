"""What a file may cost to read: a document of the ministry stays far below, a hostile one is refused early."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file. A REAC or RE weighs under 3 MB, 80 pages, 5 000 lines; each bound is over ten times that."""

    bytes: int = 60 * MEGABYTE
    inflated_bytes: int = 300 * MEGABYTE  # all that is read out of a DOCX or ODT archive
    ratio: int = 400  # inflated size of one entry over its compressed size, beyond one megabyte
    entries: int = 5_000
    depth: int = 128  # elements inside elements; a box in a cell in a table in a cell is at 40
    elements: int = 3_000_000
    lines: int = 100_000
    line_chars: int = 400_000
    cells: int = 200_000
    columns: int = 200
    pages: int = 1_000
    page_chars: int = 100_000  # of one page of a PDF; a dense page holds 8 000
    page_objects: int = 100_000  # of one page of a PDF, those of its forms included
    marks: int = 5_000_000  # characters and objects of a whole PDF


LIMITS = Limits()

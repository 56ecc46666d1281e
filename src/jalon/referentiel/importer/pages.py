"""What the geometry of pages tells of a text that runs over them: was there a blank line at the break?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median

from .paragraphs import PageBreak
from .source import Line, Place


def page_breaks(lines: Sequence[Line], places: Iterable[Place]) -> Mapping[Place, PageBreak]:
    """The breaks at these places (first line after each), with what the pages of the source show of them."""
    wanted = set(places)
    geometry = _Geometry(lines)
    found = {place: PageBreak() for place in wanted}
    for last, line in pairwise(lines):
        if line.place in wanted and last.box is not None and line.box is not None:
            found[line.place] = geometry.at(last, line)
    return found


class _Geometry:
    """The usual top, foot and leading of the pages of a source."""

    def __init__(self, lines: Sequence[Line]) -> None:
        pages: dict[int, list[Line]] = defaultdict(list)
        for line in lines:
            if line.place.page is not None and line.box is not None:
                pages[line.place.page].append(line)
        tops = sorted(min(line.box.top for line in page if line.box) for page in pages.values())
        feet = sorted(max(line.box.top for line in page if line.box) for page in pages.values())
        steps = [
            after.box.top - before.box.top
            for page in pages.values()
            for before, after in pairwise(page)
            if before.box and after.box and 4 < after.box.top - before.box.top < 30 and after.gap < 0.3
        ]
        self.known = len(pages) >= 4 and len(steps) >= 20
        self.leading = median(steps) if steps else 12.0
        self.top = tops[len(tops) // 3] if tops else 0.0
        self.kept = any(0.6 < (top - self.top) / self.leading < 3.5 for top in tops)
        self.foot = feet[-1 - len(feet) // 20] if feet else 0.0

    def at(self, last: Line, line: Line) -> PageBreak:
        if not self.known or last.box is None or line.box is None:
            return PageBreak()
        return PageBreak(
            top=max(0.0, (line.box.top - self.top) / self.leading),
            slack=max(0, int((self.foot - last.box.top) / self.leading + 0.2)),
            kept=self.kept,
        )

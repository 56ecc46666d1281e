"""Sheets counted fairly: a dossier is said too short or too long only when no honest way of counting fits the RE.

A stretch of the dossier that opens a page and closes one counts the pages that it touches. Where two stretches share
a page, either may count it; a page that bears a title alone, a blank page or one of pictures at the end may be
counted or not. `low` and `high` are the two ends of these ways; the figure shown is the nearest to what is asked.
The pages of a DOCX or an ODT are those that LibreOffice makes, a few lines apart from Word's: `narrow` tells that a
count is beyond the range by a page that a few lines decide, and nothing blocking is then said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .headings import Outline

_MOST = 0.75  # share of a shared page from which it is the stretch's own
_TITLE_ALONE = 220  # characters of a page that bears a title alone
_FEW_LINES = 0.2  # share of a page that another word processor may add or take away
_PICTURED = 0.02
_SPARSE, _PRINTED = 100, 260  # characters of a page that says almost nothing, and with its head and foot


@dataclass(frozen=True, slots=True)
class Count:
    """Pages from `first` to `last`, between `low` and `high` of them as one counts."""

    first: int = 0
    last: int = 0
    low: int = 0
    high: int = 0
    narrow_high: bool = False
    narrow_low: bool = False
    sparse: tuple[int, ...] = ()  # pages that say almost nothing, though they are counted

    def nearest(self, least: int | None, most: int | None) -> int:
        """The fair count nearest to a range."""
        if most is not None and self.high > most:
            return max(self.low, most)
        return self.high

    def short(self, least: int | None) -> bool:
        return least is not None and self.high < least

    def long(self, most: int | None) -> bool:
        return most is not None and self.low > most


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two boundaries of the file: `kind` is front, opening, part, closing, apart or annex."""

    kind: str
    start: int
    end: int
    part: int = 0


class Sheets:
    """Who prints what on each page."""

    def __init__(self, outline: Outline, stretches: Iterable[Stretch]) -> None:
        self.pages = {page.number: page for page in outline.paper.pages}
        self.stretches = tuple(stretches)
        paragraphs = outline.paper.paragraphs
        self.spans: dict[Stretch, tuple[int, int]] = {}
        self.printed: dict[tuple[Stretch, int], float] = {}  # how far a stretch fills a page
        self.characters: dict[int, int] = {}
        content = outline.content
        starts: list[int] = []
        for stretch in self.stretches:
            inside = [
                rank for rank in content if stretch.start <= rank < stretch.end and paragraphs[rank].page
            ]
            starts.append(paragraphs[inside[0]].page if inside else 0)
            for rank in inside:
                one = paragraphs[rank]
                last = max(one.page, one.last_page)
                for page in range(one.page, last + 1):
                    top = one.top if page == one.page else 0.0
                    bottom = (one.end or one.top + 0.02) if page == last else 1.0
                    key = (stretch, page)
                    self.printed[key] = self.printed.get(key, 0.0) + max(bottom - top, 0.01)
                    self.characters[page] = self.characters.get(page, 0) + len(one.text) // (
                        last - one.page + 1
                    )
        self._span(starts)

    def _span(self, starts: list[int]) -> None:
        last_page = max(self.pages, default=0)
        for rank, stretch in enumerate(self.stretches):
            first = starts[rank]
            if not first:
                continue
            after = next((page for page in starts[rank + 1 :] if page), last_page + 1)
            # The page where the next stretch opens is shared when this one still prints on it.
            shared = after > first and (stretch, after) in self.printed
            last = after if shared or after == first else after - 1
            while last > first and (stretch, last) not in self.printed and self._blank(last):
                last -= 1
            self.spans[stretch] = (first, last)

    def _blank(self, page: int) -> bool:
        seen = self.pages.get(page)
        pictured = seen is not None and seen.pictures > _PICTURED
        return not self.characters.get(page) and not pictured

    def _picture_last(self, stretch: Stretch, page: int) -> bool:
        """Whether nothing but pictures or blanks stands from a page to the end of a stretch: the next part's divider,
        or a picture of this one."""
        first, last = self.spans[stretch]
        return first < page and not any(self.characters.get(one) for one in range(page, last + 1))

    def _title_alone(self, stretch: Stretch, page: int) -> bool:
        first, last = self.spans[stretch]
        return (
            page == first < last
            and self.characters.get(page, 0) < _TITLE_ALONE
            and not self._shared(stretch, page)
        )

    def _shared(self, stretch: Stretch, page: int) -> bool:
        return any(
            other is not stretch and first <= page <= last for other, (first, last) in self.spans.items()
        )

    def _set_apart(self, stretch: Stretch, page: int) -> bool:
        """Whether a page of a stretch may be counted or not, whatever else stands on it."""
        return self._blank(page) or self._title_alone(stretch, page) or self._picture_last(stretch, page)

    def count(self, stretch: Stretch) -> Count:
        """The pages of one stretch."""
        if stretch not in self.spans:
            return Count()
        first, last = self.spans[stretch]
        pages = range(first, last + 1)
        spare = sum(self._may_be_left_out(stretch, page) for page in pages)
        high = len(pages)
        low = max(high - spare, 0)
        closing = max(self._fill(stretch, last), 0.0)
        sparse = tuple(page for page in pages if self._sparse(stretch, page))
        return Count(first, last, low, high, closing <= _FEW_LINES, closing >= 1 - _FEW_LINES, sparse)

    def _sparse(self, stretch: Stretch, page: int) -> bool:
        """Whether a page of its own says almost nothing: neither a few lines more of a text, nor a title, nor a "
        "drawing."""
        seen = self.pages.get(page)
        return (
            seen is not None and page > self.spans[stretch][0] and not self._shared(stretch, page)
            and self.characters.get(page, 0) < _SPARSE and len(seen.text) < _PRINTED and seen.pictures < _PICTURED
        )  # fmt: skip

    def _may_be_left_out(self, stretch: Stretch, page: int) -> bool:
        if self._set_apart(stretch, page):
            return True
        little = self.printed.get((stretch, page), 0.0) < _MOST
        return page in self.spans[stretch] and little and self._shared(stretch, page)

    def _fill(self, stretch: Stretch, page: int) -> float:
        seen = self.pages.get(page)
        return seen.filled if seen else self.printed.get((stretch, page), 0.0)

    def total(self, kinds: Mapping[str, bool]) -> Count:
        """The pages of several kinds of stretch, each page once; False for a kind that may be counted or not."""
        sure: set[int] = set()
        spare: set[int] = set()
        shared: set[int] = set()
        for stretch, (first, last) in self.spans.items():
            if stretch.kind not in kinds:
                continue
            for page in range(first, last + 1):
                if not kinds[stretch.kind] or self._set_apart(stretch, page):
                    spare.add(page)
                elif self._shared_with_others(stretch, page, kinds):
                    shared.add(page)
                else:
                    sure.add(page)
        high = sure | spare | shared
        if not high:
            return Count()
        last = max(high)
        closing = max(
            (self._fill(one, last) for one, (_, end) in self.spans.items() if end == last), default=1.0
        )
        return Count(min(high), last, len(sure), len(high), closing <= _FEW_LINES, closing >= 1 - _FEW_LINES)

    def _shared_with_others(self, stretch: Stretch, page: int, kinds: Mapping[str, bool]) -> bool:
        """Whether what is counted fills little of a page that something else holds too."""
        if not any(
            other.kind not in kinds and first <= page <= last for other, (first, last) in self.spans.items()
        ):
            return False
        own = sum(
            filled for (one, where), filled in self.printed.items() if where == page and one.kind in kinds
        )
        return own < _MOST

"""The plan of a dossier against that of the production: front matter, parts, annexes, and the pages of each.

A part is found by its heading (style, number, words, place among its like) or, failing that, by what surrounds it;
how is always told. Pages are counted as `counting` says: no finding as long as one honest count fits the RE.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jalon.referentiel.schema import Part, Production, TitreVersion

from .allotment import LITTLE_TEXT, Claim, Vocabulary, allot, misplaced, speaks_of
from .counting import Sheets, Stretch
from .expectations import Expectation
from .headings import PROSE, Heading, Outline, is_annex, is_apart, is_closing, is_opening, lists_annexes
from .paper import Paper
from .report import Finding, PageCount, PartSeen
from .structure_findings import Found, judge

_LISTED = 3  # pages that thanks, a glossary or a list may take
_MANY = 100  # annexes, or lists after the text: more are a trap
_BODY = {"part": True, "opening": False, "closing": False}


@dataclass(frozen=True, slots=True)
class Structure:
    """Pages of each kind, parts as found, and findings; `front`, `body` and `annexes` are ranks of paragraphs.

    `stretches` cuts the whole file; `body` runs from the first page that counts to the last, annexes apart.
    """

    pages: PageCount
    front: tuple[int, int]
    body: tuple[int, int]
    annexes: tuple[int, int]
    parts: tuple[PartSeen, ...]
    findings: tuple[Finding, ...]
    stretches: tuple[Stretch, ...]
    outline: Outline

    def part_at(self, rank: int) -> int | None:
        """The part that holds a paragraph."""
        return next(
            (
                one.part or None
                for one in self.stretches
                if one.kind == "part" and one.start <= rank < one.end
            ),
            None,
        )


def find_structure(
    paper: Paper, production: Production, titre: TitreVersion, scope: str = "title"
) -> Structure:
    """Find the parts of a production in a paper, paginated or not: without pages, none is counted nor judged."""
    expected = Expectation(titre, scope, production)
    outline = Outline(paper)
    parts = production.parts
    vocabulary = Vocabulary(production, titre)
    chosen: dict[int, Claim] = {}
    elsewhere: dict[int, Claim] = {}
    claims: list[Claim] = []
    if len(parts) > 1:
        chosen, claims = allot(outline, production, titre)
        elsewhere = misplaced(chosen, claims, [part.number for part in parts], outline)
    opened = {**chosen, **elsewhere}
    stretches = _cut(outline, opened, parts)
    sheets = Sheets(outline, stretches)
    by_part = {one.part: one for one in stretches if one.kind == "part"}
    founds = {
        number: Found(
            number,
            by_part[number],
            sheets.count(by_part[number]),
            opened.get(number),
            _again(opened.get(number), by_part[number], claims, outline),
        )
        for number in by_part
        if number
    }
    annexes, body = sheets.total({"annex": True}), sheets.total(_BODY)
    core = sheets.total({"part": True})
    merged = _merged(parts, founds, outline, vocabulary)
    seen, findings = judge(expected, outline, founds, frozenset(elsewhere), merged, body, core, annexes)
    count = PageCount()
    if paper.pages:
        counted = body.nearest(production.pages_min, production.pages_max)
        total = len(paper.pages)
        # A page where the annexes begin under the text is counted once.
        behind = min(annexes.low or annexes.high, total - counted)
        count = PageCount(total, counted, behind, total - counted - behind)
    return Structure(
        pages=count,
        front=_bounds([one for one in stretches if one.kind == "front"]),
        body=_bounds([one for one in stretches if one.kind in _BODY]),
        annexes=_bounds([one for one in stretches if one.kind == "annex"]),
        parts=seen,
        findings=findings,
        stretches=stretches,
        outline=outline,
    )


def _bounds(stretches: Sequence[Stretch]) -> tuple[int, int]:
    return (stretches[0].start, stretches[-1].end) if stretches else (0, 0)


# --- where each stretch begins ---


def _cut(outline: Outline, opened: Mapping[int, Claim], parts: Sequence[Part]) -> tuple[Stretch, ...]:
    """The whole file in stretches, each from its boundary to the next."""
    end = len(outline.paper.paragraphs)
    starts: dict[int, tuple[str, int]] = {0: ("front", 0)}
    openings = sorted((claim.heading.rank, number) for number, claim in opened.items())
    begin = openings[0][0] if openings else _first_text(outline)
    levels = [claim.heading.level for claim in opened.values() if claim.heading.level]
    level = max(levels, default=1)
    last = openings[-1][0] if openings else begin
    annexed = [one for one in outline.headings if _opens_annexes(one, level, begin, last)][:_MANY]
    starts |= _after(outline, annexed, last, level)
    if openings:
        starts |= _before(outline, begin)
        starts |= {rank: ("part", number) for rank, number in openings}
        _place_first(starts, outline, opened, parts)
    elif begin < end:
        number = parts[0].number if len(parts) == 1 else 0
        starts[begin] = ("part", number)
    ranks = sorted(starts)
    ranks = [
        rank
        for before, rank in pairwise([-1, *ranks])
        if before < 0 or starts[before] != starts[rank] or starts[rank][0] == "part"
    ]
    return tuple(
        Stretch(starts[rank][0], rank, after, starts[rank][1])
        for rank, after in zip(ranks, [*ranks[1:], end], strict=True)
        if rank < after
    )


def _first_text(outline: Outline) -> int:
    """Where the text begins, cover, contents and thanks passed: the first page of prose."""
    paragraphs = outline.paper.paragraphs
    apart = _thanks(outline)
    on_page: dict[int, int] = {}
    first: dict[int, int] = {}
    for rank in outline.content:
        if rank in outline.contents or rank in apart:
            continue
        page = paragraphs[rank].page
        on_page[page] = on_page.get(page, 0) + len(paragraphs[rank].text)
        first.setdefault(page, rank)
    if outline.paper.pages:
        pages = sorted(page for page in first if page > outline.has_cover)
        full = [page for page in pages if on_page[page] >= PROSE]
        return first[(full or pages)[0]] if pages else 0
    for heading in outline.headings:
        if heading.rank not in apart and not is_annex(heading):
            near = min(heading.rank + 10, len(paragraphs))
            if outline.characters[near] - outline.characters[heading.rank] >= PROSE:
                return heading.rank
    return min(first.values(), default=0)


def _thanks(outline: Outline) -> frozenset[int]:
    """Ranks of what stands under a heading that opens thanks, a glossary or a list, up to the next heading.

    Where none follows before the annexes, or none for pages on end, the text has no heading at all: they end with
    their page.
    """
    found: set[int] = set()
    headings, paragraphs = outline.headings, outline.paper.paragraphs
    for one, after in zip(headings, [*headings[1:], None], strict=False):
        if not is_apart(one):
            continue
        span = range(one.rank, after.rank if after else min(one.rank + 30, len(paragraphs)))
        if after is None or is_annex(after) or after.page - one.page > _LISTED:
            span = range(
                one.rank, next((rank for rank in span if paragraphs[rank].page > one.page), span.stop)
            )
        found.update(span)
    return frozenset(found)


def _before(outline: Outline, begin: int) -> dict[int, tuple[str, int]]:
    """What precedes the first part: an introduction may be counted, thanks and contents may not."""
    starts: dict[int, tuple[str, int]] = {}
    for heading in outline.headings:
        if heading.rank < begin and (is_opening(heading) or is_apart(heading)):
            starts[heading.rank] = ("opening" if is_opening(heading) else "front", 0)
    listed = [rank for rank in outline.contents if rank < begin]
    if listed:
        starts[min(listed)] = ("front", 0)
    paragraphs, thanks = outline.paper.paragraphs, _thanks(outline)
    on_page: dict[int, list[int]] = {}
    for rank in outline.content:
        if rank < begin and rank not in outline.contents and rank not in thanks:
            on_page.setdefault(paragraphs[rank].page, []).append(rank)
    for page, ranks in on_page.items():
        prose = sum(len(paragraphs[rank].text) for rank in ranks)
        # The first sheet is a cover, however much it says.
        if page > 1 and prose >= PROSE and ranks[0] not in starts:
            starts[ranks[0]] = ("opening", 0)
    return starts


def _after(outline: Outline, annexed: Sequence[Heading], last: int, level: int) -> dict[int, tuple[str, int]]:
    """Annexes wherever they stand; conclusion, glossary and lists after the last part."""
    starts: dict[int, tuple[str, int]] = {}
    for heading in annexed:
        listing = lists_annexes(heading) and any(one.rank > heading.rank for one in annexed)
        starts[heading.rank] = ("apart" if listing else "annex", 0)
    closing = [
        one
        for one in outline.headings
        if one.rank > last
        and (one.top or (one.level is not None and one.level <= level))
        and (is_closing(one) or is_apart(one))
    ]
    starts |= {one.rank: ("closing" if is_closing(one) else "apart", 0) for one in closing[:_MANY]}
    return starts


def _opens_annexes(heading: Heading, level: int, begin: int, last: int) -> bool:
    """Whether annexes begin there; before the last part, a heading as high as those of parts has to open its page."""
    if heading.rank <= begin or not is_annex(heading):
        return False
    high = heading.level is not None and heading.level <= level
    if heading.rank < last:
        return heading.top and high
    return heading.top or high or heading.key in ("annexes", "les annexes")


def _place_first(
    starts: dict[int, tuple[str, int]], outline: Outline, opened: Mapping[int, Claim], parts: Sequence[Part]
) -> None:
    """A long text before the second part is the first one, whose heading was not recognised."""
    first = parts[0].number
    if first in opened:
        return
    begin = min(rank for rank, (kind, _) in starts.items() if kind == "part")
    opening = [rank for rank, (kind, _) in starts.items() if kind == "opening" and rank < begin]
    if opening and outline.characters[begin] - outline.characters[max(opening)] >= 8 * LITTLE_TEXT:
        starts[max(opening)] = ("part", first)


def _again(
    claim: Claim | None, stretch: Stretch, claims: Sequence[Claim], outline: Outline
) -> Heading | None:
    """Another heading that names the part, well after its own and with a text under it."""
    if claim is None or not claim.sure:
        return None
    ends = [*outline.characters[stretch.start : stretch.end], outline.characters[stretch.end]]
    for other in claims:
        if (
            other.part != claim.part
            or not other.sure
            or not claim.heading.rank < other.heading.rank < stretch.end
        ):
            continue
        at = outline.characters[other.heading.rank]
        if min(at - ends[0], ends[-1] - at) >= 8 * LITTLE_TEXT:
            return other.heading
    return None


def _merged(
    parts: Sequence[Part], founds: Mapping[int, Found], outline: Outline, vocabulary: Vocabulary
) -> dict[int, int]:
    """Parts without a heading of their own that seem treated in another: number to that of the other."""
    found: dict[int, int] = {}
    for one in founds.values():
        if one.claim and len(one.claim.shared) > 1:
            found |= {number: one.number for number in one.claim.shared if number not in founds}
    for part in parts:
        if part.number in founds or part.number in found:
            continue
        holder = max((number for number in founds if number < part.number), default=None)
        if holder is None:
            continue
        least = next(one.pages_min for one in parts if one.number == holder) or 1
        long_enough = founds[holder].count.high >= least + (part.pages_min or 1)
        stretch = founds[holder].stretch
        text = " ".join(outline.paper.paragraphs[rank].text for rank in range(stretch.start, stretch.end))
        if long_enough and (
            speaks_of(text, part.number, vocabulary) >= 0.5 or not outline.paper.pages
            or founds[holder].count.high >= 2 * least
        ):  # fmt: skip
            found[part.number] = holder
    return found

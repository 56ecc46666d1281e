"""The session on A3: one sheet up to twelve jury-days, never a lane too low to read, none forgotten."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.documents.kinds import get_kind
from jalon.examen import samples
from jalon.examen.contexts import PlanningPoster, PosterDay, PosterLane, PosterPage
from jalon.examen.poster import DAY_HEAD, LEAST, ROOM, sheets_of
from tests.documents.reading import page_texts

days = st.lists(st.integers(1, 30), max_size=12).map(
    lambda sizes: [_day(n, size) for n, size in enumerate(sizes)]
)


def _day(number: int, lanes: int) -> PosterDay:
    return PosterDay(
        label=f"jour {number}",
        lanes=tuple(PosterLane(label=f"J{number}-{rank}", detail="", told="") for rank in range(lanes)),
    )


def _lanes(sheets: list[PosterPage]) -> list[str]:
    return [lane.label for sheet in sheets for day in sheet.days for lane in day.lanes]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days)
def test_every_jury_day_is_on_one_sheet_in_order_and_fits(asked: list[PosterDay]) -> None:
    sheets = sheets_of(asked)
    assert _lanes(sheets) == [lane.label for day in asked for lane in day.lanes]
    for sheet in sheets:
        lanes = sum(len(day.lanes) for day in sheet.days)
        assert lanes
        assert sheet.lane >= LEAST
        assert lanes * sheet.lane + len(sheet.days) * DAY_HEAD <= ROOM


@given(st.integers(1, 12).flatmap(lambda n: st.integers(1, n).map(lambda k: (n, k))))
def test_up_to_twelve_jury_days_hold_on_one_sheet(shape: tuple[int, int]) -> None:
    total, count = shape
    sizes = [total // count + (rank < total % count) for rank in range(count)]
    assert len(sheets_of([_day(rank, size) for rank, size in enumerate(sizes)])) == 1


def test_a_day_that_goes_on_overleaf_says_so() -> None:
    first, second = sheets_of([_day(0, 30)])
    assert (first.days[0].label, second.days[0].label) == ("jour 0", "jour 0 (suite)")


def _printed(lanes: int) -> list[str]:
    sample = samples.planning_poster()
    lane = sample.pages[0].days[0].lanes[0]
    made = PlanningPoster(
        organisme=sample.organisme, session=sample.session, version=sample.version, summary=sample.summary,
        opens=480, closes=1080, legend=sample.legend,
        pages=tuple(sheets_of([PosterDay(label=f"jour {n}", lanes=(lane,)) for n in range(lanes)])),
    )  # fmt: skip
    return page_texts(get_kind("examen.planning_affiche").render(made).pdf)


def test_twelve_days_of_one_jury_are_printed_on_one_page_with_their_legend() -> None:
    (page,) = _printed(12)
    assert "jour 11" in page
    assert "Préparation, sans le jury" in page


def test_beyond_what_a_sheet_holds_each_page_is_full_and_numbered() -> None:
    pages = _printed(24)
    assert len(pages) == 2
    assert "Page 1 / 2" in pages[0]
    assert "jour 11" in pages[0]
    assert "jour 12" in pages[1]

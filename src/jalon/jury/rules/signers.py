"""Who signs a procès-verbal: those who judged, not those who waited for candidates in vain (A7.4)."""

from collections.abc import Collection, Iterable


def signers(
    seats: Iterable[tuple[int, int]], *, working: Collection[int], markers: Iterable[int] = ()
) -> frozenset[int]:
    """Persons who sign: the jurors of the juries that had candidates, and whoever filled a grid.

    `seats` are (jury, person), `working` the juries that the published timetable gave candidates to, or that
    noted or decided anything, `markers` the persons who filled a grid. No jury at work: everyone who sits.
    """
    known = list(seats)
    return frozenset(p for jury, p in known if jury in working or not working) | frozenset(markers)

"""Lists that people search, sort and page through, from the query string, with one query count whatever the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from jalon.common.http import typed

M = TypeVar("M", bound=Model)


class Search(Protocol[M]):
    """Narrows a list to the rows that match what was typed."""

    def __call__(self, rows: QuerySet[M], text: str, /) -> QuerySet[M]: ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; `order` names the fields it sorts by (none: not sortable)."""

    key: str
    label: str
    order: tuple[str, ...] = ()
    number: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A column head ready to show: where its link leads and how the list is sorted by it."""

    label: str
    query: str
    state: str  # "ascending", "descending", "none", or "" when not sortable
    number: bool

    @property
    def icon(self) -> str:
        """The drawing beside the label."""
        return {"ascending": "sort-up", "descending": "sort-down"}.get(self.state, "sort-none")


@dataclass(frozen=True, slots=True)
class PageLink:
    """One step of the pagination; an empty `query` is the current page, a None number a gap."""

    number: int | None
    query: str


@dataclass(frozen=True, slots=True)
class Listing(Generic[M]):
    """One page of a list, with what its template needs to search, sort and page."""

    page: Page[M]
    q: str
    headers: tuple[Header, ...]
    links: tuple[PageLink, ...]
    previous: str
    next: str
    noun: str
    keep: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> Sequence[M]:
        """Objects of this page."""
        return self.page.object_list  # type: ignore[return-value]  # a sliced queryset reads as a sequence

    @property
    def total(self) -> int:
        """How many objects match, all pages together."""
        return self.page.paginator.count

    @property
    def searched(self) -> bool:
        """Whether an empty list is empty because of the search."""
        return bool(self.q)


def search_fields(*lookups: str) -> Search[M]:
    """A search where every word typed must be found in one of `lookups` (such as `name__icontains`)."""

    def search(rows: QuerySet[M], text: str) -> QuerySet[M]:
        for word in text.split()[:8]:
            condition = Q()
            for lookup in lookups:
                condition |= Q(**{lookup: word})
            rows = rows.filter(condition)
        return rows

    return search


def build_listing(
    rows: QuerySet[M],
    params: Mapping[str, str],
    *,
    columns: Sequence[Column],
    default: str,
    search: Search[M] | None = None,
    per_page: int = 25,
    noun: str = "ligne",
) -> Listing[M]:
    """Search (`q`), sort (`tri`, `-` reverses) and page (`page`) `rows` as `params` (request.GET) ask.

    Anything unknown falls back on `default` and the nearest page; ties are settled by primary key, so that
    pages never overlap. Costs two queries: the count and the page.
    """
    q = typed(params)
    if q and search is not None:
        rows = search(rows, q)
    sortable = {c.key: c for c in columns if c.order}
    asked = params.get("tri", default)
    key, reverse = asked.removeprefix("-"), asked.startswith("-")
    if key not in sortable:
        key, reverse = default.removeprefix("-"), default.startswith("-")
    rows = rows.order_by(*(_flip(f) if reverse else f for f in sortable[key].order), "pk")
    page = Paginator(rows, per_page).get_page(params.get("page"))
    base = _query_dict(params)
    return Listing(
        page=page,
        q=q,
        headers=tuple(_header(c, base, key, reverse) for c in columns),
        links=tuple(_links(page, base)),
        previous=_with(base, page=page.previous_page_number()) if page.has_previous() else "",
        next=_with(base, page=page.next_page_number()) if page.has_next() else "",
        noun=noun,
        keep=tuple((k, v) for k, values in base.lists() for v in values if k not in {"q", "page"}),
    )


def _flip(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _query_dict(params: Mapping[str, str]) -> QueryDict:
    if isinstance(params, QueryDict):
        return params.copy()
    made = QueryDict(mutable=True)
    made.update(dict(params))
    return made


def _with(base: QueryDict, **changes: object) -> str:
    made = base.copy()
    for key, value in changes.items():
        made[key] = str(value)
    return f"?{made.urlencode()}"


def _header(column: Column, base: QueryDict, key: str, reverse: bool) -> Header:
    if not column.order:
        return Header(column.label, "", "", column.number)
    current = column.key == key
    target = f"-{column.key}" if current and not reverse else column.key
    state = ("descending" if reverse else "ascending") if current else "none"
    return Header(column.label, _with(base, tri=target, page=1), state, column.number)


def _links(page: Page[M], base: QueryDict) -> list[PageLink]:
    if page.paginator.num_pages < 2:
        return []
    return [
        PageLink(n, "" if n == page.number else _with(base, page=n))
        if isinstance(n, int)
        else PageLink(None, "")
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]

"""The tabs of a thing's pages: a registry, so that the floors above add their own screens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from jalon.common.actor import Actor

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)  # no slots: with them, Python 3.11 cannot call `Tab[…]`
class Tab(Generic[M]):
    """One screen of a thing. `url_name` takes its `pk`; `roles` empty: whoever sees the thing.

    `visible` is the predicate by which the screen itself refuses: a tab never leads to a refusal.
    """

    key: str
    label: str
    url_name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    order: int = 100
    visible: Callable[[Actor, M], bool] = lambda _actor, _thing: True


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab resolved for one page."""

    label: str
    url: str
    current: bool


class Tabs(Generic[M]):
    """The tabs of one sort of things, told by each floor."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab[M]] = {}

    def register(self, *tabs: Tab[M]) -> None:
        """Add tabs to every thing of this sort; registering the same key again replaces it."""
        self._tabs.update((tab.key, tab) for tab in tabs)

    def links_for(self, thing: M, actor: Actor | None, path: str, *, key: str = "") -> list[TabLink]:
        """Tabs that `actor` may open, in order; current: `key`, else that whose address best matches `path`."""
        if actor is None:
            return []
        found: list[tuple[Tab[M], str]] = []
        for tab in sorted(self._tabs.values(), key=lambda t: (t.order, t.label)):
            if (not tab.roles or actor.has(*tab.roles)) and tab.visible(actor, thing):
                try:
                    found.append((tab, reverse(tab.url_name, kwargs={"pk": thing.pk})))
                except NoReverseMatch:
                    continue  # a page must not die of a tab
        best = max((url for _, url in found if path.startswith(url)), key=len, default="")
        return [TabLink(tab.label, url, tab.key == key if key else url == best) for tab, url in found]

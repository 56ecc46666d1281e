"""The tabs of a path's pages: a registry, so that the floors above add their own screens."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse

from jalon.common.actor import Actor
from jalon.parcours.models import Parcours


@dataclass(frozen=True, slots=True)
class PathTab:
    """One screen of a path. `url_name` takes the path's `pk`; `roles` empty: whoever sees the path.

    `visible` is the predicate by which the screen itself refuses: a tab never leads to a refusal.
    """

    key: str
    label: str
    url_name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    order: int = 100
    visible: Callable[[Actor, Parcours], bool] = lambda _actor, _parcours: True


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab resolved for one page."""

    label: str
    url: str
    current: bool


_tabs: dict[str, PathTab] = {}


def register(*tabs: PathTab) -> None:
    """Add tabs to every path; registering the same key again replaces it."""
    _tabs.update((tab.key, tab) for tab in tabs)


def links_for(parcours: Parcours, actor: Actor | None, path: str) -> list[TabLink]:
    """Tabs that `actor` may open, in order; the current one is that whose address best matches `path`."""
    if actor is None:
        return []
    found: list[tuple[PathTab, str]] = []
    for tab in sorted(_tabs.values(), key=lambda t: (t.order, t.label)):
        if (not tab.roles or actor.has(*tab.roles)) and tab.visible(actor, parcours):
            try:
                found.append((tab, reverse(tab.url_name, kwargs={"pk": parcours.pk})))
            except NoReverseMatch:
                continue  # a page must not die of a tab
    best = max((url for _, url in found if path.startswith(url)), key=len, default="")
    return [TabLink(tab.label, url, url == best) for tab, url in found]

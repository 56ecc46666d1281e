"""The navigation registry: apps register entries in `AppConfig.ready()`, the shell shows those of the actor."""

from dataclasses import dataclass, field

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.urls import NoReverseMatch, reverse

from jalon.common.actor import Actor


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One link of the shell. `roles` empty: every signed-in person. `menu`: "main", "account", "search", or
    "foot", at the foot of every page, open to visitors too.

    `icon` names a symbol of `common/icons.svg`; `prefix` is the path that marks the entry as current
    (default: the address of `url_name`).
    """

    label: str
    url_name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    order: int = 100
    icon: str = "dot"
    menu: str = "main"
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry resolved for one request."""

    label: str
    url: str
    icon: str
    current: bool


_entries: dict[str, NavEntry] = {}


def register(*entries: NavEntry) -> None:
    """Add entries to the shell; registering the same `url_name` and menu again replaces it."""
    for entry in entries:
        _entries[f"{entry.menu}:{entry.url_name}"] = entry


def links_for(actor: Actor | None, path: str, *, menu: str = "main") -> list[NavLink]:
    """Links that `actor` may follow, in order; the one whose address best matches `path` is current."""
    if actor is None and menu != "foot":
        return []
    found: list[tuple[NavEntry, str]] = []
    for entry in sorted(_entries.values(), key=lambda e: (e.order, e.label)):
        if entry.menu == menu and (not entry.roles or (actor is not None and actor.has(*entry.roles))):
            try:
                found.append((entry, reverse(entry.url_name)))
            except NoReverseMatch:
                continue  # reported by the system check below; a page must not die of a menu
    matches = [(len(prefix), e) for e, url in found if _covers(prefix := e.prefix or url, path)]
    current = max(matches, key=lambda m: m[0])[1] if matches else None
    return [NavLink(e.label, url, e.icon, e is current) for e, url in found]


def _covers(prefix: str, path: str) -> bool:
    return path == prefix or (prefix != "/" and path.startswith(prefix))


def check_entries(**_kwargs: object) -> list[CheckMessage]:
    """System check: every registered entry leads to an address that exists without argument."""
    faults: list[CheckMessage] = []
    for entry in _entries.values():
        try:
            reverse(entry.url_name)
        except NoReverseMatch:
            faults.append(
                CheckWarning(
                    f"navigation entry « {entry.label} »: no address {entry.url_name}", id="common.W001"
                )
            )
    return faults

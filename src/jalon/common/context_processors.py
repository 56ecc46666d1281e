"""What every page needs: navigation, current actor, theme."""

from functools import cached_property

from django.http import HttpRequest

from jalon.common import navigation
from jalon.common.actor import Actor
from jalon.common.theme import Theme, theme_of

STYLESHEETS = tuple(
    f"common/{name}.css"
    for name in ("tokens", "base", "layout", "forms", "tables", "components", "charts", "print")
)


class Shell:
    """The frame around a page; lazy, so that a fragment that shows no menu computes none."""

    stylesheets = STYLESHEETS

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def actor(self) -> Actor | None:
        """Who is signed in, None for a visitor."""
        return getattr(self._request, "actor", None)

    @cached_property
    def nav(self) -> list[navigation.NavLink]:
        """Main links open to the actor."""
        return navigation.links_for(self.actor, self._request.path)

    @cached_property
    def search(self) -> navigation.NavLink | None:
        """Where the search box of the menu leads."""
        return next(iter(navigation.links_for(self.actor, self._request.path, menu="search")), None)

    @cached_property
    def account_nav(self) -> list[navigation.NavLink]:
        """Links of the account menu."""
        return navigation.links_for(self.actor, self._request.path, menu="account")

    @cached_property
    def foot_nav(self) -> list[navigation.NavLink]:
        """Links at the foot of the page, open to everybody."""
        return navigation.links_for(self.actor, self._request.path, menu="foot")

    @cached_property
    def theme(self) -> str:
        """`auto`, `light` or `dark`."""
        return theme_of(self._request)

    @cached_property
    def themes(self) -> list[tuple[str, str]]:
        """Choices of the theme switch."""
        return [(str(value), str(label)) for value, label in Theme.choices]

    @cached_property
    def path(self) -> str:
        """Address to come back to after a small act of the shell."""
        return self._request.get_full_path()


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor: `shell` (nav, account_nav, actor, theme) and `actor`."""
    frame = Shell(request)
    return {"shell": frame, "actor": frame.actor}

"""Acts of the lifecycle that a floor above does on a screen of its own: where the button of the path leads."""

from django.urls import NoReverseMatch, reverse

from jalon.parcours.models import Parcours

_screens: dict[tuple[str, str], str] = {}


def register(url_name: str, *acts: str, routes: frozenset[str] | set[str]) -> None:
    """Let a screen, whose address takes the path's `pk`, do these acts of these routes."""
    _screens.update({(route, act): url_name for route in routes for act in acts})


def act_url(parcours: Parcours, act: str) -> str:
    """Where an act is done: the screen of the floor that has one, else the plain form."""
    if (url_name := _screens.get((parcours.route, act))) is not None:
        try:
            return reverse(url_name, kwargs={"pk": parcours.pk})
        except NoReverseMatch:
            pass  # a page must not die of a button
    return reverse("parcours:act", kwargs={"pk": parcours.pk, "act": act})

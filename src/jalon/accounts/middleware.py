"""Give every request its actor, and hold back those who owe a second factor."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from jalon.accounts.queries import actor_for, owes_second_factor

ORGANISME_SESSION_KEY = "organisme_id"
_SECOND_FACTOR_SESSION_KEY = "second_factor_held"


class ActorMiddleware:
    """Set `request.actor`: an Actor, or None for a visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = (  # type: ignore[attr-defined]  # declared by common.http.ActorRequest
            actor_for(request.user, request.session.get(ORGANISME_SESSION_KEY))
            if request.user.is_authenticated
            else None
        )
        return self.get_response(request)


class SecondFactorMiddleware:
    """Lead to the second factor's page those whose organisme requires one; the account pages stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or _always_open(request.path):
            return self.get_response(request)
        if not request.session.get(_SECOND_FACTOR_SESSION_KEY):
            owes, holds = owes_second_factor(actor)
            if owes:
                messages.warning(
                    request,
                    "Votre organisme exige un second facteur pour votre rôle : activez-le pour continuer.",
                )
                return HttpResponseRedirect(reverse("mfa_index"))
            if holds:
                request.session[_SECOND_FACTOR_SESSION_KEY] = True
        return self.get_response(request)


def _always_open(path: str) -> bool:
    """One's own account, where the factor is set up; the organisme's screens below it are not."""
    return path.startswith(reverse("accounts:me")) and not path.startswith(reverse("accounts:organisme"))

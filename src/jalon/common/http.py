"""The door of a screen: requests that carry their actor, and who may knock."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.text import slugify

from jalon.common.actor import Actor
from jalon.common.uploads import CONTENT_TYPES

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class ActorRequest(HttpRequest):
    """A request of somebody signed in: `actor` is set by the middleware of `accounts`."""

    actor: Actor


def whole_number(text: str) -> int | None:
    """The number that an address or a form gives; None when it is none, or longer than any key."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def typed(query: Mapping[str, str], name: str = "q") -> str:
    """The words that an address asks for: trimmed, 200 characters at most."""
    return query.get(name, "").strip()[:200]


def attachment(content: bytes, name: str, extension: str) -> HttpResponse:
    """A file to keep, under a name that any system takes; the browser guesses nothing of its nature."""
    response = HttpResponse(content, content_type=CONTENT_TYPES.get(extension, "application/octet-stream"))
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.{extension}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def for_roles(*roles: str) -> Callable[[View], View]:
    """Send visitors to sign in, and refuse (403) those who hold none of `roles` (none given: anybody signed in)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if roles and not request.actor.has(*roles):
                raise PermissionDenied("Votre rôle n’ouvre pas cette page.")
            return view(request, *args, **kwargs)

        return cast(View, guarded)

    return decorate

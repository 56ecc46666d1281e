"""The gallery of official documents: each kind with its sample, as pages and as PDF."""

from collections.abc import Callable
from functools import lru_cache, wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_safe

from jalon.documents.kinds import AnyKind, all_kinds, get_kind
from jalon.documents.permissions import may_see_gallery
from jalon.documents.responses import pdf_response

THUMBNAIL_PPI = 60
_APPS = {"examen": "Session d’examen", "jury": "Jury et résultats"}


def _for_gallery_readers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?next={request.path}")
        if not may_see_gallery(getattr(request, "actor", None)):
            raise PermissionDenied("La galerie des documents est réservée aux administrateurs.")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@_for_gallery_readers
def gallery(request: HttpRequest) -> HttpResponse:
    """Every kind of document, by app."""
    groups: dict[str, list[AnyKind]] = {}
    for kind in all_kinds():
        app = kind.name.partition(".")[0]
        groups.setdefault(_APPS.get(app, app.capitalize()), []).append(kind)
    return render(request, "documents/gallery.html", {"groups": groups})


@require_safe
@_for_gallery_readers
def sample_pdf(_request: HttpRequest, name: str) -> FileResponse:
    """The sample of a kind as it would be printed."""
    kind = _kind(name)
    return pdf_response(kind.render(kind.sample()).pdf, f"{kind.label} (spécimen).pdf")


@require_safe
@_for_gallery_readers
def sample_page(_request: HttpRequest, name: str) -> HttpResponse:
    """The first page of the sample as a picture."""
    kind = _kind(name)
    response = HttpResponse(_thumbnail(kind.name, kind.version), content_type="image/png")
    response["Cache-Control"] = "private, max-age=300"
    return response


@lru_cache(maxsize=64)
def _thumbnail(name: str, _version: str) -> bytes:
    kind = get_kind(name)
    return kind.pages(kind.sample(), ppi=THUMBNAIL_PPI)[0]


def _kind(name: str) -> AnyKind:
    try:
        return get_kind(name)
    except LookupError as error:
        raise Http404(str(error)) from error

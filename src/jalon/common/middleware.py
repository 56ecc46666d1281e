"""What any view may meet: a request too big, a character no database keeps, an act that the lifecycle forbids now."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jalon.common.typography import file_size
from jalon.common.uploads import MAX_UPLOAD_BYTES
from jalon.common.workflow import TransitionRefused

GetResponse = Callable[[HttpRequest], HttpResponse]

_FORM_OVERHEAD = 1_000_000
_DRAIN_LIMIT = 500_000_000
_CHUNK = 1 << 18


class UploadLimitMiddleware:
    """Answer 413 to a request longer than the limit, before anything parses or stores it.

    A browser shows our page only when its sending ends normally: the body is read and thrown away by small
    pieces, unless it is so long that cutting the line is fairer to everyone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length <= MAX_UPLOAD_BYTES + _FORM_OVERHEAD:
            return self.get_response(request)
        if length <= _DRAIN_LIMIT:
            while request.read(_CHUNK):
                pass
        context = {"sent": file_size(length), "limit": file_size(MAX_UPLOAD_BYTES)}
        return render(request, "413.html", context, status=413)


class NulMiddleware:
    """Take NUL characters out of what an address asks for: PostgreSQL keeps none, and nobody types one.

    Forms refuse them by themselves; filters, searches and sorts are read from the address as they stand.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            asked = request.GET.copy()
            for name, values in list(asked.lists()):
                asked.setlist(name, [value.replace("\0", "") for value in values])
            request.GET = asked  # type: ignore[assignment]
        return self.get_response(request)


class RefusalMiddleware:
    """Show the reasons of a refused act as a page (409) when its view did not show them itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer TransitionRefused, let anything else go on."""
        if not isinstance(exception, TransitionRefused):
            return None
        return render(request, "common/refused.html", {"reasons": exception.reasons}, status=409)

"""« Mon agenda »: the secret address at which one's own agenda reads the days of one's paths."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.accounts.models import User
from jalon.accounts.views.signin import base_url
from jalon.common.http import ActorRequest, for_roles
from jalon.parcours.ics import feed_calendar
from jalon.parcours.models import AgendaFeed
from jalon.parcours.operations.agenda import close_feed, open_feed, read_feed
from jalon.parcours.permissions import EVERYONE
from jalon.parcours.rules.agenda import etag_of

NAME = "Jalon"


@for_roles(*EVERYONE)
@never_cache
@require_safe
def agenda(request: ActorRequest) -> HttpResponse:
    """Whether an address is open, and since when; the address itself is told once."""
    return _page(request)


def _page(request: ActorRequest, address: str = "") -> HttpResponse:
    feed = AgendaFeed.objects.filter(user=request.actor.user_id or 0).first()
    parts = urlsplit(address)
    webcal = parts._replace(scheme="webcal").geturl() if address else ""
    return render(request, "parcours/agenda.html", {"feed": feed, "address": address, "webcal": webcal})


@for_roles(*EVERYONE)
@never_cache
@require_POST
def agenda_open(request: ActorRequest) -> HttpResponse:
    """Give a new address, shown on this very page: nothing keeps it, so it is not told twice."""
    user = User.objects.get(pk=request.actor.user_id or 0)
    with transaction.atomic():
        token = open_feed(actor=request.actor, user=user, now=timezone.now())
    return _page(request, base_url(request) + reverse("parcours:agenda_ics", args=[token]))


@for_roles(*EVERYONE)
@require_POST
def agenda_close(request: ActorRequest) -> HttpResponse:
    """Let the address answer no more."""
    user = User.objects.get(pk=request.actor.user_id or 0)
    with transaction.atomic():
        closed = close_feed(actor=request.actor, user=user, now=timezone.now())
    messages.success(
        request, "L’adresse de votre agenda ne répond plus." if closed else "Aucune adresse n’était ouverte."
    )
    return redirect("parcours:agenda")


@login_not_required
@require_safe
def agenda_ics(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the address tells, to whoever holds it; an agenda that already has it is told so (304)."""
    now = timezone.now()
    with transaction.atomic():
        reading = read_feed(token=token, now=now)
    if reading is None:
        raise Http404("agenda inconnu")
    content = feed_calendar(reading.told, named=NAME, now=reading.changed_at)
    etag, modified = etag_of(content), int(reading.changed_at.timestamp())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="jalon.ics"'
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    found = get_conditional_response(request, etag=etag, last_modified=modified, response=response)
    assert found is not None
    return found

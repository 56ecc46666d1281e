"""The waiting room's display, and the buttons that open and close it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import WallShow
from jalon.examen.forms.live import WallForm
from jalon.examen.models import WallScreen
from jalon.examen.operations.wall import close_wall, open_wall
from jalon.examen.permissions import CENTRE
from jalon.examen.queries.live import wall_board
from jalon.examen.views.day import managed


@login_not_required
@never_cache
@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """The calls in force and to come, by number or initials; asked by htmx, what changes alone."""
    now = timezone.now()
    screens = WallScreen.objects.select_related("session__site", "session__organisme")
    screen = screens.filter(token=token, expires_at__gt=now).first()
    if screen is None:
        raise Http404("écran inconnu")
    template = "examen/wall_calls.html" if request.headers.get("HX-Request") else "examen/wall_page.html"
    response = render(request, template, {"screen": screen, "board": wall_board(screen, now=now), "now": now})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@for_roles(*CENTRE)
@require_POST
def wall_open(request: ActorRequest, pk: int) -> HttpResponse:
    """Open the display, or change how it names candidates."""
    session = managed(request, pk)
    form = WallForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                open_wall(
                    actor=request.actor,
                    session=session,
                    show=WallShow(form.cleaned_data["show"]),
                    now=timezone.now(),
                )
            messages.success(
                request, "L’écran d’appel est ouvert : affichez son adresse dans la salle d’attente."
            )
        except TransitionRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
    else:
        messages.error(request, "Choisissez comment l’écran désigne les candidats.")
    return redirect(f"{reverse('examen:day', args=[pk])}#ecran")


@for_roles(*CENTRE)
@require_POST
def wall_close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close the display."""
    session = managed(request, pk)
    with transaction.atomic():
        close_wall(actor=request.actor, session=session, now=timezone.now())
    messages.success(request, "L’écran d’appel est fermé : son adresse ne répond plus.")
    return redirect(f"{reverse('examen:day', args=[pk])}#ecran")

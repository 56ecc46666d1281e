"""The home page of each role, and search."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.accounts.enums import Role
from jalon.cockpit import queries
from jalon.cockpit.queries_dossiers import own_dossiers, waiting_dossiers
from jalon.cockpit.queries_seances import given_slots, own_halves
from jalon.common.actor import Actor
from jalon.common.http import typed
from jalon.dossier.permissions import TRAINERS
from jalon.examen.permissions import EVERYONE
from jalon.referentiel.queries import list_titres


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the actor has to do next, whatever the roles held."""
    actor, today = _actor(request), timezone.localdate()
    cards = queries.session_cards(actor, today=today)
    slots_today, slots_behind = given_slots(actor, now=timezone.now())
    context = {
        "today": today,
        "figures": queries.figures(actor),
        "held": [card for card in cards if card.is_today],
        "cards": [card for card in cards if not card.is_today],
        "agenda": queries.agenda(actor, today=today),
        "tasks": queries.juror_tasks(actor, today=today),
        "exams": queries.own_exams(actor, today=today),
        "own_halves": own_halves(actor, now=timezone.now()),
        "slots_today": slots_today,
        "slots_behind": slots_behind,
        "dossiers": own_dossiers(actor, today=today),
        "dossiers_waiting": waiting_dossiers(actor, today=today),
        "accompanies": actor.has(*TRAINERS),
        "accompanied": queries.accompanied(actor),
        "waiting": queries.to_validate(actor),
        "titres": list_titres(),
        "is_juror": actor.has(Role.JURE),
        "is_ddets": actor.has(Role.DDETS),
        "has_sessions": actor.has(*(EVERYONE - {Role.CANDIDAT.value})),
    }
    return render(request, "cockpit/home.html", context)


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box for sessions, people and référentiels."""
    text = typed(request.GET)
    return render(
        request, "cockpit/search.html", {"q": text, "results": queries.search(_actor(request), text)}
    )

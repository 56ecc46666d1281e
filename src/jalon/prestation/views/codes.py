"""The code of the day: shown on the board, typed or scanned, and the page on which one signs without an account."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing as signed
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jalon.accounts.enums import Role
from jalon.accounts.views.signin import base_url
from jalon.common.actor import Actor, system_actor
from jalon.common.http import ActorRequest, for_roles
from jalon.common.qr import qr_code
from jalon.common.workflow import TransitionRefused
from jalon.parcours.permissions import TEAM
from jalon.people.rules import fold
from jalon.prestation.enums import HalfDay
from jalon.prestation.forms.seances import CodeForm, SignForm
from jalon.prestation.models import Participation, Seance, SeanceSignature
from jalon.prestation.operations.codes import check_guesses, close_code, note_guess, open_code
from jalon.prestation.operations.presence import sign_attendance
from jalon.prestation.permissions import managed_seance
from jalon.prestation.queries.codes import code_behind, code_typed, shown, token_of
from jalon.prestation.queries.presence import expected_at, halves_of, sheet_of
from jalon.prestation.views.acts import do_act
from jalon.prestation.views.presence import drawn, half_behind
from jalon.prestation.views.prestations import crumbs_of

DEVICE = "jalon-appareil"
"""The cookie that tells devices apart for a day: two people who sign on one device are shown to the trainer."""
DONE = "prestation.signing"


@for_roles(*TEAM)
@require_POST
def code_open(request: ActorRequest, pk: int, half: str) -> HttpResponse:
    """Open the code of a half-day, and show it."""
    seance = managed_seance(request.actor, pk)
    one = half_behind(seance, half)
    return do_act(
        request,
        lambda: open_code(
            actor=request.actor, seance=seance, half_day=HalfDay(one.half_day), now=timezone.now()
        ),
        done="Affichez ce code : chacun signe sur son appareil.",
        url=reverse("prestation:code", args=[pk, half]),
    )


@for_roles(*TEAM)
@require_POST
def code_close(request: ActorRequest, pk: int, half: str) -> HttpResponse:
    """Close the code of a half-day before it expires."""
    seance = managed_seance(request.actor, pk)
    one = half_behind(seance, half)
    now = timezone.now()
    with transaction.atomic():
        for code in seance.codes.select_for_update().filter(half_day=one.half_day, expires_at__gt=now):
            close_code(actor=request.actor, code=code, now=now)
    messages.success(request, "Le code est fermé : personne ne signe plus par ce code.")
    return redirect(f"{reverse('prestation:seance', args=[pk])}#{half}")


@for_roles(*TEAM)
@never_cache
@require_http_methods(["GET"])
def code_show(request: ActorRequest, pk: int, half: str) -> HttpResponse:
    """The code of the day in large, with its QR code, for the board of the room; it renews itself, without a script."""
    seance = managed_seance(request.actor, pk)
    one = half_behind(seance, half)
    now = timezone.now()
    code = seance.codes.filter(half_day=one.half_day, expires_at__gt=now).first()
    if code is None or seance.cancelled_at is not None:
        messages.info(request, "Le code de cette demi-journée n’est plus ouvert.")
        return redirect(f"{reverse('prestation:seance', args=[pk])}#{half}")
    board = shown(code, now)
    address = f"{base_url(request)}{reverse('prestation:signing', args=[token_of(code, now)])}"
    sheet = next(found for found in sheet_of(seance) if found.half.half_day == one.half_day)
    context = {
        "seance": seance,
        "half": one,
        "code": code,
        "board": board,
        "address": address,
        "typing": f"{base_url(request)}{reverse('prestation:code_entry')}",
        "drawing": qr_code(address),
        "sheet": sheet,
        "crumbs": crumbs_of(seance.prestation),
    }
    response = render(request, "prestation/code.html", context)
    response["Refresh"] = str(max(2, min(30, int((board.until - now).total_seconds()) + 1)))
    return response


@for_roles(Role.CANDIDAT)
@never_cache
@require_http_methods(["GET", "POST"])
def code_entry(request: ActorRequest) -> HttpResponse:
    """Where a participant signed in types the code of the day."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now, who = timezone.now(), request.actor.user_id or 0
        try:
            check_guesses(key=f"user:{who}", now=now)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            code = code_typed(form.cleaned_data["code"], user_id=who, now=now)
            if code is not None:
                return redirect("prestation:signing", token=token_of(code, now))
            note_guess(key=f"user:{who}", now=now)
            form.add_error(
                "code",
                "Ce code n’est celui d’aucune de vos séances en ce moment : relisez-le, il change souvent.",
            )
    context = {
        "form": form, "heading": "Signer ma présence", "button": "Continuer", "back": reverse("prestation:list"),
        "crumbs": crumbs_of(), "lead": "Tapez le code affiché par l’intervenant, puis signez.",
    }  # fmt: skip
    return render(request, "prestation/act.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def signing(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the QR code: whoever is in the room signs on their own device, without an account."""
    now = timezone.now()
    if done := _just_signed(request):
        return _bare(request, "prestation/signing_done.html", done)
    code = code_behind(token, now)
    if code is None:
        return _bare(request, "prestation/signing_over.html", {"sent": request.method == "POST"}, status=404)
    half = next(one for one in halves_of(code.seance) if one.half_day == code.half_day)
    known = _signed_in(request, code.seance)
    form = SignForm(request.POST or None)
    context = {"seance": code.seance, "half": half, "known": known, "form": form, "typed": ""}
    device = request.COOKIES.get(DEVICE, "")[:64] or secrets.token_urlsafe(16)
    if request.method == "POST" and form.is_valid():
        context["typed"] = form.cleaned_data["typed"]
        try:
            place = known or _named(request, code.seance, form.cleaned_data["who"], now)
            with transaction.atomic():
                made = sign_attendance(
                    actor=_actor(request, code.seance), seance=code.seance, participation=place,
                    half_day=HalfDay(code.half_day), signed_at=now, now=now, by_code=True,
                    device=sha256(f"{device} {code.seance_id}".encode()).hexdigest()[:32], **drawn(form),
                )  # fmt: skip
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            told = signed.dumps(made.pk, salt=DONE)
            return redirect(f"{reverse('prestation:signing', args=[token])}?fait={told}")
    response = _bare(request, "prestation/signing.html", context)
    response.set_cookie(
        DEVICE, device, max_age=86_400, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _just_signed(request: HttpRequest) -> dict[str, Any] | None:
    """The signature given a moment ago: shown again when the page is reloaded, never given twice."""
    if request.method != "GET" or "fait" not in request.GET:
        return None
    try:
        pk = signed.loads(request.GET["fait"], salt=DONE, max_age=3600)
    except signed.BadSignature:
        return None
    made = SeanceSignature.objects.select_related("seance", "person").filter(pk=pk, withdrawn_at=None).first()
    if made is None:
        return None
    half = next((one for one in halves_of(made.seance) if one.half_day == made.half_day), None)
    return {"person": made.person, "half": half, "seance": made.seance, "signature": made}


def _bare(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _actor(request: HttpRequest, seance: Seance) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.user_id is not None:
        return actor
    return system_actor("code du jour", organisme_id=seance.prestation.organisme_id)


def _signed_in(request: HttpRequest, seance: Seance) -> Participation | None:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return None
    return next((one for one in expected_at(seance) if one.parcours.person.user_id == actor.user_id), None)


def _named(request: HttpRequest, seance: Seance, typed: str, now: datetime) -> Participation:
    """Who signs, by their whole name; the page never lists the group, and wrong names are counted.

    A trainee signed in signs for nobody else. Raises TransitionRefused.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.user_id is not None and actor.has(Role.CANDIDAT):
        raise TransitionRefused(
            [
                f"Vous êtes connecté comme {actor.label}, qui n’est pas attendu ici : on ne signe pas pour un autre."
            ]
        )
    key = f"seance:{seance.pk}"
    check_guesses(key=key, now=now)
    words = set(fold(typed).split())
    found = [
        one
        for one in expected_at(seance)
        if words
        and words
        in (
            {*fold(f"{one.parcours.person.first_name} {name}").split()}
            for name in (one.parcours.person.birth_name, one.parcours.person.usage_name)
            if name
        )
    ]
    if not found:
        if words:
            note_guess(key=key, now=now)
        raise TransitionRefused(
            ["Personne de ce nom n’est attendu à cette séance : écrivez votre prénom et votre nom en entier."]
        )
    if len(found) > 1:
        raise TransitionRefused(["Deux personnes portent ce nom : signez sur l’appareil de l’intervenant."])
    return found[0]

"""Presence noted and signed: the trainer’s console, the pad, the code of the day, a paper sheet."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jalon.accounts.enums import Role
from jalon.accounts.views.signin import base_url
from jalon.common.actor import Actor, system_actor
from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.common.uploads import kind_of
from jalon.common.workflow import TransitionRefused
from jalon.parcours.permissions import TEAM
from jalon.people.rules import fold
from jalon.prestation.enums import DeliveryMode, HalfDay, Presence
from jalon.prestation.forms.prestations import ReasonForm
from jalon.prestation.forms.seances import CodeForm, PaperForm, PresenceForm, SignForm
from jalon.prestation.models import PaperSheet, Participation, Seance, SeanceCode, SeanceSignature
from jalon.prestation.operations.presence import (
    countersign_seance,
    enter_paper_sheet,
    open_code,
    record_attendance,
    sign_attendance,
    withdraw_signature,
)
from jalon.prestation.permissions import EVERYONE, get_seance, gives, is_participant, managed_seance
from jalon.prestation.queries.presence import expected_at, halves_of, sheet_of
from jalon.prestation.rules.hours import Half
from jalon.prestation.views.acts import act_page, do_act
from jalon.prestation.views.prestations import crumbs_of

SLUGS = {"matin": HalfDay.MORNING, "apres-midi": HalfDay.AFTERNOON}


def _half(seance: Seance, slug: str) -> Half:
    found = next((one for one in halves_of(seance) if one.half_day == SLUGS.get(slug)), None)
    if found is None:
        raise Http404("demi-journée inconnue")
    return found


def _url(seance: Seance) -> str:
    return reverse("prestation:seance", args=[seance.pk])


@for_roles(*TEAM)
@require_POST
def presences(request: ActorRequest, pk: int, half: str) -> HttpResponse:
    """Note how everyone attended a half-day, in one sending; each line that is refused says why."""
    seance = managed_seance(request.actor, pk)
    one = _half(seance, half)
    done, refused = 0, []
    for place in expected_at(seance):
        if not request.POST.get(f"p{place.pk}-presence"):
            continue
        form = PresenceForm(request.POST, prefix=f"p{place.pk}")
        name = place.parcours.person.full_name
        if not form.is_valid():
            refused += [f"{name} : {error}" for errors in form.errors.values() for error in errors]
            continue
        data = form.cleaned_data
        try:
            with transaction.atomic():
                record_attendance(
                    actor=request.actor, seance=seance, participation=place, half_day=HalfDay(one.half_day),
                    presence=Presence(data["presence"]), minutes=data["minutes"], note=data["note"],
                    now=timezone.now(),
                )  # fmt: skip
            done += 1
        except TransitionRefused as refusal:
            refused += [f"{name} : {reason}" for reason in refusal.reasons]
    for reason in refused:
        messages.error(request, reason)
    if done and not refused:
        messages.success(request, "Les présences sont notées.")
    return redirect(f"{_url(seance)}#{half}")


@for_roles(*EVERYONE)
@never_cache
@require_http_methods(["GET", "POST"])
def sign(request: ActorRequest, pk: int, half: str, place: int) -> HttpResponse:
    """The pad on which a participant signs: their own device, or that of the trainer."""
    seance = get_seance(request.actor, pk)
    one = _half(seance, half)
    participation = get_object_or_404(
        Participation.objects.select_related("parcours__person"), pk=place, prestation=seance.prestation_id
    )
    if not gives(request.actor, seance.prestation):
        if not is_participant(request.actor, participation):
            raise Http404("participation inconnue")
        if seance.mode == DeliveryMode.ON_SITE:
            raise PermissionDenied("Pour signer sur votre appareil, tapez ou scannez le code du jour.")
    return _signing(
        request, seance, one, participation.parcours.person.full_name, participation.parcours.person.last_name,
        lambda data: sign_attendance(
            actor=request.actor, seance=seance, participation=participation, half_day=HalfDay(one.half_day),
            signed_at=timezone.now(), now=timezone.now(), **data,
        ),
    )  # fmt: skip


@for_roles(*TEAM)
@never_cache
@require_http_methods(["GET", "POST"])
def countersign(request: ActorRequest, pk: int, half: str) -> HttpResponse:
    """The pad on which the trainer signs."""
    seance = managed_seance(request.actor, pk)
    one = _half(seance, half)
    name = seance.trainer.full_name if seance.trainer else ""
    return _signing(
        request, seance, one, name, seance.trainer.last_name if seance.trainer else "",
        lambda data: countersign_seance(
            actor=request.actor, seance=seance, half_day=HalfDay(one.half_day), now=timezone.now(), **data
        ),
        trainer=True,
    )  # fmt: skip


def _signing(
    request: ActorRequest,
    seance: Seance,
    half: Half,
    full_name: str,
    last_name: str,
    do: Any,
    *,
    trainer: bool = False,
) -> HttpResponse:
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                do(drawn(form))
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"La signature de {full_name} est enregistrée.")
            return redirect(_url(seance))
    context = {
        "seance": seance, "half": half, "full_name": full_name, "last_name": last_name, "form": form,
        "trainer": trainer, "back": _url(seance), "crumbs": crumbs_of(seance.prestation),
        "typed": request.POST.get("typed", ""),
    }  # fmt: skip
    return render(request, "prestation/sign.html", context)


def drawn(form: SignForm) -> dict[str, Any]:
    """What a pad gives to an operation."""
    return {name: form.cleaned_data[name] for name in ("strokes", "typed", "agreed")}


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def signature_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a mistaken signature back, with its reason."""
    signature = get_object_or_404(
        SeanceSignature.objects.select_related("seance__prestation", "person"), pk=pk
    )
    seance = managed_seance(request.actor, signature.seance_id)

    def do(form: ReasonForm) -> str:
        withdraw_signature(
            actor=request.actor, signature=signature, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        return _url(seance)

    return act_page(
        request, ReasonForm(request.POST or None), do, heading=f"Annuler la signature : {signature.person.full_name}",
        button="Annuler la signature", back=_url(seance), done="La signature est annulée ; elle reste au registre.",
        crumbs=crumbs_of(seance.prestation),
    )  # fmt: skip


@for_roles(*TEAM)
@require_POST
def code_open(request: ActorRequest, pk: int, half: str) -> HttpResponse:
    """Open the code of a half-day, and show it."""
    seance = managed_seance(request.actor, pk)
    one = _half(seance, half)
    return do_act(
        request,
        lambda: open_code(
            actor=request.actor, seance=seance, half_day=HalfDay(one.half_day), now=timezone.now()
        ),
        done="Affichez ce code : chacun signe sur son appareil.",
        url=reverse("prestation:code", args=[pk, half]),
    )


@for_roles(*TEAM)
@never_cache
@require_http_methods(["GET"])
def code_show(request: ActorRequest, pk: int, half: str) -> HttpResponse:
    """The code of the day in large, with its QR code, for the board of the room; and who has signed."""
    seance = managed_seance(request.actor, pk)
    one = _half(seance, half)
    code = seance.codes.filter(half_day=one.half_day, expires_at__gt=timezone.now()).first()
    if code is None:
        return redirect(_url(seance))
    address = f"{base_url(request)}{reverse('prestation:signing', args=[code.token])}"
    sheet = next(found for found in sheet_of(seance) if found.half.half_day == one.half_day)
    context = {
        "seance": seance,
        "half": one,
        "code": code,
        "address": address,
        "typing": f"{base_url(request)}{reverse('prestation:code_entry')}",
        "drawing": _qr(address),
        "sheet": sheet,
        "crumbs": crumbs_of(seance.prestation),
    }
    return render(request, "prestation/code.html", context)


def _qr(address: str) -> SafeString:
    """A QR code as an SVG path: black on white, whatever the theme."""
    made = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    out = BytesIO()
    made.save(out)
    text = out.getvalue().decode()
    return mark_safe(text[text.index("<svg") :])  # noqa: S308 - drawn by the library from an address of ours


@for_roles(Role.CANDIDAT)
@never_cache
@require_http_methods(["GET", "POST"])
def code_entry(request: ActorRequest) -> HttpResponse:
    """Where a participant signed in types the code of the day."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = (
            SeanceCode.objects.filter(code=form.cleaned_data["code"], expires_at__gt=timezone.now())
            .filter(seance__prestation__participations__parcours__person__user_id=request.actor.user_id or 0)
            .distinct()
            .first()
        )
        if code is not None:
            return redirect("prestation:signing", token=code.token)
        form.add_error("code", "Ce code n’est celui d’aucune de vos séances en ce moment : relisez-le.")
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
    code = (
        SeanceCode.objects.select_related("seance__prestation__organisme", "seance__trainer")
        .filter(token=token, expires_at__gt=now, seance__cancelled_at=None)
        .first()
    )
    if code is None:
        return _bare(request, "prestation/signing_over.html", {}, status=404)
    half = next(one for one in halves_of(code.seance) if one.half_day == code.half_day)
    known = _signed_in(request, code.seance)
    form = SignForm(request.POST or None)
    context = {"code": code, "seance": code.seance, "half": half, "known": known, "form": form, "typed": ""}
    if request.method == "POST" and form.is_valid():
        context["typed"] = form.cleaned_data["typed"]
        try:
            place = known or _named(code.seance, form.cleaned_data["who"])
            with transaction.atomic():
                sign_attendance(
                    actor=_actor(request, code.seance), seance=code.seance, participation=place,
                    half_day=HalfDay(code.half_day), signed_at=now, now=now, by_code=True, **drawn(form),
                )  # fmt: skip
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return _bare(request, "prestation/signing_done.html", context | {"person": place.parcours.person})
    return _bare(request, "prestation/signing.html", context)


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


def _named(seance: Seance, typed: str) -> Participation:
    """Who signs, by their whole name; the page never lists the group. Raises TransitionRefused."""
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
        raise TransitionRefused(
            ["Personne de ce nom n’est attendu à cette séance : écrivez votre prénom et votre nom en entier."]
        )
    if len(found) > 1:
        raise TransitionRefused(["Deux personnes portent ce nom : signez sur l’appareil de l’intervenant."])
    return found[0]


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def paper(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a sheet signed by hand."""
    seance = managed_seance(request.actor, pk)
    people = {one.pk: one for one in expected_at(seance)}
    choices = []
    for half in halves_of(seance):
        rows = [(f"{half.half_day}-{one.pk}", one.parcours.person.sort_name) for one in people.values()]
        if seance.trainer is not None:
            rows.append((f"{half.half_day}-trainer", f"{seance.trainer.sort_name} (intervenant)"))
        choices.append((half.label, rows))
    form = PaperForm(request.POST or None, request.FILES or None, choices=choices)

    def do(form: PaperForm) -> str:
        signers: dict[HalfDay, list[Participation]] = {}
        trainer: list[HalfDay] = []
        for value in form.cleaned_data["signers"]:
            half_day, _, who = value.partition("-")
            if who == "trainer":
                trainer.append(HalfDay(half_day))
            else:
                signers.setdefault(HalfDay(half_day), []).append(people[int(who)])
        scan = form.cleaned_data["scan"]
        enter_paper_sheet(
            actor=request.actor, seance=seance, scan=scan, sha256=sha256(scan.content).hexdigest(), signers=signers,
            trainer_signed=trainer, now=timezone.now(),
        )  # fmt: skip
        return _url(seance)

    return act_page(
        request, form, do, heading="Joindre une feuille signée sur papier", button="Joindre la feuille",
        back=_url(seance), done="La feuille est jointe, les signatures sont portées.",
        crumbs=crumbs_of(seance.prestation), multipart=True,
    )  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET"])
def paper_file(request: ActorRequest, pk: int) -> HttpResponse:
    """Read a sheet signed by hand; the access is journaled."""
    sheet = get_object_or_404(PaperSheet, pk=pk)
    managed_seance(request.actor, sheet.seance_id)
    record_access(
        actor=request.actor, verb="prestation.paper_read", target=sheet, now=timezone.now(),
        sentence=f"A ouvert la feuille d’émargement « {sheet.name} ».",
    )  # fmt: skip
    with sheet.file.open("rb") as file:
        return attachment(
            file.read(), sheet.name.rpartition(".")[0] or "feuille", kind_of(sheet.name).extension
        )

"""Presence noted and signed: the trainer’s console, the pad, a paper sheet."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.common.uploads import kind_of
from jalon.common.workflow import TransitionRefused
from jalon.parcours.permissions import TEAM
from jalon.prestation.enums import DeliveryMode, HalfDay, Presence
from jalon.prestation.forms.prestations import ReasonForm
from jalon.prestation.forms.seances import PaperForm, PresenceForm, SignForm
from jalon.prestation.models import PaperSheet, Participation, Seance, SeanceSignature
from jalon.prestation.operations.presence import (
    countersign_seance,
    enter_paper_sheet,
    record_attendance,
    sign_attendance,
    withdraw_signature,
)
from jalon.prestation.permissions import EVERYONE, get_seance, gives, is_participant, managed_seance
from jalon.prestation.queries.presence import expected_at, halves_of
from jalon.prestation.rules.hours import Half
from jalon.prestation.views.acts import act_page
from jalon.prestation.views.prestations import crumbs_of

SLUGS = {"matin": HalfDay.MORNING, "apres-midi": HalfDay.AFTERNOON}


def half_behind(seance: Seance, slug: str) -> Half:
    """The half-day that an address names; else Http404."""
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
    one = half_behind(seance, half)
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
    one = half_behind(seance, half)
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
    one = half_behind(seance, half)
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

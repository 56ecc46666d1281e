"""What backs a candidate: pieces handed over, hours in companies, ECF results, CCPs already held."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.enums import Role
from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.dossier.models import Piece
from jalon.examen.forms.inscriptions import AwardForm, ECFForm, PeriodForm, PieceForm
from jalon.examen.models import Inscription
from jalon.examen.operations.proofs import (
    enter_award,
    hand_over,
    record_ecf,
    record_period,
    remove_period,
    set_aside,
)
from jalon.examen.permissions import (
    CENTRE,
    EVERYONE,
    get_inscription,
    may_hand_over_pieces,
    may_read_pieces,
    pieces_visible_to,
)
from jalon.examen.views.inscriptions import managed_inscription
from jalon.parcours.models import CompanyPeriod
from jalon.referentiel.queries import get_titre

_EDITORS = (*CENTRE,)


def _of_centre(request: ActorRequest, pk: int) -> Inscription:
    """The registration, for the centre's team: trainers feed the proofs too."""
    inscription = get_inscription(request.actor, pk)
    if inscription.session.organisme_id != request.actor.organisme_id or not request.actor.has(*_EDITORS):
        raise PermissionDenied("Seule l’équipe du centre tient ces preuves.")
    return inscription


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def piece_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand over a piece: the centre's team, or the candidate for themselves before the session."""
    inscription = get_inscription(request.actor, pk)
    own = inscription.person.user_id == request.actor.user_id and request.actor.has(Role.CANDIDAT)
    if not own:
        inscription = _of_centre(request, pk)
    elif not may_hand_over_pieces(request.actor, inscription, timezone.localdate()):
        raise PermissionDenied("La session a commencé : remettez vos pièces au responsable de session.")
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PieceForm(data, files)
    if own:
        del form.fields["on_paper"]
    if data is not None and form.is_valid():
        told = form.cleaned_data
        try:
            with transaction.atomic():
                hand_over(
                    actor=request.actor,
                    inscription=inscription,
                    kind=told["kind"],
                    name=told["name"],
                    file=told["file"],
                    now=timezone.now(),
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "La pièce est reçue.")
            return redirect("examen:inscription_detail", pk=pk)
    return _form(request, inscription, form, "Remettre une pièce")


def _piece(request: ActorRequest, pk: int, piece_pk: int) -> tuple[Inscription, Piece]:
    inscription = get_inscription(request.actor, pk)
    piece = get_object_or_404(Piece, pk=piece_pk, parcours_id=inscription.parcours_id)
    return inscription, piece


@for_roles(*EVERYONE)
@never_cache
@require_safe
def piece_download(request: ActorRequest, pk: int, piece_pk: int) -> HttpResponse:
    """A piece's file, to whoever may read it now; each opening is journaled."""
    inscription, piece = _piece(request, pk, piece_pk)
    if not may_read_pieces(request.actor, inscription, timezone.localdate()):
        raise PermissionDenied("Ces pièces ne s’ouvrent qu’à partir du jour de la session.")
    if not pieces_visible_to(request.actor, inscription, timezone.localdate()).filter(pk=piece.pk).exists():
        raise Http404("pièce écartée")
    if not piece.file:
        raise Http404("pièce remise sur papier")
    record_access(
        actor=request.actor,
        verb="dossier.open",
        target=piece,
        sentence=f"A ouvert une pièce de {inscription.person} : {piece.get_kind_display()}.",
        now=timezone.now(),
        sha256=piece.sha256,
    )
    return _send(piece.file, f"{piece.get_kind_display()} {inscription.person.sort_name}")


@for_roles(*EVERYONE)
@require_POST
def piece_withdraw(request: ActorRequest, pk: int, piece_pk: int) -> HttpResponse:
    """Set aside a piece handed over by mistake."""
    managed_inscription(request, pk)
    inscription, piece = _piece(request, pk, piece_pk)
    try:
        with transaction.atomic():
            set_aside(actor=request.actor, inscription=inscription, piece=piece, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, "La pièce est écartée.")
    return redirect("examen:inscription_detail", pk=pk)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def period_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Record hours in a company."""
    return _period(request, _of_centre(request, pk), None)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def period_edit(request: ActorRequest, pk: int, period_pk: int) -> HttpResponse:
    """Correct hours in a company, or give their proof."""
    inscription = _of_centre(request, pk)
    return _period(request, inscription, _get_period(inscription, period_pk))


def _get_period(inscription: Inscription, pk: int) -> CompanyPeriod:
    return get_object_or_404(CompanyPeriod, pk=pk, parcours_id=inscription.parcours_id)


def _period(request: ActorRequest, inscription: Inscription, period: CompanyPeriod | None) -> HttpResponse:
    names = ("ccp_number", "company", "hours", "starts_on", "ends_on", "proof_received_on")
    initial = {name: getattr(period, name) for name in names} if period else {}
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PeriodForm(data, files, titre_ref=inscription.session.titre_ref, initial=initial)
    if data is not None and form.is_valid():
        try:
            with transaction.atomic():
                record_period(
                    actor=request.actor,
                    inscription=inscription,
                    period=period,
                    **form.cleaned_data,
                    now=timezone.now(),
                )
        except (ValidationError, TransitionRefused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "La période est enregistrée.")
            return redirect("examen:inscription_detail", pk=inscription.pk)
    return _form(request, inscription, form, "Période en entreprise")


@for_roles(*EVERYONE)
@require_POST
def period_remove(request: ActorRequest, pk: int, period_pk: int) -> HttpResponse:
    """Remove hours recorded by mistake."""
    inscription = _of_centre(request, pk)
    period = _get_period(inscription, period_pk)
    try:
        with transaction.atomic():
            remove_period(actor=request.actor, inscription=inscription, period=period, now=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, "La période est retirée.")
    return redirect("examen:inscription_detail", pk=pk)


@for_roles(*EVERYONE)
@never_cache
@require_safe
def proof_download(request: ActorRequest, pk: int, period_pk: int) -> HttpResponse:
    """The proof of hours in a company, for the centre's team; each opening is journaled."""
    inscription = _of_centre(request, pk)
    period = _get_period(inscription, period_pk)
    if not period.proof:
        raise Http404("aucune copie")
    record_access(
        actor=request.actor,
        verb="parcours.open_proof",
        target=inscription.parcours,
        sentence=f"A ouvert une preuve de période en entreprise de {inscription.person}.",
        now=timezone.now(),
    )
    return _send(period.proof, f"Preuve {inscription.person.sort_name}")


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def ecf_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Record the results of the évaluations passées en cours de formation."""
    inscription = _of_centre(request, pk)
    titre = get_titre(inscription.session.titre_ref)
    initial: dict[str, Any] = {"evaluated_on": timezone.localdate()}
    for result in inscription.parcours.ecf_results.all():
        initial[result.competence_ref.rpartition("/")[2].lower()] = str(int(result.acquired))
        initial["evaluated_on"] = result.evaluated_on
    data = request.POST if request.method == "POST" else None
    form = ECFForm(data, titre_ref=titre.ref, initial=initial)
    if data is not None and form.is_valid():
        try:
            with transaction.atomic():
                record_ecf(
                    actor=request.actor,
                    inscription=inscription,
                    results={titre.competence_id(n): acquired for n, acquired in form.results().items()},
                    evaluated_on=form.cleaned_data["evaluated_on"],
                    now=timezone.now(),
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Les résultats sont enregistrés.")
            return redirect("examen:inscription_detail", pk=pk)
    return _form(request, inscription, form, "Évaluations passées en cours de formation")


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def award_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter in the livret a CCP that the candidate acquired before, here or elsewhere."""
    inscription = managed_inscription(request, pk)
    data = request.POST if request.method == "POST" else None
    form = AwardForm(data, titre_ref=inscription.session.titre_ref)
    if data is not None and form.is_valid():
        try:
            with transaction.atomic():
                enter_award(
                    actor=request.actor, inscription=inscription, now=timezone.now(), **form.cleaned_data
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Le CCP est inscrit au livret.")
            return redirect("examen:inscription_detail", pk=pk)
    return _form(request, inscription, form, "CCP déjà acquis")


def _form(request: ActorRequest, inscription: Inscription, form: ActForm, heading: str) -> HttpResponse:
    context = {
        "session": inscription.session,
        "inscription": inscription,
        "form": form,
        "heading": heading,
        "note": "",
        "tone": "",
        "multipart": form.is_multipart(),
    }
    return render(request, "examen/inscription_act.html", context)


def _send(stored: FieldFile, name: str) -> HttpResponse:
    extension = (stored.name or "").rpartition(".")[2]
    with stored.open("rb") as stream:
        content = stream.read()
    return attachment(content, name, extension)

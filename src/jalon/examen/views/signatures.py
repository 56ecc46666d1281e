"""Signatures of the exam day: sign for a half-day, take a signature back, the signed sheet; the day without network."""

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import preview
from jalon.documents.responses import document_response, pdf_response
from jalon.examen import documents, letters
from jalon.examen.enums import HalfDay, InscriptionStatus, SignerRole
from jalon.examen.forms.signatures import SignatureForm, WithdrawForm
from jalon.examen.models import DaySignature, ExamSession, Inscription
from jalon.examen.operations import signatures as operations
from jalon.examen.permissions import CENTRE, get_led_session
from jalon.examen.queries.signatures import half_sheets
from jalon.examen.rules.signatures import half_day_label
from jalon.people.models import Person

HALVES = {"matin": HalfDay.MORNING, "apres-midi": HalfDay.AFTERNOON}
ROLES = {"candidat": SignerRole.CANDIDATE, "jure": SignerRole.JUROR}
AUDIENCES = {"candidats": SignerRole.CANDIDATE, "jurys": SignerRole.JUROR}


def _managed(request: ActorRequest, pk: int, *, for_update: bool = False) -> ExamSession:
    return get_led_session(
        request.actor, pk, "Le responsable de session recueille les signatures.", for_update=for_update
    )


def _signer(session: ExamSession, role: str, who: int) -> Inscription | Person:
    if ROLES.get(role) == SignerRole.CANDIDATE:
        admitted = session.inscriptions.filter(status=InscriptionStatus.ADMITTED)
        return get_object_or_404(admitted.select_related("person"), pk=who)
    if ROLES.get(role) == SignerRole.JUROR:
        return get_object_or_404(Person.objects.filter(jury_seats__jury__session=session).distinct(), pk=who)
    raise Http404("qualité inconnue")


def _half(text: str) -> tuple[date, HalfDay]:
    day, _, half = text.partition("_")
    try:
        return date.fromisoformat(day), HALVES[half]
    except (ValueError, KeyError):
        raise Http404("demi-journée inconnue") from None


@for_roles(*CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def day_sign(request: ActorRequest, pk: int, half: str, role: str, who: int) -> HttpResponse:
    """One person signs for one half-day, drawn or by the keyboard."""
    session = _managed(request, pk)
    signer, (day, half_day) = _signer(session, role, who), _half(half)
    person = signer.person if isinstance(signer, Inscription) else signer
    form = SignatureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        given = form.cleaned_data
        try:
            with transaction.atomic():
                operations.sign(
                    actor=request.actor,
                    session=_managed(request, pk, for_update=True),
                    uuid=given["uuid"],
                    signer=signer,
                    day=day,
                    half_day=half_day,
                    at=now,
                    now=now,
                    strokes=given["strokes"],
                    typed=given["typed"],
                    agreed=given["agreed"],
                    device=request.headers.get("User-Agent", ""),
                )
            messages.success(request, f"{person.full_name} a signé.")
            return redirect(_back(session, day))
        except TransitionRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
    context = {
        "session": session,
        "form": form,
        "person": person,
        "half_label": half_day_label(day, half_day),
        "back_url": _back(session, day),
        "typed": form["typed"].value() or "",
        "uuid": uuid4() if "uuid" in form.errors else form["uuid"].value(),
    }
    return render(request, "examen/signature_page.html", context, status=422 if form.errors else 200)


@for_roles(*CENTRE)
@require_POST
def day_signature_withdraw(request: ActorRequest, pk: int, signature: int) -> HttpResponse:
    """Take a mistaken signature back, with its reason."""
    session = _managed(request, pk)
    row = get_object_or_404(DaySignature, pk=signature, session=session)
    form = WithdrawForm(request.POST)
    now = timezone.now()
    try:
        with transaction.atomic():
            operations.withdraw_signature(
                actor=request.actor,
                session=_managed(request, pk, for_update=True),
                signature=row,
                uuid=uuid4(),
                reason=form.cleaned_data["reason"] if form.is_valid() else "",
                at=now,
                now=now,
            )
        messages.success(request, "La signature est annulée.")
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return redirect(_back(session, row.date))


@for_roles(*CENTRE)
@require_safe
def day_signed_sheet(request: ActorRequest, pk: int, audience: str) -> HttpResponseBase:
    """The signed sheet: as issued if nothing has changed since, else as it stands."""
    session, role = _managed(request, pk), AUDIENCES[audience]
    with transaction.atomic():
        record_access(
            actor=request.actor, verb="day.download", target=session, now=timezone.now(),
            sentence=f"{request.actor.label} a téléchargé la feuille d’émargement signée ({audience}, {session}).",
        )  # fmt: skip
    if issued := operations.issued_sheet(session, role):
        return document_response(issued)
    content = preview(documents.FEUILLE_SIGNEE, letters.emargement_signe(session, half_sheets(session), role))
    return pdf_response(content, f"emargement-signe-{audience}-{session.number}.pdf")


@for_roles(*CENTRE)
@require_POST
def day_signed_sheet_issue(request: ActorRequest, pk: int, audience: str) -> HttpResponse:
    """Certify and issue the signed sheet."""
    session = _managed(request, pk)
    try:
        with transaction.atomic():
            issued = operations.issue_signed_sheet(
                actor=request.actor,
                session=_managed(request, pk, for_update=True),
                role=AUDIENCES[audience],
                now=timezone.now(),
            )
        messages.success(request, f"La feuille signée est émise sous le numéro {issued.number}.")
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return redirect(f"{reverse('examen:day', args=[session.pk])}#emargement")


@for_roles(*CENTRE)
@require_safe
def day_worker(request: ActorRequest, pk: int) -> HttpResponse:
    """The service worker of one session's exam day: its address limits it to these screens."""
    _managed(request, pk)
    response = render(request, "examen/day_offline.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _back(session: ExamSession, day: date) -> str:
    return f"{reverse('examen:day', args=[session.pk])}?jour={day.isoformat()}#emargement"

"""The page of a maître d’apprentissage, behind a secret address: read, agree, sign, attest; no account is needed.

It tells what serves the apprentice’s coordination and nothing else of the path (D6).
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jalon.common.actor import Actor, system_actor
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.formation.alternation_chart import alternation_chart
from jalon.formation.enums import Side, VisitSigner
from jalon.formation.forms.apprentissage import MasterHoursForm, ProgressForm, SignForm
from jalon.formation.letters.apprentissage import totals_told, week_told
from jalon.formation.letters.programmes import competence_label
from jalon.formation.models import CompanyVisit, EntrustedPeriod, MasterAccess
from jalon.formation.operations.apprentissage import agree_calendar
from jalon.formation.operations.apprentissage_suivi import attest_hours, mark_progress, sign_visit
from jalon.formation.queries.apprentissage import (
    OPENED,
    access_of,
    capacity,
    last_day,
    last_opening,
    periods_of_path,
    progression_of,
    visits_of,
    weeks_of_path,
)
from jalon.formation.rules.apprentissage import calendar_digest
from jalon.referentiel.queries import get_titre

_BASE = "formation/maitre_base.html"


def _actor(access: MasterAccess) -> Actor:
    contract = access.contract
    return system_actor(f"{contract.master} (lien)", organisme_id=contract.parcours.person.organisme_id)


def _open(token: str) -> MasterAccess | None:
    """The access that the secret opens; its opening is journaled once a day."""
    today = timezone.localdate()
    access = access_of(token, today)
    if access is not None and last_opening(access) != today:
        person = access.contract.parcours.person
        record_access(
            actor=_actor(access), verb=OPENED, target=access, now=timezone.now(),
            sentence=f"A ouvert la page du maître d’apprentissage de {person}.",
        )  # fmt: skip
    return access


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # the secret stays here; forms need their origin
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return _page(request, "formation/maitre_ferme.html", {}, status=410)


def _context(access: MasterAccess, token: str) -> dict[str, Any]:
    contract = access.contract
    return {
        "token": token,
        "contract": contract,
        "person": contract.parcours.person,
        "organisme": contract.parcours.person.organisme,
        "titre": get_titre(contract.parcours.titre_ref),
        "full_name": contract.master,
        "last_name": contract.master,
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def master(request: HttpRequest, token: str) -> HttpResponse:
    """What waits for the maître; the agreement on the calendar is given here (POST)."""
    access = _open(token)
    if access is None:
        return _gone(request)
    contract = access.contract
    parcours = contract.parcours
    weeks = weeks_of_path(parcours, contract)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            with transaction.atomic():
                agree_calendar(
                    actor=_actor(access), contract=contract, by=contract.master, on=timezone.localdate(),
                    now=timezone.now(), seen=request.POST.get("seen", "")[:64] or "?",
                )  # fmt: skip
        except TransitionRefused as refusal:
            reasons = tuple(refusal.reasons)
        else:
            return redirect("formation:master", token=token)
    context = _context(access, token)
    titre, today = context["titre"], timezone.localdate()
    visits = [one for one in visits_of(parcours) if one.cancelled_on is None]
    periods = [one for one in periods_of_path(parcours) if one.contract_id == contract.pk]
    context |= {
        "reasons": reasons,
        "chart": alternation_chart(weeks, today),
        "weeks": [(one, week_told(one)) for one in weeks],
        "totals": totals_told(contract, weeks) if weeks else "",
        "digest": calendar_digest(weeks),
        "agreed": bool(weeks) and contract.calendar_sha256 == calendar_digest(weeks),
        "visits": [
            (one, any(s.signer == VisitSigner.MASTER for s in one.signatures.all())) for one in visits
        ],
        "periods": [
            (
                one,
                [competence_label(titre, ref) for ref in one.competence_refs],
                min(one.ends_on, last_day(contract)) <= today,
            )
            for one in periods
        ],
    }
    return _page(request, "formation/maitre.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def master_visit(request: HttpRequest, token: str, visit: int) -> HttpResponse:
    """Read a report and sign it."""
    access = _open(token)
    row = (
        CompanyVisit.objects.filter(
            pk=visit, parcours=access.contract.parcours_id, held_on__isnull=False, superseded_by=None
        )
        .select_related("contract")
        .prefetch_related("signatures")
        .first()
        if access
        else None
    )
    if access is None or row is None:
        return _gone(request)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                sign_visit(
                    actor=_actor(access), visit=row, signer=VisitSigner.MASTER, seen=form.cleaned_data["seen"],
                    now=timezone.now(), **form.signature(),
                )  # fmt: skip
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("formation:master", token=token)
    context = _context(access, token) | {
        "visit": row, "form": form, "typed": request.POST.get("typed", ""),
        "signed": any(one.signer == VisitSigner.MASTER for one in row.signatures.all()),
    }  # fmt: skip
    return _page(request, "formation/maitre_visite.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def master_hours(request: HttpRequest, token: str, period: int) -> HttpResponse:
    """Attest the hours of a period, and sign."""
    access = _open(token)
    row = (
        EntrustedPeriod.objects.filter(pk=period, contract=access.contract).select_related("contract").first()
        if access
        else None
    )
    if access is None or row is None:
        return _gone(request)
    parcours = access.contract.parcours
    last = min(row.ends_on, last_day(access.contract))
    most = capacity(access.contract, weeks_of_path(parcours), row.starts_on, last)
    form = MasterHoursForm(request.POST or None, initial={"hours": most})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                attest_hours(
                    actor=_actor(access), period=row, hours=form.cleaned_data["hours"],
                    comment=form.cleaned_data["comment"], now=timezone.now(), **form.signature(),
                )  # fmt: skip
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            return redirect("formation:master", token=token)
    context = _context(access, token)
    context |= {
        "period": row, "form": form, "most": most, "typed": request.POST.get("typed", ""),
        "competences": [competence_label(context["titre"], ref) for ref in row.competence_refs],
        "over": last <= timezone.localdate(),
    }  # fmt: skip
    return _page(request, "formation/maitre_heures.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def master_progress(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the apprentice practises in the company."""
    access = _open(token)
    if access is None:
        return _gone(request)
    context = _context(access, token)
    parcours = access.contract.parcours
    rows = progression_of(parcours, context["titre"])
    levels = {one.ref: one.company for _, own in rows for one in own}
    form = ProgressForm(
        request.POST or None, titre=context["titre"], ccps=[ccp for ccp, _ in rows], levels=levels
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                mark_progress(
                    actor=_actor(access), parcours=parcours, side=Side.COMPANY, levels=form.levels(),
                    on=timezone.localdate(), now=timezone.now(), by=access.contract.master,
                )  # fmt: skip
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("formation:master", token=token)
    return _page(request, "formation/maitre_progression.html", context | {"form": form})

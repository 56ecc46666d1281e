"""What is entrusted, seen and told for an apprentice: periods, progression, visits, acts of the centre for them."""

from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.documents.responses import document_response
from jalon.formation.enums import CfaActKind, Side, VisitKind, VisitSigner
from jalon.formation.forms.apprentissage import (
    CfaActForm,
    HoursForm,
    PeriodForm,
    ProgressForm,
    ReportForm,
    SignForm,
    VisitForm,
    WhyForm,
)
from jalon.formation.models import CfaAct, CfaActPath, CompanyVisit, EntrustedPeriod
from jalon.formation.operations.apprentissage_actes import (
    receive_cfa_act,
    record_cfa_act,
    withdraw_cfa_act,
)
from jalon.formation.operations.apprentissage_suivi import (
    attest_hours,
    cancel_visit,
    entrust,
    hold_visit,
    mark_progress,
    plan_visit,
    redo_visit,
    remove_period,
    sign_visit,
)
from jalon.formation.permissions import PATHS, is_walker, leads
from jalon.formation.queries.apprentissage import capacity, last_day, progression_of, weeks_of_path
from jalon.formation.views.acts import done
from jalon.formation.views.apprentissage import BACK, act_button, act_form, get_apprentice, sent, void
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre

PERSONAL = (
    CfaActKind.RIGHTS, CfaActKind.SAFETY, CfaActKind.SOCIAL, CfaActKind.EDUCATION, CfaActKind.CIVIC,
    CfaActKind.PURSUIT,
)  # fmt: skip


# -- periods


def _period(parcours: Parcours, pk: int) -> EntrustedPeriod:
    rows = EntrustedPeriod.objects.select_related("contract", "document", "period")
    return get_object_or_404(rows, pk=pk, parcours=parcours)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def period_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what the company entrusts."""
    return _entrust(request, get_apprentice(request, pk, teacher=True), None, "Noter ce qui est confié")


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def period_edit(request: ActorRequest, pk: int, period: int) -> HttpResponse:
    """Correct a period."""
    parcours = get_apprentice(request, pk, teacher=True)
    return _entrust(request, parcours, _period(parcours, period), "Corriger la période")


def _entrust(
    request: ActorRequest, parcours: Parcours, period: EntrustedPeriod | None, heading: str
) -> HttpResponse:
    form = PeriodForm(titre=get_titre(parcours.titre_ref), period=period, **sent(request))
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(
            entrust(actor=request.actor, parcours=parcours, period=period, now=timezone.now(), **given)
        ),
        heading=heading, said="La période est enregistrée.", anchor="#confie",
    )  # fmt: skip


@for_roles(*PATHS)
@require_POST
def period_remove(request: ActorRequest, pk: int, period: int) -> HttpResponse:
    """Take a period back before its hours are attested."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = _period(parcours, period)

    def act() -> str:
        remove_period(actor=request.actor, period=row, now=timezone.now())
        return "La période est retirée."

    return act_button(request, parcours, act, "#confie")


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def period_hours(request: ActorRequest, pk: int, period: int) -> HttpResponse:
    """Keep the hours of a period, with a proof that reached the centre."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = _period(parcours, period)
    weeks = weeks_of_path(parcours)
    last = min(row.ends_on, last_day(row.contract))
    form = HoursForm(**sent(request), initial={"hours": capacity(row.contract, weeks, row.starts_on, last)})
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(attest_hours(actor=request.actor, period=row, now=timezone.now(), **given)),
        heading=f"Heures en entreprise – {row}", said="Les heures sont enregistrées avec leur preuve.",
        anchor="#confie", multipart=True,
    )  # fmt: skip


@for_roles(*PATHS)
@never_cache
@require_safe
def period_proof(request: ActorRequest, pk: int, period: int) -> HttpResponse | FileResponse:
    """The attestation, or the proof of the hours; each opening is journaled."""
    parcours = get_apprentice(request, pk)
    row = _period(parcours, period)
    if row.period is None or not row.period.proof:
        raise Http404("preuve non reçue")
    record_access(
        actor=request.actor, verb="formation.open_attestation", target=parcours, now=timezone.now(),
        sentence=f"A ouvert l’attestation d’heures de {parcours.person} ({row}).",
    )  # fmt: skip
    if row.document is not None:
        return document_response(row.document)
    with row.period.proof.open("rb") as file:
        content = file.read()
    return attachment(
        content, f"preuve {row} {parcours.person.sort_name}", (row.period.proof.name or "").rpartition(".")[2]
    )


# -- progression


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def progress(request: ActorRequest, pk: int, side: str) -> HttpResponse:
    """Say where one side is with each competence; for the company, what the maître told."""
    parcours = get_apprentice(request, pk, teacher=True)
    if side not in Side.values:
        raise Http404("côté inconnu")
    titre = get_titre(parcours.titre_ref)
    rows = progression_of(parcours, titre)
    levels = {one.ref: one.centre if side == Side.CENTRE else one.company for _, own in rows for one in own}
    form = ProgressForm(titre=titre, ccps=[ccp for ccp, _ in rows], levels=levels, **sent(request))
    return act_form(
        request, parcours, form, form.levels,
        lambda given: void(
            mark_progress(
                actor=request.actor, parcours=parcours, side=Side(side), levels=given, on=timezone.localdate(),
                now=timezone.now(),
            )
        ),
        heading=f"Progression – {Side(side).label.lower()}", said="La progression est à jour.",
        anchor="#progression",
    )  # fmt: skip


# -- visits


def _visit(parcours: Parcours, pk: int) -> CompanyVisit:
    rows = CompanyVisit.objects.select_related("contract").prefetch_related("signatures")
    return get_object_or_404(rows, pk=pk, parcours=parcours)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def visit_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Plan a visit."""
    parcours = get_apprentice(request, pk, teacher=True)
    initial = {"kind": VisitKind.ON_SITE, "visitor": request.actor.label}
    form = VisitForm(**sent(request), initial=initial)
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(plan_visit(actor=request.actor, parcours=parcours, now=timezone.now(), **given)),
        heading="Prévoir une visite", said="La visite est prévue.", anchor="#visites",
    )  # fmt: skip


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def visit_move(request: ActorRequest, pk: int, visit: int) -> HttpResponse:
    """Move a visit."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = _visit(parcours, visit)
    initial = {"kind": row.kind, "planned_on": row.planned_on, "visitor": row.visitor}
    form = VisitForm(**sent(request), initial=initial)
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(
            plan_visit(actor=request.actor, parcours=parcours, visit=row, now=timezone.now(), **given)
        ),
        heading="Déplacer la visite", said="La visite est déplacée.", anchor="#visites",
    )  # fmt: skip


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def visit_hold(request: ActorRequest, pk: int, visit: int) -> HttpResponse:
    """Write the report."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = _visit(parcours, visit)
    form = ReportForm(visit=row, **sent(request))
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(hold_visit(actor=request.actor, visit=row, now=timezone.now(), **given)),
        heading="Compte rendu de la visite", said="Le compte rendu est enregistré : il reste à le signer.",
        anchor="#visites",
    )  # fmt: skip


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def visit_cancel(request: ActorRequest, pk: int, visit: int) -> HttpResponse:
    """Cancel a visit."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = _visit(parcours, visit)
    form = WhyForm(**sent(request))
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(cancel_visit(actor=request.actor, visit=row, now=timezone.now(), **given)),
        heading="Annuler la visite", said="La visite est annulée.", anchor="#visites",
    )  # fmt: skip


@for_roles(*PATHS)
@require_POST
def visit_redo(request: ActorRequest, pk: int, visit: int) -> HttpResponse:
    """Take a signed report up again."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = _visit(parcours, visit)

    def act() -> str:
        redo_visit(actor=request.actor, visit=row, now=timezone.now())
        return "Le compte rendu est repris : corrigez-le, puis faites-le signer de nouveau."

    return act_button(request, parcours, act, "#visites")


@for_roles(*PATHS)
@never_cache
@require_http_methods(["GET", "POST"])
def visit_sign(request: ActorRequest, pk: int, visit: int) -> HttpResponse:
    """The apprentice reads the report and signs it on their own screen."""
    parcours = get_apprentice(request, pk)
    if not is_walker(request.actor, parcours):
        raise PermissionDenied("L’apprenti seul signe ici ; le maître d’apprentissage signe sur sa page.")
    row = _visit(parcours, visit)
    form = SignForm(**sent(request))

    def act(given: dict[str, Any]) -> None:
        sign_visit(
            actor=request.actor, visit=row, signer=VisitSigner.APPRENTICE, seen=form.cleaned_data["seen"],
            now=timezone.now(), **given,
        )  # fmt: skip

    if done(request, form, form.signature, act, "Le compte rendu est signé."):
        return redirect(reverse(BACK, args=[pk]) + "#visites")
    context = {
        "parcours": parcours, "titre": get_titre(parcours.titre_ref), "visit": row, "form": form,
        "full_name": parcours.person.full_name, "last_name": parcours.person.last_name,
        "signed": any(one.signer == VisitSigner.APPRENTICE for one in row.signatures.all()),
        "typed": request.POST.get("typed", ""),
    }  # fmt: skip
    return render(request, "formation/visite_signer.html", context)


# -- acts of the centre for one apprentice


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def act_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep something that the centre did for the apprentice."""
    parcours = get_apprentice(request, pk, teacher=True)
    form = CfaActForm(kinds=PERSONAL, **sent(request), initial={"on": timezone.localdate()})
    return act_form(
        request, parcours, form, form.told_act,
        lambda given: void(
            record_cfa_act(
                actor=request.actor, organisme=parcours.person.organisme, paths=[parcours], now=timezone.now(), **given
            )
        ),
        heading="Noter un accompagnement ou une remise", said="L’acte est enregistré.", anchor="#accompagnement",
        multipart=True,
    )  # fmt: skip


def _act(parcours: Parcours, pk: int) -> CfaActPath:
    return get_object_or_404(CfaActPath.objects.select_related("act"), act=pk, parcours=parcours)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def act_withdraw(request: ActorRequest, pk: int, act: int) -> HttpResponse:
    """Set a mistaken act aside; one that concerns others too belongs to who leads the centre."""
    parcours = get_apprentice(request, pk, teacher=True)
    row: CfaAct = _act(parcours, act).act
    if row.paths.count() > 1 and not leads(request.actor, parcours):
        raise PermissionDenied("Cet acte concerne d’autres apprentis : le responsable du centre le retire.")
    form = WhyForm(**sent(request))
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(withdraw_cfa_act(actor=request.actor, act=row, now=timezone.now(), **given)),
        heading=f"Retirer « {row.heading} »", said="L’acte est retiré ; il reste lisible.", anchor="#accompagnement",
    )  # fmt: skip


@for_roles(*PATHS)
@require_POST
def act_receive(request: ActorRequest, pk: int, act: int) -> HttpResponse:
    """The apprentice says to have received what was handed over."""
    parcours = get_apprentice(request, pk)
    if not is_walker(request.actor, parcours):
        raise PermissionDenied("L’apprenti seul accuse réception.")
    row = _act(parcours, act)

    def do() -> str:
        receive_cfa_act(actor=request.actor, given=row, now=timezone.now())
        return "Merci : la remise est confirmée."

    return act_button(request, parcours, do, "#accompagnement")


@for_roles(*PATHS)
@never_cache
@require_safe
def act_file(request: ActorRequest, pk: int, act: int) -> HttpResponse:
    """The document of an act that concerns the apprentice."""
    parcours = get_apprentice(request, pk)
    return file_of(request, _act(parcours, act).act)


def file_of(request: ActorRequest, act: CfaAct) -> HttpResponse:
    """The document of an act, as it was received; the opening is journaled."""
    if not act.file:
        raise Http404("acte sans document")
    with act.file.open("rb") as file:
        content = file.read()
    if sha256(content).hexdigest() != act.file_sha256:
        raise Http404("document altéré")
    record_access(
        actor=request.actor, verb="formation.open_cfa_act", target=act, now=timezone.now(),
        sentence=f"A ouvert le document de « {act.heading} ».",
    )  # fmt: skip
    name, _, extension = act.file_name.rpartition(".")
    return attachment(content, name or "document", extension.lower())

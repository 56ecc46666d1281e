"""The apprenticeship of someone: contract, alternation, what is entrusted and seen, visits, the link for the maître."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.accounts.views.signin import base_url
from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest, for_roles
from jalon.common.qr import qr_code
from jalon.common.workflow import TransitionRefused
from jalon.documents.responses import document_response
from jalon.formation.alternation_chart import alternation_chart
from jalon.formation.documents import LIVRET_APPRENTISSAGE
from jalon.formation.enums import Progress
from jalon.formation.forms.apprentissage import (
    AbsencesForm,
    AgreementForm,
    BreakForm,
    ContractForm,
    FilingForm,
    RhythmForm,
    WeekForm,
)
from jalon.formation.letters.apprentissage import livret_apprentissage, totals_told, week_told
from jalon.formation.letters.programmes import competence_label
from jalon.formation.models import ApprenticeContract, MasterAccess
from jalon.formation.operations.apprentissage import (
    agree_calendar,
    break_contract,
    change_week,
    file_contract,
    issue_contract_convention,
    note_trial_absences,
    plan_weeks,
    save_contract,
)
from jalon.formation.operations.apprentissage_suivi import open_access, revoke_access
from jalon.formation.operations.papers import issue_paper
from jalon.formation.permissions import PATHS, is_walker, require_teacher, teaches
from jalon.formation.queries.apprentissage import (
    acts_on,
    capacity,
    contract_facts,
    contract_in_force,
    contracts_of,
    dues_of,
    last_day,
    last_opening,
    periods_of_path,
    progression_of,
    trial_end_of,
    visits_of,
    weeks_of_path,
)
from jalon.formation.queries.papers import last_paper
from jalon.formation.rules.apprentissage import calendar_digest, contract_remarks, monday_of
from jalon.formation.views.acts import done, form_page
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import get_parcours
from jalon.parcours.queries import trainers_on
from jalon.referentiel.queries import get_titre

BACK = "formation:apprenticeship"


def get_apprentice(request: ActorRequest, pk: int, *, teacher: bool = False) -> Parcours:
    """The path of an apprentice, in scope; 403 on another route, and to those who only read when `teacher`."""
    parcours = get_parcours(request.actor, pk)
    if parcours.route != Route.APPRENTISSAGE:
        raise PermissionDenied("Cette page est celle des parcours d’apprentissage.")
    if teacher:
        require_teacher(request.actor, parcours)
    return parcours


def get_contract(parcours: Parcours, pk: int) -> ApprenticeContract:
    """A contract of the path; else Http404."""
    row = get_object_or_404(ApprenticeContract, pk=pk, parcours=parcours)
    row.parcours = parcours
    return row


def told_level(level: int | None) -> str:
    """A level of the progression in words; "" when nothing is said."""
    return "" if level is None else str(Progress(level).label)


@for_roles(*PATHS)
@never_cache
@require_safe
def apprenticeship(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything that binds the centre, the company and the apprentice, on one page."""
    parcours = get_apprentice(request, pk)
    titre = get_titre(parcours.titre_ref)
    today = timezone.localdate()
    contracts = contracts_of(parcours)
    contract = contract_in_force(parcours) or (contracts[0] if contracts else None)
    settings = parameters_of(parcours.person.organisme_id)
    weeks = weeks_of_path(parcours, contract)
    told = dues_of(parcours, today)
    for one in contracts:
        one.parcours = parcours
    context: dict[str, Any] = {
        "parcours": parcours,
        "titre": titre,
        "today": today,
        "teaches": teaches(request.actor, parcours),
        "walks": is_walker(request.actor, parcours),
        "contract": contract,
        "former": [one for one in contracts if one != contract],
        "waiting": [(one, one.late(today)) for one in told if one.done_on is None],
        "periods": [
            (
                one,
                [competence_label(titre, ref) for ref in one.competence_refs],
                capacity(one.contract, weeks_of_path(parcours), one.starts_on, one.ends_on),
                min(one.ends_on, last_day(one.contract)) <= today,
            )
            for one in periods_of_path(parcours)
        ],
        "progression": [
            (
                ccp,
                [
                    (competence_label(titre, one.ref), one, told_level(one.centre), told_level(one.company))
                    for one in rows
                ],
            )
            for ccp, rows in progression_of(parcours, titre)
        ],
        "visits": [
            (one, [s.signer for s in one.signatures.all()], hasattr(one, "supersedes"))
            for one in visits_of(parcours)
        ],
        "acts": acts_on(parcours),
        "livret": last_paper(parcours, LIVRET_APPRENTISSAGE.name),
        "required": titre.scheme().company_hours,
    }
    if contract is not None:
        end = trial_end_of(contract, weeks)
        access = MasterAccess.objects.filter(
            contract=contract, revoked_at=None, expires_on__gte=today
        ).first()
        context |= {
            "before": ApprenticeContract.objects.filter(superseded_by=contract)
            .select_related("document")
            .first(),
            "remarks": contract_remarks(contract_facts(contract), parcours.person.birth_date, settings)
            if context["teaches"]
            else [],
            "trial_end": end,
            "trial_days": settings["apprentice_trial_days"],
            "rebound_months": settings["apprentice_rebound_months"],
            "chart": alternation_chart(weeks, today),
            "weeks": [
                (one, week_told(one), capacity(contract, [one], contract.starts_on, last_day(contract)))
                for one in weeks
            ],
            "totals": totals_told(contract, weeks),
            "agreed": bool(weeks) and contract.calendar_sha256 == calendar_digest(weeks),
            "digest": calendar_digest(weeks),
            "access": access,
            "opened_on": last_opening(access) if access else None,
        }
    return render(request, "formation/apprentissage.html", context)


def act_form(
    request: ActorRequest,
    parcours: Parcours,
    form: ActForm,
    told: Callable[[], dict[str, Any]],
    act: Callable[[dict[str, Any]], None],
    *,
    heading: str,
    said: str,
    anchor: str = "",
    multipart: bool = False,
) -> HttpResponse:
    """The page of a form, or the way back once its act is done."""
    back = reverse(BACK, args=[parcours.pk]) + anchor
    if done(request, form, told, act, said):
        return redirect(back)
    return form_page(request, parcours, form, heading, BACK, multipart=multipart, back_url=back)


def act_button(
    request: ActorRequest, parcours: Parcours, act: Callable[[], str], anchor: str = ""
) -> HttpResponse:
    """The way back once a button's act is done or refused; `act` gives what to say."""
    try:
        with transaction.atomic():
            said = act()
    except (TransitionRefused, ValidationError) as refusal:
        reasons = refusal.reasons if isinstance(refusal, TransitionRefused) else refusal.messages
        for reason in reasons:
            messages.error(request, reason)
    else:
        messages.success(request, said)
    return redirect(reverse(BACK, args=[parcours.pk]) + anchor)


def sent(request: ActorRequest) -> dict[str, Any]:
    """The arguments of a form: what was sent, when something was."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


# -- the contract


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def contract_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep a contract."""
    parcours = get_apprentice(request, pk, teacher=True)
    form = ContractForm(**sent(request))
    return act_form(
        request, parcours, form, form.told,
        lambda given: void(save_contract(actor=request.actor, parcours=parcours, now=timezone.now(), **given)),
        heading="Enregistrer le contrat d’apprentissage", said="Le contrat est enregistré.", anchor="#contrat",
    )  # fmt: skip


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def contract_edit(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Correct a contract, or amend it once its convention is issued."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)
    form = ContractForm(contract=row, **sent(request))
    amends = row.document_id is not None
    return act_form(
        request, parcours, form, form.told,
        lambda given: void(
            save_contract(actor=request.actor, parcours=parcours, contract=row, now=timezone.now(), **given)
        ),
        heading="Enregistrer un avenant" if amends else "Corriger le contrat",
        said="L’avenant est enregistré : émettez la nouvelle convention." if amends else "Le contrat est corrigé.",
        anchor="#contrat",
    )  # fmt: skip


def void(_made: object) -> None:
    """Leave what an operation gives."""


@for_roles(*PATHS)
@require_POST
def contract_issue(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Issue the convention with the employer."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)

    def act() -> str:
        issued = issue_contract_convention(actor=request.actor, contract=row, now=timezone.now())
        return f"La convention {issued.number} est émise : faites-la signer par les parties."

    return act_button(request, parcours, act, "#contrat")


@for_roles(*PATHS)
@require_safe
def contract_pdf(request: ActorRequest, pk: int, contract: int) -> FileResponse:
    """The convention as it was issued."""
    row = get_contract(get_apprentice(request, pk), contract)
    if row.document is None:
        raise Http404("convention non émise")
    return document_response(row.document)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def contract_file(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Note that the contract left for the opérateur de compétences."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)
    form = FilingForm(
        **sent(request), initial={"on": row.filed_on or timezone.localdate(), "number": row.filed_number}
    )
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(file_contract(actor=request.actor, contract=row, now=timezone.now(), **given)),
        heading="Noter la transmission du contrat", said="La transmission est notée.", anchor="#contrat",
    )  # fmt: skip


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def contract_absences(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Count the absences that put the end of the trial off."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)
    form = AbsencesForm(**sent(request), initial={"days": row.trial_absences})
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(note_trial_absences(actor=request.actor, contract=row, now=timezone.now(), **given)),
        heading="Absences pendant la période d’essai", said="La fin de l’essai est recalculée.", anchor="#contrat",
    )  # fmt: skip


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def contract_break(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Note a break."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)
    form = BreakForm(**sent(request), initial={"on": timezone.localdate()})
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(break_contract(actor=request.actor, contract=row, now=timezone.now(), **given)),
        heading=f"Noter la rupture du contrat – {row.employer}",
        said="La rupture est notée ; les heures attestées restent acquises.", anchor="#contrat",
    )  # fmt: skip


# -- the calendar


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def calendar_plan(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Lay the weeks of the contract at a rhythm."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)
    first = monday_of(row.starts_on)
    begun = weeks_of_path(parcours, row) and first < timezone.localdate() <= row.ends_on
    since = monday_of(timezone.localdate()) if begun else first
    form = RhythmForm(**sent(request), initial={"since": since})
    return act_form(
        request, parcours, form, form.told,
        lambda given: void(plan_weeks(actor=request.actor, contract=row, now=timezone.now(), **given)),
        heading="Faire le calendrier de l’alternance",
        said="Le calendrier est fait : il reste à l’accorder avec l’entreprise.", anchor="#calendrier",
    )  # fmt: skip


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def calendar_week(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Change one week."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)
    asked = request.GET.get("semaine", "")
    known = next((one for one in weeks_of_path(parcours, row) if one.monday.isoformat() == asked), None)
    initial = (
        {"monday": known.monday, "centre_days": known.centre_days, "leave_days": known.leave_days}
        if known
        else {}
    )
    form = WeekForm(**sent(request), initial=initial)
    return act_form(
        request, parcours, form, form.told,
        lambda given: void(change_week(actor=request.actor, contract=row, now=timezone.now(), **given)),
        heading="Changer une semaine", said="La semaine est changée : l’accord est à redemander.",
        anchor="#calendrier",
    )  # fmt: skip


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def calendar_agree(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Note an agreement that reached the centre by another way."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)
    form = AgreementForm(**sent(request), initial={"by": row.master, "on": timezone.localdate()})
    return act_form(
        request, parcours, form, lambda: form.cleaned_data,
        lambda given: void(agree_calendar(actor=request.actor, contract=row, now=timezone.now(), **given)),
        heading="Noter l’accord sur le calendrier", said="L’accord est noté.", anchor="#calendrier",
    )  # fmt: skip


# -- the link of the maître, the livret


@for_roles(*PATHS)
@never_cache
@require_POST
def access_open(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Give the maître a secret address, shown this once, and send it when asked."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)
    send = request.POST.get("send") == "1"
    try:
        with transaction.atomic():
            access, url = open_access(
                actor=request.actor, contract=row, base_url=base_url(request), now=timezone.now(), send=send
            )
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect(reverse(BACK, args=[pk]) + "#lien")
    context = {
        "parcours": parcours, "titre": get_titre(parcours.titre_ref), "contract": row, "access": access, "url": url,
        "drawing": qr_code(url),
    }  # fmt: skip
    return render(request, "formation/apprentissage_lien.html", context)


@for_roles(*PATHS)
@require_POST
def access_close(request: ActorRequest, pk: int, contract: int) -> HttpResponse:
    """Take the address back."""
    parcours = get_apprentice(request, pk, teacher=True)
    row = get_contract(parcours, contract)

    def act() -> str:
        revoke_access(actor=request.actor, contract=row, now=timezone.now())
        return "Le lien ne sert plus."

    return act_button(request, parcours, act, "#lien")


@for_roles(*PATHS)
@require_POST
def livret_issue(request: ActorRequest, pk: int) -> HttpResponse:
    """Issue the livret d’apprentissage as things stand."""
    parcours = get_apprentice(request, pk, teacher=True)
    titre = get_titre(parcours.titre_ref)

    def act() -> str:
        contracts = contracts_of(parcours)
        contract = contract_in_force(parcours) or (contracts[0] if contracts else None)
        if contract is None:
            raise TransitionRefused(["Enregistrez d’abord le contrat d’apprentissage."])
        trainers = trainers_on(parcours)
        seen = [one for _, rows in progression_of(parcours, titre) for one in rows]
        told = livret_apprentissage(
            parcours, contract, weeks_of_path(parcours, contract), periods_of_path(parcours), seen,
            visits_of(parcours), acts_on(parcours), titre,
            trainer=", ".join(one.full_name for one in trainers) or request.actor.label,
        )  # fmt: skip
        issued = issue_paper(
            actor=request.actor,
            parcours=parcours,
            kind=LIVRET_APPRENTISSAGE,
            context=told,
            now=timezone.now(),
        )
        return f"Le livret {issued.number} est émis."

    return act_button(request, parcours, act, "#livret")


@for_roles(*PATHS)
@require_safe
def livret_pdf(request: ActorRequest, pk: int) -> FileResponse:
    """The last livret issued."""
    issued = last_paper(get_apprentice(request, pk), LIVRET_APPRENTISSAGE.name)
    if issued is None:
        raise Http404("livret non émis")
    return document_response(issued)

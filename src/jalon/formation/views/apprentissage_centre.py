"""All the apprentices of a centre, what it does for them together, and whom it names (C3)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jalon.accounts.models import Organisme
from jalon.accounts.permissions import current_organisme
from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest, attachment, for_roles, typed
from jalon.common.journal import record_access
from jalon.common.spreadsheets import Value, to_csv
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import CfaActKind
from jalon.formation.forms.apprentissage import CfaActForm, ReferentForm, UntilForm, WhyForm
from jalon.formation.models import CfaAct, CfaReferent
from jalon.formation.operations.apprentissage_actes import (
    end_referent,
    name_referent,
    record_cfa_act,
    withdraw_cfa_act,
)
from jalon.formation.permissions import LEADERS, TEACHERS
from jalon.formation.queries.apprentissage import Apprentice, acts_of, board_of, referents_of
from jalon.formation.views.apprentissage import sent
from jalon.formation.views.apprentissage_suivi import file_of
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import parcours_visible_to
from jalon.parcours.workflow import ENDED
from jalon.people.rules import fold
from jalon.referentiel.queries import get_titres

PAGE = 50
SORTS = {
    "urgence": lambda row: (not row.late, row.first_due, row.parcours.person.sort_name),
    "nom": lambda row: row.parcours.person.sort_name,
    "employeur": lambda row: (
        fold(row.contract.employer) if row.contract else "",
        row.parcours.person.sort_name,
    ),
    "visite": lambda row: (row.last_visit or date.min, row.parcours.person.sort_name),
}
FILTERS = {"": "Tous", "retard": "En retard", "contrat": "Sans contrat", "visite": "Sans visite prévue"}


def _rows(request: ActorRequest, today: date) -> list[Apprentice]:
    """The apprentices whom the actor knows, searched, narrowed and sorted as the address says."""
    paths = (
        parcours_visible_to(request.actor)
        .filter(route=Route.APPRENTISSAGE, person__organisme_id=request.actor.organisme_id or 0)
        .exclude(stage__in=ENDED)
        .select_related("person")
    )
    rows = board_of(list(paths), today)
    if words := fold(typed(request.GET)).split():
        rows = [
            row
            for row in rows
            if all(
                word
                in fold(
                    f"{row.parcours.person.sort_name} "
                    + (f"{row.contract.employer} {row.contract.master}" if row.contract else "")
                )
                for word in words
            )
        ]
    only = request.GET.get("voir", "")
    if only == "retard":
        rows = [row for row in rows if row.late]
    elif only == "contrat":
        rows = [row for row in rows if row.contract is None or row.contract.broken_on]
    elif only == "visite":
        rows = [row for row in rows if row.next_visit is None]
    return sorted(rows, key=SORTS.get(request.GET.get("tri", ""), SORTS["urgence"]))


@for_roles(*TEACHERS)
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """The apprentices, those whose coordination is late first."""
    today = timezone.localdate()
    rows = _rows(request, today)
    titres = get_titres({row.parcours.titre_ref for row in rows})
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, titres.get(row.parcours.titre_ref)) for row in page.object_list],
        "late": sum(bool(row.late) for row in rows),
        "unvisited": sum(row.next_visit is None for row in rows),
        "q": typed(request.GET),
        "only": request.GET.get("voir", ""),
        "sort": request.GET.get("tri", "urgence"),
        "filters": FILTERS.items(),
        "sorts": (
            ("urgence", "Le plus urgent"), ("nom", "Nom"), ("employeur", "Employeur"), ("visite", "Dernière visite"),
        ),
        "leads": request.actor.has(*LEADERS),
        "today": today,
    }  # fmt: skip
    return render(request, "formation/apprentis.html", context)


@for_roles(*TEACHERS)
@require_safe
def board_csv(request: ActorRequest) -> HttpResponse:
    """The same list as a file; its leaving is journaled."""
    rows = _rows(request, timezone.localdate())
    lines: list[list[Value]] = [
        [
            row.parcours.person.sort_name, row.parcours.titre_ref, row.contract.employer if row.contract else "",
            row.contract.master if row.contract else "", row.contract.starts_on if row.contract else None,
            row.contract.ends_on if row.contract else None, row.last_visit, row.next_visit,
            " ; ".join(one.label for one in row.waiting), len(row.late),
        ]
        for row in rows
    ]  # fmt: skip
    record_access(
        actor=request.actor, verb="formation.export_apprentices", target=current_organisme(request.actor),
        now=timezone.now(), sentence=f"A exporté la liste des apprentis ({len(rows)}).",
    )  # fmt: skip
    content = to_csv(
        ["personne", "titre", "employeur", "maître d’apprentissage", "début", "fin", "dernière visite",
         "prochaine visite", "à faire", "en retard"], lines,
    )  # fmt: skip
    return attachment(content, f"apprentis {timezone.localdate().isoformat()}", "csv")


# -- what the centre does, whom it names


@for_roles(*LEADERS)
@require_safe
def acts(request: ActorRequest) -> HttpResponse:
    """What was done for the apprentices together, by kind and year; those named to a function."""
    organisme = current_organisme(request.actor)
    rows = acts_of(organisme)
    years = sorted({row.on.year for row in rows}, reverse=True)
    year, kind = request.GET.get("annee", ""), request.GET.get("nature", "")
    if year.isdecimal():
        rows = [row for row in rows if str(row.on.year) == year]
    if kind in CfaActKind.values:
        rows = [row for row in rows if row.kind == kind]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "years": years, "year": year, "kind": kind, "kinds": CfaActKind.choices,
        "referents": referents_of(organisme),
    }  # fmt: skip
    return render(request, "formation/apprentis_actes.html", context)


def _form(request: ActorRequest, form: ActForm, heading: str, *, multipart: bool = False) -> HttpResponse:
    context = {"form": form, "act_heading": heading, "multipart": multipart}
    return render(request, "formation/apprentis_form.html", context)


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def act_new(request: ActorRequest) -> HttpResponse:
    """Keep something that the centre did."""
    organisme: Organisme = current_organisme(request.actor)
    paths = Parcours.objects.filter(route=Route.APPRENTISSAGE, person__organisme=organisme).exclude(
        stage__in=ENDED
    )
    form = CfaActForm(
        kinds=list(CfaActKind), paths=list(paths.select_related("person").order_by("person__birth_name", "pk")),
        initial={"on": timezone.localdate(), "kind": request.GET.get("nature", "")}, **sent(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                record_cfa_act(
                    actor=request.actor, organisme=organisme, now=timezone.now(), **form.told_act()
                )
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            return redirect("formation:cfa_acts")
    return _form(request, form, "Noter un acte du centre", multipart=True)


def _act(request: ActorRequest, pk: int) -> CfaAct:
    return get_object_or_404(CfaAct, pk=pk, organisme=current_organisme(request.actor))


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def act_withdraw(request: ActorRequest, act: int) -> HttpResponse:
    """Set a mistaken act aside."""
    row = _act(request, act)
    form = WhyForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                withdraw_cfa_act(actor=request.actor, act=row, now=timezone.now(), **form.cleaned_data)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("formation:cfa_acts")
    return _form(request, form, f"Retirer « {row.heading} »")


@for_roles(*LEADERS)
@require_safe
def act_file(request: ActorRequest, act: int) -> HttpResponse:
    """The document of an act."""
    return file_of(request, _act(request, act))


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def referent_new(request: ActorRequest) -> HttpResponse:
    """Name someone to a function."""
    organisme = current_organisme(request.actor)
    form = ReferentForm(**sent(request), initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                name_referent(
                    actor=request.actor, organisme=organisme, now=timezone.now(), **form.cleaned_data
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("formation:cfa_acts")
    return _form(request, form, "Nommer un référent")


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def referent_end(request: ActorRequest, referent: int) -> HttpResponse:
    """End a function."""
    row = get_object_or_404(CfaReferent, pk=referent, organisme=current_organisme(request.actor))
    form = UntilForm(**sent(request), initial={"until": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                end_referent(actor=request.actor, referent=row, now=timezone.now(), **form.cleaned_data)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("formation:cfa_acts")
    return _form(request, form, f"Mettre fin à la fonction de {row.name}")

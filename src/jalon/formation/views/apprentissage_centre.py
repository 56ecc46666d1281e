"""All the apprentices of a centre, what it does for them together, and whom it names (C3)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
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
from jalon.formation.queries.apprentissage import acts_of, apprentices, board_of, referents_of
from jalon.formation.views.apprentissage import sent
from jalon.formation.views.apprentissage_suivi import file_of
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import parcours_visible_to
from jalon.parcours.workflow import ENDED
from jalon.people.rules import fold
from jalon.referentiel.queries import get_titres

PAGE = 50
_NAMES = ("person__birth_name", "person__first_name", "pk")
SORTS: dict[str, tuple[Any, ...]] = {
    "urgence": (F("next_due_on").asc(nulls_last=True), *_NAMES),
    "nom": _NAMES,
    "employeur": (F("employer").asc(nulls_first=True), *_NAMES),
    "visite": (F("visited_on").asc(nulls_first=True), *_NAMES),
}
FILTERS = {"": "Tous", "retard": "En retard", "contrat": "Sans contrat", "visite": "Sans visite prévue"}
CHUNK = 500


def _known(request: ActorRequest) -> QuerySet[Parcours]:
    """The apprentices whom the actor knows, whose path goes on."""
    mine = parcours_visible_to(request.actor).filter(person__organisme_id=request.actor.organisme_id or 0)
    return apprentices(mine).exclude(stage__in=ENDED).select_related("person")


def _chosen(request: ActorRequest, today: date) -> QuerySet[Parcours]:
    """Those searched, narrowed and sorted as the address says: the database does it, whatever their number."""
    paths = _known(request)
    for word in typed(request.GET).split()[:8]:
        paths = paths.filter(
            Q(person__search_text__contains=fold(word))
            | Q(employer__icontains=word)
            | Q(master__icontains=word)
        )
    narrowed = {
        "retard": Q(next_due_on__lt=today),
        "contrat": Q(contracted=False) | Q(broken_on__isnull=False),
        "visite": Q(visit_planned=False),
    }
    if (only := request.GET.get("voir", "")) in narrowed:
        paths = paths.filter(narrowed[only])
    return paths.order_by(*SORTS.get(request.GET.get("tri", ""), SORTS["urgence"]))


@for_roles(*TEACHERS)
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """The apprentices, whose next day comes first on top; a fixed number of queries whatever their number."""
    today = timezone.localdate()
    page = Paginator(_chosen(request, today), PAGE).get_page(request.GET.get("page"))
    rows = board_of(list(page.object_list), today)
    titres = get_titres({row.parcours.titre_ref for row in rows})
    counts = _known(request).aggregate(
        late=Count("pk", filter=Q(next_due_on__lt=today)),
        unvisited=Count("pk", filter=Q(visit_planned=False)),
    )
    context = {
        "page": page,
        "rows": [(row, titres.get(row.parcours.titre_ref)) for row in rows],
        **counts,
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
    today, paths = timezone.localdate(), list(_chosen(request, timezone.localdate()))
    rows = [
        row for start in range(0, len(paths), CHUNK) for row in board_of(paths[start : start + CHUNK], today)
    ]
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
    return attachment(content, f"apprentis {today.isoformat()}", "csv")


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

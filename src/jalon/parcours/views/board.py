"""The board of the paths in scope: the clock that bites first on top."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.accounts.enums import Role
from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, for_roles, typed
from jalon.common.journal import record_access
from jalon.common.listing import Column, build_listing
from jalon.common.spreadsheets import to_csv
from jalon.parcours.enums import Route
from jalon.parcours.forms.paths import team_of
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import EVERYONE, TEAM, parcours_visible_to
from jalon.parcours.queries.board import (
    DUE,
    FOLLOWED,
    STAGES,
    Filters,
    counts_of,
    due_before_all,
    narrowed,
    search_paths,
)
from jalon.referentiel.queries import list_titres

COLUMNS = (
    Column("nom", "Nom", ("person__birth_name", "person__first_name")),
    Column("titre", "Titre et voie", ("titre_ref", "route")),
    Column("etape", "Étape", ("stage", "stage_since")),
    Column("referent", "Référent", ("referent__last_name", "referent__first_name")),
    Column("echeance", "Prochaine échéance", ("due",)),
)
SHOWN = (
    "titre_ref", "route", "ccp_refs", "stage", "stage_since", "next_due_on", "next_due", "starts_on", "ends_on",
    "person__birth_name", "person__usage_name", "person__first_name",
    "referent__first_name", "referent__last_name", "referent__email",
)  # fmt: skip
HEADINGS = (
    "Nom", "Prénom", "Titre", "Voie", "Étape", "Depuis le", "Référent", "Prochaine échéance", "Objet", "Début", "Fin",
)  # fmt: skip


def _chosen(request: ActorRequest, filters: Filters) -> QuerySet[Parcours]:
    paths = (
        due_before_all(parcours_visible_to(request.actor)).select_related("person", "referent").only(*SHOWN)
    )
    return narrowed(paths, filters, actor=request.actor, today=timezone.localdate())


@for_roles(*EVERYONE)
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """Every path that the actor may open."""
    filters, today, in_team = Filters.read(request.GET), timezone.localdate(), request.actor.has(*TEAM)
    listing = build_listing(
        _chosen(request, filters),
        request.GET,
        columns=COLUMNS,
        default="echeance",
        search=search_paths,
        noun="parcours,parcours",
    )
    titres = list_titres()
    context = {
        "listing": listing,
        "filters": filters,
        "today": today,
        "titres": titres,
        "sigles": {titre.ref: titre.sigle for titre in titres},
        "routes": Route.choices,
        "stages": sorted(STAGES.items(), key=lambda pair: pair[1]),
        "followed": FOLLOWED.items(),
        "in_team": in_team,
        "is_trainer": not request.actor.has(Role.RESPONSABLE_SESSION, Role.ADMINISTRATEUR),
        "team": team_of(request.actor.organisme_id) if in_team and request.actor.organisme_id else (),
        "counts": counts_of(parcours_visible_to(request.actor), today) if in_team else None,
    }
    return render(request, "parcours/board.html", context)


@for_roles(*TEAM)
@require_safe
def board_export(request: ActorRequest) -> HttpResponse:
    """The paths of the board, as it is filtered, in a CSV file; taking it away is journaled."""
    filters = Filters.read(request.GET)
    paths = search_paths(_chosen(request, filters), typed(request.GET)).order_by(DUE, "pk")
    lines = [
        [
            path.person.last_name,
            path.person.first_name,
            path.titre_ref,
            path.get_route_display(),
            path.stage_label,
            path.stage_since,
            path.referent.full_name if path.referent else "",
            path.next_due_on,
            path.next_due,
            path.starts_on,
            path.ends_on,
        ]
        for path in paths
    ]
    record_access(
        actor=request.actor,
        verb="parcours.export",
        target=current_organisme(request.actor),
        sentence="A téléchargé la liste des parcours.",
        now=timezone.now(),
        rows=len(lines),
    )
    response = HttpResponse(to_csv(HEADINGS, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="parcours.csv"'
    return response

"""The dossiers that one may open, and one dossier: its parts, its map, its versions, what is said of it."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jalon.accounts.enums import Role
from jalon.common.http import ActorRequest, for_roles
from jalon.common.journal import record_access
from jalon.common.listing import Column, build_listing
from jalon.common.workflow import TransitionRefused
from jalon.dossier.forms import DeadlineForm, DepositForm, OpenForm, RemarkForm
from jalon.dossier.models import Dossier
from jalon.dossier.operations.dossiers import open_dossier
from jalon.dossier.permissions import (
    WORKSHOP,
    accompanies,
    dossiers_visible_to,
    get_dossier,
    get_parcours,
    is_author,
    leads,
    parcours_visible_to,
)
from jalon.dossier.queries import READ, light_versions, production_of, remarks_of, rows_of, search_dossiers
from jalon.dossier.queries.route import rules_of_route
from jalon.dossier.rules.oral import spoken_tests
from jalon.dossier.rules.workshop import budgets, heat_map
from jalon.referentiel.queries import get_titre

COLUMNS = (
    Column("candidat", "Candidat", ("parcours__person__birth_name", "parcours__person__first_name")),
    Column("dossier", "Dossier", ("production", "scope")),
    Column("etat", "État"),
    Column("reste", "Reste à faire"),
    Column("echeance", "À remettre", ("due_on",)),
)


SHOWN_VERSIONS, SHOWN_REMARKS = 10, 20  # unless all of them are asked for


@for_roles(*WORKSHOP)
@require_safe
def dossier_list(request: ActorRequest) -> HttpResponse:
    """Dossiers of the actor: their own, those they accompany, those of their centre."""
    listing = build_listing(
        dossiers_visible_to(request.actor),
        request.GET,
        columns=COLUMNS,
        default="candidat",
        search=search_dossiers,
        noun="dossier",
    )
    today = timezone.localdate()
    on_page = Dossier.objects.filter(pk__in=[one.pk for one in listing.rows])
    found = {row.dossier.pk: row for row in rows_of(on_page, today)}
    own = [
        (parcours, get_titre(parcours.titre_ref))
        for parcours in parcours_visible_to(request.actor).select_related("person")
        if is_author(request.actor, parcours)
    ]
    context = {
        "listing": listing,
        "rows": [found[one.pk] for one in listing.rows],
        "own": own,
        "is_candidate": request.actor.has(Role.CANDIDAT),
        "compares": request.actor.has(Role.RESPONSABLE_SESSION, Role.ADMINISTRATEUR),
    }
    return render(request, "dossier/dossier_list.html", context)


@for_roles(*WORKSHOP)
@require_http_methods(["GET", "POST"])
def dossier_open(request: ActorRequest, parcours: int) -> HttpResponse:
    """Begin one of the productions that the RE asks for."""
    path = get_parcours(request.actor, parcours)
    titre = get_titre(path.titre_ref)
    taken = set(path.dossiers.values_list("scope", "production"))
    form = OpenForm(request.POST if request.method == "POST" else None, titre=titre, taken=taken)
    if request.method == "POST" and form.is_valid():
        scope, production = form.chosen()
        try:
            with transaction.atomic():
                dossier = open_dossier(
                    actor=request.actor, parcours=path, scope=scope, production=production, now=timezone.now()
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("dossier:dossier", pk=dossier.pk)
    return render(request, "dossier/dossier_open.html", {"form": form, "parcours": path, "titre": titre})


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def dossier_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """The workshop of one dossier."""
    dossier = get_dossier(request.actor, pk)
    context = workshop_context(request, dossier)
    last = context["row"].last
    if last is not None and not context["is_author"]:
        record_access(
            actor=request.actor,
            verb=READ,
            target=dossier,
            sentence=f"A ouvert l’atelier du dossier de {dossier.parcours.person}, version {last.number}.",
            now=timezone.now(),
            sha256=last.sha256,
        )
    return render(request, "dossier/dossier_detail.html", context)


def workshop_context(request: ActorRequest, dossier: Dossier, **more: Any) -> dict[str, Any]:
    """What every page of a dossier shows of it."""
    actor, parcours = request.actor, dossier.parcours
    titre = get_titre(parcours.titre_ref)
    production = production_of(dossier, titre)
    row = rows_of(Dossier.objects.filter(pk=dossier.pk), timezone.localdate())[0]
    report = row.read.report if row.read else None
    coverage = (report or {}).get("coverage", ())
    author = is_author(actor, parcours)
    versions, remarks = list(light_versions().filter(dossier=dossier)), remarks_of(dossier)
    whole = {name for name in ("versions", "remarques") if request.GET.get(name) == "toutes"}
    context = {
        "dossier": dossier,
        "row": row,
        "titre": titre,
        "production": production,
        "budgets": budgets(production, report) if production else (),
        "pages": (report or {}).get("pages"),
        "map": heat_map(titre, production, coverage) if production else (),
        "mapped": bool(coverage),
        "report": report,
        "first_findings": (report or {}).get("findings", ())[:5],
        "versions": versions if "versions" in whole else versions[:SHOWN_VERSIONS],
        "versions_count": len(versions),
        "remarks": remarks if "remarques" in whole else remarks[:SHOWN_REMARKS],
        "remarks_count": len(remarks),
        "orals": spoken_tests(titre, dossier.scope),
        "route_rules": rules_of_route(
            dossier, exam=row.exam.starts_on if row.exam else None, today=timezone.localdate()
        ),
        "is_author": author,
        "accompanies": accompanies(actor, parcours),
        "leads": leads(actor, parcours),
        "sets_deadline": leads(actor, parcours) or accompanies(actor, parcours),
        "deposit_form": DepositForm(auto_id="depot_%s"),
        "deadline_form": DeadlineForm(initial={"due_on": dossier.due_on}, auto_id="echeance_%s"),
        "remark_form": RemarkForm(parts=parts_of(dossier), auto_id="remarque_%s"),
    }
    return context | more


def parts_of(dossier: Dossier) -> list[int]:
    """Numbers of the parts of a dossier; none for the DP."""
    production = production_of(dossier, get_titre(dossier.parcours.titre_ref))
    return [part.number for part in production.parts] if production else []

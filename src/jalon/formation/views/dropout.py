"""Signs of dropping out: the board of a centre, its export, and what is done about them (indicator 12)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, attachment, for_roles, typed
from jalon.common.jobs import enqueue
from jalon.common.journal import record_access
from jalon.common.listing import Column, build_listing
from jalon.common.spreadsheets import to_csv
from jalon.formation.forms.dropout import FollowUpForm
from jalon.formation.jobs import CENTRE
from jalon.formation.models import DropoutWatch
from jalon.formation.operations.dropout import record_follow_up
from jalon.formation.permissions import PATHS, TEACHERS, get_training_path, require_teacher
from jalon.formation.queries.dropout import (
    FOLLOWED,
    Filters,
    counts_of,
    groups_of,
    groups_offered,
    narrowed,
    referents_offered,
    search_people,
    signs_of,
    watched,
)
from jalon.formation.rules.dropout import LABELS
from jalon.formation.views.acts import done, form_page
from jalon.referentiel.queries import get_titres, list_titres

BACK, BOARD = "formation:evaluations", "formation:dropout"
_NAMES = ("parcours__person__birth_name", "parcours__person__first_name")
COLUMNS = (
    Column("personne", "Personne", _NAMES),
    Column("signaux", "Signaux", ("-count", "since", *_NAMES)),
    Column("depuis", "Depuis le", ("since", *_NAMES)),
    Column(
        "referent", "Référent", ("parcours__referent__last_name", "parcours__referent__first_name", *_NAMES)
    ),
    Column("suite", "Suite donnée", ("followed", "since")),
)
HEADINGS = (
    "Nom", "Prénom", "Titre", "Groupe", "Référent", "Signaux", "Raisons", "Depuis le", "Relevé le", "Dernière relance",
    "Personne jointe", "Décision", "À revoir le",
)  # fmt: skip
SHOWN = ("parcours__person", "parcours__referent")


def _chosen(request: ActorRequest, filters: Filters) -> QuerySet[DropoutWatch]:
    rows = watched(request.actor).select_related(*SHOWN)
    return narrowed(rows, filters, actor=request.actor, today=timezone.localdate())


@for_roles(*TEACHERS)
@never_cache
@require_safe
def dropout_board(request: ActorRequest) -> HttpResponse:
    """Everyone in training on whom there are signs, those with most signs first."""
    filters, today = Filters.read(request.GET), timezone.localdate()
    listing = build_listing(
        _chosen(request, filters), request.GET, columns=COLUMNS, default="signaux", search=search_people,
        noun="personne",
    )  # fmt: skip
    groups, titres = groups_of(listing.rows), list_titres()
    context = {
        "listing": listing,
        "rows": [(row, groups.get(row.pk, ())) for row in listing.rows],
        "filters": filters,
        "today": today,
        "sigles": {titre.ref: titre.sigle for titre in titres},
        "titres": titres,
        "signs": LABELS.items(),
        "followed": FOLLOWED.items(),
        "groups": groups_offered(request.actor),
        "referents": referents_offered(request.actor),
        "counts": counts_of(request.actor, today),
    }
    return render(request, "formation/dropout_board.html", context)


@for_roles(*TEACHERS)
@require_safe
def dropout_export(request: ActorRequest) -> HttpResponse:
    """The board as it is filtered, in a CSV file; taking it away is journaled."""
    found = search_people(_chosen(request, Filters.read(request.GET)), typed(request.GET))
    rows = list(found.order_by("-count", "since", *_NAMES, "pk"))
    groups, titres = groups_of(rows), get_titres({row.parcours.titre_ref for row in rows})
    record_access(
        actor=request.actor, verb="formation.export_dropout", target=current_organisme(request.actor),
        sentence="A téléchargé les signaux de décrochage.", now=timezone.now(), rows=len(rows),
    )  # fmt: skip
    lines = [
        [
            row.parcours.person.last_name,
            row.parcours.person.first_name,
            titre.sigle if (titre := titres.get(row.parcours.titre_ref)) else row.parcours.titre_ref,
            ", ".join(groups.get(row.pk, ())),
            row.parcours.referent.full_name if row.parcours.referent else "",
            ", ".join(dict.fromkeys(sign["label"] for sign in row.signs)),
            " ".join(sign["why"] for sign in row.signs),
            row.since,
            row.read_on,
            row.followed_on,
            "" if row.reached is None else "oui" if row.reached else "non",
            row.get_decision_display() if row.decision else "",
            row.review_on,
        ]
        for row in rows
    ]
    return attachment(to_csv(HEADINGS, lines), f"decrochage {timezone.localdate():%Y-%m-%d}", "csv")


@for_roles(*TEACHERS)
@require_POST
def dropout_read(request: ActorRequest) -> HttpResponse:
    """Ask that the signs of the centre be read again now: a threshold has changed, or one does not wait the night."""
    organisme = current_organisme(request.actor)
    with transaction.atomic():
        enqueue(
            CENTRE, actor=request.actor, now=timezone.now(), payload={"organisme": organisme.pk},
            unique_key=f"{CENTRE}:{organisme.pk}",
        )  # fmt: skip
    messages.success(request, "Le relevé est demandé : rechargez cette page dans un instant.")
    return redirect(BOARD)


@for_roles(*PATHS)
@require_http_methods(["GET", "POST"])
def follow_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep what was done about the signs seen; `depuis=decrochage` leads back to the board."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    back = (
        reverse(BOARD)
        if request.GET.get("depuis") == "decrochage"
        else f"{reverse(BACK, args=[pk])}#relances"
    )
    form = FollowUpForm(
        request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()}
    )

    def act(given: dict[str, Any]) -> None:
        now = timezone.now()
        codes = [sign.code for sign in signs_of([parcours], now=now)[parcours.pk]]
        record_follow_up(actor=request.actor, parcours=parcours, signals=codes, now=now, **given)

    if done(request, form, lambda: form.cleaned_data, act, f"La relance de {parcours.person} est notée."):
        return redirect(back)
    return form_page(request, parcours, form, "Noter une relance", BACK, back_url=back)

"""The adviser's board: every VAE in scope, the clock that bites first on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, DateField, DateTimeField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.common.actor import Actor
from jalon.common.http import ActorRequest, for_roles
from jalon.common.listing import Column, build_listing
from jalon.common.spreadsheets import to_csv
from jalon.parcours.activity import last_activity_of
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import LEADERS
from jalon.parcours.workflow import ENDED, workflow_of
from jalon.people.rules import fold
from jalon.referentiel.queries import get_titres, list_titres
from jalon.referentiel.schema import TitreVersion
from jalon.vae.models import Meeting
from jalon.vae.operations.demarches import STUDIED_BY_CERTIFIER
from jalon.vae.permissions import ADVISERS, vae_visible_to
from jalon.vae.queries import Accompaniment, accompaniments_of

COLUMNS = (
    Column("candidat", "Candidat", ("person__birth_name", "person__first_name")),
    Column("etape", "Étape", ("stage", "stage_since")),
    Column("echeance", "Prochaine échéance", ("due", "person__birth_name")),
    Column("heures", "Heures"),
    Column("rendez-vous", "Rendez-vous", ("meets_at", "person__birth_name")),
)
SOON = timedelta(days=15)
HEADINGS = (
    "Candidat", "Titre", "Étape", "Étape atteinte le", "Échéance", "Objet de l’échéance", "Heures réalisées",
    "Heures prévues", "Dernière activité", "Prochain rendez-vous", "Travaux à rendre", "Référent",
)  # fmt: skip
DUE = Coalesce("next_due_on", Value(date(9999, 12, 31)), output_field=DateField())
"""What the board sorts on: a path that awaits nothing comes last, on any database."""
FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A VAE as the board shows it."""

    parcours: Parcours
    titre: TitreVersion | None
    accompaniment: Accompaniment | None
    active_on: date | None
    today: date

    @property
    def tone(self) -> str:
        due = self.parcours.next_due_on
        if due is None:
            return "neutral"
        days = (due - self.today).days
        return "danger" if days < 0 else "warning" if days <= SOON.days else "neutral"

    @property
    def countdown(self) -> str:
        due = self.parcours.next_due_on
        if due is None:
            return ""
        days = (due - self.today).days
        if days < 0:
            return f"dépassée de {-days} j"
        return "aujourd’hui" if days == 0 else f"dans {days} j"


@for_roles(*ADVISERS)
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """Every VAE that the actor follows or leads."""
    today, now = timezone.localdate(), timezone.now()
    listing = build_listing(
        filtered(request.actor, request.GET, today, now), request.GET, columns=COLUMNS, default="echeance",
        search=search_names, noun="candidat",
    )  # fmt: skip
    context = {
        "listing": listing,
        "rows": rows_of(list(listing.rows), today, now),
        "stages": [item for item in workflow_of("vae").states.items() if item[0] not in ENDED],
        "stage": request.GET.get("etape", ""),
        "mine": request.GET.get("a") == "moi",
        "due": request.GET.get("echeance", ""),
        "counts": counts_of(request.actor, request.GET, today),
        "titres": list_titres(),
        "titre": request.GET.get("titre", ""),
        "ended": request.GET.get("clos") == "1",
        "can_set": request.actor.has(*LEADERS),
    }
    return render(request, "vae/board.html", context)


@for_roles(*ADVISERS)
@require_safe
def export(request: ActorRequest) -> HttpResponse:
    """The board as a spreadsheet, filtered and sorted as it is shown."""
    today, now = timezone.localdate(), timezone.now()
    paths = filtered(request.actor, request.GET, today, now)
    listing = build_listing(
        paths, {**request.GET.dict(), "page": "1"}, columns=COLUMNS, default="echeance", search=search_names,
        per_page=max(1, paths.count()),
    )  # fmt: skip
    rows = rows_of(list(listing.rows), today, now)
    response = HttpResponse(to_csv(HEADINGS, map(_line, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vae-{today:%Y-%m-%d}.csv"'
    return response


def filtered(actor: Actor, params: Mapping[str, str], today: date, now: datetime) -> QuerySet[Parcours]:
    """The paths of the board, as its filters ask; the closed ones are left out unless asked for."""
    paths = _scoped(actor, params).select_related("person", "referent").annotate(due=DUE)
    if params.get("tri", "").removeprefix("-") == "rendez-vous":
        coming = Meeting.objects.filter(
            plan__parcours=OuterRef("pk"), cancelled_at=None, held_minutes=None, starts_at__gte=now
        ).order_by("starts_at")
        paths = paths.annotate(
            meets_at=Coalesce(
                Subquery(coming.values("starts_at")[:1]), Value(FAR), output_field=DateTimeField()
            )
        )
    stage = params.get("etape", "")
    if stage in workflow_of("vae").states:
        paths = paths.filter(stage=stage)
    elif params.get("clos") != "1":
        paths = paths.exclude(stage__in=ENDED)
    if params.get("echeance") == "depassee":
        paths = paths.filter(next_due_on__lt=today)
    elif params.get("echeance") == "proche":
        paths = paths.filter(next_due_on__range=(today, today + SOON))
    return paths


def _scoped(actor: Actor, params: Mapping[str, str]) -> QuerySet[Parcours]:
    paths = vae_visible_to(actor)
    if params.get("a") == "moi":
        mine = Q(referent_id=actor.user_id) | Q(trainers__user_id=actor.user_id)
        paths = paths.filter(pk__in=Parcours.objects.filter(mine).values("pk"))
    if titre := params.get("titre", "").replace("\0", "")[:40]:
        paths = paths.filter(titre_ref=titre)
    return paths


@dataclass(frozen=True, slots=True)
class Counts:
    """How many paths still run, and how many wait for what, in one query."""

    running: int
    late: int
    soon: int
    with_certifier: int
    before_jury: int


def counts_of(actor: Actor, params: Mapping[str, str], today: date) -> Counts:
    """The counts of the board, by its scope alone: whatever stage or deadline is filtered."""
    told = _scoped(actor, params).exclude(stage__in=ENDED).order_by()
    return Counts(
        **told.aggregate(
            running=Count("pk"),
            late=Count("pk", filter=Q(next_due_on__lt=today)),
            soon=Count("pk", filter=Q(next_due_on__range=(today, today + SOON))),
            with_certifier=Count("pk", filter=Q(stage__in=STUDIED_BY_CERTIFIER)),
            before_jury=Count("pk", filter=Q(stage__in=("deposited", "registered"))),
        )
    )


def search_names(rows: QuerySet[Parcours], text: str) -> QuerySet[Parcours]:
    """VAE of the people of whom every word typed is in a name; accents do not matter."""
    for word in fold(text).split()[:8]:
        rows = rows.filter(person__search_text__contains=word)
    return rows


def rows_of(paths: list[Parcours], today: date, now: datetime) -> list[BoardRow]:
    """The rows of a page, in a number of queries that does not depend on theirs."""
    accompaniments = accompaniments_of(paths, now)
    active = last_activity_of(paths)
    titres = get_titres({path.titre_ref for path in paths})
    return [
        BoardRow(path, titres.get(path.titre_ref), accompaniments.get(path.pk), active.get(path.pk), today)
        for path in paths
    ]


def _line(row: BoardRow) -> list[str | float | date | None]:
    path, told = row.parcours, row.accompaniment
    meeting = told.next_meeting if told else None
    return [
        path.person.sort_name,
        row.titre.sigle if row.titre else path.titre_ref,
        path.stage_label,
        path.stage_since,
        path.next_due_on,
        path.next_due,
        round(told.gauge.done / 60, 2) if told else None,
        round(told.gauge.planned / 60, 2) if told else None,
        row.active_on,
        timezone.localdate(meeting.starts_at) if meeting else None,
        told.works_due if told else None,
        path.referent.full_name if path.referent else "",
    ]

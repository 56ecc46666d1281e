"""The prestations in scope, and one prestation: who takes part, its life, its documents."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.permissions import current_organisme
from jalon.common.http import ActorRequest, for_roles
from jalon.common.listing import Column, build_listing, search_fields
from jalon.documents.models import IssuedDocument
from jalon.parcours.permissions import LEADERS, TEAM, parcours_visible_to
from jalon.parcours.workflow import ENDED
from jalon.people.models import Person
from jalon.prestation.calendar_file import seances_calendar
from jalon.prestation.enums import DeliveryMode, PrestationKind
from jalon.prestation.forms.prestations import ParticipantForm, PrestationForm, ReasonForm, initial_of
from jalon.prestation.models import Justification, Participation, Prestation, Seance
from jalon.prestation.operations.handovers import send_convocations
from jalon.prestation.operations.prestations import (
    ROUTES,
    add_participation,
    advance_prestation,
    open_prestation,
    update_prestation,
)
from jalon.prestation.permissions import (
    EVERYONE,
    get_prestation,
    gives,
    leads,
    managed_prestation,
    participations_visible_to,
    prestations_visible_to,
)
from jalon.prestation.queries.deeds import last_engagements
from jalon.prestation.queries.presence import attendance_signals, halves_of, hours_of_many
from jalon.prestation.views.acts import act_page, do_act
from jalon.prestation.workflow import PRESTATION_WORKFLOW
from jalon.referentiel.queries import get_titre

COLUMNS = (
    Column("intitule", "Prestation", ("heading",)),
    Column("nature", "Nature", ("kind",)),
    Column("dates", "Dates", ("starts_on", "ends_on")),
    Column("participants", "Participants", ("places",), number=True),
    Column("etat", "État", ("status",)),
)


@for_roles(*EVERYONE)
@require_safe
def prestation_list(request: ActorRequest) -> HttpResponse:
    """Prestations that the actor gives, leads or follows, filtered by state and nature."""
    rows = prestations_visible_to(request.actor).annotate(
        places=Count("participations", filter=Q(participations__left_on=None), distinct=True)
    )
    status, kind = request.GET.get("etat", ""), request.GET.get("nature", "")
    if status in PRESTATION_WORKFLOW.states:
        rows = rows.filter(status=status)
    if kind in PrestationKind.values:
        rows = rows.filter(kind=kind)
    listing = build_listing(
        rows.select_related("trainer", "site"),
        request.GET,
        columns=COLUMNS,
        default="-dates",
        search=search_fields("heading__icontains", "titre_ref__icontains", "trainer__search_text__icontains"),
        noun="prestation",
    )
    context = {
        "listing": listing,
        "states": PRESTATION_WORKFLOW.states,
        "status": status,
        "kinds": PrestationKind.choices,
        "kind": kind,
        "may_open": request.actor.has(*TEAM),
        "papers": Justification.objects.filter(
            status="waiting", participation__in=participations_visible_to(request.actor).values("pk")
        ).count()
        if request.actor.has(*TEAM)
        else 0,
        "is_candidate": request.actor.has("candidat"),
    }
    return render(request, "prestation/list.html", context)


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def prestation_new(request: ActorRequest) -> HttpResponse:
    """Open a prestation."""
    organisme = current_organisme(request.actor)
    form = PrestationForm(
        request.POST or None,
        organisme=organisme,
        trainers=trainers_of(organisme.pk),
        initial={
            "trainer": Person.objects.filter(user_id=request.actor.user_id or 0, organisme=organisme).first()
        },
    )

    def do(form: PrestationForm) -> str:
        data = dict(form.cleaned_data)
        made = open_prestation(
            actor=request.actor,
            organisme=organisme,
            kind=PrestationKind(data.pop("kind")),
            mode=DeliveryMode(data.pop("mode")),
            now=timezone.now(),
            **data,
        )
        return reverse("prestation:detail", args=[made.pk])

    return act_page(
        request, form, do, heading="Ouvrir une prestation", button="Ouvrir", back=reverse("prestation:list"),
        done="La prestation est ouverte : donnez une place à ceux qui y participent.", crumbs=crumbs_of(),
    )  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def prestation_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a prestation."""
    prestation = managed_prestation(request.actor, pk)
    form = PrestationForm(
        request.POST or None,
        organisme=prestation.organisme,
        trainers=trainers_of(prestation.organisme_id),
        initial=initial_of(prestation),
        fixed=True,
    )

    def do(form: PrestationForm) -> str:
        data = dict(form.cleaned_data)
        update_prestation(
            actor=request.actor,
            prestation=prestation,
            mode=DeliveryMode(data.pop("mode")),
            now=timezone.now(),
            **data,
        )
        return reverse("prestation:detail", args=[pk])

    return act_page(
        request, form, do, heading=f"Modifier « {prestation} »", button="Enregistrer",
        back=reverse("prestation:detail", args=[pk]), done="La prestation est corrigée.", crumbs=crumbs_of(prestation),
    )  # fmt: skip


@for_roles(*EVERYONE)
@require_safe
def prestation_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Who takes part: hours, signals, deeds."""
    prestation = get_prestation(request.actor, pk)
    now = timezone.now()
    places = list(
        participations_visible_to(request.actor, prestation)
        .select_related("parcours__person", "prestation")
        .order_by("parcours__person__birth_name", "parcours__person__first_name", "pk")
    )
    hours = hours_of_many(places, now=now)
    signals = attendance_signals(places, now=now) if request.actor.has(*TEAM) else {}
    deeds = last_engagements(places)
    rows = [
        {
            "place": one,
            "hours": hours[one.pk],
            "signals": signals.get(one.pk, []),
            "deeds": deeds.get(one.pk, []),
        }
        for one in places
    ]
    managed = gives(request.actor, prestation)
    context = page_context(request, prestation) | {
        "rows": rows,
        "next_seance": prestation.seances.filter(cancelled_at=None, ends_at__gt=now)
        .order_by("starts_at", "pk")
        .first(),
        "transitions": [
            one
            for one in PRESTATION_WORKFLOW.available(
                prestation.status, request.actor.roles if managed else ()
            )
            if one.name not in {"cancel", "reopen"}
        ],
        "may_cancel": leads(request.actor, prestation) and prestation.status in {"draft", "open", "running"},
        "may_reopen": leads(request.actor, prestation) and prestation.status == "done",
        "may_add": managed and prestation.status in {"draft", "open", "running"},
    }
    return render(request, "prestation/detail.html", context)


@for_roles(*TEAM)
@require_POST
def prestation_act(request: ActorRequest, pk: int) -> HttpResponse:
    """Do one act of the prestation’s life."""
    prestation = managed_prestation(request.actor, pk)
    act = request.POST.get("transition", "")
    if act not in {"open", "start", "finish"}:
        raise PermissionDenied("Cet acte a sa propre page.")
    return do_act(
        request,
        lambda: advance_prestation(actor=request.actor, prestation=prestation, act=act, now=timezone.now()),
        done="C’est enregistré.",
        url=reverse("prestation:detail", args=[pk]),
    )


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def prestation_end(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """Cancel a prestation, or take it up again, with a reason."""
    prestation = managed_prestation(request.actor, pk)
    name = {"annuler": "cancel", "reprendre": "reopen"}[act]
    transition = PRESTATION_WORKFLOW[name]

    def do(form: ReasonForm) -> str:
        advance_prestation(
            actor=request.actor,
            prestation=prestation,
            act=name,
            note=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return reverse("prestation:detail", args=[pk])

    return act_page(
        request, ReasonForm(request.POST or None), do, heading=f"{transition.label} « {prestation} »",
        button=transition.label, back=reverse("prestation:detail", args=[pk]), done="C’est enregistré.",
        crumbs=crumbs_of(prestation), question=transition.confirm,
    )  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def participant_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a place to someone whose path suits."""
    prestation = managed_prestation(request.actor, pk)
    paths = (
        parcours_visible_to(request.actor)
        .filter(
            titre_ref__startswith=prestation.titre_ref.partition(".")[0],
            route__in=ROUTES[PrestationKind(prestation.kind)],
            person__organisme_id=prestation.organisme_id,
        )
        .exclude(stage__in=ENDED)
        .exclude(pk__in=Participation.objects.filter(prestation=prestation).values("parcours"))
        .select_related("person")
        .order_by("person__birth_name", "person__first_name", "pk")
    )
    form = ParticipantForm(request.POST or None, paths=paths, initial={"entered_on": prestation.starts_on})

    def do(form: ParticipantForm) -> str:
        add_participation(actor=request.actor, prestation=prestation, now=timezone.now(), **form.cleaned_data)
        return reverse("prestation:detail", args=[pk])

    return act_page(
        request, form, do, heading="Donner une place", button="Donner une place",
        back=reverse("prestation:detail", args=[pk]), done="La place est donnée.", crumbs=crumbs_of(prestation),
    )  # fmt: skip


@for_roles(*TEAM)
@require_POST
def convene(request: ActorRequest, pk: int) -> HttpResponse:
    """Convene everyone who has not been."""
    prestation = managed_prestation(request.actor, pk)
    places = prestation.participations.select_related(
        "prestation__organisme", "prestation__site", "prestation__trainer", "parcours__person"
    )
    return do_act(
        request,
        lambda: send_convocations(actor=request.actor, participations=list(places), now=timezone.now()),
        done="Chacun trouve sa convocation sur sa page.",
        url=reverse("prestation:detail", args=[pk]),
    )


@for_roles(*EVERYONE)
@require_safe
def prestation_ics(request: ActorRequest, pk: int) -> HttpResponse:
    """The séances of a prestation as an agenda file; a participant gets those they are expected at."""
    prestation = get_prestation(request.actor, pk)
    rows = Seance.objects.filter(prestation=prestation).select_related("prestation")
    if not request.actor.has(*TEAM):
        rows = rows.filter(mine(request.actor.user_id)).distinct()
    found = [(one, halves_of(one)) for one in rows.order_by("starts_at", "pk")]
    content = seances_calendar(found, named=prestation.heading, now=timezone.now())
    return ics_response(content, prestation.heading)


@for_roles(*EVERYONE)
@require_safe
def own_ics(request: ActorRequest) -> HttpResponse:
    """Everything the actor gives or follows, as one agenda file."""
    who = request.actor.user_id
    given = Q(trainer__user_id=who) & Q(prestation__organisme_id=request.actor.organisme_id)
    rows = (
        Seance.objects.filter(prestation__in=prestations_visible_to(request.actor).values("pk"))
        .filter(given | (Q(prestation__participations__parcours__person__user_id=who) & mine(who)))
        .select_related("prestation")
        .distinct()
        .order_by("starts_at", "pk")
    )
    content = seances_calendar(
        [(one, halves_of(one)) for one in rows], named="Mes séances", now=timezone.now()
    )
    return ics_response(content, "mes-seances")


def ics_response(content: bytes, name: str) -> HttpResponse:
    """An agenda file to keep."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.ics"'
    return response


def mine(user_id: int | None) -> Q:
    """Séances for everyone, or for this person."""
    return Q(audience=None) | Q(audience__parcours__person__user_id=user_id)


def trainers_of(organisme_id: int) -> Any:
    """Persons of the organisme who may give a séance: those who have an account with such a role there."""
    return (
        Person.objects.filter(
            organisme_id=organisme_id,
            user__memberships__organisme_id=organisme_id,
            user__memberships__role__in=sorted(TEAM),
        )
        .distinct()
        .order_by("birth_name", "first_name")
    )


def crumbs_of(prestation: Prestation | None = None) -> tuple[tuple[str, str], ...]:
    """Ancestors of a page of a prestation."""
    found = [("Prestations", reverse("prestation:list"))]
    if prestation is not None:
        found.append((prestation.heading, reverse("prestation:detail", args=[prestation.pk])))
    return tuple(found)


def page_context(request: ActorRequest, prestation: Prestation) -> dict[str, Any]:
    """What every page of a prestation shows of it."""
    return {
        "prestation": prestation,
        "titre": get_titre(prestation.titre_ref),
        "gives": gives(request.actor, prestation),
        "is_team": request.actor.has(*TEAM),
    }


def issued_of(prestation: Prestation, places: list[Participation]) -> list[IssuedDocument]:
    """Documents issued about a prestation and some of its participants, newest first."""
    refs = [
        f"prestation.prestation:{prestation.pk}",
        *(f"prestation.participation:{one.pk}" for one in places),
    ]
    return list(IssuedDocument.objects.filter(subject_ref__in=refs).select_related("superseded_by"))

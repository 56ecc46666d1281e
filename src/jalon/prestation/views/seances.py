"""Séances: the calendar of a prestation, one séance planned or moved, its trainer’s console."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.common.http import ActorRequest, for_roles
from jalon.documents.operations import preview
from jalon.documents.responses import pdf_response
from jalon.parcours.permissions import TEAM
from jalon.prestation import documents, letters
from jalon.prestation.enums import DeliveryMode, HalfDay, Presence
from jalon.prestation.forms.prestations import PeriodForm, ReasonForm
from jalon.prestation.forms.seances import SeanceForm, seance_initial
from jalon.prestation.models import Prestation, Seance
from jalon.prestation.operations.certificates import issue_attendance_sheet
from jalon.prestation.operations.seances import cancel_seance, plan_seance, update_seance
from jalon.prestation.permissions import (
    EVERYONE,
    get_prestation,
    get_seance,
    gives,
    managed_prestation,
    managed_seance,
    participations_visible_to,
)
from jalon.prestation.queries.presence import followed_of, halves_of, sheet_of, sheets_of
from jalon.prestation.rules.hours import local_day
from jalon.prestation.views.acts import act_page, do_act
from jalon.prestation.views.prestations import crumbs_of, issued_of, mine, page_context, trainers_of
from jalon.prestation.week_chart import week_chart
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import Competence

WEEK = timedelta(days=7)


@for_roles(*EVERYONE)
@require_safe
def calendar(request: ActorRequest, pk: int) -> HttpResponse:
    """The séances of a prestation: a week drawn, a month as a table, and their list."""
    prestation = get_prestation(request.actor, pk)
    rows = prestation.seances.select_related("trainer").order_by("starts_at", "pk")
    if not request.actor.has(*TEAM):
        rows = rows.filter(mine(request.actor.user_id)).distinct()
    seances = list(rows)
    day = _asked_day(request, prestation)
    monday = day - timedelta(days=day.weekday())
    week = [one for one in seances if monday <= local_day(one.starts_at) < monday + WEEK]
    context = page_context(request, prestation) | {
        "seances": [(one, halves_of(one)) for one in seances],
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "chart": week_chart(week, monday),
        "week": [(one, halves_of(one)) for one in week],
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "month": _month(seances, day),
        "day": day,
    }
    return render(request, "prestation/calendar.html", context)


def _asked_day(request: ActorRequest, prestation: Prestation) -> date:
    try:
        return date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        today = timezone.localdate()
        return min(max(today, prestation.starts_on), prestation.ends_on)


def _month(seances: list[Seance], day: date) -> list[list[dict[str, Any]]]:
    """The weeks of the month of a day, each of seven days with its séances."""
    first = day.replace(day=1)
    start = first - timedelta(days=first.weekday())
    by_day: dict[date, list[Seance]] = {}
    for one in seances:
        by_day.setdefault(local_day(one.starts_at), []).append(one)
    weeks = []
    while start.month == first.month or start < first:
        days = [start + timedelta(days=rank) for rank in range(7)]
        weeks.append(
            [{"day": one, "inside": one.month == first.month, "seances": by_day.get(one, [])} for one in days]
        )
        start += WEEK
    return weeks


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def seance_new(request: ActorRequest, pk: int) -> HttpResponse:
    """Plan a séance."""
    prestation = managed_prestation(request.actor, pk)
    form = SeanceForm(
        request.POST or None,
        prestation=prestation,
        trainers=trainers_of(prestation.organisme_id),
        initial={"trainer": prestation.trainer, "mode": prestation.mode, "day": request.GET.get("jour")},
    )

    def do(form: SeanceForm) -> str:
        given = form.given()
        made = plan_seance(
            actor=request.actor,
            prestation=prestation,
            now=timezone.now(),
            mode=DeliveryMode(given.pop("mode")),
            **given,
        )
        return f"{reverse('prestation:calendar', args=[pk])}?jour={local_day(made.starts_at).isoformat()}"

    return act_page(
        request, form, do, heading="Planifier une séance", button="Planifier",
        back=reverse("prestation:calendar", args=[pk]), done="La séance est planifiée.", crumbs=crumbs_of(prestation),
    )  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def seance_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Move or correct a séance."""
    seance = managed_seance(request.actor, pk)
    form = SeanceForm(
        request.POST or None,
        prestation=seance.prestation,
        trainers=trainers_of(seance.prestation.organisme_id),
        initial=seance_initial(seance),
    )

    def do(form: SeanceForm) -> str:
        given = form.given()
        update_seance(
            actor=request.actor,
            seance=seance,
            now=timezone.now(),
            mode=DeliveryMode(given.pop("mode")),
            **given,
        )
        return reverse("prestation:seance", args=[pk])

    return act_page(
        request, form, do, heading=f"Modifier « {seance} »", button="Enregistrer",
        back=reverse("prestation:seance", args=[pk]), done="La séance est corrigée.",
        crumbs=crumbs_of(seance.prestation),
    )  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def seance_cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Cancel a séance, with a reason."""
    seance = managed_seance(request.actor, pk)

    def do(form: ReasonForm) -> str:
        cancel_seance(
            actor=request.actor, seance=seance, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        return reverse("prestation:calendar", args=[seance.prestation_id])

    return act_page(
        request, ReasonForm(request.POST or None), do, heading=f"Annuler « {seance} »", button="Annuler la séance",
        back=reverse("prestation:seance", args=[pk]), done="La séance est annulée ; elle reste au calendrier.",
        crumbs=crumbs_of(seance.prestation),
    )  # fmt: skip


@for_roles(*EVERYONE)
@never_cache
@require_safe
def seance_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """A séance: for who gives it, the console of presence; for a participant, what they sign."""
    seance = get_seance(request.actor, pk)
    managed = gives(request.actor, seance.prestation)
    own = (
        set()
        if managed
        else set(participations_visible_to(request.actor, seance.prestation).values_list("pk", flat=True))
    )
    now = timezone.now()
    lasts = timedelta(minutes=parameters_of(seance.prestation.organisme_id)["attendance_code_minutes"])
    sheets = [
        {
            "sheet": sheet,
            "begun": now >= sheet.half.starts_at,
            "shared": sheet.shared if managed else {},
            "may_code": now < sheet.half.ends_at + lasts,
            "code": seance.codes.filter(half_day=sheet.half.half_day, expires_at__gt=now).first()
            if managed
            else None,
            "lines": sheet.lines if managed else [one for one in sheet.lines if one.participation.pk in own],
        }
        for sheet in sheet_of(seance)
    ]
    titre = get_titre(seance.prestation.titre_ref)
    trainer = seance.trainer
    signed = seance.signatures.filter(withdrawn_at=None).exists()
    context = page_context(request, seance.prestation) | {
        "seance": seance,
        "sheets": sheets,
        "is_trainer": trainer is not None and trainer.user_id == request.actor.user_id,
        "own": own,
        "presences": Presence.choices,
        "competences": [
            one for one in map(titre.resolve, seance.competence_refs) if isinstance(one, Competence)
        ],
        "papers": list(seance.paper_sheets.all()) if managed else [],
        "touched": seance.attendances.exists() or signed,
        "signed": signed,
    }
    return render(request, "prestation/seance.html", context)


@for_roles(*TEAM)
@require_safe
def blank_sheet(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The sheet of a séance to print: what is signed is shown, the rest is left to a pen."""
    seance = managed_seance(request.actor, pk)
    day = local_day(seance.starts_at)
    context = letters.attendance_sheet(seance.prestation, [(seance, sheet_of(seance))], first=day, last=day)
    return pdf_response(preview(documents.EMARGEMENT, context), f"Feuille d’émargement {day:%Y-%m-%d}.pdf")


@for_roles(*TEAM)
@require_safe
def period_sheet(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The sheet of a week or any period, as it stands, to print."""
    prestation = managed_prestation(request.actor, pk)
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return documents_page(request, prestation, form)
    seances = _within(prestation, form)
    sheets = sheets_of(seances)
    context = letters.attendance_sheet(
        prestation, [(one, sheets[one.pk]) for one in seances], first=form.cleaned_data["first"],
        last=form.cleaned_data["last"],
    )  # fmt: skip
    return pdf_response(
        preview(documents.EMARGEMENT, context), f"Feuille d’émargement {prestation.heading}.pdf"
    )


@for_roles(*TEAM)
@require_POST
def sheet_issue(request: ActorRequest, pk: int) -> HttpResponse:
    """Archive the sheet of a period as it stands."""
    prestation = managed_prestation(request.actor, pk)
    form = PeriodForm(request.POST)
    if not form.is_valid():
        return documents_page(request, prestation, form)
    return do_act(
        request,
        lambda: issue_attendance_sheet(
            actor=request.actor, prestation=prestation, seances=_within(prestation, form), now=timezone.now()
        ),
        done="La feuille est archivée.",
        url=reverse("prestation:documents", args=[pk]),
    )


def _within(prestation: Prestation, form: PeriodForm) -> list[Seance]:
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    rows = (
        prestation.seances.filter(cancelled_at=None)
        .select_related("prestation__organisme", "prestation__site", "trainer")
        .order_by("starts_at", "pk")
    )
    return [one for one in rows if first <= local_day(one.starts_at) <= last]


@for_roles(*EVERYONE)
@require_safe
def prestation_documents(request: ActorRequest, pk: int) -> HttpResponse:
    """Documents issued: sheets, deeds, convocations, certificates."""
    prestation = get_prestation(request.actor, pk)
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    form = PeriodForm(initial={"first": monday, "last": monday + timedelta(days=6)})
    return documents_page(request, prestation, form)


def documents_page(request: ActorRequest, prestation: Prestation, form: PeriodForm) -> HttpResponse:
    """The tab of documents, with the form of a sheet."""
    places = list(participations_visible_to(request.actor, prestation))
    issued = issued_of(prestation, places)
    if not request.actor.has(*TEAM):
        issued = [one for one in issued if one.subject_ref.startswith("prestation.participation:")]
    context = page_context(request, prestation) | {"issued": issued, "form": form}
    return render(request, "prestation/documents.html", context)


@for_roles(*EVERYONE)
@require_safe
def attendance_map(request: ActorRequest, pk: int) -> HttpResponse:
    """Who attended which half-day: a map of the participants by the half-days held."""
    prestation = get_prestation(request.actor, pk)
    places = list(
        participations_visible_to(request.actor, prestation)
        .select_related("parcours__person")
        .order_by("parcours__person__birth_name", "parcours__person__first_name", "pk")
    )
    lines = followed_of(places)
    now = timezone.now()
    columns: dict[tuple[Any, str], Any] = {}
    for rows in lines.values():
        for one in rows:
            if one.half.starts_at <= now:
                columns.setdefault((one.half.starts_at, one.heading), one)
    ordered = sorted(columns)
    table = []
    for place in places:
        cells = {(one.half.starts_at, one.heading): one for one in lines[place.pk]}
        table.append((place, [_cell(cells.get(key)) for key in ordered]))
    context = page_context(request, prestation) | {
        "columns": [columns[key] for key in ordered],
        "table": table,
        "legend": LEGEND,
    }
    return render(request, "prestation/attendance.html", context)


LEGEND = (
    ("heat-4", "P", "présent, signé et contresigné"),
    ("heat-3", "P", "présent, signé"),
    ("heat-2", "p", "présent, signature manquante"),
    ("heat-1", "R", "retard ou départ anticipé"),
    ("heat-0", "A", "absent"),
    ("heat-0", "E", "absence justifiée"),
    ("", "·", "non noté"),
)


def _cell(one: Any) -> dict[str, str]:
    if one is None:
        return {"heat": "", "text": "", "label": "non concerné"}
    if one.presence is None:
        return {"heat": "", "text": "·", "label": "non noté"}
    label = str(Presence(one.presence).label)
    if one.presence == Presence.ABSENT:
        return {"heat": "heat-0", "text": "A", "label": label}
    if one.presence == Presence.EXCUSED:
        return {"heat": "heat-0", "text": "E", "label": label}
    if one.presence in {Presence.LATE, Presence.LEFT_EARLY}:
        return {"heat": "heat-1", "text": "R", "label": f"{label}, {'signé' if one.signed else 'non signé'}"}
    if not one.signed:
        return {"heat": "heat-2", "text": "p", "label": f"{label}, non signé"}
    heat, said = ("heat-4", "signé et contresigné") if one.countersigned else ("heat-3", "signé")
    return {"heat": heat, "text": "P", "label": f"{label}, {said}"}


HALVES = {"matin": HalfDay.MORNING, "apres-midi": HalfDay.AFTERNOON}

"""The entry of someone into training: where they stand, the interview, what they are dispensed of."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.documents.kinds import AnyKind
from jalon.documents.responses import document_response
from jalon.formation.documents import PARCOURS, POSITIONNEMENT
from jalon.formation.enums import EntryStep, Level, Placing
from jalon.formation.forms.entry import DispensationForm, EntryStepForm, InterviewForm, PositioningForm
from jalon.formation.letters.entry import parcours_individualise, positionnement
from jalon.formation.letters.programmes import competence_label
from jalon.formation.models import Dispensation
from jalon.formation.operations.entry import (
    dispense,
    place,
    record_entry_step,
    record_interview,
    withdraw_dispensation,
)
from jalon.formation.operations.papers import issue_paper
from jalon.formation.permissions import PATHS, get_training_path, is_walker, require_teacher, teaches
from jalon.formation.queries.entry import (
    entry_steps_of,
    items_offered,
    lifted_minutes,
    participations_of,
    position_of,
)
from jalon.formation.queries.papers import last_paper
from jalon.formation.rules.positioning import dot_plot
from jalon.formation.views.acts import done, form_page
from jalon.parcours.models import Parcours
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion

PAPERS: Mapping[str, AnyKind] = {"positionnement": POSITIONNEMENT, "parcours": PARCOURS}


def _context(request: ActorRequest, parcours: Parcours, titre: TitreVersion) -> dict[str, Any]:
    return {
        "parcours": parcours,
        "titre": titre,
        "teaches": teaches(request.actor, parcours),
        "walks": is_walker(request.actor, parcours),
    }


@for_roles(*PATHS)
@never_cache
@require_safe
def positioning(request: ActorRequest, pk: int) -> HttpResponse:
    """Where someone stands, by themself and by the trainer; the steps before the entry; what they are dispensed of."""
    parcours = get_training_path(request.actor, pk)
    titre = get_titre(parcours.titre_ref)
    position = position_of(parcours, titre)
    rows = list(parcours.dispensations.select_related("item__module"))
    stays = participations_of(parcours)
    standing = [row for row in rows if row.withdrawn_on is None]
    planned = stays[0].prestation.minutes_planned if stays else None
    lifted = lifted_minutes(standing)
    levels = {int(level): level.label for level in Level}
    context = _context(request, parcours, titre) | {
        "position": position,
        "own_on": position.own.on if position.own else None,
        "trainer_on": position.trainer.on if position.trainer else None,
        "plot": dot_plot(position.placed),
        "scale": list(zip(dot_plot(position.placed).columns, [level.label for level in Level], strict=True)),
        "rows": [
            (
                one,
                competence_label(titre, one.ref),
                levels[one.own] if one.own is not None else "",
                levels[one.trainer] if one.trainer is not None else "",
                position.evidence.get(one.ref, ""),
            )
            for one in position.placed
        ],
        "steps": entry_steps_of(parcours),
        "step_form": EntryStepForm(initial={"on": timezone.localdate()}, auto_id="etape_%s"),
        "interviews": parcours.entry_interviews.all(),
        "dispensations": rows,
        "planned": planned,
        "lifted": lifted,
        "remaining": planned - lifted if planned is not None else None,
        "papers": [(key, kind.label, last_paper(parcours, kind.name)) for key, kind in PAPERS.items()],
    }
    return render(request, "formation/positioning.html", context)


@for_roles(*PATHS)
@never_cache
@require_http_methods(["GET", "POST"])
def positioning_place(request: ActorRequest, pk: int) -> HttpResponse:
    """Place oneself, or place someone one trains."""
    parcours = get_training_path(request.actor, pk)
    placing = Placing.SELF if is_walker(request.actor, parcours) else Placing.TRAINER
    if placing == Placing.TRAINER:
        require_teacher(request.actor, parcours)
    titre = get_titre(parcours.titre_ref)
    position = position_of(parcours, titre)
    last = position.own if placing == Placing.SELF else position.trainer
    lines = list(last.lines.all()) if last else []
    form = PositioningForm(
        request.POST if request.method == "POST" else None, titre=titre,
        levels={line.competence_ref: line.level for line in lines},
        evidence={line.competence_ref: line.evidence for line in lines},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        place(actor=request.actor, parcours=parcours, placing=placing, now=timezone.now(), **given)

    sent = done(request, form, form.told, act, "Le positionnement est enregistré.")
    if sent:
        return redirect("formation:positioning", pk=pk)
    context = _context(request, parcours, titre) | {"form": form, "placing": placing}
    return render(request, "formation/positioning_form.html", context)


@for_roles(*PATHS)
@never_cache
@require_http_methods(["GET", "POST"])
def interview(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep the notes of the entry interview."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    form = InterviewForm(
        request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()}
    )

    def act(given: dict[str, Any]) -> None:
        record_interview(actor=request.actor, parcours=parcours, now=timezone.now(), **given)

    if done(request, form, lambda: form.cleaned_data, act, "L’entretien est enregistré."):
        return redirect("formation:positioning", pk=pk)
    return form_page(request, parcours, form, "Entretien d’entrée", "formation:positioning")


@for_roles(*PATHS)
@require_POST
def entry_step(request: ActorRequest, pk: int) -> HttpResponse:
    """Date a step of the candidature."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    form = EntryStepForm(request.POST)

    def act(given: dict[str, Any]) -> None:
        record_entry_step(
            actor=request.actor, parcours=parcours, step=EntryStep(given["step"]), on=given["on"], note=given["note"],
            now=timezone.now(),
        )  # fmt: skip

    if not done(request, form, lambda: form.cleaned_data, act, "L’étape est datée."):
        for reasons in form.errors.values():
            for reason in reasons:
                messages.error(request, str(reason))
    return redirect("formation:positioning", pk=pk)


@for_roles(*PATHS)
@never_cache
@require_http_methods(["GET", "POST"])
def dispensation(request: ActorRequest, pk: int) -> HttpResponse:
    """Dispense someone of a séance or of a CCP."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    form = DispensationForm(
        request.POST if request.method == "POST" else None, titre=get_titre(parcours.titre_ref),
        items=items_offered(parcours), initial={"on": timezone.localdate()},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        dispense(actor=request.actor, parcours=parcours, now=timezone.now(), **given)

    if done(
        request, form, form.told, act, "La dispense est enregistrée ; les heures à suivre sont mises à jour."
    ):
        return redirect("formation:positioning", pk=pk)
    return form_page(request, parcours, form, "Dispenser", "formation:positioning")


@for_roles(*PATHS)
@require_POST
def dispensation_withdraw(request: ActorRequest, pk: int, dispensation: int) -> HttpResponse:
    """Take a dispensation back."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    row = get_object_or_404(Dispensation, pk=dispensation, parcours=parcours)
    try:
        with transaction.atomic():
            withdraw_dispensation(
                actor=request.actor,
                dispensation=row,
                reason=request.POST.get("reason", ""),
                now=timezone.now(),
            )
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, "La dispense est retirée.")
    return redirect("formation:positioning", pk=pk)


@for_roles(*PATHS)
@require_POST
def paper_issue(request: ActorRequest, pk: int, paper: str) -> HttpResponse:
    """Issue the positioning or the individualised path as it stands."""
    parcours = get_training_path(request.actor, pk)
    require_teacher(request.actor, parcours)
    titre = get_titre(parcours.titre_ref)
    now = timezone.now()
    if paper == "positionnement":
        position = position_of(parcours, titre)
        if position.own is None and position.trainer is None:
            messages.error(request, "Rien n’est encore positionné.")
            return redirect("formation:positioning", pk=pk)
        context = positionnement(parcours, position, titre)
        with transaction.atomic():
            issue_paper(actor=request.actor, parcours=parcours, kind=POSITIONNEMENT, context=context, now=now)
    elif paper == "parcours":
        rows = list(parcours.dispensations.filter(withdrawn_on=None).select_related("item__module"))
        path = parcours_individualise(
            parcours, participations_of(parcours), rows, parcours.entry_interviews.last(), titre
        )
        with transaction.atomic():
            issue_paper(actor=request.actor, parcours=parcours, kind=PARCOURS, context=path, now=now)
    else:
        raise Http404("document inconnu")
    messages.success(request, "Le document est émis.")
    return redirect("formation:positioning", pk=pk)


@for_roles(*PATHS)
@require_safe
def paper(request: ActorRequest, pk: int, paper: str) -> FileResponse:
    """The last one issued."""
    parcours = get_training_path(request.actor, pk)
    kind = PAPERS.get(paper)
    issued = last_paper(parcours, kind.name) if kind else None
    if issued is None:
        raise Http404("document non émis")
    return document_response(issued)

"""The steps of a VAE that the acts of the path do not tell: meetings, work due, jury, leave, what follows (B10-B14)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.queries import parameters_of
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.parcours.steps import Step
from jalon.vae.enums import JuryResult
from jalon.vae.models import Decision, Demarche, LeaveRequest, Meeting, NextStep, Work
from jalon.vae.permissions import ADVISERS
from jalon.vae.queries import leave_facts
from jalon.vae.rules.leave import LeaveLimits
from jalon.vae.rules.results import INTERVIEW

CANDIDATE = frozenset({Role.CANDIDAT.value})
BOTH = CANDIDATE | ADVISERS


def tell_steps(paths: Sequence[Parcours]) -> Mapping[int, list[Step]]:
    """Steps of the VAE paths among `paths`, in six queries, and one for each centre."""
    known = {path.pk: path for path in paths if path.route == Route.VAE}
    found: dict[int, list[Step]] = defaultdict(list)
    for meeting in Meeting.objects.filter(plan__parcours__in=known, cancelled_at=None).select_related("plan"):
        found[meeting.plan.parcours_id].append(_meeting(meeting))
    for work in Work.objects.filter(plan__parcours__in=known, withdrawn_at=None).select_related("plan"):
        found[work.plan.parcours_id].append(_work(work))
    for demarche in Demarche.objects.filter(parcours__in=known, jury_on__isnull=False):
        found[demarche.parcours_id].append(_jury(demarche, known[demarche.parcours_id]))
    figures = {
        key: parameters_of(key) for key in sorted({path.person.organisme_id for path in known.values()})
    }
    for leave in LeaveRequest.objects.filter(parcours__in=known, withdrawn_on=None):
        limits = LeaveLimits.of(figures[known[leave.parcours_id].person.organisme_id])
        found[leave.parcours_id].append(_leave(leave, limits))
    last: dict[int, Decision] = {}
    rows = Decision.objects.filter(parcours__in=known, superseded_by=None).order_by("on", "pk")
    for decision in rows.prefetch_related("steps"):
        last[decision.parcours_id] = decision
    for pk, decision in last.items():
        if decision.result == JuryResult.PARTIAL_PENDING:
            days = figures[known[pk].person.organisme_id]["vae_confirmation_days"]
            found[pk].append(_confirmation(decision, days))
        found[pk] += [_next(step, pk) for step in decision.steps.all() if step.due_on or step.done_on]
    return {pk: [_living(step, known[pk]) for step in steps] for pk, steps in found.items()}


def _living(step: Step, path: Parcours) -> Step:
    """On a path that has ended nothing is due any more."""
    if not path.ended or step.done_on is not None:
        return step
    return Step(step.code, step.label, step.who, note="Parcours clos.", url=step.url)


def _accompaniment(pk: int) -> str:
    return reverse("vae:accompaniment", args=[pk])


def _meeting(one: Meeting) -> Step:
    day = timezone.localdate(one.starts_at)
    held = one.held_minutes is not None
    at = f"{timezone.localtime(one.starts_at):%H:%M}, {one.get_modality_display().lower()}"
    return Step(
        code=f"vae.meeting.{one.pk}",
        label=one.get_kind_display(),
        who="Le candidat et son accompagnateur",
        done_on=day if held else None,
        due_on=None if held else day,
        roles=BOTH,
        basis="B14",
        note=one.objectives if held else f"{at}. {one.objectives}",
        missed="Rendez-vous passé : écrivez son compte rendu, ou annulez-le.",
        url=_accompaniment(one.plan.parcours_id),
        occasion=f"seance:{one.seance_id}" if one.seance_id else "",
    )


def _work(one: Work) -> Step:
    return Step(
        code=f"vae.work.{one.pk}",
        label="Travail à rendre",
        who="Le candidat",
        done_on=timezone.localdate(one.done_at) if one.done_at else None,
        due_on=None if one.done_at else one.due_on,
        roles=CANDIDATE,
        basis="B14",
        note=one.what,
        url=_accompaniment(one.plan.parcours_id),
    )


def _jury(one: Demarche, path: Parcours) -> Step:
    assert one.jury_on is not None
    over = path.stage in ("judged", "followed", "awarded")
    return Step(
        code="vae.jury_day",
        label="Entretien avec le jury",
        who="Le candidat",
        done_on=one.jury_on if over else None,
        due_on=None if over else one.jury_on,
        roles=BOTH,
        basis="B6, B11",
        note=one.jury_place,
        missed="Le jury a eu lieu : enregistrez sa décision.",
        url=_accompaniment(path.pk),
    )


def _leave(row: LeaveRequest, limits: LeaveLimits) -> Step:
    leave = leave_facts(row, limits)
    begins = leave.postponed_to or leave.starts_on
    days = limits.answer_days
    return Step(
        code=f"vae.leave.{row.pk}",
        label="Réponse de l’employeur au congé de VAE",
        who="L’employeur",
        done_on=leave.answered_on,
        due_on=None if leave.answered_on else leave.answer_due_on,
        roles=BOTH,
        basis="B13 – R6422-4",
        note=f"{row.get_answer_display()} : à partir du {begins:%d/%m/%Y}" if row.answer else "",
        missed=f"Les {days} jours de l’employeur sont passés : son silence vaut accord (R6422-4), notez-le."
        if limits.silence_grants
        else f"Les {days} jours de l’employeur sont passés sans réponse : relancez-le par écrit.",
        url=_accompaniment(row.parcours_id),
    )


def _confirmation(one: Decision, days: int) -> Step:
    return Step(
        code=f"vae.confirmation.{one.pk}",
        label="Confirmation de la décision du jury",
        who="Le certificateur",
        due_on=one.on + timedelta(days=days),
        roles=BOTH,
        basis="B9",
        note="Rien n’est acquis avant cette confirmation.",
        missed="La confirmation n’est pas arrivée : relancez le certificateur.",
        url=_accompaniment(one.parcours_id),
    )


def _next(one: NextStep, pk: int) -> Step:
    return Step(
        code=f"vae.next.{one.pk}",
        label=f"{one.get_way_display()} : {told_ref(one.ref)}",
        who="Le candidat",
        done_on=one.done_on,
        due_on=None if one.done_on else one.due_on,
        roles=BOTH,
        basis="B10",
        note=one.note,
        url=_accompaniment(pk),
    )


def told_ref(ref: str) -> str:
    """« CCP3 », « C7 », « entretien final »: the last word of a reference."""
    last = ref.rsplit("/", 1)[1]
    return "entretien final" if last == INTERVIEW else last

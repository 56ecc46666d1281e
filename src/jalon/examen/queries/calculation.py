"""A calculation under way, as its page shows it: what its job wrote of the plans found so far."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zlib import crc32

from django.db.models import QuerySet
from django.http import Http404

from jalon.common.models import Job
from jalon.examen.models import ExamSession
from jalon.examen.planning.facts import Plan, Problem
from jalon.examen.planning.telling import at_once
from jalon.examen.rules.figures import Figures, notes
from jalon.examen.sketch import Curve, Sketch, Step, Stroke, curves, joined, sketch

KINDS = ("examen.plan_timetable", "examen.plan_alternatives")


@dataclass(frozen=True)
class Calculation:
    """What there is to show of a job: `plans` are the figures of each plan found, the last one drawn."""

    job: Job
    plans: tuple[Figures, ...]
    drawing: Sketch | None
    curves: tuple[Curve, ...]
    steps: tuple[Step, ...]

    @property
    def best(self) -> Figures | None:
        return self.plans[-1] if self.plans else None


def figures_of_plan(plan: Plan, candidates: int) -> Figures:
    """The figures of a plan of the engine; `candidates`: how many there are to place."""
    placed = len({a.candidate_id for a in plan.appointments})
    return Figures(
        placed=placed,
        left_out=candidates - placed,
        jury_days=plan.jury_days,
        jury_days_bound=plan.bound_jury_days,
        waiting=plan.waiting_minutes,
        idle=plan.idle_minutes,
        lost_bound=plan.bound_waiting,
        longest_wait=plan.longest_wait_minutes,
        longest_wait_bound=plan.bound_longest_wait,
    )


def followed(
    plans: Sequence[Plan], steps: Sequence[Step], numbers: Mapping[str, int], candidates: int
) -> dict[str, Any]:
    """What the job of a calculation keeps for `calculation_of`; `numbers`: of the juries, by id. Nobody is named."""
    strokes = joined(
        Stroke(a.day, numbers.get(a.jury_id, 0), a.start, a.end, a.kind)
        for a in plans[-1].appointments
        if a.jury
    )
    return {
        "plans": [asdict(figures_of_plan(plan, candidates)) for plan in plans],
        "steps": [astuple(step) for step in steps],
        "strokes": [(s.day.isoformat(), s.jury, s.start, s.end, s.kind) for s in strokes],
    }


def first_followed(session: ExamSession, problem: Problem) -> dict[str, Any] | None:
    """The same of a plan that needs no search; None when there is none, or when the session is too large for one."""
    plan = at_once(problem)
    if plan is None:
        return None
    figures = figures_of_plan(plan, len(problem.candidates))
    steps = [Step(0.0, figures.placed, figures.jury_days, figures.lost)]
    return followed([plan], steps, numbers_of(session), len(problem.candidates))


def numbers_of(session: ExamSession) -> dict[str, int]:
    """The numbers of the juries, by their id in the engine."""
    return {str(pk): number for pk, number in session.juries.values_list("pk", "number")}


def calculations_of(session: ExamSession) -> QuerySet[Job]:
    """The calculations asked for a session, whoever asked for them, newest first."""
    return Job.objects.filter(
        kind__in=KINDS, payload__session=session.pk, organisme_id=session.organisme_id
    ).order_by("-created_at")


def get_calculation(session: ExamSession, uuid: UUID) -> Job:
    """One of them; else Http404."""
    job = calculations_of(session).filter(pk=uuid).first()
    if job is None:
        raise Http404("Ce calcul n’existe pas.")
    return job


def calculation_under_way(session: ExamSession) -> Job | None:
    """The calculation that waits or runs: one at a time for a session."""
    return calculations_of(session).filter(state__in=(Job.State.QUEUED, Job.State.RUNNING)).first()


def calculation_of(job: Job) -> Calculation:
    """What the job has written so far; nothing before its first plan, nor of a former Jalon that wrote otherwise."""
    told = job.result if isinstance(job.result, dict) and "plans" in job.result else {}
    if job.is_over and not job.attempts:  # stopped before it began: nothing of it is kept
        told = {}
    try:
        strokes = [
            Stroke(date.fromisoformat(day), jury, start, end, kind)
            for day, jury, start, end, kind in told.get("strokes", ())
        ]
        steps = tuple(Step(*step) for step in told.get("steps", ()))
        plans = tuple(Figures(**figures) for figures in told.get("plans", ()))
    except (TypeError, ValueError):
        strokes, steps, plans = [], (), ()
    several = len(plans) > 1
    return Calculation(
        job=job,
        plans=plans,
        drawing=sketch(strokes) if strokes else None,
        curves=() if several or not steps else curves(steps, steps[-1].seconds),
        steps=steps,
    )


def following(job: Job) -> dict[str, object]:
    """What a page needs to show a calculation under way."""
    followed = calculation_of(job)
    return {
        "job": job,
        "followed": followed,
        "best": followed.best,
        "best_notes": notes(followed.best) if followed.best else {},
        "earlier": followed.plans[:-1],
        "said": crc32(job.message.encode()),
    }

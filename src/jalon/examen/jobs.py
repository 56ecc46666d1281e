"""The slow work of an exam session: planning the timetable, sending the convocations."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from threading import Event, Thread
from time import monotonic
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.common.jobs import JobContext, JobLost, JobStopped, job
from jalon.examen.models import ExamSession, Timetable
from jalon.examen.operations.alternatives import keep_alternatives
from jalon.examen.operations.convocations import (
    ConvocationRefused,
    count,
    lines_to_send,
    reasons_against_sending,
    send_one,
)
from jalon.examen.operations.papers import issue_papers
from jalon.examen.operations.timetable import PAPERS, PlanningRefused, keep_plan, reasons_against_planning
from jalon.examen.permissions import get_session
from jalon.examen.planning.facts import Plan, Problem
from jalon.examen.planning.telling import at_once
from jalon.examen.queries.calculation import KINDS, figures_of_plan, followed, numbers_of
from jalon.examen.queries.planning import draft_timetable, planning_facts
from jalon.examen.rules.figures import summary
from jalon.examen.sketch import Step

PLAN, ALTERNATIVES = KINDS
CONVENE = "examen.send_convocations"
LOOK = 0.1  # seconds between two looks at the search
QUIET = 0.6  # seconds left to the first plan before the page is told that none is found yet

Tell = Callable[[Sequence[Plan]], None]
Stop = Callable[[], bool]
Compute = Callable[[Tell, Stop], Sequence[Plan]]


@job(kind=PLAN, label="Calcul du planning", max_attempts=2)
def plan(ctx: JobContext, *, session: int) -> dict[str, Any]:
    """Search in a thread, tell the progress from here; asked to stop, keep the best plan found so far."""
    exam = get_session(ctx.actor, session)
    problem = _problem(exam)

    def compute(tell: Tell, stopped: Stop) -> Sequence[Plan]:
        from jalon.examen.planning.remedies import solve_and_explain  # OR-Tools: only who plans loads it

        return [solve_and_explain(problem, on_progress=lambda one: tell([one]), should_stop=stopped)]

    (found,) = _Search(exam, problem, compute).follow(ctx)
    with ctx.completing() as result:
        timetable = keep_plan(actor=ctx.actor, session=exam, plan=found, now=timezone.now())
        result["url"] = f"{reverse('examen:timetable', args=[exam.pk])}?version={timetable.version}"
        result["link_label"] = "Voir le planning"
    return {}


@job(kind=ALTERNATIVES, label="Calcul de variantes", max_attempts=2)
def plan_alternatives(ctx: JobContext, *, session: int) -> dict[str, Any]:
    """The plans worth choosing from, as `plan` does; asked to stop, keep those found so far."""
    exam = get_session(ctx.actor, session)
    problem = _problem(exam)

    def compute(tell: Tell, stopped: Stop) -> Sequence[Plan]:
        from jalon.examen.planning.alternatives import alternatives  # OR-Tools: only who plans loads it

        return alternatives(problem, on_progress=tell, should_stop=stopped)

    found = _Search(exam, problem, compute).follow(ctx)
    with ctx.completing() as result:
        keep_alternatives(actor=ctx.actor, session=exam, plans=found, now=timezone.now())
        result["url"] = reverse("examen:alternatives", args=[exam.pk])
        result["link_label"] = "Comparer les variantes"
    return {}


def _problem(exam: ExamSession) -> Problem:
    """What there is to plan, the locks of the draft kept. Raises PlanningRefused with all that is missing."""
    facts = planning_facts(exam, draft=draft_timetable(exam))
    if reasons := reasons_against_planning(exam, facts):
        raise PlanningRefused(reasons)
    return facts.problem


@job(kind=CONVENE, label="Envoi des convocations", max_attempts=3)
def convene(
    ctx: JobContext, *, session: int, only: list[int] | None = None, base_url: str = ""
) -> dict[str, Any]:
    """Send one by one what must leave; begun again after a crash, it goes on where it was."""
    exam = get_session(ctx.actor, session)
    if reasons := reasons_against_sending(exam):
        raise ConvocationRefused(reasons)
    lines = lines_to_send(exam, only)
    for done, line in enumerate(lines):
        ctx.progress(done, len(lines), f"{done} sur {len(lines)} : {line.person}")
        with transaction.atomic():
            send_one(
                actor=ctx.actor, session=exam, line=line, now=timezone.now(), batch=str(ctx.uuid),
                base_url=base_url,
            )  # fmt: skip
    return {
        **vars(count(lines)),
        "url": reverse("examen:convocations", args=[exam.pk]),
        "link_label": "Voir les convocations",
    }


@job(kind=PAPERS, label="Documents du planning publié")
def papers(ctx: JobContext, *, timetable: int) -> dict[str, Any]:
    """Issue the planning and the signing sheets of a version that has just been published."""
    published = Timetable.objects.get(pk=timetable)
    with ctx.completing() as result:
        issued = issue_papers(actor=ctx.actor, timetable=published, now=timezone.now())
        result["documents"] = [document.number for document in issued]
    return {}


class _Search:
    """The solver in its own thread, so that only the job's thread touches the database."""

    def __init__(self, exam: ExamSession, problem: Problem, compute: Compute) -> None:
        self.problem, self.compute = problem, compute
        self.numbers = numbers_of(exam)
        self.stop = Event()
        self.best: Sequence[Plan] = ()
        self.failure: BaseException | None = None
        self.began = monotonic()
        self.steps: list[Step] = []

    def follow(self, ctx: JobContext) -> Sequence[Plan]:
        thread = Thread(target=self._run, name=f"plan-{ctx.uuid}", daemon=True)
        self.began = monotonic()
        thread.start()
        lost: JobLost | None = None
        told: Sequence[Plan] = ()
        while thread.is_alive():
            thread.join(LOOK)
            if self.stop.is_set():
                continue
            best = self.best
            if not best and monotonic() - self.began < QUIET:
                continue  # so that the first plan, once found, need not wait for its turn to be written
            try:
                spent = (monotonic() - self.began) / self.problem.settings.time_limit_seconds
                detail = self._detail(best) if best is not told else None
                ctx.progress(int(1000 * min(0.99, spent)), 1000, self._sentence(best), detail=detail)
                told = best
            except JobStopped:
                self.stop.set()
            except JobLost as error:
                lost = error
                self.stop.set()
        if lost or self.failure:
            raise lost or self.failure  # type: ignore[misc]
        if not self.best:
            raise PlanningRefused(["Le calcul s’est arrêté avant d’avoir trouvé un planning."])
        return self.best

    def _run(self) -> None:
        try:
            if first := at_once(self.problem):
                self._tell([first])  # before OR-Tools is even loaded
            self.best = self.compute(self._tell, self.stop.is_set)
        except BaseException as error:
            self.failure = error

    def _tell(self, plans: Sequence[Plan]) -> None:
        if not plans:
            return
        self.best = plans
        figures = figures_of_plan(plans[-1], len(self.problem.candidates))
        step = Step(round(monotonic() - self.began, 2), figures.placed, figures.jury_days, figures.lost)
        if not self.steps or astuple(self.steps[-1])[1:] != astuple(step)[1:]:
            self.steps.append(step)

    def _sentence(self, best: Sequence[Plan]) -> str:
        if not best:
            return "Recherche d’un premier planning…"
        total = len(self.problem.candidates)
        figures = figures_of_plan(best[-1], total)
        told = f"Placés : {figures.placed} sur {total} ; {summary(replace(figures, left_out=0))}"
        return f"Variante {len(best)}. {told}" if len(best) > 1 else told

    def _detail(self, best: Sequence[Plan]) -> dict[str, Any]:
        """What the page of the calculation shows meanwhile: nobody's name."""
        return followed(best, self.steps, self.numbers, len(self.problem.candidates))

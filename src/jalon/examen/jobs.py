"""The slow work of an exam session: planning the timetable, sending the convocations."""

from threading import Event, Thread
from time import monotonic
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.common.jobs import JobContext, JobLost, JobStopped, job
from jalon.common.typography import minutes
from jalon.examen.models import Timetable
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
from jalon.examen.planning.remedies import solve_and_explain
from jalon.examen.queries.planning import draft_timetable, planning_facts

PLAN = "examen.plan_timetable"
CONVENE = "examen.send_convocations"


@job(kind=PLAN, label="Calcul du planning", max_attempts=2)
def plan(ctx: JobContext, *, session: int) -> dict[str, Any]:
    """Search in a thread, tell the progress from here; asked to stop, keep the best plan found so far."""
    exam = get_session(ctx.actor, session)
    facts = planning_facts(exam, draft=draft_timetable(exam))
    if reasons := reasons_against_planning(exam, facts):
        raise PlanningRefused(reasons)
    found = _Search(facts.problem).follow(ctx)
    with ctx.completing() as result:
        timetable = keep_plan(actor=ctx.actor, session=exam, plan=found, now=timezone.now())
        result["url"] = f"{reverse('examen:timetable', args=[exam.pk])}?version={timetable.version}"
        result["link_label"] = "Voir le planning"
    return {}


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

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.stop = Event()
        self.best: Plan | None = None
        self.failure: BaseException | None = None

    def _tell(self, plan: Plan) -> None:
        self.best = plan

    def follow(self, ctx: JobContext) -> Plan:
        thread = Thread(target=self._run, name=f"plan-{ctx.uuid}", daemon=True)
        began = monotonic()
        thread.start()
        lost: JobLost | None = None
        while thread.is_alive():
            thread.join(0.25)
            if self.stop.is_set():
                continue
            try:
                spent = (monotonic() - began) / self.problem.settings.time_limit_seconds
                ctx.progress(int(1000 * min(0.99, spent)), 1000, self._sentence())
            except JobStopped:
                self.stop.set()
            except JobLost as error:
                lost = error
                self.stop.set()
        if lost or self.failure:
            raise lost or self.failure  # type: ignore[misc]
        if self.best is None:
            raise PlanningRefused(["Le calcul s’est arrêté avant d’avoir trouvé un planning."])
        return self.best

    def _run(self) -> None:
        try:
            self.best = solve_and_explain(self.problem, on_progress=self._tell, should_stop=self.stop.is_set)
        except BaseException as error:
            self.failure = error

    def _sentence(self) -> str:
        if self.best is None:
            return "Recherche d’un premier planning…"
        placed, total = len({a.candidate_id for a in self.best.appointments}), len(self.problem.candidates)
        waiting = minutes(self.best.waiting_minutes)
        return (
            f"Placés : {placed} sur {total} ; journées de jury : {self.best.jury_days} ; attente : {waiting}"
        )

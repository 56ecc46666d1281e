"""Plans the sites of a region, each apart from the others, over all cores, and keeps what is done.

A site's plan is written as soon as it is found and verified: `SITE/instance.json`, then `SITE/plan.json`, whole or not
at all. A run that was killed takes up where it stopped: a plan that is there, for the same instance, is verified and,
if it leaves nobody out, kept. Each process searches one site at a time, with one thread; the parent only listens.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

from jalon.common.disk import write_whole
from jalon.examen.planning.answer import Answer, Objective, read_answer
from jalon.examen.planning.answer import to_json as answer_json
from jalon.examen.planning.facts import Plan, Settings
from jalon.examen.planning.instance import Instance
from jalon.examen.planning.instance_writer import to_json as instance_json
from jalon.examen.planning.json_reader import InvalidInput
from jalon.examen.planning.region import Site
from jalon.examen.planning.verify import verify

INSTANCE, PLAN = "instance.json", "plan.json"
START = 60.0  # seconds that a process may take to be there, on a busy machine
LATE = 15.0  # seconds beyond its limit after which a search is ended from outside
TICK = 0.5
READY = "ready"


@dataclass(frozen=True)
class Options:
    """How each site is searched: seconds at most (None: what its size asks for), seed; `restart` keeps nothing."""

    seconds: float | None = None
    seed: int = 1
    restart: bool = False

    @property
    def limit(self) -> float:
        return self.seconds or Settings().time_limit_seconds


@dataclass(frozen=True)
class SiteOutcome:
    """What became of one site.

    `answer` is without its appointments, which are in the site's folder; None: there is no plan, and `failure` says
    why in French. `kept`: an earlier run made it. `sits`: which jurors sit on which days.
    """

    site: str
    candidates: int
    answer: Answer | None = None
    failure: str = ""
    kept: bool = False
    sits: frozenset[tuple[str, date]] = frozenset()

    @property
    def placed(self) -> int:
        return self.candidates - self.answer.objective.unplaced if self.answer else 0

    @property
    def jury_days(self) -> int:
        return self.answer.objective.jury_days if self.answer else 0


@dataclass(frozen=True)
class Advance:
    """How far a run is; `left`: seconds it may still take (None: not known yet)."""

    done: int
    sites: int
    placed: int
    candidates: int
    jury_days: int
    left: float | None


@dataclass(frozen=True)
class RegionPlan:
    """The sites done, in the order of the region, and whether the run was stopped before the last one."""

    outcomes: tuple[SiteOutcome, ...]
    sites: int
    seconds: float
    stopped: bool = False

    @property
    def complete(self) -> bool:
        """Whether every candidate of every site is placed."""
        return len(self.outcomes) == self.sites and all(one.placed == one.candidates for one in self.outcomes)

    @property
    def objective(self) -> Objective:
        """The figures of the sites that have a plan, together; those without one count their candidates unplaced."""
        answers = [one.answer for one in self.outcomes if one.answer]
        return Objective(
            sum(one.candidates - one.placed for one in self.outcomes),
            sum(answer.objective.jury_days for answer in answers),
            sum(answer.objective.waiting for answer in answers),
            sum(answer.objective.idle for answer in answers),
            max((answer.objective.longest_wait or 0 for answer in answers), default=0),
            sum(answer.objective.end_of_day or 0 for answer in answers),
        )

    @property
    def bound_jury_days(self) -> int:
        """What the sites that have a plan cannot go below together, for as many candidates placed."""
        return sum(one.answer.bounds.jury_days for one in self.outcomes if one.answer)

    @property
    def bound_waiting_and_idle(self) -> int:
        return sum(one.answer.bounds.waiting_and_idle for one in self.outcomes if one.answer)

    @property
    def shared_jurors(self) -> tuple[tuple[str, date, tuple[str, ...]], ...]:
        """Names of jurors who sit on one day in several sites: each site is planned as if it were alone."""
        where: dict[tuple[str, date], list[str]] = {}
        for one in self.outcomes:
            for who in one.sits:
                where.setdefault(who, []).append(one.site)
        return tuple((juror, day, tuple(at)) for (juror, day), at in sorted(where.items()) if len(at) > 1)


Progress = Callable[[Advance], None]


def plan_region(
    sites: Sequence[Site],
    output: Path,
    *,
    options: Options | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> RegionPlan:
    """Plan every site in `workers` processes, the largest first; a site that fails leaves the others go on.

    An interruption (Ctrl-C) ends the run: the sites under way are dropped, those done are kept. `progress` is told
    at each change and twice a second. Raises OSError when a site cannot be written.
    """
    run = _Run(sites, output, options or Options(), progress)
    return run.all(max(1, min(workers, len(sites))))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# The parent


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    site: Site | None = None
    deadline: float = 0.0
    starting: float = START  # seconds more for its first site, until it says that it is there
    best: Plan | None = None


@dataclass
class _Run:
    sites: Sequence[Site]
    output: Path
    options: Options
    progress: Progress | None
    outcomes: dict[str, SiteOutcome] = field(default_factory=dict)
    began: float = field(default_factory=monotonic)

    def all(self, workers: int) -> RegionPlan:
        self._prepare()
        waiting = deque(sorted(self.sites, key=lambda site: -len(site.instance.candidates)))
        running: list[_Worker] = []
        stopped = False
        try:
            while waiting or any(worker.site for worker in running):
                running = [worker for worker in running if worker.site or worker.process.is_alive()]
                idle = sum(worker.site is None for worker in running)
                for _ in range(min(workers - len(running), len(waiting) - idle)):
                    running.append(self._started())
                for worker in running:
                    if worker.site is None and waiting:
                        self._ask(worker, waiting.popleft())
                self._listen(running)
                self._tell()
        except KeyboardInterrupt:
            stopped = True
        finally:
            for worker in running:
                _end(worker)
        return RegionPlan(
            tuple(self.outcomes[site.id] for site in self.sites if site.id in self.outcomes),
            len(self.sites),
            monotonic() - self.began,
            stopped,
        )

    def _prepare(self) -> None:
        """The folders of the sites, without what a killed run was writing nor, to restart, any plan."""
        for site in self.sites:
            folder = self.output / site.id
            folder.mkdir(parents=True, exist_ok=True)
            for cut in [*folder.glob(f".{PLAN}.*"), *folder.glob(f".{INSTANCE}.*")]:
                cut.unlink(missing_ok=True)
            if self.options.restart:
                (folder / PLAN).unlink(missing_ok=True)

    def _started(self) -> _Worker:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=serve, args=(theirs, self.output, self.options), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _ask(self, worker: _Worker, site: Site) -> None:
        worker.site, worker.best = site, None
        worker.deadline = monotonic() + self.options.limit + LATE + worker.starting
        with suppress(OSError):  # a process that died says so when it is listened to
            worker.pipe.send(site)

    def _listen(self, running: Sequence[_Worker]) -> None:
        """What the processes say, for a moment; then those that are late are ended."""
        told_by = wait([worker.pipe for worker in running if worker.site], TICK)
        for worker in running:
            if worker.pipe not in told_by:
                continue
            assert worker.site is not None
            try:
                told = worker.pipe.recv()
            except (EOFError, OSError):
                reason = "le calcul s’est arrêté, peut-être faute de mémoire."
                self._fall_back(worker, reason)
                continue
            if isinstance(told, SiteOutcome):
                self.outcomes[worker.site.id] = told
                worker.site = None
            elif isinstance(told, OSError):
                raise told
            elif told == READY:
                worker.deadline, worker.starting = monotonic() + self.options.limit + LATE, 0.0
            else:
                worker.best = told
        for worker in running:
            if worker.site and monotonic() > worker.deadline:
                self._fall_back(worker, "le calcul n’a rien rendu dans le temps accordé.")

    def _fall_back(self, worker: _Worker, reason: str) -> None:
        """A process that died or is late: its best plan if it told one, else its site fails."""
        site = worker.site
        assert site is not None
        self.outcomes[site.id] = (
            _kept_by(site, self.output, self.options, worker.best, ended=False)
            if worker.best
            else SiteOutcome(site.id, len(site.instance.candidates), failure=reason)
        )
        worker.site = None
        _end(worker)

    def _tell(self) -> None:
        if self.progress is None:
            return
        done = list(self.outcomes.values())
        candidates = sum(len(site.instance.candidates) for site in self.sites)
        fresh = sum(one.candidates for one in done if not one.kept)
        to_do = candidates - sum(one.candidates for one in done)
        self.progress(
            Advance(
                len(done),
                len(self.sites),
                sum(one.placed for one in done),
                candidates,
                sum(one.jury_days for one in done),
                (monotonic() - self.began) * to_do / fresh if fresh else None,
            )
        )


_SPAWN = get_context("spawn")


@contextmanager
def _deaf() -> Iterator[None]:
    """What starts here never hears Ctrl-C: it reaches the parent, which then decides."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


# A process


def serve(pipe: Connection, output: Path, options: Options) -> None:
    """Settle the sites that come through a pipe, one by one, until it closes or the parent dies."""
    threading.Thread(target=_die_with_parent, daemon=True).start()
    pipe.send(READY)
    while True:
        try:
            site: Site = pipe.recv()
        except EOFError:
            return
        told: SiteOutcome | OSError
        try:
            told = settle(site, output, options, pipe.send)
        except OSError as error:
            told = error
        except MemoryError:
            told = SiteOutcome(site.id, len(site.instance.candidates), failure="la mémoire n’a pas suffi.")
        except Exception as error:
            reason = f"défaut de Jalon, à signaler avec l’instance ({type(error).__name__} : {error})."
            told = SiteOutcome(site.id, len(site.instance.candidates), failure=reason)
        pipe.send(told)


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def settle(site: Site, output: Path, options: Options, tell: Callable[[Plan], None]) -> SiteOutcome:
    """The plan of a site: the one that is already there for the same instance, else a new one, written.

    One that leaves candidates out is looked for again, and kept unless the new one places more. `tell` receives
    each better plan. Raises OSError when the site's folder cannot be written.
    """
    folder = output / site.id
    written = _instance_of(site, folder)
    before = _already(site.instance, folder, written)
    if before and not before.unplaced:
        return _outcome(site, before, kept=True)
    from jalon.examen.planning.exchange import problem_of
    from jalon.examen.planning.remedies import solve_and_explain

    if before is None:
        (folder / PLAN).unlink(missing_ok=True)
        write_whole(folder / INSTANCE, _text(written))
    problem = problem_of(site.instance, seconds=options.seconds, seed=options.seed, workers=1)
    until = monotonic() + options.limit
    plan = solve_and_explain(problem, on_progress=tell, should_stop=lambda: monotonic() > until)
    if before and len(before.unplaced) <= len(plan.unplaced):
        return _outcome(site, before, kept=True)
    return _kept_by(site, output, options, plan, ended=True)


def _kept_by(site: Site, output: Path, options: Options, plan: Plan, *, ended: bool) -> SiteOutcome:
    """A plan just found, written once the independent checker has nothing to say."""
    from jalon.examen.planning.exchange import answer_of, problem_of

    problem = problem_of(site.instance, seconds=options.seconds, seed=options.seed, workers=1)
    answer = answer_of(problem, plan, ended=ended)
    broken = verify(site.instance, answer)
    if broken:
        reason = f"défaut de Jalon, à signaler avec l’instance : le planning trouvé enfreint une règle ({broken[0]})"
        return SiteOutcome(site.id, len(site.instance.candidates), failure=reason)
    write_whole(output / site.id / PLAN, _text(answer_json(answer)))
    return _outcome(site, answer)


def _already(instance: Instance, folder: Path, written: object) -> Answer | None:
    """The plan that an earlier run made of this instance, if it still conforms."""
    try:
        if (folder / INSTANCE).read_text("utf-8") != _text(written):
            return None
        answer = read_answer((folder / PLAN).read_bytes())
    except (FileNotFoundError, UnicodeDecodeError, InvalidInput):
        return None
    return None if verify(instance, answer) else answer


def _instance_of(site: Site, folder: Path) -> object:
    """The instance as it is written beside its plan: what `jalon session check` and `why` read."""
    named = [os.path.relpath(path, folder) for path in site.referentiels]
    return {**instance_json(site.instance), **({"referentiels": named} if named else {})}


def _outcome(site: Site, answer: Answer, *, kept: bool = False) -> SiteOutcome:
    members = {jury.id: jury.members for jury in site.instance.juries}
    days = {(passage.jury, passage.date) for passage in answer.appointments}
    return SiteOutcome(
        site.id,
        len(site.instance.candidates),
        replace(answer, appointments=(), lunches=()),
        kept=kept,
        sits=frozenset((juror, day) for jury, day in days for juror in members.get(jury, ())),
    )

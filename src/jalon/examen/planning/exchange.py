"""From a JSON instance to the engine's problem, and from its plan to the JSON answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from jalon.common.typography import counted
from jalon.examen.planning.answer import (
    PREPARATION,
    WRITTEN_PREPARATION,
    Answer,
    Bounds,
    Lunch,
    Objective,
    Passage,
    Remedy,
    Task,
)
from jalon.examen.planning.chains import FINAL_INTERVIEW, STAGE, chain_from_scheme, concatenate
from jalon.examen.planning.facts import (
    Actor,
    Appointment,
    Block,
    Candidate,
    Day,
    Jury,
    Pin,
    Plan,
    Problem,
    Readings,
    Rooms,
    Settings,
    Step,
    Window,
)
from jalon.examen.planning.instance import Instance, InstanceCandidate, InstanceJury
from jalon.examen.planning.json_reader import DAY_MINUTES, InvalidInput, join
from jalon.examen.planning.measures import measure
from jalon.examen.planning.rooms import furnish
from jalon.examen.planning.told_apart import told_apart
from jalon.referentiel.schema import TitreVersion

WRITTEN = "écrit"  # what the label of a phase says when the candidate writes


def usual_polish(problem: Problem) -> float:
    """Seconds after which waits are worth no more search: the people of a session and their kinds count."""
    kinds = {
        (who.titre_ref, who.scope, who.extra_time_percent, who.unavailable, who.incompatible_jurors)
        for who in problem.candidates
    }
    count = len(problem.candidates)
    crowd = max(0, count - 40)
    return 0.45 + 0.078 * min(max(0, count - 12), 28) + 0.013 * crowd + 0.0015 * crowd * (len(kinds) - 1)


def problem_of(
    instance: Instance, *, seconds: float | None = None, seed: int = 1, workers: int = 2
) -> Problem:
    """The engine's problem; `seconds`: its time limit (None: the usual one, and no polish beyond its size).

    Phases of one test that follow one another, all with the jury or all without, are one task: extra time is
    rounded up once. Raises InvalidInput when a pin does not give the hours of every task, or of others.
    """
    people = candidates_of(instance)
    eaten = instance.candidate_lunch
    covered = (eaten.if_from, eaten.if_to) if eaten else (None, None)
    dates = tuple(day.date for day in instance.days)
    problem = Problem(
        days=tuple(Day(day.date, day.opening, day.closing) for day in instance.days),
        candidates=people,
        juries=tuple(_jury(instance, jury, dates) for jury in instance.juries),
        rooms=Rooms(
            _labels("Salle de préparation", instance.preparation_rooms),
            _labels("Salle de mise en situation", instance.mise_en_situation_rooms),
            unavailable=closed_rooms(instance),
        ),
        actor=None
        if instance.actor is None
        else Actor(instance.actor.count, instance.actor.rest, instance.actor.lunch),
        settings=Settings(
            grid=instance.grid,
            jury_lunch_minutes=instance.lunch.minutes if instance.lunch else 0,
            lunch_window=instance.actors_eat,
            candidate_lunch_minutes=eaten.minutes if eaten else 0,
            candidate_lunch_window=(eaten.start, eaten.end) if eaten else None,
            candidate_lunch_if=None
            if covered == (None, None)
            else (DAY_MINUTES if covered[0] is None else covered[0], covered[1] or 0),
            candidate_span_max=DAY_MINUTES if instance.max_span is None else instance.max_span,
            seed=seed,
            workers=workers,
        ),
    )  # fmt: skip
    if seconds is None:
        settings = replace(problem.settings, polish_seconds=usual_polish(problem))
    else:
        settings = replace(problem.settings, time_limit_seconds=seconds)
    return replace(problem, settings=settings)


def candidates_of(instance: Instance) -> tuple[Candidate, ...]:
    """The engine's candidates; raises InvalidInput as `problem_of` does."""
    chains: dict[tuple[str, tuple[str, ...]], tuple[Block, ...]] = {}
    for who in instance.candidates:
        key = (who.titre, who.scope)
        if key not in chains:
            chains[key] = _chain(instance, who)
    dates = tuple(day.date for day in instance.days)
    people = [
        Candidate(
            who.id, who.id, who.titre, who.scope, chains[who.titre, who.scope], who.extra_time,
            _away(who, dates), who.conflicts,
        )
        for who in instance.candidates
    ]  # fmt: skip
    return _pinned(instance, people)


def answer_of(problem: Problem, plan: Plan, *, ended: bool = True) -> Answer:
    """The answer that a plan of `problem` makes; `ended`: the search went as far as it wanted."""
    left_out = tuple(cid for cid, _ in plan.unplaced)
    placed = {item.candidate_id for item in plan.appointments}
    complete = "optimal" if plan.optimal else "feasible"
    lacking = "partial" if placed or not ended else "infeasible"
    return Answer(
        lacking if left_out else complete,
        Objective(
            len(left_out),
            plan.jury_days,
            plan.waiting_minutes,
            plan.idle_minutes,
            plan.longest_wait_minutes,
            measure(problem, plan.appointments).end_minutes,
        ),
        Bounds(
            plan.bound_jury_days,
            plan.bound_waiting or 0,
            plan.bound_unplaced,
            plan.bound_longest_wait or 0,
            plan.bound_ends,
        ),
        round(plan.seconds, 3),
        passages_of(problem, plan),
        _lunches(problem, plan),
        left_out,
        (*_explanations(plan), *(told.sentence for told in plan.explanations)),
        tuple(
            Remedy(told.sentence, told.facts, told.remedy, told.more, told.left, told.cost, told.sources)
            for told in plan.explanations
        ),
    )


def plan_of(problem: Problem, answer: Answer) -> Plan:
    """The plan that an answer tells; tasks that no phase of their candidate explains are left to the checker."""
    candidates = {who.id: who for who in problem.candidates}
    items: list[Appointment] = []
    for passage in answer.appointments:
        who = candidates.get(passage.candidate)
        if who is None:
            continue
        for rank, index in told_apart(who, _kinds(who), passage.tasks, problem.settings.grid).items():
            task, step = passage.tasks[rank], who.steps[index]
            items.append(
                Appointment(
                    who.id, passage.jury, passage.date, task.start, task.end, step.kind, step.label, step.jury,
                    None, step.actor, index,
                )
            )  # fmt: skip
    return Plan(
        furnish(problem, items),
        tuple((cid, ()) for cid in answer.unplaced),
        answer.objective.jury_days,
        answer.bounds.jury_days,
        waiting_minutes=answer.objective.waiting,
        idle_minutes=answer.objective.idle,
    )


def nothing_found(problem: Problem) -> Plan:
    """The plan of a search that had no time to find any."""
    reason = (
        "Aucun planning n’a été trouvé dans le temps de calcul accordé ; accordez-en davantage ou partagez la session.",
    )
    return Plan(unplaced=tuple((who.id, reason) for who in problem.candidates))


# The problem


def _chain(instance: Instance, who: InstanceCandidate) -> tuple[Block, ...]:
    titre = instance.titres[who.titre]
    chains = []
    for scope in who.scope:
        reading = instance.reading.of(who.titre, scope)
        settings = Readings(
            title=reading,
            ccp=reading,
            preparation_file=instance.session_file_reading.of(who.titre, scope),
            deliberation=instance.deliberation.of(who.titre, scope),
        )
        chain = chain_from_scheme(
            titre.scheme("title" if scope == FINAL_INTERVIEW else scope),
            titre_ref=titre.ref,
            scope=scope,
            readings=settings,
            actor=instance.actor is not None and _needs_actor(titre),
        )
        chains.append((scope, [_merged(block, instance.gap_after_preparation) for block in chain]))
    return concatenate(chains)


def _needs_actor(titre: TitreVersion) -> bool:
    return bool(titre.conduct(STAGE).actors)


def _merged(block: Block, gap: int | None) -> Block:
    """The block with successive phases of one test made one step, the jury there or not."""
    steps: list[Step] = []
    for step in block.steps:
        last = steps[-1] if steps else None
        if last and (last.kind, last.jury, last.room, last.actor) == (
            step.kind,
            step.jury,
            step.room,
            step.actor,
        ):
            label = last.label if step.label in last.label else f"{last.label} ; {step.label}"
            steps[-1] = replace(last, minutes=last.minutes + step.minutes, label=label)
        else:
            steps.append(step)
    return replace(block, steps=tuple(steps), gap=gap)


def _away(who: InstanceCandidate, dates: Iterable[date]) -> tuple[Window, ...]:
    """When a candidate cannot come: all that is not within what they gave."""
    if who.available is None:
        return ()
    found = []
    for day in dates:
        reached = 0
        for start, end in (*who.available.get(day, ()), (DAY_MINUTES, DAY_MINUTES)):
            if start > reached:
                found.append(Window(day, reached, start))
            reached = max(reached, end)
    return tuple(found)


def _jury(instance: Instance, jury: InstanceJury, dates: tuple[date, ...]) -> Jury:
    """Its own absences, and those of its members that other juries declare."""
    absences = [
        (absence.member or jury.id, Window(absence.date, absence.start, absence.end))
        for absence in jury.unavailable
    ]
    absences += [
        (absence.member, Window(absence.date, absence.start, absence.end))
        for other in instance.juries
        if other is not jury
        for absence in other.unavailable
        if absence.member in jury.members and absence.member
    ]
    return Jury(
        jury.id,
        jury.id,
        frozenset(jury.members),
        frozenset(instance.titres) if jury.titres is None else jury.titres,
        dates,
        tuple(absences),
    )


def _labels(name: str, count: int | None) -> tuple[str, ...] | None:
    return None if count is None else tuple(f"{name} {n}" for n in range(1, count + 1))


def room_labels(instance: Instance, kind: str) -> tuple[str, ...]:
    """The rooms of a kind ("preparation", "mise_en_situation"), as the engine names them."""
    count = instance.preparation_rooms if kind == "preparation" else instance.mise_en_situation_rooms
    return _labels(_ROOMS[kind], count) or ()


_ROOMS = {"preparation": "Salle de préparation", "mise_en_situation": "Salle de mise en situation"}


def closed_rooms(instance: Instance) -> tuple[tuple[str, Window], ...]:
    """The rooms that cannot be used, and when: the last ones of a kind, each once at the same hours."""
    found: list[tuple[str, Window]] = []
    for away in instance.rooms_away:
        window = Window(away.date, away.start, away.end)
        free = [
            label
            for label in reversed(room_labels(instance, away.kind))
            if not any(
                label == other and w.day == window.day and w.start < window.end and window.start < w.end
                for other, w in found
            )
        ]
        found += [(label, window) for label in free[: away.count]]
    return tuple(found)


def _pinned(instance: Instance, people: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates with their pins, each task given its hour."""
    faults: list[str] = []
    found = []
    for rank, (who, candidate) in enumerate(zip(instance.candidates, people, strict=True)):
        pin = who.pin
        if pin is None:
            found.append(candidate)
            continue
        starts: list[int] | None = None
        if pin.starts is not None:
            kinds = _kinds(candidate)
            for kind in dict.fromkeys([*kinds, *pin.starts]):
                due, given = kinds.count(kind), len(pin.starts.get(kind, ()))
                if due != given:
                    faults.append(
                        f"{join(f'candidates[{rank}].pin.starts', kind)} : {counted(given, 'heure')} pour "
                        f"{counted(due, 'tâche')} de "
                        "ce candidat ; donnez celle de chacune, ou retirez « starts »."
                    )
            rest = {kind: list(hours) for kind, hours in pin.starts.items()}
            starts = [rest[kind].pop(0) if rest.get(kind) else 0 for kind in kinds]
        found.append(
            replace(candidate, pin=Pin(pin.jury, pin.date, None if starts is None else tuple(starts)))
        )
    if faults:
        raise InvalidInput(faults)
    return tuple(found)


# The answer


def passages_of(problem: Problem, plan: Plan) -> tuple[Passage, ...]:
    kinds = {candidate.id: _kinds(candidate) for candidate in problem.candidates}
    tasks: dict[tuple[date, str, str], list[Task]] = defaultdict(list)
    for item in plan.appointments:
        tasks[item.day, item.candidate_id, item.jury_id].append(
            Task(kinds[item.candidate_id][item.step_index], item.start, item.end)
        )
    passages = [
        Passage(candidate, jury, day, tuple(sorted(found, key=lambda task: (task.start, task.end))))
        for (day, candidate, jury), found in tasks.items()
    ]
    return tuple(sorted(passages, key=lambda p: (p.date, p.jury, p.tasks[0].start, p.candidate)))


def _kinds(candidate: Candidate) -> list[str]:
    """The kind of task that each step of the candidate is."""
    return [_kind(step, block.steps) for block in candidate.chain for step in block.steps]


def _kind(step: Step, block: Sequence[Step]) -> str:
    """A phase without the jury, in a test that it also attends, is a preparation, written if its label says so."""
    if step.jury or not any(other.jury for other in block if other.kind == step.kind):
        return step.kind
    return WRITTEN_PREPARATION if WRITTEN in step.label.casefold() else PREPARATION


def _lunches(problem: Problem, plan: Plan) -> tuple[Lunch, ...]:
    """When each jury eats: within its day if it can, while its members sit in no other jury either."""
    minutes = problem.settings.jury_lunch_minutes
    if not minutes:
        return ()
    members = {jury.id: jury.jurors for jury in problem.juries}
    busy: Mapping[tuple[date, str], list[tuple[int, int]]] = defaultdict(list)
    for item in plan.appointments:
        if item.jury:
            busy[item.day, item.jury_id].append((item.start, item.end))
    found = []
    for (day, jury), own in sorted(busy.items()):
        shared = [
            span
            for (other_day, other), spans in busy.items()
            if other_day == day and other != jury and members[other] & members[jury]
            for span in spans
        ]
        starts = _starts([*own, *shared], problem, minutes) or _starts(own, problem, minutes)
        first, last = min(start for start, _ in own), max(end for _, end in own)
        starts.sort(key=lambda start: (not first <= start <= last - minutes, start))
        if starts:
            found.append(Lunch(jury, day, starts[0], starts[0] + minutes))
    return tuple(found)


def _starts(busy: Iterable[tuple[int, int]], problem: Problem, minutes: int) -> list[int]:
    """When a lunch of `minutes` can begin: at the window's start or as soon as a task ends."""
    spans = sorted(busy)
    start, end = problem.settings.lunch_window
    free: Callable[[int], bool] = lambda at: all(b <= at or at + minutes <= a for a, b in spans)  # noqa: E731
    return [
        at
        for at in sorted({start, *(b for _, b in spans)})
        if start <= at and at + minutes <= end and free(at)
    ]


def _explanations(plan: Plan) -> tuple[str, ...]:
    """Why candidates are left out, those with the same reasons together."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for cid, reasons in plan.unplaced:
        alike[reasons].append(cid)
    return tuple(f"{_names(names)} : {' '.join(reasons)}" for reasons, names in alike.items())


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:10])
    return shown if len(names) <= 10 else f"{shown} et {len(names) - 10} autres"

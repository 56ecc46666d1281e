"""Verifies an answer against its instance and the référentiels alone: it shares nothing with the engine.

What each candidate must do is derived here again from the référentiel, so that a slip of the engine's own
chains shows as a violation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import ceil

from jalon.common.typography import counted
from jalon.examen.planning.answer import Answer, Passage, Task
from jalon.examen.planning.instance import FINAL_INTERVIEW, Instance, InstanceCandidate, InstanceJury, Meal
from jalon.examen.planning.json_reader import hour
from jalon.referentiel.schema import Scheme, Test, TestKind

Span = tuple[int, int]
WITHOUT_CANDIDATE = frozenset({"reading", "session_file_reading", "deliberation"})
RESTING = frozenset({TestKind.QUESTIONNEMENT_PRODUCTION, TestKind.PRESENTATION_PROJET})
STAGE = TestKind.MISE_EN_SITUATION
TRIES = 20_000  # ways of telling alike tasks of several CCPs apart


@dataclass(frozen=True)
class Due:
    """A task that the référentiel, or the centre, makes due: `minutes` with extra time, rounded up to the grid."""

    kind: str
    minutes: int
    jury: bool
    stage: bool = False
    play: bool = False

    @property
    def own(self) -> bool:
        """Whether the candidate is there."""
        return self.kind not in WITHOUT_CANDIDATE


@dataclass
class Course:
    """What a candidate must go through, indexes pointing into `due`.

    `order`: the one must be over before the other begins. `links`: the other follows at most so many minutes
    later (None: no limit), with no other test between.
    """

    due: list[Due] = field(default_factory=list)
    order: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int, int | None]] = field(default_factory=list)


def verify(instance: Instance, answer: Answer) -> tuple[str, ...]:
    """Every rule that the answer breaks, in French, each with its path; empty when it conforms."""
    return tuple(_Verification(instance, answer).all())


def course_of(instance: Instance, who: InstanceCandidate) -> Course:
    """Tasks due to a candidate, from the référentiel of their titre (RE, modalités d'évaluation)."""
    course = Course()
    titre = instance.titres[who.titre]
    finals: list[tuple[str, Test]] = []
    deliberation = 0
    tests: list[int] = []
    for scope in who.scope:
        scheme = titre.scheme("title" if scope == FINAL_INTERVIEW else scope)
        deliberation = max(deliberation, instance.deliberation.of(who.titre, scope))
        finals += [(scope, test) for test in scheme.tests if test.kind == TestKind.ENTRETIEN_FINAL]
        if scope != FINAL_INTERVIEW:
            tests += _scope_tests(instance, who, scope, scheme, course)
    for _, test in finals[:1]:
        runs = _add_test(instance, who, test, course)
        course.order += [(before, runs[0]) for before in tests]
        tests += runs
    if deliberation:
        course.due.append(Due("deliberation", _round(deliberation, instance.grid), jury=True))
        course.order += [(before, len(course.due) - 1) for before in tests]
    return course


def _scope_tests(
    instance: Instance, who: InstanceCandidate, scope: str, scheme: Scheme, course: Course
) -> list[int]:
    """Adds the tests of one scope and what the jury reads for them; the indexes of the tests."""
    runs: dict[TestKind, list[int]] = {}
    for test in scheme.tests:
        if test.kind != TestKind.ENTRETIEN_FINAL:
            runs[test.kind] = _add_test(instance, who, test, course)
    together = runs.get(STAGE, [])[-1:]
    for test in scheme.tests:
        mine = runs.get(test.kind)
        if mine is None:
            continue
        course.order += [(runs[kind][-1], mine[0]) for kind in test.after if kind in runs]
        if (
            together and STAGE in test.after
        ):  # a test that the mise en situation must precede follows it at once
            most = 0 if course.due[together[0]].jury else instance.gap_after_preparation
            course.links.append((together[0], mine[0], most))
            together = mine[-1:]
    resting = [kind for kind in runs if kind in RESTING]
    reading = instance.reading.of(who.titre, scope)
    if reading and resting:
        _add_reading(course, "reading", _round(reading, instance.grid), runs[resting[0]][0])
    file_reading = instance.session_file_reading.of(who.titre, scope)
    if file_reading and STAGE in runs and len(scheme.productions) > len(resting):
        _add_reading(course, "session_file_reading", _round(file_reading, instance.grid), runs[STAGE][0])
    return [index for mine in runs.values() for index in mine]


def _add_reading(course: Course, kind: str, minutes: int, before: int) -> None:
    course.due.append(Due(kind, minutes, jury=True))
    course.order.append((len(course.due) - 1, before))


def _add_test(instance: Instance, who: InstanceCandidate, test: Test, course: Course) -> list[int]:
    """Adds a test: its successive phases, those of a kind (with the jury, without it) as one task."""
    stretches: list[tuple[bool, int, str]] = []
    for phase in test.phases:
        if stretches and stretches[-1][0] == phase.jury:
            jury, minutes, label = stretches[-1]
            stretches[-1] = (jury, minutes + phase.minutes, f"{label} {phase.label}")
        else:
            stretches.append((phase.jury, phase.minutes, phase.label))
    if not stretches:
        stretches = [(True, test.minutes, "")]
    attended = any(jury for jury, _, _ in stretches)
    first = len(course.due)
    plays = bool(instance.titres[who.titre].conduct(STAGE).actors) and test.kind == STAGE
    for jury, minutes, label in stretches:
        kind = str(test.kind)
        if not jury and attended:
            kind = "written_preparation" if "écrit" in label.casefold() else "preparation"
        longer = ceil(minutes * (1 + who.extra_time / 100))
        course.due.append(
            Due(kind, _round(longer, instance.grid), jury, test.kind == STAGE and jury, plays and jury)
        )
    found = list(range(first, len(course.due)))
    for before, after in pairwise(found):
        course.links.append((before, after, 0 if course.due[before].jury else instance.gap_after_preparation))
    return found


def _round(minutes: int, grid: int) -> int:
    return -(-minutes // grid) * grid


@dataclass(frozen=True)
class _Placed:
    """A task of the answer with what is known of it."""

    path: str
    who: str
    jury: str
    date: date
    task: Task
    due: Due | None

    @property
    def span(self) -> Span:
        return self.task.start, self.task.end

    @property
    def attended(self) -> bool:
        """Whether the jury is there."""
        if self.due is not None:
            return self.due.jury
        return self.task.kind not in ("preparation", "written_preparation")

    @property
    def own(self) -> bool:
        return self.task.kind not in WITHOUT_CANDIDATE

    def __str__(self) -> str:
        return f"{self.task.kind} de {self.who} ({hour(self.task.start)} – {hour(self.task.end)})"


class _Verification:
    def __init__(self, instance: Instance, answer: Answer) -> None:
        self.instance, self.answer = instance, answer
        self.candidates = {candidate.id: candidate for candidate in instance.candidates}
        self.juries = {jury.id: jury for jury in instance.juries}
        self.days = {day.date: day for day in instance.days}
        self.courses: dict[tuple[object, ...], Course] = {}
        self.placed: list[_Placed] = []

    def all(self) -> Iterator[str]:
        yield from self.people()
        for rank, passage in enumerate(self.answer.appointments):
            yield from self.passage(passage, f"appointments[{rank}]")
        yield from self.sharing()
        yield from self.actors()
        yield from self.lunches()
        yield from self.figures()

    # Who

    def people(self) -> Iterator[str]:
        """Every candidate once: placed, or said to be left out."""
        times = Counter(passage.candidate for passage in self.answer.appointments)
        left_out = Counter(self.answer.unplaced)
        for rank, name in enumerate(self.answer.unplaced):
            if name not in self.candidates:
                yield f"unplaced[{rank}] : le candidat « {name} » n’est pas dans l’instance."
        for name, count in left_out.items():
            if count > 1:
                yield f"unplaced : « {name} » y est {count} fois."
            if name in times:
                yield f"unplaced : « {name} » a pourtant un passage."
        for name, count in times.items():
            if count > 1:
                yield f"appointments : « {name} » a {count} passages ; un candidat a un seul jury, un seul jour."
        for name in self.candidates:
            if not times[name] and not left_out[name]:
                yield f"appointments : « {name} » n’a pas de passage et n’est pas dans « unplaced »."

    def passage(self, passage: Passage, path: str) -> Iterator[str]:
        who, jury = self.candidates.get(passage.candidate), self.juries.get(passage.jury)
        if who is None:
            yield f"{path}.candidate : « {passage.candidate} » n’est pas dans l’instance."
        if jury is None:
            yield f"{path}.jury : « {passage.jury} » n’est pas dans l’instance."
        if passage.date not in self.days:
            yield f"{path}.date : le {passage.date} n’est pas un jour de la session."
        if who is None or jury is None or passage.date not in self.days:
            return
        if jury.titres is not None and who.titre not in jury.titres:
            yield (
                f"{path}.jury : {jury.id} n’est pas habilité pour {who.titre}, que présente {who.id} "
                "(arrêté du 22/12/2015, art. 5)."
            )
        for juror in sorted(who.conflicts & set(jury.members)):
            yield f"{path}.jury : {juror}, de {jury.id}, ne peut pas juger {who.id} (conflit d’intérêts, D6412-6)."
        course = self.course(who)
        matched = _match(course, passage.tasks)
        items = [
            _Placed(
                f"{path}.tasks[{rank}]", who.id, jury.id, passage.date, task, matched.due_of(course, rank)
            )
            for rank, task in enumerate(passage.tasks)
        ]
        self.placed += items
        yield from _content(course, passage, path)
        yield from self.order(course, matched, items, path)
        for item in items:
            yield from self.hours(item, who, jury)
        yield from self.body(who, [item for item in items if item.own], path)
        yield from _pin(who, passage, path)

    def course(self, who: InstanceCandidate) -> Course:
        key = (who.titre, who.scope, who.extra_time)
        if key not in self.courses:
            self.courses[key] = course_of(self.instance, who)
        return self.courses[key]

    # What and in which order

    def order(self, course: Course, matched: _Matched, items: Sequence[_Placed], path: str) -> Iterator[str]:
        at = {index: items[rank] for index, rank in matched.ranks.items()}
        for before, after in course.order:
            if before in at and after in at and at[after].task.start < at[before].task.end:
                yield f"{at[after].path} : {at[after]} doit venir après {at[before]} (RE, ordre des épreuves)."
        for before, after, most in course.links:
            if before not in at or after not in at:
                continue
            first, second = at[before], at[after]
            between = second.task.start - first.task.end
            if between < 0 or (most is not None and between > most):
                told = f"dans les {most} min" if most else "aussitôt" if most == 0 else "après"
                yield f"{second.path} : {second} doit suivre {told} {first} (RE, ordre des épreuves)."
            for item in items:
                if item.own and first.task.end <= item.task.start and item.task.end <= second.task.start:
                    yield f"{item.path} : {item} coupe le bloc qui va de {first} à {second}."

    # When

    def hours(self, item: _Placed, who: InstanceCandidate, jury: InstanceJury) -> Iterator[str]:
        day, grid = self.days[item.date], self.instance.grid
        start, end = item.span
        if start < day.opening or end > day.closing:
            yield f"{item.path} : {item} sort des heures d’ouverture ({hour(day.opening)} – {hour(day.closing)})."
        if start % grid or end % grid:
            yield f"{item.path} : {item} ne tombe pas sur un pas de {grid} minutes."
        if item.own and who.available is not None:
            given = who.available.get(item.date, ())
            if not _covered(item.span, given):
                yield f"{item.path} : {who.id} n’est pas disponible pour {item}."
        if item.attended:
            for absence in self.absences(jury):
                if absence[0] == item.date and start < absence[2] and absence[1] < end:
                    yield (
                        f"{item.path} : {jury.id} n’est pas disponible de {hour(absence[1])} à {hour(absence[2])} "
                        f"pour {item}."
                    )

    def absences(self, jury: InstanceJury) -> Iterator[tuple[date, int, int]]:
        """When it does not sit: what it declares, and its members' absences wherever they are declared."""
        for other in self.instance.juries:
            for absence in other.unavailable:
                if other.id == jury.id or (absence.member and absence.member in jury.members):
                    yield absence.date, absence.start, absence.end

    def body(self, who: InstanceCandidate, own: Sequence[_Placed], path: str) -> Iterator[str]:
        for first, second in _overlaps(own):
            yield f"{second.path} : {second} commence avant la fin de {first}."
        if not own:
            return
        begins, ends = min(item.task.start for item in own), max(item.task.end for item in own)
        most = self.instance.max_span
        if most is not None and ends - begins > most:
            yield f"{path} : la journée de {who.id} dure {ends - begins} min ; {most} au plus (max_span)."
        meal = self.instance.candidate_lunch
        if meal and meal.due(begins, ends) and not _eats([item.span for item in own], meal):
            yield (
                f"{path} : {who.id} n’a pas {meal.minutes} min pour déjeuner entre {hour(meal.start)} et "
                f"{hour(meal.end)} (candidate_lunch)."
            )

    # What people and rooms share

    def sharing(self) -> Iterator[str]:
        by_jury: dict[tuple[date, str], list[_Placed]] = defaultdict(list)
        by_juror: dict[tuple[date, str], list[_Placed]] = defaultdict(list)
        lone: dict[date, list[_Placed]] = defaultdict(list)
        stage: dict[date, list[_Placed]] = defaultdict(list)
        for item in self.placed:
            if item.attended:
                by_jury[item.date, item.jury].append(item)
                for member in self.juries[item.jury].members:
                    by_juror[item.date, member].append(item)
            elif item.own:
                lone[item.date].append(item)
            if item.due and item.due.stage:
                stage[item.date].append(item)
        for (_, jury), items in sorted(by_jury.items()):
            for first, second in _overlaps(items):
                yield f"{second.path} : {jury} est encore à {first} ; un jury n’a qu’une tâche à la fois."
        for (day, member), items in sorted(by_juror.items()):
            for first, second in _overlaps(items):
                if first.jury != second.jury:
                    yield f"{second.path} : {member} siège déjà dans {first.jury} pour {first}."
            meal = self.instance.lunch
            if meal and len({item.jury for item in items}) > 1 and not _eats([i.span for i in items], meal):
                yield f"lunches : {member}, qui siège dans plusieurs jurys, ne peut pas déjeuner le {day} (lunch)."
        yield from self.rooms(lone, self.instance.preparation_rooms, "preparation", "préparation")
        yield from self.rooms(
            stage, self.instance.mise_en_situation_rooms, "mise_en_situation", "mise en situation"
        )

    def rooms(
        self, days: Mapping[date, Sequence[_Placed]], capacity: int | None, kind: str, name: str
    ) -> Iterator[str]:
        """No more of them at once than there are rooms, those lost at that hour apart."""
        if capacity is None:
            return
        for day, items in days.items():
            away = [lost for lost in self.instance.rooms_away if (lost.kind, lost.date) == (kind, day)]
            for item in items:
                inside = {lost.start for lost in away if item.task.start < lost.start < item.task.end}
                for at in sorted({item.task.start, *inside}):
                    there = [o for o in items if o.task.start <= at < o.task.end]
                    left = max(0, capacity - sum(lost.count for lost in away if lost.start <= at < lost.end))
                    if len(there) > left:
                        who = ", ".join(sorted({other.who for other in there}))
                        needed = f"{counted(len(there), 'salle')} de {name} pour {who}"
                        yield f"{item.path} : à {hour(at)}, il faut {needed} ; il y en a {left}."

    def actors(self) -> Iterator[str]:
        """Whether so many people, with rest and lunch, can play all that is played (exact)."""
        actor = self.instance.actor
        if actor is None:
            return
        days: dict[date, list[Span]] = defaultdict(list)
        for item in self.placed:
            if item.due and item.due.play:
                days[item.date].append(item.span)
        start, end = self.instance.actors_eat
        for day, plays in sorted(days.items()):
            # Each one's day so far: the end of the last play, whether lunch was before it.
            fresh = (-actor.rest, not actor.lunch)
            states = {(fresh,) * min(actor.count, len(plays))}
            for begin, finish in sorted(plays):
                reached = set()
                for state in states:
                    for number, (over, fed) in enumerate(state):
                        if over + actor.rest > begin or state.index(state[number]) != number:
                            continue
                        ate = fed or min(begin, end) - max(over, start) >= actor.lunch
                        if ate or end - max(finish, start) >= actor.lunch:
                            after = (*state[:number], (finish, ate), *state[number + 1 :])
                            reached.add(tuple(sorted(after)))
                states = reached
            if not states:
                yield (
                    f"appointments : le {day}, {counted(actor.count, 'partenaire')} de jeu pour "
                    f"{counted(len(plays), 'mise en situation', 'mises en situation')}, {actor.rest} min de repos et "
                    f"{actor.lunch} min de déjeuner compris : ce n’est pas possible (actor)."
                )

    def lunches(self) -> Iterator[str]:
        meal = self.instance.lunch
        work: dict[tuple[str, date], list[_Placed]] = defaultdict(list)
        for item in self.placed:
            if item.attended:
                work[item.jury, item.date].append(item)
        given = {(lunch.jury, lunch.date) for lunch in self.answer.lunches}
        for rank, lunch in enumerate(self.answer.lunches):
            path = f"lunches[{rank}]"
            if (lunch.jury, lunch.date) not in work:
                yield f"{path} : {lunch.jury} ne siège pas le {lunch.date}."
                continue
            if meal is None:
                continue
            if lunch.end - lunch.start < meal.minutes or lunch.start < meal.start or lunch.end > meal.end:
                yield (
                    f"{path} : {hour(lunch.start)} – {hour(lunch.end)} n’est pas un déjeuner de {meal.minutes} min "
                    f"entre {hour(meal.start)} et {hour(meal.end)} (lunch)."
                )
            for item in work[lunch.jury, lunch.date]:
                if item.task.start < lunch.end and lunch.start < item.task.end:
                    yield f"{path} : le déjeuner de {lunch.jury} coupe {item}."
        for jury, day in work if meal else ():
            if (jury, day) not in given:
                yield f"lunches : {jury} n’a pas de déjeuner le {day}."

    # What it announces

    def figures(self) -> Iterator[str]:
        answer, objective, bounds = self.answer, self.answer.objective, self.answer.bounds
        waiting = idle = longest = ends = 0
        own: dict[tuple[str, date, str], list[Span]] = defaultdict(list)
        work: dict[tuple[str, date], list[Span]] = defaultdict(list)
        for item in self.placed:
            if item.own:
                own[item.who, item.date, item.jury].append(item.span)
            if item.attended:
                work[item.jury, item.date].append(item.span)
        for spans in own.values():
            meal = self.instance.candidate_lunch
            first, last = min(start for start, _ in spans), max(end for _, end in spans)
            waited = _lost(spans, meal if meal and meal.due(first, last) else None)
            waiting, longest = waiting + waited, max(longest, waited)
        for (_, day), spans in work.items():
            idle += _lost(spans, self.instance.lunch)
            if day in self.days:
                ends += max(end for _, end in spans) - self.days[day].opening
        found = {
            "unplaced": len(answer.unplaced), "jury_days": len(work), "waiting": waiting, "idle": idle,
            "longest_wait": longest, "end_of_day": ends,
        }  # fmt: skip
        for key, value in found.items():
            said = getattr(objective, key)
            if said is not None and said != value:
                yield f"objective.{key} : {said} est annoncé, {value} compté."
        if bounds.jury_days > found["jury_days"]:
            yield (
                f"bounds.jury_days : la borne {bounds.jury_days} dépasse les {found['jury_days']} journées de jury "
                "du plan."
            )
        # The bound on lost time holds for the least number of jury-days only.
        if bounds.jury_days == found["jury_days"] and bounds.waiting_and_idle > waiting + idle:
            yield (
                f"bounds.waiting_and_idle : la borne {bounds.waiting_and_idle} dépasse les {waiting + idle} min "
                "du plan."
            )
        least = bounds.jury_days == found["jury_days"] and bounds.waiting_and_idle == waiting + idle
        for key, holds in (("unplaced", True), ("longest_wait", least), ("end_of_day", True)):
            bound = getattr(bounds, key)
            if holds and bound > found[key]:
                yield f"bounds.{key} : la borne {bound} dépasse {found[key]}, le chiffre du plan."
        yield from self.status(waiting + idle)

    def status(self, lost: int) -> Iterator[str]:
        answer = self.answer
        wanted = {"optimal", "feasible"}
        if answer.unplaced:
            wanted = {"partial"} if answer.appointments else {"partial", "infeasible"}
        if answer.status not in wanted:
            yield (
                f"status : « {answer.status} » ne convient pas à {len(answer.appointments)} placés et "
                f"{len(answer.unplaced)} non placés ; attendu : {' ou '.join(sorted(wanted))}."
            )
        bounds = answer.bounds
        if answer.status == "optimal" and (bounds.jury_days, bounds.waiting_and_idle) != (
            answer.objective.jury_days,
            lost,
        ):
            yield "status : « optimal » demande des bornes égales aux valeurs du plan."
        if answer.unplaced and not answer.explanations:
            yield "explanations : des candidats ne sont pas placés et rien ne dit pourquoi."


def _pin(who: InstanceCandidate, passage: Passage, path: str) -> Iterator[str]:
    """Whether the passage is where, and when, the candidate's pin says."""
    pin = who.pin
    if pin is None:
        return
    if (passage.jury, passage.date) != (pin.jury, pin.date):
        yield f"{path} : {who.id} est verrouillé le {pin.date} devant {pin.jury} (pin)."
        return
    for kind, hours in (pin.starts or {}).items():
        given = sorted(task.start for task in passage.tasks if task.kind == kind)
        if given != sorted(hours):
            wanted = ", ".join(hour(at) for at in sorted(hours))
            yield f"{path} : {kind} de {who.id} est verrouillé à {wanted} (pin)."


@dataclass(frozen=True)
class _Matched:
    """Which task of the passage (rank) is which task due (index)."""

    ranks: Mapping[int, int]

    def due_of(self, course: Course, rank: int) -> Due | None:
        return next((course.due[index] for index, found in self.ranks.items() if found == rank), None)


def _match(course: Course, tasks: Sequence[Task]) -> _Matched:
    """The tasks due told apart: in a way that breaks no order if there is one, else by hour."""
    free: dict[str, list[int]] = defaultdict(list)
    for rank in sorted(range(len(tasks)), key=lambda rank: (tasks[rank].start, tasks[rank].end)):
        free[tasks[rank].kind].append(rank)
    several = [i for i, due in enumerate(course.due) if len(free[due.kind]) > 1]
    single = {i: free[due.kind][0] for i, due in enumerate(course.due) if len(free[due.kind]) == 1}
    for kind in {due.kind for due in course.due}:  # one task, several due: the first of them
        alike = [i for i in single if course.due[i].kind == kind]
        for i in alike[1:]:
            del single[i]
    tries = 0

    def grow(rank: int, found: dict[int, int]) -> dict[int, int] | None:
        nonlocal tries
        tries += 1
        if rank == len(several) or tries > TRIES:
            return found if tries <= TRIES else None
        index = several[rank]
        due = course.due[index]
        for task in free[due.kind]:
            if task in found.values() or tasks[task].end - tasks[task].start != due.minutes:
                continue
            more = {**found, index: task}
            if _lawful(course, tasks, more) and (done := grow(rank + 1, more)):
                return done
        return None

    found = grow(0, dict(single)) if several else dict(single)
    if found is None:
        found = dict(single)
        rest = {kind: list(ranks) for kind, ranks in free.items()}
        for index in several:
            if rest[course.due[index].kind]:
                found[index] = rest[course.due[index].kind].pop(0)
    return _Matched(found)


def _lawful(course: Course, tasks: Sequence[Task], at: Mapping[int, int]) -> bool:
    for before, after in course.order:
        if before in at and after in at and tasks[at[after]].start < tasks[at[before]].end:
            return False
    for before, after, most in course.links:
        if before in at and after in at:
            between = tasks[at[after]].start - tasks[at[before]].end
            if between < 0 or (most is not None and between > most):
                return False
    return True


def _content(course: Course, passage: Passage, path: str) -> Iterator[str]:
    """Each task due exactly once, as long as the référentiel, the extra time and the grid make it."""
    wanted: dict[str, list[int]] = defaultdict(list)
    given: dict[str, list[int]] = defaultdict(list)
    for due in course.due:
        wanted[due.kind].append(due.minutes)
    for task in passage.tasks:
        given[task.kind].append(task.end - task.start)
    for kind in dict.fromkeys([*wanted, *given]):
        lacking = Counter(wanted[kind]) - Counter(given[kind])
        surplus = Counter(given[kind]) - Counter(wanted[kind])
        short, long = sorted(lacking.elements()), sorted(surplus.elements())
        for minutes, instead in zip(short, long, strict=False):
            yield (
                f"{path} : {kind} de {passage.candidate} dure {instead} min au lieu de {minutes} (référentiel, temps "
                "supplémentaire)."
            )
        for minutes in short[len(long) :]:
            yield f"{path} : il manque à {passage.candidate} la tâche {kind}, {minutes} min."
        for minutes in long[len(short) :]:
            yield f"{path} : la tâche {kind} de {minutes} min n’est pas prévue pour {passage.candidate}."


def _covered(span: Span, windows: Iterable[Span]) -> bool:
    """Whether the windows, end to end, cover the span."""
    reached = span[0]
    for start, end in sorted(windows):
        if start <= reached < end:
            reached = end
    return reached >= span[1]


def _overlaps(items: Iterable[_Placed]) -> Iterator[tuple[_Placed, _Placed]]:
    ordered = sorted(items, key=lambda item: item.span)
    for rank, first in enumerate(ordered):
        for second in ordered[rank + 1 :]:
            if second.task.start >= first.task.end:
                break
            yield first, second


def _holes(spans: Iterable[Span]) -> Iterator[Span]:
    """The stretches between the tasks, from the first to the last."""
    reached: int | None = None
    for start, end in sorted(spans):
        if reached is not None and start > reached:
            yield reached, start
        reached = end if reached is None else max(reached, end)


def _eats(spans: Sequence[Span], meal: Meal) -> bool:
    """Whether the lunch fits in the window, before, between or after the tasks."""
    edges = [(-1, min(start for start, _ in spans)), (max(end for _, end in spans), 24 * 60 + 1)]
    free = [*_holes(spans), *edges] if spans else [(0, 24 * 60)]
    return any(min(end, meal.end) - max(start, meal.start) >= meal.minutes for start, end in free)


def _lost(spans: Sequence[Span], meal: Meal | None) -> int:
    """Minutes between the first and the last task that no task fills, less one lunch that a hole holds."""
    holes = list(_holes(spans))
    lost = sum(end - start for start, end in holes)
    if meal and any(min(end, meal.end) - max(start, meal.start) >= meal.minutes for start, end in holes):
        lost -= meal.minutes
    return lost

"""Every hard rule of a timetable, verified again on the bare appointments, apart from the solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from jalon.common.typography import counted
from jalon.examen.planning.facts import (
    Actor,
    Appointment,
    Block,
    Candidate,
    Jury,
    Plan,
    Problem,
    Window,
    clock,
    day_name,
)
from jalon.examen.planning.measures import measure

RE = "RE, modalités d’évaluation"
RE_ORDER = "RE, ordre des épreuves"
RE_JURY = "RE, protocole d’intervention du jury"
RE_ROOMS = "RE, annexe 1 (plateau technique)"
ARRANGEMENT = "aménagement d’épreuve décidé par la DDETS"
HABILITATION = "arrêté du 22/12/2015, art. 5 (habilitation)"
CONFLICT = "conflit d’intérêts (code du travail, D6412-6)"
SITE = "réglage : horaires d’ouverture"
LUNCH = "réglage : pauses déjeuner"
SPAN = "réglage : amplitude de la journée du candidat"
AVAILABILITY = "indisponibilité déclarée"
ACTOR = "réglage : partenaire de la mise en situation"
CONSISTENCY = "cohérence du planning"
WHOLE = "réglage : un candidat, un jury, un jour"
LOCK = "verrou posé par le responsable de session"


@dataclass(frozen=True)
class Violation:
    """A broken rule: a stable code, a French sentence, where the rule comes from, the appointments at fault."""

    code: str
    message_fr: str
    source: str
    appointments: tuple[Appointment, ...] = ()


class HardRules:
    """The rules of one problem against one plan; reads nothing but appointments."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan, self.settings = problem, plan, problem.settings
        self.candidates = {candidate.id: candidate for candidate in problem.candidates}
        self.juries = {jury.id: jury for jury in problem.juries}
        self.days = {day.date: day for day in problem.days}
        self.of: dict[str, list[Appointment]] = defaultdict(list)
        self.known: list[Appointment] = []

    def violations(self) -> Iterator[Violation]:
        yield from self.references()
        for item in self.known:
            yield from self.place_and_time(item)
        for candidate in self.problem.candidates:
            yield from self.candidate(candidate, self.of[candidate.id])
        for jury in self.problem.juries:
            yield from self.jury(jury)
        yield from self.jurors()
        yield from self.rooms()
        if self.problem.actor:
            yield from self.actor(self.problem.actor)
        yield from self.announced()

    # Who, when, where

    def references(self) -> Iterator[Violation]:
        for item in sorted(self.plan.appointments, key=lambda a: (a.day, a.start, a.jury_id, a.candidate_id)):
            if item.candidate_id not in self.candidates:
                yield Violation(
                    "unknown_candidate",
                    f"Le candidat {item.candidate_id} n’est pas inscrit.",
                    CONSISTENCY,
                    (item,),
                )
            elif item.jury_id not in self.juries:
                yield Violation("unknown_jury", f"Le jury {item.jury_id} n’existe pas.", CONSISTENCY, (item,))
            else:
                self.known.append(item)
                self.of[item.candidate_id].append(item)

    def place_and_time(self, item: Appointment) -> Iterator[Violation]:
        who, at, jury = self.candidates[item.candidate_id], _at(item), self.juries[item.jury_id]
        day = self.days.get(item.day)
        if day is None:
            yield Violation(
                "day_closed",
                f"{who.label} : le {day_name(item.day)} n’est pas un jour de la session.",
                SITE,
                (item,),
            )
        elif item.start < day.opens or item.end > day.closes:
            yield Violation(
                "opening_hours",
                f"{who.label} : {item.label} {at} sort des horaires du site "
                f"({clock(day.opens)} – {clock(day.closes)}).",
                SITE,
                (item,),
            )
        if item.start % self.settings.grid or item.end % self.settings.grid:
            yield Violation(
                "off_grid",
                f"{who.label} : {item.label} {at} ne tombe pas sur un pas de {self.settings.grid} minutes.",
                "réglage : pas du planning",
                (item,),
            )
        if item.candidate:
            for window in _hits(item, who.unavailable):
                yield Violation(
                    "candidate_unavailable",
                    f"{who.label} est indisponible de {clock(window.start)} à {clock(window.end)} "
                    f"le {day_name(window.day)} : {item.label} {at} est impossible.",
                    AVAILABILITY,
                    (item,),
                )
        if item.jury:
            for juror, window in jury.unavailable:
                if _hits(item, (window,)):
                    yield Violation(
                        "juror_unavailable",
                        f"{self.problem.juror(juror)} ({jury.label}) est indisponible de {clock(window.start)} à "
                        f"{clock(window.end)} : {item.label} de {who.label} {at} est impossible.",
                        AVAILABILITY,
                        (item,),
                    )
        for label, window in self.problem.rooms.unavailable:
            if item.room == label and _hits(item, (window,)):
                yield Violation(
                    "room_unavailable",
                    f"{label} est indisponible de {clock(window.start)} à {clock(window.end)} le "
                    f"{day_name(window.day)} : {item.label} de {who.label} {at} y est impossible.",
                    AVAILABILITY,
                    (item,),
                )

    # One candidate

    def candidate(self, who: Candidate, items: list[Appointment]) -> Iterator[Violation]:
        left_out = who.id in {cid for cid, _ in self.plan.unplaced}
        if not items:
            if not left_out:
                yield Violation(
                    "candidate_missing", f"{who.label} n’a aucun passage et n’est pas signalé.", CONSISTENCY
                )
            return
        if left_out:
            yield Violation(
                "both_placed_and_unplaced", f"{who.label} est à la fois placé et laissé de côté.", CONSISTENCY
            )
        whole = tuple(items)
        if len({item.jury_id for item in items}) > 1:
            yield Violation("several_juries", f"{who.label} passe devant plusieurs jurys.", WHOLE, whole)
        if len({item.day for item in items}) > 1:
            yield Violation("several_days", f"{who.label} passe sur plusieurs jours.", WHOLE, whole)
        for jury in {item.jury_id: self.juries[item.jury_id] for item in items}.values():
            yield from self.right_jury(who, jury, whole)
        yield from self.locked(who, items)
        yield from self.steps(who, items)
        yield from self.order(who, items)
        own = [item for item in items if item.candidate]
        for first, second in _overlaps(own):
            yield Violation(
                "candidate_overlap",
                f"{who.label} a deux épreuves en même temps : {first.label} {_at(first)} et "
                f"{second.label} {_at(second)}.",
                CONSISTENCY,
                (first, second),
            )
        for day, tasks in _by_day(own).items():
            span = max(item.end for item in tasks) - min(item.start for item in tasks)
            if span > self.settings.candidate_span_max:
                yield Violation(
                    "span",
                    f"La journée de {who.label} dure {clock(span)}, plus que "
                    f"{clock(self.settings.candidate_span_max)}.",
                    SPAN,
                    tuple(tasks),
                )
            hours = min(item.start for item in tasks), max(item.end for item in tasks)
            lunch, window = self.settings.candidate_lunch(*hours), self.settings.candidates_eat
            if not can_eat([(a.start, a.end) for a in tasks], window, lunch):
                yield self.no_lunch("candidate_lunch", who.label, day, lunch, tasks, window)

    def locked(self, who: Candidate, items: list[Appointment]) -> Iterator[Violation]:
        """A pin holds the jury-day and, when it says them, the hours."""
        pin = who.pin
        if pin is None:
            return
        elsewhere = [item for item in items if (item.jury_id, item.day) != (pin.jury_id, pin.day)]
        if elsewhere:
            there = self.juries[pin.jury_id].label if pin.jury_id in self.juries else pin.jury_id
            yield Violation(
                "locked",
                f"{who.label} est verrouillé le {day_name(pin.day)} devant {there} : sa place ne change pas.",
                LOCK,
                tuple(elsewhere),
            )
        elif pin.starts is not None:
            hours = dict(enumerate(pin.starts))
            for item in items:
                wanted = hours.get(item.step_index, item.start)
                if item.start != wanted:
                    yield Violation(
                        "locked",
                        f"{who.label} : {item.label} {_at(item)} est verrouillé à {clock(wanted)}.",
                        LOCK,
                        (item,),
                    )

    def right_jury(self, who: Candidate, jury: Jury, items: tuple[Appointment, ...]) -> Iterator[Violation]:
        if who.titre_ref not in jury.titre_refs:
            yield Violation(
                "jury_not_qualified",
                f"{jury.label} n’est pas habilité pour {who.titre_ref}, que présente {who.label}.",
                HABILITATION,
                items,
            )
        for juror in sorted(who.incompatible_jurors & jury.jurors):
            yield Violation(
                "conflict_of_interest",
                f"{self.problem.juror(juror)} ({jury.label}) ne peut pas juger {who.label}.",
                CONFLICT,
                items,
            )

    def steps(self, who: Candidate, items: list[Appointment]) -> Iterator[Violation]:
        """Each phase of the chain exactly once, as long as the référentiel and the arrangement say."""
        found: dict[int, list[Appointment]] = defaultdict(list)
        for item in items:
            found[item.step_index].append(item)
        for index, step in enumerate(who.steps):
            here = found.pop(index, [])
            if not here and who.interrupted is not None and index not in who.interrupted:
                continue
            if len(here) != 1:
                wrong = "manque" if not here else f"est prévu {len(here)} fois"
                code = "step_repeated" if here else "step_missing"
                yield Violation(code, f"{who.label} : {step.label} {wrong}.", RE, tuple(here))
                continue
            (item,) = here
            minutes = who.minutes(step, self.settings.grid)
            if item.end - item.start != minutes:
                source = ARRANGEMENT if who.extra_time_percent and step.extra_time and step.candidate else RE
                yield Violation(
                    "duration",
                    f"{who.label} : {step.label} {_at(item)} dure {item.end - item.start} min au lieu de {minutes}.",
                    source,
                    (item,),
                )
            if (item.kind, item.jury, item.actor) != (step.kind, step.jury, step.actor):
                yield Violation(
                    "step_altered",
                    f"{who.label} : {step.label} {_at(item)} ne correspond pas à la phase prévue "
                    f"({'avec' if step.jury else 'sans'} le jury).",
                    RE,
                    (item,),
                )
            yield from self.room_of(who, item, step.room)
        for item in (item for extra in found.values() for item in extra):
            yield Violation(
                "step_unknown",
                f"{who.label} : {item.label} {_at(item)} n’est pas une de ses phases.",
                RE,
                (item,),
            )

    def order(self, who: Candidate, items: list[Appointment]) -> Iterator[Violation]:
        at = {item.step_index: item for item in items}
        placed: list[tuple[Block, list[Appointment]]] = []
        index = 0
        for block in who.chain:
            mine = [at[i] for i in range(index, index + len(block.steps)) if i in at]
            index += len(block.steps)
            placed.append((block, mine))
            for first, second in pairwise(mine):
                most = block.gap if not first.jury else 0
                between = second.start - first.end
                if first.day != second.day or between < 0 or (most is not None and between > most):
                    yield Violation(
                        "block_cut",
                        f"{who.label} : {second.label} {_at(second)} doit suivre "
                        f"{f'dans les {most} min' if most else 'sans intervalle'} {first.label} {_at(first)}.",
                        RE_ORDER,
                        (first, second),
                    )
        for block, mine in placed:
            for other, theirs in placed:
                if mine and theirs and block.candidate and other.candidate and block is not other:
                    yield from self.apart(who, mine, theirs)
                if mine and theirs and set(other.kinds) & set(block.after):
                    last, first = max(theirs, key=lambda a: a.end), min(mine, key=lambda a: a.start)
                    if (first.day, first.start) < (last.day, last.end):
                        yield Violation(
                            "order",
                            f"{who.label} : {first.label} {_at(first)} doit venir après {last.label} {_at(last)}.",
                            RE_JURY if not (block.candidate and other.candidate) else RE_ORDER,
                            (last, first),
                        )

    def apart(
        self, who: Candidate, block: list[Appointment], other: list[Appointment]
    ) -> Iterator[Violation]:
        """No test stands in the middle of another block."""
        first, last = min(block, key=lambda a: a.start), max(block, key=lambda a: a.end)
        inside = [
            item
            for item in other
            if item.day == first.day and first.end <= item.start and item.end <= last.start
        ]
        if inside:
            yield Violation(
                "block_cut",
                f"{who.label} : {inside[0].label} {_at(inside[0])} coupe un bloc d’épreuves, de {first.label} "
                f"{_at(first)} à {last.label} {_at(last)}.",
                RE_ORDER,
                (first, inside[0], last),
            )

    # One jury, one juror

    def jury(self, jury: Jury) -> Iterator[Violation]:
        mine = [item for item in self.known if item.jury_id == jury.id]
        for day, items in _by_day(mine).items():
            if day not in jury.days:
                yield Violation(
                    "jury_absent",
                    f"{jury.label} ne siège pas le {day_name(day)}.",
                    AVAILABILITY,
                    tuple(items),
                )
            tasks = [item for item in items if item.jury]
            for first, second in _overlaps(tasks):
                names = [self.candidates[item.candidate_id].label for item in (first, second)]
                yield Violation(
                    "jury_overlap",
                    f"{jury.label} : {first.label} de {names[0]} {_at(first)} et {second.label} de {names[1]} "
                    f"{_at(second)} se chevauchent ; un jury n’évalue qu’un candidat à la fois.",
                    RE_JURY,
                    (first, second),
                )
            if not self.eats(tasks, self.settings.jury_lunch_minutes):
                yield self.no_lunch("jury_lunch", jury.label, day, self.settings.jury_lunch_minutes, tasks)

    def jurors(self) -> Iterator[Violation]:
        """A juror of two juries is never in both at once, and has lunch."""
        for juror in sorted({juror for jury in self.problem.juries for juror in jury.jurors}):
            juries = [jury for jury in self.problem.juries if juror in jury.jurors]
            if len(juries) < 2:
                continue
            ids = {jury.id for jury in juries}
            mine = [item for item in self.known if item.jury and item.jury_id in ids]
            name = self.problem.juror(juror)
            for day, tasks in _by_day(mine).items():
                for first, second in _overlaps(tasks):
                    if first.jury_id != second.jury_id:
                        yield Violation(
                            "juror_twice",
                            f"{name} siège à la fois dans {self.juries[first.jury_id].label} ({_at(first)}) et dans "
                            f"{self.juries[second.jury_id].label} ({_at(second)}).",
                            CONSISTENCY,
                            (first, second),
                        )
                if not self.eats(tasks, self.settings.jury_lunch_minutes):
                    yield self.no_lunch("jury_lunch", name, day, self.settings.jury_lunch_minutes, tasks)

    # Rooms and actor

    def room_of(self, who: Candidate, item: Appointment, wanted: str | None) -> Iterator[Violation]:
        rooms = self.problem.rooms
        if wanted == "preparation":
            if rooms.preparation is None or item.room in rooms.preparation:
                return
            yield Violation(
                "room_missing",
                f"{who.label} : {item.label} {_at(item)} n’a pas de salle de préparation.",
                RE_ROOMS,
                (item,),
            )
        elif wanted == "mise_en_situation" and rooms.mise_en_situation is not None:
            if item.room not in rooms.mise_en_situation:
                yield Violation(
                    "room_missing",
                    f"{who.label} : {item.label} {_at(item)} n’a pas de salle de mise en situation.",
                    RE_ROOMS,
                    (item,),
                )
        elif wanted in ("jury", "mise_en_situation"):
            lacking = item.room not in rooms.jury if rooms.jury is not None else not item.room
            if lacking:
                yield Violation(
                    "room_missing",
                    f"{who.label} : {item.label} {_at(item)} n’a pas de salle de jury.",
                    RE_ROOMS,
                    (item,),
                )

    def rooms(self) -> Iterator[Violation]:
        """A room holds one candidate, and a jury's room one jury all day long."""
        by_room: dict[tuple[date, str], list[Appointment]] = defaultdict(list)
        for item in self.known:
            if item.room:
                by_room[item.day, item.room].append(item)
        shared = {*(self.problem.rooms.preparation or ()), *(self.problem.rooms.mise_en_situation or ())}
        for (day, room), items in sorted(by_room.items()):
            juries = sorted({item.jury_id for item in items})
            if room not in shared and len(juries) > 1:
                yield Violation(
                    "room_shared",
                    f"{room} est donnée à {' et '.join(self.juries[j].label for j in juries)} le {day_name(day)} ; "
                    "il faut autant de salles que de jurys.",
                    RE_ROOMS,
                    tuple(items),
                )
            for first, second in _overlaps(items) if room in shared else ():
                names = [self.candidates[item.candidate_id].label for item in (first, second)]
                yield Violation(
                    "room_double",
                    f"{room} : {names[0]} ({first.label}, {_at(first)}) et {names[1]} ({second.label}, {_at(second)}) "
                    "y sont en même temps.",
                    RE_ROOMS,
                    (first, second),
                )

    def actor(self, actor: Actor) -> Iterator[Violation]:
        plays: dict[tuple[date, int], list[Appointment]] = defaultdict(list)
        for item in self.known:
            if item.actor:
                plays[item.day, item.actor_number].append(item)
                if not 1 <= item.actor_number <= actor.capacity:
                    who = self.candidates[item.candidate_id].label
                    yield Violation(
                        "actor_missing",
                        f"{who} : personne n’est libre pour jouer face au candidat {_at(item)}.",
                        RE,
                        (item,),
                    )
        for (day, number), items in sorted(plays.items()):
            name = f"Le partenaire de jeu n° {number}"
            for first, second in pairwise(sorted(items, key=lambda a: a.start)):
                names = [self.candidates[item.candidate_id].label for item in (first, second)]
                if second.start < first.end:
                    yield Violation(
                        "actor_overlap",
                        f"{name} joue face à {names[0]} ({_at(first)}) et à {names[1]} ({_at(second)}) en même temps.",
                        ACTOR,
                        (first, second),
                    )
                elif second.start < first.end + actor.rest_minutes:
                    yield Violation(
                        "actor_rest",
                        f"{name} n’a que {second.start - first.end} min de repos entre {names[0]} ({_at(first)}) et "
                        f"{names[1]} ({_at(second)}) au lieu de {actor.rest_minutes}.",
                        ACTOR,
                        (first, second),
                    )
            if not self.eats(items, actor.lunch_minutes):
                yield self.no_lunch("actor_lunch", name, day, actor.lunch_minutes, items)

    # Lunch, announced figures

    def eats(self, tasks: Sequence[Appointment], minutes: int) -> bool:
        return can_eat([(a.start, a.end) for a in tasks], self.settings.lunch_window, minutes)

    def no_lunch(
        self,
        code: str,
        name: str,
        day: date,
        minutes: int,
        items: Sequence[Appointment],
        window: tuple[int, int] | None = None,
    ) -> Violation:
        start, end = window or self.settings.lunch_window
        return Violation(
            code,
            f"{name} n’a pas {minutes} min pour déjeuner entre {clock(start)} et {clock(end)} le {day_name(day)}.",
            LUNCH,
            tuple(item for item in items if item.start < end and item.end > start),
        )

    def announced(self) -> Iterator[Violation]:
        """The figures that the plan announces are those of its appointments."""
        for cid, times in Counter(cid for cid, _ in self.plan.unplaced).items():
            if cid not in self.candidates or times > 1:
                yield Violation(
                    "unplaced_wrong", f"Le candidat non placé {cid} est inconnu ou répété.", CONSISTENCY
                )
        real = measure(self.problem, self.plan.appointments)
        said = (self.plan.jury_days, self.plan.waiting_minutes, self.plan.idle_minutes)
        if said != (real.jury_days, real.waiting_minutes, real.idle_minutes):
            yield Violation(
                "figures",
                f"Le planning annonce {counted(said[0], 'jour')} de jury, {said[1]} min d’attente et {said[2]} min "
                f"d’inactivité ; il en compte {real.jury_days}, {real.waiting_minutes} et {real.idle_minutes}.",
                CONSISTENCY,
            )


def can_eat(tasks: Iterable[tuple[int, int]], window: tuple[int, int], minutes: int) -> bool:
    """Whether `minutes` in a row are free within the lunch window, before, between or after the tasks."""
    reached, end = window
    if minutes <= 0:
        return True
    for begin, stop in sorted(tasks):
        if min(begin, end) - reached >= minutes:
            return True
        reached = max(reached, stop)
    return end - reached >= minutes


def _at(item: Appointment) -> str:
    return f"à {clock(item.start)}"


def _hits(item: Appointment, windows: Iterable[Window]) -> list[Window]:
    return [w for w in windows if w.day == item.day and item.start < w.end and w.start < item.end]


def _by_day(items: Iterable[Appointment]) -> dict[date, list[Appointment]]:
    days: dict[date, list[Appointment]] = defaultdict(list)
    for item in items:
        days[item.day].append(item)
    return dict(sorted(days.items()))


def _overlaps(items: Iterable[Appointment]) -> Iterator[tuple[Appointment, Appointment]]:
    """Pairs of appointments that share a minute of the same day."""
    ordered = sorted(items, key=lambda a: (a.day, a.start, a.end))
    for i, first in enumerate(ordered):
        for second in ordered[i + 1 :]:
            if second.day != first.day or second.start >= first.end:
                break
            yield first, second

"""The facts of a session that could be made less strict: what each would be, where its rule comes from, its cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from jalon.examen.planning.facts import Candidate, Day, Jury, Problem, Window, clock, day_name
from jalon.examen.planning.hard_rules import (
    ACTOR,
    AVAILABILITY,
    CONFLICT,
    HABILITATION,
    LUNCH,
    RE_JURY,
    RE_ROOMS,
    SITE,
    SPAN,
)

# What a remedy costs, from a person to ask to people to find: the order in which remedies are tried and shown.
CANDIDATE_ABSENCE, ROOM, STAGE_ROOM, JURY_ROOM = 1, 2, 3, 3
REST, LUNCH_COST, SPAN_COST, HOURS = 2, 3, 3, 3  # per step
JUROR_ABSENCE, CONFLICT_COST, ONE_ACTOR, JURY_DAY = 5, 6, 6, 10
EXTENSIONS = (30, 60, 90, 120)  # minutes added to opening hours or to the span of a candidate's day
SHORTEST_LUNCH = 30  # minutes: « within limits » (code du travail, L3121-16, asks for 20)
EARLIEST, LATEST = 7 * 60, 20 * 60  # no site is asked to open earlier or close later
ORDINALS = ("", "une", "une deuxième", "une troisième", "une quatrième", "une cinquième", "une sixième")
PREPARATION, STAGE, JURY, ACTORS = "preparation", "mise_en_situation", "jury", "actor"


@dataclass(frozen=True)
class Relaxation:
    """One fact less strict: `fact` says what it is (no capital, « {when} » where the day goes), `remedy` what to do.

    `apply` makes it so in a problem, whatever else was relaxed there.
    `resource`: the kind of room, or the actor, that one more of is given. `many`: the fact and the remedy when
    it takes several of them, « {count} » and « {days} » standing for how many and when.
    """

    fact: str
    remedy: str
    cost: int
    source: str
    apply: Callable[[Problem], Problem]
    resource: str | None = None
    many: tuple[str, str] | None = None


Lever = tuple[Relaxation, ...]  # one fact, less and less strict


def levers(problem: Problem, day: Day | None, people: Iterable[Candidate]) -> list[Lever]:
    """What can be relaxed for `people` on that day (None: on every day), the cheapest first, in a stable order."""
    people = sorted(people, key=lambda who: who.id)
    days = (day,) if day else problem.days
    found = [
        *_rooms(problem, people),
        *_actors(problem, people),
        *_lunches(problem),
        _hours(problem, days, closing=True),
        _hours(problem, days, closing=False),
        _span(problem),
    ]
    if day:
        found += _absences(problem, day.date, people)
        found += _conflicts(problem, day.date, people)
        found += more_juries(problem, day.date, people)
    ranked = sorted((lever for lever in found if lever), key=lambda lever: lever[0].cost)
    if day:
        return ranked
    times = len(problem.days)
    return [tuple(replace(one, cost=one.cost * times) for one in lever) for lever in ranked]


def _rooms(problem: Problem, people: Iterable[Candidate]) -> Iterator[Lever]:
    rooms, wanted = problem.rooms, {step.room for who in people for step in who.steps}
    for kind, pool, name, cost in (
        (PREPARATION, rooms.preparation, "une salle de préparation", ROOM),
        (STAGE, rooms.mise_en_situation, "une salle de mise en situation", STAGE_ROOM),
        (JURY, rooms.jury, "une salle de jury", JURY_ROOM),
    ):
        if pool is None or (kind not in wanted and kind != JURY):
            continue
        label = f"{name.removeprefix('une ').capitalize()} de plus"
        yield (
            Relaxation(
                f"il manque {name} {{when}}",
                f"avec {_one_more(len(pool), name)}",
                cost,
                RE_ROOMS,
                partial(_wider, kind, label),
                kind,
            ),
        )


def _wider(kind: str, label: str, problem: Problem) -> Problem:
    """One more room of a kind."""
    rooms = problem.rooms
    pool = {PREPARATION: rooms.preparation, STAGE: rooms.mise_en_situation, JURY: rooms.jury}[kind] or ()
    more = (*pool, _name(pool, label))
    wider = {
        PREPARATION: replace(rooms, preparation=more),
        STAGE: replace(rooms, mise_en_situation=more),
        JURY: replace(rooms, jury=more),
    }[kind]
    return replace(problem, rooms=wider)


def _actors(problem: Problem, people: Iterable[Candidate]) -> Iterator[Lever]:
    actor = problem.actor
    if actor is None or not any(step.actor for who in people for step in who.steps):
        return
    another = _one_more(actor.capacity, "un partenaire de jeu").replace("une", "un")
    yield (
        Relaxation(
            "il manque un partenaire de jeu {when}", f"avec {another}", ONE_ACTOR, ACTOR,
            lambda p: _with_actor(p, capacity=p.actor.capacity + 1 if p.actor else 1), ACTORS,
        ),
    )  # fmt: skip
    rests = [actor.rest_minutes // 2, 0] if actor.rest_minutes > 1 else [0] * actor.rest_minutes
    yield tuple(
        Relaxation(
            f"le partenaire de jeu se repose {actor.rest_minutes} min entre deux candidats {{when}}",
            f"avec {rest} min" if rest else "sans ce repos",
            REST * step, ACTOR, partial(_with_actor, rest_minutes=rest),
        )
        for step, rest in enumerate(rests, 1)
    )  # fmt: skip
    yield tuple(
        Relaxation(
            f"le partenaire de jeu déjeune {actor.lunch_minutes} min {{when}}", f"avec {least} min",
            LUNCH_COST * step, LUNCH,
            partial(_with_actor, lunch_minutes=least),
        )
        for step, least in _shorter(actor.lunch_minutes)
    )  # fmt: skip


def _with_actor(problem: Problem, **facts: int) -> Problem:
    return replace(problem, actor=replace(problem.actor, **facts)) if problem.actor else problem


def _lunching(juries: bool, minutes: int, problem: Problem) -> Problem:
    settings = problem.settings
    shorter = (
        replace(settings, jury_lunch_minutes=minutes)
        if juries
        else replace(settings, candidate_lunch_minutes=minutes)
    )
    return replace(problem, settings=shorter)


def _lunches(problem: Problem) -> Iterator[Lever]:
    settings = problem.settings
    for who, minutes, juries in (
        ("les jurys déjeunent", settings.jury_lunch_minutes, True),
        ("les candidats déjeunent", settings.candidate_lunch_minutes, False),
    ):
        yield tuple(
            Relaxation(
                f"{who} {minutes} min {{when}}",
                f"avec {least} min",
                LUNCH_COST * step,
                LUNCH,
                partial(_lunching, juries, least),
            )
            for step, least in _shorter(minutes)
        )


def _shorter(minutes: int) -> list[tuple[int, int]]:
    """Quarters of an hour less, numbered, down to the shortest lunch."""
    return list(enumerate(range(minutes - 15, SHORTEST_LUNCH - 1, -15), 1))


def _hours(problem: Problem, days: tuple[Day, ...], *, closing: bool) -> Lever:
    if not days:
        return ()
    dates = {day.date for day in days}
    last, first = max(day.closes for day in days), min(day.opens for day in days)
    found = []
    for step, more in enumerate(EXTENSIONS, 1):
        at = last + more if closing else first - more
        if not EARLIEST <= at <= LATEST:
            break

        def longer(problem: Problem, more: int = more) -> Problem:
            opened = tuple(
                day
                if day.date not in dates
                else replace(day, closes=day.closes + more)
                if closing
                else replace(day, opens=day.opens - more)
                for day in problem.days
            )
            return replace(problem, days=opened)

        found.append(
            Relaxation(
                f"le site {f'ferme à {clock(last)}' if closing else f'n’ouvre qu’à {clock(first)}'} {{when}}",
                f"ouvert jusqu’à {clock(at)}" if closing else f"ouvert dès {clock(at)}",
                HOURS * step, SITE, longer,
            )
        )  # fmt: skip
    return tuple(found)


def _span(problem: Problem) -> Lever:
    span = problem.settings.candidate_span_max
    longest = max((day.closes - day.opens for day in problem.days), default=0)
    return tuple(
        Relaxation(
            f"la journée d’un candidat ne peut dépasser {clock(span)}", f"avec {clock(span + more)} {{when}}",
            SPAN_COST * step, SPAN,
            partial(_spanning, span + more),
        )
        for step, more in enumerate(EXTENSIONS, 1)
        if span + more - 30 < longest
    )  # fmt: skip


def _spanning(minutes: int, problem: Problem) -> Problem:
    return replace(problem, settings=replace(problem.settings, candidate_span_max=minutes))


def _absences(problem: Problem, day: date, people: Iterable[Candidate]) -> Iterator[Lever]:
    for who in people:
        away = [window for window in who.unavailable if window.day == day]
        if away:
            yield (
                Relaxation(
                    f"{who.label} est indisponible {_spans(away)} {{when}}", f"si {who.label} peut venir",
                    CANDIDATE_ABSENCE, AVAILABILITY,
                    partial(_there, who.id, day),
                ),
            )  # fmt: skip
    windows: dict[str, list[Window]] = {}
    sits: dict[str, list[str]] = {}
    for jury in problem.juries:
        for juror, window in jury.unavailable:
            if window.day == day and day in jury.days:
                windows.setdefault(juror, []).append(window)
                sits.setdefault(juror, []).append(jury.label)
    for juror, away in sorted(windows.items()):
        seats = ", ".join(dict.fromkeys(sits[juror]))
        name = problem.juror(juror)
        told = seats if name == seats else f"{name} ({seats})"
        yield (
            Relaxation(
                f"{told} est indisponible {_spans(away)} {{when}}", f"avec {name} ou un suppléant à ces heures",
                JUROR_ABSENCE, AVAILABILITY, partial(_present, juror, day),
            ),
        )  # fmt: skip


def _conflicts(problem: Problem, day: date, people: Iterable[Candidate]) -> Iterator[Lever]:
    sitting = sorted({juror for jury in problem.juries if day in jury.days for juror in jury.jurors})
    for who in people:
        for juror in sitting:
            if juror in who.incompatible_jurors:
                name = problem.juror(juror)
                yield (
                    Relaxation(
                        f"{name} ne peut pas juger {who.label}", f"avec un autre juré à la place de {name} {{when}}",
                        CONFLICT_COST, CONFLICT,
                        partial(_without_tie, who.id, juror),
                    ),
                )  # fmt: skip


def more_juries(problem: Problem, day: date, people: Iterable[Candidate]) -> Iterator[Lever]:
    """One more jury-day: of a jury that does not sit that day, else of a new jury for each titre."""
    refs = sorted({who.titre_ref for who in people})
    for ref in refs:
        habilitated = [jury for jury in problem.juries if ref in jury.titre_refs]
        absent = sorted((jury for jury in habilitated if day not in jury.days), key=lambda jury: jury.id)
        source = RE_JURY if habilitated else HABILITATION
        fact = f"il manque une journée de jury pour {ref} {{when}}"
        many = (f"il manque {{count}} journées de jury pour {ref} ({{days}})", "avec autant de jurys de plus")
        also = " et une salle de plus" if _jury_room(problem, day) else ""
        for_them = f" pour {ref}" if len(refs) > 1 else ""
        for jury in absent[:2]:
            yield (
                Relaxation(
                    fact, f"avec {jury.label} ce jour-là{also}", JURY_DAY, source,
                    partial(_sitting, jury.id, ref, day), None, many,
                ),
            )  # fmt: skip
        if not absent:
            what = f"un jury de plus{for_them}" if habilitated else f"un jury habilité{for_them}"
            yield (
                Relaxation(
                    fact, f"avec {what} ce jour-là{also}", JURY_DAY, source,
                    partial(_sitting, None, ref, day), None, many,
                ),
            )  # fmt: skip


def _jury_room(problem: Problem, day: date) -> str | None:
    """A room for one more jury, when those that sit that day take them all."""
    rooms = problem.rooms.jury
    if rooms is None or sum(day in jury.days for jury in problem.juries) < len(rooms):
        return None
    return _name(rooms, "Salle de jury de plus")


def _sitting(known: str | None, ref: str, day: date, problem: Problem) -> Problem:
    """One more jury-day: of the jury known, or of a new one for that titre."""
    label = _name([jury.id for jury in problem.juries], "Jury de plus")
    jury = next(
        (jury for jury in problem.juries if jury.id == known),
        Jury(label, label, frozenset({f"Juré de « {label} »"}), frozenset({ref}), ()),
    )
    others = tuple(other for other in problem.juries if other.id != jury.id)
    rooms, room = problem.rooms, _jury_room(problem, day)
    if room and rooms.jury is not None:
        rooms = replace(rooms, jury=(*rooms.jury, room))
    return replace(problem, juries=(*others, replace(jury, days=(*jury.days, day))), rooms=rooms)


def _present(juror: str, day: date, problem: Problem) -> Problem:
    return replace(
        problem,
        juries=tuple(
            replace(
                jury,
                unavailable=tuple(
                    (name, window) for name, window in jury.unavailable if (name, window.day) != (juror, day)
                ),
            )
            for jury in problem.juries
        ),
    )


def _there(who: str, day: date, problem: Problem) -> Problem:
    return _changed(
        problem,
        who,
        lambda one: replace(one, unavailable=tuple(w for w in one.unavailable if w.day != day)),
    )


def _without_tie(who: str, juror: str, problem: Problem) -> Problem:
    return _changed(
        problem, who, lambda one: replace(one, incompatible_jurors=one.incompatible_jurors - {juror})
    )


def _changed(problem: Problem, who: str, change: Callable[[Candidate], Candidate]) -> Problem:
    return replace(
        problem, candidates=tuple(change(one) if one.id == who else one for one in problem.candidates)
    )


def _name(taken: Iterable[str], wanted: str) -> str:
    """A label that nobody has."""
    known = set(taken)
    number, name = 1, wanted
    while name in known:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _one_more(count: int, name: str) -> str:
    if count == 0:
        return name
    return ORDINALS[count + 1] if count + 1 < len(ORDINALS) else "une de plus"


def _spans(windows: Iterable[Window]) -> str:
    """« toute la journée », « de 8 h 30 à 12 h 30 »."""
    told = [
        "toute la journée"
        if window.start <= EARLIEST and window.end >= LATEST
        else f"de {clock(window.start)} à {clock(window.end)}"
        for window in sorted(windows, key=lambda window: window.start)
    ]
    return " et ".join(dict.fromkeys(told))


def whenever(days: Iterable[date], part: str = "") -> str:
    """« l’après-midi du 16 mars 2027 », « le 16 mars 2027 », « le 16 et le 17 mars 2027 »…"""
    names = [day_name(day) for day in sorted(days)]
    if len(names) == 1:
        return f"{part} du {names[0]}" if part else f"le {names[0]}"
    shown = [f"le {name}" for name in names]
    return f"{', '.join(shown[:-1])} et {shown[-1]}"

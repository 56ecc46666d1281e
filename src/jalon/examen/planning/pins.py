"""Why a pin cannot be kept: what it breaks alone, and with the other pins. Computed by the checker, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jalon.examen.planning.checker import check
from jalon.examen.planning.facts import Appointment, Candidate, Plan, Problem, day_name
from jalon.examen.planning.rooms import furnish

_ABOUT_THE_PLAN = frozenset({"figures", "candidate_missing"})


def impossible(problem: Problem, candidate: Candidate) -> tuple[str, ...]:
    """Every reason why the pin of a candidate cannot be kept, whoever else is there; empty: nothing forbids it."""
    pin = candidate.pin
    if pin is None:
        return ()
    jury = next((jury for jury in problem.juries if jury.id == pin.jury_id), None)
    label = jury.label if jury else pin.jury_id
    place = f"Verrouillé le {day_name(pin.day)} devant {label}"
    if jury is None:
        return (f"{place} : ce jury n’existe plus. {_REMEDY}",)
    if all(day.date != pin.day for day in problem.days):
        return (f"{place} : ce n’est plus un jour de la session. {_REMEDY}",)
    if pin.day not in jury.days:
        return (f"{place} : ce jury ne siège pas ce jour-là. {_REMEDY}",)
    if pin.starts is None:
        reasons = []
        if candidate.titre_ref not in jury.titre_refs:
            reasons.append(f"ce jury n’est pas habilité pour {candidate.titre_ref}")
        reasons += [
            f"{problem.juror(juror)} ne peut pas juger cette personne"
            for juror in sorted(candidate.incompatible_jurors & jury.jurors)
        ]
        return tuple(f"{place} : {reason}. {_REMEDY}" for reason in reasons)
    if len(pin.starts) != len(candidate.steps):
        return (f"{place} à des heures qui ne sont plus celles de ses épreuves, qui ont changé. {_REMEDY}",)
    broken = _broken(problem, [candidate])
    return (f"{place}, à des heures impossibles : {' '.join(broken)} {_REMEDY}",) if broken else ()


def clashing(problem: Problem, candidate: Candidate) -> tuple[str, ...]:
    """What the pin of a candidate breaks with those of each other person of the same day, both possible alone."""
    found = []
    if not _timed(candidate) or impossible(problem, candidate):
        return ()
    for other in problem.candidates:
        if (
            other.id != candidate.id
            and _timed(other)
            and _day(other) == _day(candidate)
            and not impossible(problem, other)
        ):
            found += [
                f"Les verrous de {candidate.label} et de {other.label} ne peuvent être tenus ensemble : {message} "
                "Retirez l’un des deux."
                for message in _broken(problem, [candidate, other])[:1]
            ]
    return tuple(found)


_REMEDY = "Retirez ce verrou ou déplacez-le."


def _timed(candidate: Candidate) -> bool:
    return candidate.pin is not None and candidate.pin.starts is not None


def _day(candidate: Candidate) -> object:
    return candidate.pin and candidate.pin.day


def _broken(problem: Problem, people: Sequence[Candidate]) -> list[str]:
    """What the checker says of these people alone, each at the hours of their pin: each rule once."""
    items = []
    for who in people:
        pin = who.pin
        if pin is None or pin.starts is None:
            continue
        for index, (step, start) in enumerate(zip(who.steps, pin.starts, strict=True)):
            end = start + who.minutes(step, problem.settings.grid)
            items.append(
                Appointment(
                    who.id, pin.jury_id, pin.day, start, end, step.kind, step.label, step.jury, None, step.actor,
                    index,
                )
            )  # fmt: skip
    problem = replace(problem, candidates=tuple(people))
    found = check(problem, Plan(furnish(problem, items)))
    first = {v.code: v.message_fr for v in reversed(found) if v.code not in _ABOUT_THE_PLAN}
    return list(reversed(first.values()))

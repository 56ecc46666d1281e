"""Why is a candidate left out? Computed reasons, in French, each with its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from jalon.common.typography import counted
from jalon.examen.planning.facts import Candidate, Day, clock, day_name
from jalon.examen.planning.layout import Layout, Seat
from jalon.examen.planning.levers import whenever
from jalon.examen.planning.pins import clashing, impossible


def reasons(
    layout: Layout, cid: str, *, proved: bool, said: dict[bool, tuple[str, ...]] | None = None
) -> tuple[str, ...]:
    """Every reason why `cid` cannot be placed alone or, failing that, what the whole session lacks.

    `proved`: no timetable places more candidates (otherwise none was found in the time allowed). `said`: kept from
    one candidate to the next, what the session lacks is computed once for them all.
    """
    said = {} if said is None else said
    candidate = layout.shapes[cid].candidate
    pin, problem = candidate.pin, layout.problem
    if pin and (locked := impossible(problem, candidate) or clashing(problem, candidate)):
        return locked
    told = _alone(layout, candidate)
    if not told:
        if proved not in said:
            said[proved] = _together(layout, proved=proved)
        told = said[proved]
    if pin is None:
        return told
    label = next(jury.label for jury in problem.juries if jury.id == pin.jury_id)
    return (f"Verrouillé le {day_name(pin.day)} devant {label} : aucune autre place n’est cherchée.", *told)


def _alone(layout: Layout, candidate: Candidate) -> tuple[str, ...]:
    if layout.admissible[candidate.id]:
        return ()
    problem, shape = layout.problem, layout.shapes[candidate.id]
    found: list[str] = []
    if not candidate.chain:
        found.append("Aucune épreuve n’est prévue pour ce candidat.")
    if not layout.seats:
        found.append("Aucun jury ne siège pendant la session.")
    else:
        found += _juries(layout, candidate)
    if any(piece.lone for piece in shape.pieces) and problem.rooms.preparation == ():
        found.append("Une épreuve se prépare sans le jury et la session n’a pas de salle de préparation.")
    if any(piece.stage for piece in shape.pieces) and problem.rooms.mise_en_situation == ():
        found.append("La mise en situation demande une salle et la session n’en a pas.")
    if problem.rooms.jury is not None and not problem.rooms.jury:
        found.append("La session n’a aucune salle de jury.")
    if problem.actor and not problem.actor.capacity and shape.play_load:
        found.append("La mise en situation demande un partenaire de jeu et la session n’en a pas.")
    found += _hours(layout, candidate)
    if not found:
        found.append(_nowhere(layout, candidate))
    return tuple(found)


def _juries(layout: Layout, candidate: Candidate) -> list[str]:
    problem = layout.problem
    able = [jury for jury in problem.juries if candidate.titre_ref in jury.titre_refs]
    if not able:
        return [f"Aucun jury n’est habilité pour {candidate.titre_ref}."]
    free = [jury for jury in able if not jury.jurors & candidate.incompatible_jurors]
    if not free:
        names = sorted(problem.juror(j) for jury in able for j in jury.jurors & candidate.incompatible_jurors)
        return [
            "Chaque jury habilité compte un membre en conflit d’intérêts avec ce candidat : "
            f"{', '.join(dict.fromkeys(names))}."
        ]
    sitting = {seat.jury.id for seat in layout.seats}
    if not any(jury.id in sitting for jury in free):
        labels = ", ".join(jury.label for jury in free)
        return [f"Aucun jury compatible ({labels}) ne siège les jours de la session."]
    seats = [seat for seat in layout.seats if layout.allowed(candidate, seat.jury)]
    gone = _gone(layout, seats)
    return _told(layout, gone) if len(gone) == len(seats) else []


def _gone(layout: Layout, seats: Iterable[Seat]) -> list[Seat]:
    """The jury-days that absences take whole."""
    return [seat for seat in seats if layout.capacity(seat) <= 0]


def _told(layout: Layout, gone: Iterable[Seat]) -> list[str]:
    """« Jury 2 ne peut siéger le 2 mars 2027 : M. Petit n’est pas disponible. », jury by jury."""
    days: dict[str, list[date]] = defaultdict(list)
    away: dict[str, dict[str, None]] = defaultdict(dict)
    for seat in gone:
        jury, day = seat.jury, seat.day.date
        days[jury.label].append(day)
        names = [layout.problem.juror(juror) for juror, window in jury.unavailable if window.day == day]
        away[jury.label] |= dict.fromkeys(name for name in names if name != jury.label)
    found = []
    for label, lost in days.items():
        names = sorted(away[label])
        verb = "ne sont pas disponibles" if len(names) > 1 else "n’est pas disponible"
        why = f" : {', '.join(names)} {verb}" if names else ""
        found.append(f"{label} ne peut siéger {whenever(lost)}{why}.")
    return found


def _hours(layout: Layout, candidate: Candidate) -> list[str]:
    """The chain is longer than any day, than what a jury can give, or than a candidate's day may last."""
    shape = layout.shapes[candidate.id]
    extra = (
        f", majoration de {float(candidate.extra_time_percent):.4g} % comprise".replace(".", ",")
        if candidate.extra_time_percent
        else ""
    )
    seats = [seat for seat in layout.seats if layout.allowed(candidate, seat.jury)]
    if not seats:
        return []
    found: list[str] = []
    needed = shape.shortest * layout.grid
    longest = max((_open(layout, seat.day) for seat in seats), default=0)
    if needed > longest:
        found.append(
            f"L’enchaînement des épreuves demande {needed} min{extra} ; "
            f"la plus longue journée compatible n’en offre que {longest} min."
        )
    load = shape.jury_load * layout.grid
    most = max(layout.capacity(seat) for seat in seats) * layout.grid
    if 0 < most < load and not found:
        found.append(
            f"Le jury doit {load} min à ce candidat{extra} ; ses disponibilités n’offrent au mieux que {most} min."
        )
    presence = shape.presence * layout.grid
    if presence > layout.settings.candidate_span_max:
        found.append(
            f"Les épreuves durent {presence} min{extra}, plus que l’amplitude permise d’une journée "
            f"({clock(layout.settings.candidate_span_max)})."
        )
    return found


def _open(layout: Layout, day: Day) -> int:
    opens, closes = layout.hours(day)
    return (closes - opens) * layout.grid


def _nowhere(layout: Layout, candidate: Candidate) -> str:
    """Alone in the session and still no room: absences and lunches leave no stretch long enough."""
    days = {seat.day.date: seat.day for seat in layout.seats if layout.allowed(candidate, seat.jury)}
    if all(_absent(layout, candidate, day) for day in days.values()):
        return "Ce candidat n’est disponible aucun des jours où un jury peut l’entendre."
    away = sum(1 for day in days if any(window.day == day for window in candidate.unavailable))
    needed = layout.shapes[candidate.id].shortest * layout.grid
    what = []
    if away:
        what.append(f"ses indisponibilités (déclarées sur {counted(away, 'jour')} sur {len(days)})")
    if any(layout.jury_windows(seat) for seat in layout.seats if layout.allowed(candidate, seat.jury)):
        what.append("les absences des jurés")
    what.append("les pauses déjeuner")
    return (
        f"Même seul, ce candidat n’a aucun créneau : ses épreuves demandent au moins {needed} min et "
        f"{' et '.join(filter(None, (', '.join(what[:-1]), what[-1])))} n’en laissent pas assez d’un seul tenant."
    )


def _absent(layout: Layout, candidate: Candidate, day: Day) -> bool:
    """Whether the candidate is away from the opening to the closing."""
    opens, closes = layout.hours(day)
    away = layout.windows(candidate.unavailable, day.date)
    return sum(max(0, min(end, closes) - max(start, opens)) for start, end in away) >= closes - opens


def _together(layout: Layout, *, proved: bool) -> tuple[str, ...]:
    """The candidate could be placed alone: what everybody needs against what the juries offer."""
    waiting = [cid for cid, seats in layout.admissible.items() if seats]
    load = sum(layout.shapes[cid].jury_load for cid in waiting)
    gone = _gone(layout, layout.seats)
    capacities = [layout.capacity(seat) for seat in layout.seats if seat not in gone]
    needed = -(-load // max(capacities))
    found = _told(layout, gone)
    if load > sum(capacities):
        offered = counted(len(capacities), "est disponible et offre", "sont disponibles et offrent")
        found.append(
            f"Les {len(waiting)} candidats demandent {load * layout.grid} min de jury, soit au moins "
            f"{counted(needed, 'jour')} de jury ; {offered} {sum(capacities) * layout.grid} min."
        )
    rooms = layout.problem.rooms.jury
    if rooms is not None and len(rooms) < len(layout.problem.juries):
        found.append(
            f"Seulement {counted(len(rooms), 'salle')} de jury pour {len(layout.problem.juries)} jurys."
        )
    days = "le seul jour" if len(capacities) == 1 else f"les {len(capacities)} jours"
    found.append(
        "Aucun planning ne place davantage de candidats : les jurys, les salles et le partenaire de jeu compatibles "
        f"sont pris sur {days} de jury disponible{'s' if len(capacities) > 1 else ''}."
        if proved
        else "Aucune place n’a été trouvée dans le temps de calcul accordé ; un calcul plus long peut en trouver une."
    )
    return tuple(found)

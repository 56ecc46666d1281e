"""`jalon session replan`: a plan made again after what has happened. No database, no Django."""

import argparse
import json
import sys
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

from jalon.common.typography import counted
from jalon.examen.commands import (
    DONE,
    OPEN,
    UNREADABLE,
    add_parser,
    both,
    refuse,
    say,
    seconds_of,
)
from jalon.examen.planning.json_reader import contents

if TYPE_CHECKING:
    from jalon.examen.commands import Subparsers
    from jalon.examen.planning.replan import Replanned

_DESCRIPTION = """\
Refait un planning publié après un imprévu (absence, retard, juré malade, salle perdue, candidat ajouté) en déplaçant le
moins de candidats possible. « jalon session schema events » décrit le fichier des imprévus."""
_EPILOG = """\
Avec --now, ce qui a commencé ne bouge plus et rien n’est placé avant cette heure. Code de sortie : 0 tous les candidats
ont une place ; 3 certains n’en ont plus, chaque raison est dite ; 2 l’un des fichiers est illisible, ou un imprévu ne
peut être arrivé à cette session."""


def register(acts: "Subparsers") -> None:
    """Add `replan` to the acts of `jalon session`."""
    parser = add_parser(acts, "replan", "refaire un planning après un imprévu", _DESCRIPTION, _EPILOG)
    parser.add_argument("instance", metavar="INSTANCE.json", type=Path)
    parser.add_argument("plan", metavar="PLAN.json", type=Path)
    parser.add_argument("events", metavar="IMPREVUS.json", type=Path)
    parser.add_argument("--now", metavar="AAAA-MM-JJTHH:MM", type=_moment, help="l’heure qu’il est")
    parser.add_argument(
        "--time-limit",
        metavar="S",
        type=seconds_of,
        default=2.0,
        help="secondes de calcul au plus (2 par défaut)",
    )
    parser.add_argument(
        "--json", action="store_true", help="le planning, ce qui change et l’instance en JSON"
    )
    parser.set_defaults(run=run_replan)


def _moment(text: str) -> "tuple[date, int]":
    """A date, and minutes from midnight."""
    day, _, at = text.partition("T")
    try:
        hour = time.fromisoformat(at)
        return date.fromisoformat(day), hour.hour * 60 + hour.minute
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"« {text} » n’est pas un moment : écrivez une date et une heure, comme 2027-03-02T10:30."
        ) from None


def run_replan(arguments: argparse.Namespace) -> int:
    """Make a plan again after some events; the exit codes are those of the help."""
    from jalon.examen.planning.events import EventsRefused
    from jalon.examen.planning.exchange import plan_of, problem_of
    from jalon.examen.planning.json_reader import InvalidInput
    from jalon.examen.planning.replan import Moment, replan
    from jalon.examen.planning.replan_exchange import read_events, to_json
    from jalon.examen.planning.verify import verify
    from jalon.referentiel.shipped import shipped_titres

    read = both(arguments.instance, arguments.plan)
    events_path: Path = arguments.events
    try:
        data = contents(events_path)
        if read is None:
            return UNREADABLE
        problem = problem_of(read[0])
        events, grown = read_events(data, read[0], shipped_titres())
    except InvalidInput as error:
        return refuse(events_path, error.faults)
    now: tuple[date, int] | None = arguments.now
    moment = Moment(*now) if now else None
    try:
        found = replan(problem, plan_of(problem, read[1]), events, now=moment, seconds=arguments.time_limit)
    except EventsRefused as error:
        return refuse(events_path, error.reasons)
    if broken := len(verify(*read)):
        say(
            f"jalon : {arguments.plan} : ce planning enfreignait déjà {counted(broken, 'règle', 'règles')} ; "
            "« jalon session check » les dit.",
            sys.stderr,
        )
    if arguments.json:
        say(json.dumps(to_json(grown, problem, found), ensure_ascii=False, indent=2))
    else:
        say(_changes(found))
    return OPEN if found.plan.unplaced or found.interrupted else DONE


def _changes(found: "Replanned") -> str:
    """What changes, for somebody who reads it: how many move, each change, who must be told, what cannot be kept."""
    names = {who.id: who.label for who in found.problem.candidates}
    lines = [found.plan.status]
    if found.difference.changes:
        lines += ["", "Ce qui change", *(f"  {change.sentence}" for change in found.difference.changes)]
    people = [names.get(cid, cid) for cid in sorted(found.difference.candidates)]
    jurors = [found.problem.juror(juror) for juror in sorted(found.difference.jurors)]
    if people or jurors:
        lines += ["", "À prévenir"]
        lines += [f"  {counted(len(people), 'candidat')} : {', '.join(people)}"] if people else []
        lines += [f"  {counted(len(jurors), 'juré')} : {', '.join(jurors)}"] if jurors else []
    if found.plan.unplaced:
        lines += ["", "Sans place"]
        lines += [f"  {names.get(cid, cid)} : {' '.join(reasons)}" for cid, reasons in found.plan.unplaced]
    if found.plan.explanations:
        told = (remedy.sentence for remedy in found.plan.explanations)
        lines += ["", "Ce qui placerait davantage de candidats", *(f"  {sentence}" for sentence in told)]
    if found.notices:
        lines += ["", "À savoir", *(f"  {notice}" for notice in found.notices)]
    return "\n".join(lines)

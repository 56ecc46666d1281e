"""`jalon session plan`, `check`, `why`, `replan` and `schema`: a session planned from a JSON file. No database."""

import argparse
import json
import os
import sys
import time
from dataclasses import replace
from importlib.resources import files
from math import isfinite
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, TextIO

from jalon.common.terminal import StatusLine
from jalon.common.typography import counted
from jalon.examen.planning.json_reader import contents

if TYPE_CHECKING:
    from jalon.examen.planning.answer import Answer
    from jalon.examen.planning.facts import Plan, Problem
    from jalon.examen.planning.instance import Instance

    # argparse only names this class privately
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DONE, UNREADABLE, OPEN = 0, 2, 3
SECONDS_MAX = 86_400.0
START = 3.0  # seconds that the usual limit leaves for the search to begin and to end
FAULTS_SHOWN = 100
WIDEST = 110  # columns of a terminal beyond which a sentence is hard to read
SCHEMAS = ("instance", "plan", "events", "replan", "region")

_PLAN_DESCRIPTION = """\
Planifie une session d’examen décrite en JSON : candidats, jurys, jours, salles. Durées, phases et ordre des épreuves
viennent du référentiel de chaque titre. « jalon session schema instance » décrit le fichier."""
_PLAN_EPILOG = """\
Ctrl-C arrête le calcul et rend le meilleur planning trouvé. L’avancement sort sur la sortie d’erreur.
Code de sortie : 0 tous les candidats sont placés ; 3 certains ne le sont pas, chaque raison est dite ; 2 l’instance
est illisible ou se contredit : chaque faute est dite avec son chemin."""
_CHECK_DESCRIPTION = """\
Vérifie un planning en JSON contre son instance et les référentiels seuls, sans rien emprunter au calcul."""
_CHECK_EPILOG = """\
Code de sortie : 0 conforme ; 3 des règles sont enfreintes, chacune est dite avec son chemin ; 2 l’un des fichiers est
illisible."""

_WHY_DESCRIPTION = """\
Dit pourquoi un candidat ne passe pas plus tôt : pour chaque début possible avant le sien, la règle qui l’empêche et sa
source ; ou qu’aucune ne l’empêche, et ce que cela coûterait. Personne d’autre n’est déplacé."""
_WHY_EPILOG = """\
Code de sortie : 0 la réponse est donnée ; 2 l’un des fichiers est illisible, ou ce candidat n’y est pas."""


def register(acts: "Subparsers") -> None:
    """Add `plan`, `plan-region`, `check`, `why`, `replan` and `schema` to the acts of `jalon session`."""
    from jalon.examen import commands_region, commands_replan

    plan = add_parser(acts, "plan", "planifier une session décrite en JSON", _PLAN_DESCRIPTION, _PLAN_EPILOG)
    plan.add_argument("instance", metavar="INSTANCE.json", type=Path)
    plan.add_argument(
        "--time-limit",
        metavar="S",
        type=seconds_of,
        help="secondes de calcul au plus (par défaut, ce que demande la taille de la session)",
    )
    plan.add_argument(
        "--seed", metavar="N", type=seed_of, default=1, help="graine : la même rend le même planning"
    )
    plan.add_argument("--json", action="store_true", help="le planning en JSON")
    plan.set_defaults(run=run_plan)
    commands_region.register(acts)
    check = add_parser(acts, "check", "vérifier un planning en JSON", _CHECK_DESCRIPTION, _CHECK_EPILOG)
    check.add_argument("instance", metavar="INSTANCE.json", type=Path)
    check.add_argument("plan", metavar="PLAN.json", type=Path)
    check.set_defaults(run=run_check)
    why = add_parser(
        acts, "why", "dire pourquoi un candidat ne passe pas plus tôt", _WHY_DESCRIPTION, _WHY_EPILOG
    )
    why.add_argument("instance", metavar="INSTANCE.json", type=Path)
    why.add_argument("plan", metavar="PLAN.json", type=Path)
    why.add_argument("candidate", metavar="CANDIDAT")
    why.set_defaults(run=run_why)
    commands_replan.register(acts)
    schema = acts.add_parser("schema", help="les schémas JSON des fichiers lus et écrits")
    schema.add_argument("name", metavar="|".join(SCHEMAS), choices=SCHEMAS, nargs="?", default="instance")
    schema.set_defaults(run=run_schema)


def add_parser(
    acts: "Subparsers", name: str, told: str, description: str, epilog: str
) -> argparse.ArgumentParser:
    return acts.add_parser(
        name,
        help=told,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def seconds_of(text: str) -> float:
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = 0.0
    if not isfinite(seconds) or not 0 < seconds <= SECONDS_MAX:
        raise argparse.ArgumentTypeError(
            f"« {text} » n’est pas une durée de calcul : donnez des secondes, plus de 0, {SECONDS_MAX:.0f} au plus."
        )
    return seconds


def seed_of(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**31:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas une graine : donnez un entier, 0 ou plus.")
    return int(text)


def run_plan(arguments: argparse.Namespace) -> int:
    """Plan the session and print the answer; the exit codes are those of the help."""
    from jalon.examen.planning.json_reader import InvalidInput

    began: float = getattr(arguments, "began", time.monotonic())  # the start of Python counts too
    path: Path = arguments.instance
    try:
        instance = _instance(path)
    except InvalidInput as error:
        return refuse(path, error.faults)

    from jalon.examen.planning.answer import to_json
    from jalon.examen.planning.apart import SearchFailed, solve_apart
    from jalon.examen.planning.exchange import answer_of, nothing_found, problem_of

    limit: float | None = arguments.time_limit
    problem = problem_of(instance, seconds=limit, seed=arguments.seed, workers=os.cpu_count() or 1)
    deadline = began + (limit or problem.settings.time_limit_seconds + START)
    ticker = _Ticker(problem, began)
    try:
        plan, ended = solve_apart(problem, deadline=deadline, progress=ticker)
    except SearchFailed as error:
        ticker.clear()
        return refuse(path, [f"aucun planning : {error}"])
    ticker.clear()
    found = plan or replace(nothing_found(problem), seconds=time.monotonic() - began)
    answer = answer_of(problem, found, ended=ended)
    if arguments.json:
        say(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
    else:
        say(_text(answer, ended=ended))
    return OPEN if answer.unplaced else DONE


def run_check(arguments: argparse.Namespace) -> int:
    """Verify a plan; the exit codes are those of the help."""
    from jalon.examen.planning.verify import verify

    read = both(arguments.instance, arguments.plan)
    if read is None:
        return UNREADABLE
    instance, answer = read
    found = verify(instance, answer)
    for violation in found:
        say(violation)
    count = len(answer.appointments)
    if found:
        say(
            f"{counted(len(found), 'règle enfreinte', 'règles enfreintes')} en {counted(count, 'passage')}.",
            sys.stderr,
        )
        return OPEN
    say(
        f"Conforme : {counted(count, 'passage')}, {counted(answer.objective.jury_days, 'journée')} de jury, "
        f"{counted(len(answer.unplaced), 'candidat non placé', 'candidats non placés')}."
    )
    return DONE


def run_why(arguments: argparse.Namespace) -> int:
    """Say why a candidate does not pass earlier; the exit codes are those of the help."""
    from jalon.examen.planning.earlier import told, why_not_earlier
    from jalon.examen.planning.exchange import plan_of, problem_of

    read = both(arguments.instance, arguments.plan)
    if read is None:
        return UNREADABLE
    problem = problem_of(read[0])
    known = [who.id for who in problem.candidates]
    if arguments.candidate not in known:
        shown = ", ".join(known[:20]) + (" …" if len(known) > 20 else "")
        return refuse(
            arguments.instance, [f"« {arguments.candidate} » n’est pas un candidat ; il y a : {shown}."]
        )
    first, *others = told(problem, why_not_earlier(problem, plan_of(problem, read[1]), arguments.candidate))
    say(first)
    for line in others:
        say(_item(line))
    return DONE


def _item(line: str) -> str:
    """A line of a list; on a terminal, folded at its width, what follows its first line set further in."""
    if not sys.stdout.isatty():
        return f"  {line}"
    width = min(WIDEST, get_terminal_size().columns)
    return "\n" + fill(
        line, width, initial_indent="  ", subsequent_indent="      ", break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def run_schema(arguments: argparse.Namespace) -> int:
    """Print a JSON Schema (draft 2020-12)."""
    name: str = arguments.name
    if name == "region":
        from jalon.examen.commands_region import region_schema

        say(json.dumps(region_schema(), ensure_ascii=False, indent=2))
        return DONE
    say(files("jalon.examen.planning").joinpath("schemas", f"{name}.json").read_text("utf-8").rstrip())
    return DONE


# The files


def _instance(path: Path) -> "Instance":
    from jalon.examen.planning.exchange import candidates_of
    from jalon.examen.planning.instance_reader import read_instance
    from jalon.referentiel.shipped import shipped_titres

    instance = read_instance(contents(path), shipped_titres(), path.parent)
    if any(who.pin for who in instance.candidates):
        candidates_of(instance)  # whether each pin gives the hours of every task
    return instance


def both(instance_path: Path, plan_path: Path) -> "tuple[Instance, Answer] | None":
    """The instance and the plan; None, every fault of both said, when one cannot be read."""
    from jalon.examen.planning.answer import read_answer
    from jalon.examen.planning.json_reader import InvalidInput

    instance: Instance | None = None
    answer: Answer | None = None
    try:
        instance = _instance(instance_path)
    except InvalidInput as error:
        refuse(instance_path, error.faults)
    try:
        answer = read_answer(contents(plan_path))
    except InvalidInput as error:
        refuse(plan_path, error.faults)
    return None if instance is None or answer is None else (instance, answer)


def refuse(path: Path, faults: "tuple[str, ...] | list[str]") -> int:
    for fault in faults[:FAULTS_SHOWN]:
        say(f"jalon : {path} : {fault}", sys.stderr)
    if len(faults) > FAULTS_SHOWN:
        say(f"jalon : {path} : {len(faults) - FAULTS_SHOWN} autres fautes.", sys.stderr)
    return UNREADABLE


# The terminal


class _Ticker:
    """Tells the advance of a search that lasts more than a second, on the standard error.

    One line that changes on a terminal; elsewhere, a line for each better plan.
    """

    DELAY = 1.0

    def __init__(self, problem: "Problem", began: float, stream: TextIO | None = None) -> None:
        self._line = StatusLine(stream)
        self._candidates, self._began, self._told = len(problem.candidates), began, ""
        self.clear = self._line.clear

    def __call__(self, plan: "Plan | None") -> None:
        elapsed = time.monotonic() - self._began
        if elapsed < self.DELAY:
            return
        told = "pas encore de planning"
        if plan is not None:
            placed = self._candidates - len(plan.unplaced)
            told = (
                f"{counted(placed, 'candidat placé', 'candidats placés')} sur {self._candidates}, "
                f"{jury_days(plan.jury_days, plan.bound_jury_days)}, "
                f"{plan.waiting_minutes + plan.idle_minutes} min perdues"
            )
        if self._line.live or told != self._told:
            self._told = told
            self._line.show(f"{elapsed:.0f} s : {told}")


_STATUS = {
    "optimal": "Planning optimal, prouvé",
    "feasible": "Tous les candidats sont placés",
    "partial": "Planning partiel",
    "infeasible": "Aucun candidat ne peut être placé",
}


def _text(answer: "Answer", *, ended: bool) -> str:
    """The answer for somebody who reads it: figures, what is left out and why, then each jury's day."""
    from jalon.examen.planning.json_reader import hour

    objective, bounds = answer.objective, answer.bounds
    proved = f" (et pas moins de {bounds.waiting_and_idle})" if bounds.waiting_and_idle else ""
    seconds = f"{answer.seconds:.1f}".replace(".", ",")
    lines = [
        f"{_STATUS[answer.status]} : {counted(len(answer.appointments), 'candidat placé', 'candidats placés')}, "
        f"{jury_days(objective.jury_days, bounds.jury_days)}, {objective.waiting} min d’attente des candidats et "
        f"{objective.idle} min sans tâche des jurys{proved}, en {seconds} s."
    ]
    if not ended:
        lines.append("Le calcul a été arrêté : voici le meilleur planning trouvé.")
    if answer.unplaced:
        remedies = [remedy.sentence for remedy in answer.remedies]
        reasons = [told for told in answer.explanations if told not in remedies]
        lines += ["", f"Non placés ({len(answer.unplaced)})", *(f"  {told}" for told in reasons)]
        if remedies:
            lines += ["", "Ce qui placerait davantage de candidats", *(f"  {told}" for told in remedies)]
    previous = None
    lunches = {(lunch.jury, lunch.date): lunch for lunch in answer.lunches}
    for passage in answer.appointments:
        place = (passage.jury, passage.date)
        if place != previous:
            lunch = lunches.get(place)
            eats = f", déjeuner de {hour(lunch.start)} à {hour(lunch.end)}" if lunch else ""
            lines += ["", f"{passage.date.isoformat()} – {passage.jury}{eats}"]
            previous = place
        tasks = ", ".join(f"{hour(task.start)} {_TASKS[task.kind]}" for task in passage.tasks)
        lines.append(f"  {passage.candidate} : {tasks} ({hour(max(task.end for task in passage.tasks))})")
    return "\n".join(lines)


_TASKS = {
    "preparation": "préparation",
    "mise_en_situation": "mise en situation",
    "written_preparation": "préparation écrite",
    "entretien_technique": "entretien technique",
    "reading": "lecture",
    "session_file_reading": "lecture du dossier",
    "questionnement_production": "questionnement",
    "presentation_projet": "présentation",
    "questionnaire_professionnel": "questionnaire",
    "entretien_final": "entretien final",
    "deliberation": "délibération",
}


def jury_days(count: int, bound: int) -> str:
    if not bound:
        return f"{counted(count, 'journée')} de jury"
    least = "et il n’en faut pas moins" if bound == count else f"il en faut au moins {bound}"
    return f"{counted(count, 'journée')} de jury, {least}"


def say(text: str, file: TextIO | None = None) -> None:
    stream = file or sys.stdout
    stream.write(f"{text}\n")
    stream.flush()

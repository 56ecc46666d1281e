"""`jalon session plan-region`: the sessions of many sites, planned over all cores. No database, no Django."""

import argparse
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from jalon.common.disk import is_folder, why
from jalon.common.machine import cores
from jalon.common.terminal import StatusLine
from jalon.common.typography import counted
from jalon.examen.commands import (
    DONE,
    OPEN,
    UNREADABLE,
    add_parser,
    jury_days,
    refuse,
    say,
    seconds_of,
    seed_of,
)
from jalon.examen.planning.json_reader import contents

if TYPE_CHECKING:
    from jalon.examen.commands import Subparsers
    from jalon.examen.planning.region import Site
    from jalon.examen.planning.sites import Advance, RegionPlan, SiteOutcome

JOBS_MAX = 256
SHOWN = 20  # sites left open, or jurors in two places, that are told one by one

_DESCRIPTION = """\
Planifie les sessions de tous les sites d’une région, chacun à part, sur tous les cœurs. RÉGION est un fichier JSON, que
« jalon session schema region » décrit, ou un dossier d’instances, une par site. Chaque site reçoit son dossier dans
celui de sortie : instance.json et plan.json, que lisent « jalon session check » et « why »."""
_EPILOG = """\
Ce qui est fait est gardé : après Ctrl-C ou une coupure, la même commande reprend au premier site sans planning.
L’avancement sort sur la sortie d’erreur. Code de sortie : 0 tous les candidats de tous les sites sont placés ; 3 il en
reste, ou un site a échoué, chaque raison est dite ; 2 la région est illisible ou se contredit : chaque faute est dite
avec son chemin."""


def register(acts: "Subparsers") -> None:
    """Add `plan-region` to the acts of `jalon session`."""
    parser = add_parser(
        acts, "plan-region", "planifier les sessions de tous les sites d’une région", _DESCRIPTION, _EPILOG
    )
    parser.add_argument("region", metavar="RÉGION", type=Path)
    parser.add_argument(
        "--output", metavar="DOSSIER", type=Path, required=True, help="où écrire les plannings, site par site"
    )
    parser.add_argument(
        "--time-limit",
        metavar="S",
        type=seconds_of,
        help="secondes de calcul au plus par site (par défaut, ce que demande sa taille)",
    )
    parser.add_argument(
        "--seed", metavar="N", type=seed_of, default=1, help="graine : la même rend les mêmes plannings"
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        help="cœurs à employer (tous par défaut) ; 150 Mo de mémoire chacun",
    )
    parser.add_argument(
        "--restart", action="store_true", help="recommencer tous les sites, même ceux déjà faits"
    )
    parser.add_argument("--json", action="store_true", help="le compte rendu en JSON")
    parser.set_defaults(run=run_plan_region)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= JOBS_MAX:
        raise argparse.ArgumentTypeError(
            f"« {text} » n’est pas un nombre de cœurs : donnez un entier, de 1 à {JOBS_MAX}."
        )
    return int(text)


def run_plan_region(arguments: argparse.Namespace) -> int:
    """Plan every site and tell what became of them; the exit codes are those of the help."""
    from jalon.examen.planning.json_reader import InvalidInput
    from jalon.examen.planning.sites import Options, plan_region

    path: Path = arguments.region
    output: Path = arguments.output
    try:
        sites = _sites(path)
    except InvalidInput as error:
        return refuse(path, error.faults)
    ticker = Ticker()
    try:
        plan = plan_region(
            sites,
            output,
            options=Options(arguments.time_limit, arguments.seed, arguments.restart),
            workers=arguments.jobs or cores(),
            progress=ticker,
        )
    except OSError as error:
        ticker.clear()
        say(f"jalon : {output} ne peut être écrit ({why(error)}) ; ce qui est fait est gardé.", sys.stderr)
        return UNREADABLE
    ticker.clear()
    if arguments.json:
        say(json.dumps(to_json(plan), ensure_ascii=False, indent=2))
    else:
        say(text(plan))
    if plan.stopped:
        say("Arrêté : la même commande reprend où elle en est.", sys.stderr)
    return DONE if plan.complete else OPEN


def region_schema() -> dict[str, Any]:
    """The JSON Schema of a region file, that of an instance within."""
    folder = files("jalon.examen.planning").joinpath("schemas")
    instance, region = (
        json.loads(folder.joinpath(f"{name}.json").read_text("utf-8")) for name in ("instance", "region")
    )
    return {**region, "$defs": {"instance": instance}}


# The files


def _sites(path: Path) -> "tuple[Site, ...]":
    """The sites of a region file, or of a folder of instances; raises InvalidInput."""
    from jalon.examen.planning.json_reader import InvalidInput
    from jalon.examen.planning.region import read_folder, read_region
    from jalon.referentiel.shipped import shipped_titres

    if not is_folder(path):
        return read_region(contents(path), shipped_titres(), path.parent)
    try:
        names = sorted(one.name for one in path.iterdir() if one.suffix == ".json" and one.name[0] != ".")
    except OSError as error:
        raise InvalidInput([f"ce dossier ne peut être lu ({why(error)})."]) from None
    if not names:
        raise InvalidInput(["ce dossier n’a pas de fichier .json : mettez-y une instance par site."])
    found, faults = {}, []
    for name in names:
        try:
            found[name] = contents(path / name)
        except InvalidInput as error:
            faults += [f"{name} : {fault}" for fault in error.faults]
    if faults:
        raise InvalidInput(faults)
    return read_folder(found, shipped_titres(), path)


# What is told


def to_json(plan: "RegionPlan") -> dict[str, object]:
    """The report as JSON: the region together, then each site, whose plan is in its folder."""
    from jalon.examen.planning.answer import figures_json

    return {
        "complete": plan.complete,
        "stopped": plan.stopped,
        "seconds": round(plan.seconds, 3),
        "objective": figures_json(plan.objective),
        "bounds": {"jury_days": plan.bound_jury_days, "waiting_and_idle": plan.bound_waiting_and_idle},
        "to_do": plan.sites - len(plan.outcomes),
        "sites": [
            {
                "id": one.site,
                "candidates": one.candidates,
                "status": one.answer.status if one.answer else "failed",
                "objective": figures_json(one.answer.objective) if one.answer else None,
                "bounds": figures_json(one.answer.bounds) if one.answer else None,
                "seconds": one.answer.seconds if one.answer else None,
                "kept": one.kept,
                "unplaced": list(one.answer.unplaced) if one.answer else None,
                "explanations": list(one.answer.explanations) if one.answer else [one.failure],
            }
            for one in plan.outcomes
        ],
        "shared_jurors": [
            {"juror": juror, "date": day.isoformat(), "sites": list(at)}
            for juror, day, at in plan.shared_jurors
        ],
    }


def text(plan: "RegionPlan") -> str:
    """The report for somebody who reads it: one line for each site, what is left open and why, the region together."""
    width = max((len(one.site) for one in plan.outcomes), default=0)
    lines = [f"{one.site:<{width}}  {_line(one)}" for one in plan.outcomes]
    left_open = [one for one in plan.outcomes if one.placed < one.candidates]
    if left_open:
        lines += ["", f"Sites à revoir ({len(left_open)})"]
        for one in left_open[:SHOWN]:
            reasons = one.answer.explanations if one.answer else (one.failure,)
            lines += [f"  {one.site} : {reason}" for reason in reasons]
        lines += _others(len(left_open), "site", "sites")
    jurors = plan.shared_jurors
    if jurors:
        lines += ["", "Jurés dans plusieurs sites le même jour : chaque site est planifié à part, à vérifier"]
        lines += [f"  {juror}, {day.isoformat()} : {', '.join(at)}" for juror, day, at in jurors[:SHOWN]]
        lines += _others(len(jurors), "cas", "cas")
    return "\n".join([*lines, "", _together(plan)])


def _line(one: "SiteOutcome") -> str:
    if one.answer is None:
        return "échec"
    objective, bounds = one.answer.objective, one.answer.bounds
    kept = " (déjà fait)" if one.kept else ""
    return (
        f"{counted(one.placed, 'placé')} sur {one.candidates}, {jury_days(objective.jury_days, bounds.jury_days)}, "
        f"{objective.waiting} min d’attente, {objective.idle} min sans tâche{kept}"
    )


def _together(plan: "RegionPlan") -> str:
    objective = plan.objective
    candidates = sum(one.candidates for one in plan.outcomes)
    placed = counted(candidates - objective.unplaced, "candidat placé", "candidats placés")
    days = jury_days(objective.jury_days, plan.bound_jury_days)
    lost = f"{objective.waiting} min d’attente des candidats et {objective.idle} min sans tâche des jurys"
    done = f"{counted(len(plan.outcomes), 'site')} sur {plan.sites}"
    return f"{done} : {placed} sur {candidates}, {days}, {lost}, en {duration(plan.seconds)}."


def _others(total: int, one: str, many: str) -> list[str]:
    left = total - SHOWN
    return [f"  … et {left} {many if left > 1 else one} de plus"] if left > 0 else []


def duration(seconds: float) -> str:
    """Seconds as people say them: « 45 s », « 3 min 05 s », « 1 h 02 min »."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


class Ticker:
    """Tells the advance of a region on the standard error: a line that changes on a terminal, else one by tenth."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._line = StatusLine(stream)
        self._tenth = 0
        self.clear = self._line.clear

    def __call__(self, advance: "Advance") -> None:
        tenth = 10 * advance.done // max(1, advance.sites)
        if self._line.live or tenth > self._tenth:
            self._tenth = tenth
            self._line.show(told(advance))


def told(advance: "Advance") -> str:
    """How far a run is, in one line."""
    left = (
        "" if advance.left is None or advance.done == advance.sites else f", encore {duration(advance.left)}"
    )
    return (
        f"{counted(advance.done, 'site')} sur {advance.sites} : "
        f"{counted(advance.placed, 'candidat placé', 'candidats placés')} sur {advance.candidates}, "
        f"{counted(advance.jury_days, 'journée')} de jury{left}"
    )

"""`jalon dossier`: check what candidates wrote against the référentiel, on a terminal. No database needed."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from jalon.referentiel.schema import TitreVersion

    from .conformity.batch import Outcome

    # argparse only names this class privately
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

CONFORM, REFUSED, TO_MEND = 0, 2, 3

_DESCRIPTION = """\
Vérifie un dossier de candidat (DOCX, ODT ou PDF) d’après la production que le référentiel demande : pages de chaque
partie, police, interligne, annexes, contenus attendus, données personnelles. Le dossier professionnel se vérifie avec
« --production dp ». Plusieurs fichiers, ou un dossier de fichiers, occupent tous les cœurs."""
_EPILOG = """\
Code de sortie : 0 conforme ; 3 à corriger ; 2 illisible, ou demande inconnue (le plus grave de tous pour plusieurs
fichiers). Le rapport sort sur la sortie standard, l’avancement et les refus sur la sortie d’erreur."""


def register(subparsers: "Subparsers") -> None:
    """Add the acts of `jalon dossier`; each sets `run`, which takes the arguments and returns an exit code."""
    from jalon.referentiel.commands_exchange import TITRE_HELP

    parser = subparsers.add_parser("dossier", help="vérifier et préparer les dossiers des candidats")
    acts = parser.add_subparsers(dest="dossier_command", metavar="ACTION", required=True)
    checking = acts.add_parser(
        "check",
        help="vérifier des dossiers d’après le référentiel",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    checking.add_argument(
        "paths", metavar="FICHIER", nargs="+", type=Path, help="dossier écrit, ou dossier de fichiers"
    )
    checking.add_argument("--titre", metavar="TITRE", required=True, help=TITRE_HELP)
    checking.add_argument(
        "--scope", metavar="PÉRIMÈTRE", default="titre", help="titre (par défaut), ccp1, ccp2, ccs1…"
    )
    checking.add_argument(
        "--production",
        metavar="NOM",
        help="la production à vérifier, par des mots de son nom, ou « dp » ; devinée d’après le fichier sinon",
    )
    checking.add_argument("--json", action="store_true", help="le rapport complet en JSON")
    checking.add_argument("--jobs", metavar="N", type=int, help="cœurs à employer (tous par défaut)")
    checking.set_defaults(run=check_command)

    from .commands_compare import register_compare
    from .commands_deliver import register_deliver

    register_compare(acts)
    register_deliver(acts)


def check_command(arguments: argparse.Namespace) -> int:
    """Check one file or many; the exit codes are those of the help."""
    from .conformity.batch import find_dossiers
    from .conformity.expectations import UnknownProduction, choose, scope_of

    titre = titre_of(arguments.titre)
    if titre is None:
        return REFUSED
    if arguments.jobs is not None and arguments.jobs < 1:
        return refused("« --jobs » attend un nombre de cœurs, 1 au moins.")
    try:
        scope = scope_of(titre, arguments.scope)
        if arguments.production is not None:
            choose(titre, scope, arguments.production)
    except UnknownProduction as error:
        return refused(str(error))
    files = find_dossiers(arguments.paths)
    if not files:
        return refused("aucun dossier (DOCX, ODT, PDF) n’a été trouvé ; vérifiez le chemin.")
    outcomes = _checked(files, titre, scope, arguments)
    return _told(outcomes, titre, as_json=arguments.json)


def _checked(
    files: Sequence[Path], titre: "TitreVersion", scope: str, arguments: argparse.Namespace
) -> "list[Outcome]":
    from jalon.referentiel.commands_import import Ticker

    from .conformity.batch import Outcome, check_many
    from .conformity.engine import check
    from .conformity.expectations import UnknownProduction

    ticker = Ticker()
    try:
        if len(files) > 1:
            return check_many(
                files, titre, scope, arguments.production, workers=arguments.jobs, progress=ticker
            )
        path = files[0]
        try:
            report = check(path, titre=titre, scope=scope, production=arguments.production, step=ticker)
        except UnknownProduction as error:
            return [Outcome(path, path.name, None, str(error))]
        return [Outcome(path, path.name, report)]
    finally:
        ticker.clear()


def _told(outcomes: "Sequence[Outcome]", titre: "TitreVersion", *, as_json: bool) -> int:
    from .conformity.telling import sheet, summary

    reports = [one.report for one in outcomes if one.report]
    if as_json:
        # The scope as people ask for it here.
        told = [report.to_json() | {"scope": _scope(report.scope)} for report in reports]
        if told:
            say(json.dumps(told[0] if len(outcomes) == 1 else told, ensure_ascii=False, indent=2))
    elif len(outcomes) > 1:
        say(summary(reports))
    elif reports:
        say(sheet(reports[0], titre))
    for one in outcomes:
        if one.refusal:
            say(f"jalon : {one.refusal}", sys.stderr)
    codes = {report.verdict.exit_code for report in reports} | {REFUSED for one in outcomes if not one.report}
    return next((code for code in (REFUSED, TO_MEND) if code in codes), CONFORM)


def _scope(scope: str) -> str:
    return "titre" if scope == "title" else scope


def titre_of(asked: str) -> "TitreVersion | None":
    """The title that a command was asked for; None once a refusal was told."""
    from jalon.referentiel.commands import known_titres
    from jalon.referentiel.commands_exchange import UnknownTitre, find_titre

    try:
        return find_titre(asked, known_titres())
    except UnknownTitre as error:
        refused(str(error))
        return None


def refused(reason: str) -> int:
    say(f"jalon : {reason}", sys.stderr)
    return REFUSED


def say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout)

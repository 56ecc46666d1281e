"""`jalon programme`: check a training programme against the référentiel, on a terminal. No database needed."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from jalon.referentiel.schema import TitreVersion

    # argparse only names this class privately
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

WRITTEN, REFUSED = 0, 2

_CHECK = """\
Dit ce qui ne s’additionne pas dans un programme de formation (XLSX, ODS, DOCX, ODT, PDF ou TXT) : heures des séances et
des modules, stages de chaque endroit et minima du référentiel d’évaluation, épreuves et pages annoncées, codes, niveau,
dates, compétences que rien ne prépare. Chaque constat cite les deux endroits, la règle, sa source et le remède."""
_CHECK_EPILOG = "Code de sortie : 0 conforme ; 3 à corriger ; 2 illisible, ou demande inconnue."
_TEMPLATE = """\
Écrit le classeur à remplir : les modules, les minima de stage, les épreuves et les pages du référentiel y sont déjà."""
_TEMPLATE_EPILOG = "Code de sortie : 0 écrit ; 2 titre inconnu, ou écriture impossible."


def register(subparsers: "Subparsers") -> None:
    """Add the acts of `jalon programme`; each sets `run`, which takes the arguments and returns an exit code."""
    from jalon.referentiel.commands_exchange import TITRE_HELP

    parser = subparsers.add_parser("programme", help="vérifier et préparer les programmes de formation")
    acts = parser.add_subparsers(dest="programme_command", metavar="ACTION", required=True)
    checking = acts.add_parser(
        "check", help="vérifier un programme d’après le référentiel", description=_CHECK, epilog=_CHECK_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    checking.add_argument("path", metavar="FICHIER", type=Path, help="programme à vérifier")
    checking.add_argument("--titre", metavar="TITRE", required=True, help=TITRE_HELP)
    checking.add_argument(
        "--ccp", metavar="N", type=int, action="append", default=[],
        help="le programme ne prépare que ce CCP (à répéter) ; tout le titre sinon",
    )  # fmt: skip
    checking.add_argument("--json", action="store_true", help="le rapport complet en JSON")
    checking.set_defaults(run=check_command)
    template = acts.add_parser(
        "template", help="écrire le classeur à remplir", description=_TEMPLATE, epilog=_TEMPLATE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    template.add_argument("--titre", metavar="TITRE", required=True, help=TITRE_HELP)
    template.add_argument(
        "-o", "--output", metavar="FICHIER", type=Path, required=True, help="classeur à écrire"
    )
    template.set_defaults(run=template_command)


def check_command(arguments: argparse.Namespace) -> int:
    """Check one file; the exit codes are those of the help."""
    from .programme.engine import check_programme, read_file
    from .programme.facts import UnreadableProgramme
    from .programme.report import sheet

    titre = _titre_of(arguments.titre)
    if titre is None:
        return REFUSED
    known = [ccp.number for ccp in titre.ccps]
    if strange := [number for number in arguments.ccp if number not in known]:
        return _refused(f"{titre.sigle} n’a pas de CCP {strange[0]} ; ses CCP vont de 1 à {max(known)}.")
    try:
        programme = read_file(arguments.path, titre)
    except UnreadableProgramme as error:
        return _refused(str(error))
    report = check_programme(programme, titre, ccps=frozenset(arguments.ccp))
    if arguments.json:
        _say(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        _say(sheet(report, titre.sigle))
    return report.exit_code


def template_command(arguments: argparse.Namespace) -> int:
    """Write the workbook to fill."""
    from jalon.common.disk import why, write_whole

    from .programme.template import template_workbook

    titre = _titre_of(arguments.titre)
    if titre is None:
        return REFUSED
    path: Path = arguments.output
    try:
        write_whole(path, template_workbook(titre))
    except OSError as error:
        return _refused(f"{path} ne peut être écrit : {why(error)}")
    _say(f"{path} : modèle de programme {titre.sigle} ({titre.ref}).")
    return WRITTEN


def _titre_of(asked: str) -> "TitreVersion | None":
    """The title that a command was asked for; None once a refusal was told."""
    from jalon.referentiel.commands import known_titres
    from jalon.referentiel.commands_exchange import UnknownTitre, find_titre

    try:
        return find_titre(asked, known_titres())
    except UnknownTitre as error:
        _refused(str(error))
        return None


def _refused(reason: str) -> int:
    _say(f"jalon : {reason}", sys.stderr)
    return REFUSED


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout)

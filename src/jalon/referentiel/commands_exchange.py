"""`jalon referentiel diff` and `export`: two versions side by side, and a version in the formats that others read."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from jalon.common.disk import is_folder, why

from .document import InvalidReferentiel
from .schema import TitreVersion

if TYPE_CHECKING:
    # argparse only names this class privately
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

SAME, DIFFERENT, REFUSED = 0, 1, 2
FORMATS = ("json", "xlsx", "csv", "case", "jsonld")  # those of `exchange`, which most commands need not load
Known = Callable[[], Sequence[TitreVersion]]

_REFERENCE = re.compile(r"(?P<ref>[A-Z]{2}-\d{5}(?:\.\d{2})?)(?:@(?P<revision>\d+))?", re.IGNORECASE)
TITRE_HELP = (
    "TP-00403.08, TP-00403 ou CIP (version la plus récente), TP-00403.08@1 (une révision), fichier JSON"
)
_DIFF_EPILOG = """\
Code de sortie : 0 les deux documents disent la même chose ; 1 ils diffèrent ; 2 l’un d’eux est inconnu ou illisible.
Les correspondances de CCP sont des propositions à valider : l’arrêté et le RE seuls disent ce que vaut un CCP."""
_EXPORT_EPILOG = """\
Formats : json (le document, que « import » et « diff » relisent), xlsx (un classeur), csv (une archive ZIP), case
(1EdTech CASE 1.0), jsonld (données liées, ELM et ESCO). Sans --output, le fichier sort sur la sortie standard.
Code de sortie : 0 écrit ; 2 titre inconnu, fichier illisible ou écriture impossible."""


class UnknownTitre(Exception):
    """What was asked designates no version; the French message says why and what to give."""


def register(acts: "Subparsers", known: Known) -> None:
    """Add `diff` and `export` to the acts of `jalon referentiel`; `known` gives the titles, newest version first."""
    diff = _parser(acts, "diff", "comparer deux versions d’un titre, ou deux titres", _DIFF_EPILOG)
    diff.add_argument("former", metavar="AVANT", help=TITRE_HELP)
    diff.add_argument("current", metavar="APRÈS", help="de même")
    diff.add_argument("--json", action="store_true", help="la comparaison complète en JSON")
    diff.set_defaults(run=lambda arguments: diff_command(arguments, known))
    export = _parser(acts, "export", "écrire un titre dans un format d’échange", _EXPORT_EPILOG)
    export.add_argument("titre", metavar="TITRE", help=TITRE_HELP)
    export.add_argument(
        "--format", choices=FORMATS, default="json", help="format du fichier (json par défaut)"
    )
    export.add_argument(
        "--output", metavar="FICHIER", type=Path, help="fichier à écrire, ou dossier où l’écrire"
    )
    export.add_argument(
        "--base",
        metavar="ADRESSE",
        default=None,
        help="adresse de l’atlas qui publie le titre, pour les formats case et jsonld "
        "(JALON_URL par défaut ; sans elle, les pièces sont nommées par urn:uuid)",
    )
    export.set_defaults(run=lambda arguments: export_command(arguments, known))


def _parser(acts: "Subparsers", name: str, told: str, epilog: str) -> argparse.ArgumentParser:
    return acts.add_parser(
        name,
        help=told,
        description=f"{told[0].upper()}{told[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def diff_command(arguments: argparse.Namespace, known: Known) -> int:
    """Print what changes from a version to another; the exit codes are those of the help."""
    from .compare import compare
    from .compare.report import text_report, to_json

    sides: list[TitreVersion] = []
    for asked in (arguments.former, arguments.current):
        try:
            sides.append(find_titre(asked, known()))
        except UnknownTitre as error:
            _complain(str(error))
    if len(sides) < 2:
        return REFUSED
    comparison = compare(*sides)
    if arguments.json:
        _say(json.dumps(to_json(comparison), ensure_ascii=False, indent=2))
    else:
        for line in text_report(comparison):
            _say(line)
    return SAME if comparison.identical else DIFFERENT


def export_command(arguments: argparse.Namespace, known: Known) -> int:
    """Write a version in one format, to a file or to the standard output."""
    from .compare.correspondences import former_among
    from .exchange import EXPORTS, InvalidBase, Publication, export, file_name

    output: Path | None = arguments.output
    kind: str = arguments.format
    try:
        titre = find_titre(arguments.titre, titres := known())
        base = _site_base() if arguments.base is None else arguments.base
        publication = Publication(base=base, former=former_among(titre, titres))
    except (UnknownTitre, InvalidBase) as error:
        _complain(str(error))
        return REFUSED
    if output is None and EXPORTS[kind].binary and sys.stdout.isatty():
        _complain(
            f"le format {kind} ne s’affiche pas dans un terminal : ajoutez « --output {file_name(titre, kind)} »."
        )
        return REFUSED
    data = export(titre, kind, publication)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return 0
    path = output / file_name(titre, kind) if is_folder(output) else output
    try:
        path.write_bytes(data)
    except OSError as error:
        _complain(f"{path} ne peut être écrit ({why(error)}).")
        return REFUSED
    _say(f"{path} : {titre.ref} en {EXPORTS[kind].label}, {len(data)} octets.")
    return 0


def find_titre(asked: str, titres: Sequence[TitreVersion]) -> TitreVersion:
    """The version that a reference, a code, a sigle, a revision (`TP-00403.08@1`) or a JSON file designates.

    A code or a sigle means the newest version. Raises UnknownTitre with one French message that names the file and
    every fault, or the titles known.
    """
    if reference := _REFERENCE.fullmatch(asked):
        ref, revision = reference["ref"].upper(), reference["revision"]
        found = next((titre for titre in titres if ref in (titre.ref, titre.code)), None)
        if found is not None:
            return found if revision is None else _revision(found.ref, int(revision))
    elif called := [titre for titre in titres if titre.sigle.casefold() == asked.casefold()]:
        if len({titre.code for titre in called}) > 1:
            raise UnknownTitre(
                f"Plusieurs titres ont le sigle « {asked} » : {_names(called)}. Donnez un code."
            )
        return called[0]
    elif asked.lower().endswith(".json") or Path(asked).exists():
        return read_file(Path(asked))
    raise UnknownTitre(f"« {asked} » n’est pas un titre connu. Titres connus : {_names(titres)}.")


def _revision(ref: str, number: int) -> TitreVersion:
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import Error

    from .stored import rows

    try:
        held = {row.revision: row for row in rows() if row.ref == ref}
    except (Error, ImproperlyConfigured, ValueError):  # no database: the shipped titles have no revision
        held = {}
    if number not in held:
        numbers = ", ".join(map(str, sorted(held))) or "aucune"
        raise UnknownTitre(f"{ref} n’a pas de révision {number}. Révisions publiées : {numbers}.")
    return held[number].typed()


def read_file(path: Path) -> TitreVersion:
    """The version that a JSON file holds; raises UnknownTitre."""
    from .exchange import read_json

    try:
        return read_json(path.read_bytes())
    except FileNotFoundError:
        raise UnknownTitre(f"« {path} » n’existe pas ; vérifiez son chemin.") from None
    except OSError as error:
        raise UnknownTitre(f"{path} ne peut être lu ({why(error)}).") from error
    except InvalidReferentiel as error:
        faults = "".join(f"\n  – {fault}" for fault in error.faults)
        raise UnknownTitre(f"{path} n’est pas un référentiel en JSON :{faults}") from error


def _names(titres: Iterable[TitreVersion]) -> str:
    return ", ".join(f"{titre.ref} ({titre.sigle})" for titre in titres)


def _site_base() -> str:
    """The address of this installation's atlas, "" where none was declared."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        site: str = settings.PUBLIC_URL
    except (ImproperlyConfigured, ValueError):
        return ""
    return f"{site}/referentiels" if site else ""


def _complain(message: str) -> None:
    _say(f"jalon : {message}", sys.stderr)


def _say(text: str, file: TextIO | None = None) -> None:
    print(text, file=file or sys.stdout)

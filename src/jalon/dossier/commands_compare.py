"""`jalon dossier compare`: the passages that dossiers of a centre share, on a terminal. No database needed."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jalon.common.typography import counted, typo

if TYPE_CHECKING:
    from .commands import Subparsers
    from .conformity.likeness import Likeness, Shared, Side

NOTHING, REFUSED, SHARED = 0, 2, 3
_SHOWN = 20  # pairs told on a terminal; JSON tells them all
_PASSAGES, _QUOTE = 3, 200

_DESCRIPTION = """\
Compare des dossiers entre eux et montre côte à côte les passages qu’ils partagent. Ce que disent le référentiel, la
trame de Jalon, les textes de loi cités et presque tous les dossiers du centre n’est pas compté."""
_EPILOG = """\
Un passage commun n’est pas une faute : deux candidats d’une même structure peuvent citer le même texte. Code de
sortie : 0 rien de commun ; 3 des passages communs ; 2 un fichier est illisible, ou il y en a moins de deux."""


def register_compare(acts: "Subparsers") -> None:
    """Add `compare` to the acts of `jalon dossier`."""
    parser = acts.add_parser(
        "compare",
        help="montrer les passages que des dossiers partagent",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", metavar="FICHIER", nargs="+", type=Path, help="dossiers, ou dossier de fichiers"
    )
    parser.add_argument("--json", action="store_true", help="tous les passages en JSON")
    parser.add_argument("--jobs", metavar="N", type=int, help="cœurs à employer (tous par défaut)")
    parser.set_defaults(run=compare_command)


def compare_command(arguments: argparse.Namespace) -> int:
    """Compare the files; the exit codes are those of the help."""
    from jalon.referentiel.commands import known_titres
    from jalon.referentiel.commands_import import Ticker

    from .commands import refused, say
    from .conformity.batch import find_dossiers, over_cores
    from .conformity.likeness import clusters, compare
    from .conformity.nobodys import nobodys_words

    if arguments.jobs is not None and arguments.jobs < 1:
        return refused("« --jobs » attend un nombre de cœurs, 1 au moins.")
    files = find_dossiers(arguments.paths)
    if len(files) < 2:
        return refused("il faut au moins deux dossiers (DOCX, ODT, PDF) pour les comparer.")
    ticker = Ticker()
    try:
        answers = over_cores(files, f"{__name__}:print_here", workers=arguments.jobs, progress=ticker)
    finally:
        ticker.clear()
    prints = {one.name: one.value for one in answers if one.value is not None}
    found = compare(prints, common=list(nobodys_words(known_titres())))
    if arguments.json:
        say(json.dumps(_as_json(found, clusters(found), len(prints)), ensure_ascii=False, indent=2))
    else:
        say(typo("\n".join(_sheet(found, clusters(found), len(prints)))))
    refusals = [one.refusal for one in answers if one.refusal]
    for refusal in refusals:
        say(f"jalon : {refusal}", sys.stderr)
    return REFUSED if refusals else SHARED if found else NOTHING


def print_here(path: str, name: str, step: object) -> object:
    """A worker's task: the print of a file. Raises `Unreadable`."""
    from jalon.referentiel.importer.source import Unreadable

    from .conformity.batch import warm_office
    from .conformity.likeness import print_of
    from .conformity.office import OfficeAbsent, OfficeFailed
    from .conformity.reading import read_paper

    try:
        return print_of(read_paper(Path(path), name=name, office=warm_office()))
    except (OfficeAbsent, OfficeFailed) as error:
        raise Unreadable(name, str(error), "office") from error


def _sheet(found: Sequence["Likeness"], groups: Sequence[Sequence[str]], compared: int) -> Iterator[str]:
    yield f"{counted(compared, 'dossier comparé', 'dossiers comparés')}."
    if not found:
        yield "Aucun passage commun."
        return
    yield f"{counted(len(found), 'paire partage', 'paires partagent')} des passages."
    for group in groups:
        if len(group) > 2:
            yield f"Groupe : {', '.join(group)}."
    for likeness in found[:_SHOWN]:
        yield ""
        shares = " et ".join(f"{100 * share:.0f} %" for share in likeness.shares)
        passages = counted(len(likeness.passages), "passage commun", "passages communs")
        yield f"{likeness.one} et {likeness.other} : {passages} ({shares} de leur texte)"
        for passage in likeness.passages[:_PASSAGES]:
            yield f"  {_where(likeness.one, passage.one)} : « {_short(passage.one.text)} »"
            yield f"  {_where(likeness.other, passage.other)} : « {_short(passage.other.text)} »"
        if len(likeness.passages) > _PASSAGES:
            more = len(likeness.passages) - _PASSAGES
            yield f"  et {counted(more, 'autre passage', 'autres passages')} (« --json » les montre)."
    if len(found) > _SHOWN:
        yield ""
        yield f"Et {counted(len(found) - _SHOWN, 'autre paire', 'autres paires')} : « --json » les montre."


def _where(name: str, side: "Side") -> str:
    return (
        f"{name}, page {side.pages[0]}" if side.pages[0] else f"{name}, paragraphe {side.paragraphs[0] + 1}"
    )


def _short(text: str) -> str:
    from .conformity.expectations import shortened

    return shortened(text, _QUOTE)


def _as_json(found: Sequence["Likeness"], groups: Sequence[Sequence[str]], compared: int) -> dict[str, Any]:
    return {
        "compared": compared,
        "groups": [list(group) for group in groups],
        "pairs": [
            {
                "files": [likeness.one, likeness.other],
                "shares": [round(share, 4) for share in likeness.shares],
                "passages": [_passage(passage) for passage in likeness.passages],
            }
            for likeness in found
        ],
    }


def _passage(passage: "Shared") -> dict[str, Any]:
    return {
        "words": passage.words,
        "sides": [
            {
                "pages": [page or None for page in side.pages],
                "paragraphs": [rank + 1 for rank in side.paragraphs],
                "text": side.text,
            }
            for side in (passage.one, passage.other)
        ],
    }

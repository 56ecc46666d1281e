"""`jalon referentiel`: list, show, check, search, import, compare and export the titles, with or without a database."""

import argparse
import json
import sys
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from . import commands_exchange, commands_import
from .checks import check
from .document import to_contract
from .schema import SEVERITY_LABELS, TitreVersion
from .search import Index
from .shipped import shipped_titres

if TYPE_CHECKING:
    # argparse only names this class privately
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

UNKNOWN = 2


def register(subparsers: "Subparsers") -> None:
    """Add the `referentiel` commands; each sets `run`, which takes the arguments and returns an exit code."""
    parser = subparsers.add_parser("referentiel", help="lire et vérifier les référentiels")
    acts = parser.add_subparsers(dest="referentiel_command", metavar="ACTION", required=True)
    listing = acts.add_parser("list", help="les titres connus")
    listing.set_defaults(run=list_command)
    showing = acts.add_parser("show", help="un titre en entier")
    showing.add_argument("code", metavar="TITRE", help=commands_exchange.TITRE_HELP)
    showing.add_argument("--json", action="store_true", help="le document complet en JSON")
    showing.set_defaults(run=show_command)
    checking = acts.add_parser("check", help="les incohérences d’un titre")
    checking.add_argument("code", metavar="TITRE", help=commands_exchange.TITRE_HELP)
    checking.set_defaults(run=check_command)
    searching = acts.add_parser("search", help="chercher des mots dans tous les titres")
    searching.add_argument("words", metavar="MOT", nargs="+")
    searching.set_defaults(run=search_command)
    commands_import.register(acts)
    commands_exchange.register(acts, lambda: known_titres())


def list_command(arguments: argparse.Namespace) -> int:
    """Print one line per version, under one another by column."""
    titres = known_titres()
    width = max((len(titre.sigle) for titre in titres), default=0)
    for titre in titres:
        known = [f"niveau {titre.level}", titre.rncp]
        if titre.validity_end:
            known.append(f"valable jusqu’au {_french(titre.validity_end)}")
        _say(f"{titre.ref}  {titre.sigle:<{width}}  {titre.title} ({', '.join(filter(None, known))})")
    return 0


def show_command(arguments: argparse.Namespace) -> int:
    """Print a title, at a glance or as the JSON of the contract; 2 when it is unknown."""
    titre = _find(arguments.code)
    if titre is None:
        return UNKNOWN
    if arguments.json:
        _say(json.dumps(to_contract(titre, check(titre)), ensure_ascii=False, indent=2))
        return 0
    known = [f"{titre.ref} – {titre.title} ({titre.sigle})", f"niveau {titre.level}", titre.rncp]
    _say(", ".join(filter(None, known)))
    _say(f"Arrêté du {_french(titre.decree_date)}, effet le {_french(titre.effective_date)}")
    for bloc in (*titre.ccps, *titre.ccss):
        _say(f"\n{titre.scope_label(bloc.scope)} – {bloc.title}")
        for competence in bloc.competences:
            count = len(competence.assessment_criteria)
            _say(f"  C{competence.number}. {competence.title} ({count} critère{'s' if count > 1 else ''})")
    _say("")
    for scope, scheme in titre.schemes.items():
        tests = ", ".join(f"{test.kind.short_label.lower()} {test.minutes}" for test in scheme.tests)
        hours = f" ; {scheme.company_hours} h en entreprise" if scheme.company_hours else ""
        _say(
            f"{titre.scope_label(scope)} : {scheme.candidate_minutes} min (jury {scheme.jury_minutes} min) – "
            f"{tests}{hours}"
        )
    count = len(check(titre))
    _say(f"\n{count} constat{'s' if count > 1 else ''} : « jalon referentiel check {titre.ref} »")
    return 0


def check_command(arguments: argparse.Namespace) -> int:
    """Print the findings, gravest first; 1 when some are errors, 2 when the title is unknown."""
    titre = _find(arguments.code)
    if titre is None:
        return UNKNOWN
    order = list(SEVERITY_LABELS)
    findings = sorted(check(titre), key=lambda finding: order.index(finding.severity))
    if findings:
        _say(f"{titre.ref} – {titre.title} : {len(findings)} constat{'s' if len(findings) > 1 else ''}")
    for severity, group in groupby(findings, key=lambda finding: finding.severity):
        found = list(group)
        _say(f"\n{SEVERITY_LABELS[severity]} ({len(found)})")
        for finding in found:
            _say(f"  {finding.where} [{finding.code}]\n    {finding.message}")
    if not findings:
        _say(f"{titre.ref} : rien à signaler.")
    return int(any(finding.severity == "error" for finding in findings))


def search_command(arguments: argparse.Namespace) -> int:
    """Print what holds every word; 1 when nothing does."""
    found = Index(known_titres()).explore(" ".join(arguments.words))
    for hit in found.hits:
        _say(f"{hit.id}  {hit.kind_label} : {hit.label}")
    if found.total > len(found.hits):
        _say(f"{found.total - len(found.hits)} autres résultats : ajoutez un mot.", file=sys.stderr)
    if not found.hits:
        _say("Rien ne correspond à ces mots : essayez-en moins, ou un synonyme.", file=sys.stderr)
    return int(not found.hits)


def _find(asked: str) -> TitreVersion | None:
    try:
        return commands_exchange.find_titre(asked, known_titres())
    except commands_exchange.UnknownTitre as error:
        _say(f"jalon : {error}", file=sys.stderr)
        return None


def known_titres() -> tuple[TitreVersion, ...]:
    """Titles of the database; those that ship with the product while there is no database."""
    return _stored_titres() or tuple(shipped_titres().values())


def _stored_titres() -> tuple[TitreVersion, ...]:
    """Titles of the database; none when there is no database yet or when it does not answer."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import Error

    from .stored import DocumentAltered, database_exists, in_force

    try:
        if not database_exists():
            return ()
    except (ImproperlyConfigured, ValueError) as error:
        _say(f"jalon : {error} Lecture des titres livrés avec Jalon.", file=sys.stderr)
        return ()
    try:
        return in_force()
    except Error:
        return ()
    except DocumentAltered as error:
        raise SystemExit(f"jalon : {error}") from error


def _french(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _say(text: str, file: TextIO | None = None) -> None:
    print(text, file=file or sys.stdout)

"""`jalon dossier template`, `mend`, `comment` and `report`: documents written for the candidate. No database needed."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from jalon.common.disk import is_folder, why, write_whole
from jalon.common.typography import typo

if TYPE_CHECKING:
    from jalon.referentiel.schema import TitreVersion

    from .commands import Subparsers
    from .conformity.expectations import Expectation
    from .conformity.paper import Address
    from .conformity.report import Report

DONE, REFUSED = 0, 2

_OUTPUT = "le fichier à écrire, qui ne doit pas exister : rien n’est jamais écrasé"
_TEMPLATE = """\
Écrit la trame d’une production demandée par le référentiel : styles déjà réglés, parties avec leur nombre de pages,
conseils de rédaction et critères que le jury regardera, dans un style à part que « mend --final » retire."""
_MEND = """\
Écrit une copie du dossier en DOCX, dont la police, la taille, l’interligne, les marges, les numéros de page et la table
des matières suivent le référentiel. Les mots, les images et les tableaux restent ceux du candidat. Un ODT passe par
LibreOffice et garde ses commentaires."""
_COMMENT = """\
Vérifie le dossier et en écrit une copie en DOCX, avec un commentaire à chaque endroit à revoir : ce qui est demandé,
où, et que faire. Le texte n’est pas touché. Un ODT passe par LibreOffice et garde ses commentaires."""
_REPORT = """\
Vérifie le dossier et écrit en PDF ce que « check » montre : pages de chaque partie, remarques avec leur règle et leur
remède, contenus demandés."""
_EPILOG = "Code de sortie : 0 écrit ; 2 fichier illisible, demande inconnue ou écriture impossible."


def register_deliver(acts: "Subparsers") -> None:
    """Add `template`, `mend`, `comment` and `report` to the acts of `jalon dossier`."""
    blank = _parser(acts, "template", "écrire la trame d’un dossier", _TEMPLATE)
    blank.add_argument(
        "--format", choices=["docx", "odt"], help="format du fichier (d’après son nom, docx sinon)"
    )
    blank.set_defaults(run=template_command)
    mending = _parser(acts, "mend", "corriger la mise en forme d’un dossier, sans toucher au texte", _MEND)
    mending.add_argument("source", metavar="FICHIER", type=Path, help="le dossier du candidat (DOCX ou ODT)")
    mending.add_argument(
        "--final",
        action="store_true",
        help="retirer aussi les conseils de la trame, ses zones restées vides et les commentaires de Jalon",
    )
    mending.add_argument(
        "--headings", action="store_true", help="tenir pour des titres ceux des parties, tapés à la main"
    )
    mending.set_defaults(run=mend_command)
    noting = _parser(
        acts, "comment", "rendre un dossier avec des commentaires aux endroits à revoir", _COMMENT
    )
    noting.add_argument("source", metavar="FICHIER", type=Path, help="le dossier du candidat (DOCX ou ODT)")
    noting.set_defaults(run=comment_command)
    printing = _parser(acts, "report", "écrire le rapport de vérification d’un dossier en PDF", _REPORT)
    printing.add_argument(
        "source", metavar="FICHIER", type=Path, help="le dossier du candidat (DOCX, ODT, PDF)"
    )
    printing.set_defaults(run=report_command)


def _parser(acts: "Subparsers", name: str, told: str, description: str) -> argparse.ArgumentParser:
    from jalon.referentiel.commands_exchange import TITRE_HELP

    parser = acts.add_parser(
        name,
        help=told,
        description=description,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--titre", metavar="TITRE", required=True, help=TITRE_HELP)
    parser.add_argument(
        "--scope", metavar="PÉRIMÈTRE", default="titre", help="titre (par défaut), ccp1, ccp2, ccs1…"
    )
    parser.add_argument("--production", metavar="NOM", help="la production, par des mots de son nom")
    parser.add_argument("-o", "--output", metavar="FICHIER", type=Path, required=True, help=_OUTPUT)
    return parser


def template_command(arguments: argparse.Namespace) -> int:
    """Write the blank dossier of a production."""
    from .conformity.template import TemplateKind, template

    output: Path = arguments.output
    kind: TemplateKind = arguments.format or ("odt" if output.suffix.lower() == ".odt" else "docx")
    if is_folder(output):
        output /= f"trame.{kind}"
    expected = _expected(arguments)
    if expected is None or not _free(output, kind):
        return REFUSED
    data = template(expected.titre, expected.scope, expected.production, kind)
    return _write(output, data, f"trame « {expected.production.name} » de {expected.titre.ref}")


def mend_command(arguments: argparse.Namespace) -> int:
    """Write the mended copy and tell what was changed."""
    from jalon.referentiel.importer.source import Unreadable

    from .commands import refused, say
    from .conformity.mend import mend
    from .conformity.office import Office, OfficeAbsent, OfficeFailed
    from .conformity.template import guidance_of

    source: Path = arguments.source
    if not _free(arguments.output, "docx"):
        return REFUSED
    try:
        data = _docx(source)
        expected = _expected(arguments, data)
        if expected is None:
            return REFUSED
        guidance = guidance_of(expected.titre, expected.scope, expected.production)
        with Office() as office:
            mended = mend(
                data,
                expected.production,
                headings=_part_headings(data, expected) if arguments.headings else None,
                guidance=guidance if arguments.final else None,
                office=office,
            )
    except (Unreadable, OfficeAbsent, OfficeFailed) as error:
        return refused(str(error))
    for change in mended.changes or ("Rien à corriger : la copie est identique.",):
        say(typo(f"– {change}"))
    return _write(arguments.output, mended.data, f"copie de {source.name}")


def _part_headings(data: bytes, expected: "Expectation") -> "dict[Address, int]":
    """The headings of the parts that no style makes headings, as headings of the first level."""
    from .conformity.reading import read_paper
    from .conformity.structure import find_structure

    paper = read_paper(data, name="dossier.docx")
    structure = find_structure(paper, expected.production, expected.titre, expected.scope)
    opened = [paper.paragraphs[part.paragraphs[0]] for part in structure.parts if part.heading]
    return {one.address: 1 for one in opened if one.level is None and one.table is None}


def comment_command(arguments: argparse.Namespace) -> int:
    """Check a dossier and write it back with its findings as comments."""
    from jalon.referentiel.importer.source import Unreadable

    from .commands import refused
    from .conformity.comments import annotate
    from .conformity.office import OfficeAbsent, OfficeFailed

    source: Path = arguments.source
    if not _free(arguments.output, "docx"):
        return REFUSED
    try:
        data = _docx(source)
    except (Unreadable, OfficeAbsent, OfficeFailed) as error:
        return refused(str(error))
    checked = _checked(arguments, data, f"{source.stem}.docx")
    if checked is None:
        return REFUSED
    findings = checked[1].findings
    told = f"{len(findings)} remarque{'s' if len(findings) > 1 else ''} sur {source.name}"
    return _write(arguments.output, annotate(data, findings), told)


def report_command(arguments: argparse.Namespace) -> int:
    """Check a dossier and write the report as a PDF."""
    from jalon.documents.blocks import Letterhead

    from .documents import CONFORMITE
    from .report_paper import conformity_report

    source: Path = arguments.source
    if not _free(arguments.output, "pdf"):
        return REFUSED
    checked = _checked(arguments, source, source.name)
    if checked is None:
        return REFUSED
    titre, report = checked
    context = conformity_report(report.to_json(), titre, organisme=Letterhead(name="Jalon"))
    return _write(arguments.output, CONFORMITE.render(context).pdf, f"rapport sur {source.name}")


def _checked(
    arguments: argparse.Namespace, source: Path | bytes, name: str
) -> "tuple[TitreVersion, Report] | None":
    """The title and the report of a file that could be read; None once a refusal was told."""
    from jalon.referentiel.commands_import import Ticker

    from .commands import refused, titre_of
    from .conformity.engine import check
    from .conformity.expectations import UnknownProduction

    titre = titre_of(arguments.titre)
    if titre is None:
        return None
    ticker = Ticker()
    try:
        report = check(
            source,
            titre=titre,
            scope=arguments.scope,
            production=arguments.production,
            name=name,
            step=ticker,
        )
    except UnknownProduction as error:
        refused(str(error))
        return None
    finally:
        ticker.clear()
    if report.verdict.exit_code == REFUSED:
        refused(f"{name} : {report.findings[0].message}")
        return None
    return titre, report


def _docx(path: Path) -> bytes:
    """The bytes of a DOCX, made from an ODT where need be. Raises `Unreadable`, `OfficeAbsent` and `OfficeFailed`."""
    from jalon.referentiel.importer.readers import load

    from .conformity.as_docx import as_docx
    from .conformity.office import Office
    from .conformity.reading import LIMITS

    with Office() as office:
        return as_docx(load(path, path.name, LIMITS), path.name, office)


def _expected(arguments: argparse.Namespace, data: bytes = b"") -> "Expectation | None":
    """The production that is asked for, or that the file seems to be; None once a refusal was told."""
    from .commands import refused, titre_of
    from .conformity.expectations import UnknownProduction, choose
    from .conformity.reading import read_paper

    titre = titre_of(arguments.titre)
    if titre is None:
        return None
    try:
        paper = read_paper(data, name="dossier.docx") if data and not arguments.production else None
        expected = choose(titre, arguments.scope, arguments.production, paper)
    except UnknownProduction as error:
        refused(str(error))
        return None
    if expected.is_dp:
        refused(typo(
            "le dossier professionnel garde la présentation du modèle officiel ; partez du modèle du ministère."
        ))  # fmt: skip
        return None
    return expected


def _free(output: Path, kind: str) -> bool:
    """Whether a file may be written there: a new one, in an extension that says what it holds."""
    from .commands import refused

    if output.suffix.lower() not in ("", f".{kind}"):
        refused(
            typo(f"{output} : le fichier écrit est un {kind.upper()} ; donnez-lui un nom en « .{kind} ».")
        )
        return False
    if output.exists():
        refused(f"{output} existe déjà, et rien n’est écrasé ; donnez un autre nom.")
        return False
    return True


def _write(output: Path, data: bytes, told: str) -> int:
    from .commands import refused, say

    try:
        write_whole(output, data)
    except OSError as error:
        return refused(f"{output} ne peut être écrit ({why(error)}).")
    say(typo(f"{output} : {told}."))
    return DONE

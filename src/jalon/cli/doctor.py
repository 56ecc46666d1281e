"""`jalon doctor`: what this installation has, what it lacks, and how to get it."""

import argparse
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jalon.cli.setup import CommandRefused, start_django


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is fine, what was seen, and the remedy when it is not."""

    label: str
    fine: bool
    seen: str
    remedy: str = ""
    required: bool = True


def register(commands: Any) -> None:
    """Declare `jalon doctor`."""
    doctor = commands.add_parser("doctor", help="dire ce qui manque à l’installation et comment l’obtenir")
    doctor.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every finding; exit 0 when nothing required is missing, 2 otherwise."""
    findings = [_python(), *_libraries()]
    try:
        start_django()
        findings += [probe() for probe in (_var, _database, _schema, _titres, _fonts, _mail, _secrets)]
    except CommandRefused as error:
        findings.append(Finding("Configuration", False, str(error), "Corrigez la variable nommée ci-dessus."))
    findings += [
        _program("chromium", "tests des écrans"),
        _program("pdftoppm", "tests des documents", "poppler-utils"),
        _office(),
        *_widths(),
    ]
    for finding in findings:
        mark = "✓" if finding.fine else ("✗" if finding.required else "–")
        print(f"{mark} {finding.label} : {finding.seen}")
        if not finding.fine and finding.remedy:
            print(f"    → {finding.remedy}")
    missing = [f for f in findings if not f.fine and f.required]
    print("\nTout est en place." if not missing else f"\n{len(missing)} point(s) à corriger.")
    return 2 if missing else 0


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "Installez Python 3.11 ou plus récent.")


def _libraries() -> list[Finding]:
    names = ("django", "allauth", "typst", "ortools", "granian", "python_calamine", "openpyxl", "pypdfium2")
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    seen = "toutes présentes" if not missing else "absentes : " + ", ".join(missing)
    return [Finding("Bibliothèques", not missing, seen, "pip install -c constraints.txt -e .")]


def _var() -> Finding:
    from django.conf import settings

    path = settings.VAR_DIR
    free = shutil.disk_usage(path).free // 2**20
    fine = os.access(path, os.W_OK) and free > 200
    return Finding(
        "Dossier des données",
        fine,
        f"{path} ({free} Mo libres)",
        "Rendez-le accessible en écriture, ou désignez-en un autre avec JALON_VAR.",
    )


def _database() -> Finding:
    from django.db import connection
    from django.db.utils import Error

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return Finding(
            "Base de données",
            False,
            str(error).strip().splitlines()[0],
            "Démarrez le serveur PostgreSQL ou corrigez JALON_DATABASE_URL.",
        )
    return Finding("Base de données", True, f"{connection.vendor}, {connection.settings_dict['NAME']}")


def _schema() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import Error

    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error as error:
        return Finding("Schéma", False, str(error).strip().splitlines()[0], "jalon migrate")
    return Finding(
        "Schéma", not pending, "à jour" if not pending else f"{pending} étape(s) en attente", "jalon migrate"
    )


def _titres() -> Finding:
    from django.db.utils import Error

    from jalon.referentiel.queries import list_titres

    try:
        refs = [titre.ref for titre in list_titres()]
    except Error:
        refs = []
    return Finding("Référentiels", bool(refs), ", ".join(refs) or "aucun", "jalon migrate")


def _fonts() -> Finding:
    from jalon.documents.kinds import all_kinds

    def render_one() -> object:
        kind = next(iter(all_kinds()))
        return kind.render(kind.sample())

    return _try("Moteur de documents", render_one, "PDF composé", "pip install -c constraints.txt -e .")


def _try(label: str, act: Callable[[], object], seen: str, remedy: str) -> Finding:
    try:
        act()
    except Exception as error:
        return Finding(
            label, False, str(error).splitlines()[0] if str(error) else type(error).__name__, remedy
        )
    return Finding(label, True, seen)


def _mail() -> Finding:
    from django.conf import settings

    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return Finding(
            "Courriels",
            False,
            f"écrits dans {settings.EMAIL_FILE_PATH}",
            "Pour les envoyer : JALON_SMTP_URL=smtp://utilisateur:motdepasse@serveur:587?tls=1",
            required=False,
        )
    return Finding("Courriels", True, f"envoyés par {settings.EMAIL_HOST}:{settings.EMAIL_PORT}")


def _secrets() -> Finding:
    from django.conf import settings

    if settings.DEBUG:
        return Finding(
            "Mode", False, "développement (JALON_DEBUG)", "À retirer en production.", required=False
        )
    if not settings.HTTPS:
        return Finding(
            "HTTPS",
            False,
            "désactivé",
            "En production : JALON_HTTPS=1 derrière un serveur TLS.",
            required=False,
        )
    return Finding("HTTPS", True, "activé")


def _program(name: str, use: str, package: str = "") -> Finding:
    path = shutil.which(name)
    return Finding(
        name,
        path is not None,
        path or f"absent (ne sert qu’aux {use})",
        f"apt-get install {package or name}",
        required=False,
    )


def _office() -> Finding:
    from jalon.dossier.conformity.office import REMEDY, OfficeAbsent, find_library

    label = "LibreOffice"
    try:
        return Finding(label, True, str(find_library().parent))
    except OfficeAbsent:
        seen = "absent (sans lui, ni les pages d’un dossier DOCX ne se comptent, ni un dossier ODT ne se lit)"
        return Finding(label, False, seen, f"{REMEDY[0].upper()}{REMEDY[1:]}.", required=False)


def _widths() -> list[Finding]:
    """Fonts of the usual dossiers: another of other widths would change their pages. Told where fontconfig is there."""
    from jalon.dossier.conformity.fonts import family

    program = shutil.which("fc-match")
    if program is None:
        return []
    lost = []
    for font in ("Arial", "Times New Roman", "Calibri", "Cambria"):
        told = subprocess.run(  # noqa: S603
            [program, "-f", "%{family[0]}", font], capture_output=True, text=True
        )
        if family(told.stdout) != family(font):
            lost.append(font)
    return [
        Finding(
            "Polices des dossiers",
            not lost,
            f"sans équivalent : {', '.join(lost)} (les pages comptées peuvent différer de celles de Word)"
            if lost
            else "Arial, Times New Roman, Calibri et Cambria, ou leurs équivalents de même chasse",
            "apt-get install fonts-liberation fonts-crosextra-carlito fonts-crosextra-caladea",
            required=False,
        )
    ]

"""`jalon session`: plan one, verify a sealed one, export its file, list those kept long enough."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from jalon.examen import commands as planning_commands

if TYPE_CHECKING:
    from jalon.examen.models import ExamSession

INTACT, UNKNOWN, DIVERGING = 0, 2, 3


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the acts of `jalon session` to the `jalon` command, those of `examen` among them."""
    session = subparsers.add_parser(
        "session", help="planifier une session, vérifier une session scellée, exporter son dossier"
    )
    acts = session.add_subparsers(dest="act", metavar="ACTE", required=True)
    planning_commands.register(acts)
    verify = acts.add_parser(
        "verify",
        help="comparer une session avec son procès-verbal scellé",
        description="Compare, pièce par pièce, une session avec son procès-verbal scellé. "
        f"Code de sortie : {INTACT} intact, {DIVERGING} divergent, {UNKNOWN} session inconnue.",
    )
    verify.add_argument("number", metavar="NUMÉRO")
    verify.add_argument("--json", action="store_true", help="résultat en JSON")
    verify.set_defaults(run=run_verify)
    export = acts.add_parser("export", help="écrire le dossier de session en ZIP, avec son manifeste SHA-256")
    export.add_argument("number", metavar="NUMÉRO")
    export.add_argument("--output", metavar="FICHIER", required=True, help="archive à écrire")
    export.set_defaults(run=run_export)
    expired = acts.add_parser(
        "expired",
        help="lister les sessions dont le dossier a passé la durée de conservation",
        description="Liste les sessions dont le dossier a passé la durée de conservation réglée par l’organisme "
        "(A9.1). Rien n’est supprimé.",
    )
    expired.set_defaults(run=run_expired)


def run_verify(arguments: argparse.Namespace) -> int:
    """0 intact, 3 diverging, 2 unknown session."""
    import django

    django.setup()
    from jalon.jury.queries.seal import latest_pv, verify_session

    sessions = _sessions(arguments.number)
    if not sessions:
        return _unknown(arguments.number)
    found = [(session, verify_session(session)) for session in sessions]
    if arguments.json:
        report = [
            {
                "session": session.number,
                "organisme": session.organisme.name,
                "pv": pv.number if (pv := latest_pv(session)) else None,
                "sha256": pv.sha256 if pv else None,
                "intact": not divergences,
                "divergences": [{**asdict(d), "message": d.message} for d in divergences],
            }
            for session, divergences in found
        ]
        _print(json.dumps(report[0] if len(report) == 1 else report, ensure_ascii=False, indent=2))
    else:
        for session, divergences in found:
            pv = latest_pv(session)
            if divergences:
                _print(
                    f"{session.number} : {len(divergences)} divergence{'s' if len(divergences) > 1 else ''}."
                )
                for divergence in divergences:
                    _print(f"  - {divergence.message}")
            elif pv is None or not pv.is_sealed:
                _print(
                    f"{session.number} : pas encore de procès-verbal scellé ; les documents émis sont intacts."
                )
            else:
                _print(f"{session.number} : intact. Empreinte du procès-verbal : {pv.sha256}")
    return DIVERGING if any(divergences for _, divergences in found) else INTACT


def run_export(arguments: argparse.Namespace) -> int:
    """0 written, 2 unknown session or file that cannot be written."""
    import django

    django.setup()
    from django.utils import timezone

    from jalon.jury.session_file import archive_bytes_sha256, write_archive

    sessions = _sessions(arguments.number)
    if not sessions:
        return _unknown(arguments.number)
    if len(sessions) > 1:
        names = ", ".join(session.organisme.name for session in sessions)
        return _refuse(f"plusieurs organismes ont une session {arguments.number} ({names}).")
    target = Path(arguments.output)
    partial = target.with_name(f".{target.name}.partiel")
    try:
        with partial.open("wb") as file:
            written = write_archive(file, sessions[0], now=timezone.now(), sealed_by="jalon session export")
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        return _refuse(f"impossible d’écrire {target} : {error.strerror}.")
    _print(f"{target} : {len(written) + 1} fichiers. SHA-256 {archive_bytes_sha256(target)}")
    return INTACT


def run_expired(_arguments: argparse.Namespace) -> int:
    """0: the list, tab-separated, is on the standard output, even when empty."""
    import django

    django.setup()
    from django.utils import timezone

    from jalon.accounts.models import Organisme
    from jalon.examen.queries.sessions import past_retention, retention_end

    today, found = timezone.localdate(), 0
    for organisme in Organisme.objects.order_by("name"):
        for session in past_retention(organisme.pk, today=today):
            found += 1
            _print(
                f"{organisme.name}\t{session.number}\tà conserver jusqu’au {retention_end(session):%d/%m/%Y}"
            )
    if not found:
        _print("Aucun dossier de session n’a passé sa durée de conservation.")
    return INTACT


def _sessions(number: str) -> list["ExamSession"]:
    from jalon.examen.models import ExamSession

    rows = ExamSession.objects.filter(number=number).select_related("organisme", "site", "responsable")
    return list(rows.order_by("organisme__name"))


def _unknown(number: str) -> int:
    return _refuse(f"aucune session ne porte le numéro « {number} ».")


def _refuse(message: str) -> int:
    sys.stderr.write(f"jalon : {message}\n")
    return UNKNOWN


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")

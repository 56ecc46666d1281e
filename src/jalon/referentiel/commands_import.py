"""`jalon referentiel import`: official documents to a référentiel, on a terminal. No database, no Django."""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from jalon.common.disk import is_folder, why
from jalon.common.terminal import StatusLine

if TYPE_CHECKING:
    from .importer.batch import Outcome
    from .importer.result import Imported

    # argparse only names this class privately
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

WHOLE, REFUSED, OPEN = 0, 2, 3

_DESCRIPTION = """\
Lit le REAC et le RE d’un titre (PDF avec texte, DOCX, ODT ou texte, de 2012 à aujourd’hui) et en rend le référentiel.
Un dossier, ou plusieurs titres à la fois, demandent « --output DOSSIER » : les fichiers y sont appariés par leur code
et leur millésime, tous les cœurs travaillent, et une lecture interrompue reprend où elle s’était arrêtée."""
_EPILOG = """\
Code de sortie : 0 tout est lu ; 3 lu, avec des points à revoir (manques, doutes, lignes non comprises) ; 2 rien n’est
lisible : chaque raison est dite. Le compte rendu sort sur la sortie standard, l’avancement et les refus sur la sortie
d’erreur ; avec --json, la sortie standard ne porte que le JSON."""


def register(acts: "Subparsers") -> None:
    """Add `import` to the acts of `jalon referentiel`."""
    parser = acts.add_parser(
        "import",
        help="lire un titre dans ses documents officiels",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", metavar="FICHIER", nargs="+", type=Path, help="REAC, RE, dossier, ou JSON de Jalon"
    )
    parser.add_argument(
        "--output",
        metavar="FICHIER.json",
        type=Path,
        help="écrire le document complet du référentiel ; pour un dossier, le dossier de sortie",
    )
    parser.add_argument(
        "--report",
        metavar="FICHIER.json",
        type=Path,
        help="écrire le compte rendu complet, provenance comprise",
    )
    parser.add_argument("--json", action="store_true", help="le référentiel en JSON, comme « show --json »")
    parser.add_argument(
        "--jobs", metavar="N", type=int, help="cœurs à employer pour un dossier (tous par défaut)"
    )
    parser.set_defaults(run=import_command)


def import_command(arguments: argparse.Namespace) -> int:
    """Import one titre, or a folder of them; the exit codes are those of the help."""
    paths: list[Path] = arguments.paths
    output: Path | None = arguments.output
    if any(is_folder(path) for path in paths) or (
        output is not None and (is_folder(output) or not output.suffix)
    ):
        return _import_folder(paths, output, arguments)
    if fault := _unfit(paths, output, arguments.report):
        _say(f"jalon : {fault}", sys.stderr)
        return REFUSED
    if len(paths) == 1 and paths[0].suffix.lower() == ".json":
        return _import_json(paths[0], output, arguments)
    return _import_titre(paths, output, arguments)


def _unfit(paths: Sequence[Path], output: Path | None, report: Path | None) -> str:
    """Why a file cannot be written where it is asked for: nothing that was given may be written over."""
    for option, path in (("--output", output), ("--report", report)):
        if path is None:
            continue
        if path.suffix.lower() != ".json":
            return f"« {option} » attend un fichier .json, et non « {path} »."
        if any(_same(path, given) for given in paths):
            return f"« {option} » écrirait sur « {path} », qui est à lire ; donnez un autre nom."
    if output is not None and report is not None and _same(output, report):
        return f"« --output » et « --report » écriraient tous deux « {output} » ; donnez deux noms."
    return ""


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


# --- our own JSON ---


def _import_json(path: Path, output: Path | None, arguments: argparse.Namespace) -> int:
    """Read back what `export` or « --output » wrote: the same référentiel, whole, or every fault of the file."""
    from .checks import check
    from .commands_exchange import UnknownTitre, read_file
    from .document import to_contract, to_json

    if arguments.report:
        _say("jalon : « --report » ne vaut que pour des documents officiels, pas pour du JSON.", sys.stderr)
        return REFUSED
    try:
        titre = read_file(path)
    except UnknownTitre as error:
        _say(f"jalon : {error}", sys.stderr)
        return REFUSED
    if output is not None and not _written(output, to_json(titre)):
        return REFUSED
    if arguments.json:
        _say(json.dumps(to_contract(titre, check(titre)), ensure_ascii=False, indent=2), sys.stdout)
    else:
        criteria = sum(len(one.assessment_criteria) for one in titre.competences)
        _say(
            f"{titre.ref} – {titre.title} ({titre.sigle}) : relu en entier, {len(titre.activities)} activités, "
            f"{len(titre.competences)} compétences, {criteria} critères du RE, {len(check(titre))} constats.",
            sys.stdout,
        )
    return WHOLE


# --- one titre ---


def _import_titre(paths: Sequence[Path], output: Path | None, arguments: argparse.Namespace) -> int:
    from .importer.report import json_report, text_report
    from .importer.result import ImportRefused
    from .importer.workers import import_apart

    ticker = Ticker()
    try:
        imported = import_apart(paths, step=ticker)
    except ImportRefused as refusal:
        ticker.clear()
        for reason in refusal.reasons:
            _say(f"jalon : {reason}", sys.stderr)
        return REFUSED
    finally:
        ticker.clear()
    if arguments.report and not _written(arguments.report, json_report(imported)):
        return REFUSED
    if output is not None and not _write_document(output, imported):
        return REFUSED
    if arguments.json:
        _say(json.dumps(contract(imported), ensure_ascii=False, indent=2), sys.stdout)
        for fault in imported.faults:
            _say(f"jalon : {fault}", sys.stderr)
    else:
        sys.stdout.write(text_report(imported))
    return WHOLE if imported.whole else OPEN


def contract(imported: "Imported") -> dict[str, object]:
    """The JSON of `show --json`: the keys of the printed contract, then the findings.

    A draft has the same keys, null where a value is missing; its faults are findings of severity `error`.
    """
    from dataclasses import asdict

    from .document import to_contract
    from .schema import Finding

    if imported.titre is not None:
        return to_contract(imported.titre, imported.findings)
    ref = f"{imported.document.get('code') or 'TP-?'}.{imported.document.get('version') or '?'}"
    faults = [Finding("error", "reading-fault", fault, ref) for fault in imported.faults]
    printed = {key: value for key, value in imported.document.items() if key != "sources"}
    return {**printed, "findings": [asdict(finding) for finding in (*faults, *imported.findings)]}


def _write_document(output: Path, imported: "Imported") -> bool:
    from .importer.batch import document_of

    if not _written(output, document_of(imported)):
        return False
    if imported.titre is None:
        _say(f"jalon : {output} est un brouillon : il ne tient pas encore comme référentiel.", sys.stderr)
    return True


def _written(path: Path, value: object) -> bool:
    from .importer.batch import write_json

    try:
        write_json(path, value)
    except OSError as error:
        _say(f"jalon : {path} ne peut être écrit ({why(error)}).", sys.stderr)
        return False
    return True


# --- a folder ---


def _import_folder(paths: Sequence[Path], output: Path | None, arguments: argparse.Namespace) -> int:
    from .importer.batch import find_files, import_folder

    if output is None:
        _say("jalon : un dossier demande « --output DOSSIER » : où écrire les titres lus.", sys.stderr)
        return REFUSED
    if arguments.report:
        _say(
            "jalon : « --report » ne vaut que pour un titre ; un dossier en reçoit un par titre.", sys.stderr
        )
        return REFUSED
    if arguments.jobs is not None and arguments.jobs < 1:
        _say("jalon : « --jobs » attend un nombre de cœurs, 1 au moins.", sys.stderr)
        return REFUSED
    missing = [path for path in paths if not os.path.lexists(path)]
    files = find_files(paths)
    if missing or not files:
        for path in missing:
            _say(f"jalon : {path} n’existe pas ; vérifiez son chemin.", sys.stderr)
        if not files:
            _say("jalon : aucun document (PDF, DOCX, ODT, texte) n’a été trouvé.", sys.stderr)
        return REFUSED
    ticker = Ticker()
    began = time.monotonic()
    try:
        outcomes = import_folder(files, output, workers=arguments.jobs, progress=ticker)
    except OSError as error:
        _say(f"jalon : {output} ne peut être écrit ({why(error)}).", sys.stderr)
        return REFUSED
    finally:
        ticker.clear()
    if arguments.json:
        from dataclasses import asdict

        _say(json.dumps([asdict(one) for one in outcomes], ensure_ascii=False, indent=2), sys.stdout)
    else:
        sys.stdout.write(summary(outcomes, len(files), time.monotonic() - began))
    statuses = {outcome.status for outcome in outcomes}
    return WHOLE if statuses == {"whole"} else REFUSED if statuses == {"refused"} else OPEN


def summary(outcomes: "Sequence[Outcome]", files: int, seconds: float) -> str:
    """The table that closes a run: one line per titre, then what was refused and why."""
    read = [one for one in outcomes if one.status != "refused"]
    refused = [one for one in outcomes if one.status == "refused"]
    width = max((len(one.heading) for one in read), default=0)
    lines = []
    for one in read:
        kept = "  (déjà lu)" if one.kept else ""
        lines.append(f"{one.heading:<{width}}  {_percent(one.coverage):>7}  {one.verdict}{kept}")
        lines.append(f"    {', '.join(one.files)} → {one.output}")
    if refused:
        lines += ["", f"Refusés ({len(refused)})"]
        lines += [f"  – {one.verdict}" for one in refused]
    whole = sum(one.status == "whole" for one in read)
    lines += [
        "",
        f"{_count(files, 'fichier')}, {_count(len(read), 'titre lu', 'titres lus')} dont {whole} en entier, "
        f"{len(refused)} refus, en {seconds:.0f} s.",
    ]
    return "\n".join(lines) + "\n"


# --- the terminal ---


class Ticker:
    """Tells the advance of a work that lasts more than a second, on the standard error.

    One line that changes on a terminal; elsewhere, a line every tenth of the work.
    """

    DELAY = 1.0

    def __init__(self, stream: TextIO | None = None) -> None:
        self._line = StatusLine(stream)
        self._began = time.monotonic()
        self._state: tuple[int, int, str] | None = None
        self._told = -1
        self._lock = threading.Lock()
        self._timer = threading.Timer(self.DELAY, self._tell)
        self._timer.daemon = True
        self._timer.start()

    def __call__(self, done: int, total: int, told: str) -> None:
        """`done` steps out of `total`, and what is being done."""
        with self._lock:
            self._state = (done, total, told)
        if time.monotonic() - self._began >= self.DELAY:
            self._tell()

    def clear(self) -> None:
        """Wipe the line; nothing is told afterwards."""
        self._timer.cancel()
        with self._lock:
            self._line.clear()
            self._state = None

    def _tell(self) -> None:
        with self._lock:
            if self._state is None:
                return
            done, total, told = self._state
            percent = 100 * done // max(total, 1)
            if self._line.live or percent // 10 != self._told:
                self._told = percent // 10
                self._line.show(f"[{percent:3d} %] {told}"[:100])


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count} {(many or one + 's') if count > 1 else one}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _say(text: str, file: TextIO) -> None:
    print(text, file=file)

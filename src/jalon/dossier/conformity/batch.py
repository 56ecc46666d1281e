"""Checks many files over all cores: one process a core, each with its own LibreOffice kept warm."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from os import walk
from pathlib import Path, PurePath
from threading import local
from typing import TYPE_CHECKING, Any, TypeAlias

from jalon.common.disk import is_folder
from jalon.common.machine import cores
from jalon.common.typography import typo
from jalon.referentiel.importer.readers.limits import MEGABYTE
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.importer.workers import Broken, Budget, Worker, names
from jalon.referentiel.schema import TitreVersion

from .report import Report

if TYPE_CHECKING:
    from .office import Office

Progress: TypeAlias = Callable[[int, int, str], None]

# What is refused with its remedy is looked for too: a file of the centre is never passed over in silence.
SUFFIXES = (".docx", ".docm", ".odt", ".fodt", ".ott", ".pdf", ".doc", ".rtf", ".pages")
# LibreOffice has a budget of its own, below this one.
BUDGET = Budget(seconds=150.0, memory=4096 * MEGABYTE)
_REASONS = {
    "timeout": "la vérification demande trop de temps ; enregistrez le dossier en PDF et vérifiez ce PDF.",
    "memory": "la vérification demande trop de mémoire ; allégez ses images, puis recommencez.",
    "crash": "le fichier a fait échouer la lecture ; enregistrez-le de nouveau, en DOCX ou en PDF.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its report, or the French sentence that says why there is none."""

    path: Path
    name: str
    report: Report | None
    refusal: str = ""


def find_dossiers(paths: Iterable[Path]) -> list[Path]:
    """The dossiers among some files and folders, in order; hidden files and those that Word locks are left out."""
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(sorted(_within(path)) if is_folder(path) else [path]))
    return list(found)


def _within(folder: Path) -> Iterator[Path]:
    for top, folders, files in walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith((".", "~$")) and PurePath(name).suffix.lower() in SUFFIXES:
                yield Path(top, name)


def check_many(
    paths: Sequence[Path],
    titre: TitreVersion,
    scope: str,
    production: str | None = None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """The outcome of each file, in the order given."""
    answers = over_cores(
        paths, f"{__name__}:check_here", titre, scope, production, workers=workers, progress=progress
    )
    return [
        Outcome(one.path, one.name, one.value) if isinstance(one.value, Report)
        else Outcome(one.path, one.name, None, one.refusal or one.value)
        for one in answers
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task gave for one file, or the French sentence that says why it gave nothing."""

    path: Path
    name: str
    value: Any
    refusal: str = ""


def over_cores(
    paths: Sequence[Path],
    task: str,
    *arguments: object,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Answer]:
    """What `task` (`module:name`) gives for each file, its name and some arguments, in the order given."""
    run = _Run(task, arguments)
    told = progress or (lambda done, total, name: None)
    answers: dict[Path, Answer] = {}
    with ThreadPoolExecutor(min(workers or cores(), len(paths)) or 1) as pool:
        try:
            waiting: dict[Future[Answer], Path] = {
                pool.submit(run.one, path, name): path for path, name in names(paths)
            }
            for future in as_completed(waiting):
                answer = future.result()
                answers[waiting[future]] = answer
                told(len(answers), len(waiting), answer.name)
        finally:
            # Threads wait for their processes: end these, and they end.
            pool.shutdown(wait=False, cancel_futures=True)
            run.close()
    return [answers[path] for path in paths]


class _Run:
    def __init__(self, task: str, arguments: tuple[object, ...]) -> None:
        self.task, self.arguments = task, arguments
        self.own = local()
        self.workers: list[Worker] = []

    def one(self, path: Path, name: str) -> Answer:
        try:
            return Answer(path, name, self._worker().ask(self.task, str(path), name, *self.arguments))
        except Unreadable as refusal:
            return Answer(path, name, None, str(refusal))
        except Broken as broken:
            default = f"la vérification a échoué ({broken.code}) : c’est un défaut de Jalon, signalez-le."
            return Answer(path, name, None, typo(f"{name} : {_REASONS.get(broken.code, default)}"))

    def _worker(self) -> Worker:
        if not hasattr(self.own, "worker"):
            self.own.worker = Worker(BUDGET)
            self.workers.append(self.own.worker)
        worker: Worker = self.own.worker
        return worker

    def close(self) -> None:
        for worker in self.workers:
            worker.close()


# --- in a process of its own ---

_office: "list[Office]" = []


def check_here(
    path: str, name: str, titre: TitreVersion, scope: str, production: str | None, step: Progress
) -> Report | str:
    """A worker's task: the report of a file, or why no production was chosen."""
    from .engine import check
    from .expectations import UnknownProduction

    try:
        return check(
            Path(path),
            titre=titre,
            scope=scope,
            production=production,
            office=warm_office(),
            name=name,
            step=step,
        )
    except UnknownProduction as error:
        return f"{name} : {error}"


def warm_office() -> "Office":
    """The LibreOffice of this process, kept from one file to the next."""
    from .office import Office

    if not _office:
        _office.append(Office())
    return _office[0]

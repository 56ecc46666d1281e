"""Imports a folder: pairs the REAC and RE of each titre, over all cores, and takes up where a stopped run left off.

Files are paired by the code and millésime that they print, whatever their names. What a titre gives is written as
soon as its files are together; a journal in the output folder tells what is done, by SHA-256 of the files and by
version of the engine, so that a run killed at any point loses at most the files that waited for their pair.
"""

import hashlib
import json
import os
import pickle
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any, Literal, TypeAlias

from jalon.common.disk import is_folder, write_whole
from jalon.common.machine import cores

from ..document import to_json
from .identity import settle
from .lexicon import fold
from .readers import LIMITS, Limits, read_file
from .report import heading, json_report, verdict
from .result import Imported, ImportRefused
from .source import Unreadable
from .version import engine_version
from .workers import BUDGET, IMPORT, Broken, Budget, Step, Worker, broken_file, names

Json: TypeAlias = dict[str, Any]
Status = Literal["whole", "open", "refused"]
Progress: TypeAlias = Callable[[int, int, str], None]

# Word's older forms are not read, but they are refused with their remedy rather than passed over.
SUFFIXES = (
    ".pdf", ".docx", ".docm", ".odt", ".ott", ".fodt", ".txt", ".text", ".md", ".markdown", ".doc", ".rtf",
)  # fmt: skip
JOURNAL = ".jalon-import.jsonl"
_CHUNK = 1 << 20
_NO_CODE = "sans-code-"
# A file that died of these may do better another day: they are tried again.
_PASSING = {"timeout", "memory", "crash", "bug"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the files of one titre, or of one file that gives none.

    `output` is the file written in the output folder, `verdict` one French sentence, `kept` tells that an earlier
    run did it.
    """

    ref: str
    heading: str
    files: tuple[str, ...]
    status: Status
    verdict: str
    output: str | None = None
    coverage: float = 0.0
    sha256: tuple[str, ...] = ()
    kept: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Identified:
    """One file read by a worker: which titre it speaks of, which documents it holds, and what was read, packed."""

    ref: str | None
    title: str
    roles: frozenset[str]
    packed: bytes


@dataclass(slots=True)
class _Group:
    """The files of one titre met so far; `done` tells that they were imported in this run."""

    files: list[_File] = field(default_factory=list)
    packed: list[bytes] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    done: bool = False


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The documents among some files and folders, folders searched through, hidden files left out, in order.

    A folder that does not open and a link to nothing are among them: their reading says why.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(_within(path)) if is_folder(path) else [path]
        found.update(dict.fromkeys(inside))
    return list(found)


def _within(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for top, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and PurePath(name).suffix.lower() in SUFFIXES:
                yield Path(top, name)
    yield from closed


def import_folder(
    paths: Sequence[Path],
    output: Path,
    *,
    workers: int | None = None,
    limits: Limits = LIMITS,
    budget: Budget = BUDGET,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Import every titre found in some files, into a folder; outcomes are in order of reference, refusals last.

    For each titre, `REF.json` is the référentiel (`REF.brouillon.json` where it does not stand) and
    `REF.rapport.json` its report with provenance. Raises OSError when the folder cannot be written.
    """
    output.mkdir(parents=True, exist_ok=True)
    for cut in output.glob(".*.json.????????"):  # what a killed run was writing
        cut.unlink(missing_ok=True)
    run = _Run(output, limits, budget, progress or (lambda done, total, told: None))
    try:
        run.all([_File(path, name, _digest(path)) for path, name in names(paths)], workers or cores())
    finally:
        run.close()
    return sorted(run.outcomes.values(), key=lambda one: (one.status == "refused", one.ref, one.files))


def identify(path: str, name: str, limits: Limits, step: Step) -> Identified:
    """A worker's task: read and understand one file."""
    from . import engine

    source = read_file(path, limits, name)
    document = engine.understand(source)
    if document is None:
        raise engine.stranger(source)
    values = settle(document.identities).values
    known = "code" in values and "version" in values
    ref = f"{values['code'].value}.{values['version'].value}" if known else None
    title = fold(values["title"].value) if "title" in values else ""
    roles = frozenset({"reac", "re"} if document.role == "both" else {document.role})
    return Identified(ref, title, roles, zlib.compress(pickle.dumps(document), 1))


def put_together(packed: Sequence[bytes], step: Step) -> Imported:
    """A worker's task: the référentiel of files already understood."""
    from . import engine

    # Packed by a worker of this run, kept in memory only.
    return engine.import_documents([pickle.loads(zlib.decompress(one)) for one in packed])  # noqa: S301


class _Run:
    def __init__(self, output: Path, limits: Limits, budget: Budget, progress: Progress) -> None:
        self.output, self.limits, self.budget, self.progress = output, limits, budget, progress
        self.journal = _Journal(output / JOURNAL)
        self.outcomes: dict[tuple[str, ...], Outcome] = {}
        self.groups: dict[str, _Group] = {}
        self.own = threading.local()
        self.workers: list[Worker] = []
        self.done = self.total = 0

    def close(self) -> None:
        for worker in self.workers:
            worker.close()
        self.journal.close()

    def all(self, files: Sequence[_File], workers: int) -> None:
        known: dict[str, _File] = {}
        for file in files:
            known.setdefault(file.sha256, file)
        distinct = list(known.values())
        waiting = self._not_done(distinct)
        self.total, self.done = len(distinct), len(distinct) - len(waiting)
        ready: list[str] = []
        running: dict[Future[Any], _File | str] = {}
        with ThreadPoolExecutor(workers) as pool:
            try:
                while waiting or ready or running or self._unpaired(ready):
                    # A pair is put together before another file is read: what is kept in memory stays small.
                    while len(running) < workers and (ready or waiting):
                        if ready:
                            ref = ready.pop(0)
                            running[pool.submit(self._import, *self._taken(ref))] = ref
                        else:
                            file = waiting.pop(0)
                            running[pool.submit(self._identify, file)] = file
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        task = running.pop(future)
                        if isinstance(task, str):
                            self._keep(task, future)
                        else:
                            self._place(task, future, ready)
            except BaseException:
                # Threads wait for their processes: end these, and they end.
                for worker in self.workers:
                    worker.close()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _not_done(self, files: Sequence[_File]) -> list[_File]:
        """Files that no earlier run settled; what it settled is taken up where its files are all there."""
        by_digest = {file.sha256: file for file in files}
        for outcome in self.journal.outcomes:
            written = outcome.output is None or (self.output / outcome.output).exists()
            if written and set(outcome.sha256) <= by_digest.keys():
                taken = [by_digest.pop(digest) for digest in outcome.sha256]
                self.outcomes[outcome.sha256] = outcome
                if outcome.status != "refused":
                    self.groups[outcome.ref] = _Group(taken, done=True)
        return [file for file in files if file.sha256 in by_digest]

    def _unpaired(self, ready: list[str]) -> bool:
        """Once every file is read, titres whose REAC or RE never came are imported with what they have."""
        for ref in [ref for ref, group in self.groups.items() if ref.startswith(_NO_CODE) and not group.done]:
            self._pair_by_title(ref)
        ready += [ref for ref, group in self.groups.items() if not group.done]
        return bool(ready)

    def _pair_by_title(self, ref: str) -> None:
        """A file that prints no code joins the only titre of its name that lacks what it holds."""
        own = self.groups[ref]
        found = [
            group
            for other, group in self.groups.items()
            if other != ref and not group.done and own.titles & group.titles and not own.roles & group.roles
        ]
        if len(found) == 1:
            found[0].files += own.files
            found[0].packed += own.packed
            found[0].roles |= own.roles
            del self.groups[ref]

    def _taken(self, ref: str) -> tuple[list[str], list[bytes]]:
        """The files of a titre about to be imported, and what was read of them where it is at hand."""
        group = self.groups[ref]
        group.done = True
        packed, group.packed = group.packed, []
        return [str(file.path) for file in group.files], packed if len(packed) == len(group.files) else []

    def _worker(self) -> Worker:
        if not hasattr(self.own, "worker"):
            self.own.worker = Worker(self.budget)
            self.workers.append(self.own.worker)
        worker: Worker = self.own.worker
        return worker

    def _identify(self, file: _File) -> Identified:
        found: Identified = self._worker().ask(f"{__name__}:identify", str(file.path), file.name, self.limits)
        return found

    def _import(self, paths: list[str], packed: list[bytes]) -> Imported:
        # Another file of a titre already imported: all of them are read again, together.
        task = (f"{__name__}:put_together", packed) if packed else (IMPORT, paths, (), self.limits)
        imported: Imported = self._worker().ask(*task)
        return imported

    def _place(self, file: _File, future: Future[Identified], ready: list[str]) -> None:
        self.done += 1
        self.progress(self.done, self.total, file.name)
        try:
            found = future.result()
        except Unreadable as refusal:
            self._refuse([file], refusal)
            return
        except Broken as broken:
            self._refuse([file], broken_file(file.name, broken.code))
            return
        ref = found.ref or f"{_NO_CODE}{file.sha256[:8]}"
        group = self.groups.setdefault(ref, _Group())
        if group.done:
            self.outcomes.pop(tuple(one.sha256 for one in group.files), None)
            group.done = False
        group.files.append(file)
        group.packed.append(found.packed)
        group.roles |= found.roles
        group.titles.add(found.title)
        if group.roles == {"reac", "re"} and ref not in ready:
            ready.append(ref)

    def _keep(self, ref: str, future: Future[Imported]) -> None:
        group = self.groups[ref]
        try:
            imported = future.result()
        except Unreadable as refusal:
            self._refuse(group.files, refusal)
            return
        except Broken as broken:
            name = ", ".join(file.name for file in group.files)
            self._refuse(group.files, broken_file(name, broken.code))
            return
        if not group.done:
            return  # another of its files came meanwhile: it is imported again with it
        output = f"{ref}.json" if imported.titre else f"{ref}.brouillon.json"
        stale = f"{ref}.brouillon.json" if imported.titre else f"{ref}.json"
        with suppress(FileNotFoundError):
            (self.output / stale).unlink()
        write_json(self.output / f"{ref}.rapport.json", json_report(imported))
        write_json(self.output / output, document_of(imported))
        self._settle(
            Outcome(
                ref=ref,
                heading=heading(imported),
                files=tuple(file.name for file in group.files),
                status="whole" if imported.whole else "open",
                verdict=verdict(imported),
                output=output,
                coverage=round(imported.coverage, 4),
                sha256=tuple(file.sha256 for file in group.files),
            )
        )

    def _refuse(self, files: Sequence[_File], refusal: Unreadable) -> None:
        reasons = refusal.reasons if isinstance(refusal, ImportRefused) else (str(refusal),)
        self._settle(
            Outcome(
                ref="",
                heading="",
                files=tuple(file.name for file in files),
                status="refused",
                verdict=" ".join(reasons),
                sha256=tuple(file.sha256 for file in files),
                passing=refusal.code in _PASSING,
            )
        )

    def _settle(self, outcome: Outcome) -> None:
        self.outcomes[outcome.sha256] = outcome
        if not outcome.passing:
            self.journal.add(outcome)


class _Journal:
    """What earlier runs settled: one JSON line each, appended and flushed; a line cut by a kill is no line."""

    def __init__(self, path: Path) -> None:
        self.outcomes = list(self._read(path))
        self._stream = path.open("a", encoding="utf-8")
        if path.stat().st_size and not path.read_bytes().endswith(b"\n"):
            self._stream.write("\n")

    def add(self, outcome: Outcome) -> None:
        line = json.dumps({"engine": engine_version(), **asdict(outcome)}, ensure_ascii=False)
        self._stream.write(line + "\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def close(self) -> None:
        self._stream.close()

    @staticmethod
    def _read(path: Path) -> Iterator[Outcome]:
        """The last outcome of each set of files, by this engine."""
        found: dict[str, Outcome] = {}
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                kept: Mapping[str, Any] = json.loads(line)
                known = {name: kept[name] for name in Outcome.__dataclass_fields__}
            except (ValueError, KeyError, TypeError):
                continue
            if kept.get("engine") != engine_version():
                continue
            files, digests = tuple(known["files"]), tuple(known["sha256"])
            outcome = Outcome(**{**known, "files": files, "sha256": digests, "kept": True})
            # A later import of one of these files, with another, replaces the earlier one.
            found = {key: one for key, one in found.items() if not set(one.sha256) & set(digests)}
            found["|".join(digests)] = outcome
        yield from found.values()


def document_of(imported: Imported) -> Json:
    """The whole document: that of the référentiel where it stands, or else the draft as far as it was read."""
    return to_json(imported.titre) if imported.titre else dict(imported.document)


def write_json(path: Path, value: object) -> None:
    """Write JSON to a file, whole or not at all; raises OSError."""
    write_whole(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _digest(path: Path) -> str:
    """SHA-256 of a file; of its name where it cannot be read, which its reading will say."""
    digest = hashlib.sha256()
    try:
        if not path.is_file():  # a pipe would never end
            raise OSError
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return hashlib.sha256(str(path).encode(errors="replace")).hexdigest()
    return digest.hexdigest()

"""From files to a référentiel: reads each one, makes sure that all speak of one titre, and assembles what they say.

Files come from anywhere and PDFium is native code: by default everything runs in a process of its own, with a time
and a memory limit (`workers`). `import_sources` is the same work on files already read, and touches no disk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from .assemble import assemble
from .evaluation import read_evaluation
from .identity import mixed
from .reac import read_reac
from .readers import LIMITS, Limits, read_file
from .readings import Identity, ReacReading, ReReading
from .result import DocumentRole, FileRead, Imported, ImportRefused
from .source import Source, Unreadable
from .workers import import_apart, names

# Steps done, steps in all, and what is being done, in French.
Progress: TypeAlias = Callable[[int, int, str], None]

_LOOKED_FOR = (
    "ce n’est ni un REAC ni un RE : on y a cherché les rubriques de leur modèle (vue synoptique, fiches activité type, "
    "fiches compétence professionnelle ; modalités d’évaluation, critères d’évaluation) et le pied de page du ministère"
)
_REMEDY = "Donnez le REAC et le RE du titre, tels que le ministère les publie."
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read by both grammars; a reading is None where the file is not that document."""

    source: Source
    reac: ReacReading | None
    re: ReReading | None

    @property
    def role(self) -> DocumentRole:
        return "both" if self.reac and self.re else "reac" if self.reac else "re"

    @property
    def identities(self) -> list[Identity]:
        return [reading.identity for reading in (self.reac, self.re) if reading]


def import_files(
    paths: Sequence[Path | str],
    *,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
    isolated: bool = True,
) -> Imported:
    """The référentiel that some files of one titre make: a REAC, a RE, or both, in any order and number.

    A file that cannot be read is a fault of the outcome as long as another gives something; `ImportRefused` (an
    `Unreadable`) is raised when none does, or when they speak of several titres. `isolated=False` does the work in
    this process: quicker by a start-up, but a hostile PDF may take the process with it.
    """
    if isolated:
        return import_apart(paths, limits, progress)
    return import_here(paths, (), limits, progress)


def import_here(
    paths: Sequence[Path | str],
    refused: Sequence[Unreadable] = (),
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> Imported:
    """`import_files` in this process; `refused` are files already known not to be readable."""
    tell = progress or _silent
    total = 2 * len(paths) + 1
    sources: list[Source] = []
    strangers = list(refused)
    for rank, (path, name) in enumerate(names(paths)):
        tell(rank, total, f"Lecture de {name}")
        try:
            sources.append(read_file(path, limits, name))
        except Unreadable as refusal:
            strangers.append(refusal)
    return import_sources(sources, strangers, lambda rank, told: tell(len(paths) + rank, total, told))


def import_sources(
    sources: Sequence[Source],
    refused: Sequence[Unreadable] = (),
    tell: Callable[[int, str], None] = lambda rank, told: None,
) -> Imported:
    """The référentiel of files already read; raises as `import_files`. The same file given twice counts once."""
    documents, strangers = [], list(refused)
    known: set[str] = set()
    for rank, source in enumerate(sources):
        tell(rank, f"Analyse de {source.file}")
        if source.sha256 in known:
            continue
        known.add(source.sha256)
        document = understand(source)
        if document is None:
            strangers.append(stranger(source))
        else:
            documents.append(document)
    tell(len(sources), "Assemblage du référentiel")
    return import_documents(documents, strangers)


def import_documents(documents: Sequence[Document], strangers: Sequence[Unreadable] = ()) -> Imported:
    """The référentiel of files already understood; raises as `import_files`."""
    if not documents:
        raise ImportRefused(strangers or [Unreadable("", "aucun fichier n’a été donné.", "none")])
    if reason := mixed({one.source.file: one.identities for one in documents}):
        name = ", ".join(one.source.file for one in documents)
        raise ImportRefused([Unreadable(name, reason, "mixed"), *strangers])
    documents = _beside_the_reac(documents)
    return assemble(
        [one.source for one in documents],
        [one.reac for one in documents if one.reac],
        [one.re for one in documents if one.re],
        files=[file_read(one) for one in documents],
        faults=[str(refusal) for refusal in strangers],
    )


def understand(source: Source) -> Document | None:
    """What the grammars read in a file; None when it is neither a REAC nor a RE."""
    reac, evaluation = read_reac([source]), read_evaluation([source])
    is_reac = bool(reac.competences or (reac.activities and reac.occurrences))
    is_re = bool(evaluation.schemes or evaluation.matrix)
    if not is_reac and not is_re:
        return None
    return Document(source, reac if is_reac else None, evaluation if is_re else None)


def _beside_the_reac(documents: Sequence[Document]) -> list[Document]:
    """A RE in a file of its own is read again beside the REAC, whose titles part its cells."""
    reacs = [one.source for one in documents if one.reac and not one.re]
    return [
        replace(one, re=read_evaluation([*reacs, one.source])) if reacs and one.re and not one.reac else one
        for one in documents
    ]


def file_read(document: Document) -> FileRead:
    source = document.source
    return FileRead(source.file, source.format, source.sha256, source.pages, document.role)


def stranger(source: Source) -> Unreadable:
    """The refusal of a file that is no REAC and no RE: what was looked for, what was found."""
    begins = " ".join(" ".join(line.text for line, _ in zip(source.lines, range(5), strict=False)).split())
    found = f" ; il commence par « {begins[:_QUOTED].rstrip()}… »" if begins else ""
    return Unreadable(source.file, f"{_LOOKED_FOR}{found}. {_REMEDY}", "stranger")


def _silent(done: int, total: int, told: str) -> None:
    pass

"""What opens a candidate's file, in a process of its own: a file that breaks that process breaks nothing else.

Neither the job worker nor the web server parses what a candidate sends: they hand the bytes over and wait. The tasks
at the end run in that process, where neither Django nor the database is.
"""

import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any

from jalon.referentiel.importer.readers.limits import MEGABYTE
from jalon.referentiel.importer.workers import Broken, Budget, Worker
from jalon.referentiel.schema import TitreVersion

if TYPE_CHECKING:
    from jalon.dossier.conformity.office import Office

Step = Callable[[int, int, str], None]

EXAMINE = f"{__name__}:examine_here"
ANNOTATE = f"{__name__}:annotate_here"
MEND = f"{__name__}:mend_here"

# LibreOffice has a budget of its own, below this one.
BUDGET = Budget(seconds=150.0, memory=4096 * MEGABYTE)
_AT_ONCE = 2  # copies made at the same time by one web process
_PATIENCE = 30.0  # seconds that a copy may wait for its turn

_REASONS = {
    "timeout": "La lecture du fichier demande trop de temps. Enregistrez-le en PDF, puis déposez ce PDF.",
    "memory": "La lecture du fichier demande trop de mémoire. Compressez ses images, puis déposez-le de nouveau.",
    "crash": "Le fichier a fait échouer sa lecture : il est abîmé ou piégé. Enregistrez-le de nouveau, en DOCX ou en "
    "PDF, puis déposez-le.",
}


class Failed(Exception):
    """A file that could not be dealt with; the text is one French sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a file once checked: see `conformity.record`; `refusal` says why it could not be read.

    No report where the file broke the process.
    """

    report: dict[str, Any] | None
    passages: list[dict[str, Any]]
    refusal: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A file made from the candidate's; `paged` tells that the numbers of its contents could be filled in."""

    data: bytes
    changes: tuple[str, ...] = ()
    paged: bool = True


class Reader:
    """One such process, kept warm from one file to the next; threads take turns. It ends with its parent."""

    def __init__(self, budget: Budget = BUDGET) -> None:
        self._worker = Worker(budget)
        self._turn = Lock()
        weakref.finalize(self, self._worker.close)

    def ask(self, task: str, *arguments: object, step: Step | None = None) -> Any:
        """What `task` gives. Raises `Failed` when the file breaks the process, and the task's own `Unreadable`.

        A process may die of what came before, or be ended by the system: what it was asked is tried once more. A file
        that is refused may still keep LibreOffice at work: the next one gets a new process, and does not wait.
        """
        with self._turn, _told():
            try:
                answer = self._worker.ask(task, *arguments, step=step)
            except Broken as broken:
                if broken.code != "crash":
                    raise
                answer = self._worker.ask(task, *arguments, step=step)
            if isinstance(answer, Kept) and answer.refusal:
                self._worker.close()
            return answer


def ask_once(task: str, *arguments: object) -> Any:
    """As `Reader.ask`, by a process that ends with its answer: what a web page asks for. Raises the same."""
    if not _places.acquire(timeout=_PATIENCE):
        raise Failed("Trop de copies sont demandées en ce moment. Réessayez dans une minute.")
    try:
        with Worker(BUDGET) as worker, _told():
            return worker.ask(task, *arguments)
    finally:
        _places.release()


_places = BoundedSemaphore(_AT_ONCE)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Broken as broken:
        default = (
            f"La lecture du fichier a échoué ({broken.code}) : c’est un défaut de Jalon, signalez-le. "
            "Votre fichier est gardé."
        )
        raise Failed(_REASONS.get(broken.code, default)) from None


def has_office() -> bool:
    """Whether LibreOffice is on this machine: it tells the pages of a DOCX and reads an ODT."""
    from jalon.dossier.conformity.office import OfficeAbsent, find_library

    try:
        find_library()
    except OfficeAbsent:
        return False
    return True


# --- in the process of its own


def examine_here(
    content: bytes, name: str, titre: TitreVersion, scope: str, production: str, step: Step
) -> Kept:
    """Check a file and keep what the workshop shows of it."""
    from jalon.dossier.conformity.engine import examine
    from jalon.dossier.conformity.record import passages_of_parts, record_of, refusal_of

    examined = examine(
        content, titre=titre, scope=scope, production=production, office=_office(), name=name, step=step
    )
    return Kept(
        report=record_of(examined),
        passages=passages_of_parts(examined),
        refusal=refusal_of(examined),
        verdict=examined.report.verdict.label,
    )


def annotate_here(
    content: bytes,
    name: str,
    findings: Sequence[Mapping[str, Any]],
    titre: TitreVersion,
    scope: str,
    production: str,
    step: Step,
) -> Copy:
    """The candidate's own DOCX with a comment at each finding of its report. Raises `Unreadable`.

    An ODT becomes a DOCX, which is checked anew: what its report found stands elsewhere in it.
    """
    from jalon.dossier.conformity.comments import annotate
    from jalon.dossier.conformity.engine import check
    from jalon.dossier.conformity.report import finding_from_json

    data = _written(content, name)
    name = f"{PurePath(name).stem}.docx"
    if data is content:
        found = [finding_from_json(one) for one in findings]
    else:
        report = check(data, titre=titre, scope=scope, production=production, office=_office(), name=name)
        found = list(report.findings)
    return Copy(annotate(data, found, name=name))


def mend_here(
    content: bytes, name: str, titre: TitreVersion, scope: str, production: str, step: Step
) -> Copy:
    """A copy put right, the page numbers of its contents filled in where LibreOffice is. Raises `Unreadable`."""
    from jalon.dossier.conformity.mend import mend
    from jalon.dossier.conformity.template import guidance_of

    asked = next(one for one in titre.scheme(scope).productions if one.name == production)
    paged = has_office()
    mended = mend(
        _written(content, name),
        asked,
        name=f"{PurePath(name).stem}.docx",
        guidance=guidance_of(titre, scope, asked),
        office=_office() if paged else None,
    )
    return Copy(mended.data, mended.changes, paged)


def _written(content: bytes, name: str) -> bytes:
    """The DOCX that the file is, or that LibreOffice makes of an ODT. Raises `Unreadable`."""
    from jalon.dossier.conformity.as_docx import as_docx
    from jalon.dossier.conformity.office import OfficeAbsent, OfficeFailed
    from jalon.referentiel.importer.source import Unreadable

    try:
        return as_docx(content, name, _office())
    except (OfficeAbsent, OfficeFailed) as error:
        raise Unreadable(name, f"la copie d’un ODT se fait avec LibreOffice : {error}", "office") from error


def _office() -> "Office":
    from jalon.dossier.conformity.batch import warm_office

    return warm_office()

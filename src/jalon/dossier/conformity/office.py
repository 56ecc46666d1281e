"""LibreOffice, kept warm: what turns a DOCX or an ODT into pages, and an ODT into a DOCX.

Each `Office` holds one process of its own with one profile of its own, in a temporary folder: never the user's, and as
many at once as wanted. The process loads LibreOffice as a library (LibreOfficeKit): one process to watch, neither the
port of a resident `soffice` nor a Python with `uno`. It is started again after a crash, a document that takes too
long, too much memory or many documents; it ends with its parent.
"""

import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jalon.referentiel.importer.readers.limits import MEGABYTE
from jalon.referentiel.importer.workers import Broken, Budget, Worker

Written = Literal["docx", "odt", "fodt"]

BUDGET = Budget(seconds=60.0, memory=3072 * MEGABYTE)
_PROCESS = "jalon.dossier.conformity.office_process"
_LIBRARIES = ("libsofficeapp.so", "libmergedlo.so", "libsofficeapp.dylib", "sofficeapp.dll", "mergedlo.dll")
_DOCUMENTS = 100  # of one process, which is then started again
_HELD = 450 * MEGABYTE  # of memory held between two documents
_USUAL = (
    "/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice*/program",
    "/usr/local/lib/libreoffice/program", "/Applications/LibreOffice.app/Contents/Frameworks",
    "C:/Program Files/LibreOffice/program",
)  # fmt: skip
REMEDY = (
    "installez LibreOffice Writer (Debian, Ubuntu : apt-get install libreoffice-writer-nogui "
    "fonts-liberation fonts-crosextra-carlito fonts-crosextra-caladea ; macOS, Windows : fr.libreoffice.org), "
    "ou indiquez où il est par JALON_SOFFICE"
)


class OfficeAbsent(Exception):
    """LibreOffice is not on this machine; the text is a French sentence with the way to install it."""

    def __init__(self, sought: str = "") -> None:
        where = f"LibreOffice est introuvable à l’adresse de JALON_SOFFICE ({sought})" if sought else ""
        super().__init__(f"{where or 'LibreOffice est absent de cette machine'} : {REMEDY}.")


class OfficeFailed(Exception):
    """A document that LibreOffice does not turn; `code` is `timeout`, `crash`, `memory` or `refused`."""

    def __init__(self, name: str, code: str, said: str = "") -> None:
        self.name, self.code = name, code
        super().__init__(f"{name} : {_REASONS.get(code, _REASONS['crash'])}{f' ({said})' if said else ''}.")

    def __reduce__(self) -> tuple[Any, ...]:
        return _failed, (self.name, self.code, str(self))


_REASONS = {
    "timeout": "sa mise en page demande trop de temps ; ouvrez-le dans votre traitement de texte, allégez ses images "
    "et ses tableaux, puis enregistrez-le en DOCX ou en PDF",
    "memory": "sa mise en page demande trop de mémoire ; ouvrez-le dans votre traitement de texte, allégez ses "
    "images, puis enregistrez-le en DOCX ou en PDF",
    "crash": "sa mise en page a échoué ; ouvrez-le dans votre traitement de texte, puis enregistrez-le de nouveau en "
    "DOCX ou en PDF",
    "refused": "LibreOffice ne l’ouvre pas ; ouvrez-le dans votre traitement de texte, puis enregistrez-le de nouveau "
    "en DOCX ou en PDF",
}  # fmt: skip


def _failed(name: str, code: str, text: str) -> OfficeFailed:
    error = OfficeFailed(name, code)
    error.args = (text,)
    return error


def find_library() -> Path:
    """The library of LibreOffice: by JALON_SOFFICE, else beside the `soffice` on the path or in a usual place.

    Raises `OfficeAbsent`.
    """
    named = os.environ.get("JALON_SOFFICE", "")
    for folder in _folders(Path(named)) if named else _everywhere():
        for library in _LIBRARIES:
            if (folder / library).is_file():
                return folder / library
    raise OfficeAbsent(named)


def _folders(path: Path) -> Iterator[Path]:
    """Where the library may be, from the folder or the executable of LibreOffice."""
    path = Path(os.path.realpath(path))
    folder = path if path.is_dir() else path.parent
    yield from (folder, folder / "program", folder.parent / "Frameworks")


def _everywhere() -> Iterator[Path]:
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            yield from _folders(Path(found))
    for usual in _USUAL:
        path = Path(usual)
        if "*" in usual:
            yield from sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))), reverse=True)
        else:
            yield path


@dataclass(slots=True)
class _Home:
    """A folder for the profile and the document of one process, removed with it."""

    path: str

    @classmethod
    def made(cls) -> "_Home":
        _sweep()
        return cls(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


_PREFIX = "jalon-office-"


def _sweep() -> None:
    """Remove the folders that killed processes have left, where a process can be asked whether it lives."""
    if os.name != "posix":
        return
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = path.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdecimal() and not _lives(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


class Office:
    """One LibreOffice, started at the first document or by `warm`. Threads may share it: documents wait their turn."""

    def __init__(self, budget: Budget = BUDGET) -> None:
        self._worker = Worker(budget)
        self._homes: list[_Home] = []  # one at most
        self._served = 0
        self._turn = threading.Lock()
        weakref.finalize(self, _end, self._worker, self._homes)

    def __enter__(self) -> "Office":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> int:
        """Start LibreOffice now; gives the number of its process. Raises `OfficeAbsent` and `OfficeFailed`."""
        with self._turn:
            library = str(find_library())
            try:
                pid: int = self._ask("start", library, self._place())
            except Broken as broken:
                self._end()
                raise OfficeFailed("LibreOffice", broken.code) from None
            return pid

    def to_pdf(self, data: bytes, kind: Written, name: str = "document") -> bytes:
        """The pages of a document, as its word processor prints them once tracked changes are accepted.

        Paragraphs leave their marks in it (`marks`). Raises `OfficeAbsent`, `OfficeFailed`, `Unreadable`.
        """
        return self._convert(data, kind, "pdf", name)

    def to_docx(
        self, data: bytes, kind: Written = "odt", name: str = "document", *, bare: bool = False
    ) -> bytes:
        """The DOCX that LibreOffice makes of an ODT, whose paragraphs keep their marks; raises as `to_pdf`.

        `bare`: for its author, with its tracked changes, and marks only where a comment stood (see `odt_comments`).
        """
        return self._convert(data, kind, "docx", name, bare=bare)

    def close(self) -> None:
        """End the process and remove its folder."""
        with self._turn:
            self._end()

    def _convert(self, data: bytes, kind: Written, target: str, name: str, *, bare: bool = False) -> bytes:
        with self._turn:
            library = str(find_library())
            try:
                made, held = self._tried(library, data, kind, target, name, bare)
            except Broken as broken:
                raise OfficeFailed(name, broken.code) from None
            self._served += 1
            if self._served >= _DOCUMENTS or held > _HELD:
                self._end()
        if isinstance(made, bytes):
            return made
        raise OfficeFailed(name, "refused", made)

    def _tried(self, library: str, *document: object) -> tuple[bytes | str, int]:
        """A process that has served may die of another document: it is tried once more in a new one."""
        served = self._served
        try:
            return self._converted(library, document)
        except Broken as broken:
            self._end()
            if broken.code == "timeout" or not served:
                raise
        try:
            return self._converted(library, document)
        except Broken:
            self._end()
            raise

    def _converted(self, library: str, document: tuple[object, ...]) -> tuple[bytes | str, int]:
        made: tuple[bytes | str, int] = self._ask("convert", library, self._place(), *document)
        return made

    def _ask(self, task: str, *arguments: object) -> Any:
        return self._worker.ask(f"{_PROCESS}:{task}", *arguments)

    def _place(self) -> str:
        if not self._homes:
            self._homes.append(_Home.made())
        return self._homes[0].path

    def _end(self) -> None:
        self._served = 0
        _end(self._worker, self._homes)


def _end(worker: Worker, homes: list["_Home"]) -> None:
    """End a process and remove its folder; also when the office is forgotten, or Python ends."""
    worker.close()
    while homes:
        homes.pop().remove()

"""What opens a programme sent by someone, in a process of its own: a file that breaks it breaks nothing else."""

from collections.abc import Callable
from threading import BoundedSemaphore

from jalon.formation.programme import Programme, read_programme
from jalon.formation.programme.facts import UnreadableProgramme
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.importer.workers import Broken, Worker
from jalon.referentiel.schema import TitreVersion

READ = f"{__name__}:read_here"
_PATIENCE = 30.0  # seconds that a file may wait for its turn
_places = BoundedSemaphore(2)

_REASONS = {
    "timeout": "il demande trop de temps à lire ; enregistrez-le de nouveau, ou employez le modèle.",
    "memory": "il demande trop de mémoire à lire ; retirez ses images, ou employez le modèle.",
}
_BROKEN = "il a fait échouer la lecture ; enregistrez-le de nouveau, ou employez le modèle."
_BUSY = "d’autres fichiers sont en cours de lecture ; recommencez dans un instant."


def read_apart(data: bytes, name: str, titre: TitreVersion) -> Programme:
    """The programme of a file; raises UnreadableProgramme."""
    if not _places.acquire(timeout=_PATIENCE):
        raise UnreadableProgramme(name, _BUSY)
    try:
        with Worker() as worker:
            read: Programme = worker.ask(READ, data, name, titre)
            return read
    except Broken as broken:
        raise UnreadableProgramme(name, _REASONS.get(broken.code, _BROKEN)) from None
    except Unreadable as refusal:
        raise UnreadableProgramme(name, refusal.reason) from None
    finally:
        _places.release()


def read_here(data: bytes, name: str, titre: TitreVersion, _step: Callable[..., None]) -> Programme:
    """The task of that process: refusals leave it as the only exception that it hands over."""
    try:
        return read_programme(data, name, titre)
    except UnreadableProgramme as refusal:
        raise Unreadable(refusal.file, refusal.reason, "programme") from None

"""From a file to a `Source`, whatever its format; what cannot be read is refused with its reason in French."""

import os
from pathlib import Path

from ..source import Source, Unreadable
from .limits import LIMITS, MEGABYTE, Limits
from .sniffing import Kind, sniff

__all__ = ["LIMITS", "Limits", "kind_of", "load", "read_bytes", "read_file"]


def read_file(path: Path | str, limits: Limits = LIMITS, name: str = "") -> Source:
    """The lines and tables of a file (PDF, DOCX, ODT or text), told by its bytes and not by its name.

    `name` is what the messages and places show, the file's own by default. Raises `Unreadable` with the cause and the
    remedy. Its `code` is stable: `missing`, `directory`, `unopened`,
    `empty`, `too-large`, `extension`, `doc`, `rtf`, `image`, `spreadsheet`, `archive`, `encrypted`, `corrupt`,
    `bomb`, `unsafe`, `binary`, `encoding`, `no-text` and those of `sniffing` and `pdf`.
    """
    path = Path(path)
    name = name or path.name or str(path)
    return read_bytes(load(path, name, limits), name, limits)


def load(path: Path, name: str, limits: Limits = LIMITS) -> bytes:
    """The bytes of a file no larger than the limit; raises `Unreadable` where it cannot be opened."""
    try:
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise Unreadable(
                    name, "le dossier ne s’ouvre pas ; demandez-en le droit de lecture.", "unopened"
                )
            raise Unreadable(name, "c’est un dossier ; donnez les fichiers qu’il contient.", "directory")
        if not path.exists():
            raise Unreadable(name, "le fichier n’existe pas ; vérifiez son chemin.", "missing")
        if not path.is_file():
            raise Unreadable(name, "ce n’est pas un fichier ordinaire ; donnez le document.", "unopened")
        if path.stat().st_size > limits.bytes:
            raise _too_large(name, path.stat().st_size, limits)
        with path.open("rb") as stream:
            return stream.read(limits.bytes + 1)
    except FileNotFoundError:
        raise Unreadable(name, "le fichier n’existe pas ; vérifiez son chemin.", "missing") from None
    except PermissionError:
        reason = "le fichier ne peut être lu ; demandez-en le droit de lecture."
        raise Unreadable(name, reason, "unopened") from None
    except (OSError, ValueError):
        reason = "le fichier ne s’ouvre pas ; vérifiez son nom et son support, puis recommencez."
        raise Unreadable(name, reason, "unopened") from None


def read_bytes(data: bytes, name: str, limits: Limits = LIMITS) -> Source:
    """Like `read_file`, from bytes already at hand; `name` is what the messages and places show."""
    kind = kind_of(data, name, limits)
    # each reader is loaded with its libraries only where a file asks for it
    if kind == "pdf":
        from .pdf import read_pdf

        return read_pdf(data, name, limits)
    if kind == "docx":
        from .docx import read_docx

        return read_docx(data, name, limits)
    if kind in ("odt", "fodt"):
        from .odt import read_odt

        return read_odt(data, name, limits)
    from .text import read_text

    return read_text(data, name, limits)


def kind_of(data: bytes, name: str, limits: Limits = LIMITS) -> Kind:
    """What bytes are, refused where they are nothing that Jalon reads, empty or too many."""
    if not data:
        raise Unreadable(name, "le fichier est vide (zéro octet) ; téléchargez-le à nouveau.", "empty")
    if len(data) > limits.bytes:
        raise _too_large(name, len(data), limits)
    return sniff(data, name, limits)


def _too_large(name: str, size: int, limits: Limits) -> Unreadable:
    mega = max(1, round(size / MEGABYTE))
    reason = f"il pèse {mega} Mo, au-delà de la limite de {limits.bytes // MEGABYTE} Mo ; déposez un document allégé."
    return Unreadable(name, reason, "too-large")

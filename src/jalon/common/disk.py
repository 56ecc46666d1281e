"""Files and folders: written whole or not at all, and what the system answers of them, in French."""

import errno
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

_REASONS = {
    errno.ENOENT: "ce dossier n’existe pas",
    errno.EACCES: "vous n’en avez pas le droit",
    errno.EPERM: "vous n’en avez pas le droit",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre part du disque est pleine",
    errno.EROFS: "le disque n’admet que la lecture",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "un fichier y tient la place d’un dossier",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.ENAMETOOLONG: "son nom est trop long",
    errno.ELOOP: "ses liens tournent en rond",
}


def why(error: OSError) -> str:
    """The reason of a refusal of the system, to put between brackets; its own words where it is a rare one."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; no where the system refuses to tell, which reading or writing it will say."""
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises on a name too long or a folder out of reach


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file (text in UTF-8) whole or not at all, whatever happens meanwhile; raises OSError."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

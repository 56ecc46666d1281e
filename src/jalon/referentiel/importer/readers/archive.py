"""Open the archive that a DOCX or an ODT is, within bounds: a hostile one is refused before it costs anything."""

import io
import struct
import zipfile
import zlib

from ..source import Unreadable
from .limits import MEGABYTE, Limits

_CHUNK = 256 * 1024
_DAMAGED = "l’archive est endommagée ou tronquée ; téléchargez ou enregistrez le document à nouveau."
_HOSTILE = "l’archive se gonfle au-delà du raisonnable ({}) ; ce n’est pas un document, ne l’ouvrez pas."
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    KeyError,
)


class Archive:
    """The entries of a ZIP archive, read one by one. Everything read counts towards `limits.inflated_bytes`.

    Raises `Unreadable` with the codes `corrupt`, `bomb`, `unsafe` and `encrypted`.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name, self.limits, self.inflated = name, limits, 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (*_BROKEN, NotImplementedError):
            raise Unreadable(name, _DAMAGED, "corrupt") from None
        if len(entries) > limits.entries:
            raise Unreadable(name, _HOSTILE.format(f"{len(entries)} entrées"), "bomb")
        if sum(entry.file_size for entry in entries) > limits.inflated_bytes:
            raise Unreadable(name, _HOSTILE.format(_size(limits.inflated_bytes)), "bomb")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            self._check(entry)
            self._entries[entry.filename] = entry

    def __contains__(self, path: str) -> bool:
        return path in self._entries

    @property
    def paths(self) -> list[str]:
        return list(self._entries)

    def read(self, path: str) -> bytes:
        """The bytes of an entry, `b""` where the archive has none of that path."""
        entry = self._entries.get(path)
        if entry is None:
            return b""
        if entry.flag_bits & 0x1:
            reason = "l’archive est protégée par un mot de passe ; enregistrez le document sans protection."
            raise Unreadable(self.name, reason, "encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(self.name, _DAMAGED, "corrupt")
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self.inflated += len(chunk)
                    self._bound(size, entry)
                    parts.append(chunk)
        except (*_BROKEN, NotImplementedError, RuntimeError):
            raise Unreadable(self.name, _DAMAGED, "corrupt") from None
        return b"".join(parts)

    def _bound(self, size: int, entry: zipfile.ZipInfo) -> None:
        if self.inflated > self.limits.inflated_bytes:
            raise Unreadable(self.name, _HOSTILE.format(_size(self.limits.inflated_bytes)), "bomb")
        # repetitive XML shrinks fifty times at most; small entries prove nothing
        if size > MEGABYTE and size > self.limits.ratio * max(1, entry.compress_size):
            raise Unreadable(self.name, _HOSTILE.format(f"{self.limits.ratio} fois sa taille"), "bomb")

    def _check(self, entry: zipfile.ZipInfo) -> None:
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or ":" in path.split("/")[0] or ".." in path.split("/"):
            shown = "".join(sign if sign.isprintable() else "?" for sign in path)[:80]
            reason = f"l’archive vise un fichier hors d’elle (« {shown} ») ; ce n’est pas un document, ne l’ouvrez pas."
            raise Unreadable(self.name, reason, "unsafe")


def _size(count: int) -> str:
    return f"{count // MEGABYTE} Mo" if count >= MEGABYTE else f"{count} octets"

"""LibreOffice inside this process, through LibreOfficeKit: one document at a time, macros and links shut.

Runs in a `Worker` process only. LibreOffice loads into the process as a library, so that its death, its memory and its
end are those of one process; its functions used here are the stable part of a C interface, ranked as in its header.
"""

import contextlib
import ctypes
import json
import os
import re
import threading
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from jalon.referentiel.importer.readers.limits import LIMITS

from .marks import marked

_LOAD_WITH_OPTIONS, _ERROR = 3, 2  # ranks in LibreOfficeKitClass, after its size and from 0
_DESTROY, _SAVE_AS = 0, 1  # ranks in LibreOfficeKitDocumentClass
_PDF = {
    "ExportBookmarksToPDFDestination": True,  # the marks of `marks`, each with its page and height
    "UseTaggedPDF": False,
    "ExportBookmarks": False,
    "ExportNotes": False,
    "ExportFormFields": False,
}
_COMMON = "/org.openoffice.Office.Common"
_SHUT = {
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution"): "true",
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel"): "3",
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    (f"{_COMMON}/Save/Document", "AutoSave"): "false",
    ("/org.openoffice.Office.Writer/Content/Update", "Link"): "2",  # links are never followed
    # A proxy that answers nowhere: what would go around the settings above reaches nobody.
    ("/org.openoffice.Inet/Settings", "ooInetProxyType"): "2",
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName"): "127.0.0.1",
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort"): "9",
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName"): "127.0.0.1",
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort"): "9",
}
_office: "_Kit | None" = None


class Failed(Exception):
    """LibreOffice says no; the text is its own."""


def start(library: str, home: str, _step: Callable[..., None]) -> int:
    """Load LibreOffice with a profile of its own under `home`; gives the number of this process."""
    _kit(library, home)
    return os.getpid()


def convert(
    library: str,
    home: str,
    data: bytes,
    kind: str,
    target: str,
    name: str,
    bare: bool,
    _step: Callable[..., None],
) -> tuple[bytes | str, int]:
    """The document in the format `target`, or what LibreOffice has against it; and the memory held, in bytes.

    Its paragraphs carry marks, unless `bare`. Raises `Unreadable` where its archive is not to be opened.
    """
    kit = _kit(library, home)
    source, result = Path(home) / f"document.{kind}", Path(home) / f"document-out.{target}"
    try:
        try:
            source.write_bytes(marked(data, kind, LIMITS, name, bare=bare, light=target == "pdf"))
            kit.convert(source, result, target)
        except Failed:
            # marks are an addition: a file that cannot bear them is tried as it came
            source.write_bytes(data)
            kit.convert(source, result, target)
        return result.read_bytes(), _memory()
    except (Failed, OSError) as error:
        return str(error) or type(error).__name__, _memory()
    finally:
        for path in (source, result):
            path.unlink(missing_ok=True)


def _kit(library: str, home: str) -> "_Kit":
    global _office
    if _office is None:
        threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
        _office = _Kit(Path(library), Path(home))
    return _office


def _follow(parent: int) -> None:
    """End with the parent, even in the middle of a document."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _memory() -> int:
    with contextlib.suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


class _Kit:
    def __init__(self, library: Path, home: Path) -> None:
        program, profile = library.parent, home / "profile"
        _write_profile(profile, program)
        os.environ.update(SAL_USE_VCLPLUGIN="svp", TMPDIR=str(home))
        shared = ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
        hook = shared.libreofficekit_hook_2
        hook.restype, hook.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
        self.handle = hook(os.fsencode(program), profile.as_uri().encode())
        if not self.handle:
            raise Failed("elle ne démarre pas")

    def convert(self, source: Path, result: Path, target: str) -> None:
        load = _member(self.handle, _LOAD_WITH_OPTIONS, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p)
        document = load(self.handle, source.as_uri().encode(), b"Language=fr-FR,Batch=true")
        if not document:
            raise Failed(self.error())
        try:
            save = _member(document, _SAVE_AS, ctypes.c_int, *[ctypes.c_char_p] * 3)
            if not save(document, result.as_uri().encode(), target.encode(), _options(target)):
                raise Failed(self.error())
        finally:
            _member(document, _DESTROY, None)(document)

    def error(self) -> str:
        said = _member(self.handle, _ERROR, ctypes.c_char_p)(self.handle)
        return said.decode("utf-8", "replace") if said else ""


def _member(handle: int, rank: int, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of an object of the kit: the object points to its class, a size followed by addresses."""
    table = ctypes.cast(handle, ctypes.POINTER(ctypes.c_void_p))[0]
    address = ctypes.cast(table, ctypes.POINTER(ctypes.c_void_p))[1 + rank]
    function: Callable[..., Any] = ctypes.CFUNCTYPE(result, ctypes.c_void_p, *arguments)(address or 0)
    return function


def _options(target: str) -> bytes:
    if target != "pdf":
        return b""
    return json.dumps(
        {name: {"type": "boolean", "value": str(value).lower()} for name, value in _PDF.items()}
    ).encode()


def _write_profile(profile: Path, program: Path) -> None:
    """The settings of a profile that starts at once: told its version, LibreOffice does not look for an older one."""
    settings = dict(_SHUT)
    for place in (program, program.parent / "Resources"):
        with contextlib.suppress(OSError):
            told = re.search(r"^ProductKey=\S+ (\S+)", (place / "bootstraprc").read_text(), re.MULTILINE)
            if told:
                settings["/org.openoffice.Setup/Product", "ooSetupLastVersion"] = told[1]
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value></prop></item>'
        for (path, name), value in settings.items()
    )
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )

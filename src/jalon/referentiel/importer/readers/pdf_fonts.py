"""What a font says of itself: bold or not, whatever its name; and texts read in the wrong encoding."""

import re
import struct
from collections.abc import Sequence

_BOLD = re.compile(r"bold|black|heavy|gras(?!s)|demi(?!\w*talic\w*light)|[-,_ ]bd", re.IGNORECASE)
# Names that programs give when they drop the real one: CairoFont-2-0, F12, TT3, T1_0, Font5, Type3…
_NAMELESS = re.compile(
    r"(?:cairofont[-_\d]*|fo?n?t?[-_]?\d+(?:_\d+)?|tt\d+|t\d[-_]\d+|type3.*|[a-z]{0,2}\d+)?", re.IGNORECASE
)
# « é » and « à » of Windows read as those of the Macintosh give « È » and « ‡ »; the other way round, « Ž » and « ˆ ».
_WINDOWS_AS_MAC = re.compile(r"[a-z][ÈËÍÓÙÁÔÚ˚Î]|[A-Z][ÈËÍÓÙÁÔÚÎ][a-z]|^[‡]$|[‡˘˚]|^[dlnsmtcj]í|quí|^[´ª]$")
_MAC_AS_WINDOWS = re.compile(r"[A-Za-z]Ž[a-z]|[a-z]Ž|[A-Za-z]Õ[a-z]|^ˆ$|N¡")
_FRENCH = frozenset("éèêàçùâûô’")


def names_bold(name: str) -> bool:
    """Whether the name of a font says that it is bold: `Arial,Bold`, `Marianne-ExtraBold`, `ArialNarrow-Bd`."""
    return _BOLD.search(name) is not None


def is_nameless(name: str) -> bool:
    return _NAMELESS.fullmatch(name) is not None


def font_file(data: bytes) -> tuple[str, bool] | None:
    """The name (may be empty) and the weight that an embedded font file gives; None where it gives neither."""
    try:
        if data[:4] in (b"\x00\x01\x00\x00", b"true", b"OTTO"):
            return _sfnt(data)
        if data[:2] in (b"%!", b"\x80\x01"):
            found = re.search(rb"/FontName\s*/(\S+)", data[:4096])
            return _named(found[1]) if found else None
        if data[:1] == b"\x01":
            return _cff(data)
    except (struct.error, IndexError):
        pass
    return None


def _named(raw: bytes) -> tuple[str, bool] | None:
    name = raw.decode("latin-1").split("+")[-1]
    return None if is_nameless(name) else (name, names_bold(name))


def _sfnt(data: bytes) -> tuple[str, bool] | None:
    (count,) = struct.unpack_from(">H", data, 4)
    tables: dict[bytes, tuple[int, int]] = {}
    for number in range(min(count, 64)):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        tables[tag] = (offset, length)
    if b"OS/2" in tables:
        (weight,) = struct.unpack_from(">H", data, tables[b"OS/2"][0] + 4)
        if 100 <= weight <= 1000:
            return "", weight >= 600
    if b"head" in tables:
        (style,) = struct.unpack_from(">H", data, tables[b"head"][0] + 44)
        return "", bool(style & 1)
    if b"CFF " in tables:
        offset, length = tables[b"CFF "]
        return _cff(data[offset : offset + length])
    return None


def _cff(data: bytes) -> tuple[str, bool] | None:
    start = data[2]
    count, size = struct.unpack_from(">HB", data, start)
    if count == 0 or not 1 <= size <= 4:
        return None
    first = int.from_bytes(data[start + 3 : start + 3 + size], "big")
    end = int.from_bytes(data[start + 3 + size : start + 3 + 2 * size], "big")
    base = start + 3 + (count + 1) * size - 1
    return _named(data[base + first : base + end])


def mend(texts: Sequence[str]) -> list[str] | None:
    """Texts of one font, put right where its letters were read in the code of another system; None elsewhere.

    Some producers leave a font without encoding, and PDFium has to guess. French text shows a wrong guess beyond
    doubt: capitals with accents inside words, and none of the accents that it cannot do without.
    """
    if any(not _FRENCH.isdisjoint(text) for text in texts):
        return None
    for evidence, wrong, right in (
        (_WINDOWS_AS_MAC, "mac_roman", "cp1252"),
        (_MAC_AS_WINDOWS, "cp1252", "mac_roman"),
    ):
        if any(evidence.search(text) for text in texts):
            return [text.encode(wrong, "ignore").decode(right, "ignore") for text in texts]
    return None


_VOWELS = {ord(letter): None for letter in "aeiouyàâäéèêëîïôöùûüœæ"}
_NEUTRAL = {ord(sign): None for sign in "0123456789.…_-"}
_ENOUGH = 60  # signs


def looks_scrambled(words: Sequence[str]) -> bool:
    """Whether the words of a font are no language: signs for letters, or letters almost without vowels."""
    text = "".join(words).casefold().translate(_NEUTRAL)
    if len(text) < _ENOUGH:
        return False
    letters = sum(map(str.isalpha, text))
    vowels = len(text) - len(text.translate(_VOWELS))
    return letters < 0.6 * len(text) or vowels < 0.27 * letters

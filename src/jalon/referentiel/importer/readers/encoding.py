"""From bytes to text, without silent mojibake: what is certain is repaired and said, what is not is refused."""

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ...schema import Finding
from ..source import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman", "cp850": "DOS (page de codes 850)"}
_LETTERS = "éèêëàâäçôöîïùûüÿœæÉÈÊËÀÂÄÇÔÖÎÏÙÛÜŸŒÆ"
_FOREIGN = "áíóúñãõßåøÁÍÓÚÑÅØ"  # names of people and places: neither for nor against an alphabet
_SIGNS = "«»’‘“”–—…•·°€²³§©®™\u00a0\u202f½¼¾×±−≤≥¹º†‰‹›▪●■○☐☒☑□✓✔➢→"
_PRIVATE = "".join(chr(0xF000 + code) for code in (0xB7, 0xA7, 0xA8, 0xD8, 0xFE, 0xFC, 0x54, 0xA3, 0x52))
_FRENCH = frozenset(_LETTERS + _SIGNS + _PRIVATE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_BYTES = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
_BINARY = (
    "ce n’est pas un texte (trop de caractères de commande) ; déposez un PDF, un DOCX, un ODT ou un texte."
)
_SAMPLE = 1 << 20  # bytes that tell a text from anything else
# Text decoded once too many: the two signs that the first byte of a UTF-8 letter gives, and what may follow.
_BETWEEN = frozenset(bytes(range(0x80, 0x100)).decode("cp1252", "ignore")) | {
    chr(code) for code in range(0x80, 0xA0)
}
_LEADS = "ÃÂâÅï√¬‚≈Ô"
_SUSPECT = re.compile(f"[{_LEADS}][^\x00-\x7f]+")
_REST = re.compile("â€[\x80-\x9f]?|Ã(?=[^\x00-\x7f])")
_GRAVE = re.compile("Ã (?= |[a-zà-ÿ«(])")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and what its decoding had to mend."""

    text: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """The text of `data`: a mark of order, UTF-8, UTF-16, else the one legacy alphabet that gives French.

    Text encoded twice (« Ã© » for « é ») is repaired when no French word can be meant. Raises `Unreadable` where
    the bytes are no text, or where no alphabet gives French.
    """
    text, findings = _decode(data, name)
    text, repairs = _undouble(text, name)
    findings += repairs
    nuls = text.count("\0")
    if nuls:
        text = text.replace("\0", "")
        findings.append(_finding("warning", "nul", name, f"{nuls} octet(s) nul(s) retiré(s) du texte."))
    if len(_CONTROLS.findall(text)) > max(8, len(text) // 100):
        raise Unreadable(name, _BINARY, "binary")
    lost = text.count("\ufffd")
    if lost:
        said = (
            f"{lost} caractère(s) perdu(s) (« \ufffd ») avant l’import ; les mots concernés sont à vérifier."
        )
        findings.append(_finding("warning", "lost-characters", name, said))
    return Decoded(text, tuple(findings))


def is_text(data: bytes) -> bool:
    """Whether bytes are text in an alphabet that `decode` knows, from the first of them."""
    try:
        decode(data[:_SAMPLE], "")
    except Unreadable:
        return False
    return True


def _decode(data: bytes, name: str) -> tuple[str, list[Finding]]:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(codec), []
            except UnicodeDecodeError as error:
                if codec == "utf-8-sig":
                    data = data[len(mark) :]
                    break
                if error.end >= len(data):
                    return data[: error.start].decode(codec), [_truncated(name)]
                reason = (
                    f"le texte s’annonce en {codec.upper()} mais se gâte à l’octet {error.start} ; "
                    "enregistrez-le à nouveau en UTF-8."
                )
                raise Unreadable(name, reason, "encoding") from None
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace"), []
    if data.count(0) > max(8, len(data) // 200):
        reason = "ce n’est pas un texte (octets nuls) ; déposez un PDF, un DOCX, un ODT ou un texte."
        raise Unreadable(name, reason, "binary")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(data) - error.start < 4:
            return data[: error.start].decode("utf-8"), [_truncated(name)]
    if len(_CONTROL_BYTES.findall(data)) > max(8, len(data) // 100):
        raise Unreadable(name, _BINARY, "binary")
    return _legacy(data, name)


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of Western text is null."""
    sample = data[:4096]
    if len(sample) < 8:
        return ""
    even, odd = sample[::2], sample[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return ""


def _legacy(data: bytes, name: str) -> tuple[str, list[Finding]]:
    """Bytes that are not UTF-8: the whole file, or only some lines (files pasted together), in one older alphabet."""
    lines = data.split(b"\n")
    good: list[bool] = []
    for line in lines:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            good.append(False)
        else:
            good.append(True)
    foreign = b"\n".join(line for line, fine in zip(lines, good, strict=True) if not fine)
    modern = b"\n".join(line for line, fine in zip(lines, good, strict=True) if fine and not line.isascii())
    # two letters of an older alphabet may happen to be one UTF-8 letter, seldom a French one
    mixed = bool(modern) and _plausible(modern.decode("utf-8")) > 0.85
    codec = _best(foreign)
    if codec is None:
        first = good.index(False) + 1
        reason = (
            f"l’alphabet du texte ne se reconnaît pas (ligne {first} : ni UTF-8, ni Windows-1252, ni Mac OS Roman) ; "
            "ouvrez-le et enregistrez-le en UTF-8."
        )
        raise Unreadable(name, reason, "encoding")
    if not mixed:
        said = f"Texte lu en {_LEGACY[codec]}, d’après ses lettres accentuées."
        return data.decode(codec), [_finding("info", "encoding", name, said)]
    count = good.count(False)
    said = f"Deux alphabets mêlés : {count} lignes lues en {_LEGACY[codec]}, les autres en UTF-8."
    text = "\n".join(line.decode("utf-8" if fine else codec) for line, fine in zip(lines, good, strict=True))
    return text, [_finding("warning", "encoding-mixed", name, said)]


def _best(data: bytes) -> str | None:
    """The alphabet in which nearly all the high bytes are French letters and signs, well placed; None where unsure."""
    scores: dict[str, float] = {}
    for codec in _LEGACY:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        scores[codec] = _plausible(text)
    if not scores:
        return None
    best, *others = sorted(scores, key=lambda codec: -scores[codec])
    if scores[best] < 0.85 or any(scores[best] - scores[other] < 0.15 for other in others):
        return None
    return best


def _plausible(text: str) -> float:
    """Share of the characters beyond ASCII that French writes where they stand, from 0 to 1."""
    found: Counter[bool] = Counter()
    padded = f" {text} "
    for at, sign in enumerate(text, 1):
        if sign.isascii():
            continue
        before, after = padded[at - 1], padded[at + 1]
        if sign in _FOREIGN and before.islower() and after.islower():
            continue
        if sign in _LETTERS:
            # a capital among small letters, or the reverse, is the sign of a wrong alphabet
            odd = after.isupper()
            if sign.isupper():
                odd = before.islower() or (before.isalpha() and after.islower())
            alone = sign in "àÀ" and before.isspace() and after.isspace()
            fine = alone or (not odd and (before.isalpha() or after.isalpha()))
        elif sign in "’‘":
            fine = before.isalpha() or after.isalpha()
        elif sign in "«»“”\u00a0\u202f…–—•·°€§":
            fine = not (before.isalpha() and after.isalpha() and sign != "·")
        else:
            fine = sign in _FRENCH and not (before.isalpha() and after.isalpha())
        found[fine] += 1
    return found[True] / max(1, found.total())


def _undouble(text: str, name: str) -> tuple[str, list[Finding]]:
    """« Ã© » becomes « é »: bytes read once in UTF-8 and once more in Windows-1252 or Mac OS Roman."""
    seen: Counter[tuple[str, str]] = Counter()
    for _ in range(4):  # a text encoded three times over takes three turns
        found: Counter[tuple[str, str]] = Counter()

        def mend(match: re.Match[str], found: Counter[tuple[str, str]] = found) -> str:
            run, at, kept = match[0], 0, ""
            while at < len(run):
                before, after = _first(run, at)
                if after:
                    found[before, after] += 1
                kept += after or before
                at += len(before)
            return kept

        text = _SUSPECT.sub(mend, text)
        if not found:
            break
        seen += found
    if not seen:
        return text, []
    # the no-break space of « Ã\u00a0 » (à) often became a plain one
    text, graves = _GRAVE.subn(lambda m: "à" if m.string[m.end() : m.end() + 1] == " " else "à ", text)
    if graves:
        seen["Ã ", "à"] += graves
    text = _REST.sub("\ufffd", text)
    shown = ", ".join(f"« {before} » lu « {after} »" for (before, after), _n in seen.most_common(3))
    said = f"Texte encodé deux fois, réparé {seen.total()} fois : {shown}."
    return text, [_finding("warning", "encoding-repaired", name, said)]


def _first(run: str, at: int) -> tuple[str, str]:
    """The characters at a place of a run that are the bytes of one French sign, with it; else one character, ""."""
    for size in (4, 3, 2):
        if run[at] in _LEADS and at + size <= len(run) and (after := _once(run[at : at + size])):
            return run[at : at + size], after
    return run[at], ""


def _once(text: str) -> str:
    """The French sign that these characters are the bytes of, "" if they are none."""
    for codec in ("cp1252", "mac_roman"):
        try:
            raw = b"".join(_bytes(text, codec))
            sign = raw.decode("utf-8")
        except UnicodeError:
            continue
        if len(sign) == 1 and (sign in _FRENCH or sign in _BETWEEN):
            return sign
    return ""


def _bytes(text: str, codec: str) -> Iterable[bytes]:
    for sign in text:
        # Windows leaves five codes undefined: programs then keep the control character
        yield bytes([ord(sign)]) if "\x80" <= sign <= "\x9f" and codec == "cp1252" else sign.encode(codec)


def _truncated(name: str) -> Finding:
    return _finding(
        "warning", "truncated", name, "Le texte s’arrête au milieu d’un caractère : fichier tronqué ?"
    )


def _finding(severity: str, code: str, name: str, message: str) -> Finding:
    return Finding("warning" if severity == "warning" else "info", code, message, name)

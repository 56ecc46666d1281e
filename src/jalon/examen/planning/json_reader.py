"""Reads what others wrote in JSON: every fault at once, in French, each with its path."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from math import isinf
from pathlib import Path

from jalon.common.disk import is_folder, why

DAY_MINUTES = 24 * 60
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
BYTES_MAX = 200_000_000
_ID_LENGTH = 200
_DIGITS = 300  # as many as a float holds
_SHOWN = 20  # unknown keys of one object that are named


class InvalidInput(ValueError):
    """A file that cannot be used: `faults` holds every reason, in French, each naming its path."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class _Object(dict[str, object]):
    """A JSON object that remembers the keys written twice."""

    repeated: tuple[str, ...] = ()


def contents(path: Path) -> bytes:
    """What a file holds; raises InvalidInput."""
    try:
        if is_folder(path):
            raise InvalidInput(["c’est un dossier ; donnez un fichier JSON."])
        with path.open("rb") as file:
            data = file.read(BYTES_MAX + 1)  # what has no end of its own has this one
        if len(data) > BYTES_MAX:
            raise InvalidInput([f"le fichier dépasse {BYTES_MAX // 1_000_000} Mo ; partagez-le par site."])
        return data
    except InvalidInput:
        raise
    except FileNotFoundError:
        raise InvalidInput(["ce fichier n’existe pas ; vérifiez son chemin."]) from None
    except (OSError, ValueError) as error:
        reason = why(error) if isinstance(error, OSError) else "chemin impossible"
        raise InvalidInput([f"ce fichier ne peut être lu ({reason})."]) from None


def parse(data: bytes) -> object:
    """The JSON value of a file; raises InvalidInput with one message."""
    if not data.removeprefix(BOM_UTF8).strip():
        raise InvalidInput(["le fichier est vide : un objet JSON est attendu."])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            [
                f"l’octet {error.start + 1} n’est pas de l’UTF-8 : enregistrez le fichier en « JSON, encodage UTF-8 »."
            ]
        ) from None
    try:
        value: object = json.loads(
            text, object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        raise InvalidInput(
            [
                f"ligne {error.lineno}, colonne {error.colno} : ce n’est pas du JSON ; vérifiez virgules et guillemets."
            ]
        ) from None
    except RecursionError:
        raise InvalidInput(
            ["des listes ou des objets sont imbriqués trop profondément : cinq niveaux suffisent."]
        ) from None
    except _NotANumber as error:
        raise InvalidInput([str(error)]) from None
    return value


class _NotANumber(ValueError):
    pass


def _constant(name: str) -> object:
    raise _NotANumber(f"« {name} » n’est pas un nombre du JSON : écrivez une valeur, ou null.")


def _integer(digits: str) -> int:
    """The number; of one that is beyond any limit, its first digits, so that the fault has its path."""
    return int(digits[:_DIGITS])


def _pairs(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        found.repeated = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return found


class Reader:
    """Values of the wanted type, or None after noting the fault."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def fault(self, path: str, message: str) -> None:
        self.faults.append(f"{path or 'racine'} : {message}")

    def done(self) -> None:
        """Raise InvalidInput if anything was at fault."""
        if self.faults:
            raise InvalidInput(self.faults)

    def record(
        self, value: object, path: str, *, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> dict[str, object] | None:
        """An object with these keys and no other."""
        found = self.mapping(value, path)
        if found is None:
            return None
        known = [*required, *optional]
        unknown = [key for key in found if key not in known]
        for key in unknown[:_SHOWN]:
            near = get_close_matches(key[:_ID_LENGTH], known, 1)
            remedy = f"vouliez-vous « {near[0]} » ?" if near else f"clés admises : {', '.join(known)}."
            self.fault(join(path, key), f"clé inconnue ; {remedy}")
        if len(unknown) > _SHOWN:
            self.fault(path, f"{len(unknown) - _SHOWN} autres clés sont inconnues.")
        for key in required:
            if key not in found:
                self.fault(join(path, key), "cette clé manque.")
        return found

    def mapping(self, value: object, path: str) -> dict[str, object] | None:
        if not isinstance(value, dict):
            self.fault(path, f"un objet {{…}} est attendu, pas {show(value)}.")
            return None
        for key in getattr(value, "repeated", ()):
            self.fault(join(path, key), "cette clé est écrite plusieurs fois ; gardez-en une.")
        return value

    def array(self, value: object, path: str) -> list[object]:
        if isinstance(value, list):
            return value
        self.fault(path, f"une liste […] est attendue, pas {show(value)}.")
        return []

    def text(self, value: object, path: str) -> str | None:
        """A name: some characters that can be printed."""
        if not isinstance(value, str):
            self.fault(path, f"un texte entre guillemets est attendu, pas {show(value)}.")
        elif not value.strip():
            self.fault(path, "le texte est vide.")
        elif len(value) > _ID_LENGTH:
            self.fault(path, f"le texte a {len(value)} caractères ; {_ID_LENGTH} au plus.")
        elif not value.isprintable():
            self.fault(path, "le texte contient des caractères invisibles ou interdits ; retirez-les.")
        else:
            return value
        return None

    def integer(
        self, value: object, path: str, *, least: int = 0, most: int = DAY_MINUTES, unit: str = "minutes"
    ) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.fault(path, f"un nombre entier de {unit} est attendu, pas {show(value)}.")
        elif isinstance(value, float) and not (value.is_integer() or isinf(value)):
            self.fault(path, f"{show(value)} n’est pas un nombre entier de {unit}.")
        elif not least <= value <= most:
            self.fault(path, f"{show(value)} est hors limites : de {least} à {most} {unit}.")
        else:
            return int(value)
        return None

    def time(self, value: object, path: str) -> int | None:
        """Minutes from midnight of « 08:30 »."""
        if isinstance(value, str) and _TIME.fullmatch(value):
            return int(value[:2]) * 60 + int(value[3:])
        self.fault(path, f"une heure « HH:MM », de 00:00 à 24:00, est attendue, pas {show(value)}.")
        return None

    def day(self, value: object, path: str) -> date | None:
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.fault(path, f"« {value} » n’existe pas au calendrier.")
                return None
        self.fault(path, f"une date « AAAA-MM-JJ » est attendue, pas {show(value)}.")
        return None

    def span(self, start: object, end: object, path: tuple[str, str]) -> tuple[int, int] | None:
        """Two times, the first before the second."""
        first, last = self.time(start, path[0]), self.time(end, path[1])
        if first is None or last is None:
            return None
        if first >= last:
            self.fault(path[1], f"{hour(last)} ne vient pas après {hour(first)}.")
            return None
        return first, last


def join(path: str, key: str) -> str:
    """The path of a key: `lunch.from`, `reading["TP-00403.08"]`."""
    shown = key if len(key) <= 60 else f"{key[:60]}…"
    if not re.fullmatch(r"\w+", shown):
        return f"{path}[{json.dumps(shown, ensure_ascii=not shown.isprintable())}]"
    return f"{path}.{shown}" if path else shown


def show(value: object) -> str:
    """A value as it reads in a message."""
    if isinstance(value, str):
        text = value if value.isprintable() else ascii(value)[1:-1]
        return f"« {text if len(text) <= 60 else text[:60] + '…'} »"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        if isinf(value):
            return "un nombre démesuré"
        return text if len(text := repr(value)) <= 20 else f"{text[:20]}…"
    return "une liste" if isinstance(value, list) else "un objet"


def hour(minutes: int) -> str:
    """Minutes from midnight as « 08:30 »."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

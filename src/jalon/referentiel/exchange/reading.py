"""Reads back the JSON that Jalon writes: the export, the output of an import, `show --json`."""

import json
from typing import Any, NoReturn

from ..document import InvalidReferentiel, from_json
from ..schema import TitreVersion

MAX_BYTES = 20_000_000


def read_json(data: bytes | str) -> TitreVersion:
    """The version that a JSON text describes: `read_json` undoes the JSON export exactly.

    The findings that `show --json` prints are left aside: they are found again. Raises InvalidReferentiel with every
    fault, in French: no UTF-8, no JSON (line and column), a key twice, a wrong value and its path.
    """
    document = _loads(_decoded(data))
    if isinstance(document, dict):
        document.pop("findings", None)
    return from_json(document)


def _decoded(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        _refuse(f"le fichier dépasse {MAX_BYTES // 1_000_000} Mo ; un référentiel en fait moins d’un.")
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(f"l’octet {error.start + 1} n’est pas de l’UTF-8 ; enregistrez le fichier en UTF-8.")


def _loads(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except json.JSONDecodeError as error:
        _refuse(f"ce n’est pas du JSON, ligne {error.lineno}, colonne {error.colno} ({_french(error.msg)}).")
    except RecursionError:
        _refuse("les listes et objets s’emboîtent trop profondément pour un référentiel.")
    except InvalidReferentiel:
        raise
    except ValueError:
        _refuse("un nombre compte trop de chiffres.")  # the interpreter's own limit


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            _refuse(f"la clé « {key[:60]} » figure deux fois dans un même objet.")
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    _refuse(f"« {name} » n’est pas un nombre.")


def _french(message: str) -> str:
    reasons = {
        "Expecting value": "une valeur est attendue",
        "Expecting ',' delimiter": "une virgule est attendue",
        "Expecting ':' delimiter": "deux-points sont attendus",
        "Expecting property name enclosed in double quotes": "une clé entre guillemets droits est attendue",
        "Extra data": "du texte suit la fin du document",
        "Unterminated string starting at": "un texte n’est pas fermé",
        "Invalid control character at": "un texte contient un caractère de contrôle",
    }
    return reasons.get(message, "caractère inattendu")


def _refuse(reason: str) -> NoReturn:
    raise InvalidReferentiel([f"document : {reason}"])

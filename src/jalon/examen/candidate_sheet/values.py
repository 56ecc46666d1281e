"""From a raw cell to a typed value, or a French message and its remedy."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from jalon.common.typography import MONTHS, day_label
from jalon.examen.candidate_sheet.model import SheetFrame
from jalon.examen.candidate_sheet.reader import Cell
from jalon.people.rules import NIR_REFUSED, fold, holds_nir


class CellFault(Exception):
    """A value that cannot be taken; both texts are French."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message)


# Zero-width characters, soft hyphens and marks of writing direction that come along with what is pasted.
_INVISIBLE = dict.fromkeys(
    [
        *map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u00ad"),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ERROR = re.compile(r"#(?:N/A|NOM\?|NAME\?|REF!|VALEUR!|VALUE!|DIV/0!|NOMBRE!|NUM!|NUL!|NULL!|Err:\d+)", re.I)

_UNREAD = (
    "La formule de cette cellule n’a pas de résultat lisible.",
    "Remplacez-la par sa valeur (copier, puis collage spécial « valeurs »), ou videz la cellule.",
)


def visible(text: str) -> str:
    """`text` as it may be shown and stored: without control or zero-width character."""
    return _CONTROL.sub("", text.translate(_INVISIBLE)).strip()


def text_of(cell: Cell, *, maximum: int = 200, lines: bool = False) -> str:
    """The cell as a clean text: one space between words, no formula, no NIR; `lines` keeps line breaks."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        raise CellFault(
            "« Vrai » ou « faux » n’a pas de sens ici.", "Écrivez le texte attendu, ou videz la cellule."
        )
    raw = str(cell).translate(_INVISIBLE)
    if _CONTROL.search(raw):
        raise CellFault("Le texte contient des caractères invisibles.", "Ressaisissez la cellule au clavier.")
    if _ERROR.fullmatch(raw.strip()):
        raise CellFault(*_UNREAD)
    if raw.startswith(_FORMULA) and isinstance(cell, str) and raw.strip(" \t\r\n"):
        raise CellFault(
            f"« {raw.strip()[:40]} » commence comme une formule de tableur.",
            "Effacez le premier signe (=, +, -, @ ou tabulation) et gardez le texte.",
        )
    parts = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = ("\n" if lines else " ").join(joined for part in parts if (joined := " ".join(part.split())))
    if len(text) > maximum:
        raise CellFault(f"Le texte dépasse {maximum} caractères.", "Abrégez-le.")
    if holds_nir(text):
        raise CellFault(NIR_REFUSED, "Effacez ce numéro du fichier.")
    return text


def name_of(cell: Cell) -> str:
    """A person's name: letters, apostrophes, hyphens and spaces."""
    text = text_of(cell, maximum=100)
    if not text:
        return ""
    letters = [c for c in text if c.isalpha()]
    if any(not unicodedata.name(c, "").startswith(("LATIN", "MODIFIER")) for c in letters):
        raise CellFault(
            f"« {text} » n’est pas en lettres latines.",
            "Écrivez le nom comme sur la pièce d’identité française.",
        )
    if not letters or any(not (c.isalpha() or unicodedata.combining(c) or c in " '’ʼ-‐‑.,") for c in text):
        raise CellFault(f"« {text} » n’a pas la forme d’un nom.", "Ne laissez que le nom dans la cellule.")
    return text


_PARTICLES = {"de", "du", "des", "d", "la", "le", "van", "von"}


def whole_name_of(cell: Cell) -> tuple[str, str] | None:
    """Birth name and first name of « DUPONT Jean » or « Jean DUPONT »: capitals tell the name, else it is a fault."""
    text = name_of(cell)
    if not text:
        return None
    words = text.split()
    capital = [word == word.upper() and sum(map(str.isalpha, word)) > 1 for word in words]
    for i in range(len(words) - 1):
        if not capital[i] and capital[i + 1] and fold(words[i]) in _PARTICLES:
            capital[i] = True
    turns = [i for i in range(1, len(words)) if capital[i] != capital[i - 1]]
    if len(turns) != 1:
        raise CellFault(
            f"« {text} » : rien ne dit où finit le nom.",
            "Écrivez le nom en capitales et le prénom en minuscules (DUPONT Jean), ou séparez-les en deux colonnes.",
        )
    first, last = " ".join(words[: turns[0]]), " ".join(words[turns[0] :])
    return (first, last) if capital[0] else (last, first)


_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = r"[A-Za-z0-9_%+'-]+"
_EMAIL = re.compile(rf"{_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")


def email_of(cell: Cell) -> str:
    """An e-mail address, in lower case."""
    text = text_of(cell, maximum=254).removeprefix("mailto:").lower()
    if text and not _EMAIL.fullmatch(text):
        raise CellFault(f"« {text} » n’est pas une adresse électronique.", "Corrigez-la : nom@domaine.fr.")
    return text


def phone_of(cell: Cell) -> str:
    """A phone number, grouped by two when French; the leading zero that spreadsheets eat is given back."""
    if isinstance(cell, bool):
        raise CellFault("Ce n’est pas un numéro de téléphone.", "Saisissez le numéro comme un texte.")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(visible(str(cell if cell is not None else "")).split())
    if _ERROR.fullmatch(text):
        raise CellFault(*_UNREAD)
    digits = re.sub(r"[\s.\-()/]", "", text)
    if not digits:
        return ""
    if isinstance(cell, int) and len(digits) == 9:
        digits = f"0{digits}"
    digits = re.sub(r"^(?:\+33|0033)\(?0?\)?", "0", digits)
    if re.fullmatch(r"0\d{9}", digits):
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    if re.fullmatch(r"\+\d{7,15}", digits):
        return digits
    raise CellFault(
        f"« {text[:40]} » n’est pas un numéro de téléphone.", "Écrivez dix chiffres : 06 12 34 56 78."
    )


_MONTH_WORDS = {
    **{fold(month): number for number, month in enumerate(MONTHS, 1)},
    "janv": 1,
    "jan": 1,
    "fevr": 2,
    "fev": 2,
    "avr": 4,
    "juil": 7,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_WEEKDAYS = re.compile(
    r"(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)\b[.,]* *",
    re.I,
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_EPOCH = date(1899, 12, 30)
_HOW = "Écrivez-la jour/mois/année : 31/12/1990."


def date_of(cell: Cell) -> date | None:
    """A date however it is typed: 31/12/1990, 1990-12-31, « 3 mars 1991 », or a spreadsheet's serial number."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        raise CellFault("Ce n’est pas une date.", _HOW)
    if isinstance(cell, int | float):
        return _serial(float(cell))
    text = text_of(cell, maximum=60)
    if not text:
        return None
    if re.fullmatch(r"\d{5}", text):
        return _serial(float(text))
    words = fold(bare := _WEEKDAYS.sub("", text, count=1) if _WEEKDAYS.match(text) else text)
    if match := _ISO.fullmatch(text):
        return _made(int(match[1]), int(match[2]), int(match[3]), text)
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        return _made(int(text[:4]), int(text[4:6]), int(text[6:]), text)
    if match := _NUMERIC.fullmatch(bare.removeprefix("le ")):
        return _made(_year(match[3], text), int(match[2]), int(match[1]), text)
    spelt = re.fullmatch(r"(\d{1,2})(?:er)? ([a-z]+) (\d{2}|\d{4})", words.removeprefix("le "))
    if (match := spelt) and match[2] in _MONTH_WORDS:
        return _made(_year(match[3], text), _MONTH_WORDS[match[2]], int(match[1]), text)
    raise CellFault(f"« {text} » n’est pas une date.", _HOW)


def _serial(number: float) -> date:
    if 19_000_101 <= number <= 21_001_231 and number == int(number):
        digits = str(int(number))
        return _made(int(digits[:4]), int(digits[4:6]), int(digits[6:]), digits)
    if not 366 <= number < 80_000 or 1900 <= number <= 2100:
        raise CellFault(f"« {number:.12g} » n’est pas une date.", _HOW)
    return _EPOCH + timedelta(days=int(number))


def _year(digits: str, text: str) -> int:
    if len(digits) == 2:
        raise CellFault(f"« {text} » : l’année a deux chiffres.", "Écrivez l’année en quatre chiffres.")
    return int(digits)


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        hint = " Le jour vient avant le mois." if month > 12 and day <= 12 else ""
        raise CellFault(
            f"« {text} » est une date impossible.", f"Corrigez le jour ou le mois.{hint}"
        ) from None


def birth_date_of(cell: Cell, today: date) -> date | None:
    """A birth date that someone of 14 to 100 years may have."""
    born = date_of(cell)
    if born and not 14 <= (today - born).days / 365.25 <= 100:
        raise CellFault(
            f"Née ou né le {day_label(born)} : cette date est invraisemblable.", "Vérifiez l’année."
        )
    return born


def recent_date_of(cell: Cell, today: date) -> date | None:
    """A date of training or of a decision: within thirty years of today."""
    day = date_of(cell)
    if day and abs(day.year - today.year) > 30:
        raise CellFault(f"Le {day_label(day)} est invraisemblable ici.", "Vérifiez l’année.")
    return day


def hours_of(cell: Cell) -> int | None:
    """Whole hours, such as 105, « 105 h »."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, timedelta):
        cell = cell.total_seconds() / 3600
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 0 <= cell <= 5000 and cell == int(cell):
            return int(cell)
    elif not isinstance(cell, bool):
        text = text_of(cell).lower()
        if not text:
            return None
        if (match := re.fullmatch(r"(\d{1,4})(?:[.,]0+)?\s*(?:h|heures?)?", text)) and int(match[1]) <= 5000:
            return int(match[1])
    shown = f"{cell:.12g}" if isinstance(cell, float) else str(cell)
    raise CellFault(
        f"« {shown[:40]} » n’est pas un nombre d’heures.",
        "Écrivez un nombre entier, de 0 à 5 000, sans les minutes.",
    )


_ROUTES = {
    "formation": ("formation", "formation continue", "fc", "stagiaire", "en formation", "continue",
                  "parcours formation", "contrat de professionnalisation", "contrat pro", "cpf", "formation initiale"),
    "apprentissage": ("apprentissage", "apprenti", "apprentie", "contrat d apprentissage", "cfa"),
    "vae": ("vae", "validation des acquis", "validation des acquis de l experience"),
    "capitalisation": ("capitalisation", "capitalisation de ccp", "par capitalisation", "cumul de ccp"),
    "retake": ("nouvelle presentation", "repassage", "rattrapage", "representation", "se represente", "2e presentation",
               "2eme passage", "redoublant", "reussite partielle", "echec"),
}  # fmt: skip
ROUTE_WORDS = "formation continue, apprentissage, VAE, capitalisation ou nouvelle présentation"
_BY_ROUTE = {word: route for route, words in _ROUTES.items() for word in words}


def route_of(cell: Cell) -> str | None:
    """The route that a word names."""
    text = text_of(cell)
    if not text:
        return None
    if route := _BY_ROUTE.get(fold(text)):
        return route
    raise CellFault(f"« {text} » n’est pas une voie d’accès connue.", f"Écrivez : {ROUTE_WORDS}.")


_TITLE_WORDS = {
    *("titre", "titre complet", "titre professionnel", "titre professionnel complet", "tp", "tp complet"),
    *("session titre", "complet", "titre entier", "tous les ccp", "total", "totalite"),
}
_FINAL_WORDS = {"entretien final", "entretien", "ef", "final"}


def scopes_of(cell: Cell, frame: SheetFrame) -> tuple[str, ...] | None:
    """What is presented: « titre », « CCP 1 et 3 », « entretien final »; must be open in the session."""
    text = text_of(cell)
    if not text:
        return None
    words = fold(text)
    remedy = f"Écrivez : {accepted_scopes(frame)}."
    if words in _TITLE_WORDS:
        asked = ["title"]
    else:
        asked = _certificates(words)
        if any(word in words for word in ("entretien final",)) or words in _FINAL_WORDS:
            asked.append("final_interview")
        left = re.sub(r"ccp|ccs|bloc|bc|entretien final|et|le|les|puis|\d| ", "", words)
        if not asked or (left and words not in _FINAL_WORDS):
            raise CellFault(f"« {text} » ne désigne ni le titre, ni des CCP.", remedy)
    limits = {"ccp": frame.ccp_count, "ccs": frame.ccs_count}
    for scope in asked:
        if scope[:3] in limits and not 1 <= int(scope[3:]) <= limits[scope[:3]]:
            raise CellFault(f"Ce titre n’a pas de {scope[:3].upper()} {scope[3:]}.", remedy)
    if closed := [scope for scope in asked if scope not in frame.scopes]:
        raise CellFault(f"La session n’est pas ouverte pour : {named(closed)}.", remedy)
    return tuple(scope for scope in frame.scopes if scope in asked)


def _certificates(words: str) -> list[str]:
    """`ccp1`… in « ccp 1 2 et 3 », « ccp1 ccp3 », « bloc 2 », « ccs 1 »."""
    found = []
    for kind, numbers in re.findall(r"(ccp|ccs|bloc|bc)s? ?((?:\d+ ?(?:et )?(?:ccp )?)+)", words):
        prefix = "ccs" if kind == "ccs" else "ccp"
        found += [f"{prefix}{int(number)}" for number in re.findall(r"\d+", numbers)]
    return found


def named(scopes: Iterable[str]) -> str:
    """« titre, CCP 1, entretien final »."""
    names = {"title": "titre", "final_interview": "entretien final"}
    return ", ".join(names.get(scope, f"{scope[:3].upper()} {scope[3:]}") for scope in scopes)


def accepted_scopes(frame: SheetFrame) -> str:
    """The words that name the scopes open in the session."""
    return named(frame.scopes)


def check_titre(cell: Cell, frame: SheetFrame) -> None:
    """The title named by the row must be that of the session."""
    text = text_of(cell, maximum=300)
    words = fold(text)
    accepted = {fold(word) for word in frame.titre_words}
    if not text or words in accepted or words.removeprefix("tp ") in accepted:
        return
    if words.removeprefix("titre professionnel ") in accepted:
        return
    raise CellFault(
        f"« {text} » n’est pas le titre de cette session.",
        f"La session porte sur : {', '.join(frame.titre_words)}. Retirez cette ligne ou changez de session.",
    )


def civility_of(cell: Cell) -> str | None:
    """« Mme », « M. »; anything else people write there is refused rather than guessed."""
    text = text_of(cell)
    words = fold(text)
    if not words:
        return None
    if words in {"m", "mr", "monsieur", "h", "homme", "masculin", "mr m"}:
        return "monsieur"
    if words in {"mme", "madame", "mlle", "mademoiselle", "f", "femme", "feminin", "mde"}:
        return "madame"
    if words in {"neutre", "sans", "nc", "non precise", "autre", "x", "sans civilite"}:
        return "neutral"
    raise CellFault(f"« {text} » n’est pas une civilité.", "Écrivez : Mme, M. ou laissez vide.")

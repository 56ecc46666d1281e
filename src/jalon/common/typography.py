"""French typography and the French way to write durations, clock times, dates and sizes."""

import re
from datetime import date, datetime

NBSP, NNBSP = "\u00a0", "\u202f"
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_BEFORE_DOUBLE = re.compile(r"(?<=[\w»”)\]%’…]) *([;!?]+)(?=\s|$|[»)])")
_BEFORE_COLON = re.compile(r"(?<=[\w»”)\]%’…]) ?:(?=\s|$)")
_UNIT = re.compile(r"(?<=\d) (?=(?:h|min|s|j|jours?|ans?|mois|pages?|€|%|Mo|ko|kg|km|m²)\b|[€%])")
_ELISION = re.compile(r"\bde (?=[AEIOUÀÂÄÉÈÊËÎÏÔÖÛÜŒ])")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")


def typo(text: str) -> str:
    """French spacing of `text`: no-break spaces inside « », before : ; ! ? and units, and a curly apostrophe."""
    text = text.replace("'", "’")
    text = re.sub(r"«\s*", f"«{NBSP}", text)
    text = re.sub(r"\s*»", f"{NBSP}»", text)
    text = _BEFORE_DOUBLE.sub(rf"{NNBSP}\1", text)
    text = _BEFORE_COLON.sub(f"{NBSP}:", text)
    text = _THOUSANDS.sub(NNBSP, text)
    text = _UNIT.sub(NBSP, text)
    return re.sub(r"\b(n°|p\.|art\.|M\.|Mme|Dr) (?=\S)", rf"\1{NBSP}", text)


def elided(text: str) -> str:
    """« de Élodie » becomes « d’Élodie »: names are put into sentences as they come."""
    return _ELISION.sub("d’", text)


def plural(one: str) -> str:
    """An « s » more, but for words that already end as plurals do: « parcours », « choix »."""
    return one if one[-1:] in ("s", "x", "z") else f"{one}s"


def counted(count: int, one: str, many: str = "") -> str:
    """« 1 jour », « 2 jours », with a plain space; `many` where the plural is not an « s » more."""
    return f"{count} {(many or plural(one)) if count > 1 else one}"


def minutes(value: int) -> str:
    """A length of time: 175 gives « 2 h 55 », 60 « 1 h », 20 « 20 min »."""
    if value < 0:
        return f"−{minutes(-value)}"
    hours, rest = divmod(value, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hours}{NBSP}h"


def clock(value: int) -> str:
    """A time of day from minutes since midnight: 570 gives « 9 h 30 »."""
    hours, rest = divmod(value, 60)
    return f"{hours % 24}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hours % 24}{NBSP}h"


def day_label(value: date, style: str = "") -> str:
    """« 21 novembre 2026 »; `style` "jour": « samedi 21 novembre 2026 »; "court": « 21/11/2026 »."""
    if style == "court":
        return f"{value:%d/%m/%Y}"
    number = "1er" if value.day == 1 else str(value.day)
    label = f"{number}{NBSP}{MONTHS[value.month - 1]} {value.year:04d}"
    return f"{DAYS[value.weekday()]} {label}" if style == "jour" else label


def date_span(first: date, last: date, style: str = "") -> str:
    """From a day to another, with no word said twice, after the article that French wants.

    « le 14 décembre 2026 », « du 14 au 15 décembre 2026 », « du 30 novembre au 1er décembre 2026 »,
    « du 31 décembre 2026 au 5 janvier 2027 »; `style` "jour": a single day reads « lundi 14 décembre 2026 ».
    """
    if first == last:
        return day_label(first, style) if style == "jour" else f"le {day_label(first)}"
    began, ended = day_label(first), day_label(last)
    if first.year == last.year:
        began = began.removesuffix(f" {first.year:04d}")
        if first.month == last.month:
            began = began.partition(NBSP)[0]
    return f"du {began} au {ended}"


def moment_label(value: datetime, style: str = "") -> str:
    """« 21 novembre 2026 à 9 h 30 », in the time zone that `value` carries."""
    joiner = " " if style == "court" else " à "
    return f"{day_label(value, style)}{joiner}{clock(value.hour * 60 + value.minute)}"


def decimal(value: float, places: int = 1) -> str:
    """A number with a decimal comma, thin spaces between thousands and no useless zero."""
    text = f"{value:,.{places}f}".replace(",", NNBSP).replace(".", ",")
    return text.rstrip("0").rstrip(",") if "," in text else text


def percent(value: float | None, places: int = 0) -> str:
    """A share of one as a percentage: 0.755 gives « 76 % »; « — » when there is nothing to divide by."""
    return "—" if value is None else f"{decimal(value * 100, places)}{NBSP}%"


def file_size(count: int) -> str:
    """A number of bytes in French units: « 1,4 Mo »."""
    if count < 1000:
        return f"{count}{NBSP}octet{'s' if count > 1 else ''}"
    size = float(count)
    for unit in ("ko", "Mo", "Go", "To"):
        size /= 1000
        if size < 999.5 or unit == "To":
            break
    return f"{decimal(size, 1 if size < 99.5 else 0)}{NBSP}{unit}"

"""Who is the same person? Pure rules on names and birth dates, and what a free text may not hold (D4, D5)."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Generic, TypeVar

from rapidfuzz.distance import DamerauLevenshtein

T = TypeVar("T")

# Letters that Unicode does not decompose, as French administrations transliterate them.
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
)
# Only « de » and « d’ » come and go with the clerk; « Du », « Le », « La » belong to the name.
_PARTICLES = frozenset({"de", "d"})
_PART_LENGTH = 90

NAME_THRESHOLD = 0.8
"""Share of unchanged letters above which two spellings are deemed close (Martin, Martain)."""


def fold(text: str) -> str:
    """`text` in lower case without accents, apostrophes or hyphens: words of letters and digits, one space apart."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = (" " if not c.isalnum() else c for c in bare if not unicodedata.combining(c))
    return " ".join("".join(letters).casefold().split())


def name_key(name: str) -> str:
    """One word for a name however it is typed: « de La Tour-Maubourg » and « LA TOUR MAUBOURG » are alike."""
    words = fold(name).split()
    kept = [word for word in words if word not in _PARTICLES] or words
    return "".join(kept)[:_PART_LENGTH]


def identity_key(birth_name: str, first_name: str, birth_date: date | None) -> str:
    """The key that two records of one person share: folded birth name, first name and birth date (ISO, or empty)."""
    day = birth_date.isoformat() if birth_date else ""
    return f"{name_key(birth_name)}|{name_key(first_name)}|{day}"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record or a spreadsheet row says of someone."""

    birth_name: str
    first_name: str
    birth_date: date | None = None
    usage_name: str = ""

    @property
    def key(self) -> str:
        return identity_key(self.birth_name, self.first_name, self.birth_date)


class MatchLevel(StrEnum):
    """How sure it is that two records are of one person; only a human settles a PROBABLE one."""

    EXACT = "exact"
    PROBABLE = "probable"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """A level and its French reason, ready to show."""

    level: MatchLevel
    reason: str


def match(one: Identity, other: Identity) -> Match:
    """Compare two identities: surname and first name apart, then the birth date, inversions included."""
    surname, first = _surname_score(one, other), _first_name_score(one, other)
    same_names = surname == first == 1
    if one.birth_date and other.birth_date:
        if one.birth_date == other.birth_date:
            return _match_same_day(one, other, surname, first)
        if _swap_day_month(one.birth_date) == other.birth_date and min(surname, first) >= NAME_THRESHOLD:
            return Match(MatchLevel.PROBABLE, "Jour et mois de naissance inversés.")
        if same_names and _one_digit_apart(one.birth_date, other.birth_date):
            return Match(MatchLevel.PROBABLE, "Même nom et même prénom, un chiffre de la date diffère.")
        if same_names:
            return Match(MatchLevel.NONE, "Homonymes : les dates de naissance diffèrent.")
    elif same_names:
        return Match(MatchLevel.PROBABLE, "Même nom et même prénom, une date de naissance manque.")
    return Match(MatchLevel.NONE, "Ni le nom ni la date de naissance ne concordent.")


def _match_same_day(one: Identity, other: Identity, surname: float, first: float) -> Match:
    if one.key == other.key:
        return Match(MatchLevel.EXACT, "Même nom de naissance, même prénom, même date de naissance.")
    if surname == first == 1:
        return Match(
            MatchLevel.PROBABLE, "Même date de naissance ; le nom d’usage ou un autre prénom concorde."
        )
    if min(surname, first) >= NAME_THRESHOLD:
        return Match(MatchLevel.PROBABLE, "Même date de naissance, orthographe proche.")
    if {name_key(one.birth_name), name_key(one.first_name)} == {
        name_key(other.birth_name),
        name_key(other.first_name),
    }:
        return Match(MatchLevel.PROBABLE, "Même date de naissance, nom et prénom inversés.")
    return Match(MatchLevel.NONE, "Même date de naissance, mais noms différents.")


def _score(one: str, other: str) -> float:
    return DamerauLevenshtein.normalized_similarity(one, other) if one and other else 0.0


def _surname_score(one: Identity, other: Identity) -> float:
    """Best of birth and usage names, with and without particle (« Delatour », « de La Tour »)."""
    return max(_score(a, b) for a in _surnames(one) for b in _surnames(other))


def _surnames(who: Identity) -> set[str]:
    names = [name for name in (who.birth_name, who.usage_name) if name]
    return {form for name in names for form in (name_key(name), fold(name).replace(" ", ""))} or {""}


def _first_name_score(one: Identity, other: Identity) -> float:
    """1 when one is the beginning of the other in whole words: « Marie » and « Marie Claire »."""
    a, b = fold(one.first_name).split(), fold(other.first_name).split()
    shorter = min(len(a), len(b))
    if shorter and a[:shorter] == b[:shorter]:
        return 1.0
    return _score("".join(a), "".join(b))


def _swap_day_month(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 else None


def _one_digit_apart(one: date, other: date) -> bool:
    pairs = zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)
    return sum(a != b for a, b in pairs) == 1


class Register(Generic[T]):
    """Known people, indexed so that a file of thousands of rows is compared with the few who may match."""

    def __init__(self, known: Iterable[tuple[Identity, T]] = ()) -> None:
        self._by_day: dict[date | None, list[tuple[Identity, T]]] = defaultdict(list)
        self._by_name: dict[str, list[tuple[Identity, T]]] = defaultdict(list)
        for identity, record in known:
            self.add(identity, record)

    def add(self, identity: Identity, record: T) -> None:
        """Make `record` findable."""
        self._by_day[identity.birth_date].append((identity, record))
        for surname in _surnames(identity):
            self._by_name[surname].append((identity, record))

    def matches(self, identity: Identity) -> list[tuple[Match, T]]:
        """Records that are, or may be, of this person: the exact ones first."""
        days = [identity.birth_date]
        if identity.birth_date and (swapped := _swap_day_month(identity.birth_date)):
            days.append(swapped)
        near = chain.from_iterable(
            [*(self._by_day.get(day, []) for day in dict.fromkeys(days) if day)]
            + [self._by_name.get(surname, []) for surname in sorted(_surnames(identity))]
        )
        found, seen = [], set()
        for other, record in near:
            if id(record) in seen:
                continue
            seen.add(id(record))
            verdict = match(identity, other)
            if verdict.level is not MatchLevel.NONE:
                found.append((verdict, record))
        return sorted(found, key=lambda pair: pair[0].level is not MatchLevel.EXACT)


# A NIR: sex, year, month (also the fictive ones), département or overseas code, commune, order, and its key.
_NIR = re.compile(
    r"(?<!\d)([1-478])[\s.\-]*(\d{2})[\s.\-]*(\d{2})[\s.\-]*(\d{2}|2[ABab])[\s.\-]*(\d{3})[\s.\-]*(\d{3})"
    r"(?:[\s.\-/]*(\d{2}))?(?!\d)"
)


def holds_nir(text: str) -> bool:
    """Whether `text` holds what looks like a social security number, typed with or without spaces (D5).

    With its key the 97-complement must agree, so that a phone number or a SIRET does not pass for one; without
    its key the month must be one that the register uses.
    """
    return any(_is_nir(*found.groups()) for found in _NIR.finditer(text))


def _is_nir(
    sex: str, year: str, month: str, departement: str, commune: str, order: str, key: str | None
) -> bool:
    if not (1 <= int(month) <= 12 or 20 <= int(month) <= 42 or 50 <= int(month) <= 99):
        return False
    if departement == "00" or order == "000":
        return False
    if key is None:
        return int(month) <= 12
    corsica = {"2A": "19", "2B": "18"}.get(departement.upper(), departement)
    return 97 - int(sex + year + month + corsica + commune + order) % 97 == int(key)


NIR_REFUSED = (
    "Ce texte semble contenir un numéro de sécurité sociale : Jalon n’en conserve aucun "
    "(décret 2019-341). Retirez-le."
)

"""Which titre the documents speak of: its code, its millésime, its dates, by the vote of every place that says them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .agreement import alike
from .lexicon import fold
from .readings import Identity, Read

Document = Literal["reac", "re"]

LISTS = ("nsf", "rome", "formacodes")
SCALARS = (
    "code",
    "sigle",
    "title",
    "version",
    "level",
    "rncp",
    "decree_date",
    "journal_date",
    "effective_date",
)
OF_SOURCES = (
    "validity_end", "reac_validation_date", "reac_update_date", "re_validation_date", "re_update_date",
)  # fmt: skip
# Without these no référentiel stands: what the piece is, and where the documents print it.
ESSENTIAL: Mapping[str, str] = {
    "code": "Le code du titre (TP-…) n’a été trouvé ni en pied de page ni dans le texte",
    "sigle": "Le sigle du titre n’a été trouvé ni en pied de page ni dans « Références de la spécialité » du RE",
    "title": "L’intitulé du titre n’a été trouvé ni sur les couvertures ni dans « Références de la spécialité » du RE",
    "version": "Le millésime du titre n’a pas été trouvé en pied de page",
    "level": "Le niveau du titre n’a été trouvé ni sur les couvertures ni dans « Références de la spécialité » du RE",
    "decree_date": "La date de l’arrêté n’a pas été trouvée dans « Références de la spécialité » du RE",
    "journal_date": "La date de parution au JO n’a pas été trouvée dans « Références de la spécialité » du RE",
    "effective_date": "La date d’effet de l’arrêté n’a pas été trouvée dans « Références de la spécialité » du RE",
}

_SAME_TITLE = 85.0
_NAMES = {"code": "code", "version": "millésime", "title": "intitulé"}


@dataclass(frozen=True, slots=True)
class Settled:
    """What the documents say of the titre: one reading per value, several for a list, and what they contradict."""

    values: Mapping[str, Read[str]] = field(default_factory=dict)
    lists: Mapping[str, tuple[Read[str], ...]] = field(default_factory=dict)
    all: tuple[Read[str], ...] = ()


def settle(identities: Sequence[Identity]) -> Settled:
    """The value that most places print, for each field; where places disagree, the reading is doubtful."""
    reads: dict[str, list[Read[str]]] = {}
    for identity in identities:
        for key, found in identity.values.items():
            reads.setdefault(key, []).extend(read for read in found if read.value.strip())
    return Settled(
        {key: _vote(found) for key, found in reads.items() if key not in LISTS and found},
        {key: _distinct(found) for key, found in reads.items() if key in LISTS},
        tuple(read for found in reads.values() for read in found),
    )


def mixed(files: Mapping[str, Sequence[Identity]]) -> str:
    """Why the files do not speak of one titre, naming what each says; empty where they do.

    Codes, millésimes, then titles are compared, each where both files print it; one file may also hold two titres.
    """
    told = {file: settle(identities) for file, identities in files.items()}
    for key in ("code", "version", "title"):
        values = {file: one.values[key].value for file, one in told.items() if key in one.values}
        known = list(dict.fromkeys(values.values()))
        if key == "title" and (
            "code" in _common(told) or all(_same_title(known[0], one) for one in known[1:])
        ):
            continue
        if len(known) > 1:
            said = " ; ".join(f"« {file} » : {_told(one)}" for file, one in told.items())
            return (
                f"les fichiers ne portent pas le même titre ou la même version ({_NAMES[key]} différent) : {said}. "
                "Importez chaque titre à part, avec son REAC et son RE."
            )
    for file, identities in files.items():
        found = Counter(read.value for one in identities for read in one.values.get("code", ()))
        several = [code for code, count in found.most_common() if count >= max(2, sum(found.values()) // 4)]
        if len(several) > 1:
            return (
                f"« {file} » contient les pages de plusieurs titres ({', '.join(several)}). "
                "Séparez-les, puis importez chaque titre à part."
            )
    return ""


def _vote(reads: Sequence[Read[str]]) -> Read[str]:
    votes = Counter(read.value for read in reads)
    first = {value: rank for rank, value in reversed(list(enumerate(read.value for read in reads)))}
    value = max(votes, key=lambda one: (votes[one], -first[one]))
    chosen = [read for read in reads if read.value == value]
    others = [one for one in votes if fold(one) != fold(value)]
    doubt = next((read.doubt for read in chosen if read.doubt), "") if all(r.doubt for r in chosen) else ""
    if others:
        doubt = f"D’autres endroits portent : {', '.join(f'« {one} »' for one in others)}."
    return Read(value, tuple(line for read in chosen for line in read.lines), doubt)


def _distinct(reads: Sequence[Read[str]]) -> tuple[Read[str], ...]:
    """Values of a list in the order of the document that tells most of them, the same value once."""
    lines: dict[str, list[Read[str]]] = {}
    for read in reads:
        lines.setdefault(read.value, []).append(read)
    return tuple(
        Read(value, tuple(line for one in found for line in one.lines), found[0].doubt)
        for value, found in lines.items()
    )


def _same_title(one: str, other: str) -> bool:
    return alike(one, other) >= _SAME_TITLE


def _common(told: Mapping[str, Settled]) -> set[str]:
    """Fields that every file tells."""
    return set.intersection(*(set(one.values) for one in told.values())) if told else set()


def _told(settled: Settled) -> str:
    parts = [settled.values[key].value for key in ("title", "code", "version") if key in settled.values]
    return ", ".join(parts) or "titre non nommé"

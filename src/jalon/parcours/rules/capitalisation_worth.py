"""What certificates of other titles and of former versions are worth in a title, one way only (A1.8, A1.5)."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jalon.common.typography import day_label
from jalon.parcours.rules.capitalisation_facts import Held, Origin
from jalon.referentiel.schema import TitreVersion


@dataclass(frozen=True, slots=True)
class Certificate:
    """A CCP held outside this version: of which title, under which words, since when; `evidence` shows it."""

    title: str
    ccp: str
    obtained_on: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the référentiel takes for one of its CCPs: every wording of `asked`, all of them together.

    `title` is the former version or the other title that gave them.
    """

    number: int
    origin: Origin
    title: str
    asked: tuple[str, ...]

    @property
    def label(self) -> str:
        words = "ancienne version" if self.origin == "correspondence" else "équivalence"
        return f"CCP {self.number} par {words} : {self.title}"


def exchanges_of(titre: TitreVersion) -> tuple[Exchange, ...]:
    """What a référentiel takes for its CCPs: each former CCP, then each equivalence, in its own order."""
    ranks = {ccp.activity.number: ccp.number for ccp in titre.ccps}
    former = [
        Exchange(ranks[c.activity], "correspondence", former_title(titre, c.former_decree_date), (c.former,))
        for c in titre.correspondences
        if c.activity in ranks
    ]
    equivalent = [
        Exchange(ranks[e.activity], "equivalence", f"{e.title} ({e.rncp})" if e.rncp else e.title, e.ccps)
        for e in titre.equivalences
        if e.activity in ranks
    ]
    return (*former, *equivalent)


def former_title(titre: TitreVersion, decree_date: str) -> str:
    """« Conseiller en insertion professionnelle (arrêté du 11 décembre 2017) »."""
    return f"{titre.title} (arrêté du {day_label(date.fromisoformat(decree_date))})"


def names_in(titre: TitreVersion, other: TitreVersion) -> tuple[str, ...]:
    """The names under which the exchanges of `titre` know another version: none when they do not."""
    if other.code == titre.code:
        decrees = {c.former_decree_date for c in titre.correspondences}
        return (former_title(titre, other.decree_date),) if other.decree_date in decrees else ()
    return tuple(
        dict.fromkeys(
            f"{e.title} ({e.rncp})"
            for e in titre.equivalences
            if e.rncp and e.rncp == other.rncp
        )
    )  # fmt: skip


def same_words(text: str) -> str:
    """A wording without what two printings of it may differ by: case, accents, apostrophes, spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "OE"))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def worth(
    certificates: Iterable[Certificate], exchanges: Iterable[Exchange], effective_on: date
) -> list[Held]:
    """CCPs that these certificates are worth, in the order of the exchanges; none counts before the title exists.

    An equivalence that asks two CCPs gives nothing for one: both must be held, and it counts from the later.
    """
    known: dict[tuple[str, str], Certificate] = {}
    for one in sorted(certificates, key=lambda c: c.obtained_on, reverse=True):
        known[(same_words(one.title), same_words(one.ccp))] = one
    found: dict[int, Held] = {}
    for exchange in exchanges:
        given = [known.get((same_words(exchange.title), same_words(words))) for words in exchange.asked]
        held = [one for one in given if one is not None]
        if not exchange.asked or len(held) < len(exchange.asked):
            continue
        since = max(effective_on, *(one.obtained_on for one in held))
        if exchange.number not in found or since < found[exchange.number].since:
            found[exchange.number] = Held(
                exchange.number, since, exchange.origin, evidence_of(exchange.title, held), recorded=False
            )
    return list(found.values())


def evidence_of(title: str, certificates: Iterable[Certificate]) -> str:
    """« Formateur professionnel d’adultes : Animer une formation, acquis le 3 mars 2024 »."""
    told = [
        f"{one.ccp}, acquis le {day_label(one.obtained_on)}" + (f" ({one.evidence})" if one.evidence else "")
        for one in certificates
    ]
    return f"{title} : {' ; '.join(told)}"


def succession(former_titles: Mapping[int, str], exchanges: Iterable[Exchange]) -> dict[int, int]:
    """CCP of a version → CCP of the next one that it is worth, by their wordings (A1.5)."""
    by_words = {same_words(words): number for number, words in former_titles.items()}
    return {
        by_words[same_words(exchange.asked[0])]: exchange.number
        for exchange in exchanges
        if exchange.origin == "correspondence"
        and len(exchange.asked) == 1
        and same_words(exchange.asked[0]) in by_words
    }

"""Annexes of the RE, glossaries, and what is known of the documents: their dates, the other wordings of a title."""

from collections.abc import Sequence
from typing import Any

from ..agreement import Wording
from ..identity import OF_SOURCES, Settled
from ..lexicon import fold
from ..readings import ReacReading, ReReading
from ..titles import Titles, witness_label
from .ledger import Ledger
from .skeleton import Skeleton

Json = dict[str, Any]


def premises(ledger: Ledger, re: ReReading) -> list[Json]:
    pieces: list[Json] = []
    for read in re.premises:
        if read.test is None:
            ledger.doubt(
                "premises",
                f"Le local « {read.label.value} » (annexe 1 du RE) n’est rattaché à aucune épreuve reconnue : "
                f"« {read.description.value} ».",
                (*read.label.lines, *read.description.lines),
                severity="warning",
            )
            continue
        address = f"premises/{len(pieces) + 1}"
        ledger.note(f"{address}/test", read.test)
        ledger.place(f"{address}/test", read.label.lines)
        pieces.append(
            {
                "test": str(read.test.value),
                "description": ledger.text(f"{address}/description", read.description),
                "notes": ledger.text(f"{address}/notes", read.notes),
            }
        )
    return pieces


def resources(ledger: Ledger, re: ReReading) -> list[Json]:
    return [
        {
            "category": ledger.text(f"resources/{rank}/category", read.category),
            "count": ledger.value(f"resources/{rank}/count", read.count),
            "description": ledger.text(f"resources/{rank}/description", read.description),
            "max_sharing": ledger.value(f"resources/{rank}/max_sharing", read.max_sharing),
            "notes": ledger.text(f"resources/{rank}/notes", read.notes),
        }
        for rank, read in enumerate(re.resources, 1)
    ]


def correspondences(skeleton: Skeleton, re: ReReading) -> list[Json]:
    """CCPs of the former version worth a CCP of this one; what leads nowhere is a doubt, not a piece (A1.8)."""
    ledger = skeleton.ledger
    pieces: list[Json] = []
    for read in re.correspondences:
        address = f"correspondences/{len(pieces) + 1}"
        number = skeleton.titles.link("activity", read.current.value)
        if number is None or read.former_decree_date is None:
            missing = "la date de l’arrêté de l’ancien titre n’est pas lue"
            if number is None:
                missing = "elle ne mène à aucune activité du titre"
            ledger.doubt(
                "correspondences",
                f"La correspondance « {read.former.value} » → « {read.current.value} » n’est pas reprise : {missing}.",
                (*read.former.lines, *read.current.lines),
                severity="warning",
            )
            continue
        ledger.note(f"{address}/activity", read.current)
        pieces.append(
            {
                "former_decree_date": ledger.text(f"{address}/former_decree_date", read.former_decree_date),
                "former": ledger.text(f"{address}/former", read.former),
                "activity": number,
            }
        )
    return pieces


def equivalences(skeleton: Skeleton, re: ReReading, reacs: Sequence[ReacReading]) -> list[Json]:
    """CCPs of other titles worth an activity of this one; what leads nowhere is a doubt, not a piece (A1.8).

    The annex of the RE states them, or the fiche emploi type of the REAC.
    """
    ledger = skeleton.ledger
    pieces: list[Json] = []
    reads = {
        (fold(one.title.value), fold(one.current.value)): one
        for one in (*(one for reac in reacs for one in reac.equivalences), *re.equivalences)
    }
    for read in reads.values():
        address = f"equivalences/{len(pieces) + 1}"
        number = skeleton.titles.link("activity", read.current.value)
        if number is None:
            ledger.doubt(
                "equivalences",
                f"L’équivalence « {read.title.value} » → « {read.current.value} » n’est pas reprise : elle ne mène à "
                "aucune activité du titre.",
                (*read.title.lines, *read.current.lines),
                severity="warning",
            )
            continue
        ledger.note(f"{address}/activity", read.current)
        pieces.append(
            {
                "title": ledger.text(f"{address}/title", read.title),
                "rncp": ledger.text(f"{address}/rncp", read.rncp),
                "ccps": ledger.texts(f"{address}/ccps", read.ccps),
                "activity": number,
            }
        )
    return pieces


def glossary(ledger: Ledger, readings: Sequence[ReacReading | ReReading]) -> list[Json]:
    """Terms of every glossary, in the order of the readings; the same entry once."""
    pieces: list[Json] = []
    known: dict[tuple[str, str], int] = {}
    for reading in readings:
        for read in reading.glossary:
            definition = read.definition.value if read.definition else ""
            rank = known.setdefault((fold(read.term.value), fold(definition)), len(pieces) + 1)
            if rank > len(pieces):
                pieces.append({"term": read.term.value, "definition": definition})
            ledger.note(f"glossary/{rank}/term", read.term)
            if read.definition:
                ledger.note(f"glossary/{rank}/definition", read.definition)
    return pieces


def dates(ledger: Ledger, identity: Settled) -> Json:
    """Dates that the schema keeps apart from the printed contract, None where no page prints them."""
    found: Json = {}
    for key in OF_SOURCES:
        read = identity.values.get(key)
        found[key] = read.value if read else None
        if read:
            ledger.note(f"sources/{key}", read)
    return found


def variants(ledger: Ledger, titles: Titles) -> list[Json]:
    """Other wordings of the titles of activities and competences, once each, with the places that print them."""
    pieces: list[Json] = []
    for (kind, number), named in sorted(titles.named.items()):
        if kind == "transversal" or not named.agreement:
            continue
        address = f"{'activities' if kind == 'activity' else 'competences'}/{number}"
        texts: dict[str, list[Wording]] = {}
        for variant in named.agreement.variants:
            texts.setdefault(variant.text, []).append(variant)
        for text, wordings in texts.items():
            spots = " ; ".join(dict.fromkeys(witness_label(one.witness) for one in wordings))
            lines = [line for one in wordings for line in one.lines]
            place = f"{spots} ({lines[0].place})" if lines else spots
            pieces.append({"id": ledger.where(address), "text": text, "place": place})
            ledger.place(f"sources/variants/{len(pieces)}", lines)
    return pieces

"""The draw of the scenario by lot: secret until it is over, then replayable by anyone with pen and computer.

The centre numbers the sheets, chooses a seed and publishes `commitment(seed, sheets)` before the first draw:
from then on neither can change unseen. Each draw follows from the seed, its rank and the candidate's
reference. Once the seed is revealed, `replay` gives the same sheets again (RE CIP 3.1: the scenario is drawn
by lot, the candidate does not know it, the actor alone receives the sheet).
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PROTOCOL = "jalon-tirage-1"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw: its rank from 1, who it was for (a reference such as « candidat-7 »), the sheet's number."""

    rank: int
    ref: str
    sheet: int


def commitment(seed: str, sheets: Sequence[int]) -> str:
    """SHA-256, in hexadecimal, of « jalon-tirage-1|seed|1,2,3 »; the sheets in increasing order.

    Raises ValueError when the sheets are fewer than two (nothing to draw) or repeated, or the seed is empty.
    """
    _check(seed, sheets)
    text = f"{PROTOCOL}|{seed}|{','.join(map(str, sorted(sheets)))}"
    return hashlib.sha256(text.encode()).hexdigest()


def pool_after(sheets: Sequence[int], drawn: Sequence[int]) -> tuple[int, ...]:
    """Sheets still in the urn: a drawn sheet stays out until all have come out, then all go back in."""
    whole = tuple(sorted(sheets))
    since_refill = set(drawn[len(drawn) // len(whole) * len(whole) :])
    return tuple(sheet for sheet in whole if sheet not in since_refill)


def draw_sheet(seed: str, sheets: Sequence[int], drawn: Sequence[int], ref: str) -> int:
    """The sheet for the next draw, knowing the numbers `drawn` so far in order.

    HMAC-SHA256(seed, « rank|ref|attempt ») read as a whole number points into the urn; a number in the
    incomplete last stretch is rejected, so that every sheet has exactly the same chance.
    Raises ValueError as `commitment` does.
    """
    _check(seed, sheets)
    pool = pool_after(sheets, drawn)
    fair = 2**256 - 2**256 % len(pool)
    attempt = 0
    while True:
        message = f"{len(drawn) + 1}|{ref}|{attempt}"
        value = int.from_bytes(hmac.digest(seed.encode(), message.encode(), "sha256"), "big")
        if value < fair:
            return pool[value % len(pool)]
        attempt += 1


def replay(seed: str, sheets: Sequence[int], order: Iterable[str]) -> tuple[Drawn, ...]:
    """Every draw again, for candidates' references in the order they drew."""
    drawn: list[Drawn] = []
    for rank, ref in enumerate(order, 1):
        drawn.append(Drawn(rank, ref, draw_sheet(seed, sheets, [d.sheet for d in drawn], ref)))
    return tuple(drawn)


def discrepancies(
    published: str, seed: str, sheets: Sequence[int], recorded: Sequence[Drawn]
) -> tuple[str, ...]:
    """All that does not hold between what was published, revealed and recorded; empty when the draw is sound."""
    try:
        computed = commitment(seed, sheets)
    except ValueError as error:
        return (str(error),)
    faults = []
    if not hmac.compare_digest(computed, published):
        faults.append("L’empreinte de la graine et des fiches n’est pas celle qui avait été publiée.")
    ordered = sorted(recorded, key=lambda d: d.rank)
    if [d.rank for d in ordered] != list(range(1, len(ordered) + 1)):
        faults.append("Des tirages manquent : les rangs enregistrés ne se suivent pas.")
    faults += [
        f"Tirage n° {done.rank} ({done.ref}) : la fiche {done.sheet} a été enregistrée, "
        f"le calcul donne la fiche {again.sheet}."
        for done, again in zip(ordered, replay(seed, sheets, [d.ref for d in ordered]), strict=True)
        if done.sheet != again.sheet
    ]
    return tuple(faults)


def _check(seed: str, sheets: Sequence[int]) -> None:
    if not seed:
        raise ValueError("La graine du tirage est vide.")
    if len(set(sheets)) != len(sheets):
        raise ValueError("Deux fiches portent le même numéro.")
    if len(sheets) < 2:
        raise ValueError("Un tirage au sort demande au moins deux fiches de scénario.")

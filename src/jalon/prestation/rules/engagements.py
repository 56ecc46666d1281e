"""Delays and payments of a deed: retraction, first payment, schedule (C4: L6353-5, L6353-6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from jalon.common.calendar import add_months
from jalon.common.typography import NBSP, NNBSP, day_label

CONTRACT = "contract"
QUOTE = "quote"


def euros(cents: int) -> str:
    """« 1 920 € », « 80,50 € »."""
    whole, rest = divmod(cents, 100)
    text = f"{whole:,}".replace(",", NNBSP)
    return f"{text},{rest:02d}{NBSP}€" if rest else f"{text}{NBSP}€"


def retraction_until(signed_on: date, days: int) -> date:
    """The last day on which the person may retract, the day of the signature not counted."""
    return signed_on + timedelta(days=days)


def retraction_faults(until: date | None, today: date) -> list[str]:
    """Why one can no longer retract."""
    if until is None:
        return [
            "Cet acte n’ouvre pas de délai de rétractation : il n’est pas un contrat individuel (L6353-5)."
        ]
    if today > until:
        return [f"Le délai de rétractation est passé depuis le {day_label(until)} (L6353-5)."]
    return []


@dataclass(frozen=True, slots=True)
class Payment:
    """A part of the price and the day it falls due."""

    label: str
    due_on: date
    amount_cents: int


def staged(
    price_cents: int, count: int, *, first_on: date, starts_on: date, first_percent: int
) -> list[Payment]:
    """A price in `count` monthly parts: the first, at most `first_percent` of it, on `first_on`, the rest once begun.

    The parts are equal but for the rounding, which the last one takes; with one part, the whole price once begun.
    """
    if count <= 1:
        return [Payment("Versement unique", max(first_on, starts_on + timedelta(days=1)), price_cents)]
    first = min(price_cents // count, price_cents * first_percent // 100)
    rest, base = price_cents - first, max(first_on, starts_on)
    each = rest // (count - 1)
    parts = [each] * (count - 2) + [rest - each * (count - 2)]
    return [Payment("Premier versement", first_on, first)] + [
        Payment(f"Versement {rank}" if rank < count else "Solde", add_months(base, rank - 1), amount)
        for rank, amount in enumerate(parts, 2)
    ]


def validity_faults(kind: str, valid_until: date | None, today: date) -> list[str]:
    """Why a quote can no longer be sent or signed: its last day is past, or it has none."""
    if kind != QUOTE:
        return []
    if valid_until is None:
        return ["Dites jusqu’à quand le devis est valable."]
    if today > valid_until:
        return [f"Le devis n’est plus valable depuis le {day_label(valid_until)} : préparez-en un autre."]
    return []


def paper_faults(on: date, *, sent_on: date | None, today: date, birth_date: date | None = None) -> list[str]:
    """Why a signature on paper cannot bear that day."""
    faults = []
    if on > today:
        faults.append("Une signature ne se date pas dans l’avenir.")
    if sent_on is not None and on < sent_on:
        faults.append(f"Le document est émis depuis le {day_label(sent_on)} : il n’a pu être signé avant.")
    if birth_date is not None and on <= birth_date:
        faults.append("La signature précède la naissance du signataire.")
    return faults


def schedule_faults(
    kind: str,
    payments: Iterable[Payment],
    *,
    price_cents: int | None,
    starts_on: date,
    earliest: date | None = None,
    first_percent: int,
) -> list[str]:
    """Why these payments are not a lawful schedule of a contract: too early, too much at first, not the price.

    `earliest` is the last day of the retraction period, known or reckoned from the day the deed is sent.
    """
    rows = sorted(payments, key=lambda one: one.due_on)
    faults = [f"« {one.label} » : une échéance porte un montant." for one in rows if one.amount_cents <= 0]
    if not rows:
        if kind == CONTRACT and price_cents:
            return ["Un contrat échelonne son prix : ajoutez les échéances de paiement (L6353-6)."]
        return []
    if price_cents is not None and (total := sum(one.amount_cents for one in rows)) != price_cents:
        faults.append(f"Les échéances font {euros(total)} pour un prix de {euros(price_cents)}.")
    if kind != CONTRACT:
        return faults
    if earliest is not None:
        faults += [
            f"« {one.label} », le {day_label(one.due_on)} : rien ne se paie avant la fin de la rétractation, "
            f"le {day_label(earliest)} (L6353-6)."
            for one in rows
            if one.due_on <= earliest
        ]
    if price_cents:
        first = sum(one.amount_cents for one in rows if one.due_on <= starts_on) or rows[0].amount_cents
        if first * 100 > first_percent * price_cents:
            faults.append(
                f"Le premier paiement, {euros(first)}, dépasse {first_percent}{NBSP}% du prix (L6353-6) : "
                "le reste s’échelonne au fil de la prestation."
            )
    return faults


def payment_faults(
    kind: str,
    *,
    paid_on: date,
    today: date,
    signed_on: date | None,
    retraction: date | None,
    starts_on: date | None = None,
    price_cents: int | None = None,
    paid_cents: int = 0,
    first_percent: int = 100,
) -> list[str]:
    """Why a payment cannot be recorded on that day; `paid_cents` counts it with those already made."""
    faults = []
    if paid_on > today:
        faults.append("Un paiement ne se date pas dans l’avenir.")
    if signed_on is None:
        faults.append("Rien ne se paie avant la signature (L6353-3).")
    elif paid_on < signed_on:
        faults.append(f"L’acte est signé depuis le {day_label(signed_on)} : rien ne se paie avant (L6353-3).")
    if kind == CONTRACT and retraction is not None and paid_on <= retraction:
        faults.append(
            f"La rétractation est possible jusqu’au {day_label(retraction)} : "
            "aucune somme ne se demande avant (L6353-6)."
        )
    if (
        kind == CONTRACT and price_cents and starts_on is not None and paid_on <= starts_on
        and paid_cents * 100 > first_percent * price_cents
    ):  # fmt: skip
        faults.append(
            f"Avec ce paiement, {euros(paid_cents)} seraient reçus avant que la prestation avance : plus de "
            f"{first_percent}{NBSP}% du prix (L6353-6)."
        )
    return faults


def parties_of(kind: str, *, has_purchaser: bool) -> tuple[str, ...]:
    """Who signs a deed of this kind."""
    if kind == "apprenticeship_copy":
        return ()
    if has_purchaser and kind in {"convention", "vae_convention", "quote"}:
        return (
            ("purchaser", "organisme")
            if kind != "vae_convention"
            else ("candidate", "purchaser", "organisme")
        )
    return ("candidate", "organisme")


def sending_faults(
    kind: str,
    *,
    purchaser_name: str,
    purchaser_signatory: str,
    price_cents: int | None,
    funders: Iterable[str],
) -> list[str]:
    """What a deed lacks besides its clauses: a price, its parties, and the right kind of deed for who pays."""
    faults = []
    if price_cents is None:
        faults.append("Le prix manque (L6353-1, L6353-4 5°).")
    if kind == "convention" and not purchaser_name.strip():
        faults.append("Une convention se signe avec un acheteur : nommez-le (L6353-1).")
    if purchaser_name.strip() and not purchaser_signatory.strip():
        faults.append("Nommez qui signe pour l’acheteur.")
    paying = set(funders)
    if kind == CONTRACT and purchaser_name.strip():
        faults.append(
            "Un contrat se signe avec la personne seule ; avec un acheteur, préparez une convention."
        )
    if kind == "convention" and paying == {"self"}:
        faults.append("La personne paie seule : la loi demande un contrat, pas une convention (L6353-3).")
    return faults

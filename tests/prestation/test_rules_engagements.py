"""A deed without its legal contents is refused item by item; money waits for the end of the retraction (C4)."""

from datetime import date

import pytest

from jalon.prestation.rules.clauses import CONTRACT, CONVENTION, clause_faults, clauses_of
from jalon.prestation.rules.engagements import (
    Payment,
    euros,
    parties_of,
    payment_faults,
    retraction_faults,
    retraction_until,
    schedule_faults,
    sending_faults,
)

STARTS = date(2026, 11, 2)
UNTIL = date(2026, 10, 11)


def test_an_empty_contract_names_each_missing_item_with_its_article() -> None:
    faults = clause_faults("contract", {}, remote=False)
    assert len(faults) == len(CONTRACT)
    assert "Il manque « Niveau de connaissances préalables requis » (L6353-4 2°)." in faults
    assert "Il manque « Délai et modalités de rétractation » (L6353-5)." in faults


@pytest.mark.parametrize("missing", [clause.key for clause in CONVENTION])
def test_each_item_of_a_convention_is_asked_on_its_own(missing: str) -> None:
    texts = {clause.key: "…" for clause in CONVENTION if clause.key != missing}
    assert len(clause_faults("convention", texts, remote=False)) == 1
    assert clause_faults("convention", texts | {missing: "dit"}, remote=False) == []


def test_blank_text_says_nothing_and_distance_asks_for_one_item_more() -> None:
    texts = {clause.key: "…" for clause in CONVENTION}
    assert clause_faults("convention", texts | {"price": "  \n"}, remote=False)
    assert ["À distance" in fault for fault in clause_faults("convention", texts, remote=True)] == [True]
    assert clauses_of("apprenticeship_copy", remote=True) == ()


def test_the_tenth_day_is_the_last_and_the_day_of_signing_does_not_count() -> None:
    until = retraction_until(date(2026, 10, 1), 10)
    assert until == UNTIL
    assert retraction_faults(until, UNTIL) == []
    assert retraction_faults(until, date(2026, 10, 12))
    assert retraction_until(date(2028, 2, 25), 10) == date(2028, 3, 6)
    assert "contrat individuel" in retraction_faults(None, UNTIL)[0]


def schedule(*payments: Payment, price: int = 300_000, kind: str = "contract") -> list[str]:
    return schedule_faults(
        kind, payments, price_cents=price, starts_on=STARTS, earliest=UNTIL, first_percent=30
    )


def test_a_contract_takes_at_most_thirty_percent_at_first_and_nothing_within_the_retraction() -> None:
    lawful = Payment("Premier", date(2026, 10, 12), 90_000), Payment("Solde", date(2026, 12, 1), 210_000)
    assert schedule(*lawful) == []
    early = schedule(Payment("Premier", UNTIL, 90_000), lawful[1])
    assert ["avant la fin de la rétractation" in fault for fault in early] == [True]
    heavy = schedule(
        Payment("Premier", date(2026, 10, 12), 90_001), Payment("Solde", date(2026, 12, 1), 209_999)
    )
    assert ["dépasse 30" in fault for fault in heavy] == [True]
    split = schedule(
        Payment("A", date(2026, 10, 12), 50_000),
        Payment("B", STARTS, 50_000),
        Payment("C", date(2026, 12, 1), 200_000),
    )
    assert ["dépasse 30" in fault for fault in split] == [True]


def test_a_schedule_adds_up_to_the_price_and_a_contract_has_one() -> None:
    assert "pour un prix de" in schedule(Payment("Seul", date(2026, 12, 1), 80_000))[0]
    assert "échelonne" in schedule()[0]
    assert schedule(kind="convention") == []


def paid(on: date, **told) -> list[str]:
    given = {"today": date(2026, 12, 1), "signed_on": date(2026, 10, 1), "retraction": UNTIL}
    return payment_faults("contract", paid_on=on, **{**given, **told})


def test_nothing_is_paid_before_the_signature_nor_within_the_retraction_nor_tomorrow() -> None:
    assert paid(date(2026, 10, 12)) == []
    assert "jusqu’au 11" in paid(UNTIL)[0]
    assert len(paid(date(2026, 9, 30))) == 2
    assert "avenir" in paid(date(2026, 12, 2))[0]
    assert "avant la signature" in paid(date(2026, 10, 12), signed_on=None)[0]


def test_who_pays_alone_signs_a_contract_and_a_purchaser_a_convention() -> None:
    alone = {"purchaser_name": "", "purchaser_signatory": "", "price_cents": 1}
    assert sending_faults("contract", funders=["self"], **alone) == []
    faults = sending_faults("convention", funders=["self"], **alone)
    assert ["nommez-le" in faults[0], "demande un contrat" in faults[1]] == [True, True]
    bought = {"purchaser_name": "Ateliers du Lot", "purchaser_signatory": "", "price_cents": None}
    assert len(sending_faults("contract", funders=[], **bought)) == 3


def test_parties_sign_as_the_deed_says() -> None:
    assert parties_of("contract", has_purchaser=False) == ("candidate", "organisme")
    assert parties_of("convention", has_purchaser=True) == ("purchaser", "organisme")
    assert parties_of("vae_convention", has_purchaser=True) == ("candidate", "purchaser", "organisme")


def test_money_is_written_the_french_way() -> None:
    assert euros(192_000) == "1\u202f920\u00a0€"
    assert euros(8_050) == "80,50\u00a0€"

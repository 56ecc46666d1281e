"""Deeds prepared, sent, signed, retracted, superseded; money that waits (C4)."""

from datetime import date
from hashlib import sha256

import pytest

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.documents.queries import content_of
from jalon.parcours.operations import advance_parcours
from jalon.prestation.enums import DeliveryKind, EngagementKind, Funder, Party
from jalon.prestation.models import Engagement
from jalon.prestation.operations import (
    ask_financing,
    decide_financing,
    decline_engagement,
    prepare_engagement,
    record_delivery,
    record_payment,
    retract_engagement,
    send_convocation,
    send_convocations,
    send_engagement,
    sign_engagement,
    update_engagement,
)
from tests import cast
from tests.documents.reading import text_of
from tests.prestation import story

SENT = story.at(9, day=date(2026, 9, 7))
SIGNED = story.at(10, day=date(2026, 9, 9))


def sent(leader, place, **told) -> Engagement:
    return send_engagement(actor=leader, engagement=story.contract(leader, place, **told), now=SENT)


def sign(actor, engagement, party=Party.CANDIDATE, now=SIGNED, **told):
    given = {"strokes": story.STROKES, "document_sha256": engagement.document.sha256} | told
    return sign_engagement(actor=actor, engagement=engagement, party=party, now=now, **given)


def signed(leader, ines, place) -> Engagement:
    engagement = sent(leader, place)
    sign(ines, engagement)
    sign(leader, engagement, Party.ORGANISME)
    engagement.refresh_from_db()
    return engagement


def test_a_convention_without_its_legal_contents_is_refused_item_by_item(leader, place) -> None:
    empty = prepare_engagement(
        actor=leader, participation=place, kind=EngagementKind.CONVENTION, clauses={}, now=story.OPENED
    )
    with pytest.raises(TransitionRefused) as refused:
        send_engagement(actor=leader, engagement=empty, now=SENT)
    told = refused.value.reasons
    assert sum("Il manque «" in one for one in told) == 7
    assert any("nommez-le (L6353-1)" in one for one in told)
    empty.refresh_from_db()
    assert (empty.status, empty.document) == ("draft", None)


def test_a_contract_sent_is_an_issued_document_that_no_longer_changes(leader, place) -> None:
    engagement = sent(leader, place)
    content = content_of(engagement.document)
    assert sha256(content).hexdigest() == engagement.document.sha256
    text = text_of(content)
    for said in (
        "Contrat de formation",
        "à titre individuel",
        "L6353-4 2°",
        "900 €",
        "droit de rétractation",
    ):
        assert said in text
    with pytest.raises(TransitionRefused, match="déjà envoyé"):
        update_engagement(
            actor=leader, engagement=engagement, clauses={}, price_cents=1, off_premises=False, purchaser_name="",
            purchaser_address="", purchaser_siret="", purchaser_signatory="", payments=(), now=SENT,
        )  # fmt: skip


def test_two_signatures_conclude_the_contract_open_the_retraction_and_move_the_path(
    leader, ines, place
) -> None:
    path = place.parcours
    for act in ("position", "admit"):
        advance_parcours(actor=leader, parcours=path, act=act, on=date(2026, 9, 2), now=SENT)
    engagement = signed(leader, ines, place)
    assert engagement.status == "signed"
    assert engagement.retraction_until == date(2026, 9, 19)
    path.refresh_from_db()
    assert path.stage == "contracted"
    copy = engagement.document.superseded_by
    assert "Signé à l’écran le 9 septembre 2026" in text_of(content_of(copy))
    assert (
        engagement.signatures.values_list("document_sha256", flat=True).distinct().get()
        == engagement.document.sha256
    )


def test_one_signs_the_document_that_one_read_once_and_for_oneself(leader, trainer, ines, place) -> None:
    engagement = sent(leader, place)
    with pytest.raises(TransitionRefused, match="relisez-le"):
        sign(ines, engagement, document_sha256="0" * 64)
    with pytest.raises(TransitionRefused, match="pour vous-même"):
        sign(ines, engagement, Party.ORGANISME)
    with pytest.raises(TransitionRefused, match="Seul un responsable"):
        sign(trainer, engagement, Party.ORGANISME)
    with pytest.raises(TransitionRefused, match="ne signe pas"):
        sign(leader, engagement, Party.PURCHASER)
    sign(ines, engagement)
    with pytest.raises(TransitionRefused, match="rien de signé ne change"):
        sign(ines, engagement)
    assert engagement.signatures.count() == 1


def test_retraction_is_possible_on_the_tenth_day_and_no_longer_on_the_eleventh(leader, ines, place) -> None:
    engagement = signed(leader, ines, place)
    late = story.at(9, day=date(2026, 9, 20))
    with pytest.raises(TransitionRefused, match="passé depuis le 19"):
        retract_engagement(actor=ines, engagement=engagement, on=date(2026, 9, 20), now=late)
    last = story.at(23, day=date(2026, 9, 19))
    assert (
        retract_engagement(actor=ines, engagement=engagement, on=date(2026, 9, 19), now=last).status
        == "retracted"
    )


def test_off_premises_the_period_is_the_longer_one(leader, ines, place) -> None:
    engagement = sent(leader, place, off_premises=True)
    sign(ines, engagement)
    sign(leader, engagement, Party.ORGANISME)
    engagement.refresh_from_db()
    assert engagement.retraction_until == date(2026, 9, 23)


def test_no_payment_before_the_end_of_the_retraction(leader, ines, place) -> None:
    engagement = signed(leader, ines, place)
    first = engagement.instalments.first()
    with pytest.raises(TransitionRefused, match="L6353-6"):
        record_payment(actor=leader, instalment=first, paid_on=date(2026, 9, 19), now=story.at(9))
    record_payment(actor=leader, instalment=first, paid_on=date(2026, 9, 20), now=story.at(9))
    with pytest.raises(TransitionRefused, match="déjà enregistré"):
        record_payment(actor=leader, instalment=first, paid_on=date(2026, 9, 20), now=story.at(9))


def test_a_signed_deed_is_replaced_by_another_and_stays(leader, ines, place) -> None:
    former = signed(leader, ines, place)
    new = story.contract(leader, place, supersedes=former)
    former.refresh_from_db()
    assert former.status == "signed", "it binds until the other is concluded"
    with pytest.raises(TransitionRefused, match="déjà en préparation"):
        story.contract(leader, place, supersedes=former)
    new = send_engagement(actor=leader, engagement=new, now=SENT)
    sign(ines, new)
    sign(leader, new, Party.ORGANISME)
    former.refresh_from_db()
    assert (former.status, former.superseded_by, former.signatures.count()) == ("superseded", new, 2)


def test_declining_says_why(leader, ines, place) -> None:
    engagement = sent(leader, place)
    with pytest.raises(TransitionRefused, match="motif"):
        decline_engagement(actor=ines, engagement=engagement, reason="", now=SIGNED)
    assert (
        decline_engagement(actor=ines, engagement=engagement, reason="Trop tôt", now=SIGNED).status
        == "declined"
    )


def test_a_purchaser_signs_on_paper_and_the_centre_enters_it(leader, place) -> None:
    engagement = send_engagement(
        actor=leader, now=SENT,
        engagement=prepare_engagement(
            actor=leader, participation=place, kind=EngagementKind.CONVENTION, clauses=story.CLAUSES,
            purchaser_name="Ateliers du Lot", purchaser_signatory="Bruno Delmas", now=story.OPENED,
        ),
    )  # fmt: skip
    sign(leader, engagement, Party.PURCHASER, strokes=None, on_paper=True)
    sign(leader, engagement, Party.ORGANISME)
    engagement.refresh_from_db()
    assert (engagement.status, engagement.retraction_until) == ("signed", None)


def test_a_handover_has_its_day_and_its_proof(leader, place) -> None:
    told = {"actor": leader, "participation": place, "kind": DeliveryKind.RULES, "now": SENT}
    with pytest.raises(TransitionRefused) as refused:
        record_delivery(on=date(2027, 1, 1), how=" ", **told)
    assert len(refused.value.reasons) == 2
    made = record_delivery(on=date(2026, 9, 7), how="En main propre", **told)
    assert made.actor_label == leader.label


def test_a_convocation_lists_the_first_séances_and_a_new_one_supersedes_it(
    leader, seance, place, group
) -> None:
    now = story.at(9, day=date(2026, 11, 12))
    first = send_convocation(actor=leader, participation=place, now=now)
    text = text_of(content_of(first.document))
    assert "Analyser la demande" in text
    assert "lundi 16 novembre 2026" in text
    second = send_convocation(actor=leader, participation=place, now=now)
    first.document.refresh_from_db()
    assert first.document.superseded_by == second.document
    assert len(send_convocations(actor=leader, participations=group.participations.all(), now=now)) == 1


def test_funding_is_asked_then_answered_once(leader, place) -> None:
    with pytest.raises(TransitionRefused, match="montant"):
        ask_financing(
            actor=leader,
            participation=place,
            funder=Funder.OPCO,
            amount_cents=0,
            asked_on=date(2026, 9, 1),
            now=SENT,
        )
    asked = ask_financing(
        actor=leader,
        participation=place,
        funder=Funder.OPCO,
        amount_cents=300_000,
        asked_on=date(2026, 9, 1),
        now=SENT,
    )
    with pytest.raises(TransitionRefused, match="précède la demande"):
        decide_financing(actor=leader, financing=asked, granted=True, decided_on=date(2026, 8, 31), now=SENT)
    answered = decide_financing(
        actor=leader,
        financing=asked,
        granted=True,
        decided_on=date(2026, 9, 7),
        amount_cents=250_000,
        now=SENT,
    )
    assert (answered.status, answered.amount_cents) == ("granted", 250_000)
    with pytest.raises(TransitionRefused, match="déjà notée"):
        decide_financing(actor=leader, financing=asked, granted=False, decided_on=date(2026, 9, 7), now=SENT)


def test_the_trainer_prepares_but_never_signs_for_the_centre(leader, trainer, place) -> None:
    assert cast.actor(Role.FORMATEUR) == trainer
    assert story.contract(trainer, place).status == "draft"

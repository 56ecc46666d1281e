"""Quotes that end, prices cut, deeds replaced in time, the CPF portal, papers for absences, trainers’ titles."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jalon.accounts.enums import Role
from jalon.common.calendar import add_working_days
from jalon.common.models import JournalEntry
from jalon.common.parameters import PARAMETERS
from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.documents.queries import content_of
from jalon.prestation.drafts import drafted_clauses
from jalon.prestation.enums import AbsenceNature, EngagementKind, Funder, Party, Presence, TrainerStatus
from jalon.prestation.models import Engagement, Participation
from jalon.prestation.operations import (
    answer_justification,
    ask_financing,
    discard_engagement,
    justify_absence,
    leave_prestation,
    prepare_engagement,
    record_cpf_step,
    record_payment,
    record_trainer,
    remove_participation,
    return_to_prestation,
    send_engagement,
)
from jalon.prestation.rules.cpf import CpfDays, cpf_clocks, cpf_faults
from jalon.prestation.rules.engagements import schedule_faults, staged
from tests import cast
from tests.documents.reading import text_of
from tests.prestation import story
from tests.prestation.test_operations_engagements import SENT, SIGNED, sign, signed
from tests.prestation.test_operations_presence import AFTER, countersign, note

FIGURES = {key: one.default for key, one in PARAMETERS.items()}


def quote(leader, place, **told) -> Engagement:
    return prepare_engagement(
        actor=leader, participation=place, kind=EngagementKind.QUOTE, clauses=story.CLAUSES, now=SENT, **told
    )


def test_a_quote_says_until_when_it_is_valid_and_is_signed_no_later(leader, ines, place) -> None:
    deed = send_engagement(actor=leader, engagement=quote(leader, place), now=SENT)
    assert deed.valid_until == SENT.date() + timedelta(days=FIGURES["quote_valid_days"])
    assert "Valable jusqu’au" in text_of(content_of(deed.document))
    with pytest.raises(TransitionRefused, match="n’est plus valable depuis le 7"):
        sign(ines, deed, now=story.at(9, day=deed.valid_until + timedelta(days=1)))
    sign(ines, deed, now=story.at(23, day=deed.valid_until))
    late = quote(leader, place, valid_until=date(2026, 9, 1))
    with pytest.raises(TransitionRefused, match="préparez-en un autre"):
        send_engagement(actor=leader, engagement=late, now=SENT)


@given(
    st.integers(1, 2_000_000), st.integers(2, 60), st.integers(1, 100),
    st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(-60, 60),
)  # fmt: skip
def test_a_price_cut_into_months_is_always_a_lawful_schedule(price, count, percent, starts_on, shift) -> None:
    first_on = starts_on + timedelta(days=shift)
    parts = staged(price, count, first_on=first_on, starts_on=starts_on, first_percent=percent)
    assert sum(one.amount_cents for one in parts) == price
    if price >= count * 100:
        assert schedule_faults(
            "contract", parts, price_cents=price, starts_on=starts_on, earliest=first_on - timedelta(days=1),
            first_percent=percent,
        ) == []  # fmt: skip


def test_as_many_instalments_as_wanted_are_typed_added_and_cut(leader, place) -> None:
    deed = story.contract(leader, place)
    browser, address = (
        cast.client(Role.RESPONSABLE_SESSION),
        reverse("prestation:engagement_edit", args=[deed.pk]),
    )
    texts = {f"clause_{key}": text for key, text in story.CLAUSES.items()} | {"price_cents": "3000"}
    rows = {}
    for rank in range(1, 11):
        rows |= {
            f"due_{rank}": f"2027-{rank:02d}-15",
            f"amount_{rank}": "300",
            f"label_{rank}": f"Mois {rank}",
        }
    wider = browser.post(address, texts | rows | {"more": "13"}).content.decode()
    assert 'name="due_13"' in wider
    assert "Mois 10" in wider
    assert deed.instalments.count() == 2, "nothing is kept before it is saved"
    browser.post(address, texts | rows)
    assert deed.instalments.count() == 10
    cut = browser.get(address, {"versements": "6"}).content.decode()
    assert 'name="due_6"' in cut
    assert deed.instalments.count() == 10
    half = browser.post(address, texts | {"due_1": "2027-01-15", "amount_1": ""}).content.decode()
    assert "Donnez la date et le montant" in half


def test_a_deed_binds_until_its_successor_is_concluded_and_a_draft_may_be_thrown_away(
    leader, ines, place
) -> None:
    former = signed(leader, ines, place)
    browser = cast.client(Role.RESPONSABLE_SESSION)
    browser.post(reverse("prestation:engagement_replace", args=[former.pk]))
    new = Engagement.objects.get(supersedes=former)
    assert [one.amount_cents for one in new.instalments.all()] == [90_000, 210_000]
    discard_engagement(actor=leader, engagement=new, now=SIGNED)
    former.refresh_from_db()
    assert (former.status, former.superseded_by) == ("signed", None)
    with pytest.raises(TransitionRefused, match="déjà envoyé"):
        discard_engagement(actor=leader, engagement=former, now=SIGNED)


def test_a_signature_on_paper_bears_the_day_of_the_paper(leader, ines, place) -> None:
    deed = send_engagement(actor=leader, engagement=story.contract(leader, place), now=SENT)
    for day, said in ((date(2026, 9, 6), "n’a pu être signé avant"), (date(2026, 9, 10), "dans l’avenir")):
        with pytest.raises(TransitionRefused, match=said):
            sign(leader, deed, strokes=None, on_paper=True, paper_on=day)
    sign(leader, deed, strokes=None, on_paper=True, paper_on=date(2026, 9, 7))
    sign(leader, deed, Party.ORGANISME, strokes=None, on_paper=True, paper_on=date(2026, 9, 8))
    deed.refresh_from_db()
    assert (deed.signed_on, deed.retraction_until) == (date(2026, 9, 8), date(2026, 9, 18))


def test_no_more_than_the_first_part_is_received_before_the_action_moves_on(leader, ines, place) -> None:
    deed = signed(leader, ines, place)
    first, last = deed.instalments.all()
    record_payment(actor=leader, instalment=first, paid_on=date(2026, 10, 20), now=story.at(9))
    with pytest.raises(TransitionRefused, match="plus de 30"):
        record_payment(actor=leader, instalment=last, paid_on=date(2026, 10, 21), now=story.at(9))
    record_payment(actor=leader, instalment=last, paid_on=date(2026, 11, 3), now=story.at(9))


def test_the_delays_of_the_portal_count_working_days() -> None:
    asked = CpfDays(date(2026, 5, 12))
    assert cpf_clocks(asked, FIGURES)[0].due_on == date(2026, 5, 15), "Thursday the 14th is Ascension Day"
    assert cpf_clocks(CpfDays(date(2026, 1, 31), prerequisites=True), FIGURES)[0].due_on == date(2026, 3, 2)
    confirmed = CpfDays(date(2026, 5, 4), proposed_on=date(2026, 5, 5), confirmed_on=date(2026, 5, 7))
    last = add_working_days(date(2026, 5, 7), 14)
    assert cpf_faults("retract", last, confirmed, today=last, figures=FIGURES) == []
    after = last + timedelta(days=1)
    assert "jusqu’au" in cpf_faults("retract", after, confirmed, today=after, figures=FIGURES)[0]
    assert len(cpf_faults("pay", date(2026, 5, 1), confirmed, today=date(2026, 4, 1), figures=FIGURES)) == 3


def test_a_cpf_file_is_followed_to_its_payment(leader, place) -> None:
    asked = ask_financing(
        actor=leader,
        participation=place,
        funder=Funder.CPF,
        amount_cents=300_000,
        asked_on=date(2026, 9, 1),
        now=SENT,
    )
    days = {"propose": 2, "confirm": 3, "done": 4, "pay": 5}
    for act, day in days.items():
        record_cpf_step(actor=leader, financing=asked, act=act, on=date(2026, 9, day), now=SENT)
    asked.refresh_from_db()
    assert (asked.status, asked.cpf.paid_on) == ("granted", date(2026, 9, 5))
    with pytest.raises(TransitionRefused, match="achevé"):
        record_cpf_step(actor=leader, financing=asked, act="pay", on=date(2026, 9, 6), now=SENT)
    page = (
        cast.client(Role.RESPONSABLE_SESSION).get(reverse("prestation:cpf", args=[asked.pk])).content.decode()
    )
    assert "Deux textes se contredisent" in page


def test_a_paper_excuses_the_absences_of_its_days_before_and_after(
    leader, ines, trainer, seance, place, group
) -> None:
    paul = group.participations.exclude(pk=place.pk).get()
    note(leader, seance, place, Presence.ABSENT)
    note(leader, seance, paul)
    countersign(trainer, seance)
    told = {"participation": place, "first_on": story.DAY, "last_on": story.DAY + timedelta(days=1)}
    paper = justify_absence(
        actor=ines, nature=AbsenceNature.SUMMONS, scan=Received("c.pdf", PDF, b"%PDF-1.7"), now=AFTER, **told
    )
    with pytest.raises(TransitionRefused, match="attend déjà"):
        justify_absence(actor=ines, nature=AbsenceNature.JOB, now=AFTER, **told)
    with pytest.raises(TransitionRefused, match="Un refus dit son motif"):
        answer_justification(actor=leader, justification=paper, accepted=False, now=AFTER)
    answer_justification(actor=leader, justification=paper, accepted=True, now=AFTER)
    assert place.attendances.get(superseded_by=None).presence == Presence.EXCUSED
    tomorrow = story.seance(leader, group, story.DAY + timedelta(days=1))
    noted = note(leader, tomorrow, place, Presence.ABSENT, at=AFTER)
    assert (noted.presence, noted.note) == ("excused", "Convocation d’une administration ou d’un tribunal")
    with pytest.raises(TransitionRefused, match="déjà sa réponse"):
        answer_justification(actor=leader, justification=paper, accepted=True, now=AFTER)


def test_a_paper_outside_the_stay_is_refused_with_every_reason(ines, place) -> None:
    with pytest.raises(TransitionRefused) as refused:
        justify_absence(
            actor=ines, participation=place, first_on=date(1980, 1, 2), last_on=date(1980, 1, 1),
            nature=AbsenceNature.OTHER, now=AFTER,
        )  # fmt: skip
    assert len(refused.value.reasons) == 3


def test_a_paper_is_read_by_the_person_and_with_a_trace_by_the_team(leader, ines, place, trainer) -> None:
    paper = justify_absence(
        actor=ines, participation=place, first_on=story.DAY, last_on=story.DAY, nature=AbsenceNature.JOB,
        scan=Received("entretien.pdf", PDF, b"%PDF-1.7"), now=story.at(9),
    )  # fmt: skip
    address = reverse("prestation:justification_file", args=[paper.pk])
    assert cast.client(Role.CANDIDAT).get(address).status_code == 200
    assert not JournalEntry.objects.filter(verb="prestation.justify.read").exists()
    assert cast.client(Role.FORMATEUR).get(address).status_code == 200
    assert JournalEntry.objects.filter(verb="prestation.justify.read").count() == 1
    refused = cast.client(Role.CANDIDAT).post(
        reverse("prestation:justification_answer", args=[paper.pk]), {"accepted": "1"}
    )
    assert refused.status_code == 403


def test_a_departure_is_taken_back_and_a_place_given_by_mistake_too(leader, seance, place, group) -> None:
    with pytest.raises(TransitionRefused) as refused:
        return_to_prestation(actor=leader, participation=place, reason="", now=AFTER)
    assert len(refused.value.reasons) == 2
    leave_prestation(
        actor=leader, participation=place, left_on=date(2026, 11, 10), reason="Erreur", now=AFTER
    )
    back = return_to_prestation(actor=leader, participation=place, reason="Confusion de nom", now=AFTER)
    assert back.left_on is None
    note(leader, seance, place)
    with pytest.raises(TransitionRefused, match="des présences sont notées"):
        remove_participation(actor=leader, participation=place, now=AFTER)
    remove_participation(
        actor=leader, participation=group.participations.exclude(pk=place.pk).get(), now=AFTER
    )
    assert Participation.objects.get() == place


def test_the_titles_of_a_trainer_are_data_that_the_contract_states(leader, place, group) -> None:
    told = {"actor": leader, "person": group.trainer, "now": SENT}
    with pytest.raises(TransitionRefused) as refused:
        record_trainer(status=TrainerStatus.SUBCONTRACTOR, titles=" ", siret="123", **told)
    assert len(refused.value.reasons) == 4
    record_trainer(
        status=TrainerStatus.EMPLOYEE, titles="Titre professionnel FPA\nDix ans d’accompagnement", **told
    )
    said = drafted_clauses(place, retraction_days=10)["trainers"]
    assert said == "Bastien ROUMÉGAS : Titre professionnel FPA ; Dix ans d’accompagnement."
    mine = reverse("prestation:trainer_edit", args=[group.trainer_id])
    assert cast.client(Role.FORMATEUR).get(mine).status_code == 200


@pytest.mark.parametrize("name", ["day", "week"])
def test_the_sheets_of_a_day_and_of_a_week_tell_what_is_missing(
    leader, seance, place, name, monkeypatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: story.at(13, 30))
    note(leader, seance, place)
    page = (
        cast.client(Role.FORMATEUR)
        .get(reverse(f"prestation:{name}"), {"jour": "2026-11-16"})
        .content.decode()
    )
    assert "1 à noter" in page
    assert "Analyser la demande" in page
    browser = cast.client(Role.FORMATEUR)
    assert browser.get(reverse(f"prestation:{name}"), {"jour": "0001-01-01"}).status_code == 200
    assert (
        "Aucune séance" in browser.get(reverse(f"prestation:{name}"), {"jour": "2026-11-29"}).content.decode()
    )

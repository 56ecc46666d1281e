"""Apprenticeship kept by the centre and the company: contract, alternation, visits, hours, acts of the centre."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import BreakKind, CfaActKind, CfaFunction, Side, VisitKind, VisitSigner
from jalon.formation.models import (
    ApprenticeContract,
    CfaAct,
    CfaActPath,
    CompanyVisit,
    EntrustedPeriod,
    MasterAccess,
    ProgressMark,
)
from jalon.formation.operations.apprentissage import (
    FACTS,
    agree_calendar,
    break_contract,
    change_week,
    file_contract,
    issue_contract_convention,
    note_trial_absences,
    plan_weeks,
    save_contract,
)
from jalon.formation.operations.apprentissage_actes import (
    end_referent,
    name_referent,
    receive_cfa_act,
    record_cfa_act,
    withdraw_cfa_act,
)
from jalon.formation.operations.apprentissage_suivi import (
    attest_hours,
    cancel_visit,
    entrust,
    hold_visit,
    mark_progress,
    open_access,
    plan_visit,
    redo_visit,
    remove_period,
    revoke_access,
    sign_visit,
)
from jalon.formation.queries.apprentissage import (
    access_of,
    contract_in_force,
    contracts_of,
    dues_of,
    progression_of,
    weeks_of_path,
)
from jalon.formation.queries.companies import gauges_of
from jalon.formation.rules.apprentissage import Rhythm, Week
from jalon.parcours.models import Parcours
from jalon.parcours.steps import steps_of
from jalon.quality.queries import indicator_lines
from tests import cast
from tests.formation.conftest import CIP

START, END = date(2026, 9, 7), date(2027, 8, 31)
TODAY = date(2026, 11, 16)
PROOF = Received("attestation.pdf", PDF, b"%PDF-1.7\n%%EOF\n")
GIVEN = {
    "employer": "Les Jardins du Lot", "address": "4 chemin des Étroits\n31400 Toulouse", "siret": "732 829 320 00074",
    "employer_contact": "", "signatory": "Bruno Delmas", "master": "Yaëlle Ferrand", "master_quality": "conseillère",
    "master_email": "y.ferrand@jardins.example", "master_adult": True, "master_titled": True, "master_years": 6,
    "signed_on": date(2026, 8, 31), "starts_on": START, "ends_on": END, "weekly_hours": 35, "representative": "",
}  # fmt: skip
SIGNED = {"typed": "Yaëlle Ferrand", "agreed": True}


@pytest.fixture
def apprentice(path):
    path.route = "apprentissage"
    path.starts_on, path.ends_on = START, END
    path.save()
    return path


@pytest.fixture
def keep(apprentice, trainer, now):
    def keeping(contract=None, **changes) -> ApprenticeContract:
        return save_contract(
            actor=trainer, parcours=apprentice, facts=GIVEN | changes, now=now, contract=contract
        )

    return keeping


@pytest.fixture
def contract(keep, trainer, now):
    row = keep()
    plan_weeks(
        actor=trainer, contract=row, rhythm=Rhythm(1, 3), leave=[date(2026, 12, 28)], since=START, now=now
    )
    return row


@pytest.fixture
def period(contract, apprentice, trainer, now) -> EntrustedPeriod:
    return entrust(
        actor=trainer, parcours=apprentice, ccp_number=1, starts_on=date(2026, 9, 14), ends_on=date(2026, 10, 2),
        activities="Accueillir le public.", competence_refs=[CIP.competence_id(1), CIP.competence_id(2)], now=now,
    )  # fmt: skip


@pytest.fixture
def visit(contract, apprentice, trainer, now) -> CompanyVisit:
    row = plan_visit(
        actor=trainer, parcours=apprentice, kind=VisitKind.ON_SITE, planned_on=date(2026, 10, 20),
        visitor="Bastien Roumégas", now=now,
    )  # fmt: skip
    return hold_visit(
        actor=trainer, visit=row, held_on=date(2026, 10, 20), present="Y. Ferrand", done="Le poste est tenu.",
        difficulties="", decided="Un écrit par jour.", now=now,
    )  # fmt: skip


@pytest.fixture
def secret(contract, trainer, now, settings) -> str:
    _, url = open_access(actor=trainer, contract=contract, base_url="", now=timezone.now())
    return url


# -- the contract


def test_a_contract_is_kept_corrected_then_amended(contract, keep, apprentice, trainer, now):
    assert contract.siret == "73282932000074"
    assert keep(contract, weekly_hours=30).pk == contract.pk, "not issued: corrected in place"
    issued = issue_contract_convention(actor=trainer, contract=contract, now=now)
    assert issued.kind == "formation.convention_apprentissage"
    with pytest.raises(TransitionRefused, match="déjà émise"):
        issue_contract_convention(actor=trainer, contract=contract, now=now)
    amended = keep(contract, master="Karim Belkacem", master_email="")
    contract.refresh_from_db()
    assert (contract.superseded_by, contract.master) == (amended, "Yaëlle Ferrand"), (
        "what was issued never changes"
    )
    assert contracts_of(apprentice) == [amended]
    with pytest.raises(TransitionRefused, match="avenant a remplacé"):
        keep(contract, weekly_hours=20)


def test_an_amendment_keeps_the_page_of_the_same_maitre_and_closes_that_of_another(
    contract, keep, trainer, now
):
    issue_contract_convention(actor=trainer, contract=contract, now=now)
    _, url = open_access(actor=trainer, contract=contract, base_url="", now=now)
    token = url.rstrip("/").rpartition("/")[2]
    again = keep(contract, weekly_hours=32)
    assert access_of(token, TODAY).contract == again
    issue_contract_convention(actor=trainer, contract=again, now=now)
    keep(again, master="Karim Belkacem")
    assert access_of(token, TODAY) is None


def test_a_contract_needs_an_apprentice_and_a_date_of_birth(apprentice, keep):
    apprentice.route = "formation"
    apprentice.save()
    with pytest.raises(TransitionRefused, match="ne passe pas par l’apprentissage"):
        keep()
    apprentice.route = "apprentissage"
    apprentice.save()
    apprentice.person.birth_date = None
    apprentice.person.save()
    with pytest.raises(TransitionRefused, match="date de naissance"):
        keep()


def test_no_social_security_number_enters_a_contract(keep):
    with pytest.raises(TransitionRefused, match="sécurité sociale"):
        keep(employer_contact="2 04 05 31 555 123 45")


def test_the_convention_joins_the_calendar(keep, trainer, now):
    with pytest.raises(TransitionRefused, match="calendrier"):
        issue_contract_convention(actor=trainer, contract=keep(), now=now)


def test_the_filing_follows_the_signature(contract, trainer, now):
    for on, said in ((date(2026, 8, 30), "suit la signature"), (date(2026, 11, 17), "avenir")):
        with pytest.raises(TransitionRefused, match=said):
            file_contract(actor=trainer, contract=contract, on=on, number="", now=now)
    file_contract(actor=trainer, contract=contract, on=date(2026, 9, 9), number="D-1", now=now)
    contract.refresh_from_db()
    assert contract.filed_on == date(2026, 9, 9)


def test_a_break_keeps_what_was_done_and_opens_the_search_of_another_employer(
    contract, period, keep, apprentice, trainer, now
):
    attest_hours(actor=trainer, period=period, hours=105, proof=PROOF, now=now)
    with pytest.raises(TransitionRefused) as refused:
        break_contract(
            actor=trainer, contract=contract, on=date(2026, 12, 9), kind=BreakKind.TRIAL, reason=" ", now=now
        )
    assert len(refused.value.reasons) == 3, "in the future, after the trial, without a reason"
    break_contract(
        actor=trainer,
        contract=contract,
        on=date(2026, 11, 13),
        kind=BreakKind.TRIAL,
        reason="Fermeture",
        now=now,
    )
    (one,) = dues_of(apprentice, TODAY)
    assert (one.code, one.due_on) == ("new_contract", date(2027, 5, 13))
    assert apprentice.company_periods.get().hours == 105
    with pytest.raises(TransitionRefused, match="déjà rompu"):
        break_contract(actor=trainer, contract=contract, on=TODAY, kind=BreakKind.AGREED, reason="x", now=now)
    with pytest.raises(TransitionRefused, match="Un autre contrat"):
        keep(starts_on=date(2026, 11, 13), signed_on=date(2026, 11, 13))
    other = keep(employer="Le Relais", starts_on=date(2026, 11, 16), signed_on=date(2026, 11, 16))
    assert contract_in_force(apprentice) == other


def test_absences_put_the_end_of_the_trial_off(contract, apprentice, trainer, now):
    def told() -> str:
        return next(one.note for one in dues_of(apprentice, TODAY) if one.code == "trial")

    before = told()
    note_trial_absences(actor=trainer, contract=contract, days=3, now=now)
    assert told() != before
    with pytest.raises(TransitionRefused, match="entre zéro"):
        note_trial_absences(actor=trainer, contract=contract, days=-1, now=now)


# -- the calendar


def test_the_calendar_is_agreed_as_it_was_shown(contract, apprentice, trainer, now):
    given = {"actor": trainer, "contract": contract, "by": "Yaëlle Ferrand", "on": TODAY, "now": now}
    with pytest.raises(TransitionRefused, match="a changé pendant"):
        agree_calendar(**given, seen="0" * 64)
    agree_calendar(**given)
    assert "calendar" in {one.code for one in dues_of(apprentice, TODAY) if one.done_on}
    change_week(actor=trainer, contract=contract, week=Week(date(2027, 2, 15), 0, 5), now=now)
    assert "calendar" in {one.code for one in dues_of(apprentice, TODAY) if not one.done_on}


def test_the_weeks_already_begun_stay_when_the_calendar_is_made_again(contract, apprentice, trainer, now):
    before = weeks_of_path(apprentice, contract)
    plan_weeks(actor=trainer, contract=contract, rhythm=Rhythm(0, 1, 2), leave=[], since=TODAY, now=now)
    after = weeks_of_path(apprentice, contract)
    assert after[:10] == before[:10]
    assert {one.centre_days for one in after[10:]} == {2}
    with pytest.raises(TransitionRefused) as refused:
        plan_weeks(
            actor=trainer, contract=contract, rhythm=Rhythm(0, 0), leave=[date(2030, 1, 1)], since=date(2030, 1, 1),
            now=now,
        )  # fmt: skip
    assert len(refused.value.reasons) >= 4


def test_an_agreement_needs_the_whole_calendar(keep, trainer, now):
    row = keep()
    change_week(actor=trainer, contract=row, week=Week(START, 5), now=now)
    with pytest.raises(TransitionRefused, match="complétez-le"):
        agree_calendar(actor=trainer, contract=row, by="Y. Ferrand", on=TODAY, now=now)


# -- what is entrusted, the hours


def test_hours_attested_by_the_maitre_are_proved_work_time(period, apprentice, now):
    assert gauges_of(apprentice, CIP, START)[0].planned == 105
    row = attest_hours(
        actor=cast.actor(Role.FORMATEUR), period=period, hours=98, now=now, comment="Bien.", **SIGNED
    )
    kept = apprentice.company_periods.get()
    assert (kept.hours, kept.ccp_number, kept.company) == (98, 1, "Les Jardins du Lot")
    assert kept.proof_received_on == TODAY
    assert row.document.kind == "formation.attestation_entreprise"
    with kept.proof.open("rb") as file:
        assert file.read().startswith(b"%PDF-")
    gauge = gauges_of(apprentice, CIP, START)[0]
    assert (gauge.proven, gauge.planned, gauge.met) == (98, 0, True)
    with pytest.raises(TransitionRefused, match="déjà attestées"):
        attest_hours(actor=cast.actor(Role.FORMATEUR), period=period, hours=1, now=now, **SIGNED)
    with pytest.raises(TransitionRefused, match="ne s’efface plus"):
        remove_period(actor=cast.actor(Role.FORMATEUR), period=period, now=now)


def test_a_signature_names_the_maitre_and_hours_hold_in_the_calendar(period, trainer, now):
    with pytest.raises(TransitionRefused) as refused:
        attest_hours(actor=trainer, period=period, hours=106, typed="Bruno", agreed=False, now=now)
    told = " ".join(refused.value.reasons)
    assert "dépassent 105 h" in told
    assert "Yaëlle Ferrand" in told
    assert "Je signe" in told


def test_two_ccps_worked_on_the_same_days_share_the_work_time(period, apprentice, trainer, now):
    other = entrust(
        actor=trainer, parcours=apprentice, ccp_number=2, starts_on=period.starts_on, ends_on=period.ends_on,
        activities="Suivre.", competence_refs=[CIP.competence_id(6)], now=now,
    )  # fmt: skip
    attest_hours(actor=trainer, period=period, hours=70, proof=PROOF, now=now)
    with pytest.raises(TransitionRefused, match="Avec 70 h déjà"):
        attest_hours(actor=trainer, period=other, hours=36, proof=PROOF, now=now)
    attest_hours(actor=trainer, period=other, hours=35, proof=PROOF, now=now)
    assert sum(one.hours for one in apprentice.company_periods.all()) == 105


def test_a_period_is_of_the_contract_and_of_its_ccp(contract, apprentice, trainer, now):
    with pytest.raises(TransitionRefused) as refused:
        entrust(
            actor=trainer, parcours=apprentice, ccp_number=2, starts_on=END + timedelta(days=1), ends_on=START,
            activities="", competence_refs=[CIP.competence_id(1)], now=now,
        )  # fmt: skip
    assert len(refused.value.reasons) == 4
    with pytest.raises(TransitionRefused, match="n’a pas de CCP 9"):
        entrust(
            actor=trainer, parcours=apprentice, ccp_number=9, starts_on=START, ends_on=END, activities="x",
            competence_refs=[], now=now,
        )  # fmt: skip


def test_progress_is_told_by_both_sides_and_kept_as_it_was(contract, apprentice, trainer, now):
    one, two = CIP.competence_id(1), CIP.competence_id(2)
    given = {"actor": trainer, "parcours": apprentice, "on": TODAY, "now": now}
    assert mark_progress(side=Side.CENTRE, levels={one: 2, two: 1}, **given) == 2
    assert mark_progress(side=Side.CENTRE, levels={one: 2, two: 2}, **given) == 1, (
        "only what changed is written"
    )
    mark_progress(side=Side.COMPANY, levels={two: 3}, **given)
    rows = {seen.ref: seen for _, own in progression_of(apprentice, CIP) for seen in own}
    assert (rows[one].centre, rows[one].company) == (2, None)
    assert (rows[two].centre, rows[two].company) == (2, 3)
    assert ProgressMark.objects.count() == 4
    with pytest.raises(TransitionRefused) as refused:
        mark_progress(side=Side.CENTRE, levels={"TP-1/C1": 9}, **given)
    assert len(refused.value.reasons) == 2


# -- visits


def test_a_report_is_signed_by_both_for_the_words_they_read(visit, trainer, ines, now):
    for signer, who, name in (
        (VisitSigner.MASTER, trainer, "Yaëlle Ferrand"),
        (VisitSigner.APPRENTICE, ines, "Mazarguil"),
    ):
        given = {"actor": who, "visit": visit, "signer": signer, "typed": name, "agreed": True, "now": now}
        with pytest.raises(TransitionRefused, match="a changé pendant"):
            sign_visit(seen="", **given)
        sign_visit(seen=visit.report_sha256, **given)
        with pytest.raises(TransitionRefused, match="déjà signé"):
            sign_visit(seen=visit.report_sha256, **given)
    with pytest.raises(TransitionRefused, match="ne change plus"):
        hold_visit(
            actor=trainer, visit=visit, held_on=TODAY, present="", done="Autre chose.", difficulties="", decided="",
            now=now,
        )  # fmt: skip
    again = redo_visit(actor=trainer, visit=visit, now=now)
    assert (again.signatures.count(), visit.signatures.count()) == (0, 2), "what was signed stays signed"
    with pytest.raises(TransitionRefused, match="déjà repris"):
        redo_visit(actor=trainer, visit=visit, now=now)


def test_a_visit_moves_until_it_is_held_and_is_cancelled_with_a_reason(
    contract, visit, apprentice, trainer, now
):
    given = {"actor": trainer, "parcours": apprentice, "kind": VisitKind.REMOTE, "now": now}
    with pytest.raises(TransitionRefused) as refused:
        plan_visit(planned_on=END + timedelta(days=1), visitor="", **given)
    assert len(refused.value.reasons) == 2
    with pytest.raises(TransitionRefused, match="ne se déplace plus"):
        plan_visit(planned_on=TODAY, visitor="B. R.", visit=visit, **given)
    with pytest.raises(TransitionRefused, match="ne s’annule plus"):
        cancel_visit(actor=trainer, visit=visit, reason="x", now=now)
    other = plan_visit(planned_on=date(2026, 12, 1), visitor="B. R.", **given)
    with pytest.raises(TransitionRefused, match="motif"):
        cancel_visit(actor=trainer, visit=other, reason=" ", now=now)
    cancel_visit(actor=trainer, visit=other, reason="Neige", now=now)
    with pytest.raises(TransitionRefused, match="annulée"):
        hold_visit(
            actor=trainer,
            visit=other,
            held_on=TODAY,
            present="",
            done="x",
            difficulties="",
            decided="",
            now=now,
        )


# -- the page of the maître


def test_the_maitre_reads_agrees_signs_and_attests_without_account(
    client, secret, contract, visit, period, apprentice, monkeypatch, now
):
    monkeypatch.setattr(timezone, "now", lambda: now)
    page = client.get(secret)
    told = page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]
    assert "Lire et signer" in told
    assert str(apprentice.person.birth_date.year) not in told, "need-to-know: not the date of birth"
    client.get(secret)
    assert JournalEntry.objects.filter(verb="formation.open_master_page").count() == 1, "told once a day"
    digest = re.search(r'name="seen" value="(\w{64})"', told)[1]
    assert client.post(secret, {"seen": digest}).status_code == 302
    contract.refresh_from_db()
    assert contract.calendar_agreed_by == "Yaëlle Ferrand"
    report = f"{secret}visites/{visit.pk}/"
    assert "Le poste est tenu." in client.get(report).content.decode()
    refused = client.post(
        report, {"typed": "Karim", "agreed": "on", "seen": visit.report_sha256}
    ).content.decode()
    assert "tapez le nom du signataire" in refused
    assert client.post(report, {**SIGNED, "agreed": "on", "seen": visit.report_sha256}).status_code == 302
    assert visit.signatures.get().name == "Yaëlle Ferrand"
    hours = f"{secret}periodes/{period.pk}/"
    assert "105 h de travail" in client.get(hours).content.decode()
    assert client.post(hours, {**SIGNED, "agreed": "on", "hours": "105"}).status_code == 302
    assert "105 h attestées" in client.get(hours).content.decode()
    assert client.post(f"{secret}progression/", {"c1": "2"}).status_code == 302
    assert ProgressMark.objects.get().actor_label == "Yaëlle Ferrand"
    assert (
        JournalEntry.objects.filter(verb="formation.attest_hours", actor_label__contains="lien").count() == 1
    )


def test_a_secret_altered_revoked_or_over_opens_nothing(client, secret, contract, trainer, visit, now):
    assert client.get(secret[:-5] + "xxxx/").status_code == 410
    assert client.get(reverse("formation:master", args=["n-importe-quoi"])).status_code == 410
    assert MasterAccess.objects.get().token_sha256 not in secret, "only the digest is kept"
    _, other = open_access(actor=trainer, contract=contract, base_url="", now=now)
    assert client.get(secret).status_code == 410, "a new link takes the place of the former"
    revoke_access(actor=trainer, contract=contract, now=now)
    assert client.get(other).status_code == 410
    assert client.post(f"{other}visites/{visit.pk}/", {}).status_code == 410
    with pytest.raises(TransitionRefused, match="Aucun lien"):
        revoke_access(actor=trainer, contract=contract, now=now)


def test_a_secret_opens_only_its_own_apprentice(client, secret, contract, trainer, now):
    other = cast.person("Diallo", "Awa", date(2003, 3, 3))
    path = Parcours.objects.create(person=other, titre_ref=CIP.ref, route="apprentissage")
    theirs = save_contract(actor=trainer, parcours=path, facts=GIVEN, now=now)
    visit = CompanyVisit.objects.create(
        contract=theirs,
        parcours=path,
        planned_on=TODAY,
        visitor="x",
        created_at=now,
        held_on=TODAY,
        done="Secret.",
    )
    period = EntrustedPeriod.objects.create(
        contract=theirs,
        parcours=path,
        ccp_number=1,
        starts_on=START,
        ends_on=START,
        activities="x",
        created_at=now,
    )
    assert client.get(f"{secret}visites/{visit.pk}/").status_code == 410
    assert client.get(f"{secret}periodes/{period.pk}/").status_code == 410


def test_the_link_leaves_by_mail_when_asked(contract, trainer, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        access, url = open_access(
            actor=trainer, contract=contract, base_url="https://x.example", now=now, send=True
        )
    assert access.sent_to == "y.ferrand@jardins.example"
    assert url.startswith("https://x.example/formation/entreprise-accueil/")
    contract.master_email = ""
    contract.save()
    with pytest.raises(TransitionRefused, match="courriel"):
        open_access(actor=trainer, contract=contract, base_url="", now=now, send=True)
    assert mail.outbox is not None


# -- acts of the centre, referents, evidence


def test_acts_leave_dated_evidence_of_their_indicators(apprentice, leader, ines, contract, now):
    centre = apprentice.person.organisme
    for kind in CfaActKind:
        record_cfa_act(
            actor=leader, organisme=centre, kind=kind, on=TODAY, heading=f"Acte {kind}", told="", people="Membres",
            paths=[apprentice] if kind != CfaActKind.COUNCIL else [], now=now,
        )  # fmt: skip
    for function in CfaFunction:
        name_referent(
            actor=leader,
            organisme=centre,
            function=function,
            name="Salomé Arnaud",
            contact="",
            since=TODAY,
            now=now,
        )
    lines = {line.indicator.number: line for rows in indicator_lines(centre, 2026).values() for line in rows}
    assert all(lines[number].count for number in (13, 14, 15, 20, 26, 28, 29))
    entry = JournalEntry.objects.get(verb="formation.cfa_rights")
    assert (entry.target_type, entry.target_id) == ("parcours.parcours", str(apprentice.pk)), (
        "sampled by trainee"
    )
    given = CfaActPath.objects.filter(act__kind=CfaActKind.RIGHTS).get()
    receive_cfa_act(actor=ines, given=given, now=now)
    receive_cfa_act(actor=ines, given=given, now=now)
    assert JournalEntry.objects.filter(verb="formation.cfa_received").count() == 1


def test_an_act_tells_every_reason_and_is_withdrawn_not_deleted(apprentice, path, leader, now):
    centre = apprentice.person.organisme
    stranger = Parcours.objects.create(
        person=cast.person("Diallo", "Awa"), titre_ref=CIP.ref, route="formation"
    )
    with pytest.raises(TransitionRefused) as refused:
        record_cfa_act(
            actor=leader, organisme=centre, kind=CfaActKind.RIGHTS, on=date(2027, 1, 1), heading=" ",
            told="204053155512345", people="", paths=[stranger], now=now,
        )  # fmt: skip
    assert len(refused.value.reasons) == 4
    for kind, said in ((CfaActKind.SAFETY, "au moins un apprenti"), (CfaActKind.COUNCIL, "membres présents")):
        with pytest.raises(TransitionRefused, match=said):
            record_cfa_act(
                actor=leader, organisme=centre, kind=kind, on=TODAY, heading="x", told="", people="", now=now
            )
    act = record_cfa_act(
        actor=leader, organisme=centre, kind=CfaActKind.SAFETY, on=TODAY, heading="EPI", told="", people="",
        paths=[apprentice], now=now,
    )  # fmt: skip
    withdraw_cfa_act(actor=leader, act=act, reason="Doublon", now=now)
    assert CfaAct.objects.get().withdrawn_reason == "Doublon"
    with pytest.raises(TransitionRefused, match="déjà retiré"):
        withdraw_cfa_act(actor=leader, act=act, reason="x", now=now)
    with pytest.raises(TransitionRefused, match="a été retiré"):
        receive_cfa_act(actor=leader, given=act.paths.get(), now=now)


def test_a_function_is_held_by_one_person_at_a_time(apprentice, leader, now):
    given = {
        "actor": leader, "organisme": apprentice.person.organisme, "function": CfaFunction.DISABILITY, "contact": "",
        "now": now,
    }  # fmt: skip
    first = name_referent(name="Salomé Arnaud", since=date(2026, 1, 5), **given)
    with pytest.raises(TransitionRefused, match="nommez après ce jour"):
        name_referent(name="Karim B.", since=date(2026, 1, 5), **given)
    second = name_referent(name="Karim B.", since=date(2026, 3, 1), **given)
    first.refresh_from_db()
    assert first.until == date(2026, 2, 28)
    with pytest.raises(TransitionRefused, match="précède"):
        end_referent(actor=leader, referent=second, until=date(2026, 2, 1), now=now)
    end_referent(actor=leader, referent=second, until=TODAY, now=now)


# -- screens


def test_the_board_puts_what_is_late_first_in_a_fixed_number_of_queries(
    apprentice, contract, leader, trainer, now
):
    def more(count: int) -> None:
        for rank in range(count):
            person = cast.person(f"Nom{rank:02d}x{count}", "Awa", date(2003, 3, 3))
            path = Parcours.objects.create(person=person, titre_ref=CIP.ref, route="apprentissage")
            if rank % 2:
                save_contract(actor=trainer, parcours=path, facts=GIVEN, now=now)

    def shown() -> tuple[int, list[str]]:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url)
        return len(asked), [row.parcours.person.sort_name for row, _titre in page.context["rows"]]

    client, url = cast.client(Role.RESPONSABLE_SESSION), reverse("formation:apprentices")
    more(3)
    Parcours.objects.filter(pk=apprentice.pk).update(next_due_on=TODAY - timedelta(days=1))
    few, names = shown()
    assert names[0] == apprentice.person.sort_name
    more(20)
    many, names = shown()
    assert names[0] == apprentice.person.sort_name
    assert (many, len(names)) == (few, 24)


def test_the_list_is_searched_sorted_and_exported(apprentice, contract):
    client = cast.client(Role.RESPONSABLE_SESSION)
    url = reverse("formation:apprentices")
    name = apprentice.person.sort_name
    Parcours.objects.filter(pk=apprentice.pk).update(next_due_on=TODAY - timedelta(days=1))
    for query, seen in (
        ("", True), ("?q=jardins+ferrand", True), ("?q=inconnu", False), ("?voir=contrat", False),
        ("?voir=retard", True), ("?voir=visite&tri=visite", True), ("?tri=n-importe", True), ("?page=99", True),
    ):  # fmt: skip
        assert (name in client.get(url + query).content.decode()) is seen, query
    csv = client.get(reverse("formation:apprentices_csv")).content.decode("utf-8-sig")
    assert "Les Jardins du Lot" in csv
    assert JournalEntry.objects.filter(verb="formation.export_apprentices").count() == 1


def test_the_page_shows_the_apprentice_what_is_theirs_to_do(apprentice, contract, visit, period, leader, now):
    act = record_cfa_act(
        actor=leader, organisme=apprentice.person.organisme, kind=CfaActKind.RIGHTS, on=TODAY,
        heading="Livret d’accueil", told="", people="", paths=[apprentice], now=now,
    )  # fmt: skip
    client = cast.client(Role.CANDIDAT)
    page = client.get(reverse("formation:apprenticeship", args=[apprentice.pk])).content.decode()
    assert "Lire et signer" in page
    assert "J’ai reçu" in page
    assert "Enregistrer un avenant" not in page
    assert "Montrer le lien" not in page
    assert client.post(reverse("formation:act_receive", args=[apprentice.pk, act.pk])).status_code == 302
    sign = reverse("formation:visit_sign", args=[apprentice.pk, visit.pk])
    sent = {"typed": "Inès Mazarguil", "agreed": "on", "seen": visit.report_sha256}
    assert client.post(sign, sent).status_code == 302
    assert visit.signatures.get().signer == VisitSigner.APPRENTICE
    for name, args in (("contract_edit", [contract.pk]), ("period_new", []), ("visit_hold", [visit.pk])):
        assert client.get(reverse(f"formation:{name}", args=[apprentice.pk, *args])).status_code == 403


def test_what_another_apprentice_has_is_not_found_through_ones_own_path(
    apprentice, contract, visit, period, now
):
    other = Parcours.objects.create(
        person=apprentice.person, titre_ref="TP-00448.06", route="apprentissage", starts_on=START, ends_on=END
    )
    client = cast.client(Role.RESPONSABLE_SESSION)
    for name, pk in (
        ("contract_edit", contract.pk), ("visit_hold", visit.pk), ("period_edit", period.pk),
        ("period_hours", period.pk), ("contract_pdf", contract.pk),
    ):  # fmt: skip
        assert client.get(reverse(f"formation:{name}", args=[other.pk, pk])).status_code == 404, name


def test_a_screen_of_the_team_does_the_whole_round(apprentice, monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)
    client = cast.client(Role.RESPONSABLE_SESSION)

    def post(name: str, *args: object, **given: object) -> None:
        answer = client.post(reverse(f"formation:{name}", args=[apprentice.pk, *args]), given)
        assert answer.status_code == 302, answer.context["form"].errors if answer.context else answer

    facts = {name: value for name, value in GIVEN.items() if value is not False}
    assert "Les Jardins" not in client.post(
        reverse("formation:contract_new", args=[apprentice.pk]), {**facts, "siret": "1"}
    ).headers.get("Location", "")
    post("contract_new", **facts)
    row = ApprenticeContract.objects.get()
    calendar = {
        "centre_weeks": 1,
        "company_weeks": 3,
        "mixed_days": 0,
        "begins_in_centre": "on",
        "since": START,
    }
    bad = client.post(
        reverse("formation:calendar_plan", args=[apprentice.pk, row.pk]), {**calendar, "leave": "32/13/2026"}
    )
    assert "n’est pas un jour" in bad.content.decode()
    post("calendar_plan", row.pk, **calendar, leave="21/12/2026, 28/12/2026")
    post("calendar_week", row.pk, monday="2027-02-15", centre_days=0, leave_days=5)
    post("calendar_agree", row.pk, by="Yaëlle Ferrand", on=TODAY)
    post("contract_file", row.pk, on="2026-09-09", number="D-1")
    post("contract_absences", row.pk, days=2)
    post("contract_issue", row.pk)
    assert client.get(reverse("formation:contract_pdf", args=[apprentice.pk, row.pk])).status_code == 200
    refs = [CIP.competence_id(1)]
    post(
        "period_new", ccp_number=1, starts_on="2026-09-14", ends_on="2026-10-02", activities="Accueil",
        competence_refs=refs,
    )  # fmt: skip
    period = EntrustedPeriod.objects.get()
    post(
        "period_hours", period.pk, hours=100,
        proof=SimpleUploadedFile("a.pdf", PROOF.content, "application/pdf"),
    )  # fmt: skip
    assert (
        client.get(reverse("formation:period_proof", args=[apprentice.pk, period.pk])).content
        == PROOF.content
    )
    post("visit_new", kind="on_site", planned_on="2026-11-10", visitor="B. Roumégas")
    visit = CompanyVisit.objects.get()
    post("visit_move", visit.pk, kind="remote", planned_on="2026-11-12", visitor="B. Roumégas")
    post("visit_hold", visit.pk, held_on="2026-11-12", done="Tout va bien.")
    post("progress", "centre", c1=1, c2="")
    post("act_new", kind="rights", on=TODAY, heading="Livret d’accueil")
    post("apprentice_livret_issue")
    assert client.get(reverse("formation:apprentice_livret", args=[apprentice.pk])).status_code == 200
    shown = client.post(reverse("formation:access_open", args=[apprentice.pk, row.pk]))
    assert "/formation/entreprise-accueil/" in shown.content.decode()
    post("access_close", row.pk)
    post("contract_break", row.pk, on=TODAY, kind="agreed", reason="Déménagement")
    page = client.get(reverse("formation:apprenticeship", args=[apprentice.pk])).content.decode()
    assert "le temps de trouver un nouvel employeur" in page
    steps = {one.code for one in steps_of([apprentice])[apprentice.pk]}
    assert "formation.apprentissage.new_contract" in steps


def test_the_facts_of_the_form_are_those_of_the_operation():
    assert set(GIVEN) == set(FACTS)

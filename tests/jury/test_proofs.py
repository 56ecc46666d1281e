"""What backs a candidate once the jury's work rests on it: kept, and any change behind its back named (A7.5)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.dossier.models import Piece
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ExamSession, Inscription
from jalon.examen.operations import proofs
from jalon.jury.models import PV
from jalon.jury.operations.pv import withdraw_pv
from jalon.jury.queries.seal import is_up_to_date, verify_session
from jalon.parcours.models import CCPAward, CompanyPeriod, ECFResult, TitreAward
from jalon.parcours.operations import award_ccp, record_company_period, record_ecf_results
from tests import cast as house
from tests.jury import cast

pytestmark = pytest.mark.django_db
LEAD = cast.responsable
OLD_CCP = f"{cast.CIP}/CCP2"


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def backed(exam: ExamSession) -> Inscription:
    """The first candidate with a piece, hours, an ECF result, a trainer and a CCP held before."""
    row = cast.inscription(exam)
    paper = Received("dp.pdf", PDF, b"%PDF-1.7 dp")
    proofs.hand_over(actor=LEAD(), inscription=row, kind="dp", name="", file=paper, now=cast.NOW)
    record_company_period(
        actor=LEAD(), parcours=row.parcours, ccp_number=1, company="Mission locale", hours=70, now=cast.NOW
    )
    competence = f"{cast.CIP}/C1"
    record_ecf_results(
        actor=LEAD(), parcours=row.parcours, results={competence: True}, evaluated_on=cast.DAY, now=cast.NOW
    )
    row.parcours.trainers.add(house.person("Sarrat", "Maïté", date(1980, 5, 5)))
    award_ccp(actor=LEAD(), person=row.person, ccp_ref=OLD_CCP, awarded_on=date(2025, 1, 6), now=cast.NOW)
    return row


ACTS: dict[str, Callable[[Inscription], object]] = {
    "set a piece aside": lambda row: proofs.set_aside(
        actor=LEAD(), inscription=row, piece=Piece.objects.earliest("pk"), now=cast.NOW
    ),
    "hand a piece over": lambda row: proofs.hand_over(
        actor=LEAD(), inscription=row, kind="livret", name="", file=None, now=cast.NOW
    ),
    "remove hours": lambda row: proofs.remove_period(
        actor=LEAD(), inscription=row, period=CompanyPeriod.objects.get(), now=cast.NOW
    ),
    "correct hours": lambda row: proofs.record_period(
        actor=LEAD(), inscription=row, period=CompanyPeriod.objects.get(), ccp_number=1, company="Autre", hours=9,
        now=cast.NOW,
    ),
    "change an ECF result": lambda row: proofs.record_ecf(
        actor=LEAD(), inscription=row, results={f"{cast.CIP}/C1": False}, evaluated_on=cast.DAY, now=cast.NOW
    ),
    "enter an award": lambda row: proofs.enter_award(
        actor=LEAD(), inscription=row, ccp_ref=f"{cast.CIP}/CCP1", awarded_on=date(2025, 1, 6), now=cast.NOW
    ),
    "take a trainer off": lambda row: proofs.refuse_trainers(row, []),
}  # fmt: skip


def under_signature() -> tuple[PV, Inscription]:
    exam = cast.session(candidates=1)
    row = backed(exam)
    cast.decide(exam, 1, ccps=cast.ccps(True, True, True))
    return cast.sign(cast.established(exam), 1), row


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_nothing_that_backs_a_candidate_changes_once_a_juror_has_signed(
    act: Callable[[Inscription], object],
) -> None:
    _, row = under_signature()
    with pytest.raises(TransitionRefused, match="est à la signature ou signé"):
        act(row)


@pytest.mark.parametrize("act", sorted(ACTS.keys() - {"set a piece aside"}))
def test_before_any_signature_all_may_be_corrected_save_a_piece_that_a_jury_may_have_read(act: str) -> None:
    row = backed(cast.session(candidates=1))
    ACTS[act](row)
    with pytest.raises(TransitionRefused, match="La session a commencé : une pièce ne s’écarte plus"):
        ACTS["set a piece aside"](row)


def test_a_piece_is_set_aside_before_the_session() -> None:
    row = backed(cast.session(candidates=1, status=SessionStatus.CONVENED))
    ACTS["set a piece aside"](row)
    assert Piece.objects.get().withdrawn_at == cast.NOW


def test_a_proces_verbal_taken_back_frees_what_it_rested_on() -> None:
    pv, row = under_signature()
    withdraw_pv(actor=LEAD(), pv=pv, reason="Une heure manquait.", now=cast.NOW)
    ACTS["correct hours"](row)
    assert CompanyPeriod.objects.get().hours == 9


def test_another_session_of_the_same_path_keeps_what_is_sealed_and_adds_its_own() -> None:
    pv, row = under_signature()
    later = cast.bare_session(number="CIP-2026-015")
    retake = Inscription.objects.create(
        session=later, parcours=row.parcours, person=row.person, number=1, route="retake", scopes=["title"]
    )
    with pytest.raises(TransitionRefused, match="CIP-2026-014"):
        ACTS["correct hours"](retake)
    with pytest.raises(TransitionRefused, match="CIP-2026-014"):
        ACTS["set a piece aside"](retake)
    ACTS["hand a piece over"](retake)
    assert is_up_to_date(pv)
    assert verify_session(row.session) == ()


def test_a_file_of_candidates_does_not_rewrite_hours_that_are_sealed() -> None:
    _, row = under_signature()
    later = cast.bare_session(number="CIP-2026-015")
    with pytest.raises(TransitionRefused, match=f"{row.person.sort_name} : un procès-verbal"):
        proofs.refuse_sealed_periods(later, [CompanyPeriod.objects.get()])
    own = record_company_period(
        actor=LEAD(), parcours=row.parcours, ccp_number=2, company="Ailleurs", hours=9, now=cast.NOW
    )
    proofs.refuse_sealed_periods(later, [own])


BEHIND: dict[str, Callable[[], object]] = {
    "Pièce du dossier": lambda: Piece.objects.update(withdrawn_at=cast.NOW),
    "Période en entreprise": lambda: CompanyPeriod.objects.update(hours=1),
    "Résultat d’ECF": lambda: ECFResult.objects.update(acquired=False),
    "Formateur ou accompagnateur": lambda: cast.inscription(
        ExamSession.objects.get()
    ).parcours.trainers.clear(),
    "CCP acquis avant la session": lambda: CCPAward.objects.all().delete(),
}


@pytest.mark.parametrize("label", BEHIND)
def test_a_change_behind_the_back_of_the_seal_is_named(label: str) -> None:
    pv, row = under_signature()
    assert verify_session(row.session) == ()
    BEHIND[label]()
    (found,) = verify_session(row.session)
    assert found.where.startswith(label)
    assert row.person.first_name in found.where
    assert not is_up_to_date(pv)


def test_the_screen_says_why_and_offers_no_button_any_more() -> None:
    _, row = under_signature()
    browser = house.client(Role.RESPONSABLE_SESSION)
    answer = browser.post(
        reverse("examen:period_remove", args=[row.pk, CompanyPeriod.objects.get().pk]), follow=True
    )
    page = answer.content.decode()
    assert "est à la signature ou signé" in page
    assert CompanyPeriod.objects.count() == 1
    for name in ("piece_add", "period_add", "ecf_edit", "award_add"):
        assert f'href="{reverse(f"examen:{name}", args=[row.pk])}"' not in page
        if name != "piece_add":
            assert browser.get(reverse(f"examen:{name}", args=[row.pk])).status_code == 200


def test_once_begun_the_admission_is_history_and_the_result_is_shown() -> None:
    exam = cast.session(candidates=1)
    cast.decide(exam, 1)
    pv = cast.signed(exam)
    row = cast.inscription(exam)
    TitreAward.objects.create(person=row.person, titre_ref=cast.CIP, awarded_on=cast.DAY)
    address = reverse("examen:inscription_detail", args=[row.pk])
    for who in (Role.RESPONSABLE_SESSION, Role.CANDIDAT):
        page = house.client(who).get(address).content.decode()
        assert "Proposition du jury : " in page
        assert "Ce qui manque à l’admission" not in page
        assert "déjà obtenu" not in page
    assert "Proposition du jury" not in house.client(Role.FORMATEUR).get(address).content.decode()
    PV.objects.filter(pk=pv.pk).update(status="transmitted")
    PV.objects.filter(pk=pv.pk).update(status="validated")
    ExamSession.objects.update(status=SessionStatus.VALIDATED)
    for who in (Role.RESPONSABLE_SESSION, Role.CANDIDAT, Role.FORMATEUR):
        page = house.client(who).get(address).content.decode()
        assert reverse("jury:candidate_result", args=[row.pk]) in page
        assert "Proposition" not in page
    listed = house.client(Role.RESPONSABLE_SESSION).get(reverse("examen:inscription_list", args=[exam.pk]))
    assert reverse("jury:candidate_result", args=[row.pk]) in listed.content.decode()
    assert "obstacle" not in listed.content.decode()


def test_a_candidate_is_offered_to_hand_over_until_the_first_day_of_the_session() -> None:
    row = cast.inscription(cast.session(candidates=1, status=SessionStatus.CONVENED))
    add = reverse("examen:piece_add", args=[row.pk])
    page = reverse("examen:inscription_detail", args=[row.pk])
    browser = house.client(Role.CANDIDAT)
    assert (add in browser.get(page).content.decode(), browser.get(add).status_code) == (False, 403)
    ExamSession.objects.update(starts_on=date(2099, 1, 1), ends_on=date(2099, 1, 1))
    assert (add in browser.get(page).content.decode(), browser.get(add).status_code) == (True, 200)

"""What a hostile or hurried user does to a VAE: sent twice, dated wrongly, for others, without right (B2 to B14)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from jalon.accounts.enums import Role
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.dossier.operations.orals import record_oral
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours
from jalon.vae.enums import PaperKind
from jalon.vae.models import Experience, LeaveRequest, Meeting, Paper, Work
from jalon.vae.operations.feasibility import aim_at, hold_interview, send_feasibility
from jalon.vae.operations.leave import ask_leave, withdraw_leave
from jalon.vae.operations.papers import add_paper, draw_up_cv
from jalon.vae.operations.plans import agree_plan, plan_meeting
from jalon.vae.operations.requests import correct_request
from jalon.vae.operations.results import set_jury
from jalon.vae.operations.sales import quote_plan
from jalon.vae.operations.works import give_feedback, hand_back_work, set_work, tick_work, withdraw_work
from jalon.vae.queries import current_cv
from tests import cast
from tests.vae import story
from tests.vae.story import NOW, TODAY, ago
from tests.vae.test_documents import issued

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = (f"{story.CIP}/CCP{number}" for number in (1, 2, 3))
NIR = "2 84 05 81 004 123 30"


@pytest.fixture
def adviser() -> Any:
    return cast.client(Role.ACCOMPAGNATEUR_VAE)


@pytest.fixture
def candidate() -> Any:
    return cast.client(Role.CANDIDAT)


class TestSentTwice:
    def test_an_experience_is_told_once(self, path: Parcours) -> None:
        story.tell_experience(path)
        with pytest.raises(ValidationError, match="déjà décrite"):
            story.tell_experience(path)
        assert Experience.objects.count() == 1

    def test_an_interview_is_held_once(self, path: Parcours) -> None:
        told = {
            "actor": story.adviser(),
            "parcours": path,
            "on": ago(10),
            "minutes": 50,
            "summary": "Oui.",
            "now": NOW,
        }
        hold_interview(**told)  # type: ignore[arg-type]
        with pytest.raises(TransitionRefused, match="déjà enregistré"):
            hold_interview(**told)  # type: ignore[arg-type]

    def test_a_request_for_the_same_blocs_is_one(self, titres: None) -> None:
        story.requested(ccp_refs=[ONE])
        with pytest.raises(ValidationError, match="attend déjà sa réponse"):
            story.requested(ccp_refs=[ONE])
        story.requested(ccp_refs=[TWO])  # others are another file, and are not limited (B4)
        assert Parcours.objects.count() == 2

    def test_the_same_leave_is_not_asked_twice(self, path: Parcours) -> None:
        story.admitted(path)
        told = {
            "actor": story.candidate(), "parcours": path, "employer": "Le Pont-Neuf", "requested_on": TODAY,
            "starts_on": ago(-40), "ends_on": ago(-42), "minutes": 480, "now": NOW,
        }  # fmt: skip
        first = ask_leave(**told)  # type: ignore[arg-type]
        with pytest.raises(TransitionRefused, match="couvre déjà"):
            ask_leave(**told)  # type: ignore[arg-type]
        withdraw_leave(actor=story.candidate(), leave=first, now=NOW)
        ask_leave(**told | {"minutes": 48 * 60})  # type: ignore[arg-type]
        assert LeaveRequest.objects.filter(withdrawn_on=None).count() == 1


class TestYearlyFiles:
    def test_a_file_for_blocs_does_not_become_a_second_whole_one(self, path: Parcours) -> None:
        blocs = story.requested(ccp_refs=[ONE])
        with pytest.raises(TransitionRefused, match="R6412-3"):
            aim_at(actor=story.adviser(), parcours=blocs, ccp_refs=[], now=NOW)
        blocs.refresh_from_db()
        assert blocs.ccp_refs == [ONE]
        aim_at(actor=story.adviser(), parcours=blocs, ccp_refs=[ONE, TWO], now=NOW)

    def test_alone_it_may_widen_to_the_whole_title(self, titres: None) -> None:
        blocs = story.requested(ccp_refs=[ONE])
        aim_at(actor=story.adviser(), parcours=blocs, ccp_refs=[], now=NOW)
        blocs.refresh_from_db()
        assert blocs.ccp_refs == []


class TestWrongDays:
    def test_nothing_precedes_the_request(self, path: Parcours) -> None:
        with pytest.raises(TransitionRefused, match="ne précède pas la demande"):
            hold_interview(
                actor=story.adviser(), parcours=path, on=ago(121), minutes=50, summary="Avant", now=NOW
            )

    def test_the_jury_does_not_precede_the_deposit(self, path: Parcours) -> None:
        story.deposited(path)
        with pytest.raises(TransitionRefused, match="ne précède pas le dépôt"):
            set_jury(actor=story.adviser(), parcours=path, on=ago(16), now=NOW)

    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2027-02-29", "31/02/2027", "NaN", "🙂"])
    def test_no_day_breaks_a_screen(self, path: Parcours, candidate: Any, adviser: Any, day: str) -> None:
        plan = story.accompanied(path)
        url = f"/vae/{path.pk}/accompagnement/"
        told = {"employer": "X", "requested_on": day, "starts_on": day, "ends_on": day, "hours": "-1"}
        assert candidate.post(f"{url}conge/", told).status_code == 200
        meeting = {
            "kind": "work",
            "starts_at": f"{day}T14:00",
            "minutes": "60",
            "modality": "video",
            "objectives": "A",
        }
        assert adviser.post(f"{url}plan/{plan.pk}/rendez-vous/", meeting).status_code == 200
        assert adviser.post(f"{url}plan/{plan.pk}/travail/", {"what": "A", "due_on": day}).status_code == 200
        assert LeaveRequest.objects.count() == 0
        assert Work.objects.count() == 0

    def test_two_meetings_around_the_change_of_hour_do_not_overlap(self, path: Parcours) -> None:
        plan = story.planned(story.admitted(path), first=-200)
        night = story.at(
            TODAY.replace(year=2027, month=3, day=28), 1
        )  # two o’clock does not exist that night
        told = {"actor": story.adviser(), "plan": plan, "minutes": 60, "objectives": "Relire", "now": NOW}
        plan_meeting(starts_at=night, **told)  # type: ignore[arg-type]
        plan_meeting(starts_at=night + timedelta(minutes=60), **told)  # type: ignore[arg-type]
        with pytest.raises(TransitionRefused):
            plan_meeting(starts_at=night + timedelta(minutes=119), **told)  # type: ignore[arg-type]


class TestWork:
    def test_it_is_ticked_unticked_handed_back_and_asked_again(self, path: Parcours) -> None:
        plan = story.accompanied(path)
        meeting = plan.meetings.first()
        work = set_work(
            actor=story.adviser(), plan=plan, what="Lire le REAC", due_on=ago(-5), meeting=meeting, now=NOW
        )
        assert tick_work(actor=story.candidate(), work=work, now=NOW).done_at == NOW
        assert tick_work(actor=story.candidate(), work=work, now=NOW).done_at is None
        hand_back_work(actor=story.candidate(), work=work, answer="Lu.", now=NOW)
        with pytest.raises(TransitionRefused, match="ne se décoche plus"):
            tick_work(actor=story.candidate(), work=work, now=NOW)
        with pytest.raises(TransitionRefused, match="ne change plus"):
            set_work(
                actor=story.adviser(),
                plan=plan,
                what="Autre",
                due_on=ago(-5),
                work=Work.objects.get(),
                now=NOW,
            )
        give_feedback(actor=story.adviser(), work=work, text="À étoffer", again_on=ago(-9), now=NOW)
        again = Work.objects.get(done_at=None)
        assert (again.what, again.due_on, again.meeting) == ("À reprendre : Lire le REAC", ago(-9), meeting)

    def test_what_was_asked_by_mistake_is_taken_back(self, path: Parcours, candidate: Any) -> None:
        plan = story.accompanied(path)
        work = set_work(actor=story.adviser(), plan=plan, what="Erreur", due_on=ago(-5), now=NOW)
        with pytest.raises(ValidationError, match="déjà demandé"):
            set_work(actor=story.adviser(), plan=plan, what="Erreur", due_on=ago(-5), now=NOW)
        withdraw_work(actor=story.adviser(), work=work, now=NOW)
        url = f"/vae/{path.pk}/accompagnement/"
        assert "Erreur" not in candidate.get(url).content.decode()
        assert candidate.post(f"{url}travail/{work.pk}/fait/").status_code == 404

    def test_once_the_path_has_ended_nothing_is_handed_back(self, path: Parcours) -> None:
        plan = story.accompanied(path)
        work = set_work(actor=story.adviser(), plan=plan, what="Page", due_on=ago(-5), now=NOW)
        advance_parcours(actor=story.lead(), parcours=path, act="interrupt", on=TODAY, note="Départ", now=NOW)
        for act in (tick_work, lambda **told: hand_back_work(answer="Trop tard", **told)):
            with pytest.raises(TransitionRefused, match="clos"):
                act(actor=story.candidate(), work=work, now=NOW)

    def test_no_social_security_number_is_kept(self, path: Parcours) -> None:
        plan = story.accompanied(path)
        with pytest.raises(ValidationError, match="sécurité sociale"):
            set_work(actor=story.adviser(), plan=plan, what=f"Écrire {NIR}", due_on=ago(-5), now=NOW)


class TestOthers:
    def test_ids_of_another_path_lead_nowhere(self, path: Parcours, adviser: Any) -> None:
        plan = story.accompanied(path)
        work = set_work(actor=story.adviser(), plan=plan, what="Page", due_on=ago(-5), now=NOW)
        meeting = Meeting.objects.filter(plan=plan).first()
        assert meeting is not None
        other = story.requested(person=cast.people(1)[0])
        url = f"/vae/{other.pk}/accompagnement/"
        for address in (f"travail/{work.pk}/", f"rendez-vous/{meeting.pk}/", f"plan/{plan.pk}/accord/"):
            assert adviser.get(f"{url}{address}").status_code == 404
        assert adviser.post(f"{url}travail/{work.pk}/retirer/").status_code == 404

    def test_reading_is_ticked_by_the_candidate_alone(
        self, path: Parcours, adviser: Any, candidate: Any
    ) -> None:
        shared = add_paper(
            actor=story.adviser(),
            parcours=path,
            kind=PaperKind.RESOURCE,
            url="https://exemple.example/",
            now=NOW,
        )
        url = f"/vae/{path.pk}/accompagnement/ressources/{shared.pk}/lu/"
        assert adviser.post(url).status_code == 403
        candidate.post(url)
        assert Paper.objects.get().read_at is not None
        candidate.post(url)
        assert Paper.objects.get().read_at is None


class TestAlone:
    def test_without_an_adviser_the_file_asks_neither_interview_nor_opinion(self, path: Parcours) -> None:
        story.complete(path)
        path.vae_interviews.all().delete()
        path.demarche.opinion = ""
        path.demarche.save()
        with pytest.raises(TransitionRefused):
            send_feasibility(actor=story.adviser(), parcours=path, on=TODAY, now=NOW)
        correct_request(
            actor=story.candidate(), parcours=path, situation="public", initiative="candidate", motive="Seule.",
            autonomous=True, on_portal=None, now=NOW,
        )  # fmt: skip
        send_feasibility(actor=story.adviser(), parcours=path, on=TODAY, now=NOW)
        told = issued(path, "dossier_faisabilite")
        assert "Le candidat avance sans accompagnateur" in told
        assert "L’accompagnateur" not in told.partition("Signatures")[2]

    def test_the_candidate_does_not_choose_the_portal(
        self, path: Parcours, candidate: Any, adviser: Any
    ) -> None:
        url = f"/vae/{path.pk}/faisabilite/demande/"
        told = {"situation": "public", "initiative": "candidate", "motive": "Projet", "on_portal": "on"}
        candidate.post(url, told)
        path.demarche.refresh_from_db()
        assert (path.demarche.situation, path.demarche.on_portal) == ("public", False)
        page = candidate.get(f"/vae/{path.pk}/faisabilite/").content.decode()
        assert "il n’a pas à recevoir cette demande" in page  # the DAVA (X6)
        adviser.post(url, told)
        path.demarche.refresh_from_db()
        assert path.demarche.on_portal


class TestDocuments:
    def test_the_cv_is_drawn_up_from_the_experiences_and_joined(self, path: Parcours) -> None:
        with pytest.raises(TransitionRefused, match="Aucune expérience"):
            draw_up_cv(actor=story.candidate(), parcours=path, now=NOW)
        story.tell_experience(path)
        made = draw_up_cv(actor=story.candidate(), parcours=path, now=NOW)
        assert current_cv(path) == made
        assert "Référente de parcours" in issued(path, "cv")
        assert made.sha256 == IssuedDocument.objects.get(kind="vae.cv").sha256

    def test_a_quote_may_come_before_the_calendar_and_tells_its_delay(self, path: Parcours) -> None:
        plan = story.planned(story.admitted(path))
        plan.meetings.all().delete()
        quote = quote_plan(actor=story.adviser(), plan=plan, now=NOW)
        assert "dans les 15 jours" in quote.clauses["duration"]
        with pytest.raises(TransitionRefused, match="calendrier est vide"):
            agree_plan(actor=story.adviser(), plan=plan, on=TODAY, now=NOW)


def test_a_mock_defence_shows_what_the_workshop_timed(path: Parcours, adviser: Any, candidate: Any) -> None:
    plan = story.accompanied(path)
    meeting = plan.meetings.first()
    assert meeting is not None
    meeting.kind = "mock"
    meeting.save()
    path.trainers.add(story.adviser_person())
    record_oral(
        actor=story.adviser(), parcours=path, scope="title", kind="entretien_technique", seconds=1110, heard=True,
        note="Ralentir.", now=meeting.starts_at + timedelta(minutes=20),
    )  # fmt: skip
    url = f"/vae/{path.pk}/accompagnement/"
    for client in (adviser, candidate):
        page = client.get(url).content.decode()
        assert "18\xa0min 30\xa0s" in page
        assert "Ralentir." in page
    adviser.post(f"{url}plan/{plan.pk}/livret/")
    assert "18 min 30 s pour" in issued(path, "livret_suivi")

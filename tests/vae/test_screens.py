"""The screens of the VAE: what each of the candidate and the adviser does there, and what the lists cost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import PaperKind
from jalon.vae.models import Experience, Portal
from jalon.vae.operations.papers import add_paper
from jalon.vae.operations.plans import draft_plan
from jalon.vae.views.board import counts_of
from tests import cast
from tests.vae import story
from tests.vae.story import NOW, TODAY, ago

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is always half past nine on that Monday."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def adviser(titres: None) -> Any:
    """Solène's browser."""
    return cast.client(Role.ACCOMPAGNATEUR_VAE)


@pytest.fixture
def candidate(titres: None) -> Any:
    """Inès's browser."""
    return cast.client(Role.CANDIDAT)


class TestRequests:
    def asked(self, **more: str) -> dict[str, str]:
        return {
            "civility": "madame", "birth_name": "Berthoumieu", "first_name": "Maëlle", "birth_date": "1984-05-03",
            "email": "maelle@exemple.example", "requested_on": "2026-11-10", "titre": story.CIP,
            "situation": "private", "initiative": "candidate", **more,
        }  # fmt: skip

    def test_an_adviser_records_a_request_and_becomes_the_referent(self, adviser: Any) -> None:
        story.adviser_person()
        answer = adviser.post("/vae/demande/", self.asked())
        path = Parcours.objects.get()
        assert answer["Location"] == f"/vae/{path.pk}/faisabilite/"
        assert path.referent == cast.user(Role.ACCOMPAGNATEUR_VAE)
        assert path.next_due_on == date(2026, 12, 10)  # thirty days to answer
        assert [one.full_name for one in path.trainers.all()] == ["Solène KEROUREDAN"]

    def test_a_person_whom_the_centre_knows_is_found_again(self, adviser: Any) -> None:
        known = cast.person("Berthoumieu", "Maëlle", date(1984, 5, 3))
        adviser.post("/vae/demande/", self.asked())
        assert Parcours.objects.get().person == known
        assert Person.objects.filter(birth_name="Berthoumieu").count() == 1

    def test_a_second_file_of_the_year_is_refused_with_its_reason(self, adviser: Any) -> None:
        adviser.post("/vae/demande/", self.asked())
        page = adviser.post("/vae/demande/", self.asked()).content.decode()
        assert "1 dossier au plus par année civile (R6412-3)" in page
        assert Parcours.objects.count() == 1

    def test_a_candidate_asks_from_their_own_account(self, candidate: Any) -> None:
        cast.candidate_person()
        page = candidate.get("/vae/demander/").content.decode()
        assert "30 jours" in page
        candidate.post(
            "/vae/demander/", {"titre": story.CIP, "situation": "jobseeker", "initiative": "candidate"}
        )
        path = Parcours.objects.get()
        assert (path.person, path.stage) == (cast.candidate_person(), "request")

    def test_an_account_without_a_record_is_told_so(self, candidate: Any) -> None:
        asked = {"titre": story.CIP, "situation": "jobseeker", "initiative": "candidate"}
        assert "aucune fiche" in candidate.post("/vae/demander/", asked).content.decode()

    def test_the_way_is_kept_as_it_was_when_the_request_came(self, titres: None, adviser: Any) -> None:
        before = story.requested(days=30)
        lead = cast.client(Role.RESPONSABLE_SESSION)
        lead.post("/vae/france-vae/", {"codes": ["TP-00403"]})
        assert Portal.objects.get().on_portal
        assert not before.demarche.on_portal
        adviser.post("/vae/demande/", self.asked())
        assert Parcours.objects.latest("pk").demarche.on_portal


class TestFeasibility:
    def test_the_candidate_writes_and_the_adviser_comments(
        self, path: Parcours, candidate: Any, adviser: Any
    ) -> None:
        url = f"/vae/{path.pk}/faisabilite/"
        told = {"nature": "carer", "heading": "Aide", "starts_on": "2020-01-01", "tasks": "Démarches"}
        candidate.post(f"{url}experiences/", told)
        one = Experience.objects.get()
        candidate.post(
            f"{url}experiences/{one.pk}/competences/", {"shows_4": "on", "example_5": "Un dossier"}
        )
        assert {link.competence_ref: link.example for link in one.links.all()} == {
            f"{story.CIP}/C4": "",
            f"{story.CIP}/C5": "Un dossier",
        }
        adviser.post(f"{url}experiences/{one.pk}/remarque/", {"text": "Racontez une situation."})
        page = candidate.get(url).content.decode()
        assert "Racontez une situation." in page
        assert "Un dossier" in page

    def test_the_page_tells_all_that_lacks_and_never_asks_for_a_proof(
        self, path: Parcours, adviser: Any
    ) -> None:
        page = adviser.get(f"/vae/{path.pk}/faisabilite/").content.decode()
        for reason in (
            "Aucune expérience n’est décrite",
            "Le CV à jour",
            "L’entretien de faisabilité n’est pas",
        ):
            assert reason in page

    def test_an_incomplete_file_is_not_sent(self, path: Parcours, adviser: Any) -> None:
        story.tell_experience(path)
        page = adviser.post(f"/vae/{path.pk}/faisabilite/envoyer/", {"on": TODAY.isoformat()})
        assert page.status_code == 200
        path.refresh_from_db()
        assert path.stage == "request"

    def test_a_complete_file_is_issued_sent_and_read(self, path: Parcours, adviser: Any) -> None:
        story.complete(path)
        adviser.post(f"/vae/{path.pk}/faisabilite/envoyer/", {"on": TODAY.isoformat()})
        path.refresh_from_db()
        assert path.stage == "sent"
        page = adviser.get(f"/vae/{path.pk}/faisabilite/").content.decode()
        assert "FAI-2026-0001" in page
        answer = adviser.get(f"/vae/{path.pk}/documents/FAI-2026-0001/")
        assert answer["Content-Type"] == "application/pdf"
        assert JournalEntry.objects.filter(verb="vae.document.read").count() == 1

    def test_while_the_certifier_studies_nothing_changes(self, path: Parcours, candidate: Any) -> None:
        story.complete(path)
        cast.client(Role.ACCOMPAGNATEUR_VAE).post(
            f"/vae/{path.pk}/faisabilite/envoyer/", {"on": TODAY.isoformat()}
        )
        url = f"/vae/{path.pk}/faisabilite/experiences/"
        told = {"nature": "carer", "heading": "Aide", "starts_on": "2020-01-01", "tasks": "Démarches"}
        assert "Le certificateur étudie" in candidate.post(url, told).content.decode()
        assert Experience.objects.count() == 1
        assert url not in candidate.get(f"/vae/{path.pk}/faisabilite/").content.decode()

    def test_the_silence_of_the_certifier_is_worth_an_agreement_after_two_months(
        self, path: Parcours, adviser: Any
    ) -> None:
        story.complete(path)
        adviser.post(f"/vae/{path.pk}/faisabilite/envoyer/", {"on": ago(62).isoformat()})
        url = f"/vae/{path.pk}/faisabilite/accord-tacite/"
        adviser.post(
            url, {"on": ago(3).isoformat()}
        )  # sent on 15 September: the silence counts from 16 November
        path.refresh_from_db()
        assert path.stage == "sent"
        adviser.post(url, {"on": TODAY.isoformat()})
        path.refresh_from_db()
        assert (path.stage, path.recevabilite_until) == ("admissible", date(2027, 11, 16))

    def test_a_cv_is_given_only_to_those_who_follow_and_each_reading_is_journaled(
        self, path: Parcours, adviser: Any
    ) -> None:
        paper = add_paper(
            actor=story.candidate(), parcours=path, kind=PaperKind.CV, file=story.PAPER, now=NOW
        )
        address = f"/vae/{path.pk}/fichiers/{paper.pk}/"
        assert adviser.get(address).content == story.PAPER.content
        assert JournalEntry.objects.filter(verb="vae.paper.read").count() == 1
        assert cast.client(Role.FORMATEUR).get(address).status_code == 404

    def test_aiming_at_some_blocs_narrows_what_lacks(self, path: Parcours, adviser: Any) -> None:
        ref = get_titre(story.CIP).ccps[1].id
        adviser.post(f"/vae/{path.pk}/faisabilite/cible/", {"ccp_refs": [ref]})
        path.refresh_from_db()
        assert path.ccp_refs == [ref]
        assert "CCP 2" in adviser.get(f"/vae/{path.pk}/faisabilite/").content.decode()


class TestAccompaniment:
    def test_a_plan_is_built_quoted_and_agreed_on_the_screens(self, path: Parcours, adviser: Any) -> None:
        story.admitted(path)
        url = f"/vae/{path.pk}/accompagnement/"
        adviser.post(
            f"{url}plan/", {"hours": "12", "hourly_euros": "80", "modality": "video", "aims": "Écrire"}
        )
        plan = path.vae_plans.get()
        for rank in range(4):
            day = TODAY + timedelta(days=7 * rank + 1)
            adviser.post(
                f"{url}plan/{plan.pk}/rendez-vous/",
                {
                    "kind": "work", "starts_at": f"{day.isoformat()}T14:00", "minutes": "180", "modality": "video",
                    "objectives": f"Partie {rank}",
                },
            )  # fmt: skip
        adviser.post(f"{url}plan/{plan.pk}/devis/")
        adviser.post(f"{url}plan/{plan.pk}/accord/", {"on": TODAY.isoformat()})
        plan.refresh_from_db()
        path.refresh_from_db()
        assert (plan.agreed_on, path.stage) == (TODAY, "accompanied")
        assert plan.participation is not None
        deeds = plan.participation.engagements.order_by("pk")
        assert [(one.kind, one.price_cents) for one in deeds] == [("quote", 96000), ("vae_convention", 96000)]
        assert plan.meetings.filter(seance__isnull=False).count() == 4

    def test_a_meeting_moved_moves_its_seance(self, path: Parcours, adviser: Any) -> None:
        plan = story.accompanied(path)
        meeting = plan.meetings.last()
        assert meeting is not None
        told = {
            "kind": "mock", "starts_at": "2026-12-18T09:00", "minutes": "120", "modality": "on_site",
            "place": "Salle Lot", "objectives": "Soutenir",
        }  # fmt: skip
        adviser.post(f"/vae/{path.pk}/accompagnement/rendez-vous/{meeting.pk}/", told)
        meeting.refresh_from_db()
        assert meeting.seance is not None
        assert (meeting.seance.starts_at, meeting.seance.room) == (meeting.starts_at, "Salle Lot")
        assert meeting.seance.prestation.ends_on == date(2026, 12, 18)

    def test_an_agreed_plan_no_longer_changes(self, path: Parcours, adviser: Any) -> None:
        plan = story.accompanied(path)
        with pytest.raises(TransitionRefused, match="préparez le suivant"):
            draft_plan(
                actor=story.adviser(),
                parcours=path,
                plan=plan,
                minutes=720,
                hourly_cents=1,
                aims="A",
                now=NOW,
            )

    def test_the_candidate_alone_hands_back_their_work(
        self, path: Parcours, candidate: Any, adviser: Any
    ) -> None:
        plan = story.accompanied(path)
        url = f"/vae/{path.pk}/accompagnement/"
        adviser.post(f"{url}plan/{plan.pk}/travail/", {"what": "Écrire", "due_on": TODAY.isoformat()})
        work = plan.works.get()
        assert adviser.post(f"{url}travail/{work.pk}/rendre/", {"answer": "Fait"}).status_code == 403
        candidate.post(f"{url}travail/{work.pk}/rendre/", {"answer": "Fait"})
        adviser.post(f"{url}travail/{work.pk}/retour/", {"feedback": "Bien"})
        work.refresh_from_db()
        assert (work.answer, work.done_at, work.feedback) == ("Fait", NOW, "Bien")

    def test_a_leave_asked_too_late_is_refused_with_the_first_possible_day(
        self, path: Parcours, candidate: Any
    ) -> None:
        story.admitted(path)
        told = {
            "employer": "Le Pont-Neuf", "requested_on": TODAY.isoformat(), "starts_on": "2026-12-15",
            "ends_on": "2026-12-18", "hours": "24",
        }  # fmt: skip
        url = f"/vae/{path.pk}/accompagnement/conge/"
        assert "16/12/2026" in candidate.post(url, told).content.decode()
        assert candidate.post(url, told | {"starts_on": "2026-12-16"}).status_code == 302
        assert "attendue avant le" in candidate.get(f"/vae/{path.pk}/accompagnement/").content.decode()

    def test_a_partial_decision_goes_through_the_screens_to_what_follows(
        self, path: Parcours, adviser: Any
    ) -> None:
        story.deposited(path)
        one, two, three = get_titre(story.CIP).ccps
        url = f"/vae/{path.pk}/accompagnement/"
        told = {"on": ago(2).isoformat(), "result": "partial_whole", "validated": [one.id, two.id]}
        page = adviser.post(f"{url}decision/", told).content.decode()
        assert "nomme ce qui est à compléter" in page
        adviser.post(f"{url}decision/", told | {"to_complete": [three.id]})
        adviser.post(
            f"{url}post-jury/",
            {"on": TODAY.isoformat(), "minutes": "60", "modality": "video", "summary": "Bilan", "way_0": "ccp_session"},
        )  # fmt: skip
        path.refresh_from_db()
        assert path.stage == "followed"
        assert "Session de CCP" in adviser.get(url).content.decode()


class TestBoard:
    def people(self, count: int) -> None:
        for rank, person in enumerate(cast.people(count)):
            path = story.requested(person=person, days=1 + rank)
            story.tell_experience(path)
            if rank % 3 == 0:
                story.planned(path, first=-2 - rank * 50)

    def test_its_cost_does_not_depend_on_its_rows(self, titres: None, adviser: Any) -> None:
        self.people(2)
        adviser.get("/vae/")
        with CaptureQueriesContext(
            connection,
        ) as few:
            adviser.get("/vae/")
        for person in cast.people(24)[2:]:
            story.requested(person=person)
        with CaptureQueriesContext(connection) as many:
            page = adviser.get("/vae/").content.decode()
        assert page.count("<tr>") == 25
        assert len(many) == len(few)

    def test_the_clock_that_bites_first_is_on_top_and_those_without_come_last(
        self, titres: None, adviser: Any
    ) -> None:
        one, two, three = cast.people(3)
        story.requested(person=one, days=5)
        late = story.requested(person=two, days=40)
        Parcours.objects.filter(pk=story.requested(person=three).pk).update(next_due_on=None)
        page = adviser.get("/vae/").content.decode()
        names = [page.index(person.sort_name) for person in (two, one, three)]
        assert names == sorted(names)
        assert "dépassée de 10 j" in page
        assert late.person.sort_name in adviser.get("/vae/?echeance=depassee").content.decode()
        assert one.sort_name not in adviser.get("/vae/?echeance=depassee").content.decode()

    def test_it_searches_filters_and_exports(self, path: Parcours, adviser: Any) -> None:
        other = story.requested(person=cast.people(1)[0])
        assert "1\xa0candidat<" in adviser.get("/vae/?q=mazarguil").content.decode()
        assert "Aucun parcours ne correspond" in adviser.get("/vae/?etape=sent").content.decode()
        Parcours.objects.filter(pk=other.pk).update(stage="closed")
        assert "1\xa0candidat<" in adviser.get("/vae/").content.decode()
        assert "2\xa0candidats<" in adviser.get("/vae/?clos=1").content.decode()
        csv = adviser.get("/vae/export.csv").content.decode("utf-8-sig")
        assert csv.splitlines()[0].startswith("Candidat;Titre;Étape")
        assert "MAZARGUIL Inès" in csv

    def test_it_counts_what_presses_and_sorts_the_export_as_the_page(
        self, titres: None, adviser: Any
    ) -> None:
        one, two, three = cast.people(3)
        story.requested(person=one, days=5)
        story.requested(person=two, days=40)
        story.requested(person=three, days=20)
        page = adviser.get("/vae/").content.decode()
        assert "Échéance dépassée" in page
        soon = adviser.get("/vae/?echeance=proche").content.decode()
        assert three.sort_name in soon
        assert two.sort_name not in soon
        assert adviser.get("/vae/?tri=rendez-vous").status_code == 200
        assert "Aucun parcours ne correspond" in adviser.get("/vae/?titre=TP-00448.06").content.decode()
        csv = adviser.get("/vae/export.csv?tri=-candidat").content.decode("utf-8-sig").splitlines()[1:]
        names = [line.partition(";")[0] for line in csv]
        assert names == sorted(names, reverse=True)
        counts = counts_of(story.adviser(), {}, TODAY)
        assert (counts.running, counts.late, counts.soon) == (3, 1, 1)

    def test_empty_it_says_what_to_do(self, adviser: Any) -> None:
        assert "Aucune VAE en cours" in adviser.get("/vae/").content.decode()

    def test_a_path_of_another_route_has_no_vae_page(self, titres: None, adviser: Any) -> None:
        path = Parcours.objects.create(person=cast.candidate_person(), titre_ref=story.CIP, route="formation")
        path.trainers.add(story.adviser_person())
        assert adviser.get(f"/vae/{path.pk}/faisabilite/").status_code == 404

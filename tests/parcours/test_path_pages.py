"""The pages of one path: its line in time, its acts, its corrections, its days in an agenda, its opening."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from jalon.accounts.enums import Role
from jalon.parcours.models import CompanyPeriod, Parcours, ParcoursAct
from jalon.parcours.operations import create_parcours
from jalon.parcours.screens import act_url
from jalon.people.models import Person
from jalon.people.queries import journal_about
from tests import cast
from tests.parcours.story import CIP, NOW, SENT, done, leader, opened, walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("titres")]


def page(path, client=None) -> str:
    client = client or cast.client(Role.RESPONSABLE_SESSION)
    response = client.get(reverse("parcours:path", args=[path.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_tells_what_is_done_what_is_next_and_by_whom():
    html = page(walked(opened(), *SENT))
    for told in (
        "Décision de recevabilité",
        "le certificateur",
        "A envoyé son dossier de faisabilité",
        "Parcours ouvert",
    ):
        assert told in html
    assert "<svg" in html


def test_silence_past_its_day_is_shown_as_an_agreement_to_find():
    path = walked(
        opened(on=date(2025, 1, 5)), ("study", date(2025, 1, 12)), ("send_feasibility", date(2025, 1, 31))
    )
    html = page(path)
    assert "Accord tacite acquis le 01/04/2025" in html
    assert act_url(path, "admit_tacitly") in html


@pytest.mark.parametrize("route", ["formation", "apprentissage", "vae", "capitalisation", "retake"])
def test_every_route_has_its_page(route):
    html = page(opened(route))
    assert ("Heures en entreprise" in html) == (route in {"formation", "apprentissage"})


def test_the_gauges_tell_the_hours_that_lack():
    path = opened("formation")
    CompanyPeriod.objects.create(
        parcours=path, ccp_number=1, company="Atelier", hours=70, proof_received_on=date(2026, 2, 2)
    )
    assert "70 h prouvées sur" in page(path)


def test_the_page_asks_as_many_queries_after_thirty_acts_as_after_one():
    path, client, counts = opened("formation"), cast.client(Role.RESPONSABLE_SESSION), []
    for times in (1, 29):
        for _ in range(times):
            done(path, "inform", date(2026, 1, 6))
        page(path, client)
        with CaptureQueriesContext(connection) as asked:
            page(path, client)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_candidate_sees_their_path_and_may_only_give_it_up():
    path = walked(opened(), *SENT)
    html = page(path, cast.client(Role.CANDIDAT))
    assert act_url(path, "interrupt") in html
    assert act_url(path, "admit") not in html
    assert "Historique" not in html


# --- acts


def test_an_act_is_done_on_its_day():
    path, client = opened(), cast.client(Role.RESPONSABLE_SESSION)
    url = reverse("parcours:act", args=[path.pk, "answer"])
    assert "Réponse donnée" in client.get(url).content.decode()
    assert client.post(url, {"on": "2026-01-20", "note": "Rendez-vous pris."}).status_code == 302
    act = ParcoursAct.objects.get()
    assert (act.on, act.note, act.to_stage) == (date(2026, 1, 20), "Rendez-vous pris.", "answered")


def test_a_refused_act_says_every_reason_and_keeps_what_was_typed():
    path, client = opened(), cast.client(Role.RESPONSABLE_SESSION)
    html = client.post(
        reverse("parcours:act", args=[path.pk, "interrupt"]), {"on": "2100-01-01", "note": ""}
    ).content.decode()
    assert "Indiquez le motif." in html
    assert "avenir" in html
    assert 'value="2100-01-01"' in html


def test_the_same_form_sent_twice_does_one_act():
    path, client = opened(), cast.client(Role.RESPONSABLE_SESSION)
    url = reverse("parcours:act", args=[path.pk, "answer"])
    client.post(url, {"on": "2026-01-20"})
    assert "n’est pas possible" in client.post(url, {"on": "2026-01-20"}).content.decode()
    assert ParcoursAct.objects.count() == 1


def test_an_admissibility_is_recorded_with_its_number_and_its_day():
    path, client = walked(opened(), *SENT), cast.client(Role.RESPONSABLE_SESSION)
    told = {"on": "2026-03-01", "recevabilite_number": "R-31-7", "recevabilite_until": "2028-02-29"}
    client.post(reverse("parcours:act", args=[path.pk, "admit"]), told)
    path.refresh_from_db()
    assert (path.recevabilite_number, path.recevabilite_until) == ("R-31-7", date(2028, 2, 29))


@pytest.mark.parametrize("screen", ["path", "standing", "path_ics"])
def test_somebody_else_s_opening_is_journaled_and_the_person_reads_it(screen):
    path = opened("formation")
    cast.client(Role.CANDIDAT).get(reverse(f"parcours:{screen}", args=[path.pk]))
    about = journal_about(Person.objects.filter(pk=path.person_id)).filter(verb="parcours.read")
    assert not about.exists()
    cast.client(Role.RESPONSABLE_SESSION).get(reverse(f"parcours:{screen}", args=[path.pk]))
    assert [(one.kind, one.data) for one in about] == [("access", {"parcours": path.pk})]


def test_an_act_of_another_route_does_not_exist():
    path = opened("formation")
    response = cast.client(Role.RESPONSABLE_SESSION).get(reverse("parcours:act", args=[path.pk, "lapse"]))
    assert response.status_code == 404


def test_a_mistaken_day_is_corrected_and_stays_readable():
    path, client = walked(opened(), *SENT), cast.client(Role.RESPONSABLE_SESSION)
    mistaken = path.acts.get(act="send_feasibility")
    url = reverse("parcours:correct", args=[path.pk, mistaken.pk])
    assert client.post(url, {"on": "2026-01-20", "note": ""}).status_code == 200
    assert client.post(url, {"on": "2026-01-20", "note": "Date du recommandé."}).status_code == 302
    html = page(path, client)
    assert "<s>Envoyer le dossier de faisabilité" in html
    assert "Date du recommandé." in html


def test_an_act_of_another_path_is_not_corrected_from_here():
    path = walked(opened(), *SENT)
    other = opened("formation", person=cast.people(1)[0])
    client = cast.client(Role.RESPONSABLE_SESSION)
    url = reverse("parcours:correct", args=[other.pk, path.acts.first().pk])
    assert client.get(url).status_code == 404


# --- opening, entrusting, dating


def test_a_path_is_opened_for_somebody_found_by_name():
    person, client = cast.people(1)[0], cast.client(Role.RESPONSABLE_SESSION)
    url = reverse("parcours:open")
    assert f"?personne={person.pk}" in client.get(url, {"q": "invente001"}).content.decode()
    told = {"route": "vae", "aim": [f"{CIP}/CCP1", f"{CIP}/CCP2"], "contacted_on": "2026-01-05"}
    assert client.post(f"{url}?personne={person.pk}", told).status_code == 302
    path = Parcours.objects.get()
    assert (path.stage, path.ccp_refs, path.contacted_on) == (
        "request", [f"{CIP}/CCP1", f"{CIP}/CCP2"], date(2026, 1, 5),
    )  # fmt: skip


def test_a_path_is_opened_for_somebody_new():
    told = {
        "route": "formation", "aim": [CIP], "contacted_on": "2026-01-05", "personne-civility": "madame",
        "personne-birth_name": "Delcourt", "personne-first_name": "Maud", "personne-birth_date": "1988-02-29",
    }  # fmt: skip
    response = cast.client(Role.RESPONSABLE_SESSION).post(
        f"{reverse('parcours:open')}?personne=nouvelle", told
    )
    assert response.status_code == 302
    assert Parcours.objects.get().person == Person.objects.get(birth_name="Delcourt")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"aim": [CIP, "TP-00448.06"]}, "un seul titre"),
        ({"aim": []}, "obligatoire"),
        ({"starts_on": "2026-06-01", "ends_on": "2026-05-01"}, "précède son début"),
        ({"contacted_on": "2100-01-01"}, "avenir"),
        ({"contacted_on": "1950-01-01"}, "naissance"),
        ({"route": "autostop"}, "choix"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_opened(told, said):
    person = cast.people(1)[0]
    given = {"route": "formation", "aim": [CIP], "contacted_on": "2026-01-05", **told}
    url = f"{reverse('parcours:open')}?personne={person.pk}"
    response = cast.client(Role.RESPONSABLE_SESSION).post(url, given)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Parcours.objects.exists()


def test_nobody_opens_a_path_for_somebody_of_another_centre():
    stranger = cast.people(1, cast.other_centre())[0]
    url = f"{reverse('parcours:open')}?personne={stranger.pk}"
    assert cast.client(Role.RESPONSABLE_SESSION).get(url).status_code == 404


def test_entrusting_a_path_opens_it_to_the_trainer():
    path = opened("formation")
    trainer = cast.person("Azéma", "Luc", date(1979, 2, 2), user=cast.user(Role.FORMATEUR))
    url = reverse("parcours:path", args=[path.pk])
    assert cast.client(Role.FORMATEUR).get(url).status_code == 404
    told = {"referent": cast.user(Role.RESPONSABLE_SESSION).pk, "trainers": [trainer.pk]}
    response = cast.client(Role.RESPONSABLE_SESSION).post(reverse("parcours:entrust", args=[path.pk]), told)
    assert response.status_code == 302
    assert cast.client(Role.FORMATEUR).get(url).status_code == 200


def test_the_dates_of_a_path_are_corrected_together():
    path, client = opened("formation"), cast.client(Role.RESPONSABLE_SESSION)
    url = reverse("parcours:dates", args=[path.pk])
    assert (
        "précède" in client.post(url, {"starts_on": "2026-05-01", "ends_on": "2026-04-01"}).content.decode()
    )
    assert client.post(url, {"starts_on": "2026-05-01", "ends_on": "2026-09-01"}).status_code == 302
    path.refresh_from_db()
    assert path.next_due_on == date(2026, 5, 1)


# --- agenda


def test_the_agenda_holds_the_days_to_come_under_identities_that_never_change():
    path = create_parcours(
        actor=leader(), person=cast.candidate_person(), titre_ref=CIP, route="vae", now=NOW
    )
    client = cast.client(Role.CANDIDAT)
    url = reverse("parcours:path_ics", args=[path.pk])
    first, again = (Calendar.from_ical(client.get(url).content) for _ in range(2))
    uids = [[str(e["uid"]) for e in one.walk("VEVENT")] for one in (first, again)]
    assert f"parcours-{path.pk}-vae.answer@jalon" in uids[0]
    assert uids[0] == uids[1]
    (answer,) = [e for e in first.walk("VEVENT") if "vae.answer" in str(e["uid"])]
    assert answer.decoded("dtstart") == date(2026, 12, 16)

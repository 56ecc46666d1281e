"""« Mon agenda »: a secret address kept as a digest, which tells changes and cancellations, and nothing sensitive."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from jalon.accounts.enums import Role
from jalon.accounts.models import Membership
from jalon.common.models import JournalEntry
from jalon.parcours import agenda
from jalon.parcours.agenda import Event
from jalon.parcours.holdings import tell_paths
from jalon.parcours.models import AgendaFeed
from jalon.parcours.operations import entrust_parcours
from jalon.parcours.rules.agenda import KEPT, retold
from jalon.people.models import Person
from tests import cast
from tests.parcours.story import SENT, done, leader, opened, walked

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


class TestRule:
    EVENTS = st.dictionaries(
        st.sampled_from("abcd"), st.fixed_dictionaries({"summary": st.sampled_from("xy")})
    )

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(EVENTS, min_size=1, max_size=6))
    def test_whatever_happens_agendas_that_follow_hold_what_stands(self, readings):
        told, held = {}, {}
        for rank, events in enumerate(readings):
            before, told = told, retold(told, events, NOW + timedelta(days=rank))
            for uid, one in told.items():
                if one != before.get(uid):  # an agenda takes what has a higher sequence, and only that
                    assert uid not in before or one["sequence"] > before[uid]["sequence"]
                    held[uid] = None if one["cancelled"] else one["summary"]
            assert {uid: words for uid, words in held.items() if words} == {
                uid: event["summary"] for uid, event in events.items()
            }
            assert retold(told, events, NOW + timedelta(days=rank, hours=1)) == told

    def test_what_is_cancelled_is_told_for_a_season_then_forgotten(self):
        told = retold(retold({}, {"a": {"summary": "x"}}, NOW), {}, NOW)
        assert told["a"]["cancelled"]
        assert retold(told, {}, NOW + KEPT - timedelta(seconds=1)) == told
        assert retold(told, {}, NOW + KEPT) == {}


@pytest.fixture
def at(monkeypatch):
    """Set the present, as views read it."""
    from django.utils import timezone

    def set_now(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_now(NOW)
    return set_now


def address(client, user) -> str:
    client.force_login(user)
    page = client.post(reverse("parcours:agenda_open"))
    client.logout()
    return page.context["address"].removeprefix("http://testserver")


def events(client, url, **headers):
    """uid -> event, read by somebody who is not signed in."""
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return {str(one["uid"]): one for one in Calendar.from_ical(response.content).walk("VEVENT")}


@pytest.mark.django_db
@pytest.mark.usefixtures("titres", "at")
class TestAddress:
    def test_a_candidate_reads_their_steps_and_what_is_done_is_cancelled(self, client):
        path = opened(on=date(2026, 1, 5))
        walked(path, *SENT)
        url = address(client, path.person.user)
        read = events(client, url)
        uid = f"parcours-{path.pk}-vae.admissibility@jalon"
        assert str(read[uid]["summary"]) == "CIP : Décision de recevabilité"
        assert read[uid]["dtstart"].dt == date(2026, 3, 31)
        assert (str(read[uid]["status"]), read[uid]["sequence"]) == ("CONFIRMED", 0)
        done(path, "admit", date(2026, 2, 1))
        read = events(client, url)
        assert (str(read[uid]["status"]), read[uid]["sequence"]) == ("CANCELLED", 1)

    def test_an_agenda_that_already_has_it_is_told_so_until_something_changes(self, client, at):
        path = walked(opened(), *SENT)
        url = address(client, path.person.user)
        first = client.get(url)
        at(NOW + timedelta(days=1))
        for headers in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
            assert client.get(url, headers=headers).status_code == 304
        done(path, "acknowledge", date(2026, 2, 2))
        again = client.get(url, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 200
        assert again["Last-Modified"] != first["Last-Modified"]

    def test_an_adviser_reads_the_steps_of_those_they_follow_by_their_initials(self, client):
        adviser = cast.user(Role.ACCOMPAGNATEUR_VAE)
        path = opened(on=date(2026, 1, 5), referent=adviser)
        opened("vae", person=cast.people(1)[0])  # somebody else's
        url = address(client, adviser)
        content = client.get(url).content.decode()
        assert "Répondre à la demande" in content
        assert path.person.first_name not in content
        assert path.person.last_name not in content
        assert content.count("BEGIN:VEVENT") == len(events(client, url)) == 2
        entrust_parcours(actor=leader(), parcours=path, referent=None, trainers=[], now=NOW)
        assert {str(one["status"]) for one in events(client, url).values()} == {"CANCELLED"}

    def test_notes_and_reasons_never_leave(self, client):
        path = opened(on=date(2026, 1, 5))
        done(path, "study", date(2026, 1, 12), note="Souffre d’asthme.")
        content = client.get(address(client, path.person.user)).content.decode()
        assert "asthme" not in content

    def test_who_left_the_centre_or_lost_their_account_reads_nothing_more(self, client):
        adviser = cast.user(Role.ACCOMPAGNATEUR_VAE)
        opened(on=date(2026, 1, 5), referent=adviser)
        url = address(client, adviser)
        assert {str(one["status"]) for one in events(client, url).values()} == {"CONFIRMED"}
        Membership.objects.filter(user=adviser).delete()
        assert {str(one["status"]) for one in events(client, url).values()} == {"CANCELLED"}
        type(adviser).objects.filter(pk=adviser.pk).update(is_active=False)
        assert client.get(url).status_code == 404

    def test_only_the_last_address_answers_until_it_is_closed(self, client):
        user = walked(opened(), *SENT).person.user
        old = address(client, user)
        new = address(client, user)
        assert client.get(old).status_code == 404
        assert client.get(new).status_code == 200
        assert client.get(new.replace(".ics", "x.ics")).status_code == 404
        client.force_login(user)
        client.post(reverse("parcours:agenda_close"))
        assert client.get(new).status_code == 404
        verbs = JournalEntry.objects.filter(verb__startswith="parcours.agenda").order_by("pk")
        assert [one.verb.rpartition(".")[2] for one in verbs] == ["open", "renew", "close"]

    def test_the_address_is_kept_nowhere_and_shown_once(self, client):
        user = cast.candidate_person().user
        url = address(client, user)
        token = url.rpartition("/")[2].removesuffix(".ics")
        assert token not in str(AgendaFeed.objects.values_list().get())
        client.force_login(user)
        page = client.get(reverse("parcours:agenda"))
        assert token not in page.content.decode()
        assert "Jamais encore" in page.content.decode()

    def test_it_is_in_the_copy_of_one_s_data(self, client):
        person = cast.candidate_person()
        address(client, person.user)
        (told,) = tell_paths(Person.objects.filter(pk=person.pk))["adresses d’agenda"]
        assert told["lue le"] is None

    def test_an_event_of_another_floor_takes_the_place_of_the_step_it_tells_better(self, client, monkeypatch):
        path = walked(opened(), *SENT)
        uid = f"parcours-{path.pk}-vae.admissibility@jalon"
        monkeypatch.setattr(
            agenda, "_tellers",
            [lambda actor, now: [Event("seance-1@jalon", NOW, NOW + timedelta(hours=2), "CIP : séance", replaces=uid)]],
        )  # fmt: skip
        read = events(client, address(client, path.person.user))
        assert uid not in read
        assert f"{read['seance-1@jalon']['dtstart'].dt:%H:%M %Z}" == "10:00 CET"

    def test_nothing_to_tell_is_still_an_agenda(self, client):
        url = address(client, cast.user(Role.ACCOMPAGNATEUR_VAE))
        assert events(client, url) == {}
        assert b"BEGIN:VTIMEZONE" in client.get(url).content

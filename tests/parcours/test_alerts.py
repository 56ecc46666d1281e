"""Clocks told by mail: to the right person, once as the day comes near, once when it is past; and on the home page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.operations import set_parameter
from jalon.common.actor import system_actor
from jalon.common.jobs import enqueue, run_pending
from jalon.parcours.holdings import tell_paths
from jalon.parcours.home import centre_counts, own_paths, pressing_paths
from jalon.parcours.models import Parcours, StepAlert
from jalon.parcours.operations import send_alerts
from jalon.parcours.rules.alerts import alert_due
from jalon.people.models import Person
from tests import cast
from tests.parcours.story import SENT, done, moment, opened, walked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("titres")]
NEAR = timedelta(days=15)


def send(day: date | datetime) -> list[tuple[str, str]]:
    """The mails of a day: to whom, and their text."""
    mail.outbox.clear()
    send_alerts(actor=system_actor("essai"), organisme=cast.centre(), now=moment(day))
    run_pending()
    return sorted((one.to[0], one.body) for one in mail.outbox)


@pytest.mark.parametrize(("days", "alert"), [(16, None), (15, "soon"), (0, "soon"), (-1, "late")])
def test_a_day_is_told_near_then_past(days, alert):
    today = date(2028, 2, 29)
    assert alert_due(today + timedelta(days=days), None, today, NEAR) == alert
    assert alert_due(today + timedelta(days=days), today, today, NEAR) is None


def test_each_step_is_told_once_near_and_once_past_to_its_referent():
    adviser = cast.user(Role.ACCOMPAGNATEUR_VAE)
    opened(on=date(2026, 1, 5), referent=adviser)  # answered before 4 February
    assert send(date(2026, 1, 19)) == []
    ((to, text),) = send(date(2026, 1, 20))
    assert to == adviser.email
    assert "Répondre à la demande" in text
    assert "04/02/2026" in text
    assert send(date(2026, 1, 21)) == send(date(2026, 2, 4)) == []
    ((_, late),) = send(date(2026, 2, 5))
    assert "en retard depuis le 04/02/2026" in late
    assert send(date(2026, 2, 6)) == []


def test_the_candidate_is_told_of_their_own_steps_alone():
    path = walked(opened(referent=cast.user(Role.ACCOMPAGNATEUR_VAE)), *SENT)
    told = dict(send(date(2026, 3, 25)))
    assert set(told) == {path.referent.email, path.person.email}
    assert "Décision de recevabilité" in told[path.person.email]
    opened("vae", on=date(2026, 3, 1), person=cast.people(1)[0])
    assert send(date(2026, 3, 25)) == []


def test_a_referent_has_one_digest_for_all_their_paths():
    adviser = cast.user(Role.ACCOMPAGNATEUR_VAE)
    for person in cast.people(3):
        opened(person=person, referent=adviser)
    ((_, text),) = send(date(2026, 1, 25))
    assert text.count("Répondre à la demande") == 3


def test_a_day_that_moved_is_told_anew_and_a_path_over_no_more():
    path = opened(referent=cast.user(Role.ACCOMPAGNATEUR_VAE))
    assert len(send(date(2026, 1, 25))) == 1
    Parcours.objects.update(contacted_on=date(2026, 1, 6))
    assert len(send(date(2026, 1, 25))) == 1
    done(path, "interrupt", date(2026, 1, 26), note="Renonce.")
    assert send(date(2026, 3, 1)) == []


def test_another_centre_is_told_nothing():
    opened(referent=cast.user(Role.ACCOMPAGNATEUR_VAE))
    assert (
        send_alerts(actor=system_actor("essai"), organisme=cast.other_centre(), now=moment(date(2026, 3, 1)))
        == 0
    )
    assert not StepAlert.objects.exists()


# --- the hour at which they leave


@pytest.fixture
def clock(monkeypatch):
    """Read the hour and send what is due: how many mails left."""

    def at(moment_utc: datetime) -> int:
        monkeypatch.setattr(timezone, "now", lambda: moment_utc)
        mail.outbox.clear()
        enqueue("parcours.clock", actor=system_actor("essai"), now=moment_utc)
        run_pending()
        return len(mail.outbox)

    return at


@pytest.mark.parametrize(
    ("before", "at_seven"),
    [
        (datetime(2026, 1, 25, 5, 59, tzinfo=UTC), datetime(2026, 1, 25, 6, tzinfo=UTC)),
        (datetime(2026, 7, 25, 4, 59, tzinfo=UTC), datetime(2026, 7, 25, 5, tzinfo=UTC)),
        (datetime(2026, 3, 29, 4, 59, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),  # clocks go on at 2
        (datetime(2026, 10, 25, 5, 59, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),  # and back at 3
    ],
)
def test_alerts_leave_at_seven_in_paris_once_a_day(clock, before, at_seven):
    opened(on=(at_seven - timedelta(days=20)).date(), referent=cast.user(Role.ACCOMPAGNATEUR_VAE))
    assert clock(before) == 0
    assert clock(at_seven) == 1
    Parcours.objects.update(contacted_on=(at_seven - timedelta(days=21)).date())  # moved: told tomorrow
    assert clock(at_seven + timedelta(hours=5)) == 0
    assert clock(at_seven + timedelta(days=1)) == 1


def test_a_centre_chooses_the_hour_of_its_alerts(clock):
    opened(on=date(2026, 1, 5), referent=cast.user(Role.ACCOMPAGNATEUR_VAE))
    set_parameter(actor=cast.actor(Role.ADMINISTRATEUR), organisme=cast.centre(), key="alert_hour", value=18,
                  now=moment(date(2026, 1, 24)))  # fmt: skip
    assert clock(datetime(2026, 1, 25, 16, 59, tzinfo=UTC)) == 0
    assert clock(datetime(2026, 1, 25, 17, tzinfo=UTC)) == 1


# --- the home page


def test_the_home_page_tells_a_candidate_their_next_steps():
    path = walked(opened(), *SENT)
    (own,) = own_paths(cast.actor(Role.CANDIDAT), date(2026, 4, 2))
    assert own.parcours == path
    assert own.ahead[0].step.label == "Décision de recevabilité"
    assert own.ahead[0].state == "late"
    assert own.done == 3
    assert own_paths(cast.actor(Role.RESPONSABLE_SESSION), date(2026, 4, 2)) == []


def test_the_home_page_tells_a_leader_what_presses():
    path = opened()
    counts, pressing = pressing_paths(cast.actor(Role.RESPONSABLE_SESSION), date(2026, 2, 5))
    assert (counts.late, [one.parcours for one in pressing], pressing[0].state) == (1, [path], "late")
    assert pressing_paths(cast.actor(Role.RESPONSABLE_SESSION), date(2026, 1, 6)) == (
        counts.__class__(1, 0, 0),
        [],
    )
    assert pressing_paths(cast.actor(Role.CANDIDAT), date(2026, 2, 5)) == (None, [])


def test_who_leads_and_follows_some_paths_still_sees_how_the_centre_stands():
    lead, today = cast.actor(Role.RESPONSABLE_SESSION), date(2026, 2, 5)
    first, second = cast.people(2)
    mine = opened("formation", person=first, referent=cast.user(Role.RESPONSABLE_SESSION))
    opened("vae", person=second)
    counts, pressing = pressing_paths(lead, today)
    assert (counts.active, counts.late, pressing) == (1, 0, [])
    centre = centre_counts(lead, today)
    assert (centre.active, centre.late) == (2, 1)
    assert centre_counts(cast.actor(Role.FORMATEUR), today) is None
    Parcours.objects.filter(pk=mine.pk).update(referent=None)
    assert centre_counts(lead, today) is None


def test_the_copy_of_one_s_data_holds_the_path_and_its_acts():
    walked(opened(), *SENT)
    told = tell_paths(Person.objects.filter(pk=cast.candidate_person().pk))
    assert [act["acte"] for act in told["parcours"][0]["actes"]] == [
        "Ouvrir l’étude de faisabilité",
        "Envoyer le dossier de faisabilité",
    ]
    assert set(told) == {"parcours", "CCP acquis", "titres obtenus", "adresses d’agenda"}

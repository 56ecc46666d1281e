"""What prestations add to a path: to sign, to retract before, to convene, the next séance, the certificate."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jalon.parcours.evidence import all_evidence
from jalon.parcours.tabs import links_for
from jalon.people.models import Person
from jalon.people.queries import personal_data
from jalon.prestation.enums import Party
from jalon.prestation.models import Engagement
from jalon.prestation.operations import add_participation, send_engagement, sign_attendance, sign_engagement
from jalon.prestation.steps import last_sign, tell_steps
from tests import cast
from tests.prestation import story


@pytest.fixture
def today(monkeypatch):
    def on(day: date):
        monkeypatch.setattr("django.utils.timezone.now", lambda: story.at(12, day=day))

    on(date(2026, 9, 7))
    return on


def told(place) -> dict[str, tuple[str, date | None, date | None]]:
    return {
        one.code.split("-")[0]: (one.label, one.done_on, one.due_on)
        for one in tell_steps([place.parcours])[place.parcours_id]
    }


def test_a_contract_sent_waits_for_its_signatures_then_for_the_end_of_the_retraction(
    leader, ines, place, today
) -> None:
    deed = send_engagement(
        actor=leader, engagement=story.contract(leader, place), now=story.at(9, day=date(2026, 9, 7))
    )
    assert told(place)["prestation.sign"] == ("Signer : contrat de formation", None, date(2026, 11, 2))
    for actor, party in ((ines, Party.CANDIDATE), (leader, Party.ORGANISME)):
        sign_engagement(
            actor=actor, engagement=deed, party=party, strokes=story.STROKES, document_sha256=deed.document.sha256,
            now=story.at(10, day=date(2026, 9, 7)),
        )  # fmt: skip
    found = told(place)
    assert found["prestation.sign"][1] == date(2026, 9, 7)
    assert found["prestation.retraction"][2] == date(2026, 9, 17)
    today(date(2026, 9, 17))
    assert "prestation.retraction" in told(place)
    today(date(2026, 9, 18))
    assert "prestation.retraction" not in told(place)


def test_the_next_séance_the_convocation_and_the_certificate_have_their_days(
    leader, seance, place, today
) -> None:
    assert told(place)["prestation.seance"] == ("Prochaine séance : Analyser la demande", None, story.DAY)
    assert "prestation.certificate" not in told(place)
    today(date(2026, 11, 20))
    found = told(place)
    assert "prestation.seance" not in found
    assert found["prestation.certificate"][2] == date(2026, 12, 20)


def test_a_prestation_not_begun_asks_to_convene_a_week_before(leader, place, today) -> None:
    coming = story.prestation(
        leader, heading="Suite", starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 11)
    )
    other = add_participation(actor=leader, prestation=coming, parcours=place.parcours, now=story.OPENED)
    steps = {one.code: one for one in tell_steps([place.parcours])[place.parcours_id]}
    assert steps[f"prestation.convocation-{other.pk}"].due_on == date(2026, 11, 30)


def test_a_quote_agreed_is_scheduled_within_fifteen_days_and_a_planned_séance_answers_it(
    leader, place, today
) -> None:
    """B14: the clock of the commitment stops once something is planned, before the prestation begins."""
    coming = story.prestation(
        leader, heading="Suite", starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 11)
    )
    other = add_participation(actor=leader, prestation=coming, parcours=place.parcours, now=story.OPENED)
    agreed = Engagement.objects.create(
        participation=other,
        kind="quote",
        status="signed",
        signed_on=date(2026, 9, 2),
        created_at=story.OPENED,
    )
    steps = {one.code: one for one in tell_steps([place.parcours])[place.parcours_id]}
    late = steps[f"prestation.schedule-{agreed.pk}"]
    assert (late.done_on, late.due_on) == (None, date(2026, 9, 17))
    story.seance(leader, coming, day=date(2026, 12, 8))
    assert "prestation.schedule" not in told(place)


def test_steps_of_thirty_paths_cost_as_many_queries_as_those_of_one(
    leader, group, seance, place, today
) -> None:
    one = place.parcours
    with CaptureQueriesContext(connection) as few:
        tell_steps([one])
    for person in cast.people(30):
        add_participation(
            actor=leader, prestation=group, parcours=story.path_of(leader, person), now=story.OPENED
        )
    paths = [one.parcours for one in group.participations.select_related("parcours")]
    with CaptureQueriesContext(connection) as many:
        assert len(tell_steps(paths)) == 32
    assert len(many) == len(few)


def test_a_signature_is_a_sign_of_life_and_part_of_the_copy_of_one_s_data(leader, seance, place) -> None:
    assert last_sign([place.parcours]) == {}
    sign_attendance(
        actor=leader, seance=seance, participation=place, half_day="morning", signed_at=story.at(12), now=story.at(12),
        strokes=story.STROKES,
    )  # fmt: skip
    assert last_sign([place.parcours]) == {place.parcours_id: story.DAY}
    held = personal_data(Person.objects.filter(pk=place.parcours.person_id))
    assert held["émargements de séances"][0]["tracé"] == story.STROKES
    assert held["présences"][0]["minutes"] == 180
    assert held["prestations"][0]["prestation"] == "Groupe CIP d’automne"


def test_a_path_has_its_tab_and_quality_its_evidence(leader, place) -> None:
    assert "Prestations" in [one.label for one in links_for(place.parcours, leader, "/")]
    verbs = {verb for one in all_evidence() for verb in one.verbs}
    assert {"prestation.certificate", "prestation.deliver.rules", "prestation.attendance"} <= verbs

"""Acts done to many at once leave the same rows and the same journal as the same acts done one by one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from jalon.common.models import JournalEntry
from jalon.common.workflow import TransitionRefused
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Inscription
from jalon.examen.operations.inscriptions import (
    Registration,
    register_candidate,
    register_candidates,
    update_inscription,
    update_inscriptions,
    withdraw_inscription,
)
from jalon.parcours.models import CompanyPeriod, Parcours
from jalon.parcours.operations import (
    CompanyHours,
    NewParcours,
    create_many_parcours,
    record_company_hours,
    record_company_period,
    update_many_parcours,
    update_parcours,
)
from jalon.people.models import Person
from jalon.people.operations import create_people, create_person, update_people, update_person
from tests import cast
from tests.examen import scene
from tests.examen.scene import CIP, NOW, TODAY

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
PEOPLE = [
    {"birth_name": "Lefèvre", "first_name": "Éloïse", "birth_date": date(1990, 12, 31), "email": "e@x.fr"},
    {
        "birth_name": "de La Tour",
        "first_name": "Noé",
        "usage_name": "Brun",
        "address": "1 rue\n31000 Toulouse",
    },
]
REGISTERED = [
    {"route": "formation", "scopes": ["title"], "starts_on": date(2026, 1, 12)},
    {"route": "vae", "scopes": ["ccp1", "ccp2"], "recevabilite_until": date(2027, 6, 30), "recevabilite_number": "R1"},
]  # fmt: skip
PATHS = [{"ends_on": date(2026, 12, 1)}, {"recevabilite_number": "R2"}]
HOURS = [(1, "Atelier", 70, None), (2, " Mission locale ", 175, TODAY)]


def one_by_one(organisme):
    exam, actor = scene.session(organisme), scene.manager(organisme)
    people = [create_person(actor=actor, organisme=organisme, now=NOW, **told) for told in PEOPLE]
    made = [
        register_candidate(actor=actor, session=exam, person=who, now=NOW, **told)
        for who, told in zip(people, REGISTERED, strict=True)
    ]
    periods = [
        record_company_period(
            actor=actor, parcours=i.parcours, ccp_number=ccp, company=company, hours=hours,
            proof_received_on=proof, now=NOW,
        )
        for i, (ccp, company, hours, proof) in zip(made, HOURS, strict=True)
    ]  # fmt: skip
    Inscription.objects.filter(session=exam).update(status=InscriptionStatus.ADMITTED)
    for who in people:
        update_person(actor=actor, person=who, now=LATER, birth_place="Albi", email="e@x.fr")
    for i, told in zip(made, PATHS, strict=True):
        kept = {
            n: getattr(i.parcours, n)
            for n in ("starts_on", "ends_on", "recevabilite_until", "recevabilite_number")
        }
        update_parcours(actor=actor, parcours=i.parcours, now=LATER, route=i.route, **kept | told)
        update_inscription(
            actor=actor,
            inscription=i,
            now=LATER,
            route=i.route,
            scopes=["ccp1"],
            reglement_acknowledged_on=TODAY,
        )
    for i, period in zip(made, periods, strict=True):
        record_company_period(
            actor=actor, parcours=i.parcours, period=period, ccp_number=period.ccp_number, company=period.company,
            hours=80, proof_received_on=TODAY, now=LATER,
        )  # fmt: skip


def in_bulk(organisme):
    exam, actor = scene.session(organisme), scene.manager(organisme)
    people = create_people(actor=actor, organisme=organisme, rows=PEOPLE, now=NOW)
    made = register_candidates(
        actor=actor,
        session=exam,
        rows=[Registration(person=who, **told) for who, told in zip(people, REGISTERED, strict=True)],
        now=NOW,
    )
    periods = record_company_hours(
        actor=actor,
        rows=[CompanyHours(i.parcours, *told) for i, told in zip(made, HOURS, strict=True)],
        now=NOW,
    )
    Inscription.objects.filter(session=exam).update(status=InscriptionStatus.ADMITTED)
    update_people(
        actor=actor, changes=[(who, {"birth_place": "Albi", "email": "e@x.fr"}) for who in people], now=LATER
    )
    update_many_parcours(
        actor=actor, changes=[(i.parcours, told) for i, told in zip(made, PATHS, strict=True)], now=LATER
    )
    told = {"scopes": ["ccp1"], "reglement_acknowledged_on": TODAY}
    update_inscriptions(actor=actor, session=exam, changes=[(i, told) for i in made], now=LATER)
    record_company_hours(
        actor=actor,
        rows=[CompanyHours(p.parcours, p.ccp_number, p.company, 80, TODAY, p) for p in periods],
        now=LATER,
    )


def written(organisme):
    """Every field of what belongs to an organisme, but keys and the hours of writing; the journal's lines."""
    mine = {
        Person: Person.objects.filter(organisme=organisme),
        Parcours: Parcours.objects.filter(person__organisme=organisme),
        CompanyPeriod: CompanyPeriod.objects.filter(parcours__person__organisme=organisme),
        Inscription: Inscription.objects.filter(person__organisme=organisme),
    }
    rows = {model.__name__: [_plain(row) for row in found.order_by("pk")] for model, found in mine.items()}
    acts = JournalEntry.objects.filter(organisme_id=organisme.pk).exclude(verb__startswith="session.")
    lines = sorted(
        (e.at, e.verb, e.sentence, e.target_type, sorted(k for k in e.data), e.data.get("fields") or [])
        for e in acts.exclude(verb__startswith="agrement")
    )
    return rows, lines


def _plain(row):
    skipped = {"created_at", "updated_at"}
    fields = [f for f in row._meta.concrete_fields if not isinstance(f, models.ForeignKey | models.AutoField)]
    return {f.name: getattr(row, f.name) for f in fields if f.name not in skipped}


def test_many_at_once_leave_the_rows_and_the_journal_of_one_by_one():
    one_by_one(cast.centre())
    in_bulk(cast.other_centre())
    rows, lines = written(cast.centre())
    assert written(cast.other_centre()) == (rows, lines)
    assert [len(found) for found in rows.values()] == [2, 2, 2, 2]
    assert [row["status"] for row in rows["Inscription"]] == ["registered", "registered"]
    assert len(lines) == 18


def test_the_queries_of_a_registration_do_not_grow_with_the_number_of_persons():
    exam, people = scene.session(), cast.people(33)
    counts = []
    for chosen in (people[:3], people[3:]):
        rows = [Registration(person=who, route="formation", scopes=["title"]) for who in chosen]
        with CaptureQueriesContext(connection) as queries:
            register_candidates(actor=scene.manager(), session=exam, rows=rows, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert list(exam.inscriptions.order_by("number").values_list("number", flat=True)) == list(range(1, 34))


def test_one_person_out_of_place_registers_nobody_and_every_reason_is_said():
    exam, (known, new) = scene.session(), cast.people(2)
    scene.candidate(exam, known)
    stranger = cast.person(organisme=cast.other_centre())
    rows = [
        Registration(person=who, route="formation", scopes=["title"]) for who in (new, known, stranger, new)
    ]
    with pytest.raises(TransitionRefused) as refusal:
        register_candidates(actor=scene.manager(), session=exam, rows=rows, now=NOW)
    assert [reason.partition(" n’")[0].partition(" est")[0] for reason in refusal.value.reasons] == [
        str(known), str(stranger), str(new)
    ]  # fmt: skip
    assert exam.inscriptions.count() == 1


def test_a_retake_goes_on_with_the_known_path_and_another_route_opens_a_new_one():
    first = scene.candidate(scene.session())
    again, other = scene.session(), scene.session()
    actor = scene.manager()
    (retake,) = register_candidates(
        actor=actor, session=again, rows=[Registration(first.person, "retake", ["ccp1"])], now=NOW
    )
    (vae,) = register_candidates(
        actor=actor, session=other, rows=[Registration(first.person, "vae", ["title"])], now=NOW
    )
    assert retake.parcours == first.parcours
    assert vae.parcours != first.parcours


def test_contradictory_dates_among_many_paths_are_named_and_nothing_is_opened():
    scene.session()
    one, two = cast.people(2)
    wrong = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 1, 1)}
    with pytest.raises(ValidationError, match=f"{two.sort_name} : La fin du parcours précède son début"):
        create_many_parcours(
            actor=scene.manager(), titre_ref=CIP,
            rows=[NewParcours(one, "formation"), NewParcours(two, "formation", **wrong)], now=NOW,
        )  # fmt: skip
    assert not Parcours.objects.exists()


def test_wrong_hours_among_many_are_all_told_and_none_is_recorded():
    made = scene.candidate(scene.session(), ready=False)
    with pytest.raises(ValidationError) as refusal:
        record_company_hours(actor=scene.manager(), rows=[CompanyHours(made.parcours, 9, " ", 0)], now=NOW)
    assert [message.partition(" : ")[2] for message in refusal.value.messages] == [
        "CIP n’a pas de CCP 9.", "Indiquez au moins une heure.", "Nommez l’entreprise.",
    ]  # fmt: skip
    assert not CompanyPeriod.objects.exists()


def test_a_withdrawn_registration_among_many_stops_them_all():
    exam = scene.session()
    one, two = (scene.candidate(exam, who) for who in cast.people(2))
    withdraw_inscription(actor=scene.manager(), inscription=two, reason="parti", now=NOW)
    changes = [(i, {"scopes": ["ccp1"]}) for i in (one, two)]
    with pytest.raises(TransitionRefused, match=f"L’inscription de {two.person} est retirée"):
        update_inscriptions(actor=scene.manager(), session=exam, changes=changes, now=NOW)
    one.refresh_from_db()
    assert one.scopes == ["title"]


def test_a_correction_that_makes_two_of_the_same_person_is_refused_by_name():
    one, two = cast.people(2)
    same = {"birth_name": one.birth_name, "birth_date": one.birth_date}
    for changes in ([(two, same)], [(one, {"first_name": "Ana"}), (two, {**same, "first_name": "Ana"})]):
        with pytest.raises(ValidationError, match=f"{one.last_name.upper()} .*est déjà enregistrée"):
            update_people(actor=scene.manager(), changes=changes, now=NOW)
    assert Person.objects.filter(birth_name=one.birth_name).count() == 1

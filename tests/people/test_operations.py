"""Acts on persons: what they write, refuse and journal."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.people import operations
from jalon.people.enums import RelationKind
from jalon.people.models import Person, Relation
from jalon.people.queries import namesakes, personal_data, relations_between, search_people
from tests import cast
from tests.accounts.test_concurrency import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
NIR = "2 91 04 31 555 001 " + f"{97 - 2910431555001 % 97:02d}"


def create(**fields):
    fields = {"birth_name": "Lefèvre", "first_name": "Éloïse", "birth_date": date(1990, 5, 6), **fields}
    return operations.create_person(
        actor=cast.actor(Role.RESPONSABLE_SESSION), organisme=cast.centre(), now=NOW, **fields
    )


def test_a_person_is_recorded_with_their_key_and_journaled():
    person = create(birth_name="  Lefèvre ", phone="05 61 00 31 31")
    assert (person.birth_name, person.identity_key) == ("Lefèvre", "lefevre|eloise|1990-05-06")
    entry = JournalEntry.objects.get(verb="create_person")
    assert entry.sentence == "A créé la fiche d’Éloïse LEFÈVRE."
    assert entry.target_id == str(person.pk)


def test_all_faults_are_told_at_once_each_at_its_field():
    with pytest.raises(ValidationError) as refused:
        create(
            first_name="", birth_date=date(2030, 1, 1), email="pas une adresse", address=f"Chez elle, {NIR}"
        )
    assert set(refused.value.message_dict) == {"first_name", "birth_date", "email", "address"}
    assert "numéro de sécurité sociale" in str(refused.value)
    assert not Person.objects.exists()


def test_the_same_identity_is_not_recorded_twice_in_one_organisme():
    create()
    with pytest.raises(ValidationError, match="déjà enregistrée"):
        create(birth_name="LEFEVRE", first_name="eloise")
    elsewhere = operations.create_person(
        actor=cast.actor(Role.ADMINISTRATEUR, cast.other_centre()),
        organisme=cast.other_centre(),
        birth_name="Lefèvre",
        first_name="Éloïse",
        birth_date=date(1990, 5, 6),
        now=NOW,
    )
    assert elsewhere.pk


def many(count, **fields):
    rows = [
        {"birth_name": f"Nom {n}", "first_name": "Ana", "birth_date": date(1990, 5, 6)} for n in range(count)
    ]
    rows[-1].update(fields)
    return operations.create_people(
        actor=cast.actor(Role.RESPONSABLE_SESSION), organisme=cast.centre(), rows=rows, now=NOW
    )


def test_many_people_are_recorded_in_order_each_with_their_line_of_journal():
    people = many(600)
    assert [p.birth_name for p in people[:2]] == ["Nom 0", "Nom 1"]
    assert all(p.pk and p.search_text for p in people)
    assert JournalEntry.objects.filter(verb="create_person").count() == 600


def test_many_people_are_written_by_batches(django_assert_num_queries):
    cast.actor(Role.RESPONSABLE_SESSION)
    with django_assert_num_queries(40, exact=False):
        many(400)


def test_one_wrong_row_among_many_records_nobody_and_is_named():
    with pytest.raises(ValidationError) as refused:
        many(3, first_name="", birth_date=date(2030, 1, 1))
    assert {message.split(" : ")[0] for message in refused.value.messages} == {
        "Ligne 3 — Prénom",
        "Ligne 3 — Date de naissance",
    }
    with pytest.raises(ValidationError, match="figure deux fois"):
        many(3, birth_name="NOM 0")
    assert not Person.objects.exists()


def test_the_journal_names_the_fields_corrected_and_not_their_values():
    person = create()
    operations.update_person(
        actor=cast.actor(Role.ADMINISTRATEUR), person=person, now=NOW, birth_name="Durand", phone="06 00"
    )
    entry = JournalEntry.objects.get(verb="update_person")
    assert entry.data == {"fields": ["birth_name", "phone"]}
    assert Person.objects.get().identity_key.startswith("durand|")


def test_correcting_nothing_writes_nothing():
    person = create()
    operations.update_person(
        actor=cast.actor(Role.ADMINISTRATEUR), person=person, now=NOW, birth_name="Lefèvre"
    )
    assert not JournalEntry.objects.filter(verb="update_person").exists()


def test_a_record_belongs_to_one_account_only():
    person, actor = create(), cast.actor(Role.ADMINISTRATEUR)
    one, two = cast.user(Role.CANDIDAT), cast.user(Role.CANDIDAT, number=2)
    for _ in range(2):
        operations.link_account(actor=actor, person=person, user=one, now=NOW)
    assert JournalEntry.objects.filter(verb="link_account").count() == 1
    with pytest.raises(ValidationError, match="déjà reliée"):
        operations.link_account(actor=actor, person=person, user=two, now=NOW)


def test_merging_keeps_one_record_with_the_ties_and_fields_of_both():
    actor = cast.actor(Role.ADMINISTRATEUR)
    keep, absorb = create(), create(birth_date=None, phone="06 12 34 56 78")
    juror, other = cast.juror_person(), create(birth_name="Autre")
    for person in (keep, absorb):
        operations.declare_relation(
            actor=actor, person=juror, other=person, kind=RelationKind.TRAINED, now=NOW, today=TODAY
        )
    operations.declare_relation(
        actor=actor, person=absorb, other=keep, kind=RelationKind.RELATED, now=NOW, today=TODAY
    )
    operations.declare_relation(
        actor=actor, person=absorb, other=other, kind=RelationKind.WORK, now=NOW, today=TODAY
    )
    kept = operations.merge_people(actor=actor, keep=keep, absorb=absorb, now=NOW)
    assert kept.phone == "06 12 34 56 78"
    assert not Person.objects.filter(pk=absorb.pk).exists()
    assert {(r.person_id, r.other_id, r.kind) for r in Relation.objects.all()} == {
        (juror.pk, keep.pk, "trained"),
        (keep.pk, other.pk, "work"),
    }
    with pytest.raises(ValidationError, match="déjà plus qu’une"):
        operations.merge_people(actor=actor, keep=keep, absorb=absorb, now=NOW)


def test_merging_moves_what_other_floors_hang_on_a_person():
    actor, keep, absorb = cast.actor(Role.ADMINISTRATEUR), create(), create(birth_date=None)
    candidate = cast.candidate_person()
    parcours = Parcours.objects.create(person=candidate, titre_ref="TP-00403.08", route=Route.FORMATION)
    parcours.trainers.add(absorb)
    operations.merge_people(actor=actor, keep=keep, absorb=absorb, now=NOW)
    assert list(parcours.trainers.all()) == [keep]


def test_a_record_that_carries_a_parcours_never_disappears():
    actor, keep, absorb = cast.actor(Role.ADMINISTRATEUR), create(), create(birth_date=None)
    Parcours.objects.create(person=absorb, titre_ref="TP-00403.08", route=Route.FORMATION)
    with pytest.raises(ValidationError, match=r"1 parcours.*dans l’autre sens"):
        operations.merge_people(actor=actor, keep=keep, absorb=absorb, now=NOW)
    assert operations.merge_people(actor=actor, keep=absorb, absorb=keep, now=NOW).pk == absorb.pk


def test_two_people_with_an_account_each_or_of_two_organismes_are_not_merged():
    actor = cast.actor(Role.ADMINISTRATEUR)
    with pytest.raises(ValidationError, match="chacune un compte"):
        operations.merge_people(
            actor=actor, keep=cast.juror_person(), absorb=cast.candidate_person(), now=NOW
        )
    with pytest.raises(ValidationError, match="deux organismes"):
        operations.merge_people(
            actor=actor,
            keep=cast.juror_person(),
            absorb=cast.juror_person(cast.other_centre()),
            now=NOW,
        )


def test_a_tie_is_declared_once_and_withdrawn_with_a_trace():
    actor, juror, candidate = cast.actor(Role.ADMINISTRATEUR), cast.juror_person(), cast.candidate_person()
    tie = {"person": juror, "other": candidate, "kind": RelationKind.ACCOMPANIED}
    for _ in range(2):
        relation = operations.declare_relation(actor=actor, **tie, now=NOW, today=TODAY)
    assert list(relations_between([candidate], [juror])) == [relation]
    operations.withdraw_relation(actor=actor, relation=relation, now=NOW)
    assert not Relation.objects.exists()
    verbs = JournalEntry.objects.filter(verb__contains="relation").values_list("verb", flat=True)
    assert sorted(verbs) == ["declare_relation", "withdraw_relation"]


def test_a_tie_joins_two_people_of_one_organisme():
    actor, juror = cast.actor(Role.ADMINISTRATEUR), cast.juror_person()
    for other, reason in (
        (juror, "différentes"),
        (cast.juror_person(cast.other_centre()), "deux organismes"),
    ):
        with pytest.raises(ValidationError, match=reason):
            operations.declare_relation(
                actor=actor, person=juror, other=other, kind=RelationKind.WORK, now=NOW, today=TODAY
            )


@pytest.mark.parametrize("text", ["lefevre", "ÉLOÏSE lefè", "Lefèvre-", "eloise"])
def test_accents_and_case_do_not_matter_to_the_search(text):
    person = create()
    cast.people(3)
    assert list(search_people(Person.objects.all(), text)) == [person]


def test_a_record_knows_its_namesakes():
    person, twin = create(), create(birth_name="Lefebvre")
    assert [other for _, other in namesakes(person)] == [twin]


def test_the_copy_of_ones_data_tells_the_record_and_who_opened_it():
    person = create(employer="Atelier des Lices")
    data = personal_data(Person.objects.filter(pk=person.pk))
    assert data["fiches"][0]["employeur"] == "Atelier des Lices"
    assert data["fiches"][0]["date de naissance"] == "1990-05-06"
    assert [line["phrase"] for line in data["journal"]] == ["A créé la fiche d’Éloïse LEFÈVRE."]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_records_one_person():
    actor, organisme = cast.actor(Role.RESPONSABLE_SESSION), cast.centre()
    made = {"birth_name": "Lefèvre", "first_name": "Éloïse", "birth_date": date(1990, 5, 6), "now": NOW}
    assert at_once(lambda: operations.create_person(actor=actor, organisme=organisme, **made)) == 1
    assert Person.objects.count() == 1

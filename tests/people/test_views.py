"""The people screens, from the team's chair and from one's own."""

import json
from datetime import date

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.people.models import Person, Relation
from tests import cast

pytestmark = pytest.mark.django_db
FORM = {
    "civility": "madame",
    "birth_name": "Lefèvre",
    "first_name": "Éloïse",
    "birth_date": "1990-05-06",
    "email": "eloise@exemple.fr",
}


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def test_a_responsable_creates_finds_and_corrects_a_person():
    browser = cast.client(Role.RESPONSABLE_SESSION)
    created = browser.post(url("person_create"), FORM, follow=True)
    person = Person.objects.get()
    assert created.redirect_chain == [(url("person_detail", person.pk), 302)]
    assert "LEFÈVRE Éloïse" in browser.get(url("person_list"), {"q": "lefevre"}).content.decode()
    browser.post(url("person_edit", person.pk), {**FORM, "phone": "06 12 34 56 78"})
    person.refresh_from_db()
    assert person.phone == "06 12 34 56 78"


def test_what_the_act_refuses_is_shown_at_its_field_and_nothing_is_lost():
    browser = cast.client(Role.RESPONSABLE_SESSION)
    browser.post(url("person_create"), FORM)
    again = browser.post(url("person_create"), {**FORM, "employer": "Atelier des Lices"})
    assert "déjà enregistrée" in again.content.decode()
    assert "Atelier des Lices" in again.content.decode()
    assert Person.objects.count() == 1


def test_a_social_security_number_is_refused_in_french():
    key = 97 - 2910431555001 % 97
    page = cast.client(Role.RESPONSABLE_SESSION).post(
        url("person_create"), {**FORM, "address": f"2910431555001{key:02d}"}
    )
    assert "décret 2019-341" in page.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        {"birth_date": "2024-02-30"},
        {"birth_date": "0001-01-01"},
        {"birth_name": "x" * 101},
        {"civility": "roi"},
        {"birth_name": "\x00"},
        {"birth_name": "   "},
    ],
)
def test_hostile_values_are_refused_without_a_traceback(hostile):
    page = cast.client(Role.RESPONSABLE_SESSION).post(url("person_create"), {**FORM, **hostile})
    assert page.status_code == 200
    assert "à corriger" in page.content.decode()
    assert not Person.objects.exists()


def test_markup_in_a_name_is_shown_as_text():
    person = cast.person("<script>alert(1)</script>", "Ana")
    page = cast.client(Role.RESPONSABLE_SESSION).get(url("person_detail", person.pk)).content.decode()
    assert "<script>alert" not in page.lower()


def test_opening_somebody_elses_file_is_journaled_and_ones_own_is_not():
    person = cast.candidate_person()
    cast.client(Role.CANDIDAT).get(url("person_detail", person.pk))
    assert not JournalEntry.objects.filter(kind="access").exists()
    cast.client(Role.FORMATEUR).get(url("person_detail", person.pk))
    entry = JournalEntry.objects.get(kind="access")
    assert entry.actor_label == "Bastien Roumégas"
    mine = cast.client(Role.CANDIDAT).get(url("my_data")).content.decode()
    assert "Bastien Roumégas" in mine


def test_one_may_take_away_a_copy_of_ones_data():
    cast.candidate_person()
    answer = cast.client(Role.CANDIDAT).post(url("my_data_export"))
    assert "attachment" in answer["Content-Disposition"]
    assert json.loads(answer.content)["fiches"][0]["nom de naissance"] == "Mazarguil"
    assert JournalEntry.objects.filter(verb="export_person").count() == 1


def test_a_tie_is_declared_from_the_file_and_withdrawn():
    juror, candidate = cast.juror_person(), cast.candidate_person()
    browser = cast.client(Role.RESPONSABLE_SESSION)
    found = browser.get(url("person_detail", juror.pk), {"q": "mazar"}).content.decode()
    assert "MAZARGUIL Inès, né(e) le 23/04/1991" in found
    browser.post(url("relation_declare", juror.pk), {"kind": "trained", "other": candidate.pk})
    relation = Relation.objects.get()
    browser.post(url("relation_withdraw", relation.pk))
    assert not Relation.objects.exists()


def test_a_tie_with_a_person_of_another_organisme_is_not_offered():
    juror, stranger = cast.juror_person(), cast.candidate_person(cast.other_centre())
    cast.client(Role.RESPONSABLE_SESSION).post(
        url("relation_declare", juror.pk), {"kind": "trained", "other": stranger.pk}
    )
    assert not Relation.objects.exists()


def test_two_records_of_one_person_are_pointed_out_and_merged():
    one = cast.person("Lefèvre", "Éloïse", date(1990, 5, 6))
    two = cast.person("Lefebvre", "Éloïse", date(1990, 5, 6))
    browser = cast.client(Role.RESPONSABLE_SESSION)
    merge = url("person_merge", one.pk, two.pk)
    assert merge in browser.get(url("person_detail", one.pk)).content.decode()
    assert "Fiche qui disparaît" in browser.get(merge).content.decode()
    browser.post(merge)
    assert list(Person.objects.all()) == [one]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_queries_whatever_its_length(count, django_assert_num_queries):
    cast.people(count)
    browser = cast.client(Role.RESPONSABLE_SESSION)
    browser.get(url("person_list"))
    with django_assert_num_queries(7):
        browser.get(url("person_list"), {"q": "camille", "tri": "-naissance"})

"""Reads about persons: search, register for matching, relations, accesses, and what is held on oneself."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from jalon.common.models import JournalEntry
from jalon.people.holdings import held_above
from jalon.people.models import Person, Relation
from jalon.people.rules import Match, Register, fold


def search_people(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Narrow `people` to those of whom every word typed is in a name or the address; accents do not matter."""
    for word in fold(text).split()[:8]:
        people = people.filter(search_text__contains=word)
    return people


def register_of(organisme_id: int) -> Register[Person]:
    """Everyone an organisme knows, ready to be compared with the rows of a file; one query."""
    people = Person.objects.filter(organisme_id=organisme_id)
    return Register((person.identity, person) for person in people)


def namesakes(person: Person) -> list[tuple[Match, Person]]:
    """Other records of the same organisme that may be of this person: the surest first."""
    found = register_of(person.organisme_id).matches(person.identity)
    return [(verdict, other) for verdict, other in found if other.pk != person.pk]


def relations_of(person: Person) -> QuerySet[Relation]:
    """Declared ties where the person stands on either side, most recent first."""
    either = Q(person=person) | Q(other=person)
    return Relation.objects.filter(either).select_related("person", "other").order_by("-declared_on", "-pk")


def relations_between(one: Sequence[Person], others: Sequence[Person]) -> QuerySet[Relation]:
    """Declared ties, in either direction, between two groups: jurors and candidates, for example (A5.10)."""
    forth = Q(person__in=one, other__in=others)
    back = Q(person__in=others, other__in=one)
    return Relation.objects.filter(forth | back).select_related("person", "other")


def journal_about(people: QuerySet[Person]) -> QuerySet[JournalEntry]:
    """Acts and accesses whose object is one of `people`, most recent first."""
    keys = [str(pk) for pk in people.values_list("pk", flat=True)]
    return JournalEntry.objects.filter(target_type=Person._meta.label_lower, target_id__in=keys)


def personal_data(people: QuerySet[Person]) -> dict[str, Any]:
    """What is held on someone, for the right of access (RGPD, art. 15 and 20): plain values, French keys."""
    return {
        "fiches": [_record(person) for person in people.select_related("organisme")],
        **held_above(people),
        "journal": [
            {
                "date": e.at.isoformat(),
                "nature": e.get_kind_display(),
                "phrase": e.sentence,
                "auteur": e.actor_label,
            }
            for e in journal_about(people)
        ],
    }


def _record(person: Person) -> dict[str, Any]:
    return {
        "organisme": str(person.organisme),
        "civilité": person.get_civility_display(),
        "nom de naissance": person.birth_name,
        "nom d’usage": person.usage_name,
        "prénom": person.first_name,
        "autres prénoms": person.other_first_names,
        "date de naissance": person.birth_date.isoformat() if person.birth_date else None,
        "lieu de naissance": person.birth_place,
        "adresse électronique": person.email,
        "téléphone": person.phone,
        "adresse": person.address,
        "employeur": person.employer,
        "créée le": person.created_at.isoformat(),
        "modifiée le": person.updated_at.isoformat(),
        "liens déclarés": [
            {
                "nature": r.get_kind_display(),
                "de": str(r.person),
                "avec": str(r.other),
                "le": r.declared_on.isoformat(),
            }
            for r in relations_of(person)
        ],
    }

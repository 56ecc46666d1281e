"""Lists: search, sort and pages from the address, whatever someone types there."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from jalon.common.listing import Column, Listing, build_listing, search_fields
from jalon.common.models import SentMail

pytestmark = pytest.mark.django_db
COLUMNS = (
    Column("objet", "Objet", ("subject",)),
    Column("date", "Date", ("-sent_at",)),
    Column("id", "Identifiant"),
)


def mails(count: int, now: datetime) -> None:
    SentMail.objects.bulk_create(
        SentMail(
            message_id=f"<{n}@x>",
            recipient="a@b.fr",
            subject=f"objet {n:03d}",
            sent_at=now + timedelta(hours=n),
        )
        for n in range(count)
    )


def listing(query: str = "", **options: Any) -> Listing[SentMail]:
    options = {"columns": COLUMNS, "default": "objet", "per_page": 10, **options}
    return build_listing(SentMail.objects.all(), QueryDict(query), **options)


def subjects(found: Listing[SentMail]) -> list[str]:
    return [m.subject for m in found.rows]


def test_the_first_page_is_sorted_by_default_and_knows_the_total(now: datetime) -> None:
    mails(25, now)
    found = listing()
    assert subjects(found)[:2] == ["objet 000", "objet 001"]
    assert (found.total, len(found.links)) == (25, 3)


def test_a_column_sorts_both_ways_and_its_head_links_to_the_other(now: datetime) -> None:
    mails(3, now)
    found = listing("tri=date&etat=envoye")
    assert subjects(found) == ["objet 002", "objet 001", "objet 000"]
    head = found.headers[1]
    assert head.state == "ascending"
    assert QueryDict(head.query[1:]).dict() == {"tri": "-date", "etat": "envoye", "page": "1"}
    assert subjects(listing("tri=-date")) == ["objet 000", "objet 001", "objet 002"]


@pytest.mark.parametrize("query", ["tri=recipient__password", "tri=id", "tri=--", "page=abc", "page=-4"])
def test_an_address_typed_by_hand_falls_back_on_the_default(now: datetime, query: str) -> None:
    mails(3, now)
    assert subjects(listing(query)) == ["objet 000", "objet 001", "objet 002"]


def test_a_page_too_far_shows_the_last_one(now: datetime) -> None:
    mails(25, now)
    assert subjects(listing("page=99"))[-1] == "objet 024"


def test_every_row_appears_once_across_the_pages_even_when_all_are_equal(now: datetime) -> None:
    mails(25, now)
    SentMail.objects.update(subject="même objet")
    seen = [m.pk for page in (1, 2, 3) for m in listing(f"page={page}").rows]
    assert len(seen) == len(set(seen)) == 25


def test_each_word_of_a_search_must_be_found(now: datetime) -> None:
    mails(12, now)
    search = search_fields("subject__icontains", "recipient__icontains")
    assert subjects(listing("q=01 objet", search=search)) == ["objet 001", "objet 010", "objet 011"]
    assert listing("q=01 absent", search=search).total == 0
    assert listing("q=x", search=search).searched


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_costs_two_queries_whatever_its_rows(
    now: datetime, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mails(count, now)
    with django_assert_num_queries(2):
        found = listing()
        list(found.rows)

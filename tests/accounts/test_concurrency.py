"""A double click in two processes: one succeeds. On a real SQLite file, or on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from jalon.accounts import operations
from jalon.accounts.enums import Role
from jalon.accounts.models import Membership
from tests import cast
from tests.accounts.test_operations import admin, invite

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
REFUSALS = (operations.LinkRefused, ValidationError)


def at_once(act, times=4):
    """Run `act` in as many threads at the same moment; how many were not refused."""
    barrier = Barrier(times)

    def attempt(_):
        try:
            barrier.wait(10)
            with transaction.atomic():
                act()
        except REFUSALS:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(times) as pool:
        return sum(pool.map(attempt, range(times)))


@pytest.mark.django_db(transaction=True)
def test_a_link_used_in_several_threads_opens_one_session():
    issued = operations.create_signin_link(actor=admin(), user=cast.user(Role.JURE), now=NOW)
    assert at_once(lambda: operations.consume_signin_link(token=issued.token, now=NOW)) == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_in_several_threads_opens_one_account():
    _, token = invite()
    accept = {"token": token, "first_name": "Awa", "last_name": "Kouassi", "now": NOW}
    assert at_once(lambda: operations.accept_invitation(**accept)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrateurs_who_remove_each_other_leave_one():
    users = [cast.user(Role.ADMINISTRATEUR), cast.user(Role.ADMINISTRATEUR, number=2)]
    actor, organisme = admin(), cast.centre()

    def remove():
        operations.remove_role(
            actor=actor, organisme=organisme, user=users.pop(), role=Role.ADMINISTRATEUR, now=NOW
        )

    assert at_once(remove, times=2) == 1
    assert Membership.objects.filter(organisme=organisme, role=Role.ADMINISTRATEUR).count() == 1

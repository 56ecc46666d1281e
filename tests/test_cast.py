"""The cast itself: what every other test may rely on."""

import pytest

from jalon.accounts.enums import Role
from jalon.accounts.models import Membership, User
from tests import cast

pytestmark = pytest.mark.django_db


def test_calling_the_cast_twice_creates_nobody_twice():
    for _ in range(2):
        for role in Role:
            cast.user(role)
            cast.user(role, cast.other_centre())
        cast.salles()
        cast.candidate_person()
        cast.juror_person()
        cast.people(3)
    assert User.objects.count() == Membership.objects.count() == 2 * len(Role)
    assert cast.centre().people.count() == 5


@pytest.mark.parametrize("role", Role)
def test_each_member_acts_with_exactly_their_role(role):
    assert cast.actor(role).roles == {role}

"""The screens of the jury in a browser, on a phone and on a desk: axe finds nothing, nothing overflows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from jalon.accounts.enums import Role
from jalon.accounts.models import User
from jalon.jury.operations.grids import open_grids, prepare_joint_sheet
from tests import cast as house
from tests.jury import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_screen_is_accessible_and_fits(
    page: Page,
    context: BrowserContext,
    live_server: Any,
    check_page: Callable[[Any], None],
    page_faults: list[str],
    width: int,
) -> None:
    with transaction.atomic():
        exam = cast.decided(candidates=2)
        row = cast.inscription(exam)
        open_grids(actor=cast.juror_actor(), inscription=row, juror=cast.juror(1), now=cast.NOW)
        prepare_joint_sheet(actor=cast.juror_actor(), inscription=row, now=cast.NOW)
        pv = cast.established(exam)
        cast.sign(pv, 2)
    leader, juror = house.user(Role.RESPONSABLE_SESSION), cast.juror_user(1)
    screens: list[tuple[User, str, list[int]]] = [
        (leader, "habilitations", []),
        (leader, "habilitation_create", []),
        (leader, "composition", [exam.pk]),
        (leader, "jury_compose", [exam.pk, 1]),
        (leader, "deliberations", [exam.pk]),
        (leader, "pv", [exam.pk]),
        (leader, "results", [exam.pk]),
        (leader, "session_file", [exam.pk]),
        (juror, "my_juries", []),
        (juror, "session_day", [exam.pk]),
        (juror, "joint_sheet", [row.pk]),
        (juror, "deliberation", [row.pk]),
        (juror, "pv", [exam.pk]),
        (house.user(Role.DDETS), "to_validate", []),
        (house.user(Role.CANDIDAT), "my_results", []),
        (house.user(Role.CANDIDAT), "candidate_result", [row.pk]),
    ]
    page.set_viewport_size({"width": width, "height": 900})
    for user, name, arguments in screens:
        context.clear_cookies()
        session = house.client(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        answer = page.goto(live_server.url + reverse(f"jury:{name}", args=arguments))
        assert answer is not None
        assert answer.status == 200, name
        check_page(page)

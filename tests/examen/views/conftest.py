"""Browser tests of the exam: what is sent again waits a few seconds first, more on a busy machine."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from jalon.examen.models import ExamSession
from tests.examen import signing
from tests.examen.views.tablet import open_day

expect.set_options(timeout=15_000)


@pytest.fixture
def ten_past_eight(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock of the server, which goes on from ten past eight on the day of the session."""
    began, start = timezone.now(), signing.early()
    real = timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: start + (real() - began))
    return start


@pytest.fixture
def exam(ten_past_eight: datetime) -> ExamSession:
    with transaction.atomic():
        return signing.held()


@pytest.fixture
def tablet(context: BrowserContext, live_server: Any, exam: ExamSession, ten_past_eight: datetime) -> Page:
    """The responsable's tablet, the page of the day open and kept."""
    return open_day(context, live_server, exam, ten_past_eight)

"""What every test may ask for; database fixtures come from pytest-django, each floor adds its own conftest."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from jalon.common.actor import Actor

CHROMIUM = os.environ.get("JALON_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# Playwright's synchronous interface runs an event loop in the test's own thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches a database: only that has anything to learn from a second one."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "django_db_setup"}:
            item.add_marker("database")


@pytest.fixture
def now() -> datetime:
    """A quiet Monday morning, 9 h 30 in Paris."""
    return datetime(2026, 11, 16, 8, 30, tzinfo=UTC)


@pytest.fixture
def actor() -> Actor:
    """Someone without any role in organisme 1."""
    return Actor(ref="user:1", label="Claire Dumont", user_id=1, organisme_id=1, roles=frozenset())


@pytest.fixture(scope="session")
def base_url() -> str:
    """No site of its own: tests give whole addresses. (The plugin's fixture is a method, which pytest deprecates.)"""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; without one the browser tests say so and are skipped."""
    if not CHROMIUM:
        pytest.skip("Chromium absent : apt-get install chromium, ou JALON_CHROMIUM=/chemin/vers/chromium")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def check_page() -> Callable[[Any], None]:
    """Check the page shown: no axe violation, no horizontal scroll of the whole page."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Any) -> None:
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"the page is {width[0]} px wide in a window of {width[1]}"

    return check


@pytest.fixture
def page_faults(page: Any) -> Iterator[list[str]]:
    """Whatever the browser's console complains of (scripts, CSP); must stay empty until the end of the test."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield faults
    assert faults == []

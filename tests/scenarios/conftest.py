"""The world of the stories: the invented centre, and moments that do not depend on the day of the run."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from jalon.demo.world import World, found_world
from jalon.referentiel.operations import load_shipped_titres

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:
    """Référentiels loaded, the centre founded, files in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=NOW)
    return found_world(NOW)

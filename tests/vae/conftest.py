"""What the tests of the VAE start from: the shipped titles, files in a folder of their own."""

from typing import Any

import pytest

from jalon.parcours.models import Parcours
from jalon.referentiel.operations import load_shipped_titres
from tests.vae import story


@pytest.fixture
def titres(db: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=story.NOW)


@pytest.fixture
def path(titres: None) -> Parcours:
    """A request of four months ago."""
    return story.requested()

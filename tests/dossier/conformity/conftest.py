"""LibreOffice itself, started once for the tests that need real pages."""

from collections.abc import Iterator

import pytest

from jalon.dossier.conformity.office import Office


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    with Office() as started:
        yield started

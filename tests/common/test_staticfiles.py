"""Addresses of static files follow their content."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.templatetags.static import static
from django.test import override_settings


@pytest.fixture
def sheet(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "feuille.css"
    path.write_text("a {}")
    with override_settings(DEBUG=True, STATICFILES_DIRS=[str(tmp_path)]):
        yield path


def test_an_address_changes_with_the_content_of_the_file(sheet: Path) -> None:
    before = static(sheet.name)
    assert before.startswith("/static/feuille.css?v=")
    assert static(sheet.name) == before
    sheet.write_text("b {}")
    assert static(sheet.name) != before


def test_an_unknown_file_keeps_its_plain_address(sheet: Path) -> None:
    assert static("absente.css") == "/static/absente.css"


def test_a_running_server_says_the_same_address_at_each_page() -> None:
    assert static("common/base.css") == static("common/base.css")
    assert "?v=" in static("common/base.css")

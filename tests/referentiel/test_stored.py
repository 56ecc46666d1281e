"""Titles read by a plain query: the same as those of the ORM, and no app loaded for it."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jalon.common.actor import system_actor
from jalon.referentiel.document import from_json, sha256, to_json
from jalon.referentiel.models import PublishedTitre
from jalon.referentiel.operations import publish_titre
from jalon.referentiel.queries import list_titres
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.stored import DocumentAltered, in_force, rows

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def revised(cip: TitreVersion, eti: TitreVersion, db: None) -> TitreVersion:
    """CIP published twice, its second revision one minute longer; ETI once."""
    for document in (to_json(cip), to_json(eti)):
        publish_titre(actor=system_actor("tests"), document=document, now=NOW)
    document = to_json(cip)
    document["schemes"]["title"]["company_hours"] = 71
    stored = publish_titre(actor=system_actor("tests"), document=document, now=NOW, reason="Heures relues")
    return from_json(stored.document)


def test_what_is_read_is_what_the_orm_reads(revised: TitreVersion) -> None:
    assert in_force() == list_titres()
    assert [(row.ref, row.revision) for row in rows()] == [
        ("TP-00403.08", 2), ("TP-00403.08", 1), ("TP-00448.06", 1),
    ]  # fmt: skip
    assert {row.typed().schemes["title"].company_hours for row in rows() if row.ref == revised.ref} >= {71}


def test_a_document_changed_behind_our_back_is_refused(revised: TitreVersion, cip: TitreVersion) -> None:
    PublishedTitre.objects.filter(sha256=sha256(cip)).update(document=to_json(revised) | {"title": "Autre"})
    with pytest.raises(DocumentAltered, match="ne correspond plus"):
        [row.typed() for row in rows()]


def test_a_command_that_reads_titles_loads_no_app_and_says_nothing_of_it(tmp_path: Path) -> None:
    told = (
        "import sys; from jalon.cli.main import main; code = main(['referentiel', 'show', 'TP-00403.08@1']);"
        "sys.exit(code or 9 * any(name.endswith('.models') for name in sys.modules if name.startswith('jalon')))"
    )
    env = os.environ | {
        "JALON_DATABASE_URL": f"sqlite:///{tmp_path}/jalon.sqlite3",
        "JALON_VAR": str(tmp_path),
    }
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    migrated = subprocess.run(
        [sys.executable, "-m", "jalon.cli.main", "migrate"],
        env=env,
        capture_output=True,
        check=False,
        text=True,
    )
    assert migrated.returncode == 0, migrated.stderr
    done = subprocess.run([sys.executable, "-c", told], env=env, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("TP-00403.08")

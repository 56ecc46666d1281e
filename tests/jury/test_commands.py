"""`jalon session verify`, `jalon session export` and `jalon session expired`."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from jalon.cli.main import main
from jalon.dossier.models import Piece
from jalon.examen.models import ExamSession
from jalon.jury import seals
from jalon.jury.operations.grids import open_grid
from jalon.jury.session_file import MANIFEST, entries_of, write_archive
from tests.jury import cast

pytestmark = pytest.mark.django_db


def test_an_intact_session_exits_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    pv = cast.signed()
    assert main(["session", "verify", "CIP-2026-014"]) == 0
    assert f"CIP-2026-014 : intact. Empreinte du procès-verbal : {pv.sha256}" in capsys.readouterr().out


def test_a_diverging_session_exits_with_three_and_names_the_row(capsys: pytest.CaptureFixture[str]) -> None:
    cast.signed()
    seals.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jury_ccpdecision SET reasons = 'réécrit' WHERE awarded = %s", [False])
    seals.install(connection)
    assert main(["session", "verify", "CIP-2026-014", "--json"]) == 3
    report = json.loads(capsys.readouterr().out)
    assert (report["intact"], report["pv"]) == (False, "CIP-2026-014/PV1")
    (found,) = report["divergences"]
    assert (found["where"], found["field"], found["after"]) == (
        "Décision sur un CCP (TP-00403.08/CCP2, candidat n° 2 Karim OSSUN)", "motifs", "réécrit",
    )  # fmt: skip


def test_an_unknown_session_exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["session", "verify", "X-1"]) == 2
    assert "aucune session ne porte le numéro « X-1 »" in capsys.readouterr().err
    assert main(["session", "export", "X-1", "--output", "x.zip"]) == 2


def test_an_archive_that_cannot_be_written_is_refused_in_french(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cast.session(candidates=1)
    assert main(["session", "export", "CIP-2026-014", "--output", str(tmp_path / "absent" / "f.zip")]) == 2
    assert "impossible d’écrire" in capsys.readouterr().err


def test_the_archive_holds_everything_and_its_manifest_proves_it(tmp_path: Path) -> None:
    exam = cast.decided()
    inscription = cast.inscription(exam)
    piece = Piece(
        parcours=inscription.parcours, kind="dp", name="dp.pdf", handed_over_at=cast.NOW, received_by="Odile", size=4,
        sha256=hashlib.sha256(b"%PDF").hexdigest(),
    )  # fmt: skip
    piece.file.save("dp.pdf", ContentFile(b"%PDF"))
    open_grid(
        actor=cast.juror_actor(), inscription=inscription, scope="title", test_kind="mise_en_situation",
        juror=cast.juror(1), now=cast.NOW,
    )  # fmt: skip
    cast.signed(exam)
    target = tmp_path / "session.zip"
    assert main(["session", "export", "CIP-2026-014", "--output", str(target)]) == 0
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        lines = archive.read(MANIFEST).decode().splitlines()
        proved = dict(reversed(line.split("  ", 1)) for line in lines)
        assert set(proved) == set(names) - {MANIFEST}
        for name, digest in proved.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert archive.read("05-candidats/001-ines-mazarguil/dossier-professionnel.pdf") == b"%PDF"
        assert "Éliane Dastugue" in archive.read("06-preuves/journal.csv").decode("utf-8-sig")
    for part in (
        "00-bordereau.pdf", "01-preparation/planning.pdf", "02-session/emargement-candidats.pdf",
        "02-session/emargement-jures.pdf", "03-jury/001-ines-mazarguil/fiche-synthese.pdf",
        "03-jury/001-ines-mazarguil/titre-professionnel-mise-en-situation-professionnelle-eliane-dastugue.pdf",
        "04-resultats/saisie-ceres.pdf", "06-preuves/pv-version-1.json", f"06-preuves/referentiel-{cast.CIP}.json",
    ):  # fmt: skip
        assert part in names
    assert any(name.startswith("04-resultats/PV-") for name in names)


def test_the_same_session_gives_the_same_entries() -> None:
    exam = cast.decided(candidates=1)

    def archive() -> bytes:
        target = io.BytesIO()
        write_archive(target, exam, now=cast.NOW, sealed_by="test")
        return target.getvalue()

    assert [e.path for e in entries_of(exam, now=cast.NOW)] == sorted(
        e.path for e in entries_of(exam, now=cast.NOW)
    )
    assert archive() == archive()


def test_files_kept_long_enough_are_listed_for_someone_to_decide(capsys: pytest.CaptureFixture[str]) -> None:
    exam = cast.session(candidates=0)
    assert main(["session", "expired"]) == 0
    assert "Aucun dossier de session" in capsys.readouterr().out
    ExamSession.objects.update(starts_on="2015-01-05", ends_on="2015-01-06")
    assert main(["session", "expired"]) == 0
    assert f"{exam.number}\tà conserver jusqu’au 06/01/2020" in capsys.readouterr().out
    assert ExamSession.objects.count() == 1

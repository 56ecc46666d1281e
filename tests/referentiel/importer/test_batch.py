"""A folder of documents: pairing, over all cores, taken up after a kill, a bad file set aside."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from jalon.referentiel.document import from_json
from jalon.referentiel.importer import batch
from jalon.referentiel.importer.batch import JOURNAL, find_files, import_folder, write_json
from jalon.referentiel.importer.result import Imported

from ..synthetic import formats, titles
from ..synthetic.eras import ERAS

VANNIER, FONTAINIER = titles.invented("vannier"), titles.invented("fontainier")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two titres, their documents under names that say nothing, and a letter."""
    folder = tmp_path / "reçus"
    folder.mkdir()
    for prefix, titre in (("a", VANNIER), ("b", FONTAINIER)):
        for rank, data in enumerate(formats.files(titre, ERAS["2022"], "docx").values(), 1):
            (folder / f"{prefix}{rank}.docx").write_bytes(data)
    (folder / "lettre.txt").write_text("Madame, Monsieur,\nVeuillez trouver ci-joint nos documents.\n")
    return folder


def run(inbox: Path, **options: object) -> Mapping[str, batch.Outcome]:
    outcomes = import_folder(find_files([inbox]), inbox.parent / "lus", workers=1, **options)  # type: ignore[arg-type]
    return {outcome.ref or outcome.files[0]: outcome for outcome in outcomes}


def test_files_are_paired_by_what_they_print_and_each_titre_is_written(inbox: Path) -> None:
    told: list[tuple[int, int, str]] = []
    outcomes = run(inbox, progress=lambda *step: told.append(step))
    assert list(outcomes) == [VANNIER.ref, FONTAINIER.ref, "lettre.txt"]
    assert outcomes[VANNIER.ref].files == ("a1.docx", "a2.docx")
    written = inbox.parent / "lus" / f"{VANNIER.ref}.json"
    assert outcomes[VANNIER.ref].output == written.name
    assert from_json(json.loads(written.read_text(encoding="utf-8"))).title == VANNIER.title
    report = json.loads((written.parent / f"{VANNIER.ref}.rapport.json").read_text(encoding="utf-8"))
    assert report["provenance"]
    assert [done for done, _, _ in told] == [1, 2, 3, 4, 5]


def test_a_file_that_is_no_referentiel_is_set_aside_with_its_reason(inbox: Path) -> None:
    refused = run(inbox)["lettre.txt"]
    assert refused.status == "refused"
    assert refused.output is None
    assert "ni un REAC ni un RE" in refused.verdict


def test_what_is_done_is_not_done_again(inbox: Path) -> None:
    first = run(inbox)
    again = run(inbox)
    assert all(outcome.kept for outcome in again.values())
    assert {key: (one.status, one.verdict) for key, one in again.items()} == {
        key: (one.status, one.verdict) for key, one in first.items()
    }


def test_a_run_cut_in_the_middle_of_its_journal_is_taken_up(inbox: Path) -> None:
    run(inbox)
    journal = inbox.parent / "lus" / JOURNAL
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    cut = next(n for n, line in enumerate(lines) if FONTAINIER.ref in line)
    journal.write_text("".join([*lines[:cut], *lines[cut + 1 :]]) + lines[cut][:40], encoding="utf-8")
    again = run(inbox)
    assert again[VANNIER.ref].kept
    assert not again[FONTAINIER.ref].kept
    assert all(outcome.kept for outcome in run(inbox).values())


def test_another_version_of_the_engine_reads_everything_again(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(inbox)
    monkeypatch.setattr(batch, "engine_version", lambda: "un-autre-moteur")
    assert not any(outcome.kept for outcome in run(inbox).values())


def test_a_result_that_was_deleted_is_made_again(inbox: Path) -> None:
    run(inbox)
    (inbox.parent / "lus" / f"{VANNIER.ref}.json").unlink()
    again = run(inbox)
    assert not again[VANNIER.ref].kept
    assert again[FONTAINIER.ref].kept


def test_a_document_that_comes_later_completes_its_titre(inbox: Path) -> None:
    kept = (inbox / "a2.docx").read_bytes()
    (inbox / "a2.docx").unlink()
    alone = run(inbox)[VANNIER.ref]
    assert (alone.status, alone.output) == ("open", f"{VANNIER.ref}.brouillon.json")
    (inbox / "a2.docx").write_bytes(kept)
    both = run(inbox)
    assert both[VANNIER.ref].files == ("a1.docx", "a2.docx")
    assert both[VANNIER.ref].output == f"{VANNIER.ref}.json"
    assert both[FONTAINIER.ref].kept
    assert not (inbox.parent / "lus" / f"{VANNIER.ref}.brouillon.json").exists()
    assert run(inbox)[VANNIER.ref].kept


def test_a_copy_of_a_file_counts_once(inbox: Path) -> None:
    (inbox / "z.docx").write_bytes((inbox / "a1.docx").read_bytes())
    assert run(inbox)[VANNIER.ref].files == ("a1.docx", "a2.docx")


def test_a_file_that_breaks_its_process_stops_nothing_and_is_tried_again(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "__name__", __name__)  # workers run the tasks of this module
    outcomes = run(inbox)
    assert outcomes["lettre.txt"].status == "refused"
    assert "a fait échouer la lecture" in outcomes["lettre.txt"].verdict
    assert outcomes[VANNIER.ref].status == "open"
    again = run(inbox)
    assert again[VANNIER.ref].kept
    assert not again["lettre.txt"].kept


def test_an_interruption_leaves_what_is_done(inbox: Path) -> None:
    def interrupt(done: int, total: int, told: str) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(inbox, progress=interrupt)
    again = run(inbox)
    assert again[VANNIER.ref].kept
    assert not again[FONTAINIER.ref].kept


def test_several_cores_give_the_same_outcomes(inbox: Path) -> None:
    one = run(inbox)
    two = import_folder(find_files([inbox]), inbox.parent / "à deux", workers=2)
    assert [(o.ref, o.status, o.verdict, o.coverage) for o in two] == [
        (o.ref, o.status, o.verdict, o.coverage) for o in one.values()
    ]


def test_documents_are_found_in_folders_hidden_ones_left_out(tmp_path: Path) -> None:
    for name in ("a.pdf", "sous/b.DOCX", "sous/c.png", ".caché/d.pdf", "sous/.e.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert find_files([tmp_path]) == [tmp_path / "a.pdf", tmp_path / "sous/b.DOCX"]
    assert find_files([tmp_path / "sous/c.png"]) == [tmp_path / "sous/c.png"]


def test_what_does_not_open_in_a_folder_is_told_and_nothing_waits_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "reçus"
    folder.mkdir()
    (folder / "perdu.pdf").symlink_to(tmp_path / "nulle part")
    (folder / "ancien.doc").write_bytes(
        bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le")
    )
    os.mkfifo(folder / "tube.txt")
    verdicts = {
        one.files[0]: one.verdict for one in import_folder(find_files([folder]), tmp_path / "lus", workers=1)
    }
    assert "n’existe pas" in verdicts["perdu.pdf"]
    assert "enregistrez-le en DOCX" in verdicts["ancien.doc"]
    assert "pas un fichier ordinaire" in verdicts["tube.txt"]


def test_a_json_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "titre.json"
    write_json(path, {"clé": 1})
    with pytest.raises(TypeError):
        write_json(path, {"clé": object()})
    assert json.loads(path.read_text(encoding="utf-8")) == {"clé": 1}
    assert list(tmp_path.iterdir()) == [path]


def identify(path: str, name: str, limits: batch.Limits, step: batch.Step) -> batch.Identified:
    """The worker's task, where one file breaks it."""
    if name == "lettre.txt":
        raise ZeroDivisionError
    return batch.identify(path, name, limits, step)


def put_together(packed: list[bytes], step: batch.Step) -> Imported:
    return batch.put_together(packed, step)

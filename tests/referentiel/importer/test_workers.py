"""Work in a process of its own: what a hostile file breaks is that process alone, and it is said so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jalon.referentiel.importer import workers
from jalon.referentiel.importer.readers import MEGABYTE
from jalon.referentiel.importer.result import ImportRefused
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.importer.workers import Broken, Budget, Worker, import_apart

HOSTILE = "tests.referentiel.importer.hostile"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(Budget(seconds=20, memory=2048 * MEGABYTE)) as one:
        yield one


def test_a_worker_answers_one_request_after_another_and_tells_its_steps(worker: Worker) -> None:
    steps: list[tuple[int, int, str]] = []
    assert worker.ask(f"{HOSTILE}:add", 2, 3, step=lambda *told: steps.append(told)) == 5
    assert steps == [(0, 1, "Addition")]
    assert worker.ask(f"{HOSTILE}:who") == worker.ask(f"{HOSTILE}:who")


@pytest.mark.parametrize(
    ("task", "code", "step"),
    [
        ("crash", "crash", 1),
        ("devour", "memory", 0),
        ("abort", "memory", 0),  # what PDFium does where it gets no more
        ("stumble", "ZeroDivisionError", 0),
        ("dive", "RecursionError", 0),
    ],
)
def test_what_breaks_the_work_is_told_and_the_next_request_is_answered(
    worker: Worker, task: str, code: str, step: int
) -> None:
    with pytest.raises(Broken) as broken:
        worker.ask(f"{HOSTILE}:{task}")
    assert (broken.value.code, broken.value.step) == (code, step)
    assert worker.ask(f"{HOSTILE}:add", 1, 1) == 2


def test_a_work_that_never_ends_is_ended() -> None:
    with Worker(Budget(seconds=1)) as one, pytest.raises(Broken) as broken:
        one.ask(f"{HOSTILE}:hang")
    assert (broken.value.code, broken.value.step) == ("timeout", 3)


def test_a_refusal_crosses_as_it_was_raised(worker: Worker) -> None:
    with pytest.raises(Unreadable) as refusal:
        worker.ask(f"{HOSTILE}:refuse")
    assert (refusal.value.file, refusal.value.code) == ("piège.pdf", "empty")


def test_what_a_library_prints_does_not_spoil_the_answers(worker: Worker) -> None:
    assert worker.ask(f"{HOSTILE}:chatter") == "heard"


def test_an_interrupted_caller_leaves_no_process_and_no_stale_answer(worker: Worker) -> None:
    def interrupt(*told: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker.ask(f"{HOSTILE}:add", 2, 3, step=interrupt)
    assert worker.ask(f"{HOSTILE}:add", 4, 4) == 8


def test_a_file_that_breaks_its_process_is_refused_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workers, "IMPORT", f"{__name__}:read_but_the_trap")
    for name in ("bon.txt", "piège.txt", "autre.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    left, refused = import_apart([str(tmp_path / name) for name in ("bon.txt", "piège.txt", "autre.txt")])
    assert left == ["bon.txt", "autre.txt"]
    (one,) = refused
    assert (one.file, one.code) == ("piège.txt", "bug")
    assert "a fait échouer la lecture" in one.reason
    assert "ZeroDivisionError" in one.reason


def test_files_that_all_break_their_process_are_all_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workers, "IMPORT", f"{__name__}:read_but_the_trap")
    (tmp_path / "piège.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ImportRefused) as refusal:
        import_apart([str(tmp_path / "piège.txt")])
    assert refusal.value.reasons == (
        "piège.txt : le fichier a fait échouer la lecture (ZeroDivisionError) : c’est un défaut de Jalon, signalez-le "
        "avec le document.",
    )


def test_a_name_is_shown_on_one_line_and_tells_files_apart() -> None:
    paths = [
        "a/REAC.pdf",
        "b/REAC.pdf",
        "x/2018/RE.pdf",
        "y/2018/RE.pdf",
        "deux\nlignes.pdf",
        "perdu\udcff.pdf",
    ]
    shown = [name for _, name in workers.names(paths)]
    assert shown == [
        "a/REAC.pdf", "b/REAC.pdf", "x/2018/RE.pdf", "y/2018/RE.pdf", "deux?lignes.pdf", "perdu?.pdf",
    ]  # fmt: skip
    assert [name for _, name in workers.names(["a/REAC.pdf", "a/REAC.pdf"])] == ["REAC.pdf", "REAC.pdf"]


@pytest.mark.parametrize(("code", "word"), [("timeout", "temps"), ("memory", "mémoire"), ("crash", "abîmé")])
def test_each_way_to_break_has_its_sentence(code: str, word: str) -> None:
    refusal = workers.broken_file("piège.pdf", code)
    assert refusal.code == code
    assert word in refusal.reason


def read_but_the_trap(
    paths: list[str], refused: list[Unreadable], limits: object, step: workers.Step
) -> tuple[list[str], list[Unreadable]]:
    """Stands for the import in the worker: one name breaks it."""
    for rank, path in enumerate(paths):
        step(rank, 2 * len(paths) + 1, path)
        if "piège" in path:
            raise ZeroDivisionError
    return [Path(path).name for path in paths], refused

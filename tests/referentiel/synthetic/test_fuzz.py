"""Whatever is done to a document, the importer neither crashes nor hangs, and never takes a ruin for a référentiel."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.referentiel.importer.engine import import_sources
from jalon.referentiel.importer.readers import LIMITS, read_bytes
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.importer.source import Unreadable
from jalon.referentiel.importer.workers import IMPORT, Budget, Worker

from .eras import ERA_2018, ERA_2022
from .formats import files
from .measure import EXACT, measure
from .titles import at_random, smaller

MEGABYTE = 1024 * 1024
TEXTS = ("plain", "layout", "tabs", "pipes")
BINARIES = ("docx", "odt", "pdf")
# JALON_FUZZ=20 tries twenty times as many documents.
EFFORT = int(os.environ.get("JALON_FUZZ", "1"))
quick = settings(max_examples=10 * EFFORT, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def small(form: str, seed: int = 4) -> dict[str, bytes]:
    """The files of a title of one activity."""
    return files(smaller(at_random(seed)), ERA_2018 if seed % 2 else ERA_2022, form)


@cache
def small_text(form: str) -> str:
    return "\n".join(data.decode() for data in small(form).values())


def imported(text: str) -> Imported | None:
    """What the import of one text gives; None when it refuses it."""
    try:
        return import_sources([read_bytes(text.encode("utf-8", "replace"), "Document.txt")])
    except Unreadable:
        return None


def assert_no_false_claim(outcome: Imported | None, seed: int = 4) -> None:
    """A référentiel that says it is whole has everything that was drawn, or has lost nothing but wordings."""
    if outcome is None or not outcome.whole:
        return
    score = measure(smaller(at_random(seed)), outcome.document)
    wrong = [kind for kind in ("activities", "minutes", "hours", "matrix") if score.rate(kind) < 1]
    assert not wrong, score.diff(wrong)


def assert_every_line_has_a_fate(outcome: Imported | None, text: str) -> None:
    if outcome is None:
        return
    assert 0.0 <= outcome.coverage <= 1.0
    assert {fate.fate for fate in outcome.fates} <= {"piece", "prose", "furniture", "left"}


# --- texts, in this process ---


@pytest.mark.parametrize("form", TEXTS)
def test_the_small_title_is_whole_before_it_is_spoilt(form):
    """Else the tests below would prove nothing."""
    outcome = imported(small_text(form))
    assert outcome is not None
    score = measure(smaller(at_random(4)), outcome.document)
    assert not [kind for kind in EXACT if score.rate(kind) < 1], score.diff(EXACT)


@pytest.mark.parametrize("form", TEXTS)
@quick
@given(share=st.floats(0, 1))
def test_a_truncated_text_is_never_whole(form, share):
    text = small_text(form)
    outcome = imported(text[: int(len(text) * share)])
    assert_every_line_has_a_fate(outcome, text)
    if outcome is not None and share < 0.6:  # what comes last may be a notice that nobody misses
        assert not outcome.whole


@pytest.mark.parametrize("form", TEXTS)
@quick
@given(seed=st.integers(0, 2**32))
def test_shuffled_lines_are_never_whole(form, seed):
    lines = small_text(form).split("\n")
    Random(seed).shuffle(lines)
    outcome = imported("\n".join(lines))
    assert outcome is None or not outcome.whole


@pytest.mark.parametrize("form", TEXTS)
@quick
@given(data=st.data())
def test_shuffled_pages_give_no_false_claim(form, data):
    mark = "\f" if "\f" in small_text(form) else "\n\n\n" if "\n\n\n" in small_text(form) else "\n\n"
    pages = small_text(form).split(mark)
    order = data.draw(
        st.permutations(range(len(pages))) if len(pages) < 60 else st.just(_swapped(pages, data))
    )
    outcome = imported(mark.join(pages[rank] for rank in order))
    assert_no_false_claim(outcome)


def _swapped(pages: Sequence[str], data: st.DataObject) -> list[int]:
    order = list(range(len(pages)))
    for _ in range(4):
        a, b = (data.draw(st.integers(0, len(pages) - 1)) for _ in range(2))
        order[a], order[b] = order[b], order[a]
    return order


@pytest.mark.parametrize("form", TEXTS)
@quick
@given(data=st.data())
def test_stretches_removed_or_repeated_give_no_false_claim(form, data):
    lines = small_text(form).split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(lines) - 1))
        stop = min(len(lines), start + data.draw(st.integers(1, 60)))
        piece = lines[start:stop]
        action = data.draw(st.sampled_from(("remove", "repeat", "move")))
        if action in ("remove", "move"):
            del lines[start:stop]
        if action in ("repeat", "move"):
            at = data.draw(st.integers(0, len(lines)))
            lines[at:at] = piece
    assert_no_false_claim(imported("\n".join(lines)))


_CHARS = st.characters(exclude_categories=("Cs",))


@quick
@given(data=st.data())
def test_characters_put_in_at_random_break_nothing(data):
    form = data.draw(st.sampled_from(TEXTS))
    text = list(small_text(form))
    for _ in range(data.draw(st.integers(1, 40))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(st.one_of(_CHARS, st.sampled_from("\t\n\f|<>\x00\ufeff\u202e☒0")))
    assert_every_line_has_a_fate(imported("".join(text)), "")


@quick
@given(text=st.text(_CHARS, max_size=2000))
def test_any_text_is_read_or_refused(text):
    outcome = imported(text)
    assert outcome is None or not outcome.whole


@pytest.mark.parametrize(
    "line",
    [
        "a" * 300_000,
        "FICHE COMPÉTENCE PROFESSIONNELLE N° 1 " * 3000,
        "a-\n" * 20_000,
        "\t" * 20_000,
        "| " * 20_000,
        "<p>" * 20_000,
        "1.1." * 20_000,
        "(" * 50_000,
        "« " * 50_000,
        " \n" * 50_000,
        "00 h 45 min " * 10_000,
        "FICHE ACTIVITÉ TYPE N° 1\n" * 1_000,
        "SIGLE Type de document Code titre Millésime\n" * 1_000,
        "Critères de performance\nUn critère est respecté\n" * 1_000,
    ],
    ids=lambda line: line[:12].strip() or "blancs",
)
def test_text_made_to_be_long_to_read_is_not(line, hard_limit):
    """Nothing in the grammar grows worse than the text: each of these ends within the limit of the worker."""
    whole = small_text("plain")
    half = len(whole) // 2
    path = _kept(hard_limit, whole[:half] + line + whole[half:])
    with contextlib.suppress(Unreadable):
        hard_limit.ask(IMPORT, [path], (), LIMITS)


# --- bytes of DOCX, ODT and PDF, in a worker ---


@pytest.fixture(scope="module")
def hard_limit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with Worker(Budget(seconds=30, memory=1536 * MEGABYTE)) as worker:
        worker.folder = tmp_path_factory.mktemp("fuzz")  # type: ignore[attr-defined]
        yield worker


def _kept(worker: Worker, text: str) -> str:
    path: Path = worker.folder / "Document.txt"  # type: ignore[attr-defined]
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("form", BINARIES)
@settings(quick, max_examples=12 * EFFORT)
@given(data=st.data())
def test_mutated_bytes_are_read_or_refused(form, data, hard_limit):
    outcome = _through_worker(hard_limit, {
        name: _mutated(content, data) for name, content in small(form).items()
    })  # fmt: skip
    if outcome is not None:
        assert_every_line_has_a_fate(outcome, "")


@pytest.mark.parametrize("form", BINARIES)
@settings(quick, max_examples=8 * EFFORT)
@given(share=st.floats(0, 0.99))
def test_truncated_bytes_are_refused_or_never_whole(form, share, hard_limit):
    cut = {name: content[: int(len(content) * share)] for name, content in small(form).items()}
    outcome = _through_worker(hard_limit, cut)
    assert outcome is None or not outcome.whole


def _mutated(content: bytes, data: st.DataObject) -> bytes:
    changed = bytearray(content)
    rng = Random(data.draw(st.integers(0, 2**32)))
    for _ in range(rng.choice((1, 4, 64, 1024))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _through_worker(worker: Worker, contents: dict[str, bytes]) -> Imported | None:
    folder: Path = worker.folder  # type: ignore[attr-defined]
    paths = []
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(str(path))
    try:
        found: Imported = worker.ask(IMPORT, paths, (), LIMITS)
    except Unreadable:
        return None
    return found

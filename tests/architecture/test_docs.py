"""What a stranger and a user read is true: links lead somewhere, commands exist, examples give what they say."""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config import settings
from jalon.cli.main import _parser
from jalon.examen.rules.draw import commitment, replay

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
GUIDE = ROOT / "docs" / "guide"
LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|&& )(?:\./)?jalon ((?:[a-z]+ ?)+)", re.MULTILINE)
SCRIPT_ONLY = {"test"}  # read by the `jalon` script of a checkout, before Python
IMAGE_LIMIT = 250_000


def targets(page: Path) -> Iterator[str]:
    """Relative targets of a page's links and images, without their fragment."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    for link, image in LINK.findall(prose):
        target = (link or image).partition("#")[0]
        if target and ":" not in target:
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_image_of_a_page_exists(page: Path) -> None:
    assert not [target for target in targets(page) if not (page.parent / target).exists()]


def test_every_image_is_shown_somewhere_and_light_enough() -> None:
    images = {path.resolve() for path in (ROOT / "docs" / "images").iterdir()}
    shown = {(page.parent / target).resolve() for page in PAGES for target in targets(page)}
    assert images <= shown
    assert not [path.name for path in images if path.stat().st_size > IMAGE_LIMIT]


def test_every_image_says_in_words_what_it_shows() -> None:
    silent = re.compile(r"!\[\s*\]|<img(?![^>]*\salt=\"[^\"]+\")")
    assert not [page.name for page in PAGES if silent.search(page.read_text(encoding="utf-8"))]


def test_every_page_of_the_guide_is_in_its_index() -> None:
    listed = set(targets(GUIDE / "README.md"))
    assert {page.name for page in GUIDE.glob("*.md")} - {"README.md"} <= listed


def commands_named() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(page, words) of each `jalon …` written as code in the README or the guide."""
    for page in (ROOT / "README.md", *sorted(GUIDE.glob("*.md"))):
        text = page.read_text(encoding="utf-8")
        code = [*FENCE.findall(text), *re.findall(r"`([^`\n]+)`", FENCE.sub("", text))]
        for snippet in code:
            for words in COMMAND.findall(snippet):
                yield page.name, tuple(words.split())


def _acts(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found: dict[str, Any] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found.update(action.choices)
    return found


def test_every_command_that_the_pages_name_exists() -> None:
    named = list(commands_named())
    assert named
    unknown = []
    for page, words in named:
        acts = _acts(_parser())
        for word in words:
            if not acts or (word in SCRIPT_ONLY and words[0] == word):
                break
            if word not in acts:
                unknown.append((page, " ".join(words)))
                break
            acts = _acts(acts[word])
    assert not unknown


def test_the_pages_name_every_command() -> None:
    named = {words[0] for _, words in commands_named()}
    assert set(_acts(_parser())) <= named


def test_the_readme_names_every_variable_of_the_settings() -> None:
    known = set(re.findall(r"^(JALON_\w+)", settings.__doc__ or "", re.MULTILINE))
    for page in (ROOT / "README.md", GUIDE / "installer-et-exploiter.md"):
        told = set(re.findall(r"^\| `(JALON_\w+)`", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert known - told <= {"JALON_DEBUG"}
        assert told <= known


def test_the_program_of_the_guide_replays_a_draw_as_jalon_does() -> None:
    page = (GUIDE / "tirage-au-sort.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    facts: dict[str, Any] = {}
    for name in ("graine", "fiches", "references"):
        (line,) = re.findall(rf"^{name} = .*$", program, re.MULTILINE)
        exec(line, facts)
    facts["references"] = [f"candidat-{n}" for n in range(1, 30)]
    program = re.sub(r"^references = .*$", f"references = {facts['references']}", program, flags=re.MULTILINE)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    drawn = replay(facts["graine"], facts["fiches"], facts["references"])
    assert told.splitlines() == [
        f"Engagement : {commitment(facts['graine'], facts['fiches'])}",
        *(f"{d.rank}. {d.ref} : fiche {d.sheet}" for d in drawn),
    ]

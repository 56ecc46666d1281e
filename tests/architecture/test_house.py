"""The house keeps its rooms: same names everywhere, one vocabulary, no address or path of a machine."""

import enum
import importlib
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import jalon

ROOT = Path(__file__).parents[2]
APPS = [config for config in apps.get_app_configs() if config.name.startswith("jalon.")]
FORBIDDEN_ROOMS = {"utils", "helpers", "services", "signals", "misc", "tools"}


def _tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout: nothing to list")
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_no_room_is_without_a_purpose() -> None:
    modules = [name for _, name, _ in pkgutil.walk_packages(jalon.__path__, "jalon.")]
    assert not [name for name in modules if name.rsplit(".", 1)[-1] in FORBIDDEN_ROOMS]


def test_every_model_and_enumeration_has_its_line_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    names = {model.__name__ for config in APPS for model in config.get_models()}
    for config in APPS:
        try:
            module = importlib.import_module(f"{config.name}.enums")
        except ModuleNotFoundError:
            continue
        names |= {
            name
            for name, value in vars(module).items()
            if isinstance(value, type)
            and issubclass(value, enum.Enum)
            and value.__module__ == module.__name__
        }
    assert not sorted(name for name in names if f"`{name}`" not in glossary)


def test_every_model_and_field_is_labelled_in_words() -> None:
    unnamed = [
        f"{model.__name__}.{field.name}"
        for config in APPS
        for model in config.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        and not field.auto_created
        and field.name != "id"
        # Django's own fallback is the attribute's name: that is not a French label.
        and field.verbose_name == field.name.replace("_", " ")
        and "_" in field.name
    ]
    assert not unnamed


def test_nothing_committed_names_a_registry_or_a_folder_of_a_machine() -> None:
    hosts = re.compile(r"(?:pypi|pythonhosted|npmjs|registry\.)[a-z.]*\.(?:org|com)|/work/|/root/")
    texts = {".py", ".toml", ".txt", ".md", ".html", ".css", ".js", ".sh", ".typ", ".json", ""}
    found = [
        path.relative_to(ROOT).as_posix()
        for path in _tracked_files()
        if path.suffix in texts
        and path.exists()
        and path.name != Path(__file__).name
        and hosts.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not found


def test_templates_carry_neither_inline_scripts_nor_inline_styles() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S|\sstyle=[\"']|\son[a-z]+=[\"']", re.IGNORECASE)
    found = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.html")
        if inline.search(path.read_text(encoding="utf-8")) and "mail" not in path.parts
    ]
    assert not found

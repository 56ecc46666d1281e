"""The documentation of a lifecycle is its table, word for word."""

from tests.workflow_pages import pages


def test_the_pages_of_the_lifecycles_say_what_the_tables_say() -> None:
    stale = [
        path.name for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text
    ]
    assert not stale, "run: python -m tests.workflow_pages"

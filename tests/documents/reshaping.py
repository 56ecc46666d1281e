"""Change a document context throughout, whatever its shape; words that the template chooses by are kept."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal, TypeVar, get_origin, get_type_hints

C = TypeVar("C")


def with_texts(context: C, change: Callable[[str], str]) -> C:
    """The same context, every free text changed."""
    changed: C = _walk(context, change, lambda items: items)
    return changed


def emptied(context: C) -> C:
    """The same context without any candidate, slot, file…: every list empty, at every depth."""
    changed: C = _walk(context, lambda text: text, lambda _items: ())
    return changed


def _walk(node: Any, text: Callable[[str], str], items: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Any:
    if isinstance(node, str):
        return text(node)
    if isinstance(node, tuple):
        return tuple(_walk(item, text, items) for item in items(node))
    if is_dataclass(node) and not isinstance(node, type):
        hints = get_type_hints(type(node))
        return replace(
            node,
            **{
                field.name: _walk(getattr(node, field.name), text, items)
                for field in fields(node)
                if get_origin(hints[field.name]) is not Literal
            },
        )
    return node

"""What changes from a programme to the next, so that nobody adopts a version blindly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Nature = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A séance as it is compared."""

    module: int
    heading: str
    minutes: int
    competences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: `before` or `after` is "" where there is nothing."""

    nature: Nature
    what: str
    before: str = ""
    after: str = ""


def differences(before: Sequence[ItemFacts], after: Sequence[ItemFacts]) -> list[Difference]:
    """Séances added, removed, or whose hours or competences change; alike by their module and heading."""
    old, new = _by_key(before), _by_key(after)
    found = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        what = f"Module {key[0]} – {(now or was or before[0]).heading}"
        if was is None and now is not None:
            found.append(Difference("added", what, "", _told(now)))
        elif now is None and was is not None:
            found.append(Difference("removed", what, _told(was), ""))
        elif (
            was is not None
            and now is not None
            and (was.minutes, was.competences) != (now.minutes, now.competences)
        ):
            found.append(Difference("changed", what, _told(was), _told(now)))
    return found


def _by_key(items: Iterable[ItemFacts]) -> dict[tuple[int, str], ItemFacts]:
    found: dict[tuple[int, str], ItemFacts] = {}
    for item in items:
        key = (item.module, item.heading.casefold())
        rank = 2
        while key in found:
            key, rank = (item.module, f"{item.heading.casefold()} ({rank})"), rank + 1
        found[key] = item
    return found


def _told(item: ItemFacts) -> str:
    hours, rest = divmod(item.minutes, 60)
    told = f"{hours} h" + (f" {rest:02d}" if rest else "")
    numbers = ", ".join(ref.rpartition("/")[2] for ref in item.competences)
    return f"{told} ({numbers})" if numbers else told

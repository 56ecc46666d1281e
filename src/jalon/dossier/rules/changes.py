"""What changed between two versions of a dossier, paragraph by paragraph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Json = Mapping[str, Any]
Kind = Literal["added", "removed", "changed"]
Word = tuple[Literal["same", "added", "removed"], str]


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that came, went or was rewritten; `words` shows a rewriting word by word."""

    kind: Kind
    part: int | None
    page: int | None
    before: str = ""
    after: str = ""
    words: tuple[Word, ...] = ()


def changes(before: Sequence[Json], after: Sequence[Json]) -> tuple[Change, ...]:
    """Paragraphs (`part`, `page`, `text`) compared in order; a moved paragraph is one that went and one that came."""
    old, new = [one["text"] for one in before], [one["text"] for one in after]
    found: list[Change] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, come = list(before[old_from:old_to]), list(after[new_from:new_to])
        while gone and come and _alike(gone[0]["text"], come[0]["text"]):
            found.append(_rewritten(gone.pop(0), come.pop(0)))
        found += [Change("removed", one.get("part"), one.get("page"), before=one["text"]) for one in gone]
        found += [Change("added", one.get("part"), one.get("page"), after=one["text"]) for one in come]
    return tuple(found)


_FINE = 1_500
"""Words of the longer side beyond which a paragraph is compared as a whole: word by word, it would take minutes."""


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    if matcher.quick_ratio() < 0.5:
        return False
    return _is_long(one, other) or matcher.ratio() >= 0.5


def _is_long(one: str, other: str) -> bool:
    return max(one.count(" "), other.count(" ")) >= _FINE


def _rewritten(old: Json, new: Json) -> Change:
    before, after = old["text"].split(), new["text"].split()
    words: list[Word] = []
    if _is_long(old["text"], new["text"]):
        words = [("removed", old["text"]), ("added", new["text"])]
    else:
        for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes():
            if kind == "equal":
                words.append(("same", " ".join(after[new_from:new_to])))
                continue
            if old_to > old_from:
                words.append(("removed", " ".join(before[old_from:old_to])))
            if new_to > new_from:
                words.append(("added", " ".join(after[new_from:new_to])))
    return Change("changed", new.get("part"), new.get("page"), old["text"], new["text"], tuple(words))

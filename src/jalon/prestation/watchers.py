"""Floors above that follow how people attend: told of each act, in its own transaction, whose paths it touches."""

from collections.abc import Callable, Collection
from datetime import datetime

from jalon.common.actor import Actor

Watcher = Callable[[Actor, Collection[int], datetime], None]
"""Actor, ids of the paths touched, now: a few queries at most, and never a refusal."""

_watchers: list[Watcher] = []


def register(watcher: Watcher) -> None:
    """Let a floor follow attendance; doing it twice is harmless."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def touched(actor: Actor, paths: Collection[int], now: datetime) -> None:
    """Something that a watcher may read has changed on these paths."""
    for watcher in _watchers:
        watcher(actor, paths, now)

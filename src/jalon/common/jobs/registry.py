"""Which kinds of work exist: each app declares its own in `jobs.py`, found when Django starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Mapping[str, Any] | None])


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of work: its function, and how stubbornly or how regularly it is done."""

    kind: str
    label: str
    function: Callable[..., Mapping[str, Any] | None]
    max_attempts: int
    every: timedelta | None
    forget: bool


_kinds: dict[str, JobKind] = {}


def job(
    *,
    kind: str,
    label: str,
    max_attempts: int = 3,
    every: timedelta | None = None,
    forget: bool = False,
) -> Callable[[F], F]:
    """Declare `function(ctx: JobContext, **payload)` as the work of `kind`; `label` is its French name on screen.

    The function may return a JSON mapping, shown as the result (`url` and `link_label` make a button).
    It may be run again after a crash: write through `ctx.completing()` what must happen exactly once.
    `every` makes it periodic; `forget` erases the payload once the work is over (personal data, secrets).
    Raises ValueError when another function already holds `kind`.
    """

    def declare(function: F) -> F:
        known = _kinds.get(kind)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"two functions declare the job {kind!r}")
        _kinds[kind] = JobKind(kind, label, function, max_attempts, every, forget)
        return function

    return declare


def get_kind(kind: str) -> JobKind:
    """The declared kind; raises LookupError when no app declares it."""
    try:
        return _kinds[kind]
    except KeyError:
        raise LookupError(f"no job of kind {kind!r} is declared") from None


def periodic_kinds() -> list[JobKind]:
    """Kinds done regularly."""
    return [k for k in _kinds.values() if k.every is not None]

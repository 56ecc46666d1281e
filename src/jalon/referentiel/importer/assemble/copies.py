"""Several copies of one document: which one leads, and what the others add to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from ..lexicon import fold
from ..readings import ReacReading, ReadScheme, ReReading
from ..source import Line

T = TypeVar("T")


def merged(readings: Sequence[ReReading]) -> ReReading:
    """Several copies of one RE as one: the fullest, completed by what only the others read."""
    if not readings:
        return ReReading()
    merged = readings[0]
    for other in readings[1:]:
        known = {_scheme_key(scheme): scheme for scheme in other.schemes}
        own = {_scheme_key(scheme) for scheme in merged.schemes}
        schemes = [_filled(scheme, known.get(_scheme_key(scheme))) for scheme in merged.schemes]
        rows = {fold(row.competence.value): row for row in other.matrix}
        matrix = [_filled(row, rows.get(fold(row.competence.value))) for row in merged.matrix]
        merged = replace(
            merged,
            schemes=(*schemes, *(scheme for key, scheme in known.items() if key not in own)),
            matrix=tuple(matrix) or other.matrix,
            **{
                name: getattr(merged, name) or getattr(other, name)
                for name in (
                    "transversal",
                    "premises",
                    "resources",
                    "correspondences",
                    "equivalences",
                    "glossary",
                )
            },
        )
    return merged


def _filled(own: T, other: T | None) -> T:
    """A reading with what it lacks (None, or nothing in a list) taken from the same reading of another copy."""
    if other is None or not is_dataclass(own) or isinstance(own, type):
        return own
    lacks = {
        one.name: getattr(other, one.name)
        for one in fields(own)
        if getattr(own, one.name) in (None, ()) and getattr(other, one.name) not in (None, ())
    }
    return replace(own, **lacks) if lacks else own


def _scheme_key(scheme: ReadScheme) -> str:
    return f"{scheme.kind}:{fold(scheme.bloc.value)}" if scheme.bloc else "title"


def weight(reading: ReacReading | ReReading) -> tuple[int, int]:
    """How much a reading holds: ticks read first, then all its lines."""
    ticked = sum(row.tests is not None for row in reading.matrix) if isinstance(reading, ReReading) else 0
    return ticked, sum(1 for _ in read_lines(reading))


def read_lines(reading: object) -> Iterator[Line]:
    """Every line that some piece of a reading was read on, furniture and prose left out."""
    if isinstance(reading, Line):
        yield reading
    elif isinstance(reading, Mapping):
        for value in reading.values():
            yield from read_lines(value)
    elif isinstance(reading, tuple):
        for value in reading:
            yield from read_lines(value)
    elif is_dataclass(reading) and not isinstance(reading, type):
        for one in fields(reading):
            if one.name not in {"furniture", "prose", "findings"}:
                yield from read_lines(getattr(reading, one.name))

"""What a signature given on a device is: drawn in thousandths of a pad, or typed by the keyboard (C8). Plain Python."""

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot
from typing import TypeGuard

from jalon.people.rules import fold

WIDTH, HEIGHT = 1000, 360
"""The pad, in thousandths of its width."""
MAX_BYTES = 20_000
MIN_INK = 80
"""Length of ink, in thousandths of the pad's width, below which a touch is not a signature."""
Point = tuple[int, int]
Strokes = tuple[tuple[Point, ...], ...]


def strokes_faults(value: object) -> list[str]:
    """Why a drawing received is not a signature: lists of [x, y], whole thousandths of the pad, in 20 kB."""
    again = "Faites signer de nouveau, ou au clavier."
    if not isinstance(value, list) or not value:
        return [f"La signature est vide. {again}"]
    if not all(isinstance(stroke, list) and stroke and all(map(_is_point, stroke)) for stroke in value):
        return [f"Le tracé n’est pas fait de points de la zone de signature. {again}"]
    if len(json.dumps(value, separators=(",", ":"))) > MAX_BYTES:
        return [f"Le tracé dépasse {MAX_BYTES // 1000} ko : il n’est pas celui d’une signature. {again}"]
    if ink(value) < MIN_INK:
        return [f"Le tracé est trop court pour une signature. {again}"]
    return []


def ink(strokes: Iterable[Sequence[Sequence[int]]]) -> int:
    """Length drawn, in thousandths of the pad's width."""
    lengths = (
        hypot(after[0] - before[0], after[1] - before[1])
        for stroke in strokes
        for before, after in pairwise(stroke)
    )
    return round(sum(lengths))


def drawn_path(strokes: Iterable[Sequence[Sequence[int]]]) -> str:
    """The `d` of an SVG path through the points, rounded between them; only letters, digits, dots and spaces."""
    parts = []
    for stroke in strokes:
        points = [(int(x), int(y)) for x, y in stroke]
        parts.append("M{} {}".format(*points[0]))
        for here, after in pairwise(points[1:]):
            middle = ((here[0] + after[0]) / 2, (here[1] + after[1]) / 2)
            parts.append(f"Q{here[0]} {here[1]} {middle[0]:g} {middle[1]:g}")
        parts.append("L{} {}".format(*points[-1]))
    return "".join(parts)


def typed_faults(typed: str, agreed: bool, *, last_name: str, full_name: str) -> list[str]:
    """What a signature by the keyboard lacks: the signer's own name, and « je signe »."""
    faults = []
    words = fold(typed).split()
    if not set(fold(last_name).split()) <= set(words):
        faults.append(f"Pour signer au clavier, tapez le nom du signataire : {full_name}.")
    if not agreed:
        faults.append("Cochez « Je signe » : sans cette case, il n’y a pas de signature.")
    return faults


def _is_point(value: object) -> TypeGuard[list[int]]:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(n) is int for n in value)
        and 0 <= value[0] <= WIDTH
        and 0 <= value[1] <= HEIGHT
    )

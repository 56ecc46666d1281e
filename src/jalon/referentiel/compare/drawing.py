"""The picture of a comparison: two columns of competences, joined where one became the other. In pixels."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

from ..schema import TitreVersion
from .model import Comparison, CompetencePair, Trait

Fate = Literal["same", "renumbered", "changed", "moved", "added", "removed", "split"]

FATE_LABELS: Mapping[Fate, str] = {
    "same": "inchangée",
    "renumbered": "renumérotée",
    "changed": "modifiée",
    "moved": "changée d’activité",
    "added": "ajoutée",
    "removed": "supprimée",
    "split": "scission ou fusion possible",
}
_COLUMN, _GAP, _LINE, _PAD, _SPACE, _CHARS, _TOP = 370, 130, 17, 8, 8, 52, 30
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class Node:
    """A bloc or a competence: its box, its text line by line, the sign that says it is alone."""

    x: int
    y: int
    height: int
    lines: tuple[tuple[int, str], ...]
    title: str
    bloc: bool
    fate: Fate = "same"
    sign: str = ""
    width: int = _COLUMN

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def text(self) -> int:
        return self.x + 10

    @property
    def end(self) -> int:
        return self.x + self.width - 20


@dataclass(frozen=True, slots=True)
class Link:
    """A curve from a former competence to a current one; `doubtful` where the match is not sure."""

    path: str
    fate: Fate
    title: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class FlowDrawing:
    width: int
    height: int
    heads: tuple[tuple[int, str], ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    legend: tuple[tuple[Fate, str], ...]

    @property
    def doubtful(self) -> bool:
        """Whether a match is not sure."""
        return any(link.doubtful for link in self.links)


def fate_of(pair: CompetencePair) -> Fate:
    """The one word that the picture and the table say of a competence."""
    if Trait.ADDED in pair.traits:
        return "added"
    if Trait.REMOVED in pair.traits:
        return "removed"
    if Trait.MOVED in pair.traits:
        return "moved"
    if not pair.unchanged:
        return "changed"
    return "renumbered" if pair.traits else "same"


def draw_flow(former: TitreVersion, current: TitreVersion, comparison: Comparison) -> FlowDrawing:
    """The competences of both versions under their blocs, the former ones on the left."""
    fates = [(pair.former, pair.current, fate_of(pair), pair.sure) for pair in comparison.competences]
    left = _column(former, _MARGIN, {mine: fate for mine, _, fate, _ in fates if mine is not None})
    right = _column(
        current, _MARGIN + _COLUMN + _GAP, {its: fate for _, its, fate, _ in fates if its is not None}
    )
    links = [
        _link(left[mine], right[its], mine, its, fate, doubtful=not sure)
        for mine, its, fate, sure in fates
        if mine is not None and its is not None
    ]
    paired = {(mine, its) for mine, its, *_ in fates}
    for found in comparison.regroupings:
        links += [
            _link(left[mine], right[its], mine, its, "split")
            for mine in found.former
            for its in found.current
            if (mine, its) not in paired
        ]
    nodes = [*left.values(), *right.values()]
    shown = {"same" if fate == "renumbered" else fate for _, _, fate, _ in fates} | {
        link.fate for link in links
    }
    return FlowDrawing(
        2 * (_MARGIN + _COLUMN) + _GAP,
        max((node.y + node.height for node in nodes), default=_TOP) + 6,
        ((_MARGIN, comparison.former.ref), (_MARGIN + _COLUMN + _GAP, comparison.current.ref)),
        tuple(nodes),
        tuple(links),
        tuple((fate, _key(fate)) for fate in FATE_LABELS if fate in shown and fate != "renumbered"),
    )


def _key(fate: Fate) -> str:
    return "inchangée (au numéro près)" if fate == "same" else FATE_LABELS[fate]


def _column(titre: TitreVersion, x: int, fates: Mapping[int, Fate]) -> dict[int, Node]:
    """Nodes by competence number; blocs have numbers below zero."""
    nodes: dict[int, Node] = {}
    y = _TOP
    for rank, bloc in enumerate((*titre.ccps, *titre.ccss), 1):
        head = _node(x, y, f"{bloc.label} – {bloc.title}", bloc=True)
        nodes[-rank] = head
        y = head.y + head.height + _SPACE
        for competence in bloc.competences:
            fate = fates[competence.number]
            node = _node(x, y, f"{competence.number}. {competence.title}", fate=fate)
            nodes[competence.number] = node
            y = node.y + node.height + _SPACE
        y += _SPACE
    return nodes


def _node(x: int, y: int, title: str, *, bloc: bool = False, fate: Fate = "same") -> Node:
    texts = _wrapped(title, _CHARS - (4 if bloc else 0))
    lines = tuple((y + _PAD + _LINE * rank + 12, text) for rank, text in enumerate(texts))
    sign = {"added": "+", "removed": "−"}.get(fate, "")
    return Node(x, y, 2 * _PAD + _LINE * len(texts), lines, title, bloc, fate, sign)


def _wrapped(title: str, chars: int) -> list[str]:
    """Three lines at most: the whole title stands in the table beneath."""
    texts = wrap(title, chars) or [title]
    return texts if len(texts) <= 3 else [*texts[:2], f"{texts[2][: chars - 1].rstrip()}…"]


def _link(mine: Node, its: Node, number: int, other: int, fate: Fate, *, doubtful: bool = False) -> Link:
    start, end = mine.x + mine.width, its.x
    middle = (start + end) // 2
    path = f"M{start} {mine.middle} C{middle} {mine.middle} {middle} {its.middle} {end} {its.middle}"
    doubt = ", rapprochement incertain" if doubtful else ""
    return Link(path, fate, f"C{number} → C{other} : {FATE_LABELS[fate]}{doubt}", doubtful)

"""Two versions of a titre side by side, any two: what is kept, reworded, moved, added, removed; pure.

`compare(former, current)` gives a `Comparison`. Every value of both documents stands in one of its lines, so that
two versions that differ anywhere differ in a line.
"""

from collections.abc import Iterator
from dataclasses import replace

from ..schema import TitreVersion
from . import lines
from .correspondences import proposals, stated_correspondences, uncovered
from .model import (
    ActivityPair,
    Change,
    Comparison,
    CompetencePair,
    Confidence,
    Evidence,
    Group,
    Line,
    Proposal,
    Regrouping,
    SchemePair,
    Side,
    Trait,
    Verdict,
    Word,
)
from .pairing import pair

__all__ = [
    "ActivityPair", "Change", "Comparison", "CompetencePair", "Confidence", "Evidence", "Group", "Line", "Proposal",
    "Regrouping", "SchemePair", "Side", "Trait", "Verdict", "Word", "compare",
]  # fmt: skip


def compare(former: TitreVersion, current: TitreVersion) -> Comparison:
    """What changed from a version to another: two versions of a title, two revisions, or two titles."""
    pairing = pair(former, current)
    found = proposals(former, current, pairing)
    comparison = Comparison(
        former=_side(former),
        current=_side(current),
        identical=former == current,
        identity=lines.identity(former, current),
        activities=lines.activities(former, current, pairing),
        competences=lines.competences(former, current, pairing),
        regroupings=pairing.regroupings,
        transversal=lines.transversal(former, current, pairing),
        schemes=lines.schemes(former, current, pairing),
        others=lines.others(former, current),
        proposals=found,
        remarks=(*_remarks(former, current), *uncovered(former, current, found)),
    )
    if comparison.identical or comparison.changed_lines:
        return comparison
    return _only_the_order(comparison)


def _side(titre: TitreVersion) -> Side:
    return Side(titre.ref, titre.code, titre.sigle, titre.title, titre.decree_date)


def _remarks(former: TitreVersion, current: TitreVersion) -> Iterator[str]:
    if former.code != current.code:
        yield f"Deux titres différents : {former.title} ({former.sigle}) et {current.title} ({current.sigle})."
    elif former.ref == current.ref:
        yield f"Deux états de la même version, {former.ref}."
        return
    elif (former.decree_date, former.version) > (current.decree_date, current.version):
        yield f"{former.ref}, à gauche, est la version la plus récente des deux."
    yield from stated_correspondences(former, current)[1]


def _only_the_order(comparison: Comparison) -> Comparison:
    """Nothing differs but the order in which the document writes its lists: said, for a digest differs too."""
    line = Line(Change.MOVED, "order", "Ordre d’écriture", "", "les mêmes pièces, dans un autre ordre")
    return replace(comparison, others=(*comparison.others, Group("order", "Document", (line,))))

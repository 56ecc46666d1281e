"""Parts the know-how of a competence into its groups: technical, organisational, relational skills, and knowledge.

The template prints them one after the other under one heading, parted by a blank line. The words always tell knowledge
from skills (a noun, a verb). Where blank lines are as many as they should be, they decide. Where a page break, a stray
blank line or a spacing that parts every line hides them, the words decide, and the piece says why it is doubtful.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from ..headings import Group
from ..paragraphs import GAP, Item, PageBreak, opening, typical_gap
from ..wording import folded, is_infinitive
from .cues import leaning

KNOWLEDGE: Group = "knowledge"
Memory = Mapping[str, Mapping[Group, float]]  # a folded line → how much each group holds it elsewhere

# How strange it is that a competence has no know-how of a kind.
_MISSED: Mapping[Group, float] = {
    "technical_skills": 2.0,
    "organisational_skills": 0.9,
    "relational_skills": 0.5,
}
# Beyond how many lines a group is long, and what each more costs, where nothing but the words parts the groups.
_USUAL_LENGTH: Mapping[Group, tuple[int, float]] = {
    "technical_skills": (16, 0.1),
    "organisational_skills": (5, 0.4),
    "relational_skills": (9, 0.3),
}
_MOST_SKILLS = 120  # no competence has as many: this is another text
_UNPARTED = (
    "Le document ne sépare pas les groupes de savoir-faire : leur limite est déduite du sens des lignes."
)
_AT_BREAK = "Un saut de page cache la limite entre deux groupes de savoir-faire : elle est déduite du sens des lignes."
_TOO_MANY = "Une ligne vide coupe un groupe de savoir-faire : ses morceaux sont réunis d’après leur sens."
_TOO_FEW = (
    "Moins de groupes de savoir-faire sont séparés que l’intitulé n’en nomme : celui-ci est déduit du sens."
)


@dataclass(frozen=True, slots=True)
class Parted:
    """The items of each group. `inferred` tells that the words, not the blank lines, drew a border between skills."""

    groups: Mapping[Group, tuple[Item, ...]] = field(default_factory=dict)
    inferred: bool = False


def parts_shown(found: Sequence[Item], order: Sequence[Group]) -> int | None:
    """How many runs blank lines part the skills of a list into; None where every line is parted from the next."""
    skills, _ = _knowledge(found, order)
    if not skills or not _shows(found, order):
        return None
    return 1 + sum(_parted(one) for one in skills[1:])


def part(
    found: Sequence[Item], order: Sequence[Group], memory: Memory | None = None, *, faithful: bool = True
) -> Parted:
    """The items of a list under a heading that names these groups, in this order.

    `memory` says in which groups the same line stands in other competences of the document. `faithful` tells that
    the document keeps the blank lines of its print: where it has none, there was none.
    """
    if len(order) == 1:
        return Parted({order[0]: tuple(found)})
    skills, knowledge = _knowledge(found, order)
    names = [group for group in order if group != KNOWLEDGE]
    after = knowledge[0].gap if knowledge else 0.0
    parted = _Borders(skills, names, memory or {}, _shows(found, order), faithful, after).part()
    groups = dict(parted.groups)
    if KNOWLEDGE in order:
        groups[KNOWLEDGE] = tuple(knowledge)
    return Parted({group: groups.get(group, ()) for group in order}, parted.inferred)


def _shows(found: Sequence[Item], order: Sequence[Group]) -> bool:
    """True when blank lines part the lines of a list: no more than its groups have borders, or few of them."""
    blanks = sum(_parted(one) for one in found[1:])
    return blanks > 0 and (blanks < len(order) or typical_gap(found) < GAP)


def _knowledge(found: Sequence[Item], order: Sequence[Group]) -> tuple[Sequence[Item], Sequence[Item]]:
    """Skills and knowledge: the border that leaves fewest verbs among the knowledge and nouns among the skills."""
    if KNOWLEDGE not in order:
        return found, ()
    first = order[0] == KNOWLEDGE
    votes = [_vote(one.text) for one in found]
    best, border, balance = float("-inf"), len(found), -sum(votes)
    for at in range(len(found) + 1):
        score = -balance if first else balance
        balance += 2 * votes[at] if at < len(found) else 0.0
        if 0 < at < len(found) and _parted(found[at]):
            score += 0.4
        if score > best:
            best, border = score, at
    return (found[border:], found[:border]) if first else (found[:border], found[border:])


def _vote(text: str) -> float:
    if folded(text).split(" ")[0] in ("connaitre", "savoirs") or opening(text) == "knowledge":
        return -1.0
    return 1.0 if is_infinitive(text) else -0.4


def _parted(one: Item) -> bool:
    return _blank(one) is True


def _blank(one: Item) -> bool | None:
    """True when a blank line stands before an item, None when a page break hides it."""
    if one.after_break is None:
        return one.gap > GAP
    return _blank_at(one.after_break, len(one.lines))


def _blank_at(page: PageBreak, height: int) -> bool | None:
    """Whether a blank line was lost in a page break.

    A new page that starts lower than the others shows it. An old page that had room left for the item had a blank
    line there; one that was full had none, or the new page would start by it where they are kept. Paragraphs of two
    or three lines are not cut by a page, those of four need two lines.
    """
    if page.top is None or page.slack is None:
        return None
    if page.top > 0.6:
        return True
    if page.slack == 0:
        return False if page.kept else None
    return True if height <= page.slack or (height >= 4 and page.slack >= 2) else None


class _Borders:
    """The skills of one competence, to be parted into the groups that its heading names."""

    def __init__(
        self,
        found: Sequence[Item],
        names: Sequence[Group],
        memory: Memory,
        shown: bool,
        faithful: bool,
        after: float,
    ) -> None:
        self.items, self.names, self.memory = list(found), list(names), memory
        self.shown, self.faithful, self.after = shown, faithful, after
        self.runs = 0

    def part(self) -> Parted:
        if not self.items or not self.names or len(self.items) > _MOST_SKILLS:
            return Parted({self.names[0]: tuple(self.items)} if self.names else {})
        runs = self._runs(splits=(True,)) if self.shown else [[one] for one in self.items]
        if self.shown and len(runs) == len(self.names) and all(_blank(run[0]) for run in runs[1:]):
            return Parted({name: tuple(run) for name, run in zip(self.names, runs, strict=True)})
        self.runs = len(runs)
        units = (
            self._runs(splits=(True, None)) if self.shown and self.faithful else [[one] for one in self.items]
        )
        ends = self._best(units)
        reason = self._reason(len(runs))
        empty = len(set(ends)) < len(self.names) or 0 in ends
        groups: dict[Group, tuple[Item, ...]] = {}
        start = 0
        for name, end in zip(self.names, ends, strict=True):
            members = [one for unit in units[start:end] for one in unit]
            why = self._doubt(units, start, end, reason, empty)
            if why:
                members[0] = replace(members[0], doubt=" ".join(filter(None, (members[0].doubt, why))))
            groups[name] = tuple(members)
            start = end
        return Parted(groups, inferred=True)

    def _doubt(self, units: Sequence[Sequence[Item]], start: int, end: int, reason: str, empty: bool) -> str:
        """Why a group is doubtful: its first border is not printed, a blank line cuts it, or another is missing."""
        if start == end:
            return ""
        if not self.shown or (start and not self.faithful and _blank(units[start][0]) is False):
            return _UNPARTED if start else ""
        if start and _blank(units[start][0]) is None:
            return _AT_BREAK
        if reason == _TOO_MANY:
            return _TOO_MANY if any(_blank(unit[0]) for unit in units[start + 1 : end]) else ""
        return _TOO_FEW if empty and (start or end == len(units)) else ""

    def _reason(self, runs: int) -> str:
        if not self.shown:
            return _UNPARTED
        return _TOO_MANY if runs > len(self.names) else _TOO_FEW

    def _runs(self, splits: Sequence[bool | None]) -> list[list[Item]]:
        runs: list[list[Item]] = []
        for rank, one in enumerate(self.items):
            if rank and _blank(one) not in splits:
                runs[-1].append(one)
            else:
                runs.append([one])
        return runs

    def _best(self, units: Sequence[Sequence[Item]]) -> list[int]:
        """Rank of the unit after the last of each group, where the words speak best for their groups."""
        names, total = self.names, len(units)

        @cache
        def best(group: int, start: int) -> tuple[float, tuple[int, ...]]:
            if group == len(names):
                return (0.0, ()) if start == total else (float("-inf"), ())
            found: tuple[float, tuple[int, ...]] = (float("-inf"), ())
            for end in range(start, total + 1):
                after, ends = best(group + 1, end)
                score = after + self._worth(units, group, start, end)
                if score > found[0] + 1e-9:
                    found = (score, (end, *ends))
            return found

        return list(best(0, 0)[1])

    def _worth(self, units: Sequence[Sequence[Item]], group: int, start: int, end: int) -> float:
        if start == end:
            missed = _MISSED[self.names[group]]
            if self._wide(units, start):
                return -0.3 * missed
            # A list that shows its blank lines would show one above its head, were its first group empty.
            return -1.5 * missed if self.shown and not start else -missed
        score = sum(self._speaks(unit, self.names[group]) for unit in units[start:end])
        if not self.shown:
            usual, cost = _USUAL_LENGTH[self.names[group]]
            score -= cost * max(0, end - start - usual)
            # Lines that say nothing of a group make none.
            score -= _MISSED[self.names[group]] if score <= 0 else 0.0
        if self.shown:
            cut = 1.2 if self.runs > len(self.names) else 3.0
            score -= sum(cut for unit in units[start + 1 : end] if _blank(unit[0]))
            if start and not _blank(units[start][0]):
                score -= 0.4
        return score

    def _speaks(self, unit: Sequence[Item], group: Group) -> float:
        """How far the lines of a run speak for a group: their mean, a longer run weighing somewhat more."""
        scores = [leaning(one.text, group) + self._remembered(one.text, group) for one in unit]
        return sum(scores) / len(scores) * min(3.0, len(scores) ** 0.5) if scores else 0.0

    def _remembered(self, text: str, group: Group) -> float:
        seen = self.memory.get(folded(text))
        if not seen:
            return 0.0
        total = sum(seen.values())
        return 1.5 * seen.get(group, 0.0) / total * min(1.0, total)

    def _wide(self, units: Sequence[Sequence[Item]], at: int) -> bool:
        """A wide gap stands where a group would be empty: its own blank line is there."""
        return (units[at][0].gap if at < len(units) else self.after) > 1.6

"""Compare what an import gave back with the title it was drawn from: accuracy per kind, and a diff to read.

A fact is a sequence of values under an address of the document, so that one missing item costs one item, and a wrong
one can be held against the doubts that the import declared at that address.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from jalon.referentiel.document import to_json
from jalon.referentiel.importer.result import Imported
from jalon.referentiel.schema import TitreVersion

Facts = dict[str, dict[str, list[str]]]

KINDS = (
    "identity", "activities", "competences", "criteria", "assessment", "skills", "prose", "transversal", "tests",
    "order", "minutes", "phases", "hours", "pages", "parts", "matrix", "premises", "resources", "former", "glossary",
    "conduct",
)  # fmt: skip
# What issue 3 wants read without a fault; know-how at 99 %.
EXACT = ("identity", "activities", "competences", "criteria", "assessment", "transversal", "tests", "minutes", "hours",
         "pages", "parts", "matrix")  # fmt: skip
_SKILLS = ("technical_skills", "organisational_skills", "relational_skills", "knowledge")
_IDENTITY = ("code", "sigle", "title", "version", "level", "nsf", "rome", "formacodes", "decree_date", "journal_date",
             "effective_date")  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """A place where expected and got differ."""

    kind: str
    address: str
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.kind} · {self.address}"]
        lines += [f"    - {text}" for text in self.missing]
        lines += [f"    + {text}" for text in self.extra]
        return "\n".join(lines)


@dataclass
class Score:
    right: dict[str, int] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)

    def rate(self, kind: str) -> float:
        return self.right.get(kind, 0) / self.total[kind] if self.total.get(kind) else 1.0

    def add(self, other: "Score") -> None:
        for kind in other.total:
            self.right[kind] = self.right.get(kind, 0) + other.right.get(kind, 0)
            self.total[kind] = self.total.get(kind, 0) + other.total[kind]
        self.gaps += other.gaps

    def diff(self, kinds: Iterable[str] = KINDS, limit: int = 20) -> str:
        wanted = set(kinds)
        found = [str(gap) for gap in self.gaps if gap.kind in wanted]
        return "\n".join(
            [*found[:limit], *([f"… et {len(found) - limit} autres"] if len(found) > limit else [])]
        )


def measure(expected: TitreVersion, got: TitreVersion | Mapping[str, Any], *, fold: bool = False) -> Score:
    """Accuracy of each kind; `fold` compares without accents of capitals, ligatures nor apostrophes of one kind."""
    ours = facts(to_json(expected), fold=fold)
    theirs = facts(to_json(got) if isinstance(got, TitreVersion) else got, fold=fold)
    score = Score()
    for kind in KINDS:
        right = total = 0
        for address in dict.fromkeys((*ours[kind], *theirs[kind])):
            left, found = ours[kind].get(address, []), theirs[kind].get(address, [])
            matcher = SequenceMatcher(a=left, b=found, autojunk=False)
            same = sum(block.size for block in matcher.get_matching_blocks())
            right += same
            total += max(len(left), len(found))
            if same < max(len(left), len(found)):
                codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
                score.gaps.append(
                    Gap(
                        kind,
                        address,
                        tuple(text for _, i, j, _, _ in codes for text in left[i:j]),
                        tuple(text for _, _, _, k, m in codes for text in found[k:m]),
                    )
                )
        score.right[kind], score.total[kind] = right, total
    return score


def sure_errors(score: Score, imported: Imported, kinds: Iterable[str] = (*EXACT, "skills")) -> list[Gap]:
    """Gaps that no doubt, repair nor fault admits: what an importer must never give."""
    if imported.titre is None:
        return []
    told = {doubt.address for doubt in imported.doubts} | {repair.address for repair in imported.repairs}
    wanted = set(kinds)
    return [
        gap
        for gap in score.gaps
        if gap.kind in wanted and not any(_same_place(gap.address, address) for address in told)
    ]


def _same_place(gap: str, told: str) -> bool:
    """A doubt on a piece, on what holds it, or on a part of it; on a neighbour group for know-how."""
    gap = re.sub(r"^(competences/\d+)/\w+_skills$|^(competences/\d+)/knowledge$", r"\1\2", gap)
    return f"{told}/".startswith(f"{gap}/") or f"{gap}/".startswith(f"{told}/")


def facts(document: Mapping[str, Any], *, fold: bool = False) -> Facts:
    """Everything a document says, as sequences of texts under addresses."""
    found: Facts = {kind: {} for kind in KINDS}
    for kind, address, values in _facts(document):
        found[kind].setdefault(address, []).extend(
            text for value in values if (text := _normal(str(value), fold=fold))
        )
    return {
        kind: {address: values for address, values in places.items() if values}
        for kind, places in found.items()
    }


def _facts(doc: Mapping[str, Any]) -> Iterator[tuple[str, str, Iterable[object]]]:
    for name in _IDENTITY:
        value = doc.get(name)
        yield "identity", name, value if isinstance(value, list) else [value or ""]
    ranks = {competence["number"]: rank for rank, competence in enumerate(doc.get("competences", ()))}
    for activity in doc.get("activities", ()):
        listed = ",".join(map(str, activity["competences"]))
        text = f"{activity['number']} {activity['kind']} {activity['title']} [{listed}]"
        yield "activities", f"activities/{activity['number']}", [text]
    for competence in doc.get("competences", ()):
        number = competence["number"]
        here = f"competences/{number}"
        yield "competences", here, [f"{number} ({competence['activity']}) {competence['title']}"]
        yield "criteria", f"{here}/criteria", competence.get("criteria", ())
        yield "assessment", f"{here}/assessment_criteria", competence.get("assessment_criteria", ())
        for group in _SKILLS:
            yield "skills", f"{here}/{group}", competence.get(group, ())
        for name in ("description", "contexts"):
            yield "prose", f"{here}/{name}", [competence.get(name, "")]
    for rank, one in enumerate(doc.get("transversal", ()), 1):
        here = f"transversal/{rank}"
        yield "transversal", f"{here}/title", [one["title"]]
        yield "transversal", f"{here}/criteria", one.get("criteria", ())
        yield "transversal", f"{here}/competences", one.get("competences", ())
        yield "prose", f"{here}/description", [one.get("description", "")]
    for scope, scheme in doc.get("schemes", {}).items():
        yield from _scheme(f"schemes/{scope}", scheme)
    ccs = {n for a in doc.get("activities", ()) if a["kind"] == "ccs" for n in a["competences"]}
    for row in doc.get("matrix", ()):
        if row["competence"] not in ccs and row["competence"] in ranks:
            yield "matrix", f"matrix/{row['competence']}", row["tests"]
    for one in doc.get("premises", ()):
        yield "premises", f"premises/{one['test']}", [f"{one['description']} {one.get('notes', '')}"]
    for one in doc.get("resources", ()):
        text = f"{one['count']} {one['description']} /{one['max_sharing']} {one.get('notes', '')}"
        yield "resources", f"resources ({_normal(one['category'], fold=False)})", [text]
    for one in doc.get("correspondences", ()):
        yield (
            "former",
            f"correspondences ({one['former_decree_date']})",
            [f"{one['former']} → {one['activity']}"],
        )
    for one in doc.get("equivalences", ()):
        text = f"{one['title']} {one['rncp']} {one['ccps']} → {one['activity']}"
        yield "former", "equivalences", [text]
    for one in doc.get("glossary", ()):
        yield "glossary", "glossary", [f"{one['term']} : {one.get('definition', '')}"]
    for one in doc.get("sources", {}).get("conduct", ()):
        text = f"{one['scenario_drawn']} {one['actors']} {one['learners']}"
        if text != "False 0 0":
            yield "conduct", f"sources/conduct ({one['test']})", [text]


def _scheme(here: str, scheme: Mapping[str, Any]) -> Iterator[tuple[str, str, Iterable[object]]]:
    for test in sorted(scheme.get("tests", ()), key=lambda test: str(test["kind"])):
        place = f"{here}/tests/{test['kind']}"
        yield "tests", f"{place}/competences", [test["kind"], *test["competences"]]
        yield "order", f"{place}/after", sorted(test.get("after", ()))
        yield "minutes", f"{place}/minutes", [f"{test['minutes']} min"]
        phases = [f"{p['minutes']} {'avec' if p['jury'] else 'sans'} le jury" for p in test.get("phases", ())]
        yield "phases", f"{place}/phases", phases
    for name in ("candidate_minutes", "jury_minutes"):
        yield "minutes", f"{here}/{name}", [scheme.get(name) or ""]
    yield "hours", f"{here}/company_hours", [scheme.get("company_hours") or ""]
    # Productions are told apart by their pages: the RE orders them as it pleases.
    productions = sorted(
        scheme.get("productions", ()), key=lambda one: str((one["pages_min"], one["pages_max"]))
    )
    for rank, one in enumerate(productions, 1):
        place = f"{here}/productions/{rank}"
        text = f"{one.get('pages_min')}-{one.get('pages_max')} annexes {one.get('annex_pages_max')}"
        font = (
            f"{one.get('font')} {one.get('font_size'):g} {one.get('line_spacing')}"
            if one.get("font_size")
            else ""
        )
        yield "pages", place, [text, font]
        for part in one.get("parts", ()):
            text = (
                f"{part['pages_min']}-{part['pages_max']} {part['competences']} {part.get('min_interviews')}"
            )
            yield "parts", f"{place}/parts/{part['number']}", [f"{part['number']} : {text}"]


_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "…": "...", "\u00ad": "", "‑": "-"}
)


def _normal(text: str, *, fold: bool) -> str:
    """Apostrophes, spaces and three points are matters of taste; the rest is text."""
    text = re.sub(r"\s+", " ", text.translate(_TYPOGRAPHY)).strip()
    if fold:
        for apart, joined in (
            ("œ", "oe"),
            ("É", "E"),
            ("È", "E"),
            ("Ê", "E"),
            ("À", "A"),
            ("ﬁ", "fi"),
            ("ﬂ", "fl"),
        ):
            text = text.replace(apart, joined)
    return text

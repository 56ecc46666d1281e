"""The dossier professionnel against the ministry's model: examples of practice, their length, their order (A6.4).

The texts at hand on the DP are old: every figure is a setting with its legal basis, and nothing here ever blocks. The
model prints more examples than one needs: those left empty are no fault.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jalon.referentiel.importer.wording import folded

from .counting import Count, Sheets, Stretch
from .expectations import Expectation
from .headings import Outline
from .layout import check_layout
from .paper import Paper, Paragraph
from .report import Finding, PageCount, PartSeen, PartStatus, Severity
from .structure import find_structure


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the model: what people call it, and how its folded heading begins."""

    label: str
    opening: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the old texts and the use of the model ask of a DP; `basis` is shown beside each finding."""

    examples_min: int = 1
    examples_max: int = 3
    example_pages_max: int = 3
    sections: tuple[Section, ...] = (
        Section("Présentation du dossier", r"presentation du dossier"),
        Section("Sommaire", r"sommaire"),
        Section("Exemples de pratique professionnelle", r"exemples? de pratique professionnelle"),
        Section(
            "Titres, diplômes, CQP, attestations de formation", r"titres,? (?:et )?diplomes|diplomes,? titres"
        ),
        Section("Déclaration sur l’honneur", r"declaration sur l'honneur"),
        Section("Documents illustrant la pratique professionnelle", r"documents? illustrant"),
    )
    questions: tuple[Section, ...] = (
        Section("les tâches ou opérations effectuées et leurs conditions", r"decri\w+ les taches"),
        Section("les moyens utilisés", r"(?:precis\w+|decri\w+) les moyens"),
        Section("les personnes avec qui le travail s’est fait", r"avec qui avez"),
        Section("le contexte", r"contexte"),
    )
    basis: str = "A6.4, modèle ministériel du dossier professionnel (texte ancien : réglage de Jalon)"


SETTINGS = Settings()
_NUMBERED = r"[ :-]*(?:n ?[°o]?)? ?(?P<number>\d{1,2})?\b"
_ACTIVITY = re.compile(rf"(?:intitule de l'|l')?activite[ -]?types?{_NUMBERED}")
_EXAMPLE = re.compile(r"exemple ?(?:de pratique ?)?(?:professionnelle ?)?n ?[°o]? ?(?P<number>\d{1,2})\b")
_MARK = re.compile(r"^(?:\d[.)] ?|[-–►▶»>] ?)+")
_PROMPT = re.compile(r"cliquez ici|cliquer ici|tapez ici|entrer? l'intitule")
_EMPTY = 120  # characters of one's own under which an example is the model's, left blank
_LISTED = ("Sommaire", "Exemples de pratique professionnelle")
_NEXT = 4  # paragraphs in which the number of an activity may follow its name


@dataclass(frozen=True, slots=True)
class Example:
    """An example as found: its activity, the number it bears, and what stands under it."""

    activity: int
    number: int
    stretch: Stretch
    count: Count
    heading: Paragraph
    blank: bool
    questions: frozenset[str]


def check_dp(
    paper: Paper, expected: Expectation, settings: Settings = SETTINGS
) -> tuple[PageCount, tuple[PartSeen, ...], tuple[Finding, ...]]:
    """Pages, activities seen as parts, and findings of a dossier professionnel."""
    structure = find_structure(paper, expected.production, expected.titre, expected.scope)
    check = _Check(paper, structure.outline, expected, settings)
    layout = check_layout(paper, structure, expected.production, expected.titre, expected.scope)
    return structure.pages, check.parts(), (*check.findings(), *layout)


class _Check:
    def __init__(self, paper: Paper, outline: Outline, expected: Expectation, settings: Settings) -> None:
        self.paper, self.outline, self.expected, self.settings = paper, outline, expected, settings
        # The contents name every example too: they are left out, with what else stands on their page.
        listed = {paper.paragraphs[rank].page for rank in outline.contents} - {0}
        self.titles = {folded(bloc.title): number for number, bloc in enumerate(expected.titre.ccps, 1)}
        printed = [*outline.content, *_heads_of_examples(paper, self.titles)]
        self.keys = {rank: _MARK.sub("", folded(paper.paragraphs[rank].text[:300])) for rank in printed}
        self.ranks = [
            rank
            for rank in sorted(printed)
            if rank not in outline.contents and paper.paragraphs[rank].page not in listed
        ]
        blocs = (*expected.titre.ccps, *expected.titre.ccss)
        self.asked = [bloc for bloc in blocs if expected.scope in ("title", bloc.scope)]
        if expected.scope == "title":
            self.asked = list(expected.titre.ccps)
        self.examples = self._examples()

    # --- what is found ---

    def _examples(self) -> tuple[Example, ...]:
        starts = self._starts()
        ends = self._ends(starts[-1][0] if starts else 0)
        bounds = [rank for rank, _, _ in starts] + [ends]
        stretches = [
            Stretch("part", rank, end, place) for place, (rank, end) in enumerate(pairwise(bounds), 1)
        ]
        after = Stretch("apart", ends, len(self.paper.paragraphs))
        before = Stretch("front", 0, bounds[0])
        sheets = Sheets(self.outline, (before, *stretches, after))
        return tuple(
            Example(
                activity,
                number,
                stretch,
                sheets.count(stretch),
                self.paper.paragraphs[rank],
                self._blank(stretch),
                self._questions(stretch),
            )
            for (rank, activity, number), stretch in zip(starts, stretches, strict=True)
        )

    def _starts(self) -> list[tuple[int, int, int]]:
        """Rank, activity and number of each example; a heading printed again on the next page opens nothing."""
        found: list[tuple[int, int, int]] = []
        activity = told = 0
        named = -_NEXT  # where the last activity was named: the example opens there
        for place, rank in enumerate(self.ranks):
            key = self.keys[rank]
            if len(key) > 200:
                continue
            if match := _ACTIVITY.match(key):
                told = int(match["number"] or 0) or self._number_after(place) or told
                named = place
            elif key in self.titles and place - named > _NEXT:
                told, named = self.titles[key], place
            if match := _EXAMPLE.search(key) if len(key) < 120 or _EXAMPLE.match(key) else None:
                number = int(match["number"])
                last = found[-1] if found else None
                if told:
                    activity = told
                elif last is None or number < last[2] or (number == last[2] and self._asks_anew(place)):
                    activity += 1
                if last is None or (activity, number) != last[1:]:
                    opening = self.ranks[named] if 0 <= place - named <= _NEXT else rank
                    found.append((opening, activity, number))
        return found

    def _asks_anew(self, place: int) -> bool:
        """Whether the first question of the model follows at once: this is another example, not the same one's head."""
        first = self.settings.questions[0].opening
        return any(re.match(first, self.keys[rank]) for rank in self.ranks[place : place + _NEXT])

    def _number_after(self, place: int) -> int:
        """« Activité-type » and its number stand in two cells of the model."""
        for rank in self.ranks[place + 1 : place + _NEXT]:
            if self.keys[rank].isdigit():
                return int(self.keys[rank])
        return 0

    def _ends(self, last: int) -> int:
        """Where the examples end: the first section of the model that follows them, or the annexes."""
        after = [section.opening for section in self.settings.sections[3:]]
        for rank in self.ranks:
            key = self.keys[rank]
            if rank > last and len(key) < 120 and (
                key.startswith("annexes") or any(re.match(opening, key) for opening in after)
            ):  # fmt: skip
                return rank
        return len(self.paper.paragraphs)

    def _own(self, stretch: Stretch) -> Iterator[str]:
        """What the candidate wrote in an example, the model's own words left out."""
        for rank in self.ranks:
            if stretch.start <= rank < stretch.end:
                one = self.paper.paragraphs[rank]
                key = self.keys[rank]
                model = _ACTIVITY.match(key) or _EXAMPLE.match(key) or _PROMPT.search(key)
                asked = any(re.match(question.opening, key) for question in self.settings.questions)
                if not model and not asked and not all(run.field == "placeholder" for run in one.runs):
                    yield one.text

    def _blank(self, stretch: Stretch) -> bool:
        return sum(map(len, self._own(stretch))) < _EMPTY

    def _questions(self, stretch: Stretch) -> frozenset[str]:
        return frozenset(
            question.label
            for question in self.settings.questions
            for rank in self.ranks
            if stretch.start <= rank < stretch.end and re.match(question.opening, self.keys[rank])
        )

    @property
    def _filled(self) -> list[Example]:
        return [one for one in self.examples if not one.blank]

    def _of(self, rank: int) -> list[Example]:
        """Examples of an activity asked; a CCP's DP may number its only activity as the title does, or 1."""
        if len(self.asked) == 1:
            return self._filled
        return [one for one in self._filled if one.activity == rank]

    def parts(self) -> tuple[PartSeen, ...]:
        """Each activity with the pages of its examples."""
        seen = []
        for rank, bloc in enumerate(self.asked, 1):
            examples = self._of(rank)
            if not examples:
                seen.append(PartSeen(rank, PartStatus.MISSING, heading=bloc.title))
                continue
            count = len(examples)
            seen.append(
                PartSeen(
                    rank,
                    PartStatus.OK,
                    examples[0].count.first or None,
                    sum(one.count.nearest(None, self.settings.example_pages_max) for one in examples),
                    bloc.title,
                    f"{count} exemple{'s' if count > 1 else ''} de pratique professionnelle",
                    (examples[0].stretch.start, examples[-1].stretch.end),
                )
            )
        return tuple(seen)

    # --- what is said ---

    def findings(self) -> Iterable[Finding]:
        yield from self._sections()
        yield from self._activities()
        yield from self._lengths()
        yield from self._numbering()
        yield from self._unanswered()
        yield from self._prompts()

    def _sections(self) -> Iterator[Finding]:
        places: list[tuple[int, str]] = []
        for section in self.settings.sections:
            # Lines of the sommaire name sections: only these two may stand nowhere else.
            listed = frozenset() if section.label in _LISTED else self.outline.contents
            found = [
                rank
                for rank in self.outline.content
                if rank not in listed
                and len(self.keys[rank]) < 120
                and re.match(section.opening, self.keys[rank])
            ]
            if found:
                places.append((found[-1], section.label))
            elif not (section.label == "Sommaire" and self.paper.toc):
                yield self._finding(
                    "dp_section_missing",
                    f"La rubrique « {section.label} » du modèle est introuvable.",
                    "La structure du modèle ministériel ne se modifie pas.",
                    "Reprenez le modèle officiel et remettez-y cette rubrique, même vide si elle est facultative.",
                )
        # The sommaire may stand before or after the presentation, and its title says the next section's name.
        fixed = [one for one in places if one[1] not in _LISTED]
        for (rank, label), (following, other) in pairwise(fixed):
            if following < rank:
                yield self._finding(
                    "dp_section_misplaced",
                    f"La rubrique « {other} » vient avant « {label} » : ce n’est pas l’ordre du modèle.",
                    "La structure du modèle ministériel ne se modifie pas.",
                    "Remettez les rubriques dans l’ordre du modèle officiel.",
                    self.paper.paragraphs[following],
                )

    def _activities(self) -> Iterator[Finding]:
        low, high = self.settings.examples_min, self.settings.examples_max
        rule = f"Chaque activité-type est illustrée par {low} à {high} exemples de pratique professionnelle."
        for rank, bloc in enumerate(self.asked, 1):
            count = len(self._of(rank))
            if count < low:
                yield self._finding(
                    "dp_examples_low",
                    f"L’activité-type {rank} (« {bloc.title} ») compte {count or 'aucun'} exemple, il en faut {low} au "
                    "moins."
                    if count
                    else f"L’activité-type {rank} (« {bloc.title} ») n’a aucun exemple de pratique professionnelle.",
                    rule,
                    "Ajoutez un exemple « Activité-type "
                    f"{rank} – Exemple n° {count + 1} », en suivant les questions du modèle.",
                    part=rank,
                )
            elif count > high:
                yield self._finding(
                    "dp_examples_high",
                    f"L’activité-type {rank} compte {count} exemples, le modèle en prévoit {high}.",
                    rule,
                    "Gardez les exemples qui montrent le mieux vos compétences.",
                    part=rank,
                    severity=Severity.ADVICE,
                )

    def _lengths(self) -> Iterator[Finding]:
        high = self.settings.example_pages_max
        for one in self._filled:
            if self.paper.pages and one.count.long(high):
                yield self._finding(
                    "dp_example_long",
                    f"L’exemple n° {one.number} de l’activité-type {one.activity} compte {one.count.low} pages, "
                    f"{high} au plus sont admises.",
                    f"Un exemple de pratique professionnelle compte {high} pages au plus.",
                    "Resserrez cet exemple sur ce que vous avez fait vous-même.",
                    one.heading,
                    part=one.activity,
                )

    def _numbering(self) -> Iterator[Finding]:
        by_activity: dict[int, list[Example]] = {}
        for one in self.examples:
            by_activity.setdefault(one.activity, []).append(one)
        for activity, examples in by_activity.items():
            numbers = [one.number for one in examples]
            if numbers != list(range(1, len(numbers) + 1)):
                told = ", ".join(map(str, numbers))
                yield self._finding(
                    "dp_numbering",
                    f"Les exemples de l’activité-type {activity} ne se suivent pas : ils portent les numéros {told}.",
                    "Les exemples sont numérotés à partir de 1 dans chaque activité-type.",
                    "Numérotez-les à la suite, et reportez ces numéros dans le sommaire.",
                    examples[0].heading,
                    part=activity,
                )

    def _unanswered(self) -> Iterator[Finding]:
        for one in self._filled:
            missing = [
                question.label for question in self.settings.questions if question.label not in one.questions
            ]
            if missing:
                yield self._finding(
                    "dp_question_missing",
                    f"L’exemple n° {one.number} de l’activité-type {one.activity} ne reprend pas "
                    f"{_listed(missing)} : ces questions du modèle manquent.",
                    "La structure du modèle ministériel ne se modifie pas.",
                    "Remettez dans cet exemple les questions du modèle, puis répondez à chacune.",
                    one.heading,
                    part=one.activity,
                )

    def _prompts(self) -> Iterator[Finding]:
        blank = [one.stretch for one in self.examples if one.blank]
        left = [
            one
            for rank in self.outline.content
            if not any(stretch.start <= rank < stretch.end for stretch in blank)
            for one in (self.paper.paragraphs[rank],)
            if _PROMPT.search(self.keys[rank]) or any(run.field == "placeholder" for run in one.runs)
        ]
        if left:
            zones = (
                f"{len(left)} zones du modèle sont restées"
                if len(left) > 1
                else "Une zone du modèle est restée"
            )
            yield self._finding(
                "dp_placeholder",
                f"{zones} à remplir.",
                "Le dossier professionnel est rempli par le candidat.",
                "Remplissez ces zones, ou supprimez celles qui sont facultatives.",
                left[0],
                severity=Severity.ADVICE,
            )

    def _finding(
        self,
        code: str,
        message: str,
        rule: str,
        remedy: str,
        place: Paragraph | None = None,
        *,
        part: int | None = None,
        severity: Severity = Severity.TO_MEND,
    ) -> Finding:
        return self.expected.finding(
            code,
            severity,
            message,
            rule=rule,
            source=self.settings.basis,
            remedy=remedy,
            part=part,
            page=place.page if place else None,
            quote=place.text if place else "",
            address=place.address if place else None,
        )


def _heads_of_examples(paper: Paper, titles: Container[str]) -> Iterator[int]:
    """Ranks of the « Activité-type », number and title that each example repeats atop its page: a PDF shows them as a
    running head."""
    if paper.kind != "pdf":
        return
    before = ""
    for rank, one in enumerate(paper.paragraphs):
        key = folded(one.text[:300])
        numbers = key.isdigit() and bool(_ACTIVITY.match(before))
        if one.story == "header" and (_ACTIVITY.match(key) or key in titles or numbers):
            yield rank
        before = key


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} et {words[-1]}" if len(words) > 1 else words[0]

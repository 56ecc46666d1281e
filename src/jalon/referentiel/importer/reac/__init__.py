"""The grammar of the référentiel emploi activités compétences (REAC), of every era of the ministry's template."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from ...schema import ActivityKind, Finding
from ..equivalences import read_equivalences
from ..glossary import read_glossary
from ..headings import Kind
from ..outline import CONTENTS, Outline, entry_text, outline
from ..paragraphs import Context, flat, measure, pairs
from ..readings import (
    Furniture,
    Identity,
    Occurrence,
    ReacReading,
    Read,
    ReadActivity,
    ReadCompetence,
    ReadEquivalence,
    ReadTerm,
    ReadTransversal,
    Spot,
)
from ..source import Line, Source
from ..wording import folded, vocabulary
from .fiches import Fiche, is_nothing, part_skills, read_fiches, read_transversal, with_titles
from .job import Job
from .synopsis import (
    Entry,
    Synopsis,
    current_activities,
    named_title,
    read_job_list,
    read_synopsis,
)
from .titles import find, marks_ccs

__all__ = ["read_reac"]

COVER = "couverture"
COLUMN = "en-tête de colonne"

_FROM_LISTS = "La fiche de cette activité n’a pas été trouvée : elle est connue par les listes du REAC."
_NO_FICHE = "La fiche de cette compétence n’a pas été trouvée : elle est connue par les listes du REAC."
_ACTIVITY_BY_LIST = (
    "La fiche activité ne nomme pas cette compétence : son activité est lue dans les listes du REAC."
)
_ACTIVITY_BY_ORDER = (
    "Aucune liste ne nomme cette compétence : son activité est déduite de l’ordre des fiches."
)
_NO_TRANSVERSAL = (
    "La fiche de cette compétence transversale n’a pas été trouvée : elle est connue par les listes du REAC."
)
_TITLE_BY_LISTS = "La fiche n’imprime ni son numéro ni son titre : ils sont repris des listes du REAC."
_MIXED = "vue synoptique, colonnes mêlées"
_PROSE: tuple[Kind, ...] = (
    "evolution",
    "job_definition",
    "job_sectors",
    "regulation",
    "job_equivalences",
    "activity_definition",
)


def read_reac(sources: Sequence[Source]) -> ReacReading:
    """What the REAC among some sources says; an empty reading where none is a REAC.

    Titles are worded as their fiche prints them; every other place that prints one is an `Occurrence`. Every line
    is in a `Read`, in `furniture`, in `prose`, or was not understood.
    """
    plan = outline(sources)
    if "reac" not in plan.documents:
        return ReacReading(furniture=plan.furniture_of("reac"))
    return _Reader(plan, sources).read()


def context_of(plan: Outline, sources: Sequence[Source]) -> Context:
    """What the whole of the documents tells of their lines; widths are those of the REAC's running text."""
    running = [
        line
        for section in plan.of(
            "reac", "evolution", "job_definition", "activity_definition", "description", "contexts"
        )
        for line in section.lines
    ]
    every = [line for source in sources for line in source.lines]
    return Context(measure(running), plan.breaks, vocabulary(every), pairs(every))


class _Reader:
    def __init__(self, plan: Outline, sources: Sequence[Source]) -> None:
        self.context = context_of(plan, sources)
        listed = _listed(plan, self.context)
        self.plan = plan = with_titles(plan, [read.value for read in listed], self.context)
        self.job = Job(plan, self.context)
        self.activities = read_fiches(plan, "activity", self.context)
        self.competences = read_fiches(plan, "competence", self.context)
        self._name_untitled(listed)
        part_skills(self.competences)
        self.transversal = read_transversal(plan, self._transversal_names(), self.context)
        self.furniture: list[Furniture] = list(plan.furniture_of("reac"))
        self.prose: list[Line] = list(self.job.prose)
        self.findings: list[Finding] = []
        self.occurrences: list[Occurrence] = []
        # By rank of competence: the activities (by number) that a list puts it under, and the lines that say so.
        self.ccs: set[int] = set()  # numbers of the activities that a list tells as CCS
        self.under: dict[int, list[tuple[int, Spot, tuple[Line, ...]]]] = {}

    def read(self) -> ReacReading:
        self._own_titles()
        self._read_synopsis()
        self._read_job_list()
        self._read_activity_lists()
        self._read_transversal_lists()
        self._read_evolution()
        self._read_contents()
        activities, competences = self._activities(), self._competences()
        self._leftovers()
        identity = self._identity()
        self._find(identity)
        return ReacReading(
            identity=identity,
            activities=activities,
            competences=competences,
            transversal=tuple(self._transversal()),
            glossary=self._glossary(),
            equivalences=tuple(self._equivalences()),
            occurrences=tuple(self.occurrences),
            furniture=tuple(self.furniture),
            prose=tuple(self.prose),
            findings=tuple(self.findings),
        )

    # --- what is known of titles ---

    def _name_untitled(self, listed: Sequence[Read[str]]) -> None:
        """A fiche that lost its title takes the one that the lists print between those of its neighbours."""
        if all(fiche.title.value for fiche in self.competences):
            return
        places: list[int | None] = []
        for fiche in self.competences:
            key = folded(fiche.title.value)
            free = [rank for rank in range(len(listed)) if rank not in places]
            best = max(free, key=lambda rank: fuzz.ratio(folded(listed[rank].value), key), default=None)
            sure = bool(key) and best is not None and fuzz.ratio(folded(listed[best].value), key) >= 88
            places.append(best if sure else None)
        for rank, fiche in enumerate(self.competences):
            if fiche.title.value:
                continue
            before = max((place for place in places[:rank] if place is not None), default=-1)
            after = min((place for place in places[rank + 1 :] if place is not None), default=len(listed))
            between = [place for place in range(before + 1, after) if place not in places]
            if between:
                places[rank] = between[0]
                fiche.title = replace(listed[between[0]], doubt=_TITLE_BY_LISTS)

    @property
    def activity_titles(self) -> list[str]:
        return [fiche.title.value for fiche in self.activities]

    @property
    def competence_titles(self) -> list[str]:
        return [fiche.title.value for fiche in self.competences]

    def _transversal_names(self) -> list[str]:
        names: dict[str, str] = {}
        for section in self.plan.of("reac", "job_transversal", "activity_transversal"):
            for found in find(flat(section.blocks), (), self.context):
                if not is_nothing(found.read.lines):
                    names.setdefault(folded(found.read.value), found.read.value)
        return list(names.values())

    def _own_titles(self) -> None:
        for spot, fiches in (("activity", self.activities), ("competence", self.competences)):
            for fiche in fiches:
                if fiche.title.value:
                    kind = "activity" if spot == "activity" else "competence"
                    self._occur(
                        kind, fiche.number, fiche.title, "activity" if kind == "activity" else "competence"
                    )
        for rank, fiche in enumerate(self.transversal, 1):
            self._occur("transversal", rank, fiche.title, "transversal")

    def _occur(
        self, kind: str, number: int | None, read: Read[str], spot: Spot, activity: int | None = None
    ) -> None:
        if kind == "activity":
            self.occurrences.append(Occurrence("activity", number, read, spot))
        elif kind == "competence":
            self.occurrences.append(Occurrence("competence", number, read, spot, activity))
        else:
            self.occurrences.append(Occurrence("transversal", number, read, spot))

    # --- lists ---

    def _read_synopsis(self) -> None:
        for section in self.plan.of("reac", "synopsis"):
            found = read_synopsis(section.blocks, self.activity_titles, self.competence_titles, self.context)
            self._entries(found, "synopsis")
            self.furniture.extend(Furniture(line, COLUMN) for line in found.headers)
            self.furniture.extend(Furniture(line, _MIXED) for line in found.mixed)

    def _read_job_list(self) -> None:
        for section in self.plan.of("reac", "job_list"):
            found = read_job_list(
                flat(section.blocks), self.activity_titles, self.competence_titles, self.context
            )
            self._entries(found, "emploi")
            self.furniture.extend(Furniture(line, COLUMN) for line in found.headers)

    def _entries(self, found: Synopsis, spot: Spot) -> None:
        activity: dict[int, int | None] = {}
        for rank, entry in enumerate(found.entries):
            if is_nothing(entry.read.lines):
                self.prose.extend(entry.read.lines)
                continue
            if entry.kind == "activity":
                number = self._activity_number(entry)
                activity[rank] = number
                if entry.ccs and number is not None:
                    self.ccs.add(number)
                self._occur("activity", number, entry.read, spot)
                continue
            under = activity.get(entry.under) if entry.under is not None else None
            number = self._competence_number(entry)
            self._occur("competence", number, entry.read, spot, under)
            if number is not None and under is not None:
                self.under.setdefault(number, []).append((under, spot, entry.read.lines))

    def _activity_number(self, entry: Entry) -> int | None:
        if entry.rank is not None:
            return self.activities[entry.rank].number
        near = _nearest(entry.read.value, self.activity_titles)
        return self.activities[near].number if near is not None else entry.number

    def _competence_number(self, entry: Entry) -> int | None:
        if entry.rank is not None:
            return self.competences[entry.rank].number
        near = _nearest(entry.read.value, self.competence_titles)
        return self.competences[near].number if near is not None else entry.number

    def _read_activity_lists(self) -> None:
        for fiche in self.activities:
            for found in find(fiche.lists.get("activity_list", []), self.competence_titles, self.context):
                if is_nothing(found.read.lines):
                    self.prose.extend(found.read.lines)
                    continue
                number = self._competence_number(Entry("competence", found.rank, found.read, found.number))
                self._occur("competence", number, found.read, "activity", fiche.number)
                if number is not None:
                    self.under.setdefault(number, []).append((fiche.number, "activity", found.read.lines))

    def _read_transversal_lists(self) -> None:
        titles = [fiche.title.value for fiche in self.transversal]
        for section in self.plan.of("reac", "job_transversal", "activity_transversal"):
            spot: Spot = "emploi" if section.kind == "job_transversal" else "activity"
            for found in find(flat(section.blocks), titles or self._transversal_names(), self.context):
                if is_nothing(found.read.lines):
                    self.prose.extend(found.read.lines)
                    continue
                rank = found.rank if found.rank is not None else _opening(found.read.value, titles)
                self._occur("transversal", rank + 1 if rank is not None else None, found.read, spot)

    def _read_evolution(self) -> None:
        for section in self.plan.of("reac", "activities_list"):
            fresh, names, others = current_activities(section.blocks)
            self.prose.extend(others)
            for line in names:
                read = named_title(line)
                if read:
                    self.job.values.setdefault("title", []).append(read)
                else:
                    self.prose.append(line)
            extension = False
            for found in find(fresh, self.activity_titles, self.context):
                if marks_ccs(found.read.value):
                    extension = True
                    self.prose.extend(found.read.lines)
                    continue
                number = self.activities[found.rank].number if found.rank is not None else None
                if number is not None and (extension or found.ccs):
                    self.ccs.add(number)
                self._occur("activity", number, found.read, "evolution")

    def _read_contents(self) -> None:
        known = [*self.activity_titles, *self.competence_titles]
        for section in self.plan.of("reac", "contents"):
            for line in flat(section.blocks):
                self.furniture.append(Furniture(line, CONTENTS))
                for found in find((replace(line, text=entry_text(line.text)),), known, self.context):
                    if found.rank is None:
                        continue
                    read = replace(found.read, lines=(line,))
                    if found.rank < len(self.activities):
                        self._occur("activity", self.activities[found.rank].number, read, "contents")
                    else:
                        rank = found.rank - len(self.activities)
                        self._occur("competence", self.competences[rank].number, read, "contents")

    # --- activities and competences ---

    def _activities(self) -> tuple[ReadActivity, ...]:
        found = [self._activity(fiche) for fiche in self.activities]
        known = {one.number for one in found}
        for occurrence in self.occurrences:
            if occurrence.kind == "activity" and occurrence.number and occurrence.number not in known:
                known.add(occurrence.number)
                title = replace(occurrence.read, doubt=_FROM_LISTS)
                kind: ActivityKind = "ccs" if occurrence.number in self.ccs else "at"
                found.append(ReadActivity(occurrence.number, kind, title, self._members(occurrence.number)))
        return tuple(sorted(found, key=lambda one: one.number))

    def _activity(self, fiche: Fiche) -> ReadActivity:
        return ReadActivity(
            fiche.number,
            "ccs" if fiche.ccs or fiche.number in self.ccs else "at",
            fiche.title,
            self._members(fiche.number),
        )

    def _members(self, activity: int) -> tuple[Read[int], ...]:
        return tuple(
            Read(number, told.lines, told.doubt)
            for number in sorted(self._numbers())
            if (told := self._told(number)) is not None and told.value == activity
        )

    def _numbers(self) -> set[int]:
        listed = {o.number for o in self.occurrences if o.kind == "competence" and o.number is not None}
        return listed | {fiche.number for fiche in self.competences}

    def _told(self, number: int) -> Read[int] | None:
        """The activity of a competence: its fiche says it first, then the other lists, then the order of fiches."""
        told = self.under.get(number, [])
        for spot in ("activity", "emploi", "synopsis"):
            for activity, where, lines in told:
                if where == spot:
                    doubt = "" if spot == "activity" or not self.activities else _ACTIVITY_BY_LIST
                    return Read(activity, lines, doubt)
        before = [n for n in self.under if n < number]
        if before:
            last = self._told(max(before))
            return Read(last.value, (), _ACTIVITY_BY_ORDER) if last else None
        return None

    def _competences(self) -> tuple[ReadCompetence, ...]:
        found = [self._competence(fiche) for fiche in self.competences]
        known = {one.number for one in found}
        for occurrence in self.occurrences:
            if occurrence.kind == "competence" and occurrence.number and occurrence.number not in known:
                known.add(occurrence.number)
                title = replace(occurrence.read, doubt=_NO_FICHE)
                found.append(ReadCompetence(occurrence.number, title, self._told(occurrence.number)))
        return tuple(sorted(found, key=lambda one: one.number))

    def _competence(self, fiche: Fiche) -> ReadCompetence:
        return ReadCompetence(
            number=fiche.number,
            title=fiche.title,
            activity=self._told(fiche.number),
            description=fiche.description,
            contexts=fiche.contexts,
            criteria=fiche.criteria,
            technical_skills=fiche.groups.get("technical_skills", ()),
            organisational_skills=fiche.groups.get("organisational_skills", ()),
            relational_skills=fiche.groups.get("relational_skills", ()),
            knowledge=fiche.groups.get("knowledge", ()),
        )

    def _transversal(self) -> Iterator[ReadTransversal]:
        for fiche in self.transversal:
            yield ReadTransversal(fiche.title, fiche.description, fiche.criteria)
        if self.transversal:
            return
        seen: set[str] = set()
        for occurrence in self.occurrences:
            key = folded(occurrence.read.value)
            if occurrence.kind == "transversal" and key not in seen:
                seen.add(key)
                yield ReadTransversal(replace(occurrence.read, doubt=_NO_TRANSVERSAL))

    # --- the rest ---

    def _glossary(self) -> tuple[ReadTerm, ...]:
        sections = self.plan.of("reac", "glossary", "reac_glossary")
        return tuple(term for section in sections for term in read_glossary(section.blocks, self.context))

    def _leftovers(self) -> None:
        for section in self.plan.of("reac", *_PROSE):
            self.prose.extend(section.lines)
        for section in self.plan.of("reac", "transversal"):
            if is_nothing(lines := flat(section.blocks)):
                self.prose.extend(lines)
        self.furniture.extend(Furniture(line, COVER) for line in self.job.cover)
        for fiche in (*self.activities, *self.competences, *self.transversal):
            self.prose.extend(fiche.prose)

    def _equivalences(self) -> Iterator[ReadEquivalence]:
        """CCPs of other titles worth a CCP of this one, which the fiche emploi type states."""
        for section in self.plan.of("reac", "job_equivalences"):
            lines = tuple(section.lines)
            yield from read_equivalences(lines, self.activity_titles, frozenset(self.context.words))

    def _identity(self) -> Identity:
        values = dict(self.plan.identity_of("reac").values)
        for key, reads in self.job.values.items():
            values[key] = (*values.get(key, ()), *reads)
        return Identity(values)

    def _find(self, identity: Identity) -> None:
        ref = _reference(identity)
        if self.job.old_levels:
            level = identity.values["level"][0].value
            self.findings.append(
                Finding(
                    "info",
                    "level-1969",
                    f"Le REAC donne un niveau de la nomenclature de 1969 : il est lu comme le niveau {level} du cadre "
                    "national des certifications (décret n° 2019-14 du 8 janvier 2019).",
                    ref,
                )
            )
        for fiche in self.competences:
            where = f"{ref}/C{fiche.number}"
            if fiche.section.lost:
                message = "L’intitulé de la fiche n’est pas imprimé ; elle est reconnue à ses rubriques."
                self.findings.append(Finding("warning", "heading-lost", message, where))
            if fiche.inferred:
                message = "Des limites entre groupes de savoir-faire sont déduites du sens des lignes."
                self.findings.append(Finding("info", "skill-groups-inferred", message, where))


def _listed(plan: Outline, context: Context) -> list[Read[str]]:
    """The titles of competences that the lists of the REAC name, one wording each, in the order of the lists."""
    found: dict[str, Read[str]] = {}
    for section in plan.of("reac", "job_list"):
        for entry in read_job_list(flat(section.blocks), (), (), context).entries:
            if entry.kind == "competence":
                found.setdefault(folded(entry.read.value), entry.read)
    for section in plan.of("reac", "activity_list"):
        for one in find(flat(section.blocks), (), context):
            found.setdefault(folded(one.read.value), one.read)
    return [read for read in found.values() if not is_nothing(read.lines)]


def _reference(identity: Identity) -> str:
    code, version = identity.values.get("code"), identity.values.get("version")
    return f"{code[0].value}.{version[0].value}" if code and version else ""


def _nearest(text: str, known: Sequence[str]) -> int | None:
    """Rank of the known title that a reworded one is nearest to, when it is clearly so."""
    scores = sorted(
        ((fuzz.ratio(folded(text), folded(title)), rank) for rank, title in enumerate(known)), reverse=True
    )
    if not scores or scores[0][0] < 70 or (len(scores) > 1 and scores[0][0] - scores[1][0] < 8):
        return None
    return scores[0][1]


def _opening(text: str, known: Sequence[str]) -> int | None:
    """Rank of the only known title that a shorter one opens: « Communiquer » for « Communiquer en anglais »."""
    key = folded(text)
    found = [
        rank
        for rank, title in enumerate(known)
        if folded(title).startswith(key) or key.startswith(folded(title))
    ]
    return found[0] if len(found) == 1 else _nearest(text, known)

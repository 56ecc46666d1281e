"""Reads for what remains to be obtained: the facts of the rules, for many paths in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jalon.accounts.models import OrganismeParameter
from jalon.common.parameters import PARAMETERS
from jalon.parcours.enums import Route
from jalon.parcours.models import CCPAward, Parcours, ParcoursAct, TitreAward
from jalon.parcours.presentations import Key, Sat, sat_by
from jalon.parcours.queries.paths import acts_of
from jalon.parcours.rules.capitalisation import standing
from jalon.parcours.rules.capitalisation_facts import (
    TITLE,
    Held,
    Presentation,
    Standing,
    StandingFacts,
    Successor,
    Training,
)
from jalon.parcours.rules.capitalisation_steps import Proposal, next_steps
from jalon.parcours.rules.capitalisation_windows import latest
from jalon.parcours.rules.capitalisation_worth import Certificate, exchanges_of, names_in, succession, worth
from jalon.people.models import Person
from jalon.referentiel.queries import list_titres
from jalon.referentiel.schema import CCP, TitreVersion, UnknownId

_TO_COME = frozenset({"contact", "candidature", "positioned", "admitted", "contracted"})
"""Stages of a path through training at which nobody has entered yet."""
_TOLD_BY_ACTS = {"fail": "none", "award_part": "partial"}


@dataclass(frozen=True, slots=True)
class PathStanding:
    """A path with the facts of its person before its title, the sessions sat, and the lines of the livret."""

    parcours: Parcours
    titre: TitreVersion
    facts: StandingFacts
    sat: tuple[Sat, ...]
    awards: Mapping[int, CCPAward]

    def on(self, day: date) -> Standing:
        return standing(self.facts, day)

    def last(self, day: date) -> Presentation | None:
        return latest(self.facts, day)

    def steps(self, day: date) -> list[Proposal]:
        return next_steps(self.on(day), route=self.parcours.route, last=self.last(day))

    @property
    def unrecorded(self) -> tuple[Held, ...]:
        """CCPs that follow from the référentiel alone and have no line in the livret yet."""
        return tuple(one for one in self.facts.held if not one.recorded)


def standing_of(parcours: Parcours) -> PathStanding:
    """Where the person of one path stands before its title."""
    return standings_of([parcours])[parcours.pk]


def standings_of(paths: Iterable[Parcours]) -> dict[int, PathStanding]:
    """Path id -> its standing; the number of queries does not depend on the number of paths.

    Everything the person did towards the same title counts, whatever the path it was done on.
    """
    known = list(paths)
    people = {path.person_id for path in known}
    versions = {titre.ref: titre for titre in list_titres()}
    refs = {path.titre_ref for path in known}
    siblings = _by_key(Parcours.objects.filter(person__in=people, titre_ref__in=refs))
    acts = acts_of(path for rows in siblings.values() for path in rows)
    sat = sat_by(people, refs)
    awards: dict[int, list[CCPAward]] = defaultdict(list)
    for award in CCPAward.objects.filter(person__in=people):
        awards[award.person_id].append(award)
    obtained = {
        (person, ref): on
        for person, ref, on in TitreAward.objects.filter(person__in=people, titre_ref__in=refs).values_list(
            "person_id", "titre_ref", "awarded_on"
        )
    }
    figures = _figures_of(people)
    found = {}
    for path in known:
        key = (path.person_id, path.titre_ref)
        titre = versions[path.titre_ref]
        rows = siblings.get(key, [])
        facts = StandingFacts(
            sigle=titre.sigle,
            ccps=tuple(ccp.number for ccp in titre.ccps),
            effective_on=date.fromisoformat(titre.effective_date),
            validity_end=date.fromisoformat(titre.validity_end) if titre.validity_end else None,
            held=_held(titre, awards[path.person_id], versions),
            presentations=_presentations(sat.get(key, []), [act for row in rows for act in acts[row.pk]]),
            trainings=tuple(_trainings(rows)),
            recevabilite_until=max(
                (r.recevabilite_until for r in rows if r.recevabilite_until), default=None
            ),
            titre_on=obtained.get(key),
            successor=_successor(titre, versions.values()),
            ccss={ccs.number: ccs.title for ccs in titre.ccss},
            ccss_held=frozenset(
                ccs.number for ccs in titre.ccss if any(a.ccp_ref == ccs.id for a in awards[path.person_id])
            ),
            **figures[path.person_id],
        )
        own = {b.number: a for a in awards[path.person_id] for b in titre.ccps if b.id == a.ccp_ref}
        found[path.pk] = PathStanding(path, titre, facts, tuple(sat.get(key, [])), own)
    return found


def _by_key(paths: Iterable[Parcours]) -> dict[Key, list[Parcours]]:
    found: dict[Key, list[Parcours]] = defaultdict(list)
    for path in paths:
        found[path.person_id, path.titre_ref].append(path)
    return found


def _trainings(rows: Iterable[Parcours]) -> Iterator[Training]:
    """Trainings begun or dated towards the title; a new presentation supposes one, but is none (A2.3)."""
    for row in rows:
        if row.route == Route.RETAKE:
            yield Training()
        elif row.route in Route.training() and (row.starts_on or row.stage not in _TO_COME):
            yield Training(row.starts_on, row.ends_on)


def _held(
    titre: TitreVersion, awards: Sequence[CCPAward], versions: Mapping[str, TitreVersion]
) -> tuple[Held, ...]:
    """The lines of the livret for this version, and what those of other versions are worth in it (A1.8)."""
    ranks = {ccp.id: ccp.number for ccp in titre.ccps}
    starts = date.fromisoformat(titre.effective_date)
    own = [
        Held(ranks[a.ccp_ref], max(a.awarded_on, starts) if a.origin != "session" else a.awarded_on,
             a.origin, evidence_of(a))  # type: ignore[arg-type]
        for a in awards if a.ccp_ref in ranks
    ]  # fmt: skip
    recorded = {one.number for one in own}
    certificates = [c for a in awards if a.ccp_ref not in ranks for c in _certificates(titre, a, versions)]
    derived = worth(certificates, exchanges_of(titre), starts)
    return (*own, *(one for one in derived if one.number not in recorded))


def _certificates(
    titre: TitreVersion, award: CCPAward, versions: Mapping[str, TitreVersion]
) -> list[Certificate]:
    other = versions.get(award.ccp_ref.partition("/")[0])
    if other is None:
        return []
    try:
        bloc = other.resolve(award.ccp_ref)
    except UnknownId:
        return []
    if not isinstance(bloc, CCP):
        return []
    return [
        Certificate(name, bloc.title, award.awarded_on, evidence_of(award)) for name in names_in(titre, other)
    ]


def evidence_of(award: CCPAward) -> str:
    """What a line of the livret rests on, in words."""
    if award.evidence:
        return award.evidence
    number = f"procès-verbal {award.pv_number}" if award.pv_number else ""
    return ", ".join(part for part in (award.session_label, number) if part)


def _presentations(sat: Sequence[Sat], acts: Iterable[ParcoursAct]) -> tuple[Presentation, ...]:
    """Sessions told by the jury, and those that only an act of the path tells: sat in another centre."""
    told = [one.presentation for one in sat]
    days = {one.validated_on for one in told}
    elsewhere = [
        Presentation(act.on, act.on, (TITLE,), _TOLD_BY_ACTS[act.act], label="Session tenue ailleurs")
        for act in acts
        if act.act in _TOLD_BY_ACTS and "pv" not in act.data and act.on not in days
    ]
    return (*told, *elsewhere)


def _successor(titre: TitreVersion, versions: Iterable[TitreVersion]) -> Successor | None:
    later = [v for v in versions if v.code == titre.code and v.effective_date > titre.effective_date]
    following = min(later, key=lambda v: v.effective_date, default=None)
    if following is None:
        return None
    pairs = succession({ccp.number: ccp.title for ccp in titre.ccps}, exchanges_of(following))
    return Successor(
        f"{following.sigle} ({following.ref})", date.fromisoformat(following.effective_date), pairs
    )


def _figures_of(people: Collection[int]) -> dict[int, dict[str, int]]:
    """Person id -> the three settings that the rules take, as their centre sets them."""
    keys = ("prolongation_years", "retake_years", "retake_sessions_max")
    homes = dict(Person.objects.filter(pk__in=people).values_list("pk", "organisme_id"))
    own: dict[int, dict[str, int]] = {
        organisme: {key: PARAMETERS[key].default for key in keys} for organisme in set(homes.values())
    }
    rows = OrganismeParameter.objects.filter(organisme_id__in=own, key__in=keys)
    for organisme, key, value in rows.values_list("organisme_id", "key", "value"):
        own[organisme][key] = value
    return {person: own[organisme] for person, organisme in homes.items()}

"""Reads about paths to a title."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jalon.parcours.enums import Route
from jalon.parcours.models import CCPAward, CompanyPeriod, Parcours, ParcoursAct, TitreAward
from jalon.parcours.rules import Period, missing_ccps
from jalon.parcours.rules.yearly_files import VAEFile
from jalon.people.models import Person
from jalon.people.rules import fold
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion


def periods_of(periods: Iterable[CompanyPeriod]) -> list[Period]:
    """Stays in companies as the rules see them."""
    return [Period(p.ccp_number, p.hours, p.proof_received_on is not None) for p in periods]


def periods_by_company(paths: Iterable[Parcours]) -> dict[tuple[int, int, str], list[CompanyPeriod]]:
    """Stays in companies of many paths, by (path id, CCP number, folded name of the company)."""
    pks = list(dict.fromkeys(path.pk for path in paths))
    found: dict[tuple[int, int, str], list[CompanyPeriod]] = {}
    for chunk in (pks[i : i + 500] for i in range(0, len(pks), 500)):
        rows = CompanyPeriod.objects.filter(parcours__in=chunk).select_related("parcours__person")
        for row in rows:
            found.setdefault((row.parcours_id, row.ccp_number, fold(row.company)), []).append(row)
    return found


def acquired_ccps(person: Person, titre_ref: str) -> frozenset[str]:
    """Ids of the CCPs of one title version that a person holds."""
    awards = CCPAward.objects.filter(person=person, ccp_ref__startswith=f"{titre_ref}/")
    return frozenset(awards.values_list("ccp_ref", flat=True))


def ccps_still_missing(person: Person, titre_ref: str) -> list[str]:
    """Ids of the CCPs that a person still has to acquire, in the title's order."""
    titre = get_titre(titre_ref)
    return missing_ccps((ccp.id for ccp in titre.ccps), acquired_ccps(person, titre_ref))


def holds_titre(person: Person, titre_ref: str) -> bool:
    """Whether a person already obtained the whole title."""
    return TitreAward.objects.filter(person=person, titre_ref=titre_ref).exists()


def current_parcours_of(people: Iterable[Person], titre_ref: str) -> dict[int, Parcours]:
    """The latest path to a title version of each of many persons who have one, by the person's id."""
    pks = [person.pk for person in people]
    found: dict[int, Parcours] = {}
    for chunk in (pks[i : i + 500] for i in range(0, len(pks), 500)):
        rows = Parcours.objects.filter(person__in=chunk, titre_ref=titre_ref).order_by("created_at", "pk")
        found |= {row.person_id: row for row in rows}
    return found


def trainers_of(person: Person) -> frozenset[int]:
    """Ids of the persons who trained or accompanied someone, as the records say (A5.10, A5.11)."""
    return frozenset(
        Person.objects.filter(trained_parcours__person=person).values_list("pk", flat=True).distinct()
    )


def acts_of(paths: Iterable[Parcours]) -> dict[int, list[ParcoursAct]]:
    """Acts in force of many paths, in the order of their days, by the path's id."""
    known = {path.pk: path for path in paths}
    found: dict[int, list[ParcoursAct]] = {pk: [] for pk in known}
    pks = list(known)
    for chunk in (pks[i : i + 500] for i in range(0, len(pks), 500)):
        for act in ParcoursAct.objects.filter(parcours__in=chunk, superseded_by=None):
            act.parcours = known[act.parcours_id]
            found[act.parcours_id].append(act)
    return found


def act_dates(paths: Iterable[Parcours]) -> dict[int, dict[str, date]]:
    """The last day of each act in force of many paths, by the path's id: what clocks start from."""
    return {pk: {act.act: act.on for act in acts} for pk, acts in acts_of(paths).items()}


def vae_files_of(person: Person) -> list[VAEFile]:
    """The files of VAE of a person, as the yearly limit counts them (B4)."""
    paths = list(Parcours.objects.filter(person=person, route=Route.VAE))
    dates = act_dates(paths)
    return [
        VAEFile(
            code=path.titre_ref.partition(".")[0],
            opened_on=path.opened_on,
            whole=not path.ccp_refs,
            counted=path.stage != "inadmissible"
            and not (path.stage == "closed" and "send_feasibility" not in dates[path.pk]),
        )
        for path in paths
    ]


def trainers_on(parcours: Parcours) -> list[Person]:
    """Those who train and accompany on one path, by name."""
    return list(parcours.trainers.order_by("birth_name", "first_name"))


@dataclass(frozen=True, slots=True)
class HoursGauge:
    """Hours in a company for one CCP, or the whole title (`number` None), against what the RE asks."""

    number: int | None
    required: int
    done: int
    proven: int

    @property
    def label(self) -> str:
        return "Titre entier" if self.number is None else f"CCP {self.number}"

    @property
    def lacking(self) -> int:
        return max(0, self.required - self.proven)

    @property
    def shown(self) -> int:
        """What the bar fills: hours proven, never above what is asked."""
        return min(self.required, self.proven)


def hours_gauges(parcours: Parcours, titre: TitreVersion) -> list[HoursGauge]:
    """Where a path stands against each minimum of hours in companies that its référentiel sets (A.8)."""
    periods = periods_of(parcours.company_periods.all())
    whole = not parcours.ccp_refs
    minima: dict[int | None, int] = {
        ccp.number: hours
        for ccp in titre.ccps
        if (whole or ccp.id in parcours.ccp_refs) and (hours := titre.scheme(ccp.scope).company_hours)
    }
    if whole and (total := titre.scheme("title").company_hours):
        minima[None] = total
    return [
        HoursGauge(
            number,
            required,
            sum(p.hours for p in periods if number in {None, p.ccp_number}),
            sum(p.hours for p in periods if number in {None, p.ccp_number} and p.proven),
        )
        for number, required in minima.items()
    ]

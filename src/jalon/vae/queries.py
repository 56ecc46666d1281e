"""Reads about VAE paths, and the facts that their rules need."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet
from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.documents.models import IssuedDocument
from jalon.parcours.models import Parcours
from jalon.prestation.models import SeanceSignature
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import CCP
from jalon.vae.enums import InterviewKind, PaperKind
from jalon.vae.models import (
    Decision,
    Demarche,
    Experience,
    ExperienceLink,
    Interview,
    LeaveRequest,
    Meeting,
    Paper,
    Plan,
    Portal,
    Work,
)
from jalon.vae.rules.coverage import BlocCoverage, Shown, aimed_blocs, coverage
from jalon.vae.rules.experiences import Lived
from jalon.vae.rules.feasibility import FeasibilityFacts
from jalon.vae.rules.guidance import Case
from jalon.vae.rules.leave import Leave, LeaveLimits
from jalon.vae.rules.plans import Gauge, Slot
from jalon.vae.rules.results import OUTCOMES

CHUNK = 500


def demarche_of(parcours: Parcours) -> Demarche:
    """What the VAE adds to a path; a blank one, not saved, where nothing has been told yet."""
    return Demarche.objects.filter(parcours=parcours).first() or Demarche(parcours=parcours)


def is_on_portal(organisme_id: int, titre_code: str) -> bool:
    """Whether a certification goes through France VAE, as the centre has set it (B1)."""
    return Portal.objects.filter(organisme=organisme_id, titre_code=titre_code, on_portal=True).exists()


def portals_of(organisme_id: int) -> frozenset[str]:
    """Codes of the titles that go through France VAE (B1)."""
    rows = Portal.objects.filter(organisme=organisme_id, on_portal=True)
    return frozenset(rows.values_list("titre_code", flat=True))


def experiences_of(parcours: Parcours) -> list[Experience]:
    """Experiences of a path, the latest first, with what they show and what was said of them."""
    return list(Experience.objects.filter(parcours=parcours).prefetch_related("links", "remarks"))


def ties_of(experience: Experience) -> list[ExperienceLink]:
    """What an experience shows, in the order of the référentiel."""
    return sorted(experience.links.all(), key=lambda link: int(link.competence_ref.rsplit("/C", 1)[1]))


def lived(experience: Experience) -> Lived:
    """An experience as the rules see it."""
    return Lived(
        starts_on=experience.starts_on,
        ends_on=experience.ends_on,
        weekly_minutes=experience.weekly_minutes,
        competences=tuple(link.competence_ref for link in experience.links.all()),
    )


def coverage_of(
    parcours: Parcours, demarche: Demarche, experiences: Sequence[Experience]
) -> tuple[BlocCoverage, ...]:
    """The référentiel against the experiences of a path."""
    shown = [
        Shown(one.pk, link.competence_ref, link.example) for one in experiences for link in one.links.all()
    ]
    return coverage(
        get_titre(parcours.titre_ref),
        [one.pk for one in experiences],
        shown,
        ccp_refs=parcours.ccp_refs,
        dispensed=demarche.dispensed,
    )


def feasibility_facts(parcours: Parcours) -> FeasibilityFacts:
    """The dossier de faisabilité as it stands."""
    demarche, experiences, person = demarche_of(parcours), experiences_of(parcours), parcours.person
    return FeasibilityFacts(
        birth_date=person.birth_date,
        reachable=bool(person.email or person.phone),
        experiences=len(experiences),
        untold=tuple(str(one) for one in experiences if not one.links.all()),
        blocs=coverage_of(parcours, demarche, experiences),
        has_cv=current_cv(parcours) is not None,
        interviewed=Interview.objects.filter(parcours=parcours, kind=InterviewKind.FEASIBILITY).exists(),
        opinion=demarche.opinion,
        opinion_text=demarche.opinion_text,
        autonomous=demarche.autonomous,
    )


def papers_of(parcours: Parcours, *kinds: str) -> QuerySet[Paper]:
    """Files and links of a path that were not withdrawn, the latest first; `kinds` none: all."""
    rows = Paper.objects.filter(parcours=parcours, withdrawn_at=None)
    return rows.filter(kind__in=kinds) if kinds else rows


def current_cv(parcours: Parcours) -> Paper | None:
    """The CV in force: the last one given."""
    return papers_of(parcours, PaperKind.CV).first()


def subject_of(parcours: Parcours) -> str:
    """How the documents issued for a path name it."""
    return f"vae:{parcours.pk}"


def documents_of(parcours: Parcours, *kinds: str) -> QuerySet[IssuedDocument]:
    """Documents of the VAE issued for a path, the latest first."""
    rows = IssuedDocument.objects.filter(subject_ref=subject_of(parcours))
    return rows.filter(kind__in=kinds) if kinds else rows.filter(kind__startswith="vae.")


def slots_of(meetings: Iterable[Meeting]) -> list[Slot]:
    """Meetings as the rules see them, those called off left out."""
    return [Slot(one.starts_at, one.minutes) for one in meetings if one.cancelled_at is None]


def plans_of(parcours: Parcours) -> list[Plan]:
    """Plans of a path, the latest first, with their meetings and works."""
    rows = Plan.objects.filter(parcours=parcours).select_related("participation__prestation")
    return list(rows.prefetch_related("meetings", "works__papers").order_by("-number"))


def signed_meetings(plan: Plan) -> frozenset[int]:
    """Ids of the meetings whose séance the candidate has signed (B14)."""
    rows = SeanceSignature.objects.filter(
        seance__vae_meeting__plan=plan, participation__isnull=False, withdrawn_at=None
    )
    return frozenset(rows.values_list("seance__vae_meeting", flat=True))


def plan_gauge(plan: Plan) -> Gauge:
    """Minutes really spent in meetings against those of the plan."""
    return Gauge(sum(one.held_minutes or 0 for one in plan.meetings.all()), plan.minutes)


def current_plan(parcours: Parcours) -> Plan | None:
    """The last plan of a path, agreed or in preparation."""
    return Plan.objects.filter(parcours=parcours).order_by("-number").first()


def leave_limits_of(parcours: Parcours) -> LeaveLimits:
    """The delays of the congé de VAE in the centre of a path (B13)."""
    return LeaveLimits.of(parameters_of(parcours.person.organisme_id))


def leave_facts(row: LeaveRequest, limits: LeaveLimits) -> Leave:
    """A request for leave as its clocks see it."""
    return Leave(
        requested_on=row.requested_on, starts_on=row.starts_on, ends_on=row.ends_on, minutes=row.minutes,
        answer=row.answer, answered_on=row.answered_on, postponed_to=row.postponed_to,
        withdrawn_on=row.withdrawn_on, limits=limits,
    )  # fmt: skip


def case_of(parcours: Parcours, demarche: Demarche) -> Case:
    """What tells the way of a path from another (B1, B7)."""
    figures = parameters_of(parcours.person.organisme_id)
    return Case(
        stage=parcours.stage, on_portal=demarche.on_portal, autonomous=demarche.autonomous,
        blocs=bool(parcours.ccp_refs), situation=demarche.situation, months=figures["vae_admissibility_months"],
        jury_months=figures["vae_jury_months"],
    )  # fmt: skip


def last_decision(parcours: Parcours) -> Decision | None:
    """What the jury decided last and nothing has replaced since, with the steps chosen."""
    rows = Decision.objects.filter(parcours=parcours, superseded_by=None)
    return rows.select_related("parcours__person").prefetch_related("steps").last()


def aimed_of(parcours: Parcours, demarche: Demarche) -> list[CCP]:
    """Blocs that the path still has to prove to the jury (B2)."""
    return aimed_blocs(get_titre(parcours.titre_ref), parcours.ccp_refs, demarche.dispensed)


def points_of(decision: Decision) -> list[str]:
    """What is left to obtain, as the jury named it; without detail, the blocs that it did not validate (B10)."""
    if decision.to_complete or OUTCOMES[decision.result] == "total":
        return list(decision.to_complete)
    parcours = decision.parcours
    return [ccp.id for ccp in aimed_of(parcours, demarche_of(parcours)) if ccp.id not in decision.validated]


@dataclass(frozen=True, slots=True)
class Accompaniment:
    """Where the accompaniment of a path stands: its hours, its next meeting, the work that is due."""

    gauge: Gauge
    next_meeting: Meeting | None
    works_due: int


def accompaniments_of(paths: Iterable[Parcours], now: datetime) -> dict[int, Accompaniment]:
    """Path id -> its accompaniment, for those that have a plan; two queries whatever the number of paths."""
    pks = [path.pk for path in paths]
    current: dict[int, Plan] = {}
    for plan in Plan.objects.filter(parcours__in=pks).prefetch_related("meetings").order_by("number"):
        current[plan.parcours_id] = plan
    works: dict[int, int] = defaultdict(int)
    for pk in Work.objects.filter(plan__parcours__in=pks, done_at=None, withdrawn_at=None).values_list(
        "plan__parcours", flat=True
    ):
        works[pk] += 1
    return {
        pk: Accompaniment(
            gauge=plan_gauge(plan),
            next_meeting=next(
                (
                    one
                    for one in plan.meetings.all()
                    if one.cancelled_at is None and one.held_minutes is None and one.starts_at >= now
                ),
                None,
            ),
            works_due=works[pk],
        )
        for pk, plan in current.items()
    }


def last_activity_of(paths: Sequence[Parcours]) -> Mapping[int, date]:
    """The day of the last action of each path: a meeting held, a work handed back, an experience written (B5)."""
    found: dict[int, date] = {}
    pks = [path.pk for path in paths]
    for chunk in (pks[i : i + CHUNK] for i in range(0, len(pks), CHUNK)):
        held = Meeting.objects.filter(held_minutes__isnull=False, plan__parcours__in=chunk)
        returned = Work.objects.filter(done_at__isnull=False, plan__parcours__in=chunk)
        written = Experience.objects.filter(parcours__in=chunk)
        for last_of_each in (
            held.order_by().values_list("plan__parcours").annotate(last=Max("starts_at")),
            returned.order_by().values_list("plan__parcours").annotate(last=Max("done_at")),
            written.order_by().values_list("parcours").annotate(last=Max("changed_at")),
        ):
            for pk, last in last_of_each:
                day = timezone.localdate(last)
                found[pk] = max(day, found.get(pk, day))
    return found

"""One VAE told by operations, up to any of its moments: Inès, accompanied by Solène, towards the CIP title."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.common.actor import Actor
from jalon.common.uploads import PDF, Received
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import ExperienceNature, Opinion, PaperKind, Situation
from jalon.vae.models import Experience, Plan
from jalon.vae.operations.experiences import save_experience, tie_experience
from jalon.vae.operations.feasibility import give_opinion, hold_interview, record_answer, send_feasibility
from jalon.vae.operations.papers import add_paper
from jalon.vae.operations.plans import agree_plan, draft_plan, plan_meeting
from jalon.vae.operations.requests import answer_request, receive_request
from jalon.vae.operations.results import deposit_dossier
from tests import cast

CIP = "TP-00403.08"
NOW = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 16)
PAPER = Received("cv-ines.pdf", PDF, b"%PDF-1.7\n%%EOF\n")


def adviser() -> Actor:
    """Solène Kerouredan, who accompanies."""
    return cast.actor(Role.ACCOMPAGNATEUR_VAE)


def lead() -> Actor:
    """Odile Varenne, who leads the centre."""
    return cast.actor(Role.RESPONSABLE_SESSION)


def candidate() -> Actor:
    """Inès Mazarguil, who asks."""
    return cast.actor(Role.CANDIDAT)


def adviser_person() -> Person:
    """The record of Solène."""
    user = cast.user(Role.ACCOMPAGNATEUR_VAE)
    return cast.person("Kerouredan", "Solène", date(1980, 5, 5), user=user)


def ago(days: int) -> date:
    """A day before the present of the story."""
    return TODAY - timedelta(days=days)


def requested(*, ccp_refs: Iterable[str] = (), days: int = 120, person: Person | None = None) -> Parcours:
    """A request received some days ago."""
    return receive_request(
        actor=adviser(),
        person=person or cast.candidate_person(),
        titre_ref=CIP,
        requested_on=ago(days),
        situation=Situation.PRIVATE,
        motive="Faire reconnaître huit années d’accueil.",
        ccp_refs=ccp_refs,
        referent=cast.user(Role.ACCOMPAGNATEUR_VAE),
        trainers=[adviser_person()],
        now=NOW,
    )


def tell_experience(path: Parcours, heading: str = "Référente de parcours", **more: object) -> Experience:
    """An experience of some years, tied to nothing yet."""
    given: dict[str, object] = {
        "nature": ExperienceNature.EMPLOYEE, "structure": "Association Le Pont-Neuf", "starts_on": date(2018, 9, 1),
        "weekly_minutes": 28 * 60, "tasks": "Accueil, diagnostic, suivi.",
    }  # fmt: skip
    return save_experience(actor=candidate(), parcours=path, heading=heading, now=NOW, **(given | more))  # type: ignore[arg-type]


def complete(path: Parcours) -> Parcours:
    """The file has all that it needs to be sent."""
    answer_request(actor=adviser(), parcours=path, on=ago(110), answer="Rendez-vous pour en parler.", now=NOW)
    hold_interview(actor=adviser(), parcours=path, on=ago(105), minutes=50, summary="Projet solide.", now=NOW)
    titre = get_titre(CIP)
    one = tell_experience(path)
    shown = {titre.competence_id(c.number): "" for ccp in titre.ccps for c in ccp.competences[:1]}
    shown[titre.competence_id(2)] = "Entretien d’une heure, synthèse relue ensemble."
    tie_experience(actor=candidate(), experience=one, shown=shown, now=NOW)
    add_paper(actor=candidate(), parcours=path, kind=PaperKind.CV, file=PAPER, now=NOW)
    give_opinion(
        actor=adviser(), parcours=path, opinion=Opinion.FAVOURABLE, text="Des exemples précis.", on=ago(102),
        advised_minutes=24 * 60, now=NOW,
    )  # fmt: skip
    return path


def admitted(path: Parcours) -> Parcours:
    """The certifier has said yes."""
    complete(path)
    send_feasibility(actor=adviser(), parcours=path, on=ago(100), now=NOW)
    record_answer(actor=adviser(), parcours=path, act="acknowledge", on=ago(95), now=NOW)
    record_answer(actor=adviser(), parcours=path, act="admit", on=ago(80), number="R-2026-118", now=NOW)
    return path


def at(day: date, hour: int = 14) -> datetime:
    """An hour of a day, in Paris."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def planned(path: Parcours, *, first: int = 60, hours: int = 12) -> Plan:
    """A plan of two-hour meetings every week, not agreed yet."""
    plan = draft_plan(
        actor=adviser(), parcours=path, minutes=hours * 60, hourly_cents=8000, aims="Écrire le dossier.", now=NOW
    )  # fmt: skip
    for rank in range(hours // 2):
        plan_meeting(
            actor=adviser(), plan=plan, starts_at=at(ago(first) + timedelta(days=7 * rank)), minutes=120,
            objectives=f"Partie {rank + 1}", now=NOW,
        )  # fmt: skip
    return plan


def accompanied(path: Parcours) -> Plan:
    """The plan is agreed, the accompaniment begun."""
    plan = planned(admitted(path))
    agree_plan(actor=adviser(), plan=plan, on=ago(62), now=NOW)
    plan.refresh_from_db()
    path.refresh_from_db()
    return plan


def deposited(path: Parcours) -> Parcours:
    """The dossier de validation reached the certifier."""
    accompanied(path)
    deposit_dossier(actor=adviser(), parcours=path, on=ago(15), now=NOW)
    return path

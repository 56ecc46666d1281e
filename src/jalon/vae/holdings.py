"""What the VAE holds on someone: demarches, experiences, meetings, decisions, leave (RGPD, art. 15 and 20)."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.vae.models import Demarche, Experience, Meeting, Plan


def tell_vae(people: QuerySet[Person]) -> dict[str, list[dict[str, Any]]]:
    """Each VAE of `people`, with everything that was written of it."""
    paths = Parcours.objects.filter(person__in=people, route=Route.VAE).select_related("demarche")
    paths = paths.prefetch_related(
        "experiences__links", "experiences__remarks", "credentials", "vae_interviews", "vae_papers", "vae_leaves",
        "vae_decisions__steps", "vae_plans__meetings", "vae_plans__works",
    )  # fmt: skip
    return {"validations des acquis de l’expérience": [_path(path) for path in paths.order_by("pk")]}


def _path(path: Parcours) -> dict[str, Any]:
    demarche: Demarche | None = getattr(path, "demarche", None)
    return {
        "titre": path.titre_ref,
        "blocs visés": path.ccp_refs,
        "demande": _demarche(demarche) if demarche else None,
        "expériences": [_experience(one) for one in path.experiences.all()],
        "certifications": [
            {"libellé": one.label, "obtenue le": _day(one.obtained_on), "dispense": one.dispenses}
            for one in path.credentials.all()
        ],
        "entretiens": [
            {"nature": one.get_kind_display(), "le": _day(one.on), "minutes": one.minutes, "conclusions": one.summary}
            for one in path.vae_interviews.all()
        ],
        "plans": [_plan(one) for one in path.vae_plans.all()],
        "documents": [
            {
                "nature": one.get_kind_display(),
                "intitulé": one.title,
                "lien": one.url,
                "SHA-256": one.sha256,
                "ajouté le": _moment(one.added_at),
                "lu le": _moment(one.read_at),
                "retiré le": _moment(one.withdrawn_at),
            }
            for one in path.vae_papers.all()
        ],
        "décisions": [
            {
                "résultat": one.get_result_display(),
                "le": _day(one.on),
                "blocs validés": one.validated,
                "à compléter": one.to_complete,
                "observations": one.comment,
                "procès-verbal": one.pv,
                "motif du remplacement": one.why,
                "suites": [
                    {"point": step.ref, "comment": step.get_way_display(), "précisions": step.note,
                     "fait le": _day(step.done_on)}
                    for step in one.steps.all()
                ],
            }
            for one in path.vae_decisions.all()
        ],
        "congés": [
            {
                "employeur": one.employer,
                "demandé le": _day(one.requested_on),
                "du": _day(one.starts_on),
                "au": _day(one.ends_on),
                "réponse": one.get_answer_display() if one.answer else None,
                "retirée le": _day(one.withdrawn_on),
            }
            for one in path.vae_leaves.all()
        ],
    }  # fmt: skip


def _demarche(one: Demarche) -> dict[str, Any]:
    return {
        "reçue le": _day(one.requested_on),
        "situation": one.get_situation_display() if one.situation else None,
        "projet": one.motive,
        "sans accompagnateur": one.autonomous,
        "réponse": one.answer,
        "avis": one.get_opinion_display() if one.opinion else None,
        "motifs de l’avis": one.opinion_text,
        "jury": _day(one.jury_on),
    }


def _experience(one: Experience) -> dict[str, Any]:
    return {
        "nature": one.get_nature_display(),
        "fonction": one.heading,
        "structure": one.structure,
        "depuis": _day(one.starts_on),
        "jusqu’au": _day(one.ends_on),
        "minutes par semaine": one.weekly_minutes,
        "tâches": one.tasks,
        "compétences": [{"compétence": link.competence_ref, "exemple": link.example} for link in one.links.all()],
        "remarques": [{"texte": remark.text, "auteur": remark.author} for remark in one.remarks.all()],
    }  # fmt: skip


def _plan(one: Plan) -> dict[str, Any]:
    return {
        "plan": one.number,
        "minutes": one.minutes,
        "convenu le": _day(one.agreed_on),
        "objectifs": one.aims,
        "rendez-vous": [_meeting(meeting) for meeting in one.meetings.all()],
        "travaux": [
            {
                "demandé": work.what,
                "pour le": _day(work.due_on),
                "rendu le": _moment(work.done_at),
                "réponse": work.answer,
                "retour": work.feedback,
                "retiré le": _moment(work.withdrawn_at),
            }
            for work in one.works.all()
        ],
    }


def _meeting(one: Meeting) -> dict[str, Any]:
    return {
        "début": _moment(one.starts_at),
        "minutes": one.held_minutes,
        "objectifs": one.objectives,
        "points travaillés": one.done,
        "difficultés": one.difficulties,
        "atteint": one.reached,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _moment(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat() if value else None

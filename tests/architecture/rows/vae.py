"""The addresses of `vae`, and what they take."""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.architecture.table import (
    ACCOMPAGNATEUR,
    CANDIDATE,
    LEADERS,
    LEADING,
    SITTING,
    TEACHING,
    Row,
    act,
    form,
    page,
)

if TYPE_CHECKING:
    from tests.architecture.world import World

# A VAE is known by whoever walks it, the adviser who accompanies it and who leads the centre: by no other trainer.
READING = TEACHING | SITTING
ADVISING = LEADING | {ACCOMPAGNATEUR}
GUIDES = LEADERS | {ACCOMPAGNATEUR}
KNOWN: dict[str, Collection[str]] = {"vae of ines": GUIDES | {CANDIDATE}}
_VAE = "vae of ines"


def _guided(name: str, *args: str) -> list[Row]:
    return form(f"vae:{name}", _VAE, *args, door=READING, ok=GUIDES)


def _written(name: str, *args: str) -> list[Row]:
    return form(f"vae:{name}", _VAE, *args, door=READING)


ROWS: list[Row] = [
    *page("vae:board", door=ADVISING),
    *page("vae:export", door=ADVISING),
    *form("vae:receive", door=ADVISING),
    *form("vae:ask", door=SITTING),
    *form("vae:portals", door=LEADING, empty=302),
    *page("vae:feasibility", _VAE, door=READING),
    *page("vae:accompaniment", _VAE, door=READING),
    *_written("request_edit"),
    *_guided("answer"),
    *_guided("interview"),
    *_written("target"),  # the target no longer changes once the certifier has answered
    *_guided("opinion"),
    *_written("cv"),
    *act("vae:cv_draw", _VAE, door=READING),
    *_written("credential"),
    *act("vae:credential_remove", _VAE, "vae.credential", door=READING),
    *_guided("send_feasibility"),
    *_guided("return_feasibility"),
    *_guided("acknowledge"),
    *_guided("admit"),
    *_guided("admit_tacitly"),
    *_guided("refuse"),
    *_written("experience_add"),
    *_written("experience_edit", "vae.experience"),
    *act("vae:experience_remove", _VAE, "vae.experience", door=READING),
    *form("vae:experience_tie", _VAE, "vae.experience", door=READING, empty=302),
    *_written("experience_remark", "vae.experience"),
    *_guided("plan"),
    *_guided("agree", "vae.plan"),
    *act("vae:quote", _VAE, "vae.plan", door=READING, ok=GUIDES),
    *_guided("meeting_add", "vae.plan"),
    *_guided("meeting_edit", "vae.meeting"),
    *_guided("meeting_cancel", "vae.meeting"),
    *_guided("meeting_write", "vae.meeting"),
    *_guided("work_add", "vae.plan"),
    *_guided("work_edit", "vae.work"),
    *act("vae:work_withdraw", _VAE, "vae.mistake", door=READING, ok=GUIDES),
    *act("vae:work_tick", _VAE, "vae.work", door=READING, ok={CANDIDATE}),
    *form("vae:work_return", _VAE, "vae.work", door=READING, ok={CANDIDATE}),
    *_guided("work_feedback", "vae.work"),
    *_written("resource"),
    *act("vae:resource_read", _VAE, "vae.paper", door=READING, ok={CANDIDATE}),
    *act("vae:livret", _VAE, "vae.plan", door=READING, ok=GUIDES),
    *_guided("deposit"),
    *_guided("flagged"),
    *form("vae:jury", _VAE, door=READING, ok=GUIDES, empty=200),
    *_guided("decision"),
    *_guided("revise", "vae.decision"),
    *act("vae:next_step_tick", _VAE, "vae.step", door=READING),
    *_guided("post_jury"),
    *_written("leave"),
    *_written("leave_answer", "vae.leave"),
    *act("vae:leave_withdraw", _VAE, "vae.leave", door=READING),
    *page("vae:paper", _VAE, "vae.paper", door=READING),
    *act("vae:paper_withdraw", _VAE, "vae.paper", door=READING, ok=GUIDES),
    *page("vae:document", _VAE, "vae.document", door=READING),
]


def build(world: "World") -> None:
    """Inès's VAE, accompanied by the accompagnateur of Toulouse, in the midst of the accompaniment."""
    from jalon.documents.models import IssuedDocument
    from jalon.vae.enums import PaperKind
    from jalon.vae.models import Decision
    from jalon.vae.operations.experiences import save_credential
    from jalon.vae.operations.leave import ask_leave
    from jalon.vae.operations.papers import add_paper
    from jalon.vae.operations.works import set_work
    from tests.vae import story

    path = story.requested()
    plan = story.accompanied(path)
    adviser = story.adviser()
    today = story.TODAY
    decision = Decision.objects.create(
        parcours=path, result="partial_pending", on=today, recorded_at=story.NOW, recorded_by="Solène"
    )
    world.things |= {
        _VAE: path.pk,
        "vae.plan": plan.pk,
        "vae.meeting": plan.meetings.last().pk,
        "vae.experience": path.experiences.get().pk,
        "vae.credential": save_credential(
            actor=adviser, parcours=path, label="Titre professionnel", now=story.NOW
        ).pk,
        "vae.work": set_work(actor=adviser, plan=plan, what="Écrire", due_on=today, now=story.NOW).pk,
        "vae.paper": add_paper(
            actor=adviser, parcours=path, kind=PaperKind.RESOURCE, file=story.PAPER, now=story.NOW
        ).pk,
        "vae.mistake": set_work(actor=adviser, plan=plan, what="Par erreur", due_on=today, now=story.NOW).pk,
        "vae.decision": decision.pk,
        "vae.step": decision.steps.create(ref=f"{story.CIP}/CCP1", way="training").pk,
        "vae.leave": ask_leave(
            actor=adviser, parcours=path, employer="Le Pont-Neuf", requested_on=today,
            starts_on=today + timedelta(days=40), ends_on=today + timedelta(days=41), minutes=480, now=story.NOW,
        ).pk,
        "vae.document": IssuedDocument.objects.get(
            subject_ref=f"vae:{path.pk}", kind="vae.plan_accompagnement"
        ).number,
    }  # fmt: skip

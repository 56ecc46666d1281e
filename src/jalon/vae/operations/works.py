"""Personal work between two meetings: set before a day, ticked off or handed back, read again (B14)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.uploads import Received
from jalon.people.rules import NIR_REFUSED, holds_nir
from jalon.vae.enums import PaperKind
from jalon.vae.models import Meeting, Plan, Work
from jalon.vae.operations.demarches import check_living, journal, refuse
from jalon.vae.operations.papers import add_paper


def set_work(
    *,
    actor: Actor,
    plan: Plan,
    what: str,
    due_on: date,
    now: datetime,
    meeting: Meeting | None = None,
    work: Work | None = None,
) -> Work:
    """Ask the candidate for some work before a day, or change `work` while it was not handed back.

    Raises ValidationError by field, TransitionRefused.
    """
    check_living(plan.parcours)
    faults: dict[str, str] = {}
    if due_on < timezone.localdate(now) and (work is None or due_on != work.due_on):
        faults["due_on"] = "Cette date est passée : choisissez un jour à venir."
    if holds_nir(what):
        faults["what"] = NIR_REFUSED
    same = plan.works.filter(what=what.strip(), due_on=due_on, withdrawn_at=None)
    if (same.exclude(pk=work.pk) if work else same).exists():
        faults["what"] = "Ce travail est déjà demandé pour ce jour."
    if faults:
        raise ValidationError(faults)
    if work is not None:
        refuse(_standing(work))
    row = work or Work(plan=plan, set_at=now)
    row.meeting, row.what, row.due_on = meeting, what.strip(), due_on
    row.full_clean()
    row.save()
    done = "A demandé un travail" if work is None else "A changé le travail demandé"
    journal(actor, plan.parcours, "vae.work", f"{done} pour le {due_on:%d/%m/%Y}.", now)
    return row


def withdraw_work(*, actor: Actor, work: Work, now: datetime) -> Work:
    """Take back a work that was asked by mistake, and was not handed back. Raises TransitionRefused."""
    row = _locked(work)
    check_living(row.plan.parcours)
    refuse(_standing(row))
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    journal(actor, row.plan.parcours, "vae.work.withdraw", "A retiré un travail demandé.", now)
    return row


def tick_work(*, actor: Actor, work: Work, now: datetime) -> Work:
    """Tick a work off as done, or untick one that was only ticked. Raises TransitionRefused."""
    row = _locked(work)
    check_living(row.plan.parcours)
    faults = ["Ce travail est retiré."] if row.withdrawn_at else []
    if row.done_at and (row.answer or row.feedback or row.papers.exists()):
        faults.append("Ce travail est rendu : il ne se décoche plus. Rendez-le de nouveau pour le corriger.")
    refuse(faults)
    row.done_at = None if row.done_at else now
    row.save(update_fields=["done_at"])
    told = "A coché un travail personnel comme fait." if row.done_at else "A décoché un travail personnel."
    journal(actor, row.plan.parcours, "vae.work.done" if row.done_at else "vae.work.undone", told, now)
    return row


def hand_back_work(
    *, actor: Actor, work: Work, answer: str, now: datetime, file: Received | None = None
) -> Work:
    """Hand back a work: a word, a file or both; handed back again, the former file stays. Raises TransitionRefused."""
    row = _locked(work)
    check_living(row.plan.parcours)
    faults = ["Ce travail est retiré."] if row.withdrawn_at else []
    if not answer.strip() and file is None:
        faults.append("Écrivez quelques mots, ou joignez votre travail.")
    if holds_nir(answer):
        faults.append(NIR_REFUSED)
    refuse(faults)
    if file is not None:
        add_paper(actor=actor, parcours=row.plan.parcours, kind=PaperKind.WORK, file=file, work=row, now=now)
    row.answer, row.done_at = answer.strip(), now
    row.save(update_fields=["answer", "done_at"])
    journal(actor, row.plan.parcours, "vae.work.done", "A rendu un travail personnel.", now)
    return row


def give_feedback(
    *, actor: Actor, work: Work, text: str, now: datetime, again_on: date | None = None
) -> Work:
    """Say what one thinks of a work handed back; `again_on` asks for it again, as another work, before that day.

    Raises ValidationError, TransitionRefused.
    """
    row = _locked(work)
    faults = [] if row.done_at else ["Ce travail n’est pas encore rendu."]
    if not text.strip():
        faults.append("Écrivez votre retour.")
    if holds_nir(text):
        faults.append(NIR_REFUSED)
    refuse(faults)
    row.feedback = text.strip()
    row.save(update_fields=["feedback"])
    parcours = row.plan.parcours
    journal(actor, parcours, "vae.work.feedback", "A fait un retour sur un travail rendu.", now)
    if again_on is not None:
        what = row.what if row.what.startswith("À reprendre : ") else f"À reprendre : {row.what}"
        set_work(actor=actor, plan=row.plan, what=what, due_on=again_on, meeting=row.meeting, now=now)
    return row


def _locked(work: Work) -> Work:
    rows = Work.objects.select_for_update(of=("self",)).select_related("plan__parcours__person", "meeting")
    return rows.get(pk=work.pk)


def _standing(work: Work) -> list[str]:
    if work.withdrawn_at is not None:
        return ["Ce travail est déjà retiré."]
    return ["Ce travail est rendu : il ne change plus."] if work.done_at is not None else []

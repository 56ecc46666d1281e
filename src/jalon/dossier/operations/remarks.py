"""What a trainer says of a version, and what the candidate answers."""

from datetime import datetime

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.dossier.enums import JudgementState, RemarkState
from jalon.dossier.models import DossierVersion, Judgement, Remark, RemarkAnswer


def make_remark(
    *,
    actor: Actor,
    version: DossierVersion,
    text: str,
    part: int | None = None,
    page: int | None = None,
    quote: str = "",
    now: datetime,
) -> Remark:
    """Ask something of the candidate, on the whole, a part, a page or a passage; sent twice, it is asked once."""
    told = {"part": part, "page": page, "quote": quote[:500], "text": text, "author_ref": actor.ref}
    DossierVersion.objects.select_for_update().only("pk").get(pk=version.pk)
    same = version.remarks.filter(**told, state=RemarkState.OPEN, answers__isnull=True)
    if known := same.first():
        return known
    remark = Remark.objects.create(version=version, **told, author=actor.label, created_at=now)
    _journal(actor, version, "dossier.remark", f"A fait une remarque sur la version {version.number}.", now)
    return remark


def answer_remark(*, actor: Actor, remark: Remark, text: str, now: datetime) -> RemarkAnswer:
    """Add a turn to the talk: the candidate's answer awaits its author, the author's own asks again.

    Sent twice, it is given once. Raises TransitionRefused once the remark is closed.
    """
    locked = _open(remark)
    last = locked.answers.order_by("-pk").first()
    if last is not None and (last.author_ref, last.text) == (actor.ref, text):
        return last
    answer = RemarkAnswer.objects.create(
        remark=locked, text=text, author=actor.label, author_ref=actor.ref, created_at=now
    )
    again = actor.ref == locked.author_ref
    locked.state = RemarkState.OPEN if again else RemarkState.ANSWERED
    locked.save(update_fields=["state"])
    _journal(actor, locked.version, "dossier.answer", "A répondu à une remarque.", now)
    return answer


def close_remark(*, actor: Actor, remark: Remark, now: datetime) -> Remark:
    """Say that the remark is dealt with. Raises TransitionRefused once closed."""
    locked = _open(remark)
    locked.state = RemarkState.CLOSED
    locked.save(update_fields=["state"])
    _journal(actor, locked.version, "dossier.close_remark", "A clos une remarque.", now)
    return locked


def reopen_remark(*, actor: Actor, remark: Remark, now: datetime) -> Remark:
    """Take back the closing of a remark; twice changes nothing."""
    locked = _locked(remark)
    if locked.state == RemarkState.CLOSED:
        locked.state = RemarkState.ANSWERED if locked.answers.exists() else RemarkState.OPEN
        locked.save(update_fields=["state"])
        _journal(actor, locked.version, "dossier.reopen_remark", "A rouvert une remarque.", now)
    return locked


def judge_content(
    *,
    actor: Actor,
    version: DossierVersion,
    part: int,
    requirement: str,
    state: str,
    now: datetime,
) -> Judgement | None:
    """Say whether a required content is treated, where the checker only points; `state` "" takes it back."""
    if not state:
        version.judgements.filter(part=part, requirement=requirement).delete()
        _journal(actor, version, "dossier.judge", f"A retiré son avis sur « {requirement} ».", now)
        return None
    told = {
        "state": JudgementState(state),
        "author": actor.label,
        "author_ref": actor.ref,
        "judged_at": now,
    }
    judgement, _ = Judgement.objects.update_or_create(
        version=version, part=part, requirement=requirement, defaults=told
    )
    sentence = f"A donné son avis sur « {requirement} » : {judgement.get_state_display()}."
    _journal(actor, version, "dossier.judge", sentence, now)
    return judgement


def _locked(remark: Remark) -> Remark:
    return Remark.objects.select_for_update(of=("self",)).select_related("version__dossier").get(pk=remark.pk)


def _open(remark: Remark) -> Remark:
    locked = _locked(remark)
    if locked.state == RemarkState.CLOSED:
        raise TransitionRefused(["Cette remarque est close ; rouvrez-la pour y répondre."])
    return locked


def _journal(actor: Actor, version: DossierVersion, verb: str, sentence: str, now: datetime) -> None:
    record_act(actor=actor, verb=verb, target=version.dossier, sentence=sentence, now=now)

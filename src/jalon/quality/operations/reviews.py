"""The yearly review, the actions it decides, and the results made public (indicators 2, 3, 32)."""

from dataclasses import asdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.quality.models import Complaint, ImprovementAction, PublishedResults, YearReview
from jalon.quality.rules.results import YearResults, reasons_not_to_publish


def write_review(
    *, actor: Actor, organisme: Organisme, year: int, analysis: str, final: bool, now: datetime
) -> YearReview:
    """Write the review of a year; `final` signs it: it is then read only. Raises ValidationError."""
    review = YearReview.objects.select_for_update(of=("self",)).filter(organisme=organisme, year=year).first()
    if review is not None and review.reviewed_on is not None:
        raise ValidationError("Cette revue est arrêtée : elle ne change plus.")
    if final and not analysis.strip():
        raise ValidationError({"analysis": "Écrivez l’analyse avant d’arrêter la revue."})
    if final and year > timezone.localdate(now).year:
        raise ValidationError({"analysis": "Une année à venir ne s’analyse pas encore."})
    review = review or YearReview(organisme=organisme, year=year)
    review.analysis = analysis.strip()
    if final:
        review.reviewed_on, review.reviewed_by = timezone.localdate(now), actor.label
    review.save()
    word = "arrêté" if final else "rédigé"
    record_act(
        actor=actor, verb="quality.sign_review" if final else "quality.write_review", target=review, now=now,
        sentence=f"A {word} la revue qualité de {year}.",
    )  # fmt: skip
    return review


def decide_action(
    *,
    actor: Actor,
    organisme: Organisme,
    heading: str,
    owner: str,
    due_on: date,
    origin: str,
    now: datetime,
    complaint: Complaint | None = None,
) -> ImprovementAction:
    """Decide that something will change. Raises ValidationError with every fault."""
    today = timezone.localdate(now)
    faults: dict[str, list[str]] = {}
    if not heading.strip():
        faults["heading"] = ["Dites ce qui va changer."]
    if not owner.strip():
        faults["owner"] = ["Dites qui s’en charge."]
    if due_on < today:
        faults["due_on"] = ["Fixez un jour à venir."]
    if faults:
        raise ValidationError(faults)
    action = ImprovementAction(
        organisme=organisme, heading=heading.strip(), owner=owner.strip(), decided_on=today, due_on=due_on,
        origin=origin, complaint=complaint,
    )  # fmt: skip
    action.full_clean()
    action.save()
    record_act(
        actor=actor, verb="quality.decide_action", target=action, now=now,
        sentence=f"A décidé : {action.heading}",
    )  # fmt: skip
    return action


def finish_action(
    *, actor: Actor, action: ImprovementAction, effect: str, now: datetime
) -> ImprovementAction:
    """Record that an action was done, and what it changed. Raises ValidationError."""
    locked = ImprovementAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if locked.done_on is not None:
        raise ValidationError("Cette action est déjà faite.")
    if not effect.strip():
        raise ValidationError({"effect": "Dites ce qui a été constaté."})
    locked.done_on, locked.effect = timezone.localdate(now), effect.strip()
    locked.save(update_fields=["done_on", "effect"])
    record_act(
        actor=actor, verb="quality.finish_action", target=locked, now=now,
        sentence=f"A achevé : {locked.heading}",
    )  # fmt: skip
    return locked


def publish_results(
    *, actor: Actor, organisme: Organisme, year: int, results: YearResults, minimum: int, now: datetime
) -> PublishedResults:
    """Freeze the figures of a title and a year on the public page; they take the place of those published before.

    Raises ValidationError when nobody came, or too few for a rate to be shown.
    """
    if reasons := reasons_not_to_publish(results, minimum=minimum):
        raise ValidationError(reasons)
    PublishedResults.objects.filter(
        organisme=organisme, year=year, titre_ref=results.titre_ref, withdrawn_at=None
    ).update(withdrawn_at=now)
    published = PublishedResults.objects.create(
        organisme=organisme, year=year, titre_ref=results.titre_ref, figures=asdict(results), published_at=now,
        published_by=actor.label,
    )  # fmt: skip
    record_act(
        actor=actor, verb="quality.publish_results", target=published, now=now,
        sentence=f"A publié les résultats de {results.titre_ref} pour {year}.",
    )  # fmt: skip
    return published


def withdraw_results(*, actor: Actor, published: PublishedResults, now: datetime) -> PublishedResults:
    """Take figures off the public page; they stay in the register. Raises ValidationError when already done."""
    locked = PublishedResults.objects.select_for_update(of=("self",)).get(pk=published.pk)
    if locked.withdrawn_at is not None:
        raise ValidationError("Ces résultats ne sont plus publiés.")
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    record_act(
        actor=actor, verb="quality.withdraw_results", target=locked, now=now,
        sentence=f"A retiré les résultats de {locked.titre_ref} pour {locked.year}.",
    )  # fmt: skip
    return locked

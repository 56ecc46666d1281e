"""The yearly review, the actions it decides, and the results made public (indicators 2, 3, 32)."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.uploads import Received
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.quality.documents import REVUE_ANNUELLE
from jalon.quality.letters import revue_annuelle
from jalon.quality.models import Complaint, ImprovementAction, PublishedResults, YearReview
from jalon.quality.operations.pieces import file_piece
from jalon.quality.rules.results import YearResults, reasons_not_to_publish


def write_review(
    *,
    actor: Actor,
    organisme: Organisme,
    year: int,
    analysis: str,
    final: bool,
    now: datetime,
    figures: Iterable[tuple[str, str]] = (),
) -> YearReview:
    """Write the review of a year; `final` signs it: it is then read only, and archived with the `figures` of the year.

    Raises ValidationError.
    """
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
    if final:
        review.document = _archive(review, figures, actor=actor, now=now)
        review.save(update_fields=["document"])
    word = "arrêté" if final else "rédigé"
    record_act(
        actor=actor, verb="quality.sign_review" if final else "quality.write_review", target=review, now=now,
        sentence=f"A {word} la revue qualité de {year}.",
    )  # fmt: skip
    return review


def _archive(
    review: YearReview, figures: Iterable[tuple[str, str]], *, actor: Actor, now: datetime
) -> IssuedDocument:
    return issue_document(
        kind=REVUE_ANNUELLE,
        context=revue_annuelle(review, figures, actions_of(review.organisme, review.year)),
        subject_ref=f"quality.yearreview:{review.pk}",
        organisme_ref=f"organisme:{review.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Revue annuelle de la qualité {review.year}",
    )


def actions_of(organisme: Organisme, year: int) -> list[ImprovementAction]:
    """Actions in progress, and those done in a year."""
    actions = ImprovementAction.objects.filter(organisme=organisme)
    return list(actions.filter(done_on=None)) + list(actions.filter(done_on__year=year))


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
    *,
    actor: Actor,
    action: ImprovementAction,
    effect: str,
    now: datetime,
    file: Received | None = None,
) -> ImprovementAction:
    """Record that an action was done, what it changed, and the piece that proves it. Raises ValidationError."""
    locked = (
        ImprovementAction.objects.select_for_update(of=("self",))
        .select_related("organisme")
        .get(pk=action.pk)
    )
    if locked.done_on is not None:
        raise ValidationError("Cette action est déjà faite.")
    if not effect.strip():
        raise ValidationError({"effect": "Dites ce qui a été constaté."})
    locked.done_on, locked.effect = timezone.localdate(now), effect.strip()
    if file is not None:
        locked.proof = file_piece(
            actor=actor, organisme=locked.organisme, indicator=32, heading=locked.heading[:200],
            dated=locked.done_on, note=effect, file=file, now=now,
        )  # fmt: skip
    locked.save(update_fields=["done_on", "effect", "proof"])
    record_act(
        actor=actor, verb="quality.finish_action", target=locked, now=now,
        sentence=f"A achevé : {locked.heading}",
    )  # fmt: skip
    return locked


def publish_results(
    *,
    actor: Actor,
    organisme: Organisme,
    year: int,
    results: YearResults,
    minimum: int,
    now: datetime,
    reason: str = "",
) -> PublishedResults:
    """Freeze the figures of a title and a year on the public page; they supersede those published before.

    `reason` says to the public why figures changed. Raises ValidationError when nobody came, or too few for a rate.
    """
    if reasons := reasons_not_to_publish(results, minimum=minimum):
        raise ValidationError(reasons)
    Organisme.objects.select_for_update().get(pk=organisme.pk)
    former = PublishedResults.objects.filter(
        organisme=organisme, year=year, titre_ref=results.titre_ref, withdrawn_at=None
    ).first()
    if former is not None:
        PublishedResults.objects.filter(pk=former.pk).update(withdrawn_at=now)
    published = PublishedResults.objects.create(
        organisme=organisme, year=year, titre_ref=results.titre_ref, figures=asdict(results), published_at=now,
        published_by=actor.label, minimum=minimum, reason=reason.strip()[:300],
    )  # fmt: skip
    if former is not None:
        PublishedResults.objects.filter(pk=former.pk).update(superseded_by=published)
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

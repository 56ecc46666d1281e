"""Opinions asked by mail, answered once (indicator 30)."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.tokens import digest, new_token
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.mail import send_mail
from jalon.parcours.models import Parcours
from jalon.quality.enums import SurveyMoment
from jalon.quality.models import Survey
from jalon.quality.rules.satisfaction import faults_of, questions_for

PURPOSE = "survey"


def ask_opinion(*, actor: Actor, parcours: Parcours, moment: str, base_url: str, now: datetime) -> Survey:
    """Ask somebody's opinion by a secret link sent by mail; asked again while unanswered, a new link replaces the old.

    Raises ValidationError when the person has no address, or has already answered.
    """
    person = parcours.person
    if not person.email:
        raise ValidationError(f"{person} n’a pas d’adresse électronique : complétez sa fiche.")
    token = new_token(PURPOSE)
    survey = Survey.objects.select_for_update(of=("self",)).filter(parcours=parcours, moment=moment).first()
    if survey is not None and survey.answered_at is not None:
        raise ValidationError(f"{person} a déjà répondu.")
    survey = survey or Survey(parcours=parcours, moment=moment)
    survey.token_sha256, survey.asked_at = digest(token, PURPOSE), now
    survey.full_clean(validate_unique=False)
    survey.save()
    send_mail(
        to=person.email,
        subject="Votre avis sur votre parcours",
        template="quality/mail/survey",
        context={
            "person": person,
            "organisme": person.organisme,
            "later": moment == SurveyMoment.LATER,
            "url": f"{base_url}/qualite/avis/{token}/",
        },
        actor=actor,
        now=now,
    )
    record_act(
        actor=actor, verb="quality.ask_opinion", target=parcours, now=now,
        sentence=f"A demandé son avis à {person} ({SurveyMoment(moment).label.lower()}).",
    )  # fmt: skip
    return survey


def answer_survey(
    *, survey: Survey, kind: str, answers: Mapping[str, int | None], comment: str, actor: Actor, now: datetime
) -> Survey:
    """Keep somebody's answers, once. `kind` is that of the prestation. Raises ValidationError with every fault."""
    locked = (
        Survey.objects.select_for_update(of=("self",)).select_related("parcours__person").get(pk=survey.pk)
    )
    if locked.answered_at is not None:
        raise ValidationError("Vous avez déjà répondu à ce questionnaire : merci.")
    if faults := faults_of(answers, questions_for(kind, locked.moment)):
        raise ValidationError(faults)
    locked.answers, locked.comment, locked.answered_at = dict(answers), comment.strip(), now
    locked.save(update_fields=["answers", "comment", "answered_at"])
    record_act(
        actor=actor, verb="quality.answer_survey", target=locked.parcours, now=now,
        sentence=f"Réponse au questionnaire de satisfaction reçue le {timezone.localdate(now):%d/%m/%Y}.",
    )  # fmt: skip
    return locked

"""Opinions asked by mail, recalled once, answered once, or declined for good (indicator 30)."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from jalon.accounts.tokens import digest, new_token
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.mail import send_mail
from jalon.parcours.models import Parcours
from jalon.quality.enums import Respondent, Situation, SurveyMoment
from jalon.quality.models import Survey
from jalon.quality.rules.satisfaction import faults_of, questions_for

PURPOSE = "survey"
COMMENT_LIMIT = 4000


def ask_opinion(
    *,
    actor: Actor,
    parcours: Parcours,
    moment: str,
    base_url: str,
    now: datetime,
    respondent: str = Respondent.BENEFICIARY,
    name: str = "",
    email: str = "",
) -> Survey:
    """Ask somebody's opinion by a secret link sent by mail; asked again while unanswered, a new link replaces the old.

    `name` and `email` are those of whoever is not the person on the path. Raises ValidationError when there is no
    address, or when they have already answered, or asked to be left in peace.
    """
    person = parcours.person
    if respondent == Respondent.BENEFICIARY:
        name, email = "", ""
        if not person.email:
            raise ValidationError(f"{person} n’a pas d’adresse électronique : complétez sa fiche.")
    elif not (name.strip() and email.strip()):
        raise ValidationError("Donnez le nom et l’adresse électronique de la personne à interroger.")
    survey = (
        Survey.objects.select_for_update(of=("self",))
        .filter(parcours=parcours, moment=moment, respondent=respondent)
        .first()
    )
    who = name.strip() or str(person)
    if survey is not None and survey.answered_at is not None:
        raise ValidationError(f"{who} a déjà répondu.")
    if survey is not None and survey.declined_at is not None:
        raise ValidationError(f"{who} a demandé à ne plus recevoir ce questionnaire.")
    survey = survey or Survey(parcours=parcours, moment=moment, respondent=respondent)
    survey.recipient_name, survey.recipient_email, survey.asked_at = name.strip(), email.strip(), now
    _send(survey, actor=actor, base_url=base_url, now=now)
    record_act(
        actor=actor, verb="quality.ask_opinion", target=parcours, now=now,
        sentence=f"A demandé son avis à {who} ({SurveyMoment(moment).label.lower()}).",
    )  # fmt: skip
    return survey


def ask_once(
    *,
    actor: Actor,
    parcours: Parcours,
    moment: str,
    base_url: str,
    now: datetime,
    respondent: str = Respondent.BENEFICIARY,
    name: str = "",
    email: str = "",
) -> bool:
    """Ask an opinion never asked before, in a transaction of its own; False when somebody else has just done so.

    Run again after a kill, or by two workers at once, it sends nothing more. Raises ValidationError or MailRefused.
    """
    try:
        with transaction.atomic():
            if Survey.objects.filter(parcours=parcours, moment=moment, respondent=respondent).exists():
                return False
            ask_opinion(
                actor=actor, parcours=parcours, moment=moment, base_url=base_url, now=now, respondent=respondent,
                name=name, email=email,
            )  # fmt: skip
    except IntegrityError:
        return False
    return True


def remind_opinion(*, actor: Actor, survey: Survey, base_url: str, now: datetime) -> bool:
    """Recall a questionnaire, once, by a new link; False when it was answered, declined or recalled meanwhile."""
    with transaction.atomic():
        locked = (
            Survey.objects.select_for_update(of=("self",))
            .select_related("parcours__person__organisme")
            .get(pk=survey.pk)
        )
        if locked.answered_at or locked.declined_at or locked.reminded_at:
            return False
        locked.reminded_at = now
        _send(locked, actor=actor, base_url=base_url, now=now)
        record_act(
            actor=actor, verb="quality.remind_opinion", target=locked.parcours, now=now,
            sentence=f"A rappelé le questionnaire de satisfaction à {_who(locked)}.",
        )  # fmt: skip
    return True


def _who(survey: Survey) -> str:
    return survey.recipient_name or str(survey.parcours.person)


def _send(survey: Survey, *, actor: Actor, base_url: str, now: datetime) -> None:
    """Give the questionnaire a new secret, keep it, and send its link."""
    token, person = new_token(PURPOSE), survey.parcours.person
    survey.token_sha256 = digest(token, PURPOSE)
    survey.full_clean(validate_unique=False, validate_constraints=False)
    survey.save()
    url = f"{base_url}/qualite/avis/{token}/"
    send_mail(
        to=survey.recipient_email or person.email,
        subject="Rappel : votre avis" if survey.reminded_at else "Votre avis sur votre parcours"
        if survey.respondent == Respondent.BENEFICIARY else f"Votre avis sur le parcours de {person}",
        template="quality/mail/survey",
        context={
            "survey": survey, "person": person, "organisme": person.organisme,
            "own": survey.respondent == Respondent.BENEFICIARY, "later": survey.moment == SurveyMoment.LATER,
            "url": url, "decline_url": f"{url}refuser/",
        },
        actor=actor,
        now=now,
    )  # fmt: skip


def answer_survey(
    *,
    survey: Survey,
    kind: str,
    answers: Mapping[str, int | None],
    comment: str,
    actor: Actor,
    now: datetime,
    situation: str = "",
    job_related: bool | None = None,
) -> Survey:
    """Keep somebody's answers, once. `kind` is that of the prestation. Raises ValidationError with every fault."""
    locked = (
        Survey.objects.select_for_update(of=("self",)).select_related("parcours__person").get(pk=survey.pk)
    )
    if locked.answered_at is not None:
        raise ValidationError("Vous avez déjà répondu à ce questionnaire : merci.")
    if locked.declined_at is not None:
        raise ValidationError("Vous avez choisi de ne pas répondre à ce questionnaire.")
    faults = faults_of(answers, questions_for(kind, locked.moment, locked.respondent))
    if situation and situation not in Situation.values:
        faults.append("Cette situation n’est pas proposée.")
    if len(comment) > COMMENT_LIMIT:
        faults.append(f"Le commentaire dépasse {COMMENT_LIMIT} caractères : raccourcissez-le.")
    if faults:
        raise ValidationError(faults)
    locked.answers, locked.comment, locked.answered_at = dict(answers), comment.strip(), now
    locked.situation = situation
    locked.job_related = job_related if situation in Situation.employed() else None
    locked.save(update_fields=["answers", "comment", "answered_at", "situation", "job_related"])
    record_act(
        actor=actor, verb="quality.answer_survey", target=locked.parcours, now=now,
        sentence=f"Réponse au questionnaire de satisfaction reçue le {timezone.localdate(now):%d/%m/%Y}.",
    )  # fmt: skip
    return locked


def decline_survey(*, survey: Survey, actor: Actor, now: datetime) -> Survey:
    """Leave somebody in peace: no reminder, no later questionnaire. Raises ValidationError once answered."""
    locked = Survey.objects.select_for_update(of=("self",)).select_related("parcours").get(pk=survey.pk)
    if locked.answered_at is not None:
        raise ValidationError("Vous avez déjà répondu à ce questionnaire : merci.")
    if locked.declined_at is None:
        locked.declined_at = now
        locked.save(update_fields=["declined_at"])
        record_act(
            actor=actor, verb="quality.decline_survey", target=locked.parcours, now=now,
            sentence="Refus de répondre au questionnaire de satisfaction ; plus aucun ne sera envoyé.",
        )  # fmt: skip
    return locked

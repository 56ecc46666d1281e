"""The quality of the centre: opinions given, complaints answered or waiting, pieces filed, results published."""

from datetime import datetime, timedelta

from django.utils import timezone

from jalon.accounts.enums import Role
from jalon.accounts.queries import actor_for, parameters_of
from jalon.common.actor import system_actor
from jalon.demo.world import World
from jalon.parcours.models import Parcours
from jalon.quality.enums import ActionOrigin, ComplaintChannel
from jalon.quality.operations.audits import draw_sample
from jalon.quality.operations.complaints import answer_complaint, close_complaint, receive_complaint
from jalon.quality.operations.pieces import file_piece
from jalon.quality.operations.reviews import decide_action, publish_results, write_review
from jalon.quality.operations.subcontracts import add_subcontract
from jalon.quality.operations.surveys import answer_survey, ask_opinion
from jalon.quality.queries import survey_kind, year_results
from jalon.quality.rules.results import reasons_not_to_publish
from jalon.quality.rules.satisfaction import questions_for

MARKS = (
    (4, 4, 3, 4, 3, 3, 4, 4, 4), (3, 4, 4, 2, 3, 3, 3, 3, 3), (4, 3, 4, 4, 4, 2, 2, 4, 3), (3, 3, 3, 4, 2, 3, 3, 4, 4),
    (4, 4, 4, 4, 4, 4, 3, 4, 4), (2, 3, 3, 3, 2, 2, 3, 3, 2),
)  # fmt: skip
COMMENTS = (
    "Les examens blancs m’ont beaucoup rassurée.",
    "Commencer le dossier plus tôt aurait évité la course de la fin.",
    "",
    "",
    "Une équipe disponible, du premier jour au dernier.",
    "",
)


def tell_quality(world: World, *, base_url: str, now: datetime) -> None:
    """A year of quality, told as those who lead the centre would do it; mails are those of the demonstration."""
    centre, today = world.centre, timezone.localdate(now)
    lead = actor_for(world.users[Role.RESPONSABLE_SESSION], centre.pk)
    asked = Parcours.objects.filter(person__organisme=centre, person__titre_awards__isnull=False)
    for rank, path in enumerate(
        asked.exclude(person__email="").select_related("person__organisme")[: len(MARKS)]
    ):
        survey = ask_opinion(actor=lead, parcours=path, moment="end", base_url=base_url, now=now)
        kind = survey_kind(path)
        marks = dict(zip((q.code for q in questions_for(kind, "end")), MARKS[rank], strict=False))
        answer_survey(
            survey=survey, kind=kind, answers=marks, comment=COMMENTS[rank],
            actor=system_actor("questionnaire", organisme_id=centre.pk), now=now,
        )  # fmt: skip
    cold = receive_complaint(
        actor=lead, organisme=centre, channel=ComplaintChannel.EMAIL, author="Samira Okonkwo",
        received_on=today - timedelta(days=40), now=now - timedelta(days=40),
        text="La salle de préparation n’était pas chauffée le jour de l’examen blanc.",
    )  # fmt: skip
    cold = answer_complaint(
        actor=lead, complaint=cold, now=now - timedelta(days=33),
        answer="Vous avez raison : la chaudière était en panne, et nous ne vous l’avions pas dit.\n\n"
        "Elle est réparée. Les convocations nomment désormais une salle de repli.",
    )  # fmt: skip
    close_complaint(actor=lead, complaint=cold, lesson="Une salle de repli pour chaque épreuve.", now=now)
    receive_complaint(
        actor=lead, organisme=centre, channel=ComplaintChannel.LETTER, author="Bruno Castaing",
        received_on=today - timedelta(days=6), now=now - timedelta(days=5),
        text="Mon attestation de fin de formation ne m’est pas parvenue.",
    )  # fmt: skip
    decide_action(
        actor=lead, organisme=centre, heading="Nommer une salle de repli sur chaque convocation", owner="Odile Varenne",
        due_on=today + timedelta(days=30), origin=ActionOrigin.COMPLAINT, complaint=cold, now=now,
    )  # fmt: skip
    for indicator, heading, note in (
        (21, "Titres et expériences des formateurs", "Dossiers du personnel, armoire du secrétariat."),
        (23, "Note de veille réglementaire", "Arrêté sur l’accompagnement à la VAE, lu en réunion d’équipe."),
        (24, "Veille sur les métiers de l’insertion", "Rencontre avec la mission locale."),
    ):
        file_piece(
            actor=lead, organisme=centre, indicator=indicator, heading=heading, note=note,
            dated=today - timedelta(days=20), now=now,
        )  # fmt: skip
    file_piece(
        actor=lead, organisme=centre, indicator=26, heading="Désignation du référent handicap", now=now,
        note="Bastien Roumégas, formé en mars.", dated=today - timedelta(days=200),
        valid_until=today + timedelta(days=25),
    )  # fmt: skip
    add_subcontract(
        actor=lead, organisme=centre, way="given", partner="Atelier du Canal", nda="76310099931", kind="formation",
        heading="Bureautique pour les conseillers", starts_on=today - timedelta(days=60),
        ends_on=today - timedelta(days=30), trainees=6, minutes=6 * 840, amount_cents=252_000,
        certified_until=today + timedelta(days=400), checked_on=today - timedelta(days=70), now=now,
    )  # fmt: skip
    draw_sample(actor=lead, organisme=centre, year=today.year, size=5, seed="demonstration", now=now)
    write_review(
        actor=lead, organisme=centre, year=today.year, final=False, now=now,
        analysis="Les avis saluent les examens blancs et demandent d’ouvrir l’atelier d’écriture dès le deuxième mois.",
    )  # fmt: skip
    minimum = parameters_of(centre.pk)["results_people_min"]
    for year in (today.year - 1, today.year):
        for results in year_results(centre, year):
            if not reasons_not_to_publish(results, minimum=minimum):
                publish_results(
                    actor=lead, organisme=centre, year=year, results=results, minimum=minimum, now=now
                )

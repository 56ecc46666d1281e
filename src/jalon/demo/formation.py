"""A programme and its next version, someone placed, dispensed, received in a company and evaluated."""

import hashlib
from datetime import date, datetime, timedelta
from importlib.resources import files

from django.db import transaction
from django.utils.timezone import localdate

from jalon.accounts.enums import Role
from jalon.accounts.queries import actor_for
from jalon.common.uploads import PDF, Received
from jalon.demo.prestation import TITRE, TRAINEE
from jalon.demo.world import World, at, working_days
from jalon.formation.enums import EntryStep, Met, Placing
from jalon.formation.models import Programme
from jalon.formation.operations.companies import agree_convention, declare_week, issue_convention
from jalon.formation.operations.entry import dispense, place, record_entry_step, record_interview
from jalon.formation.operations.evaluations import mock_criteria, record_ecf, record_mock_exam
from jalon.formation.operations.programmes import (
    advance_programme,
    follow_programme,
    propose_programme,
    write_programme,
)
from jalon.formation.programme import check_programme, read_programme
from jalon.formation.queries import items_of
from jalon.parcours.models import Parcours
from jalon.prestation.models import Prestation
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TestKind, TitreVersion

TEXTS = {
    "objectives": "Accueillir et poser un diagnostic partagé.\nAccompagner vers l’emploi.\nMobiliser les employeurs.",
    "prerequisites": "Niveau 4 et une première expérience de l’accompagnement.",
    "public": "Salariés, demandeurs d’emploi, personnes en reconversion.",
    "methods": "Études de cas, mises en situation filmées, analyse de pratique ; douze personnes au plus.",
    "evaluation": "Évaluations en cours de formation par compétence, examens blancs, session du titre.",
    "access": "Entrées en mars et en octobre ; réponse sous quinze jours. Référente handicap : Salomé Arnaud.",
    "trainers": "Bastien Roumégas, conseiller en insertion, titulaire d’un titre de niveau 6.",
    "assistance": "Messagerie du formateur, réponse sous un jour ouvré ; permanence le mardi.",
    "contact": "Odile Varenne, responsable de session.",
    "price": "8 820 € toutes taxes comprises.",
}
PROOF = Received(
    "feuille-de-presence.pdf", PDF, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"
)


def tell_formation(world: World, now: datetime) -> None:
    """The group of `tell_prestation` follows a sound programme; a next version, with its faults, waits."""
    with transaction.atomic():
        group = Prestation.objects.filter(
            organisme=world.centre, kind="formation", status="running", titre_ref=TITRE
        ).first()
        path = Parcours.objects.filter(person__email=TRAINEE, route="formation").first()
        if group is None or path is None:
            return
        titre = get_titre(TITRE)
        programme = _programmes(world, group, titre, now)
        _entry(world, path, programme, titre, now)
        _company(world, path, titre, now)
        _evaluations(world, path, titre, now)


def _programmes(world: World, group: Prestation, titre: TitreVersion, now: datetime) -> Programme:
    lead = world.actor(Role.RESPONSABLE_SESSION)
    text = files(__package__).joinpath("programme.txt").read_text(encoding="utf-8")
    faulty = (
        text.replace("RNCP37274", "RNCP 403")
        .replace("(70 h)", "(77 h)")
        .replace("CCP 2 : 175 h de stage (5 semaines)", "CCP 2 : 140 h de stage (4 semaines)")
    )
    began = at(group.starts_on - timedelta(days=90), 10)
    made = []
    for content, name, moment in (
        (text, "programme-cip.txt", began),
        (faulty, "programme-cip-2027.txt", now),
    ):
        read = read_programme(content.encode(), name, titre)
        made.append(
            propose_programme(
                actor=lead, organisme=world.centre, titre=titre, heading="Conseiller en insertion professionnelle",
                report=check_programme(read, titre), source_name=name, now=moment,
                source_sha256=hashlib.sha256(content.encode()).hexdigest(),
            )
        )  # fmt: skip
    first = made[0]
    write_programme(actor=lead, programme=first, texts=TEXTS, now=began)
    advance_programme(actor=lead, programme=first, act="adopt", now=began)
    follow_programme(
        actor=lead, prestation=group, programme=first, now=at(group.starts_on - timedelta(days=50), 10)
    )
    return first


def _entry(world: World, path: Parcours, programme: Programme, titre: TitreVersion, now: datetime) -> None:
    trainer = world.actor(Role.FORMATEUR)
    user = path.person.user
    first = _began(path, now) - timedelta(days=44)
    for step, days in ((EntryStep.INFORMATION, 0), (EntryStep.FILE, 4)):
        on = first + timedelta(days=days)
        record_entry_step(actor=trainer, parcours=path, step=step, on=on, now=at(on, 10))
    refs = [titre.competence_id(c.number) for ccp in titre.ccps for c in ccp.competences]
    own = {ref: (2, 1, 1, 2, 3, 1, 1, 0, 0, 1, 1, 0, 0, 1, 2)[rank] for rank, ref in enumerate(refs)}
    seen = {ref: (2, 1, 0, 2, 2, 1, 0, 0, 1, 2, 1, 0, 0, 0, 0)[rank] for rank, ref in enumerate(refs)}
    on = first + timedelta(days=6)
    place(
        actor=actor_for(user, world.centre.pk) if user else trainer, parcours=path, placing=Placing.SELF, levels=own,
        on=on, now=at(on, 18), evidence={refs[0]: "Trois ans à l’accueil d’une maison de quartier."},
        comment="Je veux surtout apprendre à mener les entretiens.",
    )  # fmt: skip
    on = first + timedelta(days=8)
    place(
        actor=trainer, parcours=path, placing=Placing.TRAINER, levels=seen, on=on, now=at(on, 15),
        evidence={refs[9]: "A animé devant nous un atelier de dix minutes."},
        comment="Écrits déjà sûrs ; la relation aux employeurs est à construire.",
    )  # fmt: skip
    record_interview(
        actor=trainer, parcours=path, on=on, project="Rejoindre une mission locale.", needs="Entretiens, employeurs.",
        conditions="Arrivée à 9 h 15 le lundi.", conclusion="Entrée dans la promotion, avec une dispense.",
        now=at(on, 16),
    )  # fmt: skip
    item = next(one for one in items_of(programme) if one.competence_refs == [titre.competence_id(5)])
    dispense(
        actor=trainer, parcours=path, item=item, reason="Écrits professionnels constatés au positionnement", on=on,
        now=at(on, 17),
    )  # fmt: skip


def _company(world: World, path: Parcours, titre: TitreVersion, now: datetime) -> None:
    trainer, today = world.actor(Role.FORMATEUR), localdate(now)
    monday = today - timedelta(days=today.weekday() + 14)
    stay = agree_convention(
        actor=trainer, parcours=path, ccp_number=1, company="Maison de l’emploi des Rives",
        address="8 quai de Tounis\n31000 Toulouse", signatory="Hélène Pradier", tutor="Yanis Ferrand",
        tutor_quality="conseiller", tutor_contact="y.ferrand@exemple.example", starts_on=monday,
        ends_on=monday + timedelta(days=25), hours=105, schedule="Du lundi au vendredi, 9 h – 17 h",
        activities="Accueillir le public, participer aux premiers entretiens.",
        competence_refs=[titre.competence_id(1), titre.competence_id(2)], now=at(monday - timedelta(days=10), 10),
    )  # fmt: skip
    issue_convention(actor=trainer, convention=stay, now=at(monday - timedelta(days=9), 10))
    for rank, proof in enumerate((PROOF, None)):
        week = monday + timedelta(weeks=rank)
        declare_week(
            actor=trainer, convention=stay, monday=week, hours=35, activities="Accueil et entretiens observés.",
            now=at(min(week + timedelta(days=4), today), 8), proof=proof,
        )  # fmt: skip


def _evaluations(world: World, path: Parcours, titre: TitreVersion, now: datetime) -> None:
    trainer, today = world.actor(Role.FORMATEUR), localdate(now)
    for competence, acquired, days in ((1, True, 6), (2, False, 4)):
        on = working_days(today - timedelta(days=days), 1)[0]
        if on >= today:
            on = today - timedelta(days=1)
        criteria = titre.criteria(competence)
        record_ecf(
            actor=trainer, parcours=path, competence=competence, on=on, acquired=acquired, now=at(on, 17),
            situation="Information collective de six personnes" if acquired else "Premier entretien simulé",
            met={one.id: Met.YES if acquired or one.number % 2 else Met.PARTLY for one in criteria},
            observations="Clair et à l’écoute." if acquired else "La reformulation vient trop tôt.",
        )  # fmt: skip
    on = today - timedelta(days=1)
    kind = TestKind.ENTRETIEN_TECHNIQUE
    record_mock_exam(
        actor=trainer, parcours=path, scope="ccp1", kind=kind, on=on, minutes=45, now=at(on, 18),
        met={
            one.id: Met.PARTLY if one.number % 2 else Met.YES for one in mock_criteria(titre, "ccp1", kind)
        },
        note="Cinq minutes de moins que prévu : développer l’analyse.",
    )  # fmt: skip


def _began(path: Parcours, now: datetime) -> date:
    stay = path.participations.filter(prestation__status="running").select_related("prestation").first()
    return stay.prestation.starts_on if stay else localdate(now)

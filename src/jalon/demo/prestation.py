"""A group that prepares the CIP title: contracts, séances, signatures, an absence, a certificate."""

from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate

from jalon.accounts.enums import Role
from jalon.accounts.queries import actor_for
from jalon.common.actor import Actor
from jalon.demo.world import World, at, open_candidate_account, working_days
from jalon.parcours.models import Parcours
from jalon.parcours.operations import advance_parcours, create_parcours
from jalon.people.operations import create_person
from jalon.prestation.enums import (
    DeliveryKind,
    EngagementKind,
    Funder,
    HalfDay,
    Party,
    Presence,
    PrestationKind,
)
from jalon.prestation.models import Participation, Prestation, Seance
from jalon.prestation.operations import (
    add_participation,
    advance_prestation,
    ask_financing,
    countersign_seance,
    decide_financing,
    issue_attestation,
    issue_certificate,
    leave_prestation,
    open_prestation,
    plan_seance,
    prepare_engagement,
    record_attendance,
    record_delivery,
    send_convocation,
    send_engagement,
    sign_attendance,
    sign_engagement,
)
from jalon.prestation.queries.presence import halves_of
from jalon.prestation.rules.engagements import Payment

TRAINEE = "maelys.costes@exemple.example"
"""The trainee whom the demonstration follows from her own screens."""
PEOPLE = (
    ("madame", "Costes", "Maëlys", TRAINEE, date(1994, 3, 12)),
    ("monsieur", "Darrieu", "Killian", "killian.darrieu@exemple.example", date(1989, 7, 30)),
    ("madame", "Fontanier", "Awa", "awa.fontanier@exemple.example", date(1997, 11, 5)),
    ("monsieur", "Lacaze", "Théo", "theo.lacaze@exemple.example", date(1986, 1, 21)),
)
TITRE = "TP-00403.08"
SUBJECTS = (
    "Accueil et positionnement",
    "Analyser la demande de la personne",
    "Exercer une veille",
    "Travailler en réseau et en partenariat",
    "Écrits professionnels et suivi numérique",
)
STROKES = [[[120, 230], [210, 110], [290, 250], [380, 120], [520, 240], [700, 150], [860, 210]]]
CLAUSES = {
    "nature": "Action de formation au sens de l’article L6313-1 du code du travail.",
    "object": "Préparer le titre professionnel de conseiller en insertion professionnelle.",
    "duration": "735 h en centre et 385 h en entreprise.",
    "numbers": "Douze personnes au plus.",
    "prerequisites": "Niveau 4 et une première expérience de l’accompagnement.",
    "course": "En présence. La présence est signée par demi-journée.",
    "means": "Salle équipée, centre de ressources, plateforme d’exercices.",
    "sanction": "Session d’examen du titre, certificat de réalisation sous condition de participation effective.",
    "trainers": "Formateurs titulaires d’un titre de niveau 6, conseillers en insertion de métier.",
    "price": "8 820 € toutes taxes comprises.",
    "payment": "En trois versements ; en cas d’abandon, seules les heures suivies sont dues.",
    "retraction": "Dix jours à compter de la signature, sans motif.",
}


def tell_prestation(world: World, now: datetime) -> None:
    """A group that runs since three weeks and ends in five months; another, short, that has just ended."""
    with transaction.atomic():
        lead = world.actor(Role.RESPONSABLE_SESSION)
        trainer = world.actor(Role.FORMATEUR)
        today = localdate(now)
        began = working_days(today - timedelta(days=21), 1)[0]
        paths = [_path(world, lead, who, began) for who in PEOPLE]
        _running(world, lead, trainer, paths, began, now)
        _ended(world, lead, trainer, paths[:2], today, now)


def _path(world: World, lead: Actor, who: tuple[str, str, str, str, date], began: date) -> Parcours:
    civility, name, first, email, born = who
    contact = at(began - timedelta(days=60), 10)
    person = create_person(
        actor=lead, organisme=world.centre, civility=civility, birth_name=name, first_name=first, email=email,
        birth_date=born, birth_place="Toulouse", now=contact,
    )  # fmt: skip
    if email == TRAINEE:
        open_candidate_account(world, person, contact)
    path = create_parcours(
        actor=lead, person=person, titre_ref=TITRE, route="formation", trainers=[world.trainer],
        contacted_on=localdate(contact), now=contact,
    )  # fmt: skip
    for days, act in ((55, "inform"), (50, "apply"), (42, "position"), (38, "admit")):
        on = began - timedelta(days=days)
        advance_parcours(actor=lead, parcours=path, act=act, on=on, now=at(on, 11))
    return path


def _running(
    world: World, lead: Actor, trainer: Actor, paths: list[Parcours], began: date, now: datetime
) -> None:
    group = open_prestation(
        actor=lead, organisme=world.centre, kind=PrestationKind.FORMATION, titre_ref=TITRE,
        heading="Préparer le titre de conseiller en insertion professionnelle", starts_on=began,
        ends_on=began + timedelta(days=170), minutes_planned=735 * 60, price_cents=882_000, capacity=12,
        site=world.site, trainer=world.trainer, now=at(began - timedelta(days=50), 9),
    )  # fmt: skip
    places = [_place(lead, group, path, began) for path in paths]
    for place in places[:3]:
        _contract(world, lead, place, began)
    _funded(lead, places[3], began)
    for path in paths[:3]:
        advance_parcours(actor=lead, parcours=path, act="enter", on=began, now=at(began, 9))
    advance_prestation(actor=lead, prestation=group, act="start", now=at(began, 9))
    today = localdate(now)
    held = [day for day in working_days(began, 12) if day < today][-6:]
    coming = working_days(today, 4)
    for rank, day in enumerate([*held, *coming]):
        seance = _seance(
            lead, group, day, SUBJECTS[rank % len(SUBJECTS)], now=at(began - timedelta(days=20), 9)
        )
        if day in held:
            _attended(lead, trainer, seance, places, rank)


def _place(lead: Actor, group: Prestation, path: Parcours, began: date) -> Participation:
    place = add_participation(
        actor=lead, prestation=group, parcours=path, entered_on=began, now=at(began - timedelta(days=35), 9)
    )
    on = began - timedelta(days=30)
    kinds = (
        DeliveryKind.PROGRAMME, DeliveryKind.RULES, DeliveryKind.TRAINERS, DeliveryKind.HOURS,
        DeliveryKind.EVALUATION, DeliveryKind.CONTACT,
    )  # fmt: skip
    for kind in kinds:
        record_delivery(
            actor=lead,
            participation=place,
            kind=kind,
            on=on,
            how="En main propre, contre signature",
            now=at(on, 10),
        )
    send_convocation(actor=lead, participation=place, now=at(began - timedelta(days=10), 9))
    return place


def _contract(world: World, lead: Actor, place: Participation, began: date) -> None:
    """A contract that Maëlys pays alone, signed by both; the others’ still waits for them."""
    followed = place.parcours.person.user is not None
    sent = at(began - timedelta(days=28), 9)
    deed = prepare_engagement(
        actor=lead, participation=place, kind=EngagementKind.CONTRACT, clauses=CLAUSES, now=sent,
        payments=(
            Payment("Premier versement", began - timedelta(days=7), 264_600),
            Payment("Deuxième versement", began + timedelta(days=90), 308_700),
            Payment("Solde", began + timedelta(days=170), 308_700),
        ),
    )  # fmt: skip
    deed = send_engagement(actor=lead, engagement=deed, now=sent)
    assert deed.document is not None
    signed = at(began - timedelta(days=27), 18)
    user = place.parcours.person.user
    sign_engagement(
        actor=actor_for(user, world.centre.pk) if followed and user else lead, engagement=deed, party=Party.CANDIDATE,
        strokes=STROKES, document_sha256=deed.document.sha256, now=signed,
    )  # fmt: skip
    sign_engagement(
        actor=lead, engagement=deed, party=Party.ORGANISME, strokes=STROKES, document_sha256=deed.document.sha256,
        now=signed + timedelta(hours=1),
    )  # fmt: skip


def _funded(lead: Actor, place: Participation, began: date) -> None:
    """Théo, whose employer buys the action: a convention that waits to be signed."""
    on = began - timedelta(days=33)
    asked = ask_financing(
        actor=lead, participation=place, funder=Funder.OPCO, funder_name="Opérateur de compétences",
        amount_cents=600_000, asked_on=on, now=at(on, 9),
    )  # fmt: skip
    answered = on + timedelta(days=8)
    decide_financing(actor=lead, financing=asked, granted=True, decided_on=answered, now=at(answered, 9))
    deed = prepare_engagement(
        actor=lead, participation=place, kind=EngagementKind.CONVENTION, clauses=CLAUSES,
        purchaser_name="Ateliers de la Garonne", purchaser_signatory="Bruno Delmas", purchaser_siret="98765432100021",
        purchaser_address="4 chemin des Étroits\n31400 Toulouse", now=at(answered, 10),
    )  # fmt: skip
    send_engagement(actor=lead, engagement=deed, now=at(answered, 11))


def _seance(lead: Actor, group: Prestation, day: date, heading: str, *, now: datetime) -> Seance:
    return plan_seance(
        actor=lead, prestation=group, starts_at=at(day, 9), ends_at=at(day, 17), pause_from=time(12, 30),
        pause_until=time(13, 30), heading=heading, room="Salle Aveyron", competence_refs=[f"{TITRE}/C1"], now=now,
    )  # fmt: skip


def _attended(lead: Actor, trainer: Actor, seance: Seance, places: list[Participation], rank: int) -> None:
    """Everyone signs, but for an absence, a late arrival, and one signature that still lacks."""
    day = localdate(seance.starts_at)
    for half in halves_of(seance):
        half_day = HalfDay(half.half_day)
        signed = half.starts_at + timedelta(minutes=10)
        for index, place in enumerate(places):
            note = partial(
                record_attendance, actor=trainer, seance=seance, participation=place, half_day=half_day,
                now=half.ends_at,
            )  # fmt: skip
            if index == 1 and rank in {2, 3}:
                note(presence=Presence.ABSENT)
                continue
            if index == 2 and rank == 1 and half_day == HalfDay.MORNING:
                note(presence=Presence.LATE, minutes=half.minutes - 45)
            if index == 3 and rank == 4 and half_day == HalfDay.AFTERNOON:
                note(presence=Presence.PRESENT)
                continue
            sign_attendance(
                actor=trainer, seance=seance, participation=place, half_day=half_day, strokes=STROKES,
                signed_at=signed, now=half.ends_at,
            )  # fmt: skip
        countersign_seance(
            actor=trainer,
            seance=seance,
            half_day=half_day,
            strokes=STROKES,
            now=min(half.ends_at, at(day, 17)),
        )


def _ended(
    world: World, lead: Actor, trainer: Actor, paths: list[Parcours], today: date, now: datetime
) -> None:
    """Two days of preparation to the exam, over and certified for one; the other left."""
    days = working_days(today - timedelta(days=45), 2)
    group = open_prestation(
        actor=lead, organisme=world.centre, kind=PrestationKind.FORMATION, titre_ref=TITRE,
        heading="Découvrir le métier de conseiller en insertion", starts_on=days[0], ends_on=days[-1],
        minutes_planned=2 * 7 * 60, price_cents=0, site=world.site, trainer=world.trainer, now=at(days[0], 8),
    )  # fmt: skip
    places = [
        add_participation(actor=lead, prestation=group, parcours=path, entered_on=days[0], now=at(days[0], 8))
        for path in paths
    ]
    advance_prestation(actor=lead, prestation=group, act="start", now=at(days[0], 9))
    for rank, day in enumerate(days):
        seance = plan_seance(
            actor=lead, prestation=group, starts_at=at(day, 9), ends_at=at(day, 17), pause_from=time(12),
            pause_until=time(13), heading="Découvrir le métier et le titre", room="Salle Gers", now=at(day, 8),
        )  # fmt: skip
        if rank:
            leave_prestation(
                actor=lead, participation=places[1], left_on=days[0], reason="A préféré attendre la rentrée",
                now=at(day, 8),
            )  # fmt: skip
            places[1].refresh_from_db()
        for half in halves_of(seance):
            for place in places[: 1 if rank else 2]:
                sign_attendance(
                    actor=trainer, seance=seance, participation=place, half_day=HalfDay(half.half_day),
                    strokes=STROKES, signed_at=half.starts_at, now=half.ends_at,
                )  # fmt: skip
            countersign_seance(
                actor=trainer,
                seance=seance,
                half_day=HalfDay(half.half_day),
                strokes=STROKES,
                now=half.ends_at,
            )
    over = at(days[-1], 18)
    advance_prestation(actor=lead, prestation=group, act="finish", now=over)
    issue_certificate(actor=lead, participation=places[0], now=over)
    issue_attestation(actor=lead, participation=places[0], now=over)

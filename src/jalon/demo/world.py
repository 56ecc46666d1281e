"""The invented organismes, their rooms and their people, founded with the product's own operations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jalon.accounts.enums import OrganismeKind, Role
from jalon.accounts.models import Organisme, Site, User
from jalon.accounts.operations.members import open_account
from jalon.accounts.operations.organismes import create_organisme, create_site
from jalon.accounts.queries import actor_for
from jalon.common.actor import Actor, system_actor
from jalon.common.calendar import add_years, is_working_day
from jalon.demo.roster import ACTOR, CIP_JURORS, ETI_JURORS, TRAINER, VAE_ADVISER, Professional
from jalon.examen.enums import SalleKind
from jalon.examen.models import Salle
from jalon.examen.operations.sessions import save_agrement, save_salle
from jalon.jury.operations.habilitations import record_habilitation
from jalon.people.models import Person
from jalon.people.operations import create_person, link_account
from jalon.referentiel.queries import get_titre

CENTRE_NAME = "Passerelles 31"
CIVILITIES = {"Mme": "madame", "M.": "monsieur"}

TEAM = (
    (Role.RESPONSABLE_SESSION, "Odile", "Varenne"),
    (Role.FORMATEUR, "Bastien", "Roumégas"),
    (Role.ACCOMPAGNATEUR_VAE, "Solène", "Kerouredan"),
    (Role.CONSEILLER, "Hakim", "Belhadj"),
    (Role.ENCADRANT, "Yvon", "Sarrazin"),
    (Role.ADMINISTRATEUR, "Nadège", "Loubère"),
)
SALLES = (
    ("Garonne", SalleKind.JURY, 4),
    ("Ariège", SalleKind.JURY, 4),
    ("Tarn", SalleKind.MISE_EN_SITUATION, 6),
    ("Lot", SalleKind.MISE_EN_SITUATION, 6),
    ("Aveyron", SalleKind.PREPARATION, 3),
    ("Gers", SalleKind.PREPARATION, 3),
    ("Loge", SalleKind.ACTOR, 2),
)


@dataclass(frozen=True, slots=True)
class World:
    """What every story starts from."""

    centre: Organisme
    site: Site
    salles: tuple[Salle, ...]
    users: Mapping[Role, User]
    jurors: Mapping[str, tuple[Person, ...]]
    comedien: Person
    trainer: Person
    adviser: Person
    ddets: Actor

    def actor(self, role: Role) -> Actor:
        """The member of the centre who holds `role`."""
        return actor_for(self.users[role], self.centre.pk)

    def juror_actor(self, person: Person) -> Actor:
        """The actor that a juror is in the centre."""
        if person.user is None:
            raise ValueError(f"{person} has no account")
        return actor_for(person.user, self.centre.pk)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day of the story, in local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def working_days(first: date, count: int) -> list[date]:
    """The first `count` working days from `first` on."""
    days: list[date] = []
    while len(days) < count:
        if is_working_day(first):
            days.append(first)
        first += timedelta(days=1)
    return days


def found_world(now: datetime) -> World:
    """Create the centre, its DDETS, its team, rooms, agréments, jurors and actor."""
    system = system_actor("démonstration", roles=frozenset({Role.ADMINISTRATEUR.value}))
    today = timezone.localdate(now)
    centre = create_organisme(
        actor=system,
        name=CENTRE_NAME,
        departement="31",
        address="14 rue des Balisiers\n31200 Toulouse",
        siret="12345678200010",
        nda="76310000031",
        email="contact@passerelles31.example",
        phone="05 00 00 31 31",
        now=now,
    )
    service = create_organisme(
        actor=system,
        name="DDETS de la Haute-Garonne",
        kind=OrganismeKind.DDETS,
        departement="31",
        email="titres@ddets31.example",
        now=now,
    )
    users = {role: _account(system, centre, role, first, last, now) for role, first, last in TEAM}
    state = _account(system, service, Role.DDETS, "Philippe", "Castéran", now)
    admin = actor_for(users[Role.ADMINISTRATEUR], centre.pk)
    site = create_site(
        actor=admin,
        organisme=centre,
        name="Toulouse – Les Balisiers",
        address="14 rue des Balisiers\n31200 Toulouse",
        departement="31",
        access_notes="Métro Barrière de Paris à 300 m. Salles de plain-pied, boucle magnétique à l’accueil.",
        now=now,
    )
    salles = tuple(
        save_salle(actor=admin, site=site, name=f"Salle {name}", kind=kind, capacity=capacity, now=now)
        for name, kind, capacity in SALLES
    )
    for code, number in (("TP-00403", "AGR-31-2025-041"), ("TP-00448", "AGR-31-2025-067")):
        save_agrement(
            actor=admin,
            organisme=centre,
            site=site,
            titre_code=code,
            number=number,
            valid_from=add_years(today, -1),
            valid_until=_until(code, today),
            now=now,
        )
    jurors = {
        "TP-00403": _jurors(admin, centre, "TP-00403", CIP_JURORS, today, now),
        "TP-00448": _jurors(admin, centre, "TP-00448", ETI_JURORS, today, now),
    }
    return World(
        centre=centre,
        site=site,
        salles=salles,
        users=users,
        jurors=jurors,
        comedien=_person(admin, centre, ACTOR, now),
        trainer=_person(admin, centre, TRAINER, now, user=users[Role.FORMATEUR]),
        adviser=_person(admin, centre, VAE_ADVISER, now, user=users[Role.ACCOMPAGNATEUR_VAE]),
        ddets=actor_for(state, service.pk),
    )


def _until(code: str, today: date) -> date:
    """Two years on, never beyond the end of the title (A3.1, A5.6)."""
    end = get_titre(code).validity_end
    two_years = add_years(today, 2)
    return min(two_years, date.fromisoformat(end)) if end else two_years


def _account(actor: Actor, organisme: Organisme, role: Role, first: str, last: str, now: datetime) -> User:
    return open_account(
        actor=actor,
        organisme=organisme,
        email=f"{role.value.replace('_', '-')}@passerelles31.example",
        first_name=first,
        last_name=last,
        role=role,
        now=now,
    )


def _person(
    actor: Actor, centre: Organisme, who: Professional, now: datetime, user: User | None = None
) -> Person:
    return create_person(
        actor=actor,
        organisme=centre,
        civility=CIVILITIES[who.civility],
        birth_name=who.last_name,
        first_name=who.first_name,
        email=who.email,
        employer=who.employer,
        user=user,
        now=now,
    )


def _jurors(
    actor: Actor, centre: Organisme, code: str, people: Iterable[Professional], today: date, now: datetime
) -> tuple[Person, ...]:
    found = []
    for rank, who in enumerate(people, 1):
        user = open_account(
            actor=actor,
            organisme=centre,
            email=who.email,
            first_name=who.first_name,
            last_name=who.last_name,
            role=Role.JURE,
            now=now,
        )
        person = _person(actor, centre, who, now, user=user)
        record_habilitation(
            actor=actor,
            person=person,
            titre_code=code,
            number=f"H31-{code[-3:]}-{rank:02d}",
            departement="31",
            valid_from=add_years(today, -1),
            valid_until=_until(code, today),
            now=now,
        )
        found.append(person)
    return tuple(found)


def open_candidate_account(world: World, person: Person, now: datetime) -> User:
    """Give a candidate of the story a way in."""
    admin = world.actor(Role.ADMINISTRATEUR)
    user = open_account(
        actor=admin,
        organisme=world.centre,
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        role=Role.CANDIDAT,
        now=now,
    )
    link_account(actor=admin, person=person, user=user, now=now)
    return user

"""The fixed cast that speaks in every test: the same centres, services, members and persons, made when first called.

Every function is idempotent: calling it twice gives the same record. `centre` is where stories happen;
`other_centre` and `other_ddets` are the near misses (same role, other organisme; same service, other département).
"""

from datetime import date

from django.contrib.auth.hashers import make_password
from django.test import Client

from jalon.accounts.enums import OrganismeKind, Role
from jalon.accounts.models import Membership, Organisme, Site, User
from jalon.accounts.queries import actor_for
from jalon.common.actor import Actor
from jalon.examen.enums import SalleKind
from jalon.examen.models import Salle
from jalon.people.enums import Civility
from jalon.people.models import Person
from jalon.people.rules import identity_key

PASSWORD = "des-balises-et-des-jalons"
_PASSWORD_HASH: list[str] = []

NAMES = {
    Role.RESPONSABLE_SESSION: ("Odile", "Varenne"),
    Role.FORMATEUR: ("Bastien", "Roumégas"),
    Role.ACCOMPAGNATEUR_VAE: ("Solène", "Kerouredan"),
    Role.CONSEILLER: ("Hakim", "Belhadj"),
    Role.ENCADRANT: ("Yvon", "Sarrazin"),
    Role.JURE: ("Éliane", "Dastugue"),
    Role.CANDIDAT: ("Inès", "Mazarguil"),
    Role.DDETS: ("Philippe", "Castéran"),
    Role.ADMINISTRATEUR: ("Nadège", "Loubère"),
}


def centre() -> Organisme:
    """« Passerelles 31 », in Toulouse: where stories happen."""
    return _organisme(
        "Passerelles 31",
        kind=OrganismeKind.CENTRE,
        departement="31",
        address="14 rue des Balisiers\n31200 Toulouse",
        siret="00000000003131",
        nda="76310000031",
        email="contact@passerelles31.example",
        phone="05 00 00 31 31",
    )


def other_centre() -> Organisme:
    """« Tremplin Paris 20 »: a centre of another département, which must never see the first one's people."""
    return _organisme(
        "Tremplin Paris 20",
        kind=OrganismeKind.CENTRE,
        departement="75",
        address="3 passage des Lucioles\n75020 Paris",
        siret="00000000007575",
        email="contact@tremplin20.example",
    )


def ddets() -> Organisme:
    """The DDETS of Haute-Garonne, which validates the sessions of `centre`."""
    return _organisme("DDETS de la Haute-Garonne", kind=OrganismeKind.DDETS, departement="31")


def other_ddets() -> Organisme:
    """The service of Paris, which has no say in Toulouse."""
    return _organisme("DRIEETS de Paris", kind=OrganismeKind.DDETS, departement="75")


def _organisme(name: str, **fields: str) -> Organisme:
    return Organisme.objects.get_or_create(name=name, defaults=fields)[0]


def site(organisme: Organisme | None = None) -> Site:
    """The main site of an organisme (default: `centre`)."""
    organisme = organisme or centre()
    return Site.objects.get_or_create(
        organisme=organisme,
        name="Site principal",
        defaults={
            "address": organisme.address or "1 place de la Préfecture",
            "departement": organisme.departement,
            "access_notes": "Accessible aux fauteuils roulants ; métro à 300 m.",
        },
    )[0]


def salles(at: Site | None = None) -> list[Salle]:
    """The rooms of a site (default: that of `centre`): two of each kind that the RE asks for, one loge (A4.11)."""
    at = at or site()
    rooms = [
        ("Salle Garonne", SalleKind.JURY, 4),
        ("Salle Ariège", SalleKind.JURY, 4),
        ("Salle Tarn", SalleKind.MISE_EN_SITUATION, 4),
        ("Salle Lot", SalleKind.MISE_EN_SITUATION, 4),
        ("Salle Aveyron", SalleKind.PREPARATION, 8),
        ("Salle Gers", SalleKind.PREPARATION, 8),
        ("Loge", SalleKind.ACTOR, 2),
    ]
    return [
        Salle.objects.get_or_create(site=at, name=name, defaults={"kind": kind, "capacity": capacity})[0]
        for name, kind, capacity in rooms
    ]


def user(role: Role, organisme: Organisme | None = None, *, number: int = 1) -> User:
    """The member who holds `role` in `organisme` (default: `centre`, or `ddets` for that role); PASSWORD opens it.

    `number` tells apart several members of one role.
    """
    organisme = organisme or (ddets() if role == Role.DDETS else centre())
    first_name, last_name = NAMES[role]
    suffix = "" if number == 1 else f" {number}"
    if not _PASSWORD_HASH:
        _PASSWORD_HASH.append(make_password(PASSWORD))
    found, _ = User.objects.get_or_create(
        email=f"{role.value}{number}@o{organisme.pk}.example",
        defaults={
            "first_name": first_name,
            "last_name": last_name + suffix,
            "password": _PASSWORD_HASH[0],
        },
    )
    Membership.objects.get_or_create(user=found, organisme=organisme, role=role)
    return found


def actor(role: Role, organisme: Organisme | None = None, *, number: int = 1) -> Actor:
    """The actor that `user(role, organisme)` is in that organisme."""
    organisme = organisme or (ddets() if role == Role.DDETS else centre())
    return actor_for(user(role, organisme, number=number), organisme.pk)


def client(who: Role | User | None, organisme: Organisme | None = None) -> Client:
    """A test browser signed in as that role or user; None for a visitor."""
    browser = Client()
    if isinstance(who, Role):
        who = user(who, organisme)
    if who is not None:
        browser.force_login(who)
    return browser


def person(
    birth_name: str = "Mazarguil",
    first_name: str = "Inès",
    birth_date: date | None = date(1991, 4, 23),
    *,
    organisme: Organisme | None = None,
    civility: Civility = Civility.MADAME,
    user: User | None = None,
    email: str = "",
    **fields: str,
) -> Person:
    """A person known to an organisme (default: `centre`), found again by identity."""
    found, _ = Person.objects.get_or_create(
        organisme=organisme or centre(),
        identity_key=identity_key(birth_name, first_name, birth_date),
        defaults={
            "birth_name": birth_name,
            "first_name": first_name,
            "birth_date": birth_date,
            "civility": civility,
            "user": user,
            "email": email or (user.email if user else ""),
            **fields,
        },
    )
    return found


def candidate_person(organisme: Organisme | None = None) -> Person:
    """The person behind `user(Role.CANDIDAT, organisme)`."""
    member = user(Role.CANDIDAT, organisme)
    return person("Mazarguil", "Inès", date(1991, 4, 23), organisme=organisme, user=member)


def juror_person(organisme: Organisme | None = None) -> Person:
    """The person behind `user(Role.JURE, organisme)`; habilitations and seats are the jury cast's."""
    member = user(Role.JURE, organisme)
    return person("Dastugue", "Éliane", date(1972, 9, 2), organisme=organisme, user=member)


def people(count: int, organisme: Organisme | None = None) -> list[Person]:
    """`count` distinct invented persons."""
    return [
        person(
            f"Inventé{number:03d}",
            "Camille",
            date(1980 + number % 25, 1 + number % 12, 1 + number % 28),
            organisme=organisme,
            civility=Civility.NEUTRAL,
        )
        for number in range(1, count + 1)
    ]

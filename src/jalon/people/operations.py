"""Acts on persons: record, correct, merge, and declare the ties that keep a juror from judging (A5.10, A5.11)."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme, User
from jalon.accounts.operations import add_role, create_signin_link, open_account
from jalon.common.actor import Actor
from jalon.common.journal import record_act, record_acts
from jalon.people.enums import Civility, RelationKind
from jalon.people.models import IDENTITY_TAKEN, Person, Relation
from jalon.people.notifications import send_access
from jalon.people.rules import NIR_REFUSED, holds_nir

T = TypeVar("T")
FREE_TEXTS = ("other_first_names", "birth_place", "phone", "address", "employer")
OLDEST_BIRTH = date(1900, 1, 1)


def create_person(
    *,
    actor: Actor,
    organisme: Organisme,
    birth_name: str,
    first_name: str,
    birth_date: date | None = None,
    civility: Civility | str = Civility.NEUTRAL,
    usage_name: str = "",
    other_first_names: str = "",
    birth_place: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    employer: str = "",
    user: User | None = None,
    now: datetime,
) -> Person:
    """Record someone that an organisme comes to know.

    Raises ValidationError, all faults at once by field: a name missing, a birth date to come, a social security
    number in a free text (D5), or the same identity already recorded here.
    """
    person = Person(organisme=organisme, user=user)
    _fill(
        person,
        {
            "birth_name": birth_name,
            "first_name": first_name,
            "birth_date": birth_date,
            "civility": civility,
            "usage_name": usage_name,
            "other_first_names": other_first_names,
            "birth_place": birth_place,
            "email": email,
            "phone": phone,
            "address": address,
            "employer": employer,
        },
    )
    _check(person, now)
    _save(person)
    record_act(
        actor=actor,
        verb="create_person",
        target=person,
        sentence=f"A créé la fiche de {person}.",
        now=now,
    )
    return person


def create_people(
    *, actor: Actor, organisme: Organisme, rows: Sequence[Mapping[str, object]], now: datetime
) -> list[Person]:
    """Record many persons at once, in the order of `rows` (the fields of `create_person`), in a few queries.

    Raises ValidationError with every fault of every row, « Ligne 3 — Prénom : … »; then nothing is recorded.
    """
    people, faults = [], []
    for number, row in enumerate(rows, 1):
        person = Person(organisme=organisme)
        _fill(person, row)
        faults += _named_faults(person, f"Ligne {number}", now)
        person.index()
        people.append(person)
    if faults:
        raise ValidationError(faults)
    created = _bulk(lambda: Person.objects.bulk_create(people, batch_size=500))
    record_acts(
        actor=actor,
        verb="create_person",
        done=((person, f"A créé la fiche de {person}.") for person in created),
        now=now,
    )
    return created


def update_person(*, actor: Actor, person: Person, now: datetime, **fields: object) -> Person:
    """Correct some fields of a record; the journal names the fields, never their former values.

    Raises ValidationError as `create_person` does, TypeError for a field that no one may set.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    changed = sorted(name for name, value in fields.items() if getattr(person, name) != value)
    if not changed:
        return person
    _fill(person, fields)
    _check(person, now)
    _save(person)
    record_act(
        actor=actor,
        verb="update_person",
        target=person,
        sentence=f"A modifié la fiche de {person}.",
        now=now,
        fields=changed,
    )
    return person


def update_people(
    *, actor: Actor, changes: Sequence[tuple[Person, Mapping[str, object]]], now: datetime
) -> list[Person]:
    """Correct many records of one organisme at once, in a few queries: what `update_person` does to each.

    Returns the records in the order of `changes`, those that nothing changes included. Raises ValidationError with
    every fault, « MARTIN Zoé — Prénom : … »; then nothing is corrected.
    """
    locked = Person.objects.select_for_update().in_bulk([person.pk for person, _ in changes])
    touched: list[tuple[Person, list[str]]] = []
    faults: list[str] = []
    for person, fields in changes:
        row = locked[person.pk]
        names = sorted(name for name, value in fields.items() if getattr(row, name) != value)
        if names:
            _fill(row, {name: fields[name] for name in names})
            row.index()
            row.updated_at = now
            faults += _named_faults(row, row.sort_name, now)
            touched.append((row, names))
    people = [row for row, _ in touched]
    faults += [f"{row.sort_name} : {IDENTITY_TAKEN}" for row in _taken(people)]
    if faults:
        raise ValidationError(faults)
    written = {"identity_key", "search_text", "updated_at", *(name for _, names in touched for name in names)}
    if people:
        _bulk(lambda: Person.objects.bulk_update(people, sorted(written), batch_size=200))
    record_acts(
        actor=actor,
        verb="update_person",
        done=((row, f"A modifié la fiche de {row}.", {"fields": names}) for row, names in touched),
        now=now,
    )
    return [locked[person.pk] for person, _ in changes]


def link_account(*, actor: Actor, person: Person, user: User, now: datetime) -> Person:
    """Tell which account is this person's, so that they see their own convocations, grids and results.

    Raises ValidationError when the record already belongs to another account.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id == user.pk:
        return person
    if person.user_id is not None:
        raise ValidationError(f"La fiche de {person} est déjà reliée à un autre compte.")
    person.user = user
    person.save(update_fields=["user", "updated_at"])
    record_act(
        actor=actor,
        verb="link_account",
        target=person,
        sentence=f"A relié la fiche de {person} au compte {user.email}.",
        now=now,
    )
    return person


def ensure_account(*, actor: Actor, person: Person, role: Role, now: datetime) -> User:
    """The account of a person, holding `role`: found, else opened at their address and tied to their record.

    Raises ValidationError when the record has no address, or when the account is another person's.
    """
    person = (
        Person.objects.select_for_update(of=("self",)).select_related("organisme", "user").get(pk=person.pk)
    )
    if person.user is not None:
        add_role(actor=actor, organisme=person.organisme, user=person.user, role=role, now=now)
        return person.user
    if not person.email:
        raise ValidationError(f"La fiche de {person} n’a pas d’adresse électronique.")
    user = open_account(
        actor=actor,
        organisme=person.organisme,
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        role=role,
        now=now,
    )
    link_account(actor=actor, person=person, user=user, now=now)
    return user


def open_access(*, actor: Actor, person: Person, role: Role, base_url: str, now: datetime) -> Person:
    """Give a person a way in: an account at their address, holding `role`, tied to their record; a link leaves by mail.

    Done again, it only sends a new link. `base_url` is scheme and host, without trailing slash.
    Raises ValidationError when the record has no address.
    """
    user = ensure_account(actor=actor, person=person, role=role, now=now)
    person = Person.objects.select_related("organisme", "user").get(pk=person.pk)
    issued = create_signin_link(actor=actor, user=user, organisme=person.organisme, now=now)
    send_access(
        link=issued.link, url=base_url + issued.path, organisme=person.organisme, actor=actor, now=now
    )
    return person


def merge_people(*, actor: Actor, keep: Person, absorb: Person, now: datetime) -> Person:
    """Make one record of two of the same person: what names `absorb` names `keep`, whose empty fields are filled.

    Raises ValidationError when they are of two organismes, have two accounts, carry the same thing twice, or when
    `absorb` already carries what may be sealed (an inscription, a signature): such a record never disappears.
    """
    pks = sorted((keep.pk, absorb.pk))
    rows = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    if len(rows) < 2:
        raise ValidationError("Ces deux fiches n’en font déjà plus qu’une.")
    keep, absorb = rows[keep.pk], rows[absorb.pk]
    if keep.organisme_id != absorb.organisme_id:
        raise ValidationError("Ces deux fiches sont de deux organismes.")
    if keep.user_id and absorb.user_id and keep.user_id != absorb.user_id:
        raise ValidationError("Ces deux fiches ont chacune un compte : elles ne peuvent pas être réunies.")
    if anchors := _anchors(absorb):
        raise ValidationError(
            f"La fiche de {absorb} porte déjà {', '.join(anchors)} : elle ne peut pas disparaître. "
            + ("Réunissez-les dans l’autre sens." if not _anchors(keep) else "Les deux fiches restent.")
        )
    _merge_relations(keep, absorb)
    try:
        with transaction.atomic():
            _redirect(keep, absorb)
    except IntegrityError as error:
        raise ValidationError(
            "Ces deux fiches portent chacune la même chose (une habilitation, une absence…) : "
            "retirez d’abord celle de la fiche qui disparaît."
        ) from error
    gained = [
        f.name
        for f in Person._meta.concrete_fields
        if f.editable and not f.primary_key and not getattr(keep, f.attname) and getattr(absorb, f.attname)
    ]
    for name in gained:
        setattr(keep, name, getattr(absorb, name))
    label = str(absorb)
    absorb_pk = absorb.pk
    absorb.delete()
    keep.save()
    record_act(
        actor=actor,
        verb="merge_people",
        target=keep,
        sentence=f"A réuni la fiche de {label} (n° {absorb_pk}) avec celle de {keep}.",
        now=now,
        absorbed=absorb_pk,
        fields=gained,
    )
    return keep


def declare_relation(
    *, actor: Actor, person: Person, other: Person, kind: RelationKind, now: datetime, today: date
) -> Relation:
    """Declare that `person` trained, accompanied or is close to `other` (A5.10, A5.11); declaring twice is harmless.

    Raises ValidationError for a tie with oneself or across organismes.
    """
    if person.organisme_id != other.organisme_id:
        raise ValidationError("Ces deux personnes sont de deux organismes.")
    if person.pk == other.pk:
        raise ValidationError("Un lien unit deux personnes différentes.")
    relation, created = Relation.objects.get_or_create(
        person=person,
        other=other,
        kind=kind,
        defaults={"declared_on": today, "declared_by": actor.label},
    )
    if created:
        record_act(
            actor=actor,
            verb="declare_relation",
            target=person,
            sentence=f"A déclaré un lien : {relation}.",
            now=now,
            other=other.pk,
            kind=kind,
        )
    return relation


def withdraw_relation(*, actor: Actor, relation: Relation, now: datetime) -> None:
    """Take back a tie declared by mistake; the journal keeps both acts."""
    record_act(
        actor=actor,
        verb="withdraw_relation",
        target=relation.person,
        sentence=f"A retiré un lien : {relation}.",
        now=now,
        other=relation.other_id,
        kind=relation.kind,
    )
    relation.delete()


_SETTABLE = frozenset(
    {"civility", "birth_name", "usage_name", "first_name", "birth_date", "email", *FREE_TEXTS}
)


def _fill(person: Person, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        if name not in _SETTABLE:
            raise TypeError(f"{name} is not a field that an act sets")
        if isinstance(value, str):
            value = "".join(c for c in value if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf"})
            value = value if name == "address" else " ".join(value.split())
        setattr(person, name, value)


def _field_faults(person: Person, now: datetime) -> dict[str, list[str]]:
    """What is wrong in the record itself, without asking the database."""
    faults: dict[str, list[str]] = {}
    try:
        person.clean_fields(exclude=["organisme", "user"])
    except ValidationError as error:
        faults = error.message_dict
    for name in ("birth_name", "first_name"):
        if (said := getattr(person, name)) and not any(map(str.isalpha, said)):
            faults.setdefault(name, []).append(
                f"« {said} » n’a pas la forme d’un nom : il y faut des lettres."
            )
    for name in FREE_TEXTS:
        if holds_nir(getattr(person, name)):
            faults.setdefault(name, []).append(NIR_REFUSED)
    if person.birth_date and not OLDEST_BIRTH <= person.birth_date < now.date():
        faults.setdefault("birth_date", []).append(
            "La date de naissance doit être passée, et postérieure à 1900."
        )
    return faults


def _named_faults(person: Person, who: str, now: datetime) -> list[str]:
    """The same as sentences: « Ligne 3 — Prénom : … »."""
    return [
        f"{who} — {str(getattr(Person._meta.get_field(name), 'verbose_name', name)).capitalize()} : {message}"
        for name, messages in _field_faults(person, now).items()
        for message in messages
    ]


def _taken(people: Sequence[Person]) -> list[Person]:
    """Those of one organisme whose identity is also another record's, or twice theirs."""
    keys: dict[str, set[int]] = {}
    dated = [person for person in people if person.birth_date]
    for chunk in (dated[i : i + 500] for i in range(0, len(dated), 500)):
        same = Person.objects.filter(
            organisme_id=chunk[0].organisme_id,
            birth_date__isnull=False,
            identity_key__in=[person.identity_key for person in chunk],
        )
        for pk, key in same.values_list("pk", "identity_key"):
            keys.setdefault(key, set()).add(pk)
    ours = {person.pk for person in people}
    held = {key: {pk for pk in pks if pk not in ours} for key, pks in keys.items()}
    for person in dated:
        held.setdefault(person.identity_key, set()).add(person.pk)
    return [person for person in dated if len(held[person.identity_key]) > 1]


def _bulk(write: Callable[[], T]) -> T:
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        raise ValidationError("Une de ces personnes est déjà enregistrée, ou figure deux fois.") from error


def _check(person: Person, now: datetime) -> None:
    faults = _field_faults(person, now)
    person.index()
    try:
        person.validate_constraints()
    except ValidationError as error:
        faults.setdefault("birth_name", []).extend(error.messages)
    if faults:
        raise ValidationError(faults)


def _save(person: Person) -> None:
    """Save; of two identical records made at once, the second is refused like any other duplicate."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        person.validate_constraints()
        raise


def _references(*, protected: bool) -> list[models.ForeignKey[object, object]]:
    """Foreign keys of any app to a person, found by Django and not imported; `protected`: those that hold it back."""
    return [
        relation.field
        for relation in Person._meta.related_objects
        if isinstance(relation, models.ManyToOneRel)
        and relation.related_model is not Relation
        and (relation.on_delete is models.PROTECT) is protected
    ]


def _anchors(person: Person) -> list[str]:
    """What stands on this very record and may be sealed: « 2 inscriptions », « 1 parcours »."""
    found = []
    for field in _references(protected=True):
        if count := field.model._default_manager.filter(**{field.name: person}).count():
            meta = field.model._meta
            found.append(f"{count} {meta.verbose_name if count == 1 else meta.verbose_name_plural}")
    return found


def _merge_relations(keep: Person, absorb: Person) -> None:
    for relation in Relation.objects.filter(models.Q(person=absorb) | models.Q(other=absorb)):
        person = keep.pk if relation.person_id == absorb.pk else relation.person_id
        other = keep.pk if relation.other_id == absorb.pk else relation.other_id
        twice = Relation.objects.filter(person_id=person, other_id=other, kind=relation.kind)
        if person == other or twice.exists():
            relation.delete()
        else:
            relation.person_id, relation.other_id = person, other
            relation.save(update_fields=["person", "other"])


def _redirect(keep: Person, absorb: Person) -> None:
    for field in _references(protected=False):
        field.model._default_manager.filter(**{field.name: absorb}).update(**{field.name: keep})
    for relation in Person._meta.related_objects:
        if isinstance(relation, models.ManyToManyRel):
            name = str(relation.get_accessor_name())
            getattr(keep, name).add(*getattr(absorb, name).all())

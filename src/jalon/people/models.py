"""Persons known to an organisme, whatever they are to it: candidates, jurors, trainers, actors."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jalon.accounts.models import Organisme
from jalon.people.enums import Civility, RelationKind
from jalon.people.rules import Identity, fold

IDENTITY_TAKEN = "Une personne de même nom de naissance, prénom et date de naissance est déjà enregistrée."


class Person(models.Model):
    """One human being as one organisme knows them; no NIR, no health data (D5, A10.6)."""

    organisme = models.ForeignKey(Organisme, models.CASCADE, related_name="people", verbose_name="organisme")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="compte",
    )
    civility = models.CharField("civilité", max_length=10, choices=Civility, default=Civility.NEUTRAL)
    birth_name = models.CharField("nom de naissance", max_length=100)
    usage_name = models.CharField("nom d’usage", max_length=100, blank=True)
    first_name = models.CharField("prénom", max_length=100)
    other_first_names = models.CharField("autres prénoms", max_length=200, blank=True)
    birth_date = models.DateField("date de naissance", null=True, blank=True)
    birth_place = models.CharField("lieu de naissance", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    address = models.TextField("adresse", blank=True)
    identity_key = models.CharField("clé d’identité", max_length=200, db_index=True, editable=False)
    search_text = models.TextField("texte de recherche", default="", editable=False)
    employer = models.CharField("employeur", max_length=200, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["birth_name", "first_name"]
        indexes = [models.Index(fields=["organisme", "birth_name", "first_name"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisme", "identity_key"],
                condition=Q(birth_date__isnull=False),
                name="person_identity_unique",
                violation_error_message=IDENTITY_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.index()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "identity_key", "search_text"}
        super().save(*args, **kwargs)

    def index(self) -> None:
        """Fill the identity key and the folded search text; `bulk_create` needs it called on each row."""
        self.identity_key = self.identity.key
        names = (self.birth_name, self.usage_name, self.first_name, self.other_first_names, self.email)
        self.search_text = " ".join(filter(None, map(fold, names)))

    @property
    def identity(self) -> Identity:
        return Identity(self.birth_name, self.first_name, self.birth_date, self.usage_name)

    @property
    def last_name(self) -> str:
        return self.usage_name or self.birth_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name.upper()}"

    @property
    def sort_name(self) -> str:
        return f"{self.last_name.upper()} {self.first_name}"


class Relation(models.Model):
    """A declared tie: `person` has trained, accompanied, or is close to, `other`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="relations", verbose_name="personne")
    other = models.ForeignKey(
        Person, models.CASCADE, related_name="relations_received", verbose_name="autre personne"
    )
    kind = models.CharField("nature", max_length=20, choices=RelationKind)
    declared_on = models.DateField("déclarée le")
    declared_by = models.CharField("déclarée par", max_length=200)

    class Meta:
        verbose_name = "lien entre deux personnes"
        verbose_name_plural = "liens entre personnes"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "other", "kind"],
                name="relation_unique",
                violation_error_message="Ce lien est déjà déclaré.",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("other")),
                name="relation_between_two",
                violation_error_message="Un lien unit deux personnes différentes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.get_kind_display()} — {self.other}"

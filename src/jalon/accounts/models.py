"""Users, the organismes they act for, and the ways in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from jalon.accounts.enums import OrganismeKind, Role


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who signs in; what they may do comes from their memberships."""

    email = models.EmailField("adresse électronique", max_length=254, unique=True)
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    is_active = models.BooleanField("actif", default=True)
    date_joined = models.DateTimeField("inscrit le", auto_now_add=True)
    session_epoch = models.PositiveIntegerField("série des connexions ouvertes", default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Cette adresse a déjà un compte.",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # The epoch closes every open session at once, also of those who have no password to change.
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("jalon.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class Organisme(models.Model):
    """A training or exam centre, or a DDETS; everything people do is done for one organisme."""

    kind = models.CharField("nature", max_length=20, choices=OrganismeKind, default=OrganismeKind.CENTRE)
    name = models.CharField("nom", max_length=200)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    nda = models.CharField("numéro de déclaration d’activité", max_length=20, blank=True)
    address = models.TextField("adresse", blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "organisme"
        verbose_name_plural = "organismes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place of an organisme where sessions are held; agréments name it (A3.1)."""

    organisme = models.ForeignKey(Organisme, models.CASCADE, related_name="sites", verbose_name="organisme")
    name = models.CharField("nom", max_length=200)
    address = models.TextField("adresse")
    departement = models.CharField("département", max_length=3)
    access_notes = models.TextField("accès et accessibilité", blank=True)

    class Meta:
        verbose_name = "site"
        verbose_name_plural = "sites"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisme", "name"],
                name="site_name_unique",
                violation_error_message="Ce nom de site existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role held by a user in an organisme."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="utilisateur")
    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="memberships", verbose_name="organisme"
    )
    role = models.CharField("rôle", max_length=30, choices=Role)
    since = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "rôle dans un organisme"
        verbose_name_plural = "rôles dans les organismes"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisme", "role"],
                name="membership_unique",
                violation_error_message="Cette personne tient déjà ce rôle.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()} ({self.organisme})"


class Invitation(models.Model):
    """A role offered by mail; taken by whoever holds the secret link, once, before it expires."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="invitations", verbose_name="organisme"
    )
    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    role = models.CharField("rôle", max_length=30, choices=Role)
    token_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    created_at = models.DateTimeField("créée le")
    expires_at = models.DateTimeField("expire le")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    revoked_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} — {self.get_role_display()}"


class SignInLink(models.Model):
    """A single-use way in for those who have no password (jurors, candidates); only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="signin_links", verbose_name="utilisateur")
    organisme = models.ForeignKey(Organisme, models.CASCADE, null=True, blank=True, verbose_name="organisme")
    token_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    next_path = models.CharField("page d’arrivée", max_length=300, blank=True)
    created_at = models.DateTimeField("créé le")
    expires_at = models.DateTimeField("expire le")
    used_at = models.DateTimeField("utilisé le", null=True, blank=True)

    class Meta:
        verbose_name = "lien de connexion"
        verbose_name_plural = "liens de connexion"

    def __str__(self) -> str:
        return f"lien de {self.user}"


class OrganismeParameter(models.Model):
    """An organisme's own value for a figure that no sure text fixes."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="parameters", verbose_name="organisme"
    )
    key = models.CharField("paramètre", max_length=60)
    value = models.PositiveIntegerField("valeur")

    class Meta:
        verbose_name = "paramètre"
        verbose_name_plural = "paramètres"
        constraints = [
            models.UniqueConstraint(fields=["organisme", "key"], name="organisme_parameter_unique"),
            models.CheckConstraint(condition=~Q(key=""), name="organisme_parameter_key_given"),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"

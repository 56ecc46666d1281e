"""What has no domain noun: the journal, the jobs, the mails sent."""

from typing import Any, NoReturn
from uuid import uuid4

from django.db import models
from django.urls import reverse


class JournalEntry(models.Model):
    """One act, or one access to a personal file: who, when, what, on whom. Written once, never changed."""

    class Kind(models.TextChoices):
        ACT = "act", "Acte"
        ACCESS = "access", "Accès"

    kind = models.CharField("nature", max_length=10, choices=Kind, default=Kind.ACT)
    at = models.DateTimeField("date et heure", db_index=True)
    actor_ref = models.CharField("auteur", max_length=60)
    actor_label = models.CharField("nom de l’auteur", max_length=200)
    organisme_id = models.BigIntegerField("organisme", null=True, db_index=True)
    verb = models.CharField("acte", max_length=80)
    sentence = models.CharField("phrase", max_length=500)
    target_type = models.CharField("type d’objet", max_length=80)
    target_id = models.CharField("identifiant d’objet", max_length=40)
    data = models.JSONField("détail", default=dict, blank=True)

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "journal"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return self.sentence

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a journal entry is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a journal entry is never deleted")


class Job(models.Model):
    """One piece of slow work, asked by someone, done once by some worker, watched on screen."""

    class State(models.TextChoices):
        QUEUED = "queued", "En attente"
        RUNNING = "running", "En cours"
        DONE = "done", "Terminée"
        FAILED = "failed", "Échouée"
        CANCELLED = "cancelled", "Arrêtée"

    uuid = models.UUIDField("identifiant", primary_key=True, default=uuid4, editable=False)
    kind = models.CharField("genre", max_length=80)
    label = models.CharField("libellé", max_length=200)
    owner_ref = models.CharField("demandeur", max_length=60, db_index=True)
    owner = models.JSONField("demandeur, détail", default=dict)
    organisme_id = models.BigIntegerField("organisme", null=True)
    payload = models.JSONField("données", default=dict)
    unique_key = models.CharField("clé d’unicité", max_length=200, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField("avancement", default=0)
    message = models.CharField("message", max_length=300, blank=True)
    result = models.JSONField("résultat", null=True)
    error = models.TextField("erreur", blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    max_attempts = models.PositiveSmallIntegerField("essais au plus", default=3)
    stop_requested = models.BooleanField("arrêt demandé", default=False)
    ticket = models.UUIDField("jeton de file", null=True)
    created_at = models.DateTimeField("demandée le")
    due_at = models.DateTimeField("à faire à partir du")
    heartbeat_at = models.DateTimeField("dernier signe de vie", null=True)
    finished_at = models.DateTimeField("finie le", null=True)

    class Meta:
        verbose_name = "tâche"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["unique_key"], condition=~models.Q(unique_key=""), name="common_job_key"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(unique_key=""),
                name="common_job_one_pending_per_key",
                violation_error_message="Cette tâche est déjà en attente ou en cours.",
            ),
            models.CheckConstraint(
                condition=models.Q(progress__lte=100),
                name="common_job_progress_is_a_percentage",
                violation_error_message="L’avancement ne dépasse pas 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("common:job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return {
            self.State.QUEUED: "neutral",
            self.State.RUNNING: "info",
            self.State.DONE: "success",
            self.State.FAILED: "danger",
        }.get(self.State(self.state), "warning")


class SentMail(models.Model):
    """A mail that the mail server accepted: never sent again, whatever happens to its job."""

    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    recipient = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=200)
    sent_at = models.DateTimeField("envoyé le")

    class Meta:
        verbose_name = "courriel envoyé"
        verbose_name_plural = "courriels envoyés"
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"

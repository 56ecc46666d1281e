"""Issued documents: what left Jalon, byte for byte, never regenerated in place."""

import uuid
from typing import Any

from django.db import models


def _storage_path(document: "IssuedDocument", _filename: str = "") -> str:
    return f"documents/{document.issued_at:%Y}/{document.uuid}.pdf"


class DocumentSequence(models.Model):
    """The last number given to a kind of document in an organisme and a year; its row is the lock."""

    organisme_ref = models.CharField("organisme", max_length=60)
    kind = models.CharField("nature", max_length=60)
    year = models.PositiveSmallIntegerField("année")
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "numérotation"
        verbose_name_plural = "numérotations"
        constraints = [
            models.UniqueConstraint(fields=["organisme_ref", "kind", "year"], name="document_sequence_unique")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} : {self.last}"


class IssuedDocument(models.Model):
    """A numbered PDF with its digest, the template version it came from and who issued it.

    Upper floors are referred to by text (`organisme_ref`, `subject_ref`, `actor_ref`): dependencies go
    down only. `replaced` holds the characters that the typeface lacks and that were printed otherwise.
    """

    uuid = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("nature", max_length=60, db_index=True)
    number = models.CharField("numéro", max_length=60)
    organisme_ref = models.CharField("organisme", max_length=60)
    subject_ref = models.CharField("objet", max_length=120, db_index=True)
    title = models.CharField("intitulé", max_length=300)
    file = models.FileField("fichier", upload_to=_storage_path, max_length=200)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    size = models.PositiveIntegerField("taille")
    context_sha256 = models.CharField("empreinte des données", max_length=64)
    template_version = models.CharField("version du modèle", max_length=64)
    replaced = models.CharField("caractères remplacés", max_length=200, blank=True)
    actor_ref = models.CharField("émis par", max_length=60)
    issued_at = models.DateTimeField("émis le")
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="supersedes", verbose_name="remplacé par"
    )

    class Meta:
        verbose_name = "document émis"
        verbose_name_plural = "documents émis"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisme_ref", "kind", "number"], name="issued_document_number_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the link to a successor may change after issue. Raises TypeError for anything else."""
        if not self._state.adding and set(kwargs.get("update_fields") or ()) != {"superseded_by"}:
            raise TypeError("Un document émis ne change jamais.")
        super().save(*args, **kwargs)

    @property
    def storage_path(self) -> str:
        """Where its file lives, below MEDIA_ROOT."""
        return _storage_path(self)

"""The published versions, kept whole and for ever, and the imports that they come from."""

from typing import Any, NoReturn
from uuid import uuid4

from django.db import models
from django.db.models import Q

from .enums import CorrectionAct, ReferentielImportStatus


class PublishedTitre(models.Model):
    """One revision of a version of a title: the document, its digest, when it was published.

    A revision never changes. Another one of the same version may complete its prose or correct a reading;
    the newest is in force, the older ones stay readable by their digest.
    """

    code = models.CharField("code du titre", max_length=8)
    version = models.CharField("millésime", max_length=2)
    ref = models.CharField("référence", max_length=11, db_index=True)
    revision = models.PositiveIntegerField("révision")
    sha256 = models.CharField("empreinte SHA-256", max_length=64, unique=True)
    document = models.JSONField("document")
    reason = models.CharField("motif de la révision", max_length=300, blank=True)
    published_at = models.DateTimeField("publié le")
    validity_end = models.DateField("fin de validité", null=True, blank=True)

    class Meta:
        verbose_name = "référentiel publié"
        verbose_name_plural = "référentiels publiés"
        ordering = ["code", "-version", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["ref", "revision"],
                name="published_titre_revision_unique",
                violation_error_message="Cette révision du référentiel est déjà publiée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ref} (révision {self.revision})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a published référentiel never changes: publish a revision")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a published référentiel is never deleted")


class ReferentielImport(models.Model):
    """Official documents handed in to become a référentiel: read, reviewed, published or abandoned.

    `refusals` says why nothing could be read. Once published: `findings` are those that were accepted, and
    `provenance` maps each address of the published document to the places where it was read.
    """

    status = models.CharField(
        "état", max_length=20, choices=ReferentielImportStatus, default=ReferentielImportStatus.RECEIVED
    )
    ref = models.CharField("référence", max_length=20, blank=True)
    heading = models.CharField("intitulé", max_length=300, blank=True)
    refusals = models.JSONField("raisons du refus", default=list, blank=True)
    continues = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="reprend l’import"
    )
    received_at = models.DateTimeField("reçu le")
    received_by = models.CharField("reçu de", max_length=200)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    closed_by = models.CharField("clos par", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    published = models.ForeignKey(
        PublishedTitre,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name="référentiel publié",
    )
    findings = models.JSONField("constats acceptés", default=list, blank=True)
    provenance = models.JSONField("provenance", default=dict, blank=True)

    class Meta:
        verbose_name = "import de référentiel"
        verbose_name_plural = "imports de référentiels"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ReferentielImportStatus.PUBLISHED, published__isnull=False)
                | (~Q(status=ReferentielImportStatus.PUBLISHED) & Q(published__isnull=True)),
                name="referentiel_import_published_titre",
                violation_error_message="Un import publié nomme son référentiel, et lui seul.",
            )
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.ref, self.heading) if part) or self.named_by_files

    @property
    def named_by_files(self) -> str:
        """What names documents that nobody could read: themselves."""
        first, *others = [file.name for file in self.files.all()] or [f"Import n° {self.pk}"]
        if len(others) > 1:
            return f"{first} et {len(others)} autres"
        return " et ".join([first, *others])


class ImportedFile(models.Model):
    """A document of an import, kept as it was sent; `page_sizes` are in points, for a PDF that could be drawn."""

    owner = models.ForeignKey(
        ReferentielImport, models.CASCADE, related_name="files", verbose_name="import de référentiel"
    )
    name = models.CharField("nom", max_length=160)
    extension = models.CharField("extension", max_length=10)
    file = models.FileField("fichier", upload_to="referentiels/%Y/")
    size = models.PositiveBigIntegerField("taille")
    sha256 = models.CharField("empreinte SHA-256", max_length=64, db_index=True)
    page_sizes = models.JSONField("dimensions des pages", default=list, blank=True)

    class Meta:
        verbose_name = "document importé"
        verbose_name_plural = "documents importés"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="imported_file_name_unique",
                violation_error_message="Deux documents portent le même nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportReading(models.Model):
    """One reading of the documents of an import, by one version of the engine; `outcome` is that of `kept`."""

    uuid = models.UUIDField("identifiant", primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        ReferentielImport, models.CASCADE, related_name="readings", verbose_name="import de référentiel"
    )
    number = models.PositiveIntegerField("numéro")
    engine = models.CharField("version du moteur", max_length=60)
    read_at = models.DateTimeField("lu le")
    outcome = models.JSONField("lecture")

    class Meta:
        verbose_name = "lecture d’un référentiel"
        verbose_name_plural = "lectures de référentiels"
        ordering = ["owner", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "number"],
                name="import_reading_number_unique",
                violation_error_message="Cette lecture existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner}, lecture {self.number}"


class ImportCorrection(models.Model):
    """A decision of a reviewer on a piece, as `overlay.Correction`; taken back, it is kept with who did it."""

    owner = models.ForeignKey(
        ReferentielImport, models.CASCADE, related_name="corrections", verbose_name="import de référentiel"
    )
    act = models.CharField("acte", max_length=10, choices=CorrectionAct)
    address = models.CharField("adresse", max_length=200)
    before = models.JSONField("avant", null=True, blank=True)
    after = models.JSONField("après", null=True, blank=True)
    within = models.TextField("élément qui la tient", blank=True)
    author = models.CharField("auteur", max_length=200)
    author_ref = models.CharField("identifiant de l’auteur", max_length=60)
    reason = models.TextField("motif", max_length=1000, blank=True)
    at = models.DateTimeField("décidée le")
    withdrawn_at = models.DateTimeField("reprise le", null=True, blank=True)
    withdrawn_by = models.CharField("reprise par", max_length=200, blank=True)

    class Meta:
        verbose_name = "correction d’un référentiel importé"
        verbose_name_plural = "corrections de référentiels importés"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.address}"


class ImportLineAnswer(models.Model):
    """What a reviewer said of a line that was not understood: without object, or attached as a piece.

    One answer holds for every line of the file that reads the same: a running foot is answered once.
    """

    owner = models.ForeignKey(
        ReferentielImport, models.CASCADE, related_name="line_answers", verbose_name="import de référentiel"
    )
    file = models.CharField("document", max_length=160)
    text = models.TextField("ligne")
    text_sha256 = models.CharField("empreinte de la ligne", max_length=64)
    correction = models.ForeignKey(
        ImportCorrection,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name="pièce qu’elle est devenue",
    )
    author = models.CharField("auteur", max_length=200)
    reason = models.TextField("motif", max_length=1000, blank=True)
    at = models.DateTimeField("répondue le")

    class Meta:
        verbose_name = "réponse à une ligne non comprise"
        verbose_name_plural = "réponses aux lignes non comprises"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "file", "text_sha256"],
                name="import_line_answered_once",
                violation_error_message="Cette ligne a déjà une réponse.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

"""A VAE as it is lived on a path: what was asked, lived, planned, met, handed back, decided."""

from django.db import models
from django.db.models import F, Q

from jalon.accounts.models import Organisme
from jalon.parcours.models import Parcours
from jalon.prestation.models import Participation, Seance
from jalon.vae.enums import (
    ExperienceNature,
    Initiative,
    InterviewKind,
    JuryResult,
    LeaveAnswer,
    MeetingKind,
    Modality,
    Opinion,
    PaperKind,
    Situation,
    StepWay,
)


class Portal(models.Model):
    """Whether a certification goes through France VAE, as a centre has found (B1); without a row, it does not."""

    organisme = models.ForeignKey(
        Organisme, models.CASCADE, related_name="vae_portals", verbose_name="organisme"
    )
    titre_code = models.CharField("titre", max_length=20)
    on_portal = models.BooleanField("sur France VAE", default=False)

    class Meta:
        verbose_name = "certification sur France VAE"
        verbose_name_plural = "certifications sur France VAE"
        constraints = [models.UniqueConstraint(fields=["organisme", "titre_code"], name="vae_portal_once")]

    def __str__(self) -> str:
        return f"{self.titre_code} : {'sur' if self.on_portal else 'hors'} France VAE"


class Demarche(models.Model):
    """What a VAE path adds to a path: the request and its answer, the adviser's opinion, the day of the jury.

    `on_portal` is kept as it was when the request came: a certification that joins the portal later changes nothing.
    `autonomous`: the candidate conducts the VAE alone, for an adviser is never compulsory (B7).
    """

    parcours = models.OneToOneField(
        Parcours, models.CASCADE, related_name="demarche", verbose_name="parcours"
    )
    requested_on = models.DateField("demande reçue le", null=True, blank=True)
    situation = models.CharField("situation", max_length=20, choices=Situation, blank=True)
    initiative = models.CharField(
        "initiative", max_length=20, choices=Initiative, default=Initiative.CANDIDATE
    )
    motive = models.TextField("projet", blank=True)
    autonomous = models.BooleanField("sans accompagnateur", default=False)
    on_portal = models.BooleanField("sur France VAE", default=False)
    answer = models.TextField("réponse donnée", blank=True)
    opinion = models.CharField("avis", max_length=20, choices=Opinion, blank=True)
    opinion_text = models.TextField("motifs de l’avis", blank=True)
    opinion_on = models.DateField("avis donné le", null=True, blank=True)
    opinion_by = models.CharField("avis de", max_length=200, blank=True)
    advised_minutes = models.PositiveIntegerField("durée conseillée (min)", null=True, blank=True)
    dispensed = models.JSONField("blocs dont la personne est dispensée", default=list, blank=True)
    jury_on = models.DateField("jury le", null=True, blank=True)
    jury_place = models.CharField("lieu du jury", max_length=300, blank=True)

    class Meta:
        verbose_name = "démarche de VAE"
        verbose_name_plural = "démarches de VAE"

    def __str__(self) -> str:
        return f"VAE — {self.parcours.person}"


class Experience(models.Model):
    """Something the candidate did, in their own words, with its period and its weight (B2). No proof is asked (B7)."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="experiences", verbose_name="parcours"
    )
    nature = models.CharField("nature", max_length=20, choices=ExperienceNature)
    heading = models.CharField("fonction ou rôle", max_length=200)
    structure = models.CharField("structure", max_length=200, blank=True)
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    weekly_minutes = models.PositiveIntegerField("temps par semaine (min)", null=True, blank=True)
    tasks = models.TextField("ce que la personne y fait")
    created_at = models.DateTimeField("ajoutée le")
    author = models.CharField("écrite par", max_length=200)
    changed_at = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "expérience"
        verbose_name_plural = "expériences"
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="vae_experience_dates_ordered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading}, {self.structure}" if self.structure else self.heading


class ExperienceLink(models.Model):
    """What an experience shows of one competence of the référentiel, with an example in the candidate's words."""

    experience = models.ForeignKey(
        Experience, models.CASCADE, related_name="links", verbose_name="expérience"
    )
    competence_ref = models.CharField("compétence", max_length=60)
    example = models.TextField("exemple", blank=True)

    class Meta:
        verbose_name = "compétence mise en œuvre"
        verbose_name_plural = "compétences mises en œuvre"
        ordering = ["competence_ref"]
        constraints = [
            models.UniqueConstraint(fields=["experience", "competence_ref"], name="vae_experience_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.competence_ref} — {self.experience}"


class ExperienceRemark(models.Model):
    """One turn of the talk between the adviser and the candidate about an experience."""

    experience = models.ForeignKey(
        Experience, models.CASCADE, related_name="remarks", verbose_name="expérience"
    )
    text = models.TextField("remarque")
    author = models.CharField("auteur", max_length=200)
    author_ref = models.CharField("compte de l’auteur", max_length=60)
    created_at = models.DateTimeField("faite le")

    class Meta:
        verbose_name = "remarque sur une expérience"
        verbose_name_plural = "remarques sur les expériences"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Credential(models.Model):
    """A diploma, title or bloc that the candidate already holds; `dispenses` is the bloc it frees them from, or ""."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="credentials", verbose_name="parcours"
    )
    label = models.CharField("diplôme, titre ou bloc", max_length=200)
    obtained_on = models.DateField("obtenu le", null=True, blank=True)
    dispenses = models.CharField("bloc dispensé", max_length=60, blank=True)

    class Meta:
        verbose_name = "certification déjà obtenue"
        verbose_name_plural = "certifications déjà obtenues"
        ordering = ["-obtained_on", "pk"]

    def __str__(self) -> str:
        return self.label


class Interview(models.Model):
    """The feasibility interview or the post-jury one: when, how long, what was concluded."""

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="vae_interviews", verbose_name="parcours"
    )
    kind = models.CharField("entretien", max_length=20, choices=InterviewKind)
    on = models.DateField("tenu le")
    minutes = models.PositiveSmallIntegerField("durée (min)")
    modality = models.CharField("modalité", max_length=20, choices=Modality, default=Modality.VIDEO)
    summary = models.TextField("conclusions")
    held_by = models.CharField("mené par", max_length=200)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "entretien de VAE"
        verbose_name_plural = "entretiens de VAE"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.on:%d/%m/%Y}"


class Plan(models.Model):
    """An accompaniment agreed with the candidate: how many hours, at which price, met when and for what (B14).

    Once `agreed_on`, its hours and price no longer change: another plan follows. `participation` is its place among
    what the centre gives and sells: quote, convention, attendance and certificate live there.
    """

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="vae_plans", verbose_name="parcours")
    number = models.PositiveSmallIntegerField("plan")
    minutes = models.PositiveIntegerField("durée prévue (min)")
    hourly_cents = models.PositiveIntegerField("prix de l’heure (centimes, TTC)")
    modality = models.CharField("modalité", max_length=20, choices=Modality, default=Modality.VIDEO)
    aims = models.TextField("objectifs de l’accompagnement")
    drafted_at = models.DateTimeField("préparé le")
    agreed_on = models.DateField("convenu le", null=True, blank=True)
    participation = models.OneToOneField(
        Participation, models.PROTECT, null=True, blank=True, related_name="vae_plan", verbose_name="prestation"
    )  # fmt: skip

    class Meta:
        verbose_name = "plan d’accompagnement"
        verbose_name_plural = "plans d’accompagnement"
        ordering = ["parcours", "number"]
        constraints = [models.UniqueConstraint(fields=["parcours", "number"], name="vae_plan_number_once")]

    def __str__(self) -> str:
        return f"Plan {self.number} — {self.parcours.person}"


class Meeting(models.Model):
    """A meeting of a plan, and the page it leaves in the livret de suivi once held.

    `held_minutes` None: still to come; `cancelled_at`: called off, kept for the record.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="meetings", verbose_name="plan")
    kind = models.CharField("nature", max_length=20, choices=MeetingKind, default=MeetingKind.WORK)
    starts_at = models.DateTimeField("début")
    minutes = models.PositiveSmallIntegerField("durée prévue (min)")
    modality = models.CharField("modalité", max_length=20, choices=Modality, default=Modality.VIDEO)
    place = models.CharField("lieu ou lien", max_length=300, blank=True)
    objectives = models.TextField("objectifs")
    seance = models.OneToOneField(
        Seance, models.PROTECT, null=True, blank=True, related_name="vae_meeting", verbose_name="séance"
    )
    held_minutes = models.PositiveSmallIntegerField("durée réelle (min)", null=True, blank=True)
    done = models.TextField("points travaillés", blank=True)
    difficulties = models.TextField("difficultés", blank=True)
    reached = models.TextField("objectifs atteints", blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancelled_why = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.starts_at:%d/%m/%Y}"


class Work(models.Model):
    """Personal work set between two meetings: what, before when, and what the candidate handed back."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="works", verbose_name="plan")
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="works", verbose_name="donné au rendez-vous"
    )  # fmt: skip
    what = models.TextField("travail demandé")
    due_on = models.DateField("à rendre le")
    set_at = models.DateTimeField("donné le")
    answer = models.TextField("réponse", blank=True)
    done_at = models.DateTimeField("rendu le", null=True, blank=True)
    feedback = models.TextField("retour de l’accompagnateur", blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "travail personnel"
        verbose_name_plural = "travaux personnels"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what[:80]


class Paper(models.Model):
    """A file or a link kept on a VAE path; a file is sealed by its SHA-256 and never replaced in place."""

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="vae_papers", verbose_name="parcours")
    kind = models.CharField("nature", max_length=20, choices=PaperKind)
    title = models.CharField("intitulé", max_length=200)
    file = models.FileField("fichier", upload_to="vae/%Y/", blank=True)
    url = models.URLField("lien", max_length=500, blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("taille", default=0)
    work = models.ForeignKey(
        Work, models.SET_NULL, null=True, blank=True, related_name="papers", verbose_name="travail"
    )
    added_at = models.DateTimeField("ajouté le")
    added_by = models.CharField("ajouté par", max_length=200)
    added_by_ref = models.CharField("compte", max_length=60)
    read_at = models.DateTimeField("lu le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "document de VAE"
        verbose_name_plural = "documents de VAE"
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(file="") | ~Q(url=""), name="vae_paper_file_or_link")
        ]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What the jury decided, as it was notified (B9, B10): Jalon records it, and takes none (A5.1).

    `pv` names the procès-verbal of a session held here, "" where the certifier notified. Never altered: the
    confirmation that a result awaits, or the correction of a mistake, is another row that `supersedes` it, for a `why`.
    """

    parcours = models.ForeignKey(
        Parcours, models.CASCADE, related_name="vae_decisions", verbose_name="parcours"
    )
    result = models.CharField("résultat", max_length=20, choices=JuryResult)
    on = models.DateField("décision du")
    validated = models.JSONField("blocs validés", default=list, blank=True)
    to_complete = models.JSONField("compétences à compléter", default=list, blank=True)
    comment = models.TextField("observations du jury", blank=True)
    pv = models.CharField("procès-verbal", max_length=60, blank=True)
    why = models.TextField("motif du remplacement", blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="remplace"
    )
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.CharField("enregistrée par", max_length=200)

    class Meta:
        verbose_name = "décision du jury de VAE"
        verbose_name_plural = "décisions du jury de VAE"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_result_display()} ({self.on:%d/%m/%Y})"


class NextStep(models.Model):
    """What follows a partial result: a bloc or competence, and the way chosen with the candidate (B10)."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="steps", verbose_name="décision")
    ref = models.CharField("bloc ou compétence", max_length=60)
    way = models.CharField("comment", max_length=20, choices=StepWay)
    note = models.CharField("précisions", max_length=300, blank=True)
    due_on = models.DateField("avant le", null=True, blank=True)
    done_on = models.DateField("fait le", null=True, blank=True)

    class Meta:
        verbose_name = "suite d’une décision de VAE"
        verbose_name_plural = "suites d’une décision de VAE"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "ref"], name="vae_next_step_once")]

    def __str__(self) -> str:
        return f"{self.ref} : {self.get_way_display()}"


class LeaveRequest(models.Model):
    """A congé de VAE asked of the employer (B13): its days, and the employer's answer or silence.

    `requested_on` is the day on which the employer received it: every delay runs from that day (R6422-4).
    """

    parcours = models.ForeignKey(Parcours, models.CASCADE, related_name="vae_leaves", verbose_name="parcours")
    employer = models.CharField("employeur", max_length=200)
    requested_on = models.DateField("reçue par l’employeur le")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    minutes = models.PositiveIntegerField("durée (min)")
    answer = models.CharField("réponse", max_length=20, choices=LeaveAnswer, blank=True)
    answered_on = models.DateField("répondu le", null=True, blank=True)
    postponed_to = models.DateField("reporté au", null=True, blank=True)
    reason = models.CharField("motif du report", max_length=300, blank=True)
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.CharField("enregistrée par", max_length=200)

    class Meta:
        verbose_name = "demande de congé de VAE"
        verbose_name_plural = "demandes de congé de VAE"
        ordering = ["requested_on", "pk"]

    def __str__(self) -> str:
        return f"Congé de VAE du {self.starts_on:%d/%m/%Y}"

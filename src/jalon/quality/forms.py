"""Forms of the quality screens; each leads to one operation."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jalon.accounts.models import User
from jalon.common.forms import ActForm, DateInput, UploadField
from jalon.common.uploads import DOCUMENTS, XLSX
from jalon.prestation.enums import PrestationKind
from jalon.quality.enums import ActionOrigin, ComplaintChannel, Respondent, Situation, SubcontractWay
from jalon.quality.operations.complaints import BY_THEMSELVES
from jalon.quality.operations.surveys import COMMENT_LIMIT
from jalon.quality.rules.complaints import TEXT_LIMIT
from jalon.quality.rules.sampling import SIZE_MAX
from jalon.quality.rules.satisfaction import SCALE, Question

APART = "Cette personne ne lira pas la réclamation et n’y répondra pas."


class MemberField(forms.ModelChoiceField[User]):
    """A member of the organisme, by name; those proposed are given by the form."""

    def __init__(
        self, *, label: str = "Met en cause", help_text: str = APART, empty: str = "Personne"
    ) -> None:
        super().__init__(
            User.objects.none(), label=label, help_text=help_text, empty_label=empty, required=False
        )

    def label_from_instance(self, member: User) -> str:
        return member.full_name


class PieceForm(ActForm):
    """A dated piece for an indicator."""

    heading = forms.CharField(label="Intitulé", max_length=200)
    dated = forms.DateField(label="Date de la pièce", widget=DateInput)
    valid_until = forms.DateField(
        label="Valable jusqu’au", widget=DateInput, required=False,
        help_text="Une alerte le rappelle : convention d’un sous-traitant, désignation d’un référent, habilitation.",
    )  # fmt: skip
    note = forms.CharField(
        label="Précisions", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que la pièce montre, ou l’endroit où elle se trouve si vous ne joignez pas de fichier.",
    )  # fmt: skip
    file = UploadField(kinds=(*DOCUMENTS, XLSX), label="Fichier", required=False)


class ReasonForm(ActForm):
    """Why something is set aside."""

    reason = forms.CharField(label="Motif", max_length=300)


class ComplaintForm(ActForm):
    """A complaint received otherwise than on Jalon."""

    author = forms.CharField(label="Qui réclame", max_length=200)
    author_email = forms.EmailField(
        label="Adresse électronique", required=False,
        help_text="L’accusé de réception et la réponse y seront envoyés.",
    )  # fmt: skip
    author_address = forms.CharField(
        label="Adresse postale", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel = forms.ChoiceField(
        label="Reçue par", choices=[c for c in ComplaintChannel.choices if c[0] not in BY_THEMSELVES]
    )
    received_on = forms.DateField(label="Reçue le", widget=DateInput)
    text = forms.CharField(
        label="Réclamation", max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Les mots de la personne. Ni donnée de santé, ni numéro de sécurité sociale.",
    )  # fmt: skip
    concerned = MemberField()

    def __init__(self, *args: Any, members: Sequence[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["concerned"].queryset = User.objects.filter(pk__in=[m.pk for m in members])  # type: ignore[attr-defined]


class OwnComplaintForm(ActForm):
    """A complaint made by whoever is signed in."""

    text = forms.CharField(
        label="Votre réclamation", max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Dites ce qui s’est passé, quand, et ce que vous attendez.",
    )  # fmt: skip
    about = forms.CharField(
        label="Si une personne est mise en cause, son nom", required=False, max_length=200,
        help_text="Elle ne traitera pas votre réclamation.",
    )  # fmt: skip


class PublicComplaintForm(OwnComplaintForm):
    """A complaint made by anybody, from the foot of any page; `site` is a trap that people do not see."""

    author = forms.CharField(label="Votre nom", max_length=200)
    author_email = forms.EmailField(
        label="Votre adresse électronique", required=False, help_text="La réponse y sera envoyée."
    )
    author_address = forms.CharField(
        label="Ou votre adresse postale",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    site = forms.CharField(
        label="Laissez ce champ vide", required=False, max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip
    field_order = ("author", "author_email", "author_address", "text", "about", "site")

    def clean(self) -> dict[str, Any]:
        """An answer needs somewhere to go."""
        cleaned = super().clean() or self.cleaned_data
        if (
            not (cleaned.get("author_email") or cleaned.get("author_address"))
            and "author_email" not in self.errors
        ):
            self.add_error(
                "author_email", "Donnez une adresse électronique ou postale : une réponse vous est due."
            )
        return cleaned


class EntrustForm(ActForm):
    """Who answers a complaint, and whom it is about."""

    handler = MemberField(label="Confiée à", help_text="", empty="Tous ceux qui dirigent l’organisme")
    concerned = MemberField()

    def __init__(
        self, *args: Any, leaders: Sequence[User] = (), members: Sequence[User] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("handler", leaders), ("concerned", members)):
            self.fields[name].queryset = User.objects.filter(pk__in=[m.pk for m in people])  # type: ignore[attr-defined]


class AnswerForm(ActForm):
    """The answer to a complaint."""

    answer = forms.CharField(
        label="Réponse", max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Une ligne vide sépare les paragraphes. La lettre est numérotée et archivée.",
    )  # fmt: skip


class LessonForm(ActForm):
    """What is learnt from a complaint."""

    lesson = forms.CharField(
        label="Ce que l’organisme en retient", max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ActionForm(ActForm):
    """Something that will change."""

    heading = forms.CharField(label="Ce qui va changer", max_length=300)
    owner = forms.CharField(label="Par qui", max_length=200)
    due_on = forms.DateField(label="Pour le", widget=DateInput)
    origin = forms.ChoiceField(label="Née de", choices=ActionOrigin.choices)


class EffectForm(ActForm):
    """What an action changed, and what proves it."""

    file = UploadField(
        kinds=(*DOCUMENTS, XLSX), label="Preuve", required=False,
        help_text="Déposée comme pièce de l’indicateur 32. 25 Mo au plus.",
    )  # fmt: skip

    effect = forms.CharField(
        label="Effet constaté", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReviewForm(ActForm):
    """The analysis of a year."""

    analysis = forms.CharField(
        label="Analyse de l’année", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Ce que disent les avis, les réclamations et les résultats ; ce qui en est tiré.",
    )  # fmt: skip


class SurveyForm(ActForm):
    """The questionnaire: one mark per question, a free word, and months later what became of the person."""

    situation = forms.ChoiceField(
        label="Votre situation aujourd’hui", required=False, widget=forms.RadioSelect,
        choices=[*Situation.choices, ("", "Je préfère ne pas le dire")],
    )  # fmt: skip
    job_related = forms.TypedChoiceField(
        label="Si vous travaillez : votre emploi est-il en rapport avec le titre préparé ?", required=False,
        choices=[("oui", "Oui"), ("non", "Non"), ("", "Sans objet")], coerce=lambda value: value == "oui",
        empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    comment = forms.CharField(
        label="Ce que vous voulez ajouter", required=False, max_length=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Sans nom ni donnée de santé : l’équipe le lira.",
    )  # fmt: skip

    def __init__(self, *args: Any, questions: Sequence[Question], later: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [question.code for question in questions]
        if not later:
            del self.fields["situation"], self.fields["job_related"]
        for question in questions:
            self.fields[question.code] = forms.TypedChoiceField(
                label=question.text, choices=list(SCALE.items()), coerce=int, widget=forms.RadioSelect
            )
        self.order_fields(self.codes)

    def answers(self) -> dict[str, int]:
        """The marks given, by the code of the question."""
        return {code: self.cleaned_data[code] for code in self.codes}

    def told(self) -> dict[str, Any]:
        """What is told beside the marks."""
        names = ("comment", "situation", "job_related")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class PartnerForm(ActForm):
    """Who is asked about a path, other than the person on it."""

    respondent = forms.ChoiceField(
        label="Qui répond", choices=[c for c in Respondent.choices if c[0] != Respondent.BENEFICIARY]
    )
    name = forms.CharField(label="Nom", max_length=200)
    email = forms.EmailField(label="Adresse électronique")


class SampleForm(ActForm):
    """How many paths an auditor draws; a seed of one's own lets both draw the same."""

    size = forms.IntegerField(label="Parcours à tirer", min_value=1, max_value=SIZE_MAX)
    seed = forms.CharField(
        label="Graine",
        required=False,
        max_length=64,
        help_text="Laissée vide, elle est tirée au hasard et gardée.",
    )


class AccessForm(ActForm):
    """Who may read the evidence, and for how long."""

    auditor = forms.CharField(label="Auditeur", max_length=200)
    body = forms.CharField(label="Organisme certificateur", max_length=200, required=False)
    days = forms.IntegerField(label="Pendant combien de jours", min_value=1, max_value=90)


class SubcontractForm(ActForm):
    """An action entrusted to another organisme, or received from one."""

    way = forms.ChoiceField(label="Sens", choices=SubcontractWay.choices)
    partner = forms.CharField(label="Autre organisme", max_length=200)
    nda = forms.CharField(label="Son numéro de déclaration d’activité", max_length=20, required=False)
    kind = forms.ChoiceField(label="Nature de l’action", choices=PrestationKind.choices)
    heading = forms.CharField(label="Objet", max_length=200)
    starts_on = forms.DateField(label="Du", widget=DateInput)
    ends_on = forms.DateField(label="Au", widget=DateInput)
    trainees = forms.IntegerField(label="Stagiaires", min_value=0, max_value=100_000)
    hours = forms.DecimalField(
        label="Heures-stagiaires", min_value=0, max_value=1_000_000, max_digits=9, decimal_places=2,
        help_text="Heures suivies, tous stagiaires ensemble.",
    )  # fmt: skip
    euros = forms.DecimalField(
        label="Montant, en euros", min_value=0, max_value=20_000_000, max_digits=10, decimal_places=2
    )
    certified_until = forms.DateField(
        label="Certification qualité valable jusqu’au", widget=DateInput, required=False
    )
    checked_on = forms.DateField(label="Conformité vérifiée le", widget=DateInput, required=False)

    def told(self) -> dict[str, Any]:
        """What the operation takes: minutes and cents."""
        told = dict(self.cleaned_data)
        told["minutes"] = round(told.pop("hours") * 60)
        told["amount_cents"] = round(told.pop("euros") * 100)
        return told


class ReportForm(ActForm):
    """The day the report of a year was sent."""

    sent_on = forms.DateField(label="Transmis le", widget=DateInput)
    reference = forms.CharField(label="Référence de l’accusé", required=False, max_length=100)

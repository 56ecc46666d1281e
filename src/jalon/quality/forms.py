"""Forms of the quality screens; each leads to one operation."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jalon.accounts.models import User
from jalon.common.forms import ActForm, DateInput, UploadField
from jalon.common.uploads import DOCUMENTS, XLSX
from jalon.quality.enums import ActionOrigin, ComplaintChannel, Respondent, Situation
from jalon.quality.operations.complaints import BY_THEMSELVES
from jalon.quality.operations.surveys import COMMENT_LIMIT
from jalon.quality.rules.complaints import TEXT_LIMIT
from jalon.quality.rules.satisfaction import SCALE, Question


class MemberField(forms.ModelChoiceField):
    """A member of the organisme, by name; those proposed are given by the form."""

    def __init__(self, **options: Any) -> None:
        told = {
            "label": "Met en cause", "required": False, "queryset": User.objects.none(), "empty_label": "Personne",
            "help_text": "Cette personne ne lira pas la réclamation et n’y répondra pas.",
        }  # fmt: skip
        super().__init__(**(told | options))

    def label_from_instance(self, member: User) -> str:
        return member.full_name


class PieceForm(ActForm):
    """A dated piece for an indicator."""

    heading = forms.CharField(label="Intitulé", max_length=200)
    dated = forms.DateField(label="Date de la pièce", widget=DateInput)
    note = forms.CharField(
        label="Précisions", required=False, widget=forms.Textarea(attrs={"rows": 3}),
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
    site = forms.CharField(label="Laissez ce champ vide", required=False, max_length=200)
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

    handler = MemberField(label="Confiée à", help_text="")
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
        label="Réponse", widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Une ligne vide sépare les paragraphes. La lettre est numérotée et archivée.",
    )  # fmt: skip


class LessonForm(ActForm):
    """What is learnt from a complaint."""

    lesson = forms.CharField(label="Ce que l’organisme en retient", widget=forms.Textarea(attrs={"rows": 4}))


class ActionForm(ActForm):
    """Something that will change."""

    heading = forms.CharField(label="Ce qui va changer", max_length=300)
    owner = forms.CharField(label="Par qui", max_length=200)
    due_on = forms.DateField(label="Pour le", widget=DateInput)
    origin = forms.ChoiceField(label="Née de", choices=ActionOrigin.choices)


class EffectForm(ActForm):
    """What an action changed."""

    effect = forms.CharField(label="Effet constaté", widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(ActForm):
    """The analysis of a year."""

    analysis = forms.CharField(
        label="Analyse de l’année", required=False, widget=forms.Textarea(attrs={"rows": 10}),
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

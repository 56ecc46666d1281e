"""Forms of the quality screens; each leads to one operation."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jalon.common.forms import ActForm, DateInput, UploadField
from jalon.common.uploads import DOCUMENTS, XLSX
from jalon.quality.enums import ActionOrigin, ComplaintChannel
from jalon.quality.rules.satisfaction import SCALE, Question


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
        label="Adresse électronique", required=False, help_text="La réponse y sera envoyée."
    )
    channel = forms.ChoiceField(
        label="Reçue par", choices=[c for c in ComplaintChannel.choices if c[0] != ComplaintChannel.ONLINE]
    )
    received_on = forms.DateField(label="Reçue le", widget=DateInput)
    text = forms.CharField(
        label="Réclamation", widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Les mots de la personne. Ni donnée de santé, ni numéro de sécurité sociale.",
    )  # fmt: skip


class OwnComplaintForm(ActForm):
    """A complaint made by whoever is signed in."""

    text = forms.CharField(
        label="Votre réclamation", widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Dites ce qui s’est passé, quand, et ce que vous attendez.",
    )  # fmt: skip


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
    """The questionnaire: one mark per question, and a free word."""

    comment = forms.CharField(
        label="Ce que vous voulez ajouter", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.code] = forms.TypedChoiceField(
                label=question.text, choices=list(SCALE.items()), coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([q.code for q in questions])

    def answers(self) -> dict[str, int]:
        """The marks given, by the code of the question."""
        return {code: mark for code, mark in self.cleaned_data.items() if code != "comment"}

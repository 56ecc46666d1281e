"""Forms of the people screens."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from jalon.accounts.enums import Role
from jalon.common.forms import DateInput
from jalon.people.enums import RelationKind
from jalon.people.models import Person
from jalon.people.operations import FREE_TEXTS
from jalon.people.rules import NIR_REFUSED, holds_nir


class PersonForm(forms.ModelForm[Person]):
    """A person's record; the operation checks what needs the other records."""

    class Meta:
        model = Person
        fields = [
            "civility",
            "birth_name",
            "usage_name",
            "first_name",
            "other_first_names",
            "birth_date",
            "birth_place",
            "email",
            "phone",
            "address",
            "employer",
        ]
        widgets = {
            "civility": forms.RadioSelect,
            "birth_date": DateInput,
            "address": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
        }
        help_texts = {
            "birth_name": "Tel qu’il figure sur la pièce d’identité.",
            "usage_name": "S’il diffère du nom de naissance.",
            "birth_place": "Commune, et pays hors de France.",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in FREE_TEXTS:
            if holds_nir(data.get(name) or ""):
                self.add_error(name, NIR_REFUSED)
        return data

    def refuse(self, error: ValidationError) -> None:
        """Show what the operation refused, each fault at its field."""
        for name, messages in getattr(error, "message_dict", {"__all__": error.messages}).items():
            for message in messages:
                if message not in self.errors.get(name, []):
                    self.add_error(name if name in self.fields else None, message)


class AccessForm(forms.Form):
    """As what a person comes in."""

    role = forms.ChoiceField(label="En tant que")

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RelationForm(forms.Form):
    """A tie with one of the people found."""

    kind = forms.ChoiceField(label="Nature du lien", choices=RelationKind.choices)
    other = forms.ModelChoiceField(
        label="Avec", queryset=Person.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = _with_birth  # type: ignore[attr-defined]

    def clean_kind(self) -> RelationKind:
        return RelationKind(self.cleaned_data["kind"])


def _with_birth(person: Person) -> str:
    born = f", né(e) le {person.birth_date:%d/%m/%Y}" if person.birth_date else ""
    return f"{person.sort_name}{born}"

"""Forms of the signatures of the exam day."""

import json
from typing import Any
from uuid import uuid4

from django import forms


class SignatureForm(forms.Form):
    """A signature drawn, or typed by who signs by the keyboard; `uuid` keeps a form sent twice from signing twice."""

    uuid = forms.UUIDField(widget=forms.HiddenInput())
    strokes = forms.CharField(required=False, widget=forms.HiddenInput(), strip=False)
    typed = forms.CharField(
        label="Prénom et nom",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agreed = forms.BooleanField(label="Je signe", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_strokes(self) -> object:
        """The drawing as JSON values, whatever they are: the rules judge them."""
        text = self.cleaned_data["strokes"]
        if not text:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                "Le tracé est illisible. Faites signer de nouveau, ou au clavier."
            ) from None


class WithdrawForm(forms.Form):
    """Why a signature is taken back."""

    reason = forms.CharField(label="Motif de l’annulation", max_length=300)

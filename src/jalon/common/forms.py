"""Our form renderer and widgets: `{{ form }}` gives labels, help, errors and an error summary that links to fields."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from jalon.common.uploads import MAX_UPLOAD_BYTES


class JalonFormRenderer(TemplatesSetting):
    """Render every form with the templates of the design system."""

    form_template_name = "common/forms/form.html"
    formset_template_name = "common/forms/formset.html"
    field_template_name = "common/forms/field.html"


class DateInput(forms.DateInput):
    """A native date picker; the value travels in ISO form whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A native time picker, minutes only."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """A native date and time picker, minutes only."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class FileDrop(forms.FileInput):
    """A file field shown as a zone where files may be dropped; a plain file input without JavaScript.

    A file over `max_bytes` is told before it is sent, where scripts run; the server checks it in any case.
    """

    template_name = "common/forms/widgets/file_drop.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, max_bytes: int = MAX_UPLOAD_BYTES) -> None:
        super().__init__({"data-max-bytes": max_bytes, **(attrs or {})})


class SearchInput(forms.TextInput):
    """A search box."""

    input_type = "search"

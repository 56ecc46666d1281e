"""The tags and filters that every template may use."""

import re
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory

from jalon.common.forms import DateInput, FileDrop
from jalon.common.workflow import Transition


def render(source: str, address: str = "/liste/?q=a&page=3", **context: Any) -> str:
    return Template(source).render(RequestContext(RequestFactory().get(address), context))


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]|&nbsp;", " ", text)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ 175|minutes }}", "2 h 55"),
        ("{{ 60|duration }}", "1 h"),
        ("{{ 570|clock }}", "9 h 30"),
        ("{{ 0.5|percent }}", "50 %"),
        ("{{ 1234.5|decimal_fr }}", "1 234,5"),
        ("{{ 2500|filesize_fr }}", "2,5 ko"),
        ('{{ 1|plural_fr:"candidat" }}', "1 candidat"),
        ('{{ 2|plural_fr:"cheval,chevaux" }}', "2 chevaux"),
        ("{{ nothing|minutes }}{{ nothing|clock }}{{ nothing|date_fr }}{{ nothing|percent }}", "————"),
        ('{{ "<b> !"|typo }}', "&lt;b&gt; !"),
    ],
)
def test_filters_write_french(source: str, shown: str) -> None:
    assert plain(render(source, nothing=None)) == shown


def test_a_moment_is_shown_in_paris_time_and_kept_exact_for_machines() -> None:
    shown = plain(render("{{ at|date_fr }}", at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC)))
    assert shown == '<time datetime="2026-07-02T00:30:00+02:00">2 juillet 2026 à 0 h 30</time>'
    assert plain(render('{{ at|date_fr:"court" }}', at=date(2026, 7, 1))).endswith(">01/07/2026</time>")


def test_the_query_string_keeps_the_rest_of_the_address() -> None:
    assert render("{% autoescape off %}{% query page=4 tri=None %}{% endautoescape %}") == "?q=a&page=4"
    assert render("{% query q=None page=None %}") == "?"


def test_a_badge_escapes_its_label_and_refuses_an_unknown_tone() -> None:
    assert render("{% badge label 'info' %}", label="<i>") == '<span class="badge info">&lt;i&gt;</span>'
    with pytest.raises(TemplateSyntaxError):
        render("{% badge 'x' 'pink' %}")


def test_every_icon_named_in_the_gallery_is_drawn_once() -> None:
    from jalon.common.gallery import ICONS

    path = finders.find("common/icons.svg")
    assert isinstance(path, str)
    drawn = [s.get("id") for s in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}symbol")]
    assert sorted(drawn, key=str) == sorted(ICONS)


class Sample(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur la pièce")
    day = forms.DateField(label="Date", widget=DateInput, required=False)
    scope = forms.ChoiceField(label="Portée", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    file = forms.FileField(label="Fichier", widget=FileDrop, required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_form_describes_each_field_and_marks_what_is_optional() -> None:
    html = render("{{ form }}", form=Sample(initial={"day": date(2026, 12, 14), "token": "t"}))
    assert '<label for="id_name">Nom</label>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'type="date" name="day" value="2026-12-14"' in html
    assert html.count("facultatif") == 2
    assert "<legend>Portée</legend>" in html
    assert html.count('type="hidden"') == 1
    assert "error-summary" not in html


def test_the_summary_of_errors_links_to_the_fields_in_error() -> None:
    html = render("{{ form }}", form=Sample({"day": "31/02/2026"}))
    anchors = re.findall(r'<li><a href="#([^"]+)">', html)
    assert anchors == ["id_name", "id_day", "id_scope_0"]
    assert "3 points à corriger" in html
    for anchor in anchors:
        assert f'id="{anchor}"' in html


TRANSITIONS = [
    Transition("convene", "Convoquer", frozenset({"a"}), "b", frozenset({"r"}), "a convoqué"),
    Transition("sign", "Signer", frozenset({"a"}), "b", frozenset({"r"}), "a signé", confirm="Sûr ?"),
]


def test_each_act_is_a_post_and_a_grave_one_asks_before() -> None:
    html = render("{% transition_buttons acts '/x/' version=3 %}", acts=TRANSITIONS)
    assert html.count('<form class="inline-form" method="post" action="/x/">') == 1
    assert html.count("<dialog popover") == 1
    assert html.count('name="version" value="3"') == 2
    assert "Sûr ?" in html


def test_pieces_render_without_a_request() -> None:
    source = (
        "{% icon 'check' %}{% stat 'a' 1 %}{% tabs 'T' 'A' '/a/' %}{% empty_state 'Rien' %}{% query a=1 %}"
    )
    assert "stat-value" in Template(source).render(Context({}))

"""The shell's own screens: theme, health, jobs, errors."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse

from config import urls as product_urls
from jalon.accounts.enums import Role
from jalon.accounts.models import User
from jalon.common import navigation
from jalon.common.actor import Actor
from jalon.common.context_processors import shell
from jalon.common.jobs import enqueue, job, registry
from jalon.common.models import Job, JournalEntry
from jalon.common.navigation import NavEntry, check_entries, links_for, register
from jalon.common.queries import journal_for
from jalon.common.workflow import TransitionRefused
from tests import cast

pytestmark = pytest.mark.django_db


def fail(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    view.login_required = False  # type: ignore[attr-defined]
    return view


urlpatterns = [
    *product_urls.urlpatterns,
    path("essai/400/", fail(SuspiciousOperation("forged"))),
    path("essai/403/", fail(PermissionDenied("Réservé au jury."))),
    path("essai/404/", fail(Http404("Session 12 of organisme 3"))),
    path("essai/409/", fail(TransitionRefused(["La charte n’est pas signée.", "Un juré manque."]))),
    path("essai/500/", fail(ZeroDivisionError("secret"))),
]


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        (400, "Jalon n’a pas compris cette demande"),
        (403, "Vous n’avez pas accès à cette page"),
        (404, "Cette page n’existe pas"),
        (409, "Cet acte n’est pas possible maintenant"),
        (500, "Quelque chose n’a pas marché chez nous"),
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_each_error_has_its_french_page(client: Client, code: int, heading: str) -> None:
    client.raise_request_exception = False
    response = client.get(f"/essai/{code}/")
    text = response.content.decode()
    assert response.status_code == code
    assert f"{heading}</h1>" in text
    assert "secret" not in text
    assert "organisme 3" not in text


@override_settings(ROOT_URLCONF=__name__)
def test_a_refused_act_shows_all_its_reasons(client: Client) -> None:
    text = client.get("/essai/409/").content.decode()
    assert "La charte n’est pas signée." in text
    assert "Un juré manque." in text


def test_an_expired_form_says_that_nothing_was_recorded() -> None:
    response = Client(enforce_csrf_checks=True).post("/apparence/", {"theme": "dark"})
    assert response.status_code == 403
    assert "Ce formulaire a expiré" in response.content.decode()


@pytest.mark.parametrize(
    ("target", "landing"), [("/x/?a=1", "/x/?a=1"), ("https://piege.test/", "/"), ("//piege.test", "/")]
)
def test_the_theme_switch_comes_back_on_our_site_only(client: Client, target: str, landing: str) -> None:
    response = client.post("/apparence/", {"theme": "dark", "next": target})
    assert response["Location"] == landing
    assert response.cookies["jalon_theme"].value == "dark"


def test_an_unknown_theme_is_ignored(client: Client, rf: RequestFactory) -> None:
    assert "jalon_theme" not in client.post("/apparence/", {"theme": "fluo"}).cookies
    request = rf.get("/")
    request.COOKIES["jalon_theme"] = '"><script>'
    frame = shell(request)["shell"]
    assert getattr(frame, "theme", None) == "auto"


def test_reading_never_changes_the_theme(client: Client) -> None:
    assert client.get("/apparence/").status_code == 405


def test_health_says_whether_the_database_answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/sante/").json() == {"statut": "ok", "base": "ok"}

    def down() -> None:
        raise DatabaseError("password of the database")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", down)
        response = Client().get("/sante/")
    assert response.status_code == 503
    assert "password" not in response.content.decode()


def test_the_gallery_is_for_developers_only(client: Client) -> None:
    assert client.get("/galerie/").status_code == 404


@pytest.fixture
def someone(client: Client) -> Actor:
    user = User.objects.create_user(email="claire@exemple.fr", password="long enough for a test")
    client.force_login(user)
    return Actor(ref=f"user:{user.pk}", label="Claire", user_id=user.pk, organisme_id=None, roles=frozenset())


@pytest.fixture
def asked(someone: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(registry, "_kinds", {})
    job(kind="test", label="Édition des convocations")(lambda ctx: None)
    return enqueue("test", actor=someone, now=now)


def test_a_job_under_way_renews_itself_with_and_without_scripts(client: Client, asked: Job) -> None:
    Job.objects.filter(pk=asked.pk).update(state="running", progress=40, message="12 sur 30")
    text = client.get(f"/taches/{asked.pk}/").content.decode()
    assert "12 sur 30" in text
    assert 'hx-trigger="every 1s"' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    fragment = client.get(f"/taches/{asked.pk}/", headers={"HX-Request": "true", "HX-Target": "tache"})
    assert fragment.content.decode().startswith('<div id="tache"')


def test_a_finished_job_stops_renewing_and_links_to_its_result(client: Client, asked: Job) -> None:
    Job.objects.filter(pk=asked.pk).update(
        state="done", result={"url": "/sessions/3/", "link_label": "Voir la session"}
    )
    text = client.get(f"/taches/{asked.pk}/").content.decode()
    assert '<a class="button" href="/sessions/3/">Voir la session</a>' in text
    assert "hx-trigger" not in text
    assert "http-equiv" not in text


@pytest.mark.parametrize("url", ["https://piege.test/", "//piege.test/", "javascript:alert(1)"])
def test_a_result_leads_nowhere_else_than_our_site(client: Client, asked: Job, url: str) -> None:
    Job.objects.filter(pk=asked.pk).update(state="done", result={"url": url})
    assert "piege" not in client.get(f"/taches/{asked.pk}/").content.decode()
    assert "javascript:" not in client.get(f"/taches/{asked.pk}/").content.decode()


def test_the_job_of_someone_else_does_not_exist(client: Client, asked: Job) -> None:
    Job.objects.filter(pk=asked.pk).update(owner_ref="user:999")
    assert client.get(f"/taches/{asked.pk}/").status_code == 404
    assert client.post(f"/taches/{asked.pk}/arret/").status_code == 404
    assert client.get(f"/taches/{uuid4()}/").status_code == 404
    assert "Aucune tâche" in client.get("/taches/").content.decode()


def test_mails_that_left_are_counted_not_listed_unless_asked(
    client: Client, someone: Actor, asked: Job, now: datetime
) -> None:
    job(kind="common.mail", label="Courriel")(lambda ctx: None)
    for state in (Job.State.DONE, Job.State.FAILED):
        mail = enqueue(
            "common.mail", actor=someone, now=now, label=f"Courriel {state}", payload={"to": "a@b.example"}
        )
        Job.objects.filter(pk=mail.pk).update(
            state=state, error="Adresse refusée." if state == "failed" else ""
        )
    page = client.get("/taches/").content.decode()
    assert "Courriel failed" in page
    assert "Adresse refusée." in page
    assert "Courriel done" not in page
    assert "1\u00a0courriel envoyé" in page
    assert "Courriel done" in client.get("/taches/", {"courriels": "1"}).content.decode()


def test_one_stops_ones_own_job(client: Client, asked: Job) -> None:
    client.post(f"/taches/{asked.pk}/arret/")
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert "Arrêtée" in client.get("/taches/").content.decode()


def test_a_visitor_is_sent_to_the_sign_in_page(asked: Job) -> None:
    for address in ("/taches/", f"/taches/{asked.pk}/"):
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/compte/")


def test_the_journal_of_an_object_holds_its_lines_only(actor: Actor, asked: Job, now: datetime) -> None:
    from jalon.common.journal import record_access, record_act

    other = enqueue("test", actor=actor, now=now)
    first = record_act(actor=actor, verb="test", target=asked, sentence="a demandé", now=now)
    second = record_access(actor=actor, verb="read", target=asked, sentence="a lu", now=now)
    record_act(actor=actor, verb="test", target=other, sentence="autre", now=now)
    assert list(journal_for(asked)) == [second, first]
    assert list(journal_for()) == []
    with pytest.raises(TypeError):
        first.save()
    assert JournalEntry.objects.count() == 3


def test_the_menu_shows_what_the_role_opens_and_marks_the_nearest_place(
    monkeypatch: pytest.MonkeyPatch, actor: Actor
) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    register(
        NavEntry("Tâches", "common:jobs", order=2),
        NavEntry("Galerie", "common:gallery", roles=frozenset({"administrator"}), order=1),
        NavEntry("Perdue", "nowhere:at_all"),
    )
    assert [link.label for link in links_for(actor, "/taches/")] == ["Tâches"]
    assert links_for(None, "/taches/") == []
    boss = Actor("user:2", "Admin", 2, 1, frozenset({"administrator"}))
    assert [(link.label, link.current) for link in links_for(boss, "/taches/12/")] == [
        ("Galerie", False),
        ("Tâches", True),
    ]
    assert [fault.id for fault in check_entries()] == ["common.W001"]


def test_the_menu_holds_a_search_box_where_an_app_offers_one(
    monkeypatch: pytest.MonkeyPatch, client: Client, someone: Actor
) -> None:
    page = client.get("/taches/").content.decode()
    assert 'role="search"' in page
    assert "aria-keyshortcuts" in page
    monkeypatch.setattr(navigation, "_entries", {})
    assert 'role="search"' not in client.get("/taches/").content.decode()


def test_every_entry_that_the_apps_register_leads_somewhere() -> None:
    assert check_entries() == []


@pytest.mark.parametrize("query", ["q=%00", "etat=%00", "titre=a%00b", "tri=%00&page=%00"])
def test_a_character_that_no_database_keeps_is_taken_out_of_what_an_address_asks(query: str) -> None:
    leader = cast.client(Role.RESPONSABLE_SESSION)
    for name in ("parcours:board", "formation:dropout", "vae:board", "prestation:list", "quality:complaints"):
        assert leader.get(f"{reverse(name)}?{query}").status_code == 200


def test_an_address_with_such_a_character_leads_nowhere() -> None:
    assert cast.client(Role.RESPONSABLE_SESSION).get("/vae/%00").status_code == 404

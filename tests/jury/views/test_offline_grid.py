"""A grid on a bad network, in a real browser: nothing is lost on a cut, a reload or a server kill."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from jalon.jury.models import Grid, GridEntry, GridMark
from jalon.jury.operations.grids import open_grid
from tests import cast as house
from tests.jury import cast
from tests.server import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SECOND = f"{cast.CIP}/C1/critere-1", f"{cast.CIP}/C1/critere-2"


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Site]:
    server = Site()
    yield server
    server.kill()


@pytest.fixture
def site(server: Site, transactional_db: None) -> Site:
    if server.process is None:
        server.start()
    return server


@pytest.fixture
def grid(site: Site) -> Grid:
    with transaction.atomic():
        exam = cast.session(candidates=1)
        return open_grid(
            actor=cast.juror_actor(), inscription=cast.inscription(exam), scope="title",
            test_kind="mise_en_situation", juror=cast.juror(1), now=cast.NOW,
        )  # fmt: skip


def sign_in(context: BrowserContext, site: Site, number: int = 1) -> None:
    client: Client = house.client(cast.juror_user(number))
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": site.url}])


def choose(page: Page, ref: str, value: str) -> None:
    """As a finger does: on the label, once it is still and nothing covers it."""
    answer = f'input[value="{value}"]'
    page.locator(f'[data-ref="{ref}"] label:has({answer})').click()
    expect(page.locator(f'[data-ref="{ref}"] {answer}')).to_be_checked()


def state(page: Page) -> object:
    return expect(page.locator("[data-grid-state]"))


def marks() -> dict[str, tuple[str, str]]:
    return {m.criterion_ref: (m.value, m.note) for m in GridMark.objects.all()}


def test_each_touch_is_saved_without_any_button(
    page: Page, context: BrowserContext, site: Site, grid: Grid
) -> None:
    sign_in(context, site)
    page.goto(site.url + reverse("jury:grid", args=[grid.pk]))
    choose(page, FIRST, "satisfied")
    choose(page, SECOND, "not_observed")
    state(page).to_have_text("Tout est enregistré")  # type: ignore[attr-defined]
    assert marks() == {FIRST: ("satisfied", ""), SECOND: ("not_observed", "")}


def test_offline_touches_survive_a_reload_and_leave_when_the_network_returns(
    page: Page, context: BrowserContext, site: Site, grid: Grid
) -> None:
    sign_in(context, site)
    url = site.url + reverse("jury:grid", args=[grid.pk])
    page.goto(url)
    context.set_offline(True)
    choose(page, FIRST, "satisfied")
    page.locator(f'[data-ref="{FIRST}"] summary').click()
    page.locator(f'[data-ref="{FIRST}"] textarea').fill("Reformule avec justesse")
    choose(page, SECOND, "not_satisfied")
    state(page).to_contain_text("En attente d’envoi")  # type: ignore[attr-defined]
    assert marks() == {}
    # The tablet is restarted: the page is gone, what was typed is not.
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(url)
    expect(page.locator(f'[data-ref="{FIRST}"] textarea')).to_have_value("Reformule avec justesse")
    state(page).to_have_text("Tout est enregistré")  # type: ignore[attr-defined]
    assert marks() == {FIRST: ("satisfied", "Reformule avec justesse"), SECOND: ("not_satisfied", "")}


def test_a_killed_server_loses_nothing_and_counts_nothing_twice(
    page: Page, context: BrowserContext, site: Site, grid: Grid
) -> None:
    sign_in(context, site)
    url = site.url + reverse("jury:grid", args=[grid.pk])
    page.goto(url)
    choose(page, FIRST, "satisfied")
    state(page).to_have_text("Tout est enregistré")  # type: ignore[attr-defined]
    site.kill()
    choose(page, FIRST, "not_satisfied")
    choose(page, SECOND, "satisfied")
    choose(page, FIRST, "not_observed")
    state(page).to_contain_text("En attente d’envoi")  # type: ignore[attr-defined]
    site.start()
    state(page).to_have_text("Tout est enregistré", timeout=40_000)  # type: ignore[attr-defined]
    assert marks() == {FIRST: ("not_observed", ""), SECOND: ("satisfied", "")}
    assert not GridEntry.objects.filter(outcome="conflict").exists()


def test_a_grid_reloaded_without_network_is_still_there_and_is_sent_once_it_returns(
    page: Page, context: BrowserContext, site: Site, grid: Grid
) -> None:
    sign_in(context, site)
    url = site.url + reverse("jury:grid", args=[grid.pk])
    page.goto(url)
    kept_copy(page, 1)
    choose(page, FIRST, "satisfied")
    state(page).to_have_text("Tout est enregistré")  # type: ignore[attr-defined]
    site.kill()
    choose(page, SECOND, "not_observed")
    for _ in range(2):
        page.reload()
        expect(page.locator(f'[data-ref="{FIRST}"] input[value="satisfied"]')).to_be_checked()
        expect(page.locator(f'[data-ref="{SECOND}"] input[value="not_observed"]')).to_be_checked()
        state(page).to_contain_text("En attente d’envoi")  # type: ignore[attr-defined]
    choose(page, FIRST, "not_satisfied")
    choose(page, SECOND, "satisfied")
    site.start()
    state(page).to_have_text("Tout est enregistré", timeout=40_000)  # type: ignore[attr-defined]
    assert marks() == {FIRST: ("not_satisfied", ""), SECOND: ("satisfied", "")}
    assert not GridEntry.objects.filter(outcome__in=["conflict", "late"]).exists()
    assert GridEntry.objects.filter(criterion_ref=FIRST).count() == 2


def test_the_copy_of_a_grid_goes_when_it_is_handed_in_and_when_its_juror_signs_out(
    page: Page, context: BrowserContext, site: Site, grid: Grid, page_faults: list[str]
) -> None:
    sign_in(context, site)
    url = site.url + reverse("jury:grid", args=[grid.pk])
    page.goto(url)
    kept_copy(page, 1)
    page.goto(site.url + reverse("jury:session_day", args=[grid.inscription.session_id]))
    kept_copy(page, 1)
    page.goto(url, wait_until="networkidle")
    with transaction.atomic():
        Grid.objects.filter(pk=grid.pk).update(status="submitted")
    page.reload()
    kept_copy(page, 0)
    with transaction.atomic():
        Grid.objects.filter(pk=grid.pk).update(status="open")
    page.reload()
    kept_copy(page, 1)
    page.locator(".menu-wide").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion/**")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("Object.keys(localStorage)") == []


KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("jalon-grilles-"));
  const held = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())));
  return held.flat().filter(({ url }) => url.includes("/jury/grilles/")).length;
}"""


def kept_copy(page: Page, count: int) -> None:
    """Wait until this device keeps `count` grids to be read without network, and is ready to show them."""
    for _ in range(50):
        if page.evaluate(KEPT) == count:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(KEPT) == count
    if count and "/grilles/" in page.url:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def test_an_answer_lost_on_the_way_back_is_not_a_disagreement_with_oneself(
    page: Page, context: BrowserContext, site: Site, grid: Grid
) -> None:
    sign_in(context, site)
    page.goto(site.url + reverse("jury:grid", args=[grid.pk]))
    lost: list[str] = []

    def lose_the_answer(route: object) -> None:
        if not lost:
            lost.append("answer")
            route.fetch()  # type: ignore[attr-defined]  # the server receives it
            route.abort()  # type: ignore[attr-defined]  # the tablet never knows
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/observation/", lose_the_answer)
    choose(page, FIRST, "satisfied")
    choose(page, FIRST, "not_satisfied")
    state(page).to_have_text("Tout est enregistré", timeout=40_000)  # type: ignore[attr-defined]
    assert lost
    assert marks() == {FIRST: ("not_satisfied", "")}
    assert not GridEntry.objects.filter(outcome="conflict").exists()


def test_two_tablets_that_disagree_both_stay_in_sight(
    page: Page, context: BrowserContext, site: Site, grid: Grid
) -> None:
    sign_in(context, site)
    url = site.url + reverse("jury:grid", args=[grid.pk])
    page.goto(url)
    other = context.new_page()
    other.goto(url)
    choose(page, FIRST, "satisfied")
    state(page).to_have_text("Tout est enregistré")  # type: ignore[attr-defined]
    choose(other, FIRST, "not_satisfied")
    expect(other.locator(f'[data-ref="{FIRST}"] [data-remark]')).to_contain_text("gardée à côté")
    assert marks() == {FIRST: ("satisfied", "")}
    page.reload()
    expect(page.locator(f'[data-ref="{FIRST}"]')).to_contain_text("Saisi en même temps")


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_no_line_slips_from_under_the_finger_whatever_is_said_of_the_sending(
    page: Page, context: BrowserContext, site: Site, grid: Grid, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(context, site)
    page.goto(site.url + reverse("jury:grid", args=[grid.pk]))
    line = page.locator(f'[data-ref="{SECOND}"]')
    tops = {line.bounding_box()["y"]}  # type: ignore[index]
    said = page.locator("[data-grid-state]")
    for words in (
        "Envoi en cours…",
        "En attente d’envoi (12) : gardé sur cet appareil",
        "Votre connexion a expiré : reconnectez-vous, rien n’est perdu.",
        "Cet appareil ne garde plus rien : enregistrez avec le bouton.",
    ):
        said.evaluate("(place, words) => { place.textContent = words; }", words)
        tops.add(line.bounding_box()["y"])  # type: ignore[index]
    said.evaluate("place => { place.textContent = ''; }")
    tops.add(line.bounding_box()["y"])  # type: ignore[index]
    assert len(tops) == 1


def test_the_grid_fits_a_phone_and_passes_axe(
    page: Page, context: BrowserContext, site: Site, grid: Grid, check_page: object, page_faults: list[str]
) -> None:
    sign_in(context, site)
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(site.url + reverse("jury:grid", args=[grid.pk]))
    check_page(page)  # type: ignore[operator]
    box = page.locator(f'[data-ref="{FIRST}"] .grid-choices label').first.bounding_box()
    assert box is not None
    assert box["height"] >= 44

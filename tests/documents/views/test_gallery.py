"""The gallery of documents is for administrators, and for developers in debug mode."""

import pytest
from django.urls import reverse

from jalon.accounts.enums import Role
from jalon.documents.kinds import all_kinds
from tests import cast

pytestmark = pytest.mark.django_db
VIEWS = pytest.mark.parametrize(
    ("name", "args"),
    [
        ("documents:gallery", []),
        ("documents:sample_pdf", ["jury.pv_session"]),
        ("documents:sample_page", ["jury.pv_session"]),
    ],
)


@VIEWS
def test_a_visitor_is_asked_to_sign_in(name: str, args: list[str]) -> None:
    response = cast.client(None).get(reverse(name, args=args))
    assert response.status_code == 302
    assert f"next={reverse(name, args=args)}" in response["Location"]


@VIEWS
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATEUR])
def test_other_roles_are_refused(name: str, args: list[str], role: Role) -> None:
    assert cast.client(role).get(reverse(name, args=args)).status_code == 403


@VIEWS
def test_a_developer_sees_it_in_debug_mode(
    name: str, args: list[str], settings: pytest.FixtureRequest
) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    assert cast.client(Role.FORMATEUR).get(reverse(name, args=args)).status_code == 200


def test_an_administrator_sees_every_kind_with_its_specimen() -> None:
    page = cast.client(Role.ADMINISTRATEUR).get(reverse("documents:gallery")).content.decode()
    missing = [
        kind.name
        for kind in all_kinds()
        if kind.label.replace("'", "&#x27;") not in page
        or reverse("documents:sample_pdf", args=[kind.name]) not in page
        or reverse("documents:sample_page", args=[kind.name]) not in page
    ]
    assert not missing


def test_a_specimen_is_a_pdf_shown_in_place() -> None:
    response = cast.client(Role.ADMINISTRATEUR).get(reverse("documents:sample_pdf", args=["jury.bordereau"]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline;")
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_a_thumbnail_is_a_picture() -> None:
    response = cast.client(Role.ADMINISTRATEUR).get(reverse("documents:sample_page", args=["jury.bordereau"]))
    assert response.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("view", ["documents:sample_pdf", "documents:sample_page"])
def test_an_unknown_kind_is_not_found(view: str) -> None:
    assert cast.client(Role.ADMINISTRATEUR).get(reverse(view, args=["jury.inconnu"])).status_code == 404

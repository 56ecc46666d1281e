"""Reads: the référentiel in force, an older revision, all titles, search."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from jalon.referentiel.compare import Comparison, compare
from jalon.referentiel.document import from_json, sha256
from jalon.referentiel.kinship import Kin, Kinship, Neighbour
from jalon.referentiel.models import PublishedTitre
from jalon.referentiel.schema import TitreVersion
from jalon.referentiel.search import NO_FACETS, Facets, Hit, Index, Results
from jalon.referentiel.stored import DocumentAltered as DocumentAltered
from jalon.referentiel.stored import verified


class TitreInconnu(LookupError):
    """No published title has this reference; the French message lists those that exist."""

    def __init__(self, asked: str, known: Iterable[str]) -> None:
        names = ", ".join(known)
        self.asked = asked
        super().__init__(
            f"« {asked} » n’est pas un titre connu. "
            + (
                f"Titres connus : {names}."
                if names
                else "Aucun titre n’est publié : lancez « jalon migrate »."
            )
        )


def get_titre(ref_or_code: str) -> TitreVersion:
    """The version in force for ``TP-00403.08``, or the newest one for ``TP-00403``; raises TitreInconnu.

    One light query; the document itself is read and typed once per process.
    """
    digest = _matching(ref_or_code).values_list("sha256", flat=True).first()
    if digest is None:
        raise TitreInconnu(ref_or_code, (f"{titre.ref} ({titre.sigle})" for titre in list_titres()))
    return get_titre_by_digest(digest)


def get_titres(refs: Iterable[str]) -> dict[str, TitreVersion]:
    """The versions in force of several references, in one query; unknown references are left out."""
    wanted = set(refs)
    return {ref: get_titre_by_digest(digest) for ref, digest in _in_force().items() if ref in wanted}


def list_titres() -> tuple[TitreVersion, ...]:
    """Every version of every title, its newest revision, by code then newest version first."""
    return tuple(get_titre_by_digest(digest) for digest in _in_force().values())


def current_digest(ref: str) -> str:
    """Digest of the revision in force, for whoever seals a record; raises TitreInconnu."""
    return sha256(get_titre(ref))


@lru_cache(maxsize=256)
def get_titre_by_digest(digest: str) -> TitreVersion:
    """A revision by its SHA-256, in force or not; raises PublishedTitre.DoesNotExist, DocumentAltered."""
    stored = PublishedTitre.objects.only("document").get(sha256=digest)
    return verified(from_json(stored.document), digest)


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored revision; `asked` is how it is named: `TP-00403.08` in force, `TP-00403.08@1` since replaced."""

    ref: str
    revision: int
    digest: str
    in_force: bool

    @property
    def asked(self) -> str:
        return self.ref if self.in_force else f"{self.ref}@{self.revision}"


def stored_revisions() -> tuple[Stored, ...]:
    """Every revision of every version, by code, newest version and newest revision first; one light query."""
    rows = PublishedTitre.objects.order_by("code", "-version", "-revision").values_list(
        "ref", "revision", "sha256"
    )
    seen: set[str] = set()
    found = []
    for ref, revision, digest in rows:
        found.append(Stored(ref, revision, digest, ref not in seen))
        seen.add(ref)
    return tuple(found)


@lru_cache(maxsize=16)
def compared(former: str, current: str) -> Comparison:
    """Two revisions side by side, by their digests; raises PublishedTitre.DoesNotExist, DocumentAltered."""
    return compare(get_titre_by_digest(former), get_titre_by_digest(current))


def revisions(ref: str) -> QuerySet[PublishedTitre]:
    """Every stored revision of a version, newest first, without the documents."""
    return PublishedTitre.objects.filter(ref=ref).defer("document")


def search_referentiel(query: str, limit: int = 60) -> list[Hit]:
    """Titles, CCPs, competences, criteria, know-how and terms that hold every word of the query."""
    return list(explore_referentiel(query, limit=limit).hits)


def explore_referentiel(
    query: str, facets: Facets = NO_FACETS, *, kind: str = "", limit: int = 60
) -> Results:
    """The same, narrowed by facets and by kind of text, with the count of each kind."""
    return _index(_digests()).explore(query, among=admitted(facets), kind=kind, limit=limit)


def admitted(facets: Facets = NO_FACETS) -> tuple[TitreVersion, ...]:
    """Titles that the facets let through: the newest version of each, former ones only if they are asked."""
    titres = list_titres() if facets.former else newest_titres()
    return tuple(titre for titre in titres if facets.admits(titre))


def newest_titres() -> tuple[TitreVersion, ...]:
    """The newest version of every title, by code."""
    newest: dict[str, TitreVersion] = {}
    for titre in list_titres():
        newest.setdefault(titre.code, titre)
    return tuple(newest.values())


def kin_of(titre: TitreVersion, competence: int) -> tuple[Kin, ...]:
    """Competences of other titles that resemble one; raises UnknownId."""
    return _kinship(_digests()).kin_of(titre, competence)


def neighbours_of(titre: TitreVersion) -> tuple[Neighbour, ...]:
    """Titles that share competences with one."""
    return _neighbours(_digests(), titre.ref)


def _digests() -> tuple[str, ...]:
    return tuple(_in_force().values())


@lru_cache(maxsize=2)
def _index(digests: tuple[str, ...]) -> Index:
    return Index(get_titre_by_digest(digest) for digest in digests)


@lru_cache(maxsize=2)
def _kinship(digests: tuple[str, ...]) -> Kinship:
    newest: dict[str, TitreVersion] = {}
    for titre in map(get_titre_by_digest, digests):
        newest.setdefault(titre.code, titre)
    return Kinship(newest.values())


@lru_cache(maxsize=512)
def _neighbours(digests: tuple[str, ...], ref: str) -> tuple[Neighbour, ...]:
    return _kinship(digests).neighbours_of(get_titre(ref))


def _matching(ref_or_code: str) -> QuerySet[PublishedTitre]:
    field = "ref" if "." in ref_or_code else "code"
    return PublishedTitre.objects.filter(**{field: ref_or_code}).order_by("-version", "-revision")


def _in_force() -> dict[str, str]:
    """Reference → digest of its newest revision."""
    rows = PublishedTitre.objects.order_by("code", "-version", "revision").values_list("ref", "sha256")
    return dict(rows)

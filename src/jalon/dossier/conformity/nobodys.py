"""The words that belong to nobody: those of the référentiels and of the templates, which dossiers may all repeat."""

from collections.abc import Iterable, Iterator

from jalon.referentiel.schema import TitreVersion

from .template import guidance_of
from .topics import texts_of


def nobodys_words(titres: Iterable[TitreVersion]) -> Iterator[str]:
    """What the référentiels ask and what the templates advise, text by text."""
    for titre in titres:
        yield from texts_of(titre)
        for scope, scheme in titre.schemes.items():
            for production in scheme.productions:
                yield from guidance_of(titre, scope, production)

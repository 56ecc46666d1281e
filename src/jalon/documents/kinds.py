"""The catalogue of official documents: each app above registers its kinds in its own `documents.py`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from jalon.documents.blocks import DocumentContext
from jalon.documents.engine import (
    ARCHIVAL_AND_ACCESSIBLE,
    PREVIEW,
    Rendered,
    Stamp,
    render,
    render_pages,
    template_version,
)

C = TypeVar("C", bound=DocumentContext)


@dataclass(frozen=True)
class DocumentKind(Generic[C]):
    """One kind of document: its template, the frozen context it takes, and a sample of it.

    `name` is "app.nom", stored with every issued document; `prefix` begins its numbers.
    """

    name: str
    label: str
    prefix: str
    template: Path
    context: type[C]
    sample: Callable[[], C]

    @cached_property
    def version(self) -> str:
        return template_version(self.template)

    def render(self, context: C, *, stamp: Stamp = PREVIEW) -> Rendered:
        """Typeset a context of this kind (PDF/A-3a and PDF/UA-1). Raises TypeError on another type."""
        return render(self.template, self.plain(context), stamp=stamp, standards=ARCHIVAL_AND_ACCESSIBLE)

    def pages(self, context: C, *, ppi: float = 72) -> tuple[bytes, ...]:
        return render_pages(self.template, self.plain(context), ppi=ppi)

    def plain(self, context: C) -> dict[str, Any]:
        """The context as JSON values, checked to be of the right type."""
        if not isinstance(context, self.context):
            raise TypeError(f"{self.name} attend {self.context.__name__}, pas {type(context).__name__}")
        return to_json(context)


def to_json(context: DocumentContext) -> dict[str, Any]:
    """A frozen context as a JSON object: strings, integers, booleans, null, lists and objects only."""
    if not is_dataclass(context):
        raise TypeError("Un contexte de document est une dataclass figée.")
    plain: dict[str, Any] = _json(asdict(context), type(context).__name__)
    return plain


def _json(value: Any, where: str) -> Any:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (tuple, list)):
        return [_json(item, f"{where}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {str(key): _json(item, f"{where}.{key}") for key, item in value.items()}
    raise TypeError(f"{where} : {type(value).__name__} n’est pas une valeur simple (texte, entier, tuple).")


AnyKind = DocumentKind[Any]
_kinds: dict[str, AnyKind] = {}


def register(kind: DocumentKind[C]) -> DocumentKind[C]:
    """Add a kind to the catalogue. Raises ValueError when its name is taken or its template is missing."""
    if kind.name in _kinds:
        raise ValueError(f"Le genre de document {kind.name} existe déjà.")
    if not kind.template.is_file():
        raise ValueError(f"Le gabarit {kind.template.name} de {kind.name} est introuvable.")
    _kinds[kind.name] = kind
    return kind


def all_kinds() -> tuple[AnyKind, ...]:
    return tuple(_kinds[name] for name in sorted(_kinds))


def get_kind(name: str) -> AnyKind:
    """Raises LookupError if no kind has this name."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"Genre de document inconnu : {name}") from None

"""Blocks that every document context is made of: frozen, plain values already written in French."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The organisme that issues the document; `legal` is its SIRET and declaration number in one line."""

    name: str
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    legal: str = ""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """The person a letter is sent to; `salutation` is « Madame », « Monsieur » or « Madame, Monsieur »."""

    name: str
    address: tuple[str, ...] = ()
    salutation: str = "Madame, Monsieur"


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Someone who signs; `signed` says when and how (« Signé le … »), empty leaves room for a pen."""

    name: str
    quality: str
    signed: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentContext:
    """Base of every context: a document always says who issues it."""

    organisme: Letterhead

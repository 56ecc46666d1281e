"""Parse the XML of a document without any of XML's traps: no entity, no external part, bounded depth and size."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ..source import Unreadable
from .limits import Limits

_BROKEN = "son contenu XML est endommagé ({}) ; ouvrez-le et enregistrez-le à nouveau."


class _Refused(Exception):
    def __init__(self, reason: str, code: str) -> None:
        self.reason, self.code = reason, code
        super().__init__(reason)


def parse(data: bytes, name: str, part: str, spaces: Mapping[str, str], limits: Limits) -> Element:
    """The root of an XML part. Names carry the prefix that `spaces` gives to their namespace (`w:p`), or the local name
    alone in another one.

    `part` is named in the messages. Raises `Unreadable` with the codes `corrupt` (not well formed) and `bomb`
    (entities, depth, number of elements).
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    names: dict[str, str] = {}
    depth = count = 0

    def short(full: str) -> str:
        known = names.get(full)
        if known is None:
            space, _, local = full.rpartition("\n")
            prefix = spaces.get(space)
            known = names[full] = f"{prefix}:{local}" if prefix else local
        return known

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > limits.depth or count > limits.elements:
            reason = f"son contenu XML est démesuré ({part}) ; ce n’est pas un document, ne l’ouvrez pas."
            raise _Refused(reason, "bomb")
        builder.start(short(tag), {short(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(short(tag))

    def refuse(*_args: object) -> bool:
        reason = (
            f"son contenu XML déclare des entités ({part}) ; ce n’est pas un document sain, ne l’ouvrez pas."
        )
        raise _Refused(reason, "bomb")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except _Refused as refused:
        raise Unreadable(name, refused.reason, refused.code) from None
    except expat.ExpatError as error:
        raise Unreadable(name, _BROKEN.format(f"{part}, ligne {error.lineno}"), "corrupt") from None
    except (ValueError, AssertionError, LookupError):
        raise Unreadable(name, _BROKEN.format(part), "corrupt") from None


def children(node: Element | None) -> Iterator[Element]:
    """The elements right under a node; none where the node is missing."""
    return iter(node) if node is not None else iter(())


def descend(node: Element | None, *tags: str) -> Element | None:
    """The first child of each tag in turn, None where one is missing. (`find` takes the colon of a name for a path.)"""
    for tag in tags:
        if node is None:
            return None
        node = node.find(tag)
    return node

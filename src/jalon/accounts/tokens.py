"""Secrets of the links sent by mail: signed, random, and kept only as a digest."""

import hashlib
import secrets

from django.core.signing import BadSignature, Signer


class InvalidToken(ValueError):
    """The token was not made here: mistyped, cut by a mail reader, or forged."""


def new_token(purpose: str) -> str:
    """A fresh secret for `purpose`, signed: one made for an invitation never opens a session."""
    return Signer(salt=f"jalon.{purpose}").sign(secrets.token_urlsafe(24))


def digest(token: str, purpose: str) -> str:
    """SHA-256 of a token (64 hexadecimal digits), after its signature is checked. Raises InvalidToken."""
    try:
        Signer(salt=f"jalon.{purpose}").unsign(token)
    except BadSignature as error:
        raise InvalidToken(purpose) from error
    return hashlib.sha256(token.encode()).hexdigest()

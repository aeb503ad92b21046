"""Passwords as keystone keeps them: salted hashes, from which the password cannot be had again."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from random import Random

ROUNDS = 500
"""Of PBKDF2 with SHA-256: about 0.2 ms. A keystone that guards anything takes a thousand times as many (OWASP's advice
is 600,000); this one guards what is gone after the test."""
_SALT = 16


@dataclass(frozen=True, slots=True)
class Hash:
    """What is kept of a password."""

    salt: bytes
    digest: bytes
    rounds: int

    def matches(self, password: str) -> bool:
        """Whether it is that password; takes the same time whichever it is."""
        return hmac.compare_digest(self.digest, _digest(password, self.salt, self.rounds))


def hashed(password: str, random: Random, rounds: int = ROUNDS) -> Hash:
    """What is to be kept of a password."""
    salt = random.randbytes(_SALT)
    return Hash(salt, _digest(password, salt, rounds), rounds)


def _digest(password: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(errors="surrogatepass"), salt, rounds)

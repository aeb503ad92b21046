"""Takes what could be a secret out of a message before it reaches a trace.

Messages come from other people's services: a refused request, an rpc failure, a driver's error. Better one identifier
too many is masked than one password too few.
"""

from __future__ import annotations

import re

LIMIT = 300
"""Characters that a trace keeps of a message."""

MASK = "***"
_LONGEST = 20_000
_NAMES = r"pass(?:word|wd|phrase)?|adminpass|secret|token|api[_-]?key|access[_-]?key|authorization|credentials?|cookie"
_USER_INFO = re.compile(r"(?<=://)[^\s/@]+(?=@)")
_NAMED = re.compile(
    rf"""(\b[\w.-]*(?:{_NAMES})["']?\s*(?:=>|[:=])\s*)((?:bearer|basic|token)\s+)?("[^"]*"?|'[^']*'?|[^\s,;&"'}}]+)""",
    re.IGNORECASE,
)
_OPAQUE = re.compile(
    r"""\bgAAAA[\w-]{8,}=*            # a Fernet token
      | \beyJ[\w-]+(?:\.[\w-]*){1,2}  # a JSON web token
      | \b[0-9a-fA-F]{32,}\b          # a UUID token; hashes and bare ids go with it
      | (?<![\w+/=-])[\w+-]{48,}=*    # anything else that long is no word
    """,
    re.VERBOSE,
)


def mask(message: str) -> str:
    """`message` in one line of at most 300 characters, without passwords, tokens or the user info of URLs."""
    line = " ".join(message[:_LONGEST].encode(errors="replace").decode().split())
    line = _USER_INFO.sub(MASK, line)
    line = _NAMED.sub(rf"\1{MASK}", line)
    line = _OPAQUE.sub(MASK, line)
    return line if len(line) <= LIMIT else line[: LIMIT - 1] + "…"

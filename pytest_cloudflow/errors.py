"""What can be wrong with a run itself, as opposed to what a verdict says of a boot.

Each error is one line for the person at the terminal: what was found, where, and what would be right. The exit code
that belongs to it travels with the class, so that no caller has to know it (CONTRACT: exit codes 4 and 9).
"""

from __future__ import annotations


class CloudflowError(Exception):
    """The run cannot be carried out.

    :param what: what was found.
    :param where: the file, line, key or option it was found at; empty if `what` says it.
    :param mend: what would be right.
    """

    exit_code = 4

    def __init__(self, what: str, where: str = "", mend: str = "") -> None:
        super().__init__(what, where, mend)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        """The three parts in one line; line breaks are gone, and nothing in it steers a terminal."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        if self.mend:
            line = f"{line}; {self.mend}"
        return "".join(letter if letter.isprintable() else "?" for letter in " ".join(line.split()))


class UsageError(CloudflowError):
    """The command or a file given to it is wrong (exit code 4)."""


class ProfileError(UsageError):
    """A profile says something that no profile can say."""


class TraceError(UsageError):
    """A trace is not what `cloudflow/1` says a trace is."""


class TargetError(CloudflowError):
    """The target, or a probe configured for it, could not be reached or used (exit code 9)."""

    exit_code = 9

"""What a run of the suite says at its end."""

import pytest


def said(result: pytest.RunResult) -> str:
    """The one line that tells why a run is 4, 8 or 9."""
    both = f"{result.stdout}\n{result.stderr}"
    lines = [line for line in result.outlines + result.errlines if line.startswith(("ERROR: ", "OPEN: "))]
    assert len(lines) == 1, both
    assert "Traceback" not in both
    assert "INTERNALERROR" not in both
    return lines[0]


def words(result: pytest.RunResult) -> dict[str, int]:
    """How many items passed, failed, and so on."""
    return {word: count for word, count in result.parseoutcomes().items() if word != "warnings"}

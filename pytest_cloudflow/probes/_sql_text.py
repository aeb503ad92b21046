"""A statement in SQL, as far as a trace needs it: its tables, and the literals that columns are set to or equal to.

No grammar: words, texts, numbers and signs, of MariaDB's and of PostgreSQL's writing. What it does not understand it
leaves out. All values are here, passwords too: what is copied out of them is up to `sql.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

NOTHING = object()
"""A value that is not a literal."""
_REST = r"""
      | (?P<name>(?:[\w$]+|`[^`]*`|"[^"]*")(?:\.(?:[\w$]+|`[^`]*`|"[^"]*"))*)
      | (?P<sign>[(),=;<>!|+*/-])
      | ::\w+ | \s+ | /\*.*?\*/ | ."""
_MARIADB = re.compile(rf"(?P<text>'(?:[^'\\]|''|\\.)*') {_REST}", re.VERBOSE | re.DOTALL)
_POSTGRESQL = re.compile(
    rf"(?P<text>[eE]'(?:[^'\\]|''|\\.)*') | (?P<plain>'(?:[^']|'')*') {_REST}", re.VERBOSE | re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a"}
_NUMBER = re.compile(r"\d+")
_OPERATORS = frozenset("+-*/|")
_OF_TABLES = frozenset({"from", "join", "update", "into"})
_VERBS = frozenset({"select", "insert", "update", "delete"})
_CONSTANTS: Mapping[str, Any] = {"null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Statement:
    """What was understood of it.

    :ivar operation: `select`, `insert`, `update`, `delete`.
    :ivar tables: in the order in which they are named, without their schemas.
    :ivar rows: what columns are set to: a row for each that is inserted, one for an update.
    :ivar compared: what columns are said to be equal to, by `table.column`, or `column` alone.
    """

    operation: str
    tables: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...] = ()
    compared: Mapping[str, Any] = field(default_factory=dict)


def read_statement(
    sql: str, parameters: Mapping[str, str | None] | None = None, *, mariadb: bool = True
) -> Statement | None:
    """The statement; `None` for what is none of the four: transactions, settings, definitions.

    :param parameters: the values of `$1`, `$2`, … where they were sent apart.
    :param mariadb: whether a backslash in a text means something, as in MariaDB and not in PostgreSQL.
    """
    operation = sql[:40].lstrip(" \n\t(").partition(" ")[0].strip().lower()
    if operation not in _VERBS:
        return None
    tokens = list(_tokens(sql, parameters or {}, _MARIADB if mariadb else _POSTGRESQL))
    where = next((at for at, token in enumerate(tokens) if token.word == "where"), len(tokens))
    tables = _tables(tokens)
    match operation:
        case "insert":
            return Statement(operation, tables[:1], tuple(_inserted(tokens)))
        case "update":
            return Statement(operation, tables[:1], (dict(_equal(tokens[:where])),), dict(_equal(tokens[where:])))
    return Statement(operation, tables, (), dict(_equal(tokens)))


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of SQL in lower case, a name without quotes, a sign; or a literal with its value."""

    word: str
    value: Any = NOTHING


def _tokens(sql: str, parameters: Mapping[str, str | None], written: re.Pattern[str]) -> Iterator[_Token]:
    for match in written.finditer(sql):
        token = match[0]
        match match.lastgroup:
            case "text":
                yield _Token("", _unquoted(token))
            case "plain":
                yield _Token("", token[1:-1].replace("''", "'"))
            case "sign":
                yield _Token(token)
            case "name":
                yield _word(token, parameters)


def _word(token: str, parameters: Mapping[str, str | None]) -> _Token:
    if token in parameters:
        return _Token("", parameters[token])
    if _NUMBER.fullmatch(token):
        return _Token("", int(token))
    plain = token.replace("`", "").replace('"', "")
    return _Token(plain.lower(), _CONSTANTS.get(plain.lower(), NOTHING))


def _unquoted(token: str) -> str:
    return _ESCAPED.sub(_meant, token.lstrip("eE")[1:-1])


def _meant(escape: re.Match[str]) -> str:
    letter = escape[1]
    return "'" if letter is None else _ESCAPES.get(letter, letter)


def _tables(tokens: Sequence[_Token]) -> tuple[str, ...]:
    """What stands behind FROM, JOIN, UPDATE and INTO, unless it is a statement of its own."""
    named = (after.word for word, after in pairwise(tokens) if word.word in _OF_TABLES)
    return tuple(dict.fromkeys(name.rpartition(".")[2] for name in named if name[:1].isalpha()))


def _equal(tokens: Sequence[_Token]) -> Iterator[tuple[str, Any]]:
    """`column = literal`, and `column IN (literal)` where it is one."""
    for at, token in enumerate(tokens):
        if not token.word or token.value is not NOTHING:
            continue
        after = tokens[at + 1 : at + 5]
        if _is_equal(after):
            yield token.word, after[1].value
        elif _is_one(after):
            yield token.word, after[2].value


def _is_equal(after: Sequence[_Token]) -> bool:
    """Whether it is `= literal`, and no more is done to that."""
    if len(after) < 2 or after[0].word != "=" or after[1].value is NOTHING:
        return False
    return len(after) == 2 or after[2].word not in _OPERATORS


def _is_one(after: Sequence[_Token]) -> bool:
    """Whether it is `IN (literal)`."""
    words = [each.word for each in after]
    return words[:2] == ["in", "("] and words[3:] == [")"] and after[2].value is not NOTHING


def _inserted(tokens: Sequence[_Token]) -> Iterator[Mapping[str, Any]]:
    """The rows of `INSERT INTO table (columns) VALUES (values), …`."""
    values = next((at for at, token in enumerate(tokens) if token.word == "values"), len(tokens))
    groups = list(_groups(tokens[:values]))
    if not groups:
        return
    columns = [part[0].word if len(part) == 1 else "" for part in groups[0]]
    for group in _groups(tokens[values:]):
        given = [part[0].value if len(part) == 1 else NOTHING for part in group]
        yield {name: value for name, value in zip(columns, given, strict=False) if value is not NOTHING}


def _groups(tokens: Sequence[_Token]) -> Iterator[list[list[_Token]]]:
    """What stands in parentheses that are in no others, cut at the commas."""
    depth = 0
    parts: list[list[_Token]] = [[]]
    for token in tokens:
        depth += (token.word == "(") - (token.word == ")")
        if token.word == "(" and depth == 1:
            parts = [[]]
        elif token.word == ")" and depth == 0:
            yield parts
        elif token.word == "," and depth == 1:
            parts.append([])
        elif depth:
            parts[-1].append(token)

"""A cloud's entry in `clouds.yaml`, as openstacksdk finds it; and what to say where it finds none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openstack.config
import yaml
from keystoneauth1 import exceptions, session
from openstack import exceptions as errors
from openstack.config import loader

from ..errors import UsageError
from ._asked import WHERE

_WRONG = (errors.ConfigException, exceptions.ClientException, OSError, ValueError, TypeError, AttributeError)
"""What openstacksdk raises: the last two where a value of the file is of a wrong type."""
_NAMED = "OS_CLIENT_CONFIG_FILE"


def entry(name: str, session_of: Callable[..., session.Session]) -> Any:
    """What `clouds.yaml` and the environment say of a cloud: openstacksdk's `CloudRegion`.

    :param session_of: makes keystoneauth's session.
    :raises UsageError: there is no such cloud, or what stands there is no cloud.
    """
    try:
        loaded = openstack.config.OpenStackConfig(session_constructor=session_of)  # type: ignore[arg-type]
        return loaded.get_one(cloud=name)
    except _WRONG as error:
        raise unusable(name, error, _mend(name)) from error


def unusable(name: str, error: Exception, mend: str) -> UsageError:
    """That a cloud cannot be used for what stands in its entry."""
    said = str(error).partition("\n")[0].rstrip(".") or type(error).__name__
    return UsageError(f"cloud {name!r} cannot be used: {said}", WHERE, mend)


def _mend(name: str) -> str:
    """What is wrong with the file that openstacksdk looks at first, if that is what is wrong."""
    named = os.environ.get(_NAMED)
    if named and not Path(named).exists():
        return f"{_NAMED} names {named}, which is not there"
    file = next((Path(each) for each in [named, *loader.CONFIG_FILES] if each and Path(each).exists()), None)
    if file is None:
        return f"a clouds.yaml is looked for here, in ~/.config/openstack and /etc/openstack, or where {_NAMED} says"
    try:
        clouds = (yaml.safe_load(file.read_text()) or {})["clouds"]
        there = ", ".join(map(str, clouds)) or "none"
        return f"mend its entry in {file}" if name in clouds else f"name a cloud of {file}: {there}"
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return f"{file} is no YAML{f' at line {mark.line + 1}' if mark else ''}: mend it there"
    except (KeyError, TypeError, OSError, UnicodeDecodeError):
        return f"{file} has no table of clouds that can be read: mend it"

"""The flow as data: what must hold, said once and readable (CONTRACT section 9)."""

from ._load import load_profile, profile_names
from ._model import Between, Once, Pattern, Profile, Release, Row, Step, When

__all__ = [
    "Between",
    "Once",
    "Pattern",
    "Profile",
    "Release",
    "Row",
    "Step",
    "When",
    "load_profile",
    "profile_names",
]

"""A profile is read whole or refused with its file, the place in it, and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_cloudflow.errors import CloudflowError, ProfileError, UsageError
from pytest_cloudflow.profiles import Profile, load_profile, profile_names

CLASSIC = (Path(__file__).parents[2] / "pytest_cloudflow" / "profiles" / "classic.toml").read_text()
ASKED_FOR = 'any = ["$volumes"], else = "no_volume" }'


@pytest.fixture
def refused(tmp_path: Path):
    """The message with which a changed classic profile is refused."""

    def refuse(old: str, new: str) -> str:
        assert old in CLASSIC
        path = tmp_path / "mine.toml"
        path.write_text(CLASSIC.replace(old, new, 1))
        with pytest.raises(ProfileError) as error:
            load_profile(path)
        return str(error.value).replace(str(path), "mine.toml")

    return refuse


@pytest.mark.parametrize("name", profile_names())
def test_each_shipped_profile_has_28_steps_and_five_rows(name: str) -> None:
    profile = load_profile(name)
    assert isinstance(profile, Profile)
    assert [step.number for step in profile.steps] == list(range(1, 29))
    assert [row.id for row in profile.rows] == ["CF-S1", "CF-S2", "CF-S3", "CF-S4", "CF-S5"]


def test_a_profile_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(CLASSIC.replace('name = "classic"', 'name = "mine"'))
    assert load_profile(str(path)).name == "mine"


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no profile is called 'clasic'; did you mean 'classic'"):
        load_profile("clasic")


def test_an_unknown_name_without_a_near_one_is_answered_with_all() -> None:
    with pytest.raises(UsageError, match=r"there are classic.*or a path ending in \.toml"):
        load_profile("zzz")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: the profile cannot be read: No such file"):
        load_profile(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff", "not UTF-8 at byte 0"),
        (b"a = ", "broken TOML"),
        (b"", "not a profile of this version (profile = None)"),
        (b'profile = "cloudflow-profile/2"', "not a profile of this version"),
        (b"a = " + b"[" * 5000, "broken TOML"),
        (b"#" * (1 << 20) + b"\n", "a profile is at most 1 MiB"),
    ],
    ids=["binary", "syntax", "empty", "version", "depth", "size"],
)
def test_what_is_no_profile_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(CloudflowError) as error:
        load_profile(path)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("number = 5\n", 'number = "five"\n', "mine.toml: step five, number: Expected `int`, got `str`"),
        ("number = 5\n", "number = 6\n", "mine.toml: step: the steps are numbered 1, 2, 3, 4, 6"),
        ('title = "valid;', 'titel = "valid;', "mine.toml: step 5"),
        ("http.request", "http.reqest", "mine.toml: step 1, found: unknown event 'http.reqest'; one of http.request"),
        ('cause = "$boot"', 'cause = "$bot"', "cause '$bot' is not an exchange or message found before; found so far"),
        ('of = "$v" }', 'of = "$w" }', "'$w' was not found before"),
        ('path = "…/servers"', 'path = "servers"', "'servers' is no path; /a/b, …/a, …/a/{x} or …/a/{x}/b"),
        ("must = { status = 201 }", "must = { stauts = 201 }", "step 2, must.stauts: no event shows 'stauts'"),
        ('{ in = "$networks" }', '{ in = "$nets" }', "no step before binds '$nets'; bound so far: $disk_gb"),
        ('{ in = "$networks" }', '{ un = "$networks" }', "is no condition"),
        ('binds = { instance_id = "$instance" }', 'binds = { instance_id = "instance" }', "'instance' is no variable"),
        (
            "    { any_of = [",
            "    { many = true, any_of = [",
            "something stands beside any_of",
        ),
        ('path = "…/ports", cause', 'path = "…/ports", many = true, cause', "an alternative is many, then, optional"),
        (
            'any = ["$volumes"], else = "no_volume" }\n\n[[row]]',
            'unless = "CF-S5" }\n\n[[row]]',
            "CF-S3, when: a row applies by",
        ),
        ("refused_at = 7", "refused_at = 77", "there is no step 77; steps are 1 to 28"),
        ('else = "no_image"', 'else = "no_disk"', "unknown reason 'no_disk'"),
        ('any = ["$image"], ', "", "a condition has one of any and unless"),
        ('id = "CF-S2"', 'id = "CF-S7"', "the rows are CF-S1, CF-S7"),
        ("after = 21\n", 'after = "CF-S9"\n', "'CF-S9' is no bound"),
        ("\nat = 7\n", "\nat = 7\nafter = 7\n", "a row has one of at and after"),
        ("number = 3\n", "number = 3\nafter = [5]\n", "the steps come after one another in a circle"),
        ('same = "port_id"', 'same = "prot_id"', "release of port: no event shows 'prot_id'"),
        ('release = "port"', 'release = "prot"', "once, the port: no release is of a 'prot'"),
        ("step = 24\n", "step = 29\n", "address: there is no step 29"),
        ('topic = "scheduler", ', "", "'$call_host' has no method or no topic"),
        ('method = "POST", path = "…/servers"', 'path = "…/servers"', "'$boot' has no method or no path"),
        ('found = [{ event = "http.response", of = "$auth" }]', "found = []", "no evidence is named"),
    ],
)
def test_a_wrong_profile_is_refused_with_place_and_mend(refused, old: str, new: str, said: str) -> None:
    assert said in refused(old, new)


@pytest.mark.parametrize(
    ("number", "said"),
    [(29, "mine.toml: again: there is no step 29"), (9, "mine.toml: again: nobody asks for a host anew")],
)
def test_steps_of_another_attempt_are_steps_and_begin_with_the_request(refused, number: int, said: str) -> None:
    assert said in refused("[[again]]\nnumber = 8", f"[[again]]\nnumber = {number}")

"""A cloud that is only reached by its API is judged at level `api`; nothing is left on it."""

import json

import pytest
import yaml

GOOD = ["image", "image-volume", "two-networks-two-volumes", "volume-boot", "ten-at-once"]
NOWHERE = "00000000-0000-4000-8000-000000000000"
REFUSED = {
    "revoked-token": "CF-05",
    "no-such-image": "CF-07",
    "no-such-flavor": "CF-07",
    "no-such-network": "CF-07",
    "no-such-volume": "CF-07",
}
"""Where each is refused."""
API = {"CF-01", "CF-02", "CF-03", "CF-S5", "CF-END", "CF-ADDRESS"}


def test_of_itself_it_boots_one_server_from_an_image(judge, left, folder):
    code, said = judge("--cloudflow-report=report.json", "--cloudflow-record=boot.jsonl")
    report = json.loads((folder / "report.json").read_text())
    [boot] = report["boots"]
    passed = {clause["id"] for clause in boot["clauses"] if clause["verdict"] == "pass"}
    assert passed >= API, said
    assert not [clause for clause in boot["clauses"] if clause["verdict"] == "fail"]
    assert (report["require"], boot["scenario"]) == ("api", "image")
    assert "what the client sees is all" in said
    assert code in (0, 8)  # CF-S1 may have gone by between two looks
    assert left() == []
    assert list((folder / "state/pytest-cloudflow/runs").iterdir()) == []


def test_its_record_is_judged_as_it_was(judge, folder):
    judge("--cloudflow-report=live.json", "--cloudflow-record=boot.jsonl")
    judge("--cloudflow-target=trace:boot.jsonl", "--cloudflow-report=again.json")
    live, again = (json.loads((folder / name).read_text())["boots"] for name in ("live.json", "again.json"))
    assert live == again


def test_no_secret_is_in_the_record(judge, folder):
    judge("--cloudflow-record=boot.jsonl")
    record, clouds = (folder / "boot.jsonl").read_text(), (folder / "clouds.yaml").read_text()
    secrets = [line.partition(":")[2].strip() for line in clouds.splitlines() if "password" in line]
    assert secrets
    assert not any(secret in record for secret in secrets)
    assert (folder / "boot.jsonl").stat().st_mode & 0o77 == 0


def test_every_conforming_scenario(judge, left):
    wanted = [f"--cloudflow-scenario={name}" for name in GOOD]
    code, said = judge(*wanted)
    assert code in (0, 8), said
    assert "FAIL" not in said
    assert left() == []


def test_what_must_be_refused_waits_for_a_word(judge, left, folder):
    code, said = judge("--cloudflow-scenario=no-such-image")
    assert code == 4
    assert "say --cloudflow-negative" in said
    wanted = [f"--cloudflow-scenario={name}" for name in REFUSED]
    code, said = judge("--cloudflow-negative", "--cloudflow-report=report.json", *wanted)
    boots = json.loads((folder / "report.json").read_text())["boots"]
    failed = {boot["scenario"]: _failed(boot) for boot in boots}
    assert failed == {name: [(clause, "rejected", True)] for name, clause in REFUSED.items()}
    assert code in (0, 8), said
    assert left() == []


def _failed(boot):
    failed = [clause for clause in boot["clauses"] if clause["verdict"] == "fail"]
    return [(clause["id"], clause["reason"], clause["expected"]) for clause in failed]


def test_a_failure_that_the_api_does_not_tell_the_place_of_fails_nothing(judge, folder, left):
    toml = "target = 'openstack:reference'\n[openstack]\nsettle = 0.3\npoll = 0.05\nhuge_flavor = 'm1.huge'\n"
    (folder / "cloudflow.toml").write_text(toml)
    code, said = judge("--cloudflow-negative", "--cloudflow-scenario=too-big", "--cloudflow-report=report.json", "-rs")
    [boot] = json.loads((folder / "report.json").read_text())["boots"]
    [clause] = [clause for clause in boot["clauses"] if clause["id"] == "CF-10"]
    assert (clause["verdict"], clause["reason"], clause["expected"]) == ("inconclusive", "not_observable", True), said
    assert (code in (0, 8), "1 fail as expected" in said) == (True, False), said
    assert left() == []


def test_what_harms_waits_for_another(judge):
    code, said = judge("--cloudflow-negative", "--cloudflow-scenario=hosts-disabled")
    assert code == 4
    assert "say --cloudflow-destructive" in said


@pytest.mark.parametrize(
    ("key", "kind", "what"),
    [
        ("image", "image", "nothing like it"),
        ("flavor", "flavor", "m1.gigantic"),
        ("huge_flavor", "flavor", "m1.gigantic"),
        ("networks", "network", ["nowhere"]),
    ],
)
def test_what_is_named_has_to_be_there(judge, folder, key, kind, what):
    toml = f"target = 'openstack:reference'\n[openstack]\n{key} = {json.dumps(what)}\n"
    (folder / "cloudflow.toml").write_text(toml)
    code, said = judge()
    assert code == 9
    assert f"[openstack] {key}: there is no {kind}" in said


def test_what_is_named_may_be_left_to_the_environment(judge, folder, monkeypatch):
    monkeypatch.setenv("THE_FLAVOR", "m1.gigantic")
    (folder / "cloudflow.toml").write_text('target = "openstack:reference"\n[openstack]\nflavor = "env:THE_FLAVOR"\n')
    code, said = judge()
    assert code == 9
    assert "[openstack] flavor: there is no flavor 'm1.gigantic'" in said


def test_a_boot_that_failed_is_told_whatever_comes_after_it(judge, folder, left):
    toml = (folder / "cloudflow.toml").read_text()
    (folder / "cloudflow.toml").write_text(f"{toml}image = '{NOWHERE}'\nflavor = 'm1.tiny'\n")
    wanted = ["--cloudflow-scenario=image", "--cloudflow-scenario=wrong-password", "--cloudflow-report=report.json"]
    code, said = judge("--cloudflow-negative", "--cloudflow-require=api", *wanted)
    [boot] = [each for each in json.loads((folder / "report.json").read_text())["boots"] if each["scenario"] == "image"]
    assert boot["verdict"] == "fail"
    assert "ERROR: wrong-password: this account may make no user" in said
    assert code == 1, said
    assert left() == []


def test_what_was_judged_before_the_cloud_was_lost_is_in_the_report(judge, folder):
    wanted = ["--cloudflow-scenario=image", "--cloudflow-scenario=wrong-password", "--cloudflow-report=report.json"]
    code, said = judge("--cloudflow-negative", *wanted, "--cloudflow-record=all.jsonl")
    boots = json.loads((folder / "report.json").read_text())["boots"]
    assert [boot["verdict"] for boot in boots if boot["scenario"] == "image"] in (["pass"], ["inconclusive"])
    assert code == 9, said
    assert (folder / "all.jsonl").exists()


def test_a_wrong_password_is_tried_on_nobody_who_is_there(judge, left):
    code, said = judge("--cloudflow-negative", "--cloudflow-scenario=wrong-password")
    assert code == 9
    assert "wrong-password: this account may make no user to try a wrong password on; an administrator" in said
    assert left() == []


def test_a_wrong_password_is_tried_on_a_user_that_is_made_for_it(judge, folder):
    clouds = yaml.safe_load((folder / "clouds.yaml").read_text())
    admin = next(name for name, cloud in clouds["clouds"].items() if cloud["auth"]["username"] == "admin")
    given = ["--cloudflow-negative", "--cloudflow-scenario=wrong-password", f"--cloudflow-target=openstack:{admin}"]
    code, said = judge(*given, "--cloudflow-report=report.json")
    [boot] = json.loads((folder / "report.json").read_text())["boots"]
    assert boot["stopped_at"] == "CF-02", said
    assert code in (0, 8), said


def test_what_a_cloud_does_not_have_is_said(judge):
    code, said = judge("--cloudflow-negative", "--cloudflow-scenario=foreign-image")
    assert code == 4
    assert "scenario foreign-image wants another project's image" in said


def test_a_trouble_is_brought_about_and_ended_by_commands(judge, folder):
    toml = "target = 'openstack:reference'\n[openstack]\nsettle = 0.3\npoll = 0.05\n"
    troubles = "[openstack.troubles.no-quota]\nbegin = 'echo begun >> told'\nend = 'echo over >> told; false'\n"
    (folder / "cloudflow.toml").write_text(toml + troubles)
    code, said = judge("--cloudflow-destructive", "--cloudflow-scenario=no-quota")
    assert (folder / "told").read_text() == "begun\nover\n"
    assert code == 1  # nothing came of it, so the boot did not stop where it should have
    assert "[openstack.troubles.no-quota] end: ends with 1" in said


def test_a_trouble_that_nobody_can_bring_about(judge):
    code, said = judge("--cloudflow-destructive", "--cloudflow-scenario=hosts-disabled")
    assert code == 4
    assert "[openstack.troubles.hosts-disabled]: nothing says how to bring that about" in said


def test_a_project_that_takes_warnings_for_errors_is_judged_all_the_same(judge, left):
    code, said = judge("-Werror", "--cloudflow-scenario=image-volume")
    assert "INTERNALERROR" not in said
    assert code in (0, 8), said
    assert left() == []

"""Where a setting may stand, and which place goes before which (section 1 of the contract)."""

import json
from pathlib import Path

import pytest

from pytest_cloudflow.factories import Boot
from pytest_cloudflow.trace import open_trace


@pytest.fixture
def bus_and_more(write_trace):
    return write_trace(Boot(scenario="image", volumes=0), Boot(scenario="image-volume", start=1_760_000_100.0))


def required(result):
    return next(line.split()[1] for line in result.outlines if line.startswith("required "))


def test_the_command_line_goes_before_the_ini_file_and_that_before_toml(run, bus_and_more, pytester):
    (pytester.path / "pyproject.toml").write_text('[tool.cloudflow]\nrequire = "api"\n')
    assert required(run(bus_and_more)) == "api"
    (pytester.path / "pytest.ini").write_text("[pytest]\ncloudflow_require = bus\n")
    assert required(run(bus_and_more)) == "bus"
    assert required(run(bus_and_more, "--cloudflow-require=full")) == "full"


def test_a_file_of_its_own_stands_in_for_pyproject(run, bus_and_more, pytester):
    (pytester.path / "pyproject.toml").write_text('[tool.cloudflow]\nrequire = "api"\n')
    (pytester.path / "cloudflow.toml").write_text('require = "bus"\n')
    assert required(run(bus_and_more)) == "bus"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cloudflow.toml", 'target = "trace:{}"\nreport = ["a.json", "b.json"]\nscenario = ["image"]\ntimeout = 20\n'),
        (
            "pyproject.toml",
            '[tool.cloudflow]\ntarget = "trace:{}"\nreport = ["a.json", "b.json"]\nscenario = ["image"]\n',
        ),
        (
            "pytest.ini",
            "[pytest]\ncloudflow_target = trace:{}\ncloudflow_report = a.json b.json\ncloudflow_scenario = image\n",
        ),
    ],
)
def test_all_of_it_may_stand_in_a_file(run, bus_and_more, pytester, name, content):
    (pytester.path / name).write_text(content.format(bus_and_more))
    assert run(None).ret == 0
    for report in ("a.json", "b.json"):
        boots = json.loads(Path(report).read_text())["boots"]
        assert [boot["scenario"] for boot in boots] == ["image"]


def test_lists_are_replaced_and_not_joined(run, bus_and_more, pytester):
    (pytester.path / "cloudflow.toml").write_text('report = ["a.json"]\n')
    run(bus_and_more, "--cloudflow-report=b.json", "--cloudflow-report=c.json")
    assert sorted(path.name for path in Path().glob("*.json")) == ["b.json", "c.json"]


def test_only_the_scenarios_named_are_judged(run, bus_and_more):
    run(bus_and_more, "--cloudflow-scenario=image-volume", "--cloudflow-report=one.json")
    boots = json.loads(Path("one.json").read_text())["boots"]
    assert [boot["scenario"] for boot in boots] == ["image-volume"]


def test_a_known_scenario_that_the_trace_has_not_is_no_boot_found(run, bus_and_more):
    result = run(bus_and_more, "--cloudflow-scenario=ten-at-once")
    assert result.ret == 8
    assert "no boot of scenario ten-at-once was found" in str(result.stdout)


@pytest.mark.parametrize("native", ["cloudflow_timeout = '20'", "cloudflow_report = ['a.json']"])
def test_pytests_own_toml_holds_them_too(run, bus_and_more, pytester, native):
    if tuple(int(part) for part in pytest.__version__.split(".")[:1]) < (9,):
        pytest.skip("pytest reads it from version 9 on")
    (pytester.path / "pytest.toml").write_text(f"[pytest]\n{native}\n")
    assert run(bus_and_more).ret == 0


def verdicts(report):
    boots = json.loads(Path(report).read_text())["boots"]
    clauses = [[(c["id"], c["verdict"], c["reason"]) for c in boot["clauses"]] for boot in boots]
    names = [(boot["scenario"], boot["instance_id"], boot["verdict"]) for boot in boots]
    return list(zip(names, clauses, strict=True))


@pytest.mark.parametrize("options", [[], ["--cloudflow-timeout=20"], ["--cloudflow-profile=openstack"]])
@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_a_record_gives_the_same_boots_verdicts_and_scenarios(run, write_trace, options, ending):
    trace = write_trace(Boot(scenario="image"), Boot(stop="silent_compute", ends=False), Boot(volumes=0))
    first = run(trace, f"--cloudflow-record=kept.jsonl{ending}", "--cloudflow-report=first.json", *options)
    again = run(f"kept.jsonl{ending}", "--cloudflow-report=again.json")
    assert first.ret == again.ret == 1
    assert verdicts("first.json") == verdicts("again.json")
    assert len(verdicts("first.json")) == 3
    assert Path(f"kept.jsonl{ending}").stat().st_mode & 0o777 == 0o600


def test_a_record_of_a_folder_gives_the_same(run, write_trace):
    Path("folder").mkdir()
    write_trace(Boot(), name="folder/a.jsonl")
    text = write_trace(Boot(start=1_760_000_050.0), Boot(stop="driver", start=1_760_000_051.0), name="folder/b.jsonl")
    text.write_text(text.read_text().replace("00000000-0000", "0000000b-0000"))
    run("folder", "--cloudflow-record=kept.jsonl", "--cloudflow-report=first.json")
    run("kept.jsonl", "--cloudflow-report=again.json")
    assert verdicts("first.json") == verdicts("again.json")
    assert len(verdicts("first.json")) == 3


def test_a_record_keeps_what_is_not_judged(run, bus_and_more):
    run(bus_and_more, "--cloudflow-scenario=image", "--cloudflow-record=kept.jsonl")
    with open_trace(bus_and_more) as before, open_trace("kept.jsonl") as after:
        assert list(before) == list(after)
        assert before.finished == after.finished

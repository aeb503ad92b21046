"""Each benchmark runs through in seconds; what it measures is nobody's promise here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> str:
    ran = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("variants", ["few", "many"])
def test_a_generated_log_is_numbered_from_one_and_has_its_footer(variants: str) -> None:
    lines = run("benchmarks.generate", "--boots", "11", "--variants", variants).splitlines()
    assert lines[0].startswith('{"trace":"cloudflow/1"')
    assert [line.split(",")[0] for line in lines[1:-1]] == [f'{{"seq":{at}' for at in range(1, len(lines) - 1)]
    assert f'"events":{len(lines) - 2},' in lines[-1]


@pytest.mark.parametrize("variants", ["few", "many"])
def test_a_seed_gives_the_same_log_again(variants: str) -> None:
    command = ("benchmarks.generate", "--boots", "9", "--variants", variants, "--seed", "3")
    assert run(*command) == run(*command)


def test_the_checker_is_measured_on_boots_that_all_pass() -> None:
    said = run("benchmarks.checker", "--quick")
    assert said.count("{'pass': 200}") == 2


def test_boots_of_the_reference_are_measured_beside_the_floor() -> None:
    said = run("benchmarks.boots", "--quick", "--hypervisor", "builtin")
    assert "boots/s" in said
    assert "x the floor" in said


def test_interleavings_raise_no_false_alarm() -> None:
    assert " 0 false alarms" in run("benchmarks.seeds", "--quick")


def test_piped_boots_all_pass() -> None:
    said = run("benchmarks.million", "--quick")
    assert "{'pass': 200}" in said
    assert "{'pass': 2000}" in said


def test_the_middleware_is_measured_beside_an_api_alone() -> None:
    said = run("benchmarks.wsgi", "--quick")
    assert said.count("a look") == 3

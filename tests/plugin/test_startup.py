"""Installed and unused, the plugin costs nearly nothing (section 8 of the contract)."""

import subprocess
import sys

MODULES = "import sys, pytest; pytest.main(sys.argv[1:]); print('modules', *sorted(sys.modules))"


def modules(*arguments):
    command = [sys.executable, "-c", MODULES, "-q", "-pno:cacheprovider", *arguments, "test_trivial.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "1 passed" in done.stdout
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_at_most_ten_modules_more_are_imported(pytester):
    pytester.makepyfile(test_trivial="def test_it(): pass")
    more = modules() - modules("-pno:cloudflow")
    assert "pytest_cloudflow.plugin" in more
    assert len(more) <= 10, sorted(more)

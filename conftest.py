"""What must be said at the root: pytest takes the plugins of a test run from here alone."""

pytest_plugins = ["pytester"]

"""pytest-cloudflow: tells, for each step of provisioning a virtual machine, whether it holds and on what evidence."""

__version__ = "0.1.0"

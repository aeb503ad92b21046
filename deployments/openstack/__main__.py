"""`python -m deployments.openstack up | down | status | run`."""

from __future__ import annotations

import os
import sys

from .command import main

if __name__ == "__main__":
    os.umask(0o077)  # logs and databases are nobody else's to read
    sys.exit(main())

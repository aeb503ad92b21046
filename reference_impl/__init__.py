"""A readable reference of every component that a boot goes through: one package a service.

Nothing here knows of the kit that judges it. What happens is told to whoever subscribes, through `observe`.
"""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())

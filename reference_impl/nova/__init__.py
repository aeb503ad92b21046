"""Compute: the front door, the scheduler, the conductor, one compute a host, and their database."""

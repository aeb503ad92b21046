"""Clouds to try the kit on, one folder each. They are not installed; `docs/deployments.md` tells of them."""

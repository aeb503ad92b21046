"""The resources of nova-api: what answers at which path. One file for each kind of thing."""

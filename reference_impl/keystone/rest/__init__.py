"""The API v3 over what keystone knows."""

"""The API v2 over glance's images."""

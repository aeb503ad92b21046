"""The API v3 over cinder's volumes."""

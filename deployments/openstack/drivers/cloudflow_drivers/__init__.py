"""Drivers that need nothing below them: no agent, no bridge, no volume group."""

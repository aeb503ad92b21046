"""The conformance suite: judges what a target shows and makes a pytest item of each clause."""

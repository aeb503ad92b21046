"""What is measured, against what, in one run. `README.md` says how, and what the figures mean."""

"""The knowledge: one folder for each pillar, one function for each check."""

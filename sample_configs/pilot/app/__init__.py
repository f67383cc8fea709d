"""Claims assistant."""

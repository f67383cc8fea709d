"""A small account for each family of services: every declared call with an answer in which something is there."""

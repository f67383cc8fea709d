"""Kubernetes: objects of a manifest or a live API server, read by one set of readers into the same facts."""

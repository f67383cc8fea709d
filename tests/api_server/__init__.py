"""A real Kubernetes API server for tests: built from the Go modules here, started on loopback."""

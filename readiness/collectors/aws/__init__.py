"""AWS collectors: one module for each family of services. Read-only calls, each declared, each made once."""

"""AWS services, one module for each area: what their resources become."""

"""Do we see latency, errors and usage before our users complain?"""

TITLE = "Observability"

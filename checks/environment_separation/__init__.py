"""Can a test, an experiment or a developer's mistake reach production?"""

TITLE = "Environment separation"

"""Does the service survive the failure of a provider, a zone or a dependency?"""

TITLE = "Continuity"

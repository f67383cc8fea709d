"""Can we show who asked what, what was answered, and who is accountable?"""

TITLE = "Governance and traceability"

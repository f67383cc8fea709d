"""Can prompts, documents or tools be turned against us or leak what we hold?"""

TITLE = "Data and prompt security"

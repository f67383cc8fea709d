"""Who and what can call our models, gateways and stores, and is it no more than they need?"""

TITLE = "Identity and access"

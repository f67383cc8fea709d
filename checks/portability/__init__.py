"""What would it cost us to change the model or leave the provider?"""

TITLE = "Provider lock-in"

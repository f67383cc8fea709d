"""Does the service hold when demand doubles or one machine is lost?"""

TITLE = "Scaling and capacity"

"""Could somebody spend our model budget or read our data with a key that lies in the open?"""

TITLE = "Secrets hygiene"

"""Can spend run away without anybody being told or anything stopping it?"""

TITLE = "Cost control"

"""Do we know what runs, and can we return to yesterday's version?"""

TITLE = "Deployment and rollback"

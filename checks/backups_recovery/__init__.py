"""If data or state is lost, do we get it back, and how soon?"""

TITLE = "Backups and recovery"

"""Do we know that answers are good enough before and after every change?"""

TITLE = "Quality and evaluation"

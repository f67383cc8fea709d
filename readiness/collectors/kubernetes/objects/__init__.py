"""One file for each area of the API: readers from objects to facts."""

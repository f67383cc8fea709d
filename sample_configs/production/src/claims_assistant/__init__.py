"""Claims assistant of Meridian Mutual."""

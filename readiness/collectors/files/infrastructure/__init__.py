"""Infrastructure as code: files that say what will run are read into the facts that the running account would give."""

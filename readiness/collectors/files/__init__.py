"""Folders: configuration, dotenv files, source code and secrets in a directory tree."""

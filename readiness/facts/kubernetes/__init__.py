"""What a cluster runs, from manifests or a live API server, in the words of the Kubernetes API; grouped by what it is for."""

import importlib
import pkgutil

# Importing the families registers their fact types, so that any snapshot can be read.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

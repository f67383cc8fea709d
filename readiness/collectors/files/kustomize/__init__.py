"""Kustomize trees: overlays composed over their bases as `kustomize build` does it (Kustomize 5.7), without running anything."""

"""How what runs gets into an AWS account: repositories of images."""

from __future__ import annotations

from fnmatch import fnmatchcase

from readiness.facts.record import Fact


class AwsImageRepository(Fact):
    """A repository of Amazon ECR.

    Attributes:
        name: unique in the region.
        address: registry and name, as images refer to it.
        mutability: `MUTABLE`, `IMMUTABLE`, or one of them `_WITH_EXCLUSION`.
        excluded: patterns of tags for which the opposite holds.
    """

    name: str
    address: str
    mutability: str = "MUTABLE"
    excluded: tuple[str, ...] = ()

    def keeps(self, tag: str) -> bool:
        """Whether nobody can move a tag to another image."""
        excepted = self.mutability.endswith("_WITH_EXCLUSION") and any(fnmatchcase(tag, each) for each in self.excluded)
        return self.mutability.startswith("IMMUTABLE") != excepted

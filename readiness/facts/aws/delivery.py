"""How what runs gets into an AWS account: repositories of images, stacks, pipelines."""

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


class AwsStack(Fact):
    """A stack of CloudFormation that is there or failed to be deleted.

    Attributes:
        name: as given.
        status: `CREATE_COMPLETE`, `UPDATE_ROLLBACK_FAILED`, …
        drift: `IN_SYNC`, `DRIFTED`, `UNKNOWN` or `NOT_CHECKED`.
        protected: termination protection is on; a nested stack has that of its root.
        root: ARN of the stack it is nested in; empty when in none.
        in_scope: its tags say that it belongs to the AI workload.
    """

    name: str
    status: str
    drift: str = "NOT_CHECKED"
    protected: bool = False
    root: str = ""
    in_scope: bool = False


class AwsPipeline(Fact):
    """A pipeline of CodePipeline.

    Attributes:
        name: unique in the region.
        deploys: names of functions, services and stacks that its deploy actions change, as written; `#{…}` is filled in when it runs.
        gated: an approval, or a condition on entering a stage, comes before its last deploy action.
    """

    name: str
    deploys: tuple[str, ...] = ()
    gated: bool = False

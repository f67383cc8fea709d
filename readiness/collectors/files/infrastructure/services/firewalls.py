"""Web ACLs that stand before APIs and load balancers."""

from __future__ import annotations

from typing import Any

from readiness.collectors.files.infrastructure.mapping import View
from readiness.collectors.files.infrastructure.values import refs_in


def web_acl(view: View, ending: str = "") -> Any:
    """The web ACL that is associated with a resource; None without one.

    Args:
        view: the resource.
        ending: of its ARN, where an association may write that out instead of a reference.
    """
    for each in view.stack.of_type("aws_wafv2_web_acl_association"):
        association = view.of(each)
        refs = list(refs_in(association.raw_with_refs("resource_arn")))
        written = association.text("resource_arn")
        meant = any(view.stack.find(ref.address) is view.resource for ref in refs)
        if meant or (ending and isinstance(written, str) and written.endswith(ending)):
            acl = association.text("web_acl_arn")
            return acl if isinstance(acl, str) else association.resource.address
        if not refs and not isinstance(written, str):
            return written
    return None

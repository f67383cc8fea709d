"""What service accounts may do in a cluster (RBAC)."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.rbac import (
    AccessRule,
    Grant,
    Role,
    ServiceAccount,
    account_of,
    accounts_beside,
    grants_of,
    rules_given,
)
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace, is_of_platform


def _why_not_an_account(grant: Grant) -> str:
    """Why a grant is not to a workload of the system, in a few words; empty when it is."""
    if grant.made_by_cluster or (grant.subject_kind != "ServiceAccount" and not grant.subject.startswith("system:serviceaccounts")):
        return "it grants nothing to workloads"
    group = grant.subject.removeprefix("system:serviceaccounts").removeprefix(":") if grant.subject_kind == "Group" else None
    if is_of_platform(group or grant.subject_namespace):
        return "it grants to the platform itself"
    return ""


def _account(grant: Grant) -> str:
    return f"{grant.subject_namespace or '-'}/{grant.subject}" if grant.subject_kind == "ServiceAccount" else grant.subject


@check(
    "k8s-no-cluster-admin",
    severity="critical",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.1", "azure-waf-core:SE:05", "aws-ai-security-framework:AISF-IAM-02"],
)
def no_cluster_admin(grant: Grant, roles: list[Role]) -> Verdict:
    """No workload may do everything in the cluster.

    Why: A break-in to one pod becomes a break-in to everything we run. People who administer the cluster, and the
    platform's own namespaces, are left out.

    Fix: Bind the account to a role that lists what it needs

        kind: RoleBinding       # instead of <binding>
        metadata: {name: assistant, namespace: assistant-prod}
        roleRef: {kind: Role, name: assistant, apiGroup: rbac.authorization.k8s.io}
        subjects: [{kind: ServiceAccount, name: assistant}]   # <account>
    """
    if reason := _why_not_an_account(grant):
        return not_applicable(reason)
    if not grant.everywhere:
        return not_applicable("it grants in one namespace only")
    rules = rules_given(grant, roles)
    if rules is None:
        return _role_unseen(grant)
    if any(each.everything for each in rules):
        return failed("A workload may do everything in the cluster", binding=grant.name, account=_account(grant), role=grant.role)
    return passed(binding=grant.name, account=_account(grant), role=grant.role)


def _role_unseen(grant: Grant) -> Verdict:
    if grant.is_live:
        return not_applicable("the role that it names does not exist", binding=grant.name, role=grant.role)
    return unknown("the role that it names is not written here", binding=grant.name, role=grant.role)


_OWN_OBJECTS = ("", "rbac.authorization.k8s.io", "apps", "batch", "admissionregistration.k8s.io", "*")
"""API groups in which every verb is more than a workload needs; an operator may do all to its own kinds."""


def _wildcards(rules: tuple[AccessRule, ...]) -> list[str]:
    found = [f"{','.join(each.verbs)} on {','.join(each.resources)}" for each in rules if _is_wide(each)]
    return sorted(set(found))


def _is_wide(rule: AccessRule) -> bool:
    if not rule.resources or rule.names:
        return False
    every_kind = "*" in rule.resources and not {"", "*"}.isdisjoint(rule.groups)
    return every_kind or ("*" in rule.verbs and not set(_OWN_OBJECTS).isdisjoint(rule.groups))


@check(
    "k8s-no-wildcard-role",
    severity="high",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.3", "azure-waf-core:SE:05", "aws-ai-security-framework:AISF-IAM-02"],
)
def no_wildcard_role(grant: Grant, roles: list[Role]) -> Verdict:
    """Roles of workloads list what they allow.

    Why: Whoever takes over one pod can read secrets and start pods of their own. A star also allows what a later
    version of Kubernetes adds. Operators may do all to the kinds that they define.

    Fix: List the verbs and resources that are used

        rules:                  # role <role>, bound by <binding>
          - apiGroups: [""]
            resources: [configmaps]
            verbs: [get, watch]   # instead of <wildcards>
    """
    if reason := _why_not_an_account(grant):
        return not_applicable(reason)
    rules = rules_given(grant, roles)
    if rules is None:
        return _role_unseen(grant)
    if grant.everywhere and any(each.everything for each in rules):
        return not_applicable("it grants everything, which k8s-no-cluster-admin tells")
    wide = _wildcards(rules)
    if wide:
        return failed("A workload's role allows more than is listed", binding=grant.name, role=grant.role, wildcards=wide)
    return passed(binding=grant.name, role=grant.role)


def _rights(workload: Workload, grants: list[Grant], roles: list[Role]) -> tuple[list[tuple[Grant, AccessRule]], list[Grant]]:
    """What the workload's account may do, and grants of roles that were not seen."""
    allowed: list[tuple[Grant, AccessRule]] = []
    unseen: list[Grant] = []
    for grant in grants_of(workload, grants):
        rules = rules_given(grant, roles)
        if rules is None:
            unseen.append(grant)
        else:
            allowed.extend((grant, rule) for rule in rules)
    return allowed, unseen


def _writes_status(rights: list[tuple[Grant, AccessRule]]) -> bool:
    """Whether it is a controller: only those write the status of what they manage, or elect a leader."""
    # A star that covers these too says nothing of the kind.
    return any(each == "leases" or (each != "*/status" and each.endswith("/status")) for _, rule in rights for each in rule.resources)


def _workload_of(service: AiService) -> str:
    return service.workload


def _why_not_judged(workload: Workload, rights: list[tuple[Grant, AccessRule]], services: list[AiService]) -> str:
    if in_system_namespace(workload):
        return "it belongs to the platform"
    if workload.resource not in by_key(services, _workload_of) and _writes_status(rights):
        return "it is a controller"
    return ""


def _nothing_granted(workload: Workload) -> Verdict:
    if workload.is_live:
        return passed(workload=workload.name, account=workload.service_account or "default", granted=[])
    return not_applicable("nothing is granted to its account here")


@check(
    "k8s-secrets-not-readable-at-large",
    severity="high",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.2", "azure-waf-core:SE:09", "aws-ai-security-framework:AISF-IAM-02"],
)
def secrets_not_readable(workload: Workload, grants: list[Grant], roles: list[Role], services: list[AiService]) -> Verdict:
    """Workloads can't read Secrets that are not theirs.

    Why: A prompt or library that gets code to run takes every password it can read. Secrets that a pod needs are
    mounted and ask for no right. Controllers and the platform are left out.

    Fix: Name the Secrets in a role, or take the rule away

        rules:                 # <roles>, for <workload>
          - apiGroups: [""]
            resources: [secrets]
            resourceNames: [provider-keys]
            verbs: [get]
    """
    rights, unseen = _rights(workload, grants, roles)
    if reason := _why_not_judged(workload, rights, services):
        return not_applicable(reason)
    wide = [
        grant
        for grant, rule in rights
        if any(rule.allows(verb, "secrets") for verb in ("list", "watch")) or (rule.allows("get", "secrets") and not rule.names)
    ]
    if wide:
        return failed(
            "A workload can read every Secret in reach",
            workload=workload.name,
            roles=sorted({each.role for each in wide}),
            reach="the cluster" if any(each.everywhere for each in wide) else "its namespace",
        )
    if unseen:
        return _role_unseen(unseen[0])
    if not rights:
        return _nothing_granted(workload)
    return passed(workload=workload.name, roles=sorted({grant.role for grant, _ in rights}))


_ESCALATING = (
    (("create", "get"), "pods/exec", ""),
    (("create", "get"), "pods/attach", ""),
    (("create", "get"), "nodes/proxy", ""),
    (("create",), "serviceaccounts/token", ""),
    (("impersonate",), "users", ""),
    (("impersonate",), "groups", ""),
    (("impersonate",), "serviceaccounts", ""),
    (("escalate", "bind"), "roles", "rbac.authorization.k8s.io"),
    (("escalate", "bind"), "clusterroles", "rbac.authorization.k8s.io"),
    (("create", "update", "patch"), "mutatingwebhookconfigurations", "admissionregistration.k8s.io"),
    (("create", "update", "patch"), "validatingwebhookconfigurations", "admissionregistration.k8s.io"),
)
"""https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks"""


def _escalations(grant: Grant, rule: AccessRule) -> list[str]:
    found = [resource for verbs, resource, group in _ESCALATING if any(rule.allows(verb, resource, group) for verb in verbs)]
    # In its own namespace a notebook hub or a workflow engine starts pods as its work.
    if grant.everywhere and rule.allows("create", "pods"):
        found.append("pods")
    return found


@check(
    "k8s-no-escalating-right",
    severity="high",
    effort="hours",
    maps=[
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.4",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.8",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.10",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.12",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.13",
        "azure-waf-core:SE:05",
    ],
)
def no_escalating_right(workload: Workload, grants: list[Grant], roles: list[Role], services: list[AiService]) -> Verdict:
    """Workloads can't give themselves more rights.

    Why: A small break-in grows until it owns the cluster. Exec, impersonation, tokens of others, webhooks and pods in
    any namespace each lead there. Controllers and the platform are left out.

    Fix: Take these rights from the role

        # <roles>, for <workload>: no rule for
        #   <rights>
    """
    rights, unseen = _rights(workload, grants, roles)
    if reason := _why_not_judged(workload, rights, services):
        return not_applicable(reason)
    found = {(grant.role, right) for grant, rule in rights for right in _escalations(grant, rule)}
    if found:
        return failed(
            "A workload can give itself more rights",
            workload=workload.name,
            roles=sorted({role for role, _ in found}),
            rights=sorted({right for _, right in found}),
        )
    if unseen:
        return _role_unseen(unseen[0])
    if not rights:
        return _nothing_granted(workload)
    return passed(workload=workload.name, roles=sorted({grant.role for grant, _ in rights}))


EVERYBODY = frozenset({"system:anonymous", "system:unauthenticated", "system:authenticated"})
FOR_EVERYBODY = frozenset({"system:discovery", "system:basic-user", "system:public-info-viewer"})
"""ClusterRoles that Kubernetes itself gives to everybody."""


@check(
    "k8s-nobody-anonymous",
    severity="critical",
    effort="minutes",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.1", "azure-waf-core:SE:05", "owasp-aisvs-1.0:AISVS-C5.1"],
)
def nobody_anonymous(grant: Grant, roles: list[Role]) -> Verdict:
    """Rights in the cluster are given to known identities.

    Why: Anyone who reaches the API server can use what is given to everybody. On some clouds every account of the
    provider counts as authenticated. What Kubernetes itself gives to everybody passes.

    Fix: Delete the binding, or name its subjects

        kubectl delete <kind> <binding>   # it gives <role> to <subject>
    """
    if grant.subject not in EVERYBODY or grant.subject_kind == "ServiceAccount":
        return not_applicable("it names its subject")
    if grant.role_kind == "ClusterRole" and grant.role in FOR_EVERYBODY:
        return passed(binding=grant.name, role=grant.role)
    rules = rules_given(grant, roles)
    if rules is None and (grant.is_live or grant.subject == "system:authenticated"):
        return _role_unseen(grant)
    if rules is not None and (not rules or _harmless(grant, rules)):
        return passed(binding=grant.name, role=grant.role)
    return failed("Everybody is given rights", binding=grant.name, kind=grant.kind.lower(), role=grant.role, subject=grant.subject)


_READS = frozenset({"get", "list", "watch"})
_ABOUT_ONESELF = ("authorization.k8s.io", "authentication.k8s.io")


def _harmless(grant: Grant, rules: tuple[AccessRule, ...]) -> bool:
    """Whether it lets join a cluster (kubeadm), ask about oneself, or, when logged in, look at kinds that a platform adds."""
    if grant.namespace == "kube-public":
        return all(set(each.verbs) <= _READS and each.names == ("cluster-info",) for each in rules)
    if grant.subject != "system:authenticated":
        return False
    return all(_is_told_to_users(each, group) for each in rules for group in each.groups or ("*",))


def _is_told_to_users(rule: AccessRule, group: str) -> bool:
    if group in _ABOUT_ONESELF or group.endswith("openshift.io"):
        return True
    return set(rule.verbs) <= _READS and "." in group and not group.endswith(".k8s.io")


_MOUNTING = ("vault.hashicorp.com/agent-inject", "consul.hashicorp.com/connect-inject")
"""Annotations that have a sidecar injected which logs in with the pod's token."""


@check(
    "k8s-unused-token-not-mounted",
    severity="low",
    effort="minutes",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.6", "azure-waf-core:SE:08"],
)
def unused_token(workload: Workload, accounts: list[ServiceAccount], grants: list[Grant]) -> Verdict:
    """Pods that don't call the Kubernetes API hold no token for it.

    Why: A stolen token works against the cluster from wherever it is carried. Whoever grants the account something
    later grants it to all who hold its token. Cloud identities bring tokens of their own.

    Fix: Don't mount the token

        # <workload>, account <account>
        spec:
          template:
            spec:
              automountServiceAccountToken: false
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if not workload.long_running:
        return not_applicable("it runs to an end")
    name = workload.service_account
    if name in (None, "default"):
        return not_applicable("it has no account of its own")
    if workload.kind.startswith(("Ray", "LeaderWorkerSet")) or not workload.pod_annotations.isdisjoint(_MOUNTING):
        return not_applicable("what runs beside it uses the token")
    if workload.automount_token is False:
        return passed(workload=workload.name, mounts_token=False)
    account = account_of(workload, accounts)
    if account is not None and not account.automount_token and workload.automount_token is None:
        return passed(workload=workload.name, account=name, mounts_token=False)
    if grants_of(workload, grants):
        return passed(workload=workload.name, account=name, uses_token=True)
    if account is None:
        return unknown("its service account is not written here", workload=workload.name, account=name)
    return failed("A pod holds a token that it has no use for", workload=workload.name, account=name)


@check(
    "k8s-no-dangling-binding",
    severity="low",
    effort="minutes",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.1", "azure-waf-core:SE:05"],
)
def no_dangling_binding(grant: Grant, roles: list[Role], accounts: list[ServiceAccount]) -> Verdict:
    """Bindings name roles and accounts that exist.

    Why: Whoever may create the missing account gets its rights with it. Leftovers also hide who can do what.

    Fix: Delete the binding

        kubectl delete <kind> <binding>   # it names <missing>
    """
    if not grant.is_live:
        return not_applicable("only a running cluster tells what exists")
    if grant.made_by_cluster or grant.role.startswith("system:") or is_of_platform(grant.namespace or grant.subject_namespace):
        return not_applicable("it belongs to the platform")
    if rules_given(grant, roles) is None:
        return failed("A binding names a role that does not exist", binding=grant.name, kind=grant.kind.lower(), missing=grant.role)
    if grant.subject_kind != "ServiceAccount":
        return passed(binding=grant.name, role=grant.role)
    here = accounts_beside(grant, accounts)
    if not here:
        # Every namespace has an account; this one was not assessed, or is gone.
        return unknown("accounts of that namespace were not seen", binding=grant.name, namespace=grant.subject_namespace)
    if all(each.name != grant.subject for each in here):
        return failed(
            "A binding names an account that does not exist", binding=grant.name, kind=grant.kind.lower(), missing=_account(grant)
        )
    return passed(binding=grant.name, account=_account(grant))

"""CloudFormation templates, also those that CDK and SAM make, in the words of Terraform: one table of types and properties.

Defaults that differ between both stand in the table: an RDS instance of CloudFormation keeps backups for one day, one of Terraform's
provider for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from readiness.collectors.files.infrastructure.stacks import Resource, Stack
from readiness.collectors.files.infrastructure.values import Ref, Unresolved, is_known, joined, refs_in
from readiness.collectors.files.shapes import at, items, line_of, mapping, mappings
from readiness.collectors.files.tree import Tagged

_TYPE = re.compile(r"(AWS|Alexa|Custom)::[\w:]+")
PSEUDO = ("AWS::Region", "AWS::AccountId", "AWS::StackName", "AWS::StackId", "AWS::URLSuffix", "AWS::NotificationARNs")
ABSENT = Unresolved("AWS::NoValue")
_FIXED = {"AWS::NoValue": ABSENT, "AWS::Partition": "aws"}


def is_template(data: Any) -> bool:
    """Whether a document is a template: it says so, or its resources have types of AWS."""
    resources = mapping(mapping(data).get("Resources"))
    return any(isinstance(each, dict) and _TYPE.fullmatch(str(each.get("Type", ""))) for each in resources.values())


def stack_of(data: dict[str, Any], path: str) -> Stack:
    """The resources of a template."""
    stack = Stack(path=path, language="cloudformation")
    for name in PSEUDO:
        stack.resources[name] = Resource("data.pseudo", name, {}, path, None)
    reading = _Reading(mapping(data))
    serverless = mapping(at(data, "Globals", "Function"))
    for name, written in reading.resources.items():
        if not isinstance(written, dict):
            continue
        kind = str(written.get("Type", ""))
        properties = mapping(written.get("Properties"))
        if kind == "AWS::Serverless::Function":
            properties = {**serverless, **properties, "Environment": _merged(serverless, properties)}
        told = mapping(reading.value(properties))
        for resource in _translated(kind, name, told, path, line_of(data.get("Resources"), name)):
            stack.resources[resource.address] = resource
        if kind == "AWS::Serverless::Function":
            stack.resources[name].values.setdefault("role", Ref(f"{name}/role", "arn"))
    return stack


def _merged(defaults: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {"Variables": {**mapping(at(defaults, "Environment", "Variables")), **mapping(at(own, "Environment", "Variables"))}}


class _Reading:
    """A template's parameters, conditions and resources, by which its functions are worked out."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.parameters = mapping(data.get("Parameters"))
        self.conditions = mapping(data.get("Conditions"))
        self.mappings = mapping(data.get("Mappings"))
        self.resources = mapping(data.get("Resources"))

    def value(self, node: Any) -> Any:
        """What a node comes to."""
        tag = getattr(node, "tag", "")
        if tag:
            name = tag.lstrip("!")
            inner = str(node) if isinstance(node, Tagged) else node
            return self._function("Ref" if name == "Ref" else f"Fn::{name}", inner)
        if isinstance(node, dict):
            if len(node) == 1:
                name = next(iter(node))
                if name in ("Ref", "Condition") or name.startswith("Fn::"):
                    return self._function(name, node[name])
            told = {key: self.value(each) for key, each in node.items()}
            return {key: each for key, each in told.items() if each is not ABSENT}
        if isinstance(node, list):
            return [each for one in node if (each := self.value(one)) is not ABSENT]
        return node

    def _function(self, name: str, argument: Any) -> Any:
        read: Callable[[Any], Any] | None = {
            "Ref": self._ref,
            "Fn::GetAtt": self._attribute,
            "Fn::Sub": self._substituted,
            "Fn::Join": self._joined,
            "Fn::If": self._chosen,
            "Fn::FindInMap": self._found,
            "Fn::Select": self._selected,
        }.get(name)
        if read is not None:
            return read(argument)
        return Unresolved(f"{name} is not worked out", tuple(refs_in(self.value(argument)) if not isinstance(argument, str) else ()))

    def _ref(self, name: Any) -> Any:
        if not isinstance(name, str):
            return Unresolved("a reference could not be read")
        if name in _FIXED:
            return _FIXED[name]
        if name in self.parameters:
            declared = mapping(self.parameters[name])
            if "Default" in declared and not str(declared.get("Type", "")).startswith("AWS::SSM"):
                return declared["Default"]
            return Unresolved(f"the parameter {name} has no default")
        if name in self.resources or name in PSEUDO:
            return Ref(name, "id")
        return Unresolved(f"{name} is not declared")

    def _attribute(self, argument: Any) -> Any:
        parts = argument.split(".", 1) if isinstance(argument, str) else [str(each) for each in items(argument)]
        if len(parts) == 2 and parts[0] in self.resources:
            return Ref(parts[0], _snake(parts[1]))
        return Unresolved("an attribute of what is not declared")

    def _substituted(self, argument: Any) -> Any:
        text, own = (argument, {}) if isinstance(argument, str) else (at_index(argument, 0), mapping(at_index(argument, 1)))
        if not isinstance(text, str):
            return Unresolved("a text could not be read")
        parts: list[Any] = []
        for literal, name in re.findall(r"([^$]+|\$(?!\{))|\$\{([^}]*)\}", text):
            if not name:
                parts.append(literal)
            elif name.startswith("!"):
                parts.append(f"${{{name[1:]}}}")
            elif name in own:
                parts.append(self.value(own[name]))
            else:
                parts.append(self._attribute(name) if "." in name else self._ref(name))
        return joined(parts)

    def _joined(self, argument: Any) -> Any:
        separator, values = at_index(argument, 0), self.value(at_index(argument, 1))
        if not isinstance(separator, str) or not isinstance(values, list):
            return Unresolved("a list is not told", tuple(refs_in(values)))
        return joined([part for number, each in enumerate(values) for part in ([separator, each] if number else [each])])

    def _chosen(self, argument: Any) -> Any:
        told = self._holds(at_index(argument, 0), 0)
        yes, no = self.value(at_index(argument, 1)), self.value(at_index(argument, 2))
        if told is not None:
            return yes if told else no
        return yes if yes == no else Unresolved("a condition is not told by the template", (*refs_in(yes), *refs_in(no)))

    def _holds(self, condition: Any, depth: int) -> bool | None:
        """Whether a condition holds with the parameters' defaults; None when that is not told."""
        if isinstance(condition, str) and depth < 20:
            return self._holds(self.conditions.get(condition), depth + 1)
        if not isinstance(condition, dict) or len(condition) != 1 or depth >= 20:
            return self._tagged(condition, depth)
        name = next(iter(condition))
        return self._operator(name.removeprefix("Fn::"), condition[name], depth)

    def _tagged(self, condition: Any, depth: int) -> bool | None:
        tag = str(getattr(condition, "tag", "")).lstrip("!")
        return self._operator(tag, str(condition) if isinstance(condition, Tagged) else list(condition), depth) if tag else None

    def _operator(self, name: str, argument: Any, depth: int) -> bool | None:
        if name == "Condition":
            return self._holds(str(argument), depth + 1)
        if name == "Equals":
            one, other = self.value(at_index(argument, 0)), self.value(at_index(argument, 1))
            return str(one) == str(other) if is_known(one) and is_known(other) else None
        told = [self._holds(each, depth + 1) for each in items(argument)]
        if name == "Not" and len(told) == 1 and told[0] is not None:
            return not told[0]
        if name in ("And", "Or") and told:
            decides = name == "Or"
            return decides if decides in told else None if None in told else not decides
        return None

    def _found(self, argument: Any) -> Any:
        keys = [self.value(each) for each in items(argument)]
        if len(keys) == 3 and all(isinstance(each, str) for each in keys) and (found := at(self.mappings, *keys)) is not None:
            return found
        return Unresolved("a mapping is looked up by what is not told")

    def _selected(self, argument: Any) -> Any:
        index, values = at_index(argument, 0), self.value(at_index(argument, 1))
        if str(index).isdigit() and isinstance(values, list) and int(str(index)) < len(values):
            return values[int(str(index))]
        return Unresolved("a list is not told", tuple(refs_in(values)))


def at_index(value: Any, index: int) -> Any:
    """An item of a list; None when there is none."""
    return value[index] if isinstance(value, list) and index < len(value) else None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _snaked(value: Any) -> Any:
    """A nested block with its names in Terraform's words."""
    if isinstance(value, dict):
        return {_snake(key): _snaked(each) for key, each in value.items()}
    return [_snaked(each) for each in value] if isinstance(value, list) else value


def _small(value: Any) -> Any:
    """A nested block in the words of ECS's API: the first letter of each name is small."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _small(each) for key, each in value.items()}
    return [_small(each) for each in value] if isinstance(value, list) else value


def _snaked_but_variables(value: Any) -> Any:
    """A container of SageMaker, whose variables keep their names."""
    if isinstance(value, list):
        return [_snaked_but_variables(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {_snake(key): each if key == "Environment" else _snaked(each) for key, each in value.items()}


_TURNS: dict[str, Callable[[Any], Any]] = {"*": _snaked, "~": _small, "^": _snaked_but_variables}
"""What the last sign of a path does to the names of a nested block."""


@dataclass(frozen=True)
class Translated:
    """A type in Terraform's words.

    Attributes:
        to: Terraform's type.
        properties: path of a property to the path of the attribute; a path that ends in a sign of
            `_TURNS` is a block whose own names are turned.
        defaults: attribute to what CloudFormation takes, where Terraform's provider takes another value.
        more: makes further resources of the same one: Terraform has several where CloudFormation has one.
    """

    to: str
    properties: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    more: Callable[[str, dict[str, Any]], Iterator[tuple[str, str, dict[str, Any]]]] | None = None


def _translated(kind: str, name: str, properties: dict[str, Any], path: str, line: int | None) -> Iterator[Resource]:
    known = TYPES.get(kind)
    if known is None:
        yield Resource(f"data.{kind}", name, {}, path, line)
        return
    values: dict[str, Any] = {}
    for source, target in known.properties.items():
        turn = _TURNS.get(source[-1])
        found = _at(properties, source[:-1] if turn else source)
        if found is not None:
            _put(values, target, turn(found) if turn else found)
    for target, default in known.defaults.items():
        if target not in values:
            values[target] = default
    if isinstance(tags := properties.get("Tags"), list | dict):
        values["tags"] = dict(tags) if isinstance(tags, dict) else {str(each.get("Key")): each.get("Value") for each in mappings(tags)}
    yield Resource(known.to, name, values, path, line)
    for suffix, other, more in known.more(name, properties) if known.more else ():
        yield Resource(other, f"{name}/{suffix}", more, path, line)


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        if isinstance(value, Unresolved | Ref):
            return value
        value = mapping(value).get(key)
    return value


def _put(values: dict[str, Any], path: str, value: Any) -> None:
    *folders, last = path.split(".")
    for each in folders:
        inner = values.setdefault(each, {})
        if not isinstance(inner, dict):
            return
        values = inner
    values[last] = value


More = Iterator[tuple[str, str, dict[str, Any]]]


def _bucket(name: str, properties: dict[str, Any]) -> More:
    own = Ref(name, "id")
    if (block := properties.get("PublicAccessBlockConfiguration")) is not None:
        yield "public-access-block", "aws_s3_bucket_public_access_block", {"bucket": own, **mapping(_snaked(block))}
    status = _at(properties, "VersioningConfiguration.Status")
    if status is not None:
        yield "versioning", "aws_s3_bucket_versioning", {"bucket": own, "versioning_configuration": {"status": status}}
    rules = _at(properties, "LifecycleConfiguration.Rules")
    if rules is not None:
        told = rules if isinstance(rules, Unresolved) else [_lifecycle(each) for each in mappings(rules)]
        yield "lifecycle", "aws_s3_bucket_lifecycle_configuration", {"bucket": own, "rule": told}
    encryption = _at(properties, "BucketEncryption.ServerSideEncryptionConfiguration")
    if isinstance(encryption, list) and encryption:
        chosen = mapping(mapping(encryption[0]).get("ServerSideEncryptionByDefault"))
        rule = {"sse_algorithm": chosen.get("SSEAlgorithm"), "kms_master_key_id": chosen.get("KMSMasterKeyID")}
        values = {"bucket": own, "rule": {"apply_server_side_encryption_by_default": rule}}
        yield "encryption", "aws_s3_bucket_server_side_encryption_configuration", values


_ACL = {"PublicRead": "public-read", "PublicReadWrite": "public-read-write", "AuthenticatedRead": "authenticated-read"}


def _lifecycle(rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": rule.get("Status", "Enabled"),
        "prefix": rule.get("Prefix") or "",
        "expiration": {"days": rule.get("ExpirationInDays"), "date": rule.get("ExpirationDate")},
        "transition": rule.get("Transitions") or rule.get("Transition"),
    }


def _agent(name: str, properties: dict[str, Any]) -> More:
    own = Ref(name, "id")
    for number, each in enumerate(mappings(properties.get("ActionGroups"))):
        told = mapping(
            _snaked({key: value for key, value in each.items() if key not in ("FunctionSchema", "ApiSchema", "ActionGroupExecutor")})
        )
        functions = _at(each, "FunctionSchema.Functions")
        if functions is not None:
            told["function_schema"] = {"member_functions": {"functions": _snaked(functions)}}
        if (schema := each.get("ApiSchema")) is not None:
            told["api_schema"] = _snaked(schema)
        if (executor := each.get("ActionGroupExecutor")) is not None:
            told["action_group_executor"] = _snaked(executor)
        yield f"action-group-{number}", "aws_bedrockagent_agent_action_group", {"agent_id": own, **told}
    for number, each in enumerate(mappings(properties.get("KnowledgeBases"))):
        values = {"agent_id": own, "knowledge_base_id": each.get("KnowledgeBaseId")}
        yield f"knowledge-base-{number}", "aws_bedrockagent_agent_knowledge_base_association", values


def _role(name: str, properties: dict[str, Any]) -> More:
    for number, each in enumerate(mappings(properties.get("Policies"))):
        values = {"role": Ref(name, "id"), "name": each.get("PolicyName"), "policy": each.get("PolicyDocument")}
        yield f"policy-{number}", "aws_iam_role_policy", values


def _policy(name: str, properties: dict[str, Any]) -> More:
    for number, each in enumerate(items(properties.get("Roles"))):
        values = {"role": each, "name": properties.get("PolicyName", name), "policy": properties.get("PolicyDocument")}
        yield f"role-{number}", "aws_iam_role_policy", values


def _managed_policy(name: str, properties: dict[str, Any]) -> More:
    for number, each in enumerate(items(properties.get("Roles"))):
        yield f"role-{number}", "aws_iam_role_policy_attachment", {"role": each, "policy_arn": Ref(name, "arn")}


def _method(name: str, properties: dict[str, Any]) -> More:
    """The integration of a method."""
    values = {
        "rest_api_id": properties.get("RestApiId"),
        "http_method": Ref(name, "http_method"),
        "uri": _at(properties, "Integration.Uri"),
    }
    yield "integration", "aws_api_gateway_integration", {**values, "resource_id": properties.get("ResourceId")}


def _usage(_: str, properties: dict[str, Any]) -> More:
    """Settings of methods that stand in a stage."""
    for number, each in enumerate(mappings(properties.get("MethodSettings"))):
        path = f"{str(each.get('ResourcePath', '/*')).strip('/')}/{each.get('HttpMethod', '*')}"
        values = {"rest_api_id": properties.get("RestApiId"), "method_path": path}
        if (rate := each.get("ThrottlingRateLimit")) is not None:
            values["settings"] = {"throttling_rate_limit": rate}
        yield f"method-settings-{number}", "aws_api_gateway_method_settings", values


def _serverless(name: str, properties: dict[str, Any]) -> More:
    """What SAM makes of a function: its role with the policies, its URL and its alias."""
    own = Ref(name, "id")
    if "Role" not in properties:
        role = f"{name}/role"
        trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
        listed = properties.get("Policies")
        written = listed if isinstance(listed, list) else [] if listed is None else [listed]
        inline = [
            {"name": f"policy-{number}", "policy": _sam_policy(each)} for number, each in enumerate(written) if not isinstance(each, str)
        ]
        managed = [each if each.startswith("arn:") else f"arn:aws:iam::aws:policy/{each}" for each in written if isinstance(each, str)]
        basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        yield (
            "role",
            "aws_iam_role",
            {"assume_role_policy": trust, "inline_policy": inline, "managed_policy_arns": [basic, *managed], "name": role},
        )
    if (url := properties.get("FunctionUrlConfig")) is not None:
        yield "url", "aws_lambda_function_url", {"function_name": own, "authorization_type": _at(url, "AuthType")}
    if (alias := properties.get("AutoPublishAlias")) is not None:
        yield "alias", "aws_lambda_alias", {"function_name": own, "name": alias, "function_version": Ref(name, "version")}
    invoke = _at(properties, "EventInvokeConfig.DestinationConfig.OnFailure.Destination")
    if properties.get("EventInvokeConfig") is not None:
        told = {"destination_config": {"on_failure": {"destination": invoke}}} if invoke is not None else {}
        yield "invoke", "aws_lambda_function_event_invoke_config", {"function_name": own, **told}
    for event, each in mapping(properties.get("Events")).items():
        source = _at(each, "Properties.Queue") or _at(each, "Properties.Stream")
        if source is not None:
            yield f"event-{event}", "aws_lambda_event_source_mapping", {"function_name": own, "event_source_arn": source}


def _sam_policy(policy: Any) -> Any:
    """A policy of SAM: a document, or a template of SAM's own, which names no model but the ones that it is for."""
    if isinstance(policy, dict) and "Statement" in policy:
        return policy
    return {"Statement": []} if isinstance(policy, dict) and len(policy) == 1 else Unresolved("a policy of SAM is not worked out")


_FUNCTION = {
    "FunctionName": "function_name",
    "Role": "role",
    "Environment.Variables": "environment.variables",
    "DeadLetterConfig.TargetArn": "dead_letter_config.target_arn",
    "KmsKeyArn": "kms_key_arn",
    "Layers": "layers",
    "ReservedConcurrentExecutions": "reserved_concurrent_executions",
    "VpcConfig.SubnetIds": "vpc_config.subnet_ids",
}


TYPES: dict[str, Translated] = {
    "AWS::S3::Bucket": Translated("aws_s3_bucket", {"BucketName": "bucket", "AccessControl": "acl"}, more=_bucket),
    "AWS::S3::BucketPolicy": Translated("aws_s3_bucket_policy", {"Bucket": "bucket", "PolicyDocument": "policy"}),
    "AWS::DynamoDB::Table": Translated(
        "aws_dynamodb_table",
        {
            "TableName": "name",
            "BillingMode": "billing_mode",
            "DeletionProtectionEnabled": "deletion_protection_enabled",
            "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled": "point_in_time_recovery.enabled",
            "PointInTimeRecoverySpecification.RecoveryPeriodInDays": "point_in_time_recovery.recovery_period_in_days",
        },
    ),
    "AWS::RDS::DBInstance": Translated(
        "aws_db_instance",
        {
            "DBInstanceIdentifier": "identifier",
            "Engine": "engine",
            "BackupRetentionPeriod": "backup_retention_period",
            "DeletionProtection": "deletion_protection",
            "MultiAZ": "multi_az",
            "SourceDBInstanceIdentifier": "replicate_source_db",
        },
        {"backup_retention_period": 1},
    ),
    "AWS::RDS::DBCluster": Translated(
        "aws_rds_cluster",
        {
            "DBClusterIdentifier": "cluster_identifier",
            "Engine": "engine",
            "BackupRetentionPeriod": "backup_retention_period",
            "DeletionProtection": "deletion_protection",
            "DBClusterInstanceClass": "db_cluster_instance_class",
            "ReplicationSourceIdentifier": "replication_source_identifier",
        },
    ),
    "AWS::OpenSearchServerless::Collection": Translated(
        "aws_opensearchserverless_collection", {"Name": "name", "Type": "type", "StandbyReplicas": "standby_replicas"}, {"type": "SEARCH"}
    ),
    "AWS::OpenSearchServerless::SecurityPolicy": Translated(
        "aws_opensearchserverless_security_policy", {"Name": "name", "Type": "type", "Policy": "policy"}
    ),
    "AWS::OpenSearchServerless::AccessPolicy": Translated(
        "aws_opensearchserverless_access_policy", {"Name": "name", "Type": "type", "Policy": "policy"}
    ),
    "AWS::OpenSearchService::Domain": Translated(
        "aws_opensearch_domain",
        {
            "DomainName": "domain_name",
            "VPCOptions": "vpc_options",
            "EncryptionAtRestOptions.Enabled": "encrypt_at_rest.enabled",
            "NodeToNodeEncryptionOptions.Enabled": "node_to_node_encryption.enabled",
            "DomainEndpointOptions.EnforceHTTPS": "domain_endpoint_options.enforce_https",
            "ClusterConfig.InstanceCount": "cluster_config.instance_count",
            "ClusterConfig.ZoneAwarenessEnabled": "cluster_config.zone_awareness_enabled",
            "ClusterConfig.ZoneAwarenessConfig.AvailabilityZoneCount": "cluster_config.zone_awareness_config.availability_zone_count",
            "ClusterConfig.DedicatedMasterEnabled": "cluster_config.dedicated_master_enabled",
            "ClusterConfig.DedicatedMasterCount": "cluster_config.dedicated_master_count",
            "ClusterConfig.MultiAZWithStandbyEnabled": "cluster_config.multi_az_with_standby_enabled",
        },
        {"domain_endpoint_options": {"enforce_https": False}},
    ),
    "AWS::ElastiCache::ReplicationGroup": Translated(
        "aws_elasticache_replication_group",
        {
            "ReplicationGroupId": "replication_group_id",
            "AutomaticFailoverEnabled": "automatic_failover_enabled",
            "MultiAZEnabled": "multi_az_enabled",
            "NumCacheClusters": "num_cache_clusters",
            "NumNodeGroups": "num_node_groups",
            "ReplicasPerNodeGroup": "replicas_per_node_group",
        },
    ),
    "AWS::EFS::FileSystem": Translated("aws_efs_file_system"),
    "AWS::Lambda::Function": Translated("aws_lambda_function", {**_FUNCTION, "TracingConfig.Mode": "tracing_config.mode"}),
    "AWS::Serverless::Function": Translated("aws_lambda_function", {**_FUNCTION, "Tracing": "tracing_config.mode"}, more=_serverless),
    "AWS::Lambda::Url": Translated("aws_lambda_function_url", {"TargetFunctionArn": "function_name", "AuthType": "authorization_type"}),
    "AWS::Lambda::EventInvokeConfig": Translated(
        "aws_lambda_function_event_invoke_config",
        {"FunctionName": "function_name", "DestinationConfig.OnFailure.Destination": "destination_config.on_failure.destination"},
    ),
    "AWS::Lambda::Alias": Translated(
        "aws_lambda_alias", {"Name": "name", "FunctionName": "function_name", "FunctionVersion": "function_version"}
    ),
    "AWS::Lambda::Permission": Translated("aws_lambda_permission", {"FunctionName": "function_name", "Principal": "principal"}),
    "AWS::Lambda::EventSourceMapping": Translated(
        "aws_lambda_event_source_mapping", {"FunctionName": "function_name", "EventSourceArn": "event_source_arn"}
    ),
    "AWS::ApiGateway::RestApi": Translated(
        "aws_api_gateway_rest_api",
        {"Name": "name", "EndpointConfiguration.Types": "endpoint_configuration.types", "Policy": "policy", "Body": "body"},
    ),
    "AWS::ApiGateway::Resource": Translated("aws_api_gateway_resource", {"PathPart": "path_part"}),
    "AWS::ApiGateway::Method": Translated(
        "aws_api_gateway_method",
        {
            "RestApiId": "rest_api_id",
            "ResourceId": "resource_id",
            "HttpMethod": "http_method",
            "AuthorizationType": "authorization",
            "ApiKeyRequired": "api_key_required",
        },
        more=_method,
    ),
    "AWS::ApiGateway::Stage": Translated(
        "aws_api_gateway_stage",
        {"RestApiId": "rest_api_id", "StageName": "stage_name", "TracingEnabled": "xray_tracing_enabled"},
        more=_usage,
    ),
    "AWS::ApiGatewayV2::Api": Translated(
        "aws_apigatewayv2_api",
        {"Name": "name", "ProtocolType": "protocol_type", "Body": "body", "Target": "target", "RouteKey": "route_key"},
    ),
    "AWS::ApiGatewayV2::Route": Translated(
        "aws_apigatewayv2_route",
        {
            "ApiId": "api_id",
            "RouteKey": "route_key",
            "Target": "target",
            "AuthorizationType": "authorization_type",
            "ApiKeyRequired": "api_key_required",
        },
    ),
    "AWS::ApiGatewayV2::Integration": Translated("aws_apigatewayv2_integration", {"ApiId": "api_id", "IntegrationUri": "integration_uri"}),
    "AWS::ApiGatewayV2::Stage": Translated(
        "aws_apigatewayv2_stage",
        {
            "ApiId": "api_id",
            "StageName": "name",
            "DefaultRouteSettings.ThrottlingRateLimit": "default_route_settings.throttling_rate_limit",
        },
    ),
    "AWS::SQS::Queue": Translated("aws_sqs_queue", {"QueueName": "name", "RedrivePolicy": "redrive_policy"}),
    "AWS::SNS::Topic": Translated("aws_sns_topic", {"TopicName": "name"}),
    "AWS::KMS::Key": Translated("aws_kms_key"),
    "AWS::StepFunctions::StateMachine": Translated(
        "aws_sfn_state_machine",
        {
            "StateMachineName": "name",
            "StateMachineType": "type",
            "RoleArn": "role_arn",
            "Definition": "definition",
            "DefinitionString": "definition",
            "TracingConfiguration.Enabled": "tracing_configuration.enabled",
        },
    ),
    "AWS::IAM::Role": Translated(
        "aws_iam_role",
        {
            "RoleName": "name",
            "AssumeRolePolicyDocument": "assume_role_policy",
            "ManagedPolicyArns": "managed_policy_arns",
            "PermissionsBoundary": "permissions_boundary",
        },
        more=_role,
    ),
    "AWS::IAM::Policy": Translated("aws_iam_policy", {"PolicyName": "name", "PolicyDocument": "policy"}, more=_policy),
    "AWS::IAM::ManagedPolicy": Translated(
        "aws_iam_policy", {"ManagedPolicyName": "name", "PolicyDocument": "policy"}, more=_managed_policy
    ),
    "AWS::SecretsManager::Secret": Translated("aws_secretsmanager_secret", {"Name": "name", "KmsKeyId": "kms_key_id"}),
    "AWS::SecretsManager::RotationSchedule": Translated("aws_secretsmanager_secret_rotation", {"SecretId": "secret_id"}),
    "AWS::SSM::Parameter": Translated("aws_ssm_parameter", {"Name": "name", "Type": "type"}),
    "AWS::Logs::LogGroup": Translated(
        "aws_cloudwatch_log_group",
        {"LogGroupName": "name", "RetentionInDays": "retention_in_days", "LogGroupClass": "log_group_class", "KmsKeyId": "kms_key_id"},
    ),
    "AWS::ECS::Cluster": Translated("aws_ecs_cluster", {"ClusterName": "name"}),
    "AWS::ECS::Service": Translated(
        "aws_ecs_service",
        {
            "ServiceName": "name",
            "Cluster": "cluster",
            "DesiredCount": "desired_count",
            "TaskDefinition": "task_definition",
            "SchedulingStrategy": "scheduling_strategy",
            "DeploymentController.Type": "deployment_controller.type",
            "DeploymentConfiguration.DeploymentCircuitBreaker.Enable": "deployment_circuit_breaker.enable",
            "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback": "deployment_circuit_breaker.rollback",
            "DeploymentConfiguration.Alarms.AlarmNames": "alarms.alarm_names",
            "DeploymentConfiguration.Alarms.Enable": "alarms.enable",
            "DeploymentConfiguration.Alarms.Rollback": "alarms.rollback",
        },
        {"desired_count": 1},
    ),
    "AWS::ECS::TaskDefinition": Translated(
        "aws_ecs_task_definition",
        {
            "Family": "family",
            "TaskRoleArn": "task_role_arn",
            "ExecutionRoleArn": "execution_role_arn",
            "ContainerDefinitions~": "container_definitions",
        },
    ),
    "AWS::ApplicationAutoScaling::ScalableTarget": Translated(
        "aws_appautoscaling_target",
        {
            "ServiceNamespace": "service_namespace",
            "ResourceId": "resource_id",
            "ScalableDimension": "scalable_dimension",
            "MinCapacity": "min_capacity",
            "MaxCapacity": "max_capacity",
        },
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Translated(
        "aws_appautoscaling_policy", {"PolicyName": "name", "ScalingTargetId": "resource_id", "ResourceId": "resource_id"}
    ),
    "AWS::SageMaker::Endpoint": Translated(
        "aws_sagemaker_endpoint",
        {"EndpointName": "name", "EndpointConfigName": "endpoint_config_name", "DeploymentConfig*": "deployment_config"},
    ),
    "AWS::SageMaker::EndpointConfig": Translated(
        "aws_sagemaker_endpoint_configuration",
        {
            "EndpointConfigName": "name",
            "ProductionVariants*": "production_variants",
            "DataCaptureConfig*": "data_capture_config",
            "AsyncInferenceConfig*": "async_inference_config",
        },
    ),
    "AWS::SageMaker::Model": Translated(
        "aws_sagemaker_model",
        {
            "ModelName": "name",
            "ExecutionRoleArn": "execution_role_arn",
            "EnableNetworkIsolation": "enable_network_isolation",
            "PrimaryContainer^": "primary_container",
            "Containers^": "container",
        },
    ),
    "AWS::Bedrock::Agent": Translated(
        "aws_bedrockagent_agent",
        {
            "AgentName": "agent_name",
            "FoundationModel": "foundation_model",
            "AgentResourceRoleArn": "agent_resource_role_arn",
            "CustomerEncryptionKeyArn": "customer_encryption_key_arn",
            "IdleSessionTTLInSeconds": "idle_session_ttl_in_seconds",
            "GuardrailConfiguration*": "guardrail_configuration",
            "MemoryConfiguration*": "memory_configuration",
        },
        more=_agent,
    ),
    "AWS::Bedrock::AgentAlias": Translated(
        "aws_bedrockagent_agent_alias",
        {"AgentAliasName": "agent_alias_name", "AgentId": "agent_id", "RoutingConfiguration*": "routing_configuration"},
    ),
    "AWS::Bedrock::KnowledgeBase": Translated(
        "aws_bedrockagent_knowledge_base",
        {
            "Name": "name",
            "RoleArn": "role_arn",
            "KnowledgeBaseConfiguration*": "knowledge_base_configuration",
            "StorageConfiguration*": "storage_configuration",
        },
    ),
    "AWS::Bedrock::DataSource": Translated(
        "aws_bedrockagent_data_source",
        {
            "Name": "name",
            "KnowledgeBaseId": "knowledge_base_id",
            "DataDeletionPolicy": "data_deletion_policy",
            "DataSourceConfiguration.Type": "data_source_configuration.type",
            "DataSourceConfiguration.S3Configuration.BucketArn": "data_source_configuration.s3_configuration.bucket_arn",
            "ServerSideEncryptionConfiguration*": "server_side_encryption_configuration",
        },
    ),
    "AWS::Bedrock::Guardrail": Translated(
        "aws_bedrock_guardrail",
        {
            "Name": "name",
            "ContentPolicyConfig*": "content_policy_config",
            "SensitiveInformationPolicyConfig*": "sensitive_information_policy_config",
            "ContextualGroundingPolicyConfig*": "contextual_grounding_policy_config",
        },
    ),
    "AWS::Bedrock::GuardrailVersion": Translated("aws_bedrock_guardrail_version", {"GuardrailIdentifier": "guardrail_arn"}),
    "AWS::Bedrock::ApplicationInferenceProfile": Translated(
        "aws_bedrock_inference_profile", {"InferenceProfileName": "name", "ModelSource*": "model_source"}
    ),
}

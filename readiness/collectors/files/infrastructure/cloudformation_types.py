"""Types of CloudFormation in the words of Terraform: one table of types and properties.

Defaults that differ between both stand in the table: an RDS instance of CloudFormation keeps backups for one day, one of Terraform's
provider for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from readiness.collectors.files.infrastructure.stacks import Resource
from readiness.collectors.files.infrastructure.values import Ref, Unresolved
from readiness.collectors.files.shapes import at, items, mapping, mappings


def snake(name: str) -> str:
    """A name in Terraform's spelling: `KMSMasterKeyID` as `kms_master_key_id`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _snaked(value: Any) -> Any:
    """A nested block with its names in Terraform's words."""
    if isinstance(value, dict):
        return {snake(key): _snaked(each) for key, each in value.items()}
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
    return {snake(key): each if key == "Environment" else _snaked(each) for key, each in value.items()}


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
        turns: attribute to what makes Terraform's form of its value.
        more: makes further resources of the same one: Terraform has several where CloudFormation has one.
    """

    to: str
    properties: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    turns: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    more: Callable[[str, dict[str, Any]], Iterator[tuple[str, str, dict[str, Any]]]] | None = None


def translated(kind: str, name: str, properties: dict[str, Any], path: str, line: int | None) -> Iterator[Resource]:
    """What a resource is in Terraform's words; of a type that is not in the table, only that it is there."""
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
    for target, make in known.turns.items():
        if target in values:
            values[target] = make(values[target])
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


def _topic(name: str, properties: dict[str, Any]) -> More:
    """Subscriptions that stand in their topic."""
    for number, each in enumerate(mappings(properties.get("Subscription"))):
        yield f"subscription-{number}", "aws_sns_topic_subscription", {"topic_arn": Ref(name, "arn"), "protocol": each.get("Protocol")}


def _event_rule(name: str, properties: dict[str, Any]) -> More:
    """Targets that stand in their rule."""
    for number, each in enumerate(mappings(properties.get("Targets"))):
        yield f"target-{number}", "aws_cloudwatch_event_target", {"rule": Ref(name, "name"), "arn": each.get("Arn")}


def _named_values(value: Any) -> Any:
    """A map that is written as a list of names and values."""
    if not isinstance(value, list):
        return value
    return {str(each.get("Name", each.get("name"))): each.get("Value", each.get("value")) for each in mappings(value)}


def _queries(value: Any) -> Any:
    """Metric queries: a metric stands one level deeper than Terraform writes it."""
    for query in mappings(value):
        if isinstance(metric := at(query.pop("metric_stat", None), "metric"), dict):
            query["metric"] = {**metric, "dimensions": _named_values(metric.get("dimensions"))}
    return value


def _is_internal(scheme: Any) -> Any:
    return scheme == "internal" if isinstance(scheme, str) else scheme


def _ingress(value: Any) -> Any:
    """Rules of a security group, each with one source."""
    return [{"cidr_blocks": [each.get("CidrIp")], "ipv6_cidr_blocks": [each.get("CidrIpv6")]} for each in mappings(value)]


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


def _notifications(value: Any) -> Any:
    """What a budget tells whom, in the form of Terraform's nested blocks."""
    if not isinstance(value, list):
        return value
    told: list[Any] = []
    for each in value:
        if not isinstance(each, dict):
            told.append(each)
            continue
        subscribers = each.get("Subscribers") or []
        listed = mappings(subscribers) if isinstance(subscribers, list) else []
        kinds = {"EMAIL": "subscriber_email_addresses", "SNS": "subscriber_sns_topic_arns"}
        told.append(
            {
                "threshold_type": "PERCENTAGE",
                **mapping(_snaked(each.get("Notification"))),
                **{to: [one.get("Address") for one in listed if one.get("SubscriptionType") == kind] for kind, to in kinds.items()},
                **({} if isinstance(subscribers, list) else {"subscriber_email_addresses": subscribers}),
            }
        )
    return told


TYPES: dict[str, Translated] = {
    "AWS::Budgets::Budget": Translated(
        "aws_budgets_budget",
        {
            "Budget.BudgetName": "name",
            "Budget.BudgetType": "budget_type",
            "Budget.TimeUnit": "time_unit",
            "Budget.TimePeriod.End": "time_period_end",
            "Budget.BudgetLimit.Amount": "limit_amount",
            "Budget.BudgetLimit.Unit": "limit_unit",
            "Budget.CostFilters": "cost_filter",
            "Budget.FilterExpression": "filter_expression",
            "NotificationsWithSubscribers": "notification",
        },
        turns={"notification": _notifications},
    ),
    "AWS::CE::AnomalyMonitor": Translated("aws_ce_anomaly_monitor", {"MonitorName": "name", "MonitorType": "monitor_type"}),
    "AWS::CE::AnomalySubscription": Translated(
        "aws_ce_anomaly_subscription", {"SubscriptionName": "name", "MonitorArnList": "monitor_arn_list", "Subscribers*": "subscriber"}
    ),
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
    "AWS::SNS::Topic": Translated("aws_sns_topic", {"TopicName": "name"}, more=_topic),
    "AWS::SNS::Subscription": Translated("aws_sns_topic_subscription", {"TopicArn": "topic_arn", "Protocol": "protocol"}),
    "AWS::KMS::Key": Translated("aws_kms_key", {"Enabled": "is_enabled"}),
    "AWS::CloudWatch::Alarm": Translated(
        "aws_cloudwatch_metric_alarm",
        {
            "AlarmName": "alarm_name",
            "Namespace": "namespace",
            "MetricName": "metric_name",
            "Dimensions": "dimensions",
            "Metrics*": "metric_query",
            "AlarmActions": "alarm_actions",
            "ActionsEnabled": "actions_enabled",
            "TreatMissingData": "treat_missing_data",
        },
        turns={"dimensions": _named_values, "metric_query": _queries},
    ),
    "AWS::CloudWatch::CompositeAlarm": Translated(
        "aws_cloudwatch_composite_alarm",
        {
            "AlarmName": "alarm_name",
            "AlarmRule": "alarm_rule",
            "AlarmActions": "alarm_actions",
            "ActionsEnabled": "actions_enabled",
            "ActionsSuppressor": "actions_suppressor.alarm",
        },
    ),
    "AWS::Events::Rule": Translated(
        "aws_cloudwatch_event_rule",
        {"Name": "name", "EventPattern": "event_pattern", "State": "state", "EventBusName": "event_bus_name"},
        more=_event_rule,
    ),
    "AWS::EC2::VPC": Translated("aws_vpc"),
    "AWS::EC2::Subnet": Translated("aws_subnet", {"VpcId": "vpc_id", "AvailabilityZone": "availability_zone"}),
    "AWS::EC2::NatGateway": Translated(
        "aws_nat_gateway", {"SubnetId": "subnet_id", "VpcId": "vpc_id", "AvailabilityMode": "availability_mode"}
    ),
    "AWS::EC2::InternetGateway": Translated("aws_internet_gateway"),
    "AWS::EC2::RouteTable": Translated("aws_route_table", {"VpcId": "vpc_id"}),
    "AWS::EC2::Route": Translated(
        "aws_route",
        {
            "RouteTableId": "route_table_id",
            "DestinationCidrBlock": "destination_cidr_block",
            "NatGatewayId": "nat_gateway_id",
            "GatewayId": "gateway_id",
            "TransitGatewayId": "transit_gateway_id",
            "VpcPeeringConnectionId": "vpc_peering_connection_id",
            "NetworkInterfaceId": "network_interface_id",
        },
    ),
    "AWS::EC2::SubnetRouteTableAssociation": Translated(
        "aws_route_table_association", {"SubnetId": "subnet_id", "RouteTableId": "route_table_id"}
    ),
    "AWS::EC2::VPCEndpoint": Translated(
        "aws_vpc_endpoint",
        {
            "VpcId": "vpc_id",
            "ServiceName": "service_name",
            "VpcEndpointType": "vpc_endpoint_type",
            "PrivateDnsEnabled": "private_dns_enabled",
            "SubnetIds": "subnet_ids",
        },
        {"private_dns_enabled": Unresolved("whether callers reach it by the service's own name is not written")},
    ),
    "AWS::EC2::SecurityGroup": Translated("aws_security_group", {"SecurityGroupIngress": "ingress"}, turns={"ingress": _ingress}),
    "AWS::EC2::SecurityGroupIngress": Translated(
        "aws_vpc_security_group_ingress_rule", {"GroupId": "security_group_id", "CidrIp": "cidr_ipv4", "CidrIpv6": "cidr_ipv6"}
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Translated(
        "aws_lb",
        {
            "Name": "name",
            "Scheme": "internal",
            "Type": "load_balancer_type",
            "SecurityGroups": "security_groups",
            "Subnets": "subnets",
            "SubnetMappings*": "subnet_mapping",
        },
        turns={"internal": _is_internal},
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Translated(
        "aws_lb_target_group", {"Name": "name", "TargetType": "target_type", "Targets*": "targets"}
    ),
    "AWS::ElasticLoadBalancingV2::Listener": Translated(
        "aws_lb_listener", {"LoadBalancerArn": "load_balancer_arn", "DefaultActions*": "default_action"}
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": Translated("aws_lb_listener_rule", {"ListenerArn": "listener_arn", "Actions*": "action"}),
    "AWS::WAFv2::WebACLAssociation": Translated(
        "aws_wafv2_web_acl_association", {"ResourceArn": "resource_arn", "WebACLArn": "web_acl_arn"}
    ),
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
            "NetworkConfiguration.AwsvpcConfiguration.Subnets": "network_configuration.subnets",
            "LoadBalancers*": "load_balancer",
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
            "VpcConfig.Subnets": "vpc_config.subnets",
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

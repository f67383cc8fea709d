"""A network with two zones, a NAT gateway, an endpoint, a peering, and a load balancer before a function and a service."""

from datetime import UTC, datetime
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

AT = datetime(2026, 5, 1, tzinfo=UTC)
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:chat"
ELB = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}"
BLUE, LAMBDA = f"{ELB}:targetgroup/blue/1", f"{ELB}:targetgroup/chat/3"
BALANCER, INNER = f"{ELB}:loadbalancer/app/front/1", f"{ELB}:loadbalancer/net/inner/2"
ACL = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/front/1"


def subnet(id: str, zone: str, vpc: str = "vpc-1") -> dict[str, Any]:
    """A subnet as EC2 describes it."""
    return {"SubnetId": id, "VpcId": vpc, "AvailabilityZone": f"{REGION}{zone}"}


def health(params: dict[str, Any]) -> dict[str, Any]:
    """The function's group has the function, the other one three tasks."""
    if "chat" in str(params["body"]):
        return {"TargetHealthDescriptions": [{"Target": {"Id": FUNCTION}, "TargetHealth": {"State": "unavailable"}}]}
    states = {"10.0.0.4": "healthy", "10.0.1.4": "healthy", "10.0.1.5": "draining"}
    return {
        "TargetHealthDescriptions": [{"Target": {"Id": id, "Port": 8080}, "TargetHealth": {"State": state}} for id, state in states.items()]
    }


ANSWERS: dict[str, Answer] = {
    "ec2.describe_subnets": {
        "Subnets": [subnet("subnet-a", "a"), subnet("subnet-b", "b"), subnet("subnet-public", "a"), subnet("subnet-x", "a", "vpc-9")]
    },
    "ec2.describe_route_tables": {
        "RouteTables": [
            {
                "RouteTableId": "rtb-main",
                "VpcId": "vpc-1",
                "Associations": [{"Main": True}],
                "Routes": [
                    {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
                    {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"},
                    {"DestinationCidrBlock": "10.9.0.0/16", "VpcPeeringConnectionId": "pcx-1", "State": "active"},
                    {"DestinationCidrBlock": "10.8.0.0/16", "TransitGatewayId": "tgw-gone", "State": "blackhole"},
                ],
            },
            {
                "RouteTableId": "rtb-public",
                "VpcId": "vpc-1",
                "Associations": [{"Main": False, "SubnetId": "subnet-public"}],
                "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}],
            },
        ]
    },
    "ec2.describe_vpcs": {
        "Vpcs": [
            {"VpcId": "vpc-1", "Tags": [{"Key": "Environment", "Value": "production"}]},
            {"VpcId": "vpc-9", "Tags": [{"Key": "Name", "Value": "shop-dev"}]},
        ]
    },
    "ec2.describe_nat_gateways": {
        "NatGateways": [
            {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-public", "State": "available"},
            {"NatGatewayId": "nat-2", "VpcId": "vpc-1", "State": "available", "AvailabilityMode": "regional"},
            {"NatGatewayId": "nat-gone", "VpcId": "vpc-1", "SubnetId": "subnet-a", "State": "deleted"},
        ]
    },
    "ec2.describe_vpc_endpoints": {
        "VpcEndpoints": [
            {
                "VpcEndpointId": "vpce-1",
                "VpcEndpointType": "Interface",
                "VpcId": "vpc-1",
                "ServiceName": f"com.amazonaws.{REGION}.bedrock-runtime",
                "State": "available",
                "SubnetIds": ["subnet-a", "subnet-b"],
                "PrivateDnsEnabled": True,
            },
            {
                "VpcEndpointId": "vpce-2",
                "VpcEndpointType": "Gateway",
                "VpcId": "vpc-1",
                "ServiceName": f"com.amazonaws.{REGION}.s3",
                "State": "available",
            },
            {
                "VpcEndpointId": "vpce-3",
                "VpcEndpointType": "Interface",
                "VpcId": "vpc-1",
                "ServiceName": f"com.amazonaws.{REGION}.logs",
                "State": "deleting",
            },
        ]
    },
    "ec2.describe_vpc_peering_connections": {
        "VpcPeeringConnections": [
            {
                "VpcPeeringConnectionId": "pcx-1",
                "Status": {"Code": "active"},
                "RequesterVpcInfo": {"VpcId": "vpc-1", "OwnerId": ACCOUNT, "Region": REGION},
                "AccepterVpcInfo": {"VpcId": "vpc-9", "OwnerId": ACCOUNT, "Region": REGION},
            },
            {"VpcPeeringConnectionId": "pcx-old", "Status": {"Code": "deleted"}, "RequesterVpcInfo": {"VpcId": "vpc-1"}},
        ]
    },
    "elbv2.describe_target_groups": {
        "TargetGroups": [
            {"TargetGroupArn": BLUE, "TargetGroupName": "blue", "TargetType": "ip", "LoadBalancerArns": [BALANCER, INNER]},
            {"TargetGroupArn": LAMBDA, "TargetGroupName": "chat", "TargetType": "lambda", "LoadBalancerArns": [BALANCER]},
        ]
    },
    "elbv2.describe_target_health": health,
    "elbv2.describe_load_balancers": {
        "LoadBalancers": [
            {
                "LoadBalancerArn": BALANCER,
                "LoadBalancerName": "front",
                "Type": "application",
                "Scheme": "internet-facing",
                "SecurityGroups": ["sg-1"],
                "AvailabilityZones": [{"ZoneName": f"{REGION}b"}, {"ZoneName": f"{REGION}a"}],
            },
            {
                "LoadBalancerArn": INNER,
                "LoadBalancerName": "inner",
                "Type": "network",
                "Scheme": "internal",
                "AvailabilityZones": [{"ZoneName": f"{REGION}a"}],
            },
        ]
    },
    "ec2.describe_security_groups": {
        "SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "tcp", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]}]
    },
    "wafv2.get_web_acl_for_resource": {
        "WebACL": {
            "Name": "front",
            "Id": "1",
            "ARN": ACL,
            "DefaultAction": {"Allow": {}},
            "VisibilityConfig": {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "front"},
        }
    },
}

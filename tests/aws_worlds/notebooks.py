"""A Studio domain in which JupyterLab stops by itself."""

from aws_world import ACCOUNT, REGION, Answer

DOMAIN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:domain/d-1"

ANSWERS: dict[str, Answer] = {
    "sagemaker.list_domains": {"Domains": [{"DomainArn": DOMAIN, "DomainId": "d-1", "DomainName": "research", "Status": "InService"}]},
    "sagemaker.describe_domain": {
        "DomainArn": DOMAIN,
        "DomainId": "d-1",
        "DomainName": "research",
        "AuthMode": "SSO",
        "DefaultUserSettings": {
            "JupyterLabAppSettings": {
                "AppLifecycleManagement": {"IdleSettings": {"LifecycleManagement": "ENABLED", "IdleTimeoutInMinutes": 90}}
            },
            "CodeEditorAppSettings": {"AppLifecycleManagement": {"IdleSettings": {"LifecycleManagement": "DISABLED"}}},
        },
    },
}

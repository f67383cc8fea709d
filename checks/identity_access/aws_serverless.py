"""Who may call the APIs and URLs in front of models."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsAiFunction, AwsApi, AwsFunction

MAPS = ["aws-genai-lens:GENSEC01-BP01", "aws-ml-lens:MLSEC06-BP01", "owasp-llm-top10-2025:LLM10:2025"]


@check("aws-function-url-authenticated", severity="critical", effort="hours", maps=MAPS)
def function_url(function: AwsAiFunction) -> Verdict:
    """URLs of AI functions demand a signature.

    Why: Anyone who finds an open URL can spend our model budget. Function URLs are on the internet.

    Fix: Let IAM check the callers of the URL

        aws lambda update-function-url-config --function-name <function> --auth-type AWS_IAM
    """
    if function.url_authorization is None:
        return not_applicable("it has no URL")
    if function.url_authorization == "NONE":
        if not function.url_lets_anyone:
            return not_applicable("its resource policy lets nobody call the URL", function=function.name, authorization="NONE")
        return failed("A function's URL is open to everyone", function=function.name, authorization="NONE")
    return passed(function=function.name, authorization=function.url_authorization)


@check("aws-inference-api-authenticated", severity="critical", effort="hours", maps=MAPS)
def inference_api(api: AwsApi, functions: list[AwsFunction], references: list[AwsReference]) -> Verdict:
    """APIs in front of models demand authentication.

    Why: Anyone who finds an open API's address can spend our model budget. A key, an authorizer, IAM or a resource
    policy that names callers passes; private APIs are out of scope.

    Fix: Give every route an authorizer

        # <api>: <routes>
        aws apigateway update-method --rest-api-id <id> --resource-id abc123 --http-method POST --cli-input-json file://method.json
        # method.json: {"patchOperations": [{"op": "replace", "path": "/authorizationType", "value": "AWS_IAM"}]}
    """
    if api.private:
        return not_applicable("it is reached from our networks only")
    routes = api.inference_routes(functions, references)
    if api.protocol == "WEBSOCKET":
        # Whoever is connected was asked then; no other route of a WebSocket API can ask.
        routes = [each for each in api.routes if each.name == "$connect"] if routes else []
    if not routes:
        return not_applicable("none of its routes reaches the AI workload")
    open_routes = [each.name for each in routes if each.authorization == "NONE" and not each.key_required]
    if not open_routes or api.policy == "restricting":
        return passed(api=api.name, routes=len(routes))
    return failed("An inference API is open to everyone", api=api.name, id=api.resource.rsplit("/", 1)[-1], routes=open_routes)

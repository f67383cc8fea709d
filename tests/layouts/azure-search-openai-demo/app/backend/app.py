import os

from approaches.chatreadretrieveread import ChatReadRetrieveReadApproach
from azure.identity.aio import ManagedIdentityCredential, get_bearer_token_provider
from azure.monitor.opentelemetry import configure_azure_monitor
from azure.search.documents.aio import SearchClient
from core.authentication import AuthenticationHelper
from decorators import authenticated
from openai import APIError, AsyncOpenAI
from opentelemetry.instrumentation.openai import OpenAIInstrumentor
from quart import Blueprint, Quart, current_app, jsonify, request

bp = Blueprint("routes", __name__, static_folder="static")


@bp.route("/chat", methods=["POST"])
@authenticated
async def chat(auth_claims):
    request_json = await request.get_json()
    context = request_json.get("context", {})
    context["auth_claims"] = auth_claims
    try:
        result = await current_app.config["CHAT"].run(request_json["messages"], context=context)
        return jsonify(result)
    except APIError as error:
        current_app.logger.warning("chat failed: %s", error.message)
        return jsonify({"error": "The assistant is not available."}), 500


@bp.before_app_serving
async def setup_clients():
    credential = ManagedIdentityCredential(client_id=os.environ["AZURE_CLIENT_ID"])
    search_client = SearchClient(
        endpoint=f"https://{os.environ['AZURE_SEARCH_SERVICE']}.search.windows.net",
        index_name=os.environ["AZURE_SEARCH_INDEX"],
        credential=credential,
    )
    token_provider = get_bearer_token_provider(credential, "https://cognitiveservices.azure.com/.default")
    endpoint = f"https://{os.environ['AZURE_OPENAI_SERVICE']}.openai.azure.com"
    openai_client = AsyncOpenAI(base_url=f"{endpoint}/openai/v1", api_key=token_provider)
    auth_helper = AuthenticationHelper(search_index=os.environ["AZURE_SEARCH_INDEX"])
    current_app.config["CHAT"] = ChatReadRetrieveReadApproach(search_client, openai_client, auth_helper)


def create_app():
    app = Quart(__name__)
    app.register_blueprint(bp)
    if os.getenv("APPLICATIONINSIGHTS_CONNECTION_STRING"):
        configure_azure_monitor()
        OpenAIInstrumentor().instrument()
    return app

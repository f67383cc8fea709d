"""A stand-in of AWS on loopback: moto, and recorded answers for the calls that moto does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Self

import botocore.loaders
import botocore.session
from botocore import xform_name
from moto.moto_server.threaded_moto_server import MotoRequestHandler
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

RECORDED = Path(__file__).parent / "answers.json"


@dataclass(frozen=True)
class Recorded:
    """One recorded answer and how its request is told.

    Attributes:
        signed_for: the service name in the request's signature.
        target: the `X-Amz-Target` header, for services that name their operation there.
        method, path: of the request, for the others.
        query: what its query must hold; the first answer that fits is given.
        action: the `Action` of a form, for the query protocol.
        body: what is answered.
        media: its content type.
    """

    signed_for: str
    target: str
    method: str
    path: re.Pattern[str]
    query: str
    action: str
    body: bytes
    media: str

    @classmethod
    def of(cls, call: str, answer: dict[str, Any]) -> Recorded:
        """An answer of `client.operation` or `client.operation?query`, by botocore's own model of the service."""
        call, _, query = call.partition("?")
        client, _, operation = call.partition(".")
        model = botocore.session.get_session().get_service_model(client)
        told = model.operation_model(next(each for each in model.operation_names if xform_name(each) == operation))
        form = model.metadata["protocol"] == "query"
        uri = told.http.get("requestUri", "/").split("?")[0].rstrip("/")
        path = "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", uri))
        return cls(
            signed_for=model.signing_name,
            target=f"{model.metadata['targetPrefix']}.{told.name}" if "targetPrefix" in model.metadata else "",
            method=told.http["method"],
            path=re.compile(f"{path}/?"),
            query=query,
            action=told.name if form else "",
            body=_form(told.name, answer) if form else json.dumps(answer).encode(),
            media="text/xml" if form else "application/json",
        )

    def answers(self, asked: Asked) -> bool:
        """Whether this is the answer to a request."""
        if asked.signed_for != self.signed_for:
            return False
        if self.target or self.action:
            return self.target == asked.target if self.target else f"Action={self.action}&" in asked.form + "&"
        fits = asked.method == self.method and self.path.fullmatch(asked.path) is not None
        return fits and (not self.query or self.query in asked.query.split("&"))


def _form(name: str, answer: dict[str, Any]) -> bytes:
    """An answer of the query protocol; recorded ones hold empty lists alone."""
    lists = "".join(f"<{key}/>" for key in answer)
    return f"<{name}Response><{name}Result>{lists}</{name}Result></{name}Response>".encode()


@dataclass(frozen=True)
class Asked:
    """What tells a request's operation."""

    signed_for: str
    target: str
    method: str
    path: str
    query: str
    form: str

    @classmethod
    def of(cls, environ: dict[str, Any]) -> Asked:
        """A request as the web server hands it over; its body is put back for whoever reads it next."""
        signed = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
        form = ""
        if "x-www-form-urlencoded" in environ.get("CONTENT_TYPE", ""):
            import io

            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            form = body.decode("utf-8", "replace")
        path = environ.get("PATH_INFO", "/").rstrip("/")
        return cls(
            signed_for=signed[1] if signed else "",
            target=environ.get("HTTP_X_AMZ_TARGET", ""),
            method=environ["REQUEST_METHOD"],
            path=path,
            query=environ.get("QUERY_STRING", ""),
            form=form,
        )


class Server:
    """Serves the account on a free port of loopback while the block lasts; `around` may listen to what is asked."""

    def __init__(self, around: Callable[[Any], Any] = lambda application: application) -> None:
        self._recorded = [Recorded.of(call, answer) for call, answer in json.loads(RECORDED.read_text("utf-8")).items()]
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._listening = make_server("127.0.0.1", 0, around(self._answer), threaded=True, request_handler=MotoRequestHandler)
        self._thread = Thread(target=self._listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.url = f"http://127.0.0.1:{self._listening.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown()
        self._thread.join()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = Asked.of(environ)
        found = next((each for each in self._recorded if each.answers(asked)), None)
        if found is None:
            answered: Iterable[bytes] = self._moto(environ, start_response)
            return answered
        start_response("200 OK", [("Content-Type", found.media), ("Content-Length", str(len(found.body)))])
        return [found.body]

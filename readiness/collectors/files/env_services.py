"""Consoles that a dotenv file configures by itself: no Compose file, manifest or chart tells of them.

A file tells of a product when two of its variables are the product's, one of which no other product reads (Open WebUI 0.7,
Flowise 3, n8n 2, LibreChat 0.8, Langfuse 3); names that clients of a product use too (`N8N_API_KEY`, `LANGFUSE_SECRET_KEY`) tell
nothing. A file of several products tells of none. What it does not set may be set where the process is started.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from readiness.collectors.files.ai_services import PRODUCTS, service_of
from readiness.collectors.files.ai_variables import Variables, host_of, settings_of
from readiness.collectors.files.dotenv_file import is_example, parse_dotenv
from readiness.collectors.files.formats import Document
from readiness.collectors.files.tree import Mapping
from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable

MOST_WAITING = 500
"""Dotenv files of consoles that are kept until the end of the walk."""

ELSEWHERE = "the environment of the process"


@dataclass(frozen=True)
class _Signs:
    """What tells of a product.

    Attributes:
        own: pattern of names that no other product reads.
        beside: pattern of names that others may read too.
        address: variables that hold the address people open it by.
    """

    own: str
    beside: str
    address: tuple[str, ...] = ()


_SIGNS = {
    "open-webui": _Signs(
        own=r"WEBUI_(SECRET_KEY|AUTH|ADMIN_EMAIL|AUTH_TRUSTED_EMAIL_HEADER|SESSION_COOKIE_SAME_SITE)",
        beside=r"WEBUI_(NAME|URL)|DEFAULT_USER_ROLE|OLLAMA_BASE_URLS?"
        r"|ENABLE_(SIGNUP|PERSISTENT_CONFIG|OLLAMA_API|OPENAI_API|LOGIN_FORM|COMMUNITY_SHARING)",
        address=("WEBUI_URL",),
    ),
    "flowise": _Signs(
        own=r"FLOWISE_(SECRETKEY_OVERWRITE|FILE_SIZE_LIMIT)|SECRETKEY_(STORAGE_TYPE|PATH)",
        beside=r"FLOWISE_\w+|DATABASE_(TYPE|PATH)|APIKEY_PATH|BLOB_STORAGE_PATH|CORS_ORIGINS|IFRAME_ORIGINS",
    ),
    "n8n": _Signs(
        own=r"N8N_(ENCRYPTION_KEY|EDITOR_BASE_URL|USER_MANAGEMENT_JWT_SECRET|RUNNERS_ENABLED|SECURE_COOKIE|BASIC_AUTH_ACTIVE|METRICS"
        r"|DIAGNOSTICS_ENABLED|PERSONALIZATION_ENABLED|ENFORCE_SETTINGS_FILE_PERMISSIONS|USER_FOLDER)",
        beside=r"N8N_(HOST|PORT|PROTOCOL|LOG_LEVEL)|DB_(TYPE|SQLITE_\w+|POSTGRESDB_\w+)|EXECUTIONS_\w+|WEBHOOK_URL|GENERIC_TIMEZONE",
        address=("N8N_EDITOR_BASE_URL", "WEBHOOK_URL"),
    ),
    "librechat": _Signs(
        own=r"ALLOW_(REGISTRATION|SOCIAL_LOGIN|SOCIAL_REGISTRATION)|CREDS_IV|DOMAIN_CLIENT",
        beside=r"CREDS_KEY|DOMAIN_SERVER|MEILI_(HOST|MASTER_KEY)",
        address=("DOMAIN_CLIENT", "DOMAIN_SERVER"),
    ),
    "langfuse": _Signs(
        own=r"CLICKHOUSE_MIGRATION_URL|LANGFUSE_(INIT_\w+|S3_EVENT_UPLOAD_BUCKET)",
        beside=r"NEXTAUTH_(URL|SECRET)|SALT|ENCRYPTION_KEY|AUTH_DISABLE_(SIGNUP|USERNAME_PASSWORD)",
        address=("NEXTAUTH_URL",),
    ),
}
_OF_NAME = {each.name: each for each in PRODUCTS}


def product_configured(names: Variables) -> str | None:
    """The one product that variables of these names configure; None without one, and where there are several."""
    found = [product for product, signs in _SIGNS.items() if _tell(signs, names)]
    return found[0] if len(found) == 1 else None


def _tell(signs: _Signs, names: Variables) -> bool:
    own = sum(re.fullmatch(signs.own, name) is not None for name in names)
    beside = sum(re.fullmatch(signs.beside, name) is not None and re.fullmatch(signs.own, name) is None for name in names)
    return own > 0 and own + beside > 1


@dataclass
class EnvServices:
    """Dotenv files of consoles, until all that may use them was seen. Of their values only settings that are no secrets are kept.

    Attributes:
        used: paths of the dotenv files that Compose files name.
        folders: folders of Compose files, which read the dotenv files there.
        served: products that other files run.
    """

    waiting: list[AiService] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    served: set[str] = field(default_factory=set)

    def take(self, document: Document) -> None:
        """Keep what a dotenv file says of a console; an example configures none."""
        if is_example(document.path) or len(self.waiting) >= MOST_WAITING:
            return
        variables = parse_dotenv(document.text)
        product = product_configured(variables)
        if product is not None:
            self.waiting.append(_service(document, product, variables))

    def use(self, folder: str, files: tuple[str, ...]) -> None:
        """A Compose file of this folder names these dotenv files, as it writes them; it reads those beside it, too."""
        self.folders.add(folder)
        self.used.update(posixpath.normpath(posixpath.join(folder, each)) for each in files)

    def saw(self, service: AiService) -> None:
        """Another file runs a product: it is judged there."""
        if service.environment is not Environment.SAMPLE:
            self.served.add(service.product)

    def observations(self) -> Iterator[AiService]:
        """The consoles that only their dotenv files tell of."""
        for each in self.waiting:
            path = each.origin.file or ""
            if each.product not in self.served and path not in self.used and posixpath.dirname(path) not in self.folders:
                yield each


def _service(document: Document, product: str, variables: Mapping) -> AiService:
    container = Container(
        name=product,
        image=None,
        environment=tuple(
            EnvironmentVariable(name=name, value=value, source="environment" if value is None else "literal", line=variables.line_of(name))
            for name, value in settings_of(variables).items()
        ),
        environment_from=(ELSEWHERE,),
        line=_first_line(product, variables),
    )
    service = service_of(
        _OF_NAME[product],
        document,
        container,
        workload=f"env-file:{document.path}",
        environment=document.environment,
        platform="process",
        published=tuple(_addresses(product, variables)),
        replicas=None,
    )
    return service.unknown("persistent", GapReason.UNSUPPORTED, "where its data lies is decided where the process is started")


def _first_line(product: str, variables: Mapping) -> int | None:
    return next((variables.line_of(name) for name in variables if re.fullmatch(_SIGNS[product].own, name)), None)


def _addresses(product: str, variables: Mapping) -> Iterator[str]:
    """Hosts by which others than the machine itself open it; a name without a dot may be the machine's own."""
    hosts = [host_of(variables.get(name) or "") for name in _SIGNS[product].address]
    for host in dict.fromkeys(hosts):
        if "." in host and not host.startswith(("127.", "0.0.0.0")) and not host.endswith((".localhost", ".local", ".test")):  # noqa: S104
            yield host

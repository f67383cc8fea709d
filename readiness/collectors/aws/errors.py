"""What AWS's errors mean: one table for all collectors."""

from __future__ import annotations

from typing import Any

from readiness.collectors import Trouble, trouble_with_files
from readiness.collectors.aws.rights import action_of
from readiness.errors import ExitCode, UserError
from readiness.facts import GapReason

DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "NotAuthorized", "Forbidden", "403"}
)
THROTTLED = frozenset(
    {"Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown"}
)
EXPIRED = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "SignatureDoesNotMatch", "AuthFailure"}
)
UNSUPPORTED = frozenset({"UnrecognizedClientException", "InvalidAction", "UnknownOperationException", "OptInRequired"})
"""The service or call does not exist in this region (or the region is not enabled): nothing can be there."""


class CallError(Exception):
    """An error of AWS with the call it came from, so that the missing right can be named."""

    def __init__(self, call: str, error: Exception) -> None:
        super().__init__(call)
        self.call, self.error = call, error


def code_of(error: Exception) -> str:
    """AWS's error code; empty for errors of the network."""
    response: dict[str, Any] = getattr(error, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def unsupported_here(error: Exception) -> bool:
    """Whether the error says that the region has no such service."""
    return code_of(error) in UNSUPPORTED or type(error).__name__ == "EndpointConnectionError"


def explain(error: Exception) -> Trouble:
    """The gap that an error leaves. AWS's own message is not quoted whole: it may name more than it should.

    Raises:
        UserError: the credentials ended; nothing more can be read with them.
    """
    call, cause = (error.call, error.error) if isinstance(error, CallError) else ("", error)
    code, name = code_of(cause), type(cause).__name__
    action = action_of(call) if call else ""
    if code in EXPIRED or name in ("NoCredentialsError", "TokenRetrievalError", "SSOTokenLoadError", "UnauthorizedSSOTokenError"):
        raise UserError(
            f"the AWS credentials can't be used any more ({code or name})",
            help="log in again, and run the same command with --run-folder to go on where it stopped",
            code=ExitCode.UNREACHABLE,
        ) from error
    if code in DENIED:
        policy = " by a service control policy" if "service control policy" in str(cause) else ""
        return Trouble(GapReason.DENIED, f"{action or call} was denied{policy}", action)
    if code in THROTTLED:
        return Trouble(GapReason.THROTTLED, f"{call} was throttled")
    if name in ("ReadTimeoutError", "ConnectTimeoutError"):
        return Trouble(GapReason.TIMED_OUT, f"{call} timed out")
    if call:
        return Trouble(GapReason.FAILED, f"{call} failed ({code or name})")
    return trouble_with_files(cause)

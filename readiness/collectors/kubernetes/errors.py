"""What an API server's refusals mean: one table for all collectors."""

from __future__ import annotations

from readiness.collectors import Trouble, trouble_with_files
from readiness.errors import ExitCode, UserError
from readiness.facts import GapReason


class RequestError(Exception):
    """A request that gave no usable answer.

    Attributes:
        right: verb and resource, as RBAC writes them (`list deployments.apps`).
        status: HTTP status; 0 when no answer came.
        words: what happened, in words of ours.
        token: where a list that expired may be taken up again.
    """

    def __init__(self, right: str, status: int, words: str, token: str = "") -> None:
        super().__init__(f"{right}: {words}")
        self.right, self.status, self.words, self.token = right, status, words, token


TIMED_OUT = (408, 504)


def explain(error: Exception) -> Trouble:
    """The gap that an error leaves. The server's own message is not quoted: it may name more than it should.

    Raises:
        UserError: the credentials ended; nothing more can be read with them.
    """
    if not isinstance(error, RequestError):
        return trouble_with_files(error)
    match error.status:
        case 401:
            raise UserError(
                "the cluster does not take the credentials any more (401 Unauthorized)",
                help="log in again, and run the same command with --run-folder to go on where it stopped",
                code=ExitCode.UNREACHABLE,
            ) from error
        case 403:
            return Trouble(GapReason.DENIED, f"{error.right} is forbidden", error.right)
        case 429:
            return Trouble(GapReason.THROTTLED, f"{error.right} was throttled")
        case status if status in TIMED_OUT:
            return Trouble(GapReason.TIMED_OUT, f"{error.right} timed out")
        case _:
            return Trouble(GapReason.FAILED, f"{error.right} failed ({error.words})")

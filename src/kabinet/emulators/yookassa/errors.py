"""Errors of YooKassa API v3."""

import uuid
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

CODES = {
    HTTPStatus.BAD_REQUEST: "invalid_request",
    HTTPStatus.UNAUTHORIZED: "invalid_credentials",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many_requests",
}
RETRY_AFTER_MS = 1800


class ApiError(Exception):
    """A refusal that the client gets as an error object.

    Args:
        description: English sentence, as the real service sends.
        parameter: the field or header that is wrong.
        status: HTTP status, which decides the code.
    """

    def __init__(
        self, description: str, *, parameter: str | None = None, status: HTTPStatus = HTTPStatus.BAD_REQUEST
    ) -> None:
        super().__init__(description)
        self.description = description
        self.parameter = parameter
        self.status = status

    def response(self) -> JSONResponse:
        """Return the answer with the error object."""
        body: dict[str, Any] = {
            "type": "error",
            "id": str(uuid.uuid4()),
            "code": CODES.get(self.status, "invalid_request"),
            "description": self.description,
        }
        if self.parameter is not None:
            body["parameter"] = self.parameter
        return JSONResponse(body, status_code=self.status)


def not_found(kind: str) -> ApiError:
    """Return the refusal for an object that does not exist."""
    return ApiError(
        f"Incorrect {kind}_id. {kind.capitalize()} doesn't exist or access denied. "
        f"Specify the {kind} ID created in your store.",
        parameter=f"{kind}_id",
        status=HTTPStatus.NOT_FOUND,
    )


def fault_response(status: int) -> Response:
    """Return the answer of a service in trouble: 202 "processing", or an error with the given status."""
    if status == HTTPStatus.ACCEPTED:
        body: dict[str, Any] = {
            "type": "processing",
            "description": "Request accepted, but not processed yet. Retry the request with the same Idempotence-Key",
            "retry_after": RETRY_AFTER_MS,
        }
        return JSONResponse(body, status_code=status)
    code = CODES.get(HTTPStatus(status)) if status in set(HTTPStatus) else None
    body = {
        "type": "error",
        "id": str(uuid.uuid4()),
        "code": code or "internal_server_error",
        "description": "Internal server error. Result of the request is unknown",
    }
    return JSONResponse(body, status_code=status)

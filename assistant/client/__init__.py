"""A Python client of the service: typed from its OpenAPI document."""

from assistant.client.operations import Operations as Client
from assistant.client.transport import Held, ServerRefused

__all__ = ["Client", "Held", "ServerRefused"]

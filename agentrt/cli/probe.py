"""What answers at an address: which server it is, and which models it serves."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from agentrt.errors import ModelConnectionError, ModelRequestError, ModelResponseError

SECONDS = 10.0
_OWNERS = {
    "vllm": "vLLM",
    "sglang": "SGLang",
    "llamacpp": "llama.cpp",
    "library": "Ollama",
    "tensorrt_llm": "TensorRT-LLM",
}


@dataclass(frozen=True, slots=True)
class Server:
    """An OpenAI-compatible server.

    Attributes:
        engine: What it is, in words, with its version where it says so.
        models: Names of what it serves.
    """

    engine: str
    models: tuple[str, ...]


def probe(url: str) -> Server:
    """Ask a server who it is. Blocks; the key comes from AGENTRT_API_KEY or OPENAI_API_KEY, as for `ChatModel`.

    Args:
        url: Its address, with its `/v1`.

    Raises:
        ModelConnectionError: Nothing answers.
        ModelRequestError: It refuses to list its models.
        ModelResponseError: It answers with something else than a list of models.
    """
    import httpx2

    key = os.environ.get("AGENTRT_API_KEY") or os.environ.get("OPENAI_API_KEY")
    headers = {"authorization": f"Bearer {key}"} if key else {}
    address = f"{url.rstrip('/')}/models"
    with httpx2.Client(headers=headers, timeout=SECONDS, follow_redirects=False) as client:
        try:
            answer = client.get(address)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ModelConnectionError(f"Nothing answers at {address}: {error}.") from error
        if answer.status_code != 200:
            raise ModelRequestError(
                f"{address} answered {answer.status_code}: {_advice(answer.status_code)}",
                status=answer.status_code,
                url=address,
                body=answer.text[:4000],
            )
        listed = _listed(address, answer)
        owner = next((str(one["owned_by"]) for one in listed if one.get("owned_by")), "")
        version = _version(client, url) if owner.lower() == "vllm" else ""
    engine = f"{_OWNERS.get(owner.lower(), owner) or 'a server that does not say what it is'} {version}".strip()
    return Server(engine, tuple(str(one["id"]) for one in listed))


def _advice(status: int) -> str:
    if status in (401, 403):
        return "it wants a key, in AGENTRT_API_KEY."
    if status == 404:
        return "the address usually ends in /v1."
    return "it does not list its models."


def _listed(address: str, answer: Any) -> list[dict[str, Any]]:
    try:
        listed = answer.json()["data"]
        return [one for one in listed if isinstance(one["id"], str)]
    except (ValueError, KeyError, TypeError):
        raise ModelResponseError(f"{address} answered with no list of models; is it OpenAI-compatible?") from None


def _version(client: Any, url: str) -> str:
    """The version, which vLLM says beside its `/v1`."""
    import httpx2

    try:
        root = urlsplit(url)
        return str(client.get(f"{root.scheme}://{root.netloc}/version").json()["version"])
    except (httpx2.HTTPError, ValueError, KeyError, TypeError):
        return ""

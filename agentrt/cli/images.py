"""The shipped sandbox images and whether they are built."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Image:
    """A shipped sandbox image.

    Attributes:
        name: Its name.
        summary: What is inside.
        tag: The name under which Docker has it, or would have it; empty where its base is missing.
        built: Whether it is there.
    """

    name: str
    summary: str
    tag: str
    built: bool


def described() -> list[Image]:
    """Every shipped image. Blocks; builds and pulls nothing.

    Raises:
        SandboxUnavailable: No Docker daemon answers.
    """
    from agentrt.sandbox.images import shipped

    return [_described(name) for name in shipped()]


def _described(name: str) -> Image:
    import docker.errors

    from agentrt.sandbox.engine import client
    from agentrt.sandbox.images import find_image, present, tag_of

    pack = find_image(name)
    assert pack is not None  # a shipped name is a pack's
    try:
        base = client().images.get(pack.base)
    except docker.errors.ImageNotFound:
        return Image(name, pack.summary, "", built=False)
    tag = tag_of(pack, str(base.id))
    return Image(name, pack.summary, tag, present(tag))

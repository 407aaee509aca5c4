"""Declared domains, one module each: `agentrt.synth.general.domains.NAME` holds `NAME.upper()`, a `Domain`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from agentrt.errors import ConfigurationError
from agentrt.synth.general.declare import Domain


def domain_names() -> list[str]:
    """Names of all declared domains, sorted."""
    return sorted(module.name for module in iter_modules(__path__))


def load_domain(name: str) -> Domain:
    """The declared domain of a name.

    Raises:
        ConfigurationError: There is none of that name.
        DeclarationError: It contradicts itself.
    """
    if name not in domain_names():
        raise ConfigurationError(f"There is no domain {name!r}. Declared domains: {', '.join(domain_names())}.")
    domain: Domain = getattr(import_module(f"{__name__}.{name}"), name.upper())
    return domain

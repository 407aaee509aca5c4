"""How to serve a model on what a machine has: a pure function from GPUs and the model's configuration to arguments.

What it goes by: the weights must fit on the GPUs of one replica with room for the cache of some whole conversations;
the fewest GPUs that do so make a replica (tensor parallelism), since GPUs of one replica wait for each other, and the
rest are replicas of their own (data parallelism).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agentrt.errors import ConfigurationError
from agentrt.models.families import Family, family_of, merged
from agentrt.retention import Policy

GIB = 1 << 30
OVERHEAD = 2 * GIB
"""Bytes per GPU that are neither weights nor cache: the CUDA context, activations, captured graphs."""
ROOMY = 4
"""Whole conversations of the chosen length whose cache a replica should hold."""
LONG_ENOUGH = 32_768
"""Tokens of context below which more GPUs are taken for a replica rather than the context cut."""
SHORTEST = 4_096
"""Tokens of context below which nothing is started."""
_BITS = {"float32": 32, "float16": 16, "bfloat16": 16, "fp8": 8, "int8": 8, "int4": 4}


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU: its name, and its memory in bytes."""

    name: str
    memory: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a model's `config.json` decides how it is served.

    Attributes:
        parameters: How many, estimated from the layers' sizes.
        weight_bytes: Bytes of the weights as they are loaded.
        cache_bytes: Bytes of the KV cache for one token, over all layers.
        heads: Attention heads; a replica's GPUs must divide them.
        context: Longest context that the model was made for, in tokens.
        experts: Experts of each mixture layer; 0 where there is none.
    """

    parameters: int
    weight_bytes: int
    cache_bytes: int
    heads: int
    context: int
    experts: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a model is laid out.

    Attributes:
        tensor: GPUs of one replica.
        data: Replicas.
        context: Tokens of context.
        expert: Whether experts are spread over the GPUs, not cut in slices.
    """

    tensor: int
    data: int
    context: int
    expert: bool = False


def shape_of(config: Mapping[str, Any], weight_bytes: int | None = None) -> Shape:
    """Read a model's `config.json`.

    Args:
        config: Its content. Of a model with several parts, the text part is read.
        weight_bytes: Size of the weight files, where it is known; else it is estimated.

    Raises:
        ConfigurationError: It is no configuration of a language model.
    """
    text = config.get("text_config") or config.get("llm_config") or config
    try:
        hidden, layers, heads = (int(text[key]) for key in ("hidden_size", "num_hidden_layers", "num_attention_heads"))
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"This is no configuration of a language model that can be planned for: {error}."
        ) from None
    experts = int(_first(text, "num_experts", "n_routed_experts", "num_local_experts") or 0)
    parameters = _parameters(text, hidden, layers, heads, experts)
    estimate = int(parameters * _bits(config, text) / 8)
    return Shape(
        parameters=parameters,
        weight_bytes=weight_bytes or estimate,
        cache_bytes=_cache_bytes(text, hidden, layers, heads),
        heads=heads,
        context=int(_first(text, "max_position_embeddings", "model_max_length", "seq_length") or 8192),
        experts=experts,
    )


def _first(text: Mapping[str, Any], *keys: str) -> Any:
    return next((text[key] for key in keys if text.get(key) is not None), None)


def _head_dim(text: Mapping[str, Any], hidden: int, heads: int) -> int:
    return int(text.get("head_dim") or hidden // heads)


def _parameters(text: Mapping[str, Any], hidden: int, layers: int, heads: int, experts: int) -> int:
    """Parameters of a decoder: embeddings, attention, and dense or mixed feed-forward layers."""
    dim = _head_dim(text, hidden, heads)
    kv_heads = int(text.get("num_key_value_heads") or heads)
    attention = 2 * hidden * heads * dim + 2 * hidden * kv_heads * dim
    dense = 3 * hidden * int(text.get("intermediate_size") or 4 * hidden)
    mixed = 0
    if experts:
        width = int(_first(text, "moe_intermediate_size", "intermediate_size") or hidden)
        mixed = 3 * hidden * width * (experts + int(_first(text, "n_shared_experts", "num_shared_experts") or 0))
    first_dense = int(text.get("first_k_dense_replace") or 0) if experts else layers
    embedding = hidden * int(text.get("vocab_size") or 0) * (1 if text.get("tie_word_embeddings") else 2)
    return embedding + layers * attention + first_dense * dense + (layers - first_dense) * mixed


def _bits(config: Mapping[str, Any], text: Mapping[str, Any]) -> float:
    """Bits of one weight, scales of a quantised one included."""
    quantised = _first(config, "quantization_config", "compression_config") or text.get("quantization_config")
    if not quantised:
        return _BITS.get(str(_first(text, "dtype", "torch_dtype") or _first(config, "dtype", "torch_dtype")), 16)
    method = str(quantised.get("quant_method", ""))
    bits = quantised.get("bits") or quantised.get("weight_bits")
    if bits is None:
        groups = json.dumps(quantised.get("config_groups", {}))
        found = re.search(r'"num_bits": (\d+)', groups)
        bits = int(found[1]) if found else (4 if "4" in method else 8)  # mxfp4, nvfp4; fp8
    return float(bits) * 1.06  # a scale for each group of weights


def _cache_bytes(text: Mapping[str, Any], hidden: int, layers: int, heads: int) -> int:
    """Bytes of the KV cache for one token, at 16 bits a value."""
    if latent := text.get("kv_lora_rank"):  # multi-head latent attention keeps one compressed vector
        return 2 * layers * (int(latent) + int(text.get("qk_rope_head_dim") or 0))
    kv_heads = int(text.get("num_key_value_heads") or heads)
    return 2 * 2 * layers * kv_heads * _head_dim(text, hidden, heads)


def layout(
    gpus: Sequence[Gpu],
    shape: Shape,
    *,
    tensor: int | None = None,
    data: int | None = None,
    context: int | None = None,
    share: float = 0.9,
) -> Layout:
    """Choose replicas and context length.

    Args:
        gpus: At least one. Of unequal ones the smallest counts, since every GPU gets an equal part.
        shape: The model.
        tensor: GPUs of a replica, where it is not to be chosen.
        data: Replicas, where they are not to be chosen.
        context: Tokens of context, where they are not to be chosen.
        share: Part of each GPU's memory that may be used.

    Raises:
        ConfigurationError: The model does not fit, or what is asked for cannot be had.
    """
    count, memory = len(gpus), int(min(gpu.memory for gpu in gpus) * share) - OVERHEAD
    sizes = [tensor] if tensor else [n for n in range(1, count + 1) if shape.heads % n == 0 and n & (n - 1) == 0]
    if tensor and (tensor * (data or 1) > count or shape.heads % tensor):
        raise ConfigurationError(
            f"tensor_parallel={tensor} with data_parallel={data or 1} cannot be had: there are {count} GPUs, and "
            f"the model's {shape.heads} attention heads must be a multiple of it."
        )
    sizes = [n for n in sizes if n * (data or 1) <= count] or sizes[:1]
    wanted = context or shape.context
    chosen, room = sizes[-1], 0
    for n in sizes:
        chosen, room = n, n * memory - shape.weight_bytes
        if room >= ROOMY * shape.cache_bytes * min(wanted, LONG_ENOUGH) and room >= shape.cache_bytes * (context or 0):
            break
    fits = max(0, room) // max(1, shape.cache_bytes)
    if fits < min(context or SHORTEST, shape.context):
        raise ConfigurationError(_too_big(gpus, shape, chosen, context))
    replicas = data or count // chosen
    length = context or min(shape.context, fits // 256 * 256 if fits < shape.context else shape.context)
    return Layout(chosen, replicas, length, expert=bool(shape.experts) and chosen * replicas > 1)


def _too_big(gpus: Sequence[Gpu], shape: Shape, tensor: int, context: int | None) -> str:
    weights, all_memory = shape.weight_bytes / GIB, sum(gpu.memory for gpu in gpus) / GIB
    tokens = context or SHORTEST
    return (
        f"The model does not fit: its weights take {weights:.1f} GiB and a context of {tokens} tokens "
        f"{tokens * shape.cache_bytes / GIB:.1f} GiB, and {tensor} of {len(gpus)} GPU(s) with {all_memory:.1f} GiB in "
        "all can be used together. Take a smaller or a quantised model, a shorter context, or more GPUs."
    )


def plan(
    gpus: Sequence[Gpu],
    model_config: Mapping[str, Any],
    *,
    name: str = "",
    weight_bytes: int | None = None,
    memory: int | None = None,
    family: Family | None = None,
    retention: Policy | None = None,
    tensor_parallel: int | None = None,
    data_parallel: int | None = None,
    context: int | None = None,
    gpu_share: float = 0.9,
    dtype: str | None = None,
) -> list[str]:
    """Arguments for vLLM's server, without the model, the address and the key.

    Args:
        gpus: What there is; none means the CPU build.
        model_config: The model's `config.json`.
        name: The model's name, from which its family is found.
        weight_bytes: Size of the weight files in bytes, where it is known.
        memory: Main memory in bytes; only looked at without a GPU.
        family: The model's family, where its name does not tell.
        retention: A policy other than the family's own.
        tensor_parallel: GPUs of one replica, where they are not to be chosen; likewise the next two.
        data_parallel: Replicas.
        context: Tokens of context.
        gpu_share: Part of each GPU's memory that vLLM may use.
        dtype: Type of weights and activations; vLLM's choice where None, float32 on a CPU.

    Raises:
        ConfigurationError: The model does not fit, or what is asked for cannot be had.
    """
    shape = shape_of(model_config, weight_bytes)
    arguments = ["--enable-prefix-caching", "--enable-scale-out", "--enable-prompt-tokens-details"]
    arguments += _family_arguments(family or family_of(name), retention)
    if not gpus:
        return arguments + _cpu_arguments(shape, memory, context, dtype)
    chosen = layout(gpus, shape, tensor=tensor_parallel, data=data_parallel, context=context, share=gpu_share)
    arguments += ["--max-model-len", str(chosen.context), "--gpu-memory-utilization", str(gpu_share)]
    if chosen.tensor > 1:
        arguments += ["--tensor-parallel-size", str(chosen.tensor)]
    if chosen.data > 1:
        arguments += ["--data-parallel-size", str(chosen.data)]
    if chosen.expert:
        arguments.append("--enable-expert-parallel")
    return arguments + (["--dtype", dtype] if dtype else [])


def _family_arguments(family: Family, retention: Policy | None) -> list[str]:
    """Parsers, and what the template is told in every request unless the request says otherwise."""
    arguments: list[str] = []
    if family.vllm is not None:
        if family.vllm.reasoning_parser:
            arguments += ["--reasoning-parser", family.vllm.reasoning_parser]
        arguments += ["--enable-auto-tool-choice", "--tool-call-parser", family.vllm.tool_call_parser]
    body = merged(family.body, family.keep_body if (retention or family.policy) == "keep_all" else {})
    if template := body.get("chat_template_kwargs"):
        arguments += ["--default-chat-template-kwargs", json.dumps(template)]
    return arguments


def _cpu_arguments(shape: Shape, memory: int | None, context: int | None, dtype: str | None) -> list[str]:
    """Eager, since compiling takes longer than it saves here; small blocks, since the build's own are of 128 tokens."""
    length = context or shape.context
    if memory is not None:
        weights = shape.parameters * _BITS.get(dtype or "float32", 16) // 8
        room = cpu_cache_bytes(memory, weights)
        fits = room // max(1, shape.cache_bytes * _BITS.get(dtype or "float32", 16) // 16)
        if fits < min(context or SHORTEST, shape.context):
            raise ConfigurationError(
                f"The model does not fit: its weights take {weights / GIB:.1f} GiB of {memory / GIB:.1f} GiB of main "
                f"memory, which leaves no room for a context of {context or SHORTEST} tokens."
            )
        length = context or min(shape.context, fits // 256 * 256 if fits < shape.context else shape.context)
    return ["--dtype", dtype or "float32", "--enforce-eager", "--block-size", "32", "--max-model-len", str(length)]


def cpu_cache_bytes(memory: int, weights: int) -> int:
    """Bytes for the KV cache on a machine without a GPU: a third of what the weights leave, at most 8 GiB."""
    return max(0, min(8 * GIB, (memory - 2 * weights) // 3))

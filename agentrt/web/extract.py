"""Turns a rendered page, or a PDF, into Markdown.

The work is trafilatura's (main content; best of the field in reference F1 0.96), html-to-markdown's (whole page) and
pypdf's. All of them read what strangers wrote and can be made to run for ever or to eat memory, so they run in a worker
process with a limit on time, memory and size, which is killed when it goes over one. asyncio only.

The worker is this module run as a program: `python -m agentrt.web.extract`. It reads a JSON line and the bytes it
announces, and answers in kind; it ends when its input does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
from dataclasses import dataclass
from html import unescape
from typing import Any, BinaryIO

from agentrt.errors import WebError

MAX_BYTES = 5_000_000
"""Largest input that is read; more of a page is cut off before (and said so), a larger PDF is refused."""
_MAX_PDF_BYTES = 64_000_000
_SECONDS = 20.0
_MEMORY_BYTES = 2_000_000_000
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\]|\\.)*)\]\(<?https://agentrt\.invalid/(\d+)>?(?:\s+\"[^\"]*\")?\)")
_BARE = re.compile(r"<?https://agentrt\.invalid/(\d+)>?")
_ENOUGH = 400  # characters; below, what trafilatura found is no article
_SHARE = 0.3  # of the page's visible text; below, the page is no article (a listing, a form, a front page)


@dataclass(frozen=True)
class Extracted:
    """What was read out of a page or a PDF.

    Attributes:
        markdown: The text; links are written `text【n】`.
        title: The title, if one was found.
        whole: True if it is the whole page, False if only its main content.
        pages: Pages of a PDF, else 0.
    """

    markdown: str
    title: str = ""
    whole: bool = True
    pages: int = 0


class ExtractionFailed(WebError):
    """The page or the PDF could not be turned into text within the limits, or at all."""


class Extractor:
    """A few worker processes, started when first needed and ended by `close`."""

    def __init__(self, workers: int = 2, seconds: float = _SECONDS) -> None:
        self.seconds = seconds
        self._free: list[asyncio.subprocess.Process] = []
        self._slots = asyncio.Semaphore(workers)

    async def html(self, html: str, *, visible: int = 0, whole: bool = False) -> Extracted:
        """Markdown of serialised HTML, as the page serialiser writes it (`agentrt.web.serialise`).

        Args:
            html: At most `MAX_BYTES` of it are read.
            visible: Characters of visible text on the page, to judge whether the main content is the page's point.
            whole: Give the whole page even if it has a main content.

        Raises:
            ExtractionFailed: it took too long or too much memory.
        """
        data = html.encode("utf-8", "replace")[:MAX_BYTES]
        return await self._ask({"kind": "html", "visible": visible, "whole": whole}, data)

    async def pdf(self, data: bytes) -> Extracted:
        """Text of a PDF, page by page.

        Raises:
            ExtractionFailed: it is encrypted, damaged, too large, or took too long.
        """
        if len(data) > _MAX_PDF_BYTES:
            raise ExtractionFailed(f"the PDF has {len(data):,} bytes; at most {_MAX_PDF_BYTES:,} are read")
        return await self._ask({"kind": "pdf"}, data)

    async def warm(self) -> None:
        """Starts a worker ahead of the first use."""
        async with self._slots:
            if not self._free:
                self._free.append(await _start())

    async def close(self) -> None:
        for worker in self._free:
            await _end(worker)
        self._free.clear()

    async def _ask(self, job: dict[str, Any], data: bytes) -> Extracted:
        async with self._slots:
            worker = self._free.pop() if self._free else await _start()
            try:
                async with asyncio.timeout(self.seconds):
                    answer = await _exchange(worker, job, data)
            except TimeoutError:
                await _end(worker)
                raise ExtractionFailed(f"the text could not be extracted within {self.seconds:g} s") from None
            except (OSError, asyncio.IncompleteReadError, ValueError):
                await _end(worker)
                raise ExtractionFailed(
                    "the text could not be extracted: it took too much memory (or a library of the browser extra is "
                    "missing; `python -m agentrt.web.extract` says which)"
                ) from None
            except BaseException:
                await asyncio.shield(_end(worker))
                raise
            self._free.append(worker)
        if "error" in answer:
            raise ExtractionFailed(answer["error"])
        return Extracted(**answer)


async def _start() -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agentrt.web.extract", stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )


async def _end(worker: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        worker.kill()
    await worker.wait()


async def _exchange(worker: asyncio.subprocess.Process, job: dict[str, Any], data: bytes) -> dict[str, Any]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps({**job, "size": len(data)}).encode() + b"\n")
    worker.stdin.write(data)
    await worker.stdin.drain()
    size = int(await worker.stdout.readuntil(b"\n"))
    answer: dict[str, Any] = json.loads(await worker.stdout.readexactly(size))
    return answer


# ------------------------------------------------------------------------------------------------------- in the worker


def html_to_markdown(html: str, *, visible: int = 0, whole: bool = False) -> tuple[str, bool]:
    """Markdown of serialised HTML, and whether it is of the whole page."""
    if not whole:
        article = _article(html)
        if len(article) >= _ENOUGH and len(article) >= _SHARE * visible:
            return number_links(article), False
    return number_links(_everything(html)), True


def number_links(markdown: str) -> str:
    """Links of the serialiser's making as `text【n】`, without their address."""
    markdown = _LINK.sub(lambda found: f"{found[1].strip()}【{found[2]}】", markdown)
    return _BARE.sub(lambda found: f"【{found[1]}】", markdown)


def plain_text(html: str) -> str:
    """The text of serialised HTML, without any library: what is left to show where they fail."""
    text = re.sub(r"</(?:p|div|h[1-6]|li|dt|dd|tr|table|section|article|pre|blockquote)>|<br>|<hr>", "\n", html)
    lines = unescape(re.sub(r"<[^>]*>", "", text)).splitlines()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def _article(html: str) -> str:
    import trafilatura

    return (
        trafilatura.extract(
            html,
            output_format="markdown",
            fast=True,
            include_links=True,
            include_tables=True,
            include_formatting=True,
            include_comments=False,
        )
        or ""
    )


def _everything(html: str) -> str:
    import html_to_markdown as converter

    options = converter.ConversionOptions(
        extract_metadata=False, compact_tables=True, preprocessing=converter.PreprocessingOptions(enabled=False)
    )
    text = converter.convert(html, options).content or ""
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def pdf_to_markdown(data: bytes) -> dict[str, Any]:
    """Text of a PDF under one heading a page."""
    import io

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "the PDF is encrypted"}
        texts = [page.extract_text() or "(no text on this page)" for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        return {"error": f"the PDF cannot be read: {type(error).__name__}: {error}"}
    parts = [f"## Page {number}\n\n{text.strip()}" for number, text in enumerate(texts, 1)]
    return {"markdown": "\n\n".join(parts), "title": title, "pages": len(texts)}


def _work(job: dict[str, Any], data: bytes) -> dict[str, Any]:
    if job["kind"] == "pdf":
        return pdf_to_markdown(data)
    markdown, whole = html_to_markdown(data.decode("utf-8", "replace"), visible=job["visible"], whole=job["whole"])
    return {"markdown": markdown, "whole": whole}


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    for line in requests:
        job = json.loads(line)
        data = requests.read(job["size"])
        _alarm(2 * _SECONDS)  # should the parent be gone, nobody else would end a job that never ends
        answer = json.dumps(_work(job, data)).encode("ascii")
        _alarm(0)
        answers.write(b"%d\n" % len(answer) + answer)
        answers.flush()


def _alarm(seconds: float) -> None:
    import signal

    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _main() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    import trafilatura  # noqa: F401  the slow import, done while the first page still loads

    _serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    _main()

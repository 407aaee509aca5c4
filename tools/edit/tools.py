"""The editing tools: view, create, replace, insert, undo."""

from __future__ import annotations

from agentrt.catalogue import PackContext
from agentrt.errors import ToolError
from agentrt.sandbox.base import Sandbox, SandboxFileError
from agentrt.tool import Tool, tool

PAGE = 200
"""Lines of a file shown at once."""
WIDEST = 1_000
"""Characters of a line that are shown."""
MOST_BYTES = 8 << 20
"""Largest file that is edited."""
MOST_UNDO = 50
"""Changes of a file that can be undone."""


def tools(context: PackContext) -> list[Tool]:
    """The pack's tools, working in `context.sandbox`."""
    editor = Editor(context.sandbox)

    @tool(idempotent=True)
    async def view_file(path: str, start: int = 1, lines: int = PAGE) -> str:
        """Show a file with line numbers, a page at a time; or what is in a folder.

        Args:
            path: File or folder; a relative path starts at /workspace.
            start: First line, from 1.
            lines: How many lines, at most 200.
        """
        return await editor.view(path, start, lines)

    @tool(concurrent=False)
    async def create_file(path: str, text: str) -> str:
        """Create a file, or replace a whole one.

        Args:
            path: The file; folders on the way are made.
            text: Its whole content.
        """
        return await editor.create(path, text)

    @tool(concurrent=False)
    async def replace_in_file(path: str, old: str, new: str, everywhere: bool = False) -> str:
        """Replace text in a file. The old text must occur exactly once, spaces and line ends included.

        Args:
            path: The file.
            old: Text to be replaced; take in neighbouring lines to make it unique.
            new: Text to put there.
            everywhere: Replace every occurrence instead of asking for exactly one.
        """
        return await editor.replace(path, old, new, everywhere=everywhere)

    @tool(concurrent=False)
    async def insert_in_file(path: str, after: int, text: str) -> str:
        """Insert lines into a file.

        Args:
            path: The file.
            after: Line number after which to insert; 0 is the top.
            text: The lines.
        """
        return await editor.insert(path, after, text)

    @tool(concurrent=False, session="the undo history of the edited files")
    async def undo_edit(path: str) -> str:
        """Take back the last change that these tools made to a file.

        Args:
            path: The file.
        """
        return await editor.undo(path)

    return [view_file, create_file, replace_in_file, insert_in_file, undo_edit]


class Editor:
    """Edits of one sandbox's files, with what it takes to undo them."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._before: dict[str, list[bytes | None]] = {}

    async def view(self, path: str, start: int, lines: int) -> str:
        """A page of a file, or a folder's names."""
        try:
            data = await self._read(path)
        except SandboxFileError as error:
            if error.code != "is_directory":
                raise ToolError(str(error)) from None
            return await self._folder(path)
        return _page(path, _text(path, data).split("\n"), max(1, start), min(max(1, lines), PAGE))

    async def create(self, path: str, text: str) -> str:
        """Write a whole file."""
        try:
            before: bytes | None = await self._read(path)
        except SandboxFileError as error:
            if error.code != "not_found":
                raise ToolError(str(error)) from None
            before = None
        await self._change(path, before, text.encode())
        return f"{'Created' if before is None else 'Replaced'} {path}: {_count(text)} lines."

    async def replace(self, path: str, old: str, new: str, *, everywhere: bool) -> str:
        """Replace exact text."""
        if not old:
            raise ToolError("The old text is empty. Give the text to be replaced, or use insert_in_file.")
        before = await self._existing(path)
        text = _text(path, before)
        count = text.count(old)
        if count == 0:
            raise ToolError(f"The old text does not occur in {path}. {_nearest(text, old)}")
        if count > 1 and not everywhere:
            at = ", ".join(str(line) for line in _lines_of(text, old)[:10])
            raise ToolError(f"The old text occurs {count} times in {path} (lines {at}). Take in more lines around it.")
        await self._change(path, before, text.replace(old, new).encode())
        line = text[: text.index(old)].count("\n") + 1
        after = text.replace(old, new).split("\n")
        return f"Replaced {count} in {path}.\n" + _page(path, after, max(1, line - 3), _count(new) + 6)

    async def insert(self, path: str, after: int, text: str) -> str:
        """Insert lines."""
        before = await self._existing(path)
        lines = _text(path, before).split("\n")
        most = len(lines) - (lines[-1] == "")
        if not 0 <= after <= most:
            raise ToolError(f"{path} has {most} lines; insert after a line from 0 to {most}.")
        lines[after:after] = text.removesuffix("\n").split("\n")
        await self._change(path, before, "\n".join(lines).encode())
        return f"Inserted into {path}.\n" + _page(path, lines, max(1, after - 2), _count(text) + 6)

    async def undo(self, path: str) -> str:
        """Take back the last change."""
        history = self._before.get(path)
        if not history:
            raise ToolError(f"There is no change of {path} by these tools to undo.")
        before = history.pop()
        if before is None:
            await self._sandbox.exec(["rm", "-f", "--", path])
            return f"Undone: {path} is gone again."
        await self._write(path, before)
        return f"Undone: {path} is as it was before the last change."

    async def _change(self, path: str, before: bytes | None, after: bytes) -> None:
        await self._write(path, after)
        history = self._before.setdefault(path, [])
        history.append(before)
        del history[:-MOST_UNDO]

    async def _write(self, path: str, data: bytes) -> None:
        try:
            await self._sandbox.write(path, data)
        except SandboxFileError as error:
            raise ToolError(str(error)) from None

    async def _read(self, path: str) -> bytes:
        data = await self._sandbox.read(path, length=MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ToolError(f"{path} is larger than {MOST_BYTES >> 20} MiB. Use a shell to look at parts of it.")
        return data

    async def _existing(self, path: str) -> bytes:
        try:
            return await self._read(path)
        except SandboxFileError as error:
            raise ToolError(str(error)) from None

    async def _folder(self, path: str) -> str:
        entries = await self._sandbox.list(path)
        said = [f"{entry.name}{'/' if entry.kind == 'directory' else ''}" for entry in entries[:PAGE]]
        more = [f"... and {len(entries) - PAGE} more"] if len(entries) > PAGE else []
        return "\n".join([f"{path} is a folder of {len(entries)}:", *said, *more])


def _text(path: str, data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ToolError(f"{path} is no UTF-8 text; these tools cannot change it without harm. Use a shell.") from None


def _page(path: str, lines: list[str], start: int, count: int) -> str:
    total = len(lines) - (len(lines) > 1 and lines[-1] == "")
    chosen = lines[start - 1 : min(start - 1 + count, total)]
    if not chosen:
        return f"{path} has {total} lines; there is no line {start}."
    shown = [f"{number:6}\t{_narrow(line)}" for number, line in enumerate(chosen, start=start)]
    last = start + len(chosen) - 1
    rest = [f"[lines {start} to {last} of {total}; go on with start={last + 1}]"] if last < total else []
    return "\n".join([*shown, *rest])


def _narrow(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[:WIDEST]}[... {len(line) - WIDEST} more characters]"


def _count(text: str) -> int:
    return text.removesuffix("\n").count("\n") + 1


def _lines_of(text: str, old: str) -> list[int]:
    found, at = [], text.find(old)
    while at >= 0:
        found.append(text.count("\n", 0, at) + 1)
        at = text.find(old, at + 1)
    return found


def _nearest(text: str, old: str) -> str:
    """A hint, where the first line of the old text is there with other spaces."""
    wanted = next((line.strip() for line in old.split("\n") if line.strip()), "")
    for number, line in enumerate(text.split("\n"), start=1):
        if wanted and line.strip() == wanted:
            return f"Line {number} is like it but for spaces or the lines that follow; view it and copy it exactly."
    return "View the file and copy the text exactly."

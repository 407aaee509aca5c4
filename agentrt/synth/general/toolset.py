"""Which tools a pack offers: those that every domain has, and those grown when a task needed them."""

from __future__ import annotations

from dataclasses import dataclass

from agentrt.synth.general.declare import Choice, Domain, Money, Ref, Table, Whole

PAGE = 20
"""Rows that a search gives at once."""


@dataclass(frozen=True, order=True)
class Get:
    """One row by its key."""

    table: str


@dataclass(frozen=True, order=True)
class Search:
    """Rows by their text and words, in pages."""

    table: str


@dataclass(frozen=True, order=True)
class Related:
    """Rows of a table that refer to a given row of another, or (column's own table) of the same."""

    table: str
    column: str


@dataclass(frozen=True, order=True)
class Joined:
    """Grown: rows of a table by a word of the row that they refer to."""

    table: str
    reference: str
    column: str


@dataclass(frozen=True, order=True)
class Totals:
    """Number, sum, smallest and largest of a numeric column, in all rows with given words."""

    table: str
    column: str


Tool = Get | Search | Related | Joined | Totals


@dataclass(frozen=True)
class Toolset:
    """The tools that read, and the domain whose actions are the tools that write.

    Attributes:
        domain: The domain.
        tools: In the order of functions.py.
    """

    domain: Domain
    tools: tuple[Tool, ...]

    def has(self, tool: Tool) -> bool:
        """Whether a tool is there."""
        return tool in self.tools

    def grown(self, tool: Tool) -> Toolset:
        """With one more tool."""
        return self if tool in self.tools else Toolset(self.domain, (*self.tools, tool))

    def name(self, tool: Tool) -> str:
        """The function's name."""
        table = self.domain.table(tool.table)
        match tool:
            case Get():
                return f"get_{table.one.replace(' ', '_')}"
            case Search():
                return f"search_{table.name}"
            case Related(column=column):
                return f"list_{table.name}_of_{column.removesuffix('_id')}"
            case Joined(reference=reference, column=column):
                return f"find_{table.name}_by_{reference.removesuffix('_id')}_{column}"
            case Totals(column=column):
                return f"total_{column}_of_{table.name}"

    @property
    def names(self) -> list[str]:
        """Names of all tools, actions included."""
        return [*(self.name(one) for one in self.tools), *(one.name for one in self.domain.actions)]


def filters(table: Table) -> list[Choice]:
    """The columns that a search filters by, besides the text that rows are called by."""
    return [one for one in table.columns if isinstance(one, Choice) and one.asked]


def core_toolset(domain: Domain) -> Toolset:
    """What every domain starts with: get, search and list related for each table, totals for the largest."""
    tools: list[Tool] = []
    for table in domain.tables:
        tools += [Get(table.name), Search(table.name)]
        tools += [Related(table.name, one.name) for one in table.columns if isinstance(one, Ref)]
    numeric = [
        (table, column)
        for table in domain.tables
        for column in table.columns
        if isinstance(column, Whole | Money) and column.adds and column.asked and filters(table)
    ]
    if numeric:
        table, column = max(numeric, key=lambda pair: pair[0].rows)
        tools.append(Totals(table.name, column.name))
    return Toolset(domain, tuple(tools))

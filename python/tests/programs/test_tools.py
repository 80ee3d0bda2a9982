"""Tools in Node: fails when DSPy is shown other arguments than they take, or an agent is not told what one threw."""

from __future__ import annotations

import asyncio
import unittest
from typing import Any
from unittest import mock

from dspex_bridge.programs.tool_schemas import tool_arguments
from dspex_bridge.programs.tools import ToolError, tool_of
from dspex_bridge.protocol.node_error import NodeError

NODE = {"type": "object", "description": "a node", "properties": {"next": {"$ref": "#/$defs/a~1node"}}}


class Arguments(unittest.TestCase):
    """By JSON Schemas as libraries write them."""

    def shown(self, one: dict[str, Any]) -> Any:
        schema = {"type": "object", "properties": {"one": one, "either": {"anyOf": [{"type": "integer"}]}}, "$defs": {"a/node": NODE}}
        return tool_arguments(schema)[0]["one"]

    def test_a_type_that_holds_itself_is_told_to_one_level(self) -> None:
        self.assertEqual(self.shown({"$ref": "#/$defs/a~1node"}), {**NODE, "properties": {"next": {}}})

    def test_what_stands_beside_a_reference_is_kept(self) -> None:
        self.assertEqual(self.shown({"$ref": "#/$defs/a~1node", "description": "mine"})["description"], "mine")

    def test_a_place_in_a_list_is_found(self) -> None:
        self.assertEqual(self.shown({"$ref": "#/properties/either/anyOf/0"}), {"type": "integer"})

    def test_a_reference_that_leads_nowhere_or_elsewhere_stays(self) -> None:
        for reference in ("#/$defs/none", "#/properties/either/anyOf/7", "https://example.test/schema"):
            self.assertEqual(self.shown({"$ref": reference}), {"$ref": reference})


class Awaited(unittest.TestCase):
    """By an async agent."""

    def tool(self, answer: mock.AsyncMock) -> Any:
        shape = {"kind": "node", "name": "look_up", "description": "d", "parameters": {"type": "object", "properties": {"word": {}}}}
        return tool_of(shape, "p", mock.Mock(request_async=answer))

    def test_gives_what_node_gives(self) -> None:
        self.assertEqual(asyncio.run(self.tool(mock.AsyncMock(return_value={"value": 3})).acall(word="tea")), 3)

    def test_tells_what_node_threw(self) -> None:
        threw = NodeError({"data": {"code": "TOOL_FAILED", "what": "no such word", "why": "w", "next": "n"}})
        with self.assertRaisesRegex(ToolError, "no such word"):
            asyncio.run(self.tool(mock.AsyncMock(side_effect=threw)).acall(word="tea"))


if __name__ == "__main__":
    unittest.main()

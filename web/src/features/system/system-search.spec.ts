import type { SearchSchemaInput } from "@tanstack/react-router";
import { parseSystemSearch } from "./system-search.js";

const parse = (reason: unknown) => parseSystemSearch({ reason } as { reason?: string } & SearchSchemaInput);

it("takes a reason for dead letters from the URL, and nothing that is none", () => {
  expect(parse("malformed_json")).toEqual({ reason: "malformed_json" });
  expect(["broken", "constructor", 7, undefined].map(parse)).toEqual([{}, {}, {}, {}]);
});

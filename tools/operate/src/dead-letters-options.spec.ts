import { parseDeadLettersOptions } from "./dead-letters-options.js";

const parse = (line: string) => parseDeadLettersOptions(line.split(" ").filter((word) => word !== ""));

it("reads an action and what it is limited to", () => {
  expect(parse("list")).toMatchObject({ action: "list", filter: {}, yes: false, json: false });
  expect(
    parse("replay --reason timestamp_ahead --sequences 3,17 --limit 10 --since 2026-01-31T12:00:00Z --yes"),
  ).toMatchObject({
    action: "replay",
    filter: { reason: "timestamp_ahead", sequences: [3, 17], limit: 10, since: Date.UTC(2026, 0, 31, 12) },
    yes: true,
  });
  expect(parse("--help")).toBe("help");
});

it.each([
  ["", "say one of"],
  ["burn", "say one of"],
  ["list replay", "say one of"],
  ["list --origin elsewhere", "--origin must be ingest or storage"],
  ["list --reason bad_luck", "--reason must be one of topic"],
  ["list --since yesterday", "--since must be a time"],
  ["list --limit 201", "--limit must be whole numbers from 1 to 200"],
  ["list --yes", "--yes goes with replay"],
  ["count --since 2026-01-31T12:00:00Z", "--since and --limit go with list and replay"],
  ["count --limit 5", "--since and --limit go with list and replay"],
  ["count --sequences 1", "--sequences goes with replay"],
  ["replay --sequences 1,x", "--sequences must be whole numbers"],
  ["list --colour", "Unknown option"],
])("refuses %p and says why", (line, why) => {
  expect(() => parse(line)).toThrow(why);
});

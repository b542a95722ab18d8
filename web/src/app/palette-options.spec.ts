import type { Command } from "../ui/commands.js";
import { paletteOptions } from "./palette-options.js";

const nothing = () => undefined;
const commands: Command[] = [
  { name: "Go to Fleet", group: "Pages", keys: "g f", run: nothing },
  { name: "Theme: dark", group: "View", run: nothing },
  { name: "Search", group: "Everywhere", keys: "/", run: nothing, byKeysOnly: true },
  { name: "Walk along a chart", group: "Where the focus is", keys: "Arrows" },
];
const ids = Array.from({ length: 30 }, (_, i) => `unit-${i + 1}`);
const found = (text: string) => paletteOptions(text, commands, ids, nothing).map(({ name }) => name);

describe("what the palette finds", () => {
  it("is every action that can be run while nothing is typed", () => {
    expect(found("  ")).toEqual(["Go to Fleet", "Theme: dark"]);
  });

  it("is units, then actions with every word in their name or group", () => {
    expect(found("7")).toEqual(["unit-7", "unit-17", "unit-27"]);
    expect(found("dark view")).toEqual(["Theme: dark"]);
    expect(found("dark pages")).toEqual([]);
  });

  it("is no more units than can be looked over", () => {
    expect(found("unit")).toHaveLength(20);
  });

  it("opens the unit that is chosen", () => {
    const opened: string[] = [];
    paletteOptions("unit-30", commands, ids, (id) => opened.push(id))[0]?.run();
    expect(opened).toEqual(["unit-30"]);
  });
});

import { actionOfKey } from "./chart-keys.js";

const NOON = Date.UTC(2026, 10, 27, 12);
const HOUR = 3_600_000;
const course = {
  from: NOON - 4 * HOUR,
  to: NOON - 2 * HOUR,
  windowMs: 0,
  timestamps: [NOON - 3 * HOUR, NOON - 2 * HOUR],
};

type Modifier = "shiftKey" | "ctrlKey" | "altKey" | "metaKey";

function press(key: string, at: number | null, ...held: Modifier[]) {
  const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  const stroke = { ...none, ...Object.fromEntries(held.map((modifier) => [modifier, true])), key };
  return actionOfKey(stroke, course, at, NOON);
}

describe("keys in a chart", () => {
  it("move its cursor, keep it and let it go", () => {
    expect(press("ArrowLeft", null)).toEqual({ kind: "point", at: NOON - 2 * HOUR });
    expect(press("Enter", NOON - 3 * HOUR)).toEqual({ kind: "keep", at: NOON - 3 * HOUR });
    expect(press("Escape", NOON - 3 * HOUR)).toEqual({ kind: "let go" });
  });

  it("zoom, with Shift too where a plus needs it, and pan with Shift", () => {
    const zoomed = { range: "custom", from: NOON - 3.5 * HOUR, to: NOON - 2.5 * HOUR };
    expect(press("+", NOON - 3 * HOUR)).toEqual({ kind: "show", range: zoomed });
    expect(press("+", NOON - 3 * HOUR, "shiftKey")).toEqual({ kind: "show", range: zoomed });
    const earlier = { range: "custom", from: NOON - 5 * HOUR, to: NOON - 3 * HOUR };
    expect(press("ArrowLeft", null, "shiftKey")).toEqual({ kind: "show", range: earlier });
  });

  it.each([
    ["ArrowLeft", "altKey"],
    ["+", "ctrlKey"],
    ["-", "metaKey"],
    ["ArrowRight", "metaKey"],
    ["Home", "ctrlKey"],
    ["End", "shiftKey"],
  ] as const)("are the browser's: %s with %s", (key, modifier) => {
    expect(press(key, NOON - 3 * HOUR, modifier)).toBeUndefined();
  });

  it("are the page's where there is no cursor to keep or to let go", () => {
    expect(press("Escape", null)).toBeUndefined();
    expect(press("Enter", null)).toBeUndefined();
    expect(press("g", null)).toBeUndefined();
  });
});

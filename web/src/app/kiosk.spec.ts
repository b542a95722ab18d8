import type { SearchSchemaInput } from "@tanstack/react-router";
import { keepKiosk, parseShellSearch, type ShellSearch } from "./kiosk.js";

const parse = (search: object) => parseShellSearch(search as ShellSearch & SearchSchemaInput);
const link = (search: ShellSearch, said: object) => keepKiosk({ search, next: () => said as ShellSearch });

describe("kiosk mode in the URL", () => {
  it("is on for what a person would type, and off for anything else", () => {
    expect([true, 1, "true"].map((kiosk) => parse({ kiosk }))).toEqual(Array(3).fill({ kiosk: true }));
    expect([false, 0, "no", {}, undefined].map((kiosk) => parse({ kiosk }))).toEqual(Array(5).fill({}));
  });

  it("is kept by every link that does not end it", () => {
    expect(link({ kiosk: true }, { q: "unit" })).toEqual({ q: "unit", kiosk: true });
    expect(link({ kiosk: true }, { kiosk: undefined })).toEqual({});
  });

  it("leaves no trace in links while it is off", () => {
    expect(Object.keys(link({}, { q: "unit" }))).toEqual(["q"]);
  });
});

import { momentOfInput, momentToInput } from "./moment-input.js";

describe("a moment in a form", () => {
  it("is written in local time to the minute, and read the same", () => {
    const at = new Date(2026, 6, 5, 8, 4, 59).getTime();
    expect(momentToInput(at)).toBe("2026-07-05T08:04");
    expect(momentOfInput(momentToInput(at))).toBe(new Date(2026, 6, 5, 8, 4).getTime());
  });

  it("is none where the field is empty", () => {
    expect(momentOfInput("")).toBeNaN();
  });
});

import { momentOfInput, momentToInput } from "./moment-input.js";
import { timeZone } from "./settings.js";

afterEach(() => timeZone.set("local"));

describe("a moment in a form", () => {
  it("is written in local time to the minute, and read the same", () => {
    const at = new Date(2026, 6, 5, 8, 4, 59).getTime();
    expect(momentToInput(at)).toBe("2026-07-05T08:04");
    expect(momentOfInput(momentToInput(at))).toBe(new Date(2026, 6, 5, 8, 4).getTime());
  });

  it("is in UTC where that is chosen", () => {
    timeZone.set("utc");
    const at = Date.UTC(2026, 6, 5, 8, 4);
    expect(momentToInput(at)).toBe("2026-07-05T08:04");
    expect(momentOfInput("2026-07-05T08:04")).toBe(at);
  });

  it("is none where the field is empty", () => {
    expect(momentOfInput("")).toBeNaN();
  });
});

export {};

/** A browser in New York: formatters that name no zone have its own. */
const Formatter = Intl.DateTimeFormat;
Intl.DateTimeFormat = new Proxy(Formatter, {
  construct: (_, [locale, options]) => new Formatter(locale, { timeZone: "America/New_York", ...options }),
});

const { formatWindow } = await import("./format.js");
const { timeZone } = await import("./settings.js");

afterAll(() => {
  Intl.DateTimeFormat = Formatter;
});

describe("windows in New York", () => {
  const hour = 3_600_000;
  const start = Date.UTC(2026, 0, 10);

  it("are told by the clock there, and by their day in UTC where they are days", () => {
    expect(formatWindow(start, hour)).toBe("9 Jan, 19:00");
    expect(formatWindow(start, 24 * hour)).toBe("10 Jan 2026 UTC");
    timeZone.set("utc");
    expect(formatWindow(start, 24 * hour)).toBe("10 Jan 2026");
    timeZone.set("local");
  });
});

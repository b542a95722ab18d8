import { hourOfDay, loadShare } from "./load-curve.js";

describe("the daily load curve", () => {
  it("of homes peaks in the evening and sleeps at night", () => {
    expect(loadShare("residential", 19)).toBe(1);
    expect(loadShare("residential", 3)).toBeLessThan(0.3);
  });

  it("of shops and offices peaks at daytime", () => {
    expect(loadShare("commercial", 10)).toBeGreaterThan(loadShare("commercial", 20));
  });

  it("runs smoothly from hour to hour and over midnight", () => {
    for (const profile of ["residential", "commercial", "industrial"] as const) {
      for (let hour = 0; hour < 24; hour += 0.1) {
        expect(Math.abs(loadShare(profile, hour + 0.1) - loadShare(profile, hour))).toBeLessThan(0.03);
      }
      expect(loadShare(profile, 24)).toBe(loadShare(profile, 0));
      expect(loadShare(profile, -1)).toBe(loadShare(profile, 23));
    }
  });

  it("reads the hour from the clock, in UTC", () => {
    expect(hourOfDay(Date.UTC(2024, 0, 10, 15, 30))).toBe(15.5);
  });
});

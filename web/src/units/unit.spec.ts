import { type UnitNews, withNews } from "./unit.js";

const news = (change: Partial<UnitNews> = {}): UnitNews => ({
  id: "unit-1",
  at: 1_000,
  receivedAt: 1_010,
  suspect: false,
  values: { input_voltage: 230, input_current: 5 },
  ...change,
});

describe("news of a unit", () => {
  it("replaces older values", () => {
    const unit = withNews(
      withNews(undefined, news()),
      news({ at: 2_000, receivedAt: 2_010, values: { input_voltage: 231 } }),
    );
    expect(unit).toMatchObject({ at: 2_000, receivedAt: 2_010, values: { input_voltage: 231, input_current: 5 } });
    expect(unit.measuredAt).toEqual({ input_voltage: 2_000, input_current: 1_000 });
  });

  it("that comes late fills in what was unknown, and overrules nothing newer", () => {
    const known = withNews(undefined, news({ at: 2_000 }));
    const unit = withNews(known, news({ at: 1_000, suspect: true, values: { input_voltage: 1, frequency: 50 } }));
    expect(unit.values).toEqual({ input_voltage: 230, input_current: 5, frequency: 50 });
    expect(unit).toMatchObject({ at: 2_000, suspect: false });
    expect(unit.measuredAt["frequency"]).toBe(1_000);
  });

  it("with the same time corrects the reading when it comes from the socket", () => {
    const unit = withNews(withNews(undefined, news()), news({ values: { input_voltage: 240 }, suspect: true }));
    expect(unit).toMatchObject({ suspect: true, values: { input_voltage: 240, input_current: 5 } });
  });

  it("with the same time from the database does not overrule the socket", () => {
    const known = withNews(undefined, news({ suspect: true }));
    expect(withNews(known, { id: "unit-1", at: 1_000, values: { input_voltage: 1 } })).toBe(known);
  });

  it("without anything new leaves the very same unit, so that nothing renders again", () => {
    const known = withNews(undefined, news());
    expect(withNews(known, news())).toBe(known);
  });

  it("from the database tells the rating, which stays until the database tells otherwise", () => {
    const told = { id: "unit-1", at: 500, values: {} };
    const rated = withNews(withNews(undefined, news()), { ...told, ratedVa: 5_000 });
    expect(rated).toMatchObject({ at: 1_000, ratedVa: 5_000 });
    expect(withNews(rated, { ...told, ratedVa: 5_000 })).toBe(rated);
    expect(withNews(rated, news({ at: 2_000 }))).toMatchObject({ at: 2_000, ratedVa: 5_000 });
    expect(withNews(rated, told).ratedVa).toBeUndefined();
    expect(withNews(undefined, { ...told, ratedVa: 7_500 }).ratedVa).toBe(7_500);
  });

  it("leaves the unit it was before untouched", () => {
    const known = withNews(undefined, news());
    withNews(known, news({ at: 2_000, values: { input_voltage: 999 } }));
    expect(known.values["input_voltage"]).toBe(230);
  });
});

import { askedTogether, replicasFor, ScaleDecision } from "./scale-decision.js";

const LIMITS = { floor: 2, ceiling: 8, windowMs: 300, podsDown: 1, periodMs: 120 };

describe("the decision of an autoscaler", () => {
  it("asks for as many as share the load, and for no other number within a tenth", () => {
    expect(replicasFor(2.0, 0.7, 2)).toBe(3);
    expect(replicasFor(1.5, 0.7, 2)).toBe(2);
    expect(replicasFor(1.3, 0.7, 2)).toBe(2);
    expect(replicasFor(0, 5, 4)).toBe(0);
  });

  it("asks for the most that any trigger does", () => {
    expect(askedTogether([2, 5, 3], 4)).toBe(5);
    expect(askedTogether([2, 3], 4)).toBe(3);
  });

  it("goes by CPU upwards alone while the other metric is not known", () => {
    expect(askedTogether([6, undefined], 4)).toBe(6);
    expect(askedTogether([2, undefined], 4)).toBe(4);
    expect(askedTogether([undefined], 4)).toBe(4);
  });

  it("falls back where the rule says to what", () => {
    expect(askedTogether([undefined], 8, 4)).toBe(4);
    expect(askedTogether([undefined], 2, 4)).toBe(4);
  });

  it("goes up at once, between floor and ceiling", () => {
    const decision = new ScaleDecision(LIMITS);
    expect([decision.next(1, 0, 0), decision.next(2, 5, 1), decision.next(5, 20, 2)]).toEqual([2, 5, 8]);
  });

  it("goes down only when the whole window agrees, and then one pod a period", () => {
    const decision = new ScaleDecision(LIMITS);
    decision.next(2, 4, 0);
    expect(decision.next(4, 2, 300)).toBe(4);
    expect(decision.next(4, 2, 301)).toBe(3);
    expect(decision.next(3, 2, 420)).toBe(3);
    expect(decision.next(3, 2, 421)).toBe(2);
  });
});

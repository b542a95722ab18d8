import { TapChanger } from "./tap-changer.js";

describe("the tap changer", () => {
  it("waits half a minute before it steps", () => {
    const taps = new TapChanger();
    for (let second = 0; second < 29; second++) taps.observe(0.97, 1_000);
    expect(taps.ratio).toBe(1);
    taps.observe(0.97, 1_000);
    expect(taps.ratio).toBe(1.0125);
  });

  it("does not act on a deviation that comes and goes", () => {
    const taps = new TapChanger();
    for (let second = 0; second < 600; second++) taps.observe(second % 20 === 0 ? 1 : 0.9, 1_000);
    expect(taps.ratio).toBe(1);
  });

  it("lowers what is too high, and stops at its last tap", () => {
    const taps = new TapChanger();
    for (let second = 0; second < 3_600; second++) taps.observe(1.3, 1_000);
    expect(taps.ratio).toBeCloseTo(0.9);
  });

  it("stands still while no phase has voltage", () => {
    const taps = new TapChanger();
    taps.observe(Number.NaN, 60_000);
    expect(taps.ratio).toBe(1);
  });
});

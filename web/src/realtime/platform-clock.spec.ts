import { PlatformClock } from "./platform-clock.js";

describe("the platform's clock", () => {
  it("is this browser's until the platform has been heard", () => {
    expect(new PlatformClock(() => 5_000).now()).toBe(5_000);
  });

  it("follows the message that was least late", () => {
    let local = 0;
    const clock = new PlatformClock(() => local);
    for (const [sent, arrived] of [
      [3_600_000, 400],
      [3_600_900, 1_000],
      [3_601_000, 1_900],
    ] as const) {
      local = arrived;
      clock.learn(sent);
    }
    // The second was 100 ms on its way, the others 400 and 900 ms.
    expect(clock.offsetMs).toBe(3_599_900);
  });

  it("ticks at once when it was far off, so that no age flashes wrongly", () => {
    const clock = new PlatformClock(() => 1_000);
    clock.learn(61_000);
    expect(clock.tick.get()).toBe(61_000);
  });

  it("forgets what it learned when it is told to, since a clock may have been set", () => {
    const clock = new PlatformClock(() => 1_000);
    clock.learn(9_000);
    clock.learn(2_000, true);
    expect(clock.now()).toBe(2_000);
  });
});

import { ChartCursor } from "./chart-cursor.js";

describe("the cursor of a page", () => {
  it("comes back to where it is pinned", () => {
    const cursor = new ChartCursor(null);
    cursor.set(5);
    cursor.release();
    expect(cursor.get()).toBeNull();
    cursor.pin(7);
    cursor.set(9);
    cursor.release();
    expect(cursor.get()).toBe(7);
  });

  it("is pinned by a press where it points, and let go by another there", () => {
    const cursor = new ChartCursor(null);
    cursor.set(5);
    expect(cursor.pressed()).toBe(5);
    cursor.pin(cursor.pressed());
    expect(cursor.pressed()).toBeNull();
    cursor.set(6);
    expect(cursor.pressed()).toBe(6);
  });
});

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
});

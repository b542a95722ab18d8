import { PublisherTally } from "./publisher-tally.js";

describe("the tally of a publisher", () => {
  it("confirms only up to the first message that is still under way", () => {
    const tally = new PublisherTally("life");
    const [first, second, third] = [tally.begin(), tally.begin(), tally.begin()];
    expect(first.headers).toEqual({ "Grid-Life": "life", "Grid-Number": "1", "Grid-Confirmed": "0/0" });
    tally.confirm(third.number, 30);
    tally.confirm(second.number, 20);
    expect(tally.begin().headers["Grid-Confirmed"]).toBe("0/0");
    tally.confirm(first.number, 10);
    expect(tally.begin().headers["Grid-Confirmed"]).toBe("3/60");
    expect(tally.confirmed).toBe(60);
  });
});

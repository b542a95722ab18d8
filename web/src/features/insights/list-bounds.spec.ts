import { MAX_ANOMALY_OFFSET } from "@gridwatch/contracts";
import { PAGE_SIZE } from "./insights-search.js";
import { cutWords, endWords } from "./list-bounds.js";

describe("anomalies past what the platform answers", () => {
  it("are told of once a file lacks them, with what to do", () => {
    expect(cutWords(5_000, 5_000)).toBeUndefined();
    expect(cutWords(5_000, 7_312)).toBe(
      "The file holds the first 5,000 of 7,312. Choose a shorter time or a filter for the others.",
    );
  });

  it("are told of under the last page that can be turned to", () => {
    const listed = MAX_ANOMALY_OFFSET + PAGE_SIZE;
    expect(endWords(listed)).toBeUndefined();
    expect(endWords(listed + 1_200)).toBe(
      "1,200 more are not listed. Choose a shorter time or a filter for the others.",
    );
  });
});

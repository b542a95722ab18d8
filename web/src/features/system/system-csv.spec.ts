import type { AccountingReport, DeadLetterItem } from "@gridwatch/contracts";
import { accountingCsv } from "./accounting-csv.js";
import { deadLettersCsv } from "./dead-letters-csv.js";

describe("the CSV of the accounting", () => {
  it("has the totals and then the checks, nothing for what could not be counted", () => {
    const checks: AccountingReport["checks"] = [
      { name: "stored = written", agrees: false, difference: -3, explanation: "3 are missing" },
      { name: "seen = said", agrees: null, difference: 0, explanation: "realtime does not answer" },
    ];
    const csv = accountingCsv(
      [
        ["Received", 1_200],
        ["Lost", null],
      ],
      { checks } as AccountingReport,
    );
    expect(csv.trimEnd().split("\r\n")).toEqual([
      "what,readings,agrees,explanation",
      "Received,1200,,",
      "Lost,,,",
      "stored = written,-3,no,3 are missing",
      "seen = said,,unknown,realtime does not answer",
    ]);
  });
});

describe("the CSV of dead letters", () => {
  it("holds what anybody sent as text that no spreadsheet runs", () => {
    const letter: DeadLetterItem = {
      ...{ seq: 7, at: "2026-01-31T12:00:00.000Z", origin: "ingest", reason: "malformed_json", detail: "no JSON" },
      ...{ topic: "sensors/a/telemetry", readings: 1, payload: '=HYPERLINK("http://x")', encoding: "utf-8" },
      ...{ truncatedFrom: 70_000, replayable: true },
    };
    const [, row] = deadLettersCsv([letter]).split("\r\n");
    expect(row).toBe(
      `7,2026-01-31T12:00:00.000Z,ingest,malformed_json,no JSON,sensors/a/telemetry,1,"'=HYPERLINK(""http://x"")",utf-8,70000`,
    );
  });
});

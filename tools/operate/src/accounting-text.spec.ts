import type { AccountingReport } from "@gridwatch/contracts";
import { accountingText } from "./accounting-text.js";

const REPORT: AccountingReport = {
  at: "2026-01-31T12:00:00.000Z",
  since: "2026-01-31T11:00:00.000Z",
  agrees: true,
  totals: {
    received: 12_003,
    published: 12_000,
    stored: 11_990,
    pending: 10,
    deadLettered: 3,
    lost: 0,
    duplicated: 0,
    skippedByRealtime: 5,
  },
  deadLetters: [{ origin: "ingest", reason: "malformed_json", readings: 3 }],
  unseenMessages: 0,
  services: [{ service: "ingest", instances: [], counts: { received: 12_003, held: 0 } }],
  checks: [{ name: "nothing is missing", agrees: true, difference: 0, explanation: "readings that are" }],
};

it("shows totals, letters by reason and the verdict", () => {
  const text = accountingText(REPORT);
  expect(text).toMatch(/^stored +11,990$/m);
  expect(text).toMatch(/^ {2}ingest: malformed_json +3$/m);
  expect(text).toMatch(/^ok +nothing is missing$/m);
  expect(text).toMatch(/The sums agree\.\n$/);
});

it("says which sum is wrong, by how much, and what could not be looked at", () => {
  const check = { name: "nothing is missing", agrees: false, difference: 1_200, explanation: "readings that are" };
  const wrong = accountingText({ ...REPORT, agrees: false, checks: [check] });
  expect(wrong).toMatch(/^WRONG +nothing is missing +1,200 readings that are$/m);
  expect(wrong).toMatch(/THE SUMS DO NOT AGREE\.\n$/);
  expect(accountingText({ ...REPORT, agrees: null })).toMatch(/Not every sum could be checked now\.\n$/);
});

import { readFileSync } from "node:fs";

import { stripVTControlCharacters } from "node:util";

/** @typedef {import("./jest-results.d.mts").Failure} Failure */
/** @typedef {import("./jest-results.d.mts").FileResult} FileResult */
/** @typedef {import("./jest-results.d.mts").Tally} Tally */

/**
 * What the files of a run of Jest came to, from the file it wrote.
 * @param {string} file
 * @returns {FileResult[] | undefined} `undefined` when it wrote none that can be read
 */
export function readJest(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).testResults.map(({ name, status, assertionResults, message }) => ({
      path: name,
      passed: assertionResults.filter((test) => test.status === "passed").length,
      failures: failuresOf(status, assertionResults, message),
      skipped: assertionResults.filter((test) => ["pending", "todo"].includes(test.status)).length,
    }));
  } catch {
    return undefined;
  }
}

/** Of what a failed test says, as many lines as tell what was expected. */
const WHY_LINES = 8;

/**
 * A file that could not be run has failed without a failed test.
 * @returns {Failure[]}
 */
function failuresOf(status, assertionResults, message) {
  const failures = assertionResults
    .filter((test) => test.status === "failed")
    .map(({ fullName, failureMessages }) => ({ test: fullName, why: whyOf(failureMessages) }));
  return status === "failed" && failures.length === 0
    ? [{ test: "could not be run", why: whyOf([message]) }]
    : failures;
}

function whyOf(messages) {
  const lines = stripVTControlCharacters(messages?.[0] ?? "").split("\n");
  return lines.filter((line) => line.trim() !== "").slice(0, WHY_LINES);
}

/**
 * @param {FileResult[] | undefined} results
 * @param {number} exitCode a run that failed without a failed test (no tests found, a crash) counts as one failure
 * @returns {Tally}
 */
export function tallyJest(results, exitCode) {
  const sum = sumTallies((results ?? []).map(({ failures, ...file }) => ({ ...file, failed: failures.length })));
  if (sum.failed === 0 && (exitCode !== 0 || results === undefined)) sum.failed = 1;
  return sum;
}

/** Losing a reading once is losing it: what these tests prove has to hold at the first attempt. */
const ONE_ATTEMPT = /[/\\]e2e[/\\]faults[/\\]/;
/** When more fail, it was not a moment's bad luck. */
const MOST_AGAIN = 3;

/**
 * The files that deserve a second attempt: few, and none whose first failure counts.
 * @param {FileResult[] | undefined} results
 * @returns {string[]} paths
 */
export function deservingAgain(results) {
  const failed = (results ?? []).filter(({ failures }) => failures.length > 0).map(({ path }) => path);
  return failed.length > MOST_AGAIN || failed.some((path) => ONE_ATTEMPT.test(path)) ? [] : failed;
}

/**
 * What counts after a second attempt of some files, and what passed only then.
 * @param {FileResult[]} first
 * @param {FileResult[]} again
 * @returns {{ results: FileResult[], unsteady: string[] }}
 */
export function afterSecondAttempt(first, again) {
  const anew = new Map(again.map((result) => [result.path, result]));
  const unsteady = first.flatMap(({ path, failures }) => {
    const still = anew.get(path)?.failures ?? failures;
    return still.length > 0 ? [] : failures.map(({ test }) => `${path}: ${test}`);
  });
  return { results: first.map((result) => anew.get(result.path) ?? result), unsteady };
}

/** `12 passed, 0 failed`, and what was skipped if anything was. */
export function describeTally({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** @param {Tally[]} tallies */
export function sumTallies(tallies) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const tally of tallies) for (const key of Object.keys(sum)) sum[key] += tally[key];
  return sum;
}

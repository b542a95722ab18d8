import { loginName } from "./login-name.js";
import {
  parseActivateOptions,
  parseAnswerOptions,
  parseCompareOptions,
  parseDeactivateOptions,
  parseHistoryOptions,
  parsePushOptions,
  parseRollbackOptions,
  parseShadowOptions,
  parseShowOptions,
} from "./registry-options.js";

const REASON = ["--reason", "finds sags a minute sooner"];

it("reads what is to be done, by whom and why", () => {
  expect(parsePushOptions(["pump-model", ...REASON, "--by", "Ada"])).toEqual({
    folder: "pump-model",
    by: "Ada",
    reason: "finds sags a minute sooner",
    json: false,
  });
  expect(parseActivateOptions(["pump@1.2.0-rc.1", ...REASON, "--by", "Ada"])).toMatchObject({
    name: "pump",
    version: "1.2.0-rc.1",
  });
  expect(parseDeactivateOptions(["--kind", "failure-risk", ...REASON, "--by", "Ada"]).kind).toBe("failure-risk");
  expect(parseShadowOptions(["pump@1.0.0", ...REASON, "--by", "Ada"])).toMatchObject({
    name: "pump",
    version: "1.0.0",
  });
  expect(parseShadowOptions(["--clear", ...REASON, "--by", "Ada"])).toMatchObject({ kind: "anomaly", by: "Ada" });
  expect(parseCompareOptions([]).kind).toBe("anomaly");
  expect(parseShowOptions(["pump@1.0.0", "--json"])).toMatchObject({ name: "pump", version: "1.0.0", json: true });
  expect(parseHistoryOptions(["--limit", "5"]).limit).toBe(5);
});

it("takes what is usual for what is not said", () => {
  expect(parseRollbackOptions(REASON)).toMatchObject({ kind: "anomaly", by: loginName() });
  expect(parseHistoryOptions([]).limit).toBe(20);
  expect(parseAnswerOptions([])).toEqual({ json: false });
  // `push DIR`, as short as it gets: nothing is scored by it yet, so there need be no reason.
  expect(parsePushOptions(["pump-model"])).toEqual({ folder: "pump-model", by: loginName(), reason: "", json: false });
});

it("knows which platform is meant", () => {
  const url = "http://127.0.0.1:8080";
  expect(parseAnswerOptions(["--url", url])).toMatchObject({ url });
  expect(parseAnswerOptions(["--data", "elsewhere"])).toMatchObject({ data: "elsewhere" });
});

it.each<[(args: string[]) => unknown, string[], string]>([
  [parsePushOptions, REASON, "say one DIR"],
  [parsePushOptions, ["a", "b", ...REASON], "say one DIR"],
  [parsePushOptions, ["a", "--reason", "x".repeat(501)], "--reason may have 500 characters"],
  [parsePushOptions, ["a", ...REASON, "--by", ""], "--by is missing"],
  [parsePushOptions, ["a", ...REASON, "--by", "x".repeat(101)], "--by may have 100 characters"],
  [parseActivateOptions, REASON, "say one NAME@VERSION"],
  [parseActivateOptions, ["pump@1.0.0"], "--reason is missing"],
  [parseActivateOptions, ["pump@1.0.0", "--reason", " "], "--reason is missing"],
  [parseShadowOptions, REASON, "say one NAME@VERSION"],
  [parseShadowOptions, ["pump@1.0.0", "--clear", ...REASON], "say either NAME@VERSION or --clear"],
  [parseShadowOptions, ["pump@1.0.0", "--kind", "anomaly", ...REASON], "--kind goes with --clear"],
  [parseShadowOptions, ["--clear"], "--reason is missing"],
  [parseCompareOptions, ["--kind", "speed"], "--kind must be anomaly or failure-risk"],
  [parseShowOptions, ["pump"], '"pump" is no NAME@VERSION'],
  [parseShowOptions, ["pump@1"], '"pump@1" is no NAME@VERSION'],
  [parseShowOptions, ["../pump@1.0.0"], "is no NAME@VERSION"],
  [parseRollbackOptions, ["--kind", "speed", ...REASON], "--kind must be anomaly or failure-risk"],
  [parseRollbackOptions, ["pump@1.0.0", ...REASON], "does not take positional arguments"],
  [parseDeactivateOptions, REASON, "--kind must be anomaly or failure-risk"],
  [parseHistoryOptions, ["--limit", "0"], "--limit must be a number from 1 to 1000"],
  [parseAnswerOptions, ["--url", "127.0.0.1:8080"], "--url must begin with http://"],
  [parseAnswerOptions, ["--colour", "red"], "Unknown option"],
])("refuses wrong arguments and says why (%#)", (parse, args, why) => {
  expect(() => parse(args)).toThrow(why);
});

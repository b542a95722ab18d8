import { isMetricName } from "@gridwatch/contracts";
import { ValidateBy } from "class-validator";

export type MetricAliases = ReadonlyMap<string, string>;
export type PlausibleRanges = ReadonlyMap<string, readonly [lowest: number, highest: number]>;

/** @throws when the text is not a JSON object of metric names */
export function parseMetricAliases(text: string): MetricAliases {
  const entries = Object.entries(parseObject(text));
  for (const [alias, metric] of entries) {
    if (!isMetricName(alias) || !isMetricName(metric)) throw new Error(`${alias} is not mapped between metric names`);
  }
  return new Map(entries as [string, string][]);
}

/** @throws when the text is not a JSON object of [lowest, highest] per metric name */
export function parsePlausibleRanges(text: string): PlausibleRanges {
  const entries = Object.entries(parseObject(text));
  for (const [metric, range] of entries) {
    const [lowest, highest] = Array.isArray(range) && range.length === 2 ? range : [];
    if (!isMetricName(metric) || !Number.isFinite(lowest) || !Number.isFinite(highest) || lowest > highest) {
      throw new Error(`${metric} has no [lowest, highest]`);
    }
  }
  return new Map(entries as [string, [number, number]][]);
}

export const IsMetricAliases = () => parsesWith("isMetricAliases", parseMetricAliases);
export const IsPlausibleRanges = () => parsesWith("isPlausibleRanges", parsePlausibleRanges);

function parseObject(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("it is not a JSON object");
  return value;
}

function parsesWith(name: string, parse: (text: string) => unknown): PropertyDecorator {
  const faultOf = (text: unknown): string | undefined => {
    try {
      parse(String(text));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return ValidateBy({
    name,
    validator: {
      validate: (text) => faultOf(text) === undefined,
      defaultMessage: (args) => `$property cannot be used: ${faultOf(args?.value)}`,
    },
  });
}

import type { Cell, Series } from "./influxql.js";
import { TELEMETRY_MEASUREMENT } from "./line-protocol.js";
import { READINGS_FIELD, ROLLUP_AGGREGATES, rollupField } from "./telemetry-statements.js";

/** The lines of an answer to `rollupStatement`: one per device and window. Their time is the start of the window. */
export function toRollupLines(tables: readonly Series[], metrics: readonly string[]): string[] {
  const names = metrics.map((metric) => ROLLUP_AGGREGATES.map((aggregate) => `${rollupField(metric, aggregate)}=`));
  const lines: string[] = [];
  for (const { tags, values } of tables) {
    const start = `${TELEMETRY_MEASUREMENT},device=${tags?.["device"] ?? ""} ${READINGS_FIELD}=`;
    for (const row of values) {
      const [time, readings] = row;
      let fields = `${readings ?? 0}i`;
      names.forEach((columns, index) => {
        fields += metricFields(columns, row, 2 + index * columns.length);
      });
      lines.push(`${start}${fields} ${time}`);
    }
  }
  return lines;
}

/** Nothing for a metric that no reading of the window carries. */
function metricFields(columns: readonly string[], row: readonly Cell[], first: number): string {
  const count = row[first];
  if (count === null || count === undefined || count === 0) return "";
  let fields = "";
  columns.forEach((column, index) => {
    fields += `,${column}${row[first + index]}${index === 0 ? "i" : ""}`;
  });
  return fields;
}

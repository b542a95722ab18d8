import { type ModelKind, modelId, type StoredModel } from "@gridwatch/contracts";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { formatMetric } from "./format-metric.js";
import { KIND_NAMES } from "./model-change.js";
import { metricName } from "./model-order.js";

/** All that was measured, one column for each version. */
export function MetricsTable({
  kind,
  models,
  metrics,
}: {
  kind: ModelKind;
  models: readonly StoredModel[];
  metrics: readonly string[];
}) {
  return (
    <details className="mt-2">
      <summary className="w-fit text-ink-2 hover:text-ink hover:underline">
        All metrics, as their makers measured them
      </summary>
      <ScrolledTable label={`${KIND_NAMES[kind]}: all metrics`}>
        <thead className="text-ink-2 text-xs">
          <tr>
            <th scope="col">Metric</th>
            {models.map((model) => (
              <th key={model.hash} scope="col" className="text-right">
                {modelId(model)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-line [&>tr]:border-t">
          {metrics.map((metric) => (
            <tr key={metric}>
              <th scope="row" className="font-normal">
                {metricName(metric)}
              </th>
              {models.map((model) => (
                <td key={model.hash} className="text-right">
                  {formatMetric(model.metrics[metric])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </ScrolledTable>
    </details>
  );
}

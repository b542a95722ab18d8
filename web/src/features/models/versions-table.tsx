import {
  type ModelKind,
  type ModelRegistryReport,
  modelId,
  SHADOWED_KINDS,
  type StoredModel,
} from "@gridwatch/contracts";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import type { ModelChange } from "../../api/change-models.js";
import { Button } from "../../ui/button.js";
import { formatCount } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { formatMetric } from "./format-metric.js";
import { MetricsTable } from "./metrics-table.js";
import { KIND_NAMES } from "./model-change.js";
import { metricName, metricsOf, orderVersions, rolesOf, type VersionSort, type VersionSortKey } from "./model-order.js";

interface Properties {
  kind: ModelKind;
  models: readonly StoredModel[];
  aliases: ModelRegistryReport["aliases"];
  changesAllowed: boolean;
  onChange: (change: ModelChange) => void;
}

/** Every version of a kind, with one of the metrics to compare and sort by; all of them unfold below. */
export function VersionsTable({ kind, models, aliases, changesAllowed, onChange }: Properties) {
  const [sort, setSort] = useState<VersionSort>({ key: "uploadedAt", ascending: false });
  const [chosen, setChosen] = useState<string | undefined>();
  const names = metricsOf(models);
  const metric = chosen ?? names.find((name) => /^heldOut.*Rmse$|auc|f1/i.test(name)) ?? names[0] ?? "";
  if (models.length === 0) return <p className="mt-3 text-ink-2">No package of this kind has been uploaded.</p>;
  const head = { sort, onSort: setSort };
  return (
    <>
      {names.length > 0 && (
        <label className="mt-4 mb-1 flex flex-wrap items-center gap-2 text-ink-2">
          Compare by
          <select
            value={metric}
            onChange={({ target }) => setChosen(target.value)}
            className="h-8 max-w-full rounded-control border border-line-strong bg-raised px-2 text-ink"
          >
            {names.map((name) => (
              <option key={name} value={name}>
                {metricName(name)}
              </option>
            ))}
          </select>
        </label>
      )}
      <ScrolledTable label={`${KIND_NAMES[kind]}: versions`} className="min-w-[46rem]">
        <thead className="text-ink-2 text-xs">
          <tr>
            <SortHead {...head} column="model" name="Model" />
            <th scope="col">In use as</th>
            {names.length > 0 && <SortHead {...head} column="metric" name={metricName(metric)} numeric />}
            <SortHead {...head} column="uploadedAt" name="Uploaded" />
            <th scope="col">Author</th>
            <th scope="col" className="text-right">
              Size
            </th>
            {changesAllowed && (
              <th scope="col" data-unsaved="" className="text-right">
                Actions
              </th>
            )}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-line [&>tr]:border-t">
          {orderVersions(models, sort, metric).map((model) => {
            const roles = rolesOf(model, aliases);
            return (
              <tr key={model.hash} data-testid={`version-${modelId(model)}`}>
                <th scope="row" className="font-medium">
                  {modelId(model)}
                  <span className="block text-ink-3 text-xs">
                    {model.format}, {model.features.length} features, window of {model.window}
                  </span>
                </th>
                <td className={roles.length > 0 ? "font-semibold capitalize" : "text-ink-3"}>
                  {roles.join(", ") || "–"}
                </td>
                {names.length > 0 && <td className="text-right">{formatMetric(model.metrics[metric])}</td>}
                <td className="whitespace-nowrap">
                  <Moment at={model.uploadedAt} />
                </td>
                <td>{model.author}</td>
                <td className="whitespace-nowrap text-right">{formatCount(Math.ceil(model.bytes / 1_024))} KiB</td>
                {changesAllowed && (
                  <td data-unsaved="">
                    <span className="flex justify-end gap-1.5">
                      <RoleButton
                        model={model}
                        action="activate"
                        held={roles.includes("champion")}
                        onChange={onChange}
                      />
                      {SHADOWED_KINDS.includes(kind) && (
                        <RoleButton model={model} action="shadow" held={roles.length > 0} onChange={onChange} />
                      )}
                    </span>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </ScrolledTable>
      {names.length > 0 && <MetricsTable kind={kind} models={models} metrics={names} />}
    </>
  );
}

function RoleButton({
  model,
  action,
  held,
  onChange,
}: {
  model: StoredModel;
  action: "activate" | "shadow";
  held: boolean;
  onChange: Properties["onChange"];
}) {
  const { kind, name, version } = model;
  const verb = action === "activate" ? "Activate" : "Shadow";
  return (
    <Button
      disabled={held}
      aria-label={`${verb} ${modelId(model)}…`}
      onClick={() => onChange({ action, kind, name, version })}
    >
      {verb}…
    </Button>
  );
}

function SortHead({
  column,
  name,
  numeric = false,
  sort,
  onSort,
}: {
  column: VersionSortKey;
  name: string;
  numeric?: boolean;
  sort: VersionSort;
  onSort: (sort: VersionSort) => void;
}) {
  const sorted = sort.key === column;
  const Arrow = sort.ascending ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={sorted ? (sort.ascending ? "ascending" : "descending") : "none"}>
      <button
        type="button"
        onClick={() => onSort({ key: column, ascending: sorted ? !sort.ascending : column === "model" })}
        className={`flex h-7 items-center gap-1 rounded hover:text-ink hover:underline ${numeric ? "ml-auto" : ""} ${sorted ? "font-semibold text-ink" : ""}`}
      >
        {name}
        {sorted && <Arrow aria-hidden="true" className="size-3" />}
      </button>
    </th>
  );
}

import { ELECTRICAL_METRICS, modelId } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { modelsQuery } from "../../api/models.query.js";
import { RangeChoice } from "../../charts/range-choice.js";
import type { RangeSearch } from "../../charts/range-search.js";
import { SelectField } from "../../ui/select-field.js";
import type { AnomalyRow } from "../../units/anomaly-row.js";
import { signalName } from "../../units/signal-names.js";
import { UnitChoice } from "../../units/unit-choice.js";
import { INSIGHT_RANGES, type InsightsSearch } from "./insights-search.js";

interface Properties {
  search: InsightsSearch;
  /** Those shown; there may be signals among them that only a model knows. */
  rows: readonly AnomalyRow[];
  onChange: (changes: { [key in keyof InsightsSearch]?: InsightsSearch[key] | undefined }) => void;
  onRange: (range: RangeSearch) => void;
}

/** Which anomalies are shown, and in what order. */
export function InsightsFilter({ search, rows, onChange, onRange }: Properties) {
  const { unit, signal, model, order } = search;
  const { data: registry } = useQuery(modelsQuery);
  const scoring = registry?.models.filter(({ kind }) => kind === "anomaly").map(modelId) ?? [];
  const signals = distinct([...ELECTRICAL_METRICS.map(({ name }) => name), ...rows.map((row) => row.signal), signal]);
  const models = distinct([...scoring, ...rows.map((row) => row.model), model]);
  return (
    <search aria-label="Anomalies" className="flex flex-wrap items-center gap-2">
      <div className="flex min-w-0">
        <UnitChoice
          label="Of unit"
          text={unit ?? "All units"}
          current={unit}
          onChoose={(chosen) => onChange({ unit: chosen })}
        />
        {unit !== undefined && (
          <button
            type="button"
            aria-label="Of all units"
            title="Of all units"
            onClick={() => onChange({ unit: undefined })}
            className="flex size-9 items-center justify-center rounded-control text-ink-2 hover:bg-raised hover:text-ink"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        )}
      </div>
      <SelectField
        label="Strongest signal"
        all="All signals"
        value={signal}
        options={signals.map((name) => [name, signalName(name)])}
        onChange={(chosen) => onChange({ signal: chosen })}
      />
      <SelectField
        label="Model"
        all="All models"
        value={model}
        options={models.map((id) => [id, id])}
        onChange={(chosen) => onChange({ model: chosen })}
      />
      <SelectField
        label="Order"
        value={order}
        options={[
          ["newest", "Newest first"],
          ["severest", "Most severe first"],
        ]}
        onChange={(chosen) => onChange({ order: chosen === "severest" ? "severest" : "newest" })}
      />
      <RangeChoice keys={INSIGHT_RANGES} search={search} onChange={onRange} />
    </search>
  );
}

function distinct(names: readonly (string | null | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== null && name !== undefined))];
}

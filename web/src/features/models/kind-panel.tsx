import {
  aliasKey,
  type ModelAlias,
  type ModelKind,
  type ModelRegistryReport,
  modelId,
  SHADOWED_KINDS,
} from "@gridwatch/contracts";
import type { ReactNode } from "react";
import type { ModelChange } from "../../api/change-models.js";
import { Button } from "../../ui/button.js";
import { Panel } from "../../ui/panel.js";
import { KIND_NAMES } from "./model-change.js";
import { VersionsTable } from "./versions-table.js";

interface Properties {
  kind: ModelKind;
  report: ModelRegistryReport;
  onChange: (change: ModelChange) => void;
}

/** What is in use of a kind, and what there is. */
export function KindPanel({ kind, report, onChange }: Properties) {
  const { models, aliases, changesAllowed } = report;
  const champion = aliases[aliasKey(kind, "champion")];
  const versions = models.filter((model) => model.kind === kind);
  const shadow = aliases[aliasKey(kind, "shadow")];
  const button = (action: "rollback" | "deactivate" | "shadow/clear", name: string) =>
    changesAllowed && <Button onClick={() => onChange({ action, kind })}>{name}</Button>;
  return (
    <Panel title={KIND_NAMES[kind]} className="mb-3">
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        <InUse
          title="Champion"
          testId={`champion-${kind}`}
          model={champion}
          none="None: units are judged by no such model"
        >
          {versions.length > 0 && button("rollback", "Roll back…")}
          {champion !== undefined && button("deactivate", "Deactivate…")}
        </InUse>
        {(SHADOWED_KINDS.includes(kind) || shadow !== undefined) && (
          <InUse title="Shadow" testId={`shadow-${kind}`} model={shadow} none="None">
            {shadow !== undefined && button("shadow/clear", "Clear…")}
          </InUse>
        )}
      </dl>
      <VersionsTable
        kind={kind}
        models={versions}
        aliases={aliases}
        changesAllowed={changesAllowed}
        onChange={onChange}
      />
    </Panel>
  );
}

function InUse({
  title,
  testId,
  model,
  none,
  children,
}: {
  title: string;
  testId: string;
  model: ModelAlias | undefined;
  none: string;
  children: ReactNode;
}) {
  return (
    <div>
      <dt className="text-ink-3">{title}</dt>
      <dd className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span data-testid={testId} className={model ? "break-all font-semibold text-base" : "text-ink-2"}>
          {model ? modelId(model) : none}
        </span>
        {children}
      </dd>
    </div>
  );
}

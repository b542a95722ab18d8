import { aliasKey, MODEL_KINDS } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import type { ModelChange } from "../../api/change-models.js";
import { modelsQuery } from "../../api/models.query.js";
import { Button } from "../../ui/button.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Skeleton } from "../../ui/skeleton.js";
import { useDisplay } from "../../ui/use-display.js";
import { ChangeDialog } from "./change-dialog.js";
import { ComparisonPanel } from "./comparison-panel.js";
import { DriftPanel } from "./drift-panel.js";
import { HistoryPanel } from "./history-panel.js";
import { KindPanel } from "./kind-panel.js";
import { KIND_NAMES } from "./model-change.js";
import { UploadDialog } from "./upload-dialog.js";

/** The models that units are judged by: what there is, what is in use, how it does, and who changed it. */
export function ModelsPage() {
  useDisplay();
  const { data, error, isPending, refetch } = useQuery(modelsQuery);
  const [change, setChange] = useState<ModelChange | undefined>();
  const [uploading, setUploading] = useState(false);
  const [done, setDone] = useState("");
  const status = useRef<HTMLParagraphElement>(null);
  const hasChampion = data?.aliases[aliasKey("anomaly", "champion")] !== undefined;
  return (
    <div className="page-width px-3 pt-3 pb-8 sm:px-5 sm:pt-4">
      <title>Models · Gridwatch</title>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2 pb-3">
        <div>
          <h1 className="font-semibold text-xl tracking-tight">Models</h1>
          <p ref={status} role="status" tabIndex={-1} className="text-ink-2">
            {done || "What units are judged by"}
          </p>
        </div>
        {data?.changesAllowed && (
          <Button onClick={() => setUploading(true)}>
            <Upload aria-hidden="true" className="size-3.5" />
            Upload a package…
          </Button>
        )}
      </div>
      {data?.changesAllowed === false && (
        <p data-testid="changes-off" className="mb-3 rounded-control bg-sunken p-3">
          <strong className="font-semibold">Changing models is off here.</strong> There is no log-in, so it is switched
          on only where no stranger reaches the platform: PREDICT_ALLOW_CHANGES=true for the service predict.
        </p>
      )}
      {error !== null && (
        <div className="mb-3">
          <ErrorNotice title="The models cannot be loaded" onRetry={() => void refetch()}>
            {error.message} Units are scored on, if the service runs.
          </ErrorNotice>
        </div>
      )}
      {isPending && <Skeleton className="mb-3 h-48" />}
      {data &&
        MODEL_KINDS.map((kind) => (
          <ErrorBoundary key={kind} what={KIND_NAMES[kind]}>
            <KindPanel kind={kind} report={data} onChange={setChange} />
          </ErrorBoundary>
        ))}
      <ErrorBoundary what="The comparison">
        <ComparisonPanel hasShadow={hasChampion && data?.aliases[aliasKey("anomaly", "shadow")] !== undefined} />
      </ErrorBoundary>
      <ErrorBoundary what="The drift">
        <DriftPanel hasChampion={hasChampion} />
      </ErrorBoundary>
      <ErrorBoundary what="The history">
        <HistoryPanel />
      </ErrorBoundary>
      {change !== undefined && (
        <ChangeDialog
          change={change}
          onClose={() => setChange(undefined)}
          onDone={(words) => {
            setDone(`${words}.`);
            // The button that led here may be gone.
            status.current?.focus();
          }}
        />
      )}
      {uploading && <UploadDialog onClose={() => setUploading(false)} />}
    </div>
  );
}

import { modelId } from "@gridwatch/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiError } from "../../api/api-error.js";
import { type UploadedModel, uploadModel } from "../../api/change-models.js";
import { MODELS_KEY } from "../../api/models.query.js";
import { Button } from "../../ui/button.js";
import { ModalDialog } from "../../ui/modal-dialog.js";
import { ErrorNotice } from "../../ui/notice.js";
import { OrderFields, useOrder } from "../../ui/order-fields.js";
import { rememberName } from "../../ui/remembered-name.js";
import { Figures, GateTable } from "./gate-table.js";

/** Takes a package's archive to the platform, and shows what its gates make of it. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { order, setOrder } = useOrder();
  const [archive, setArchive] = useState<File | undefined>();
  const [sent, setSent] = useState(0);
  const leaving = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (file: File) => {
      const abort = new AbortController();
      leaving.current = abort;
      return uploadModel(file, order, setSent, abort.signal);
    },
    onSettled: () => client.invalidateQueries({ queryKey: MODELS_KEY }),
  });
  return (
    <ModalDialog title="Upload a model package" onClose={onClose}>
      {(close) =>
        data !== undefined ? (
          <Accepted uploaded={data} onClose={close} />
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (isPending || archive === undefined) return;
              rememberName(order.by);
              setSent(0);
              mutate(archive);
            }}
          >
            <p className="text-ink-2">
              The platform tries it before it takes it. Nothing is scored by it until it is activated.
            </p>
            <label className="mt-3 block">
              Package, a .tar.gz
              <input
                type="file"
                required
                accept=".tar.gz,.tgz,application/gzip"
                onChange={({ target }) => {
                  setArchive(target.files?.[0]);
                  reset();
                }}
                className="mt-0.5 block w-full rounded-control border border-line-strong bg-raised p-1.5 file:mr-3 file:rounded-control file:border file:border-line-strong file:bg-surface file:px-2 file:py-0.5 file:text-ink"
              />
            </label>
            <OrderFields order={order} onChange={setOrder} note="Both are kept in the history, for everyone to read." />
            {isPending && <Progress sent={sent} />}
            {error !== null && <Refused error={error} />}
            <div className="mt-4 flex flex-wrap justify-end gap-2">
              <Button onClick={close}>Cancel</Button>
              <Button type="submit" aria-disabled={isPending} className="border-ink font-semibold">
                {isPending ? "Uploading…" : "Upload"}
              </Button>
            </div>
          </form>
        )
      }
    </ModalDialog>
  );
}

function Progress({ sent }: { sent: number }) {
  const trying = sent >= 1;
  return (
    <div className="mt-3">
      <p role="status" className="text-ink-2">
        {trying ? "Sent. The platform tries it; this takes some seconds." : "Sending…"}
      </p>
      <progress
        aria-label="Upload"
        max={1}
        {...(!trying && { value: sent })}
        className="mt-1 h-2 w-full accent-ink-2"
      />
    </div>
  );
}

function Refused({ error }: { error: Error }) {
  const refusal = error instanceof ApiError ? error.refusedBy : undefined;
  return (
    <div className="mt-3" data-testid="refusal">
      <ErrorNotice title={refusal ? `Refused by the gate “${refusal.gate}”` : "It was not taken"}>
        {error.message}
        {refusal && <Figures figures={refusal.figures} />}
      </ErrorNotice>
    </div>
  );
}

function Accepted({ uploaded: { model, gates }, onClose }: { uploaded: UploadedModel; onClose: () => void }) {
  return (
    <>
      <p role="status">
        The platform has <strong>{modelId(model)}</strong>. It passed every gate:
      </p>
      <GateTable gates={gates} />
      <div className="mt-4 flex justify-end">
        {/* The button that had the focus is gone. */}
        <Button autoFocus onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  );
}

import type { DeadLetterReason, ReplayRequest } from "@gridwatch/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DEAD_LETTERS_KEY } from "../../api/dead-letters.query.js";
import { replayDeadLetters } from "../../api/replay-dead-letters.js";
import { Button } from "../../ui/button.js";
import { formatCount } from "../../ui/format.js";
import { ModalDialog } from "../../ui/modal-dialog.js";
import { ErrorNotice } from "../../ui/notice.js";
import { OrderFields, useOrder } from "../../ui/order-fields.js";
import { rememberName } from "../../ui/remembered-name.js";
import { Skeleton } from "../../ui/skeleton.js";
import { describeReplay, describeTrial } from "./replay-words.js";

/** Which letters are meant: some by number, or all of a reason, or all. */
export type ReplaySelection = { sequences: number[] } | { reason: DeadLetterReason | undefined };

interface Properties {
  selection: ReplaySelection;
  onClose: () => void;
  /** Told what was done. */
  onDone: (words: string) => void;
}

/** Says what would be replayed, asks who wants it and why, and does it. */
export function ReplayDialog({ selection, onClose, onDone }: Properties) {
  const client = useQueryClient();
  const { order, setOrder } = useOrder();
  const request: ReplayRequest =
    "sequences" in selection ? selection : selection.reason === undefined ? {} : { reason: selection.reason };
  const trial = useQuery({
    queryKey: [...DEAD_LETTERS_KEY, "trial", request],
    queryFn: () => replayDeadLetters({ ...request, dryRun: true }),
    gcTime: 0,
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => replayDeadLetters({ ...request, by: order.by, why: order.reason }),
  });
  const count = trial.data?.replayed ?? 0;
  return (
    <ModalDialog title="Replay dead letters" onClose={onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isPending || count === 0) return;
            rememberName(order.by);
            mutate(undefined, {
              onSuccess: (result) => {
                close();
                onDone(describeReplay(result));
              },
              onSettled: () => client.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
            });
          }}
        >
          <p className="text-ink-2">
            They are taken in as if their devices had just sent them. What was wrong must have been put right: a letter
            that still cannot be used comes back.
          </p>
          {trial.isPending && <Skeleton className="mt-3 h-6" />}
          {trial.data && (
            <p data-testid="replay-trial" className="mt-3 font-semibold">
              {describeTrial(trial.data)}
            </p>
          )}
          {trial.error !== null && (
            <div className="mt-3">
              <ErrorNotice title="It cannot be said what would be done" onRetry={() => void trial.refetch()}>
                {trial.error.message}
              </ErrorNotice>
            </div>
          )}
          <OrderFields order={order} onChange={setOrder} note="Both are kept with the order, and shown here." />
          {error !== null && (
            <div className="mt-3">
              <ErrorNotice title="It was not done">{error.message}</ErrorNotice>
            </div>
          )}
          <div className="mt-4 flex flex-wrap justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" aria-disabled={isPending || count === 0} className="border-ink font-semibold">
              {isPending ? "Working…" : `Replay ${formatCount(count)}`}
            </Button>
          </div>
        </form>
      )}
    </ModalDialog>
  );
}

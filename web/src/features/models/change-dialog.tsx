import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeModels, type ModelChange } from "../../api/change-models.js";
import { MODELS_KEY } from "../../api/models.query.js";
import { Button } from "../../ui/button.js";
import { ModalDialog } from "../../ui/modal-dialog.js";
import { ErrorNotice } from "../../ui/notice.js";
import { OrderFields, useOrder } from "../../ui/order-fields.js";
import { rememberName } from "../../ui/remembered-name.js";
import { wordsOf } from "./model-change.js";

interface Properties {
  change: ModelChange;
  onClose: () => void;
  /** Told what was done. */
  onDone: (words: string) => void;
}

/** Asks who and why, and does it. */
export function ChangeDialog({ change, onClose, onDone }: Properties) {
  const words = wordsOf(change);
  const client = useQueryClient();
  const { order, setOrder } = useOrder();
  const { mutate, isPending, error } = useMutation({ mutationFn: () => changeModels(change, order) });
  return (
    <ModalDialog title={words.title} onClose={onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isPending) return;
            rememberName(order.by);
            mutate(undefined, {
              onSuccess: () => {
                close();
                onDone(words.done);
              },
              // A refusal is a line of the history as well.
              onSettled: () => client.invalidateQueries({ queryKey: MODELS_KEY }),
            });
          }}
        >
          <p className="text-ink-2">{words.consequence}</p>
          <OrderFields order={order} onChange={setOrder} note="Both are kept in the history, for everyone to read." />
          {error !== null && (
            <div className="mt-3">
              <ErrorNotice title="It was not done">{error.message}</ErrorNotice>
            </div>
          )}
          <div className="mt-4 flex flex-wrap justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" aria-disabled={isPending} className="border-ink font-semibold">
              {isPending ? "Working…" : words.verb}
            </Button>
          </div>
        </form>
      )}
    </ModalDialog>
  );
}

import { useObserved } from "../realtime/live-platform.js";
import { Button } from "../ui/button.js";
import { useCommandsInForce } from "../ui/commands.js";
import { Keys } from "../ui/keys.js";
import { ModalDialog } from "../ui/modal-dialog.js";
import { singleKeys } from "../ui/settings.js";

/** Every key that does something on this page. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const shown = useCommandsInForce().filter(({ keys }) => keys !== undefined);
  const areOn = useObserved(singleKeys) === "on";
  const groups = [...new Set(shown.map(({ group }) => group))];
  return (
    <ModalDialog title="Keyboard shortcuts" onClose={onClose}>
      {(close) => (
        <>
          {groups.map((group) => (
            <section key={group} aria-label={group} className="mb-3">
              <h3 className="mb-1 font-semibold text-ink-2 text-xs">{group}</h3>
              <dl>
                {shown
                  .filter((command) => command.group === group)
                  .map(({ keys = "", name }) => (
                    <div
                      key={`${keys} ${name}`}
                      className="flex items-center justify-between gap-4 border-line border-t py-1"
                    >
                      <dt>{name}</dt>
                      <dd>
                        <Keys keys={keys} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
          <p className="text-ink-2 text-xs">
            Not while you type in a field.{" "}
            {areOn
              ? "Keys of one character can be turned off in the settings."
              : "Keys of one character are off; the settings turn them on again."}
          </p>
          <div className="mt-3 flex justify-end">
            <Button onClick={close}>Close</Button>
          </div>
        </>
      )}
    </ModalDialog>
  );
}

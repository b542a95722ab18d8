import { Button } from "../ui/button.js";
import { StoredChoiceField } from "../ui/choice.js";
import { LOCAL_ZONE } from "../ui/format.js";
import { ModalDialog } from "../ui/modal-dialog.js";
import { currentUnit, density, powerUnit, singleKeys, timeZone, voltageUnit } from "../ui/settings.js";
import { theme } from "../ui/theme.js";

/** What a person chooses for this browser; it holds at once. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  return (
    <ModalDialog title="Settings" onClose={onClose}>
      {(close) => (
        <>
          <div className="grid gap-3">
            <StoredChoiceField
              legend="Theme"
              choice={theme}
              names={{ system: "As the system", light: "Light", dark: "Dark" }}
            />
            <StoredChoiceField
              legend="Density"
              choice={density}
              names={{ comfortable: "Comfortable", compact: "Compact" }}
            />
            <StoredChoiceField
              legend="Shortcuts of one character"
              choice={singleKeys}
              names={{ on: "On", off: "Off" }}
            />
            <StoredChoiceField legend="Times in" choice={timeZone} names={{ local: "Local time", utc: "UTC" }} />
            <StoredChoiceField legend="Voltage in" choice={voltageUnit} names={{ V: "V", kV: "kV" }} />
            <StoredChoiceField legend="Current in" choice={currentUnit} names={{ A: "A", kA: "kA" }} />
            <StoredChoiceField
              legend="Apparent power in"
              choice={powerUnit}
              names={{ kVA: "kVA", VA: "VA", auto: "What fits" }}
            />
          </div>
          <p className="mt-4 text-ink-2 text-xs">
            Kept in this browser alone. Local time is that of {LOCAL_ZONE}; the API keeps to UTC, V, A and VA.
          </p>
          <div className="mt-4 flex justify-end">
            <Button onClick={close}>Close</Button>
          </div>
        </>
      )}
    </ModalDialog>
  );
}

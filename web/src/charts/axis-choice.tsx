import { StoredChoiceField } from "../ui/choice.js";
import { valueAxis } from "../ui/settings.js";

const NAMES = { fit: "Fit", limits: "Limits" };

/** Whether charts show their lines as large as fits, or within the whole band of their limits. */
export function AxisChoice() {
  return (
    <div className="print:hidden">
      <StoredChoiceField legend="Value axis" choice={valueAxis} names={NAMES} />
    </div>
  );
}

import { ELECTRICAL_METRICS, type ElectricalMetricName, type ElectricalQuantity } from "@gridwatch/contracts";
import { ToggleGroup } from "radix-ui";
import { classes } from "../../ui/classes.js";
import { metricAt, POINT_NAMES } from "../../units/unit-figures.js";

const GROUP = "flex rounded-control bg-sunken p-0.5";
const ITEM =
  "h-8 rounded-[5px] px-3 text-ink-2 hover:text-ink data-[state=on]:bg-raised data-[state=on]:font-semibold data-[state=on]:text-ink data-[state=on]:shadow-card";

const QUANTITIES: readonly { key: ElectricalQuantity; name: string }[] = [
  { key: "voltage", name: "Voltage" },
  { key: "current", name: "Current" },
];

/** Which quantity is compared, and where it is measured: at one point or several. */
export function ComparedMetrics({
  metrics,
  onChange,
}: {
  metrics: readonly ElectricalMetricName[];
  onChange: (metrics: ElectricalMetricName[]) => void;
}) {
  const chosen = ELECTRICAL_METRICS.filter(({ name }) => metrics.includes(name));
  const quantity = chosen[0]?.quantity ?? "voltage";
  const points = ELECTRICAL_METRICS.filter((metric) => metric.quantity === quantity);
  return (
    <div className="flex flex-wrap gap-2">
      <ToggleGroup.Root
        type="single"
        value={quantity}
        aria-label="Quantity"
        className={GROUP}
        onValueChange={(next) => {
          const known = QUANTITIES.find(({ key }) => key === next);
          if (known) onChange(chosen.map(({ point }) => metricAt(point, known.key)));
        }}
      >
        {QUANTITIES.map(({ key, name }) => (
          <ToggleGroup.Item key={key} value={key} className={ITEM}>
            {name}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <ToggleGroup.Root
        type="multiple"
        value={[...metrics]}
        aria-label="Measured at"
        className={GROUP}
        onValueChange={(next) => {
          const known = points.filter(({ name }) => next.includes(name)).map(({ name }) => name);
          // At least one stays.
          if (known.length > 0) onChange(known);
        }}
      >
        {points.map(({ name, point }) => (
          <ToggleGroup.Item key={name} value={name} className={classes(ITEM, "max-sm:px-2.5")}>
            {POINT_NAMES[point]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  );
}

import { SUPPLY_BAND_PERCENT } from "@gridwatch/grid-physics";
import { memo, useMemo } from "react";
import { VOLTAGE_WINDOW_MS, type VoltageWindow } from "../../api/voltage-hour.query.js";
import { useAtTick } from "../../realtime/live-platform.js";
import { formatQuantity, VOLTS } from "../../ui/format.js";
import { useDisplay } from "../../ui/use-display.js";
import type { VoltageHour } from "./use-voltage-hour.js";
import { SCALE_PERCENT } from "./voltage-hour.js";
import { ofHour, SHAPE_HEIGHT, SHAPE_WIDTH, voltageShape } from "./voltage-shape.js";

const [UPPER, LOWER] = [SCALE_PERCENT - SUPPLY_BAND_PERCENT, SCALE_PERCENT + SUPPLY_BAND_PERCENT];
const EDGES = `M0 ${UPPER}H${SHAPE_WIDTH}M0 ${LOWER}H${SHAPE_WIDTH}`;

/**
 * From the lowest to the highest phase, minute by minute. Voltage rather than load: its normal band is known without the unit's
 * rating, so that all rows have one scale, and what is flat and in the middle is well.
 */
export const VoltageSparkline = memo(function VoltageSparkline({
  hour: { windows: known, nominal },
}: {
  hour: VoltageHour;
}) {
  useDisplay();
  const minute = useAtTick((now) => Math.floor(now / VOLTAGE_WINDOW_MS));
  // The clock of a device may be ahead of the platform's.
  const to = Math.max(minute * VOLTAGE_WINDOW_MS, known.at(-1)?.at ?? 0) + VOLTAGE_WINDOW_MS;
  const windows = useMemo(() => ofHour(known, to), [known, to]);
  const base = nominal ?? windows.at(-1)?.highest;
  const shape = useMemo(() => (base ? voltageShape(windows, to, base) : undefined), [windows, to, base]);
  const isEmpty = shape === undefined || shape.path === "";
  return (
    <svg
      role="img"
      aria-label={
        isEmpty ? "No output voltage in the last hour" : spoken(windows, nominal, shape.excursions.length > 0)
      }
      data-testid="voltage-hour"
      data-windows={windows.length}
      viewBox={`0 0 ${SHAPE_WIDTH} ${SHAPE_HEIGHT}`}
      preserveAspectRatio="none"
      className="block h-6 w-full overflow-visible [&>path]:[vector-effect:non-scaling-stroke]"
    >
      {nominal !== null && (
        <>
          <rect y={UPPER} width={SHAPE_WIDTH} height={LOWER - UPPER} className="fill-sunken" />
          <path d={EDGES} className="stroke-line-strong" />
        </>
      )}
      {shape !== undefined && (
        <path
          d={shape.path}
          strokeWidth="1.25"
          strokeLinecap="round"
          strokeLinejoin="round"
          className="fill-ink-3 stroke-ink-2 old:stroke-ink-3"
        />
      )}
      {nominal !== null &&
        shape?.excursions.map(({ x, y }) => (
          <path key={y} d={`M${x} ${y}h0`} strokeWidth="6" strokeLinecap="round" className="stroke-suspect" />
        ))}
    </svg>
  );
});

function spoken(windows: readonly VoltageWindow[], nominal: number | null, left: boolean): string {
  const lowest = Math.min(...windows.map((window) => window.lowest));
  const highest = Math.max(...windows.map((window) => window.highest));
  const course = `Phase voltages of the last hour: ${VOLTS.format(lowest)} to ${formatQuantity(highest, VOLTS)}`;
  if (nominal === null) return `${course}; nominal voltage not known`;
  return `${course}, ${left ? "outside" : "within"} ${formatQuantity(nominal, VOLTS)} ± ${SUPPLY_BAND_PERCENT} %${left ? " at times" : ""}`;
}

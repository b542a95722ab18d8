import { assumedNominalVoltage } from "@gridwatch/grid-physics";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { type VoltageWindow, voltageHourQuery } from "../../api/voltage-hour.query.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import type { Unit } from "../../units/unit.js";
import { joined, withReading } from "./voltage-hour.js";

export interface VoltageHour {
  readonly windows: readonly VoltageWindow[];
  /** V, assumed; `null` when the usual voltage is near none. */
  readonly nominal: number | null;
}

/** A unit's output voltages of the last hour: from history, and from then on as readings come. */
export function useVoltageHour(unit: Unit, enabled = true): VoltageHour {
  const { clock } = useLivePlatform();
  const { data: past } = useQuery({ ...voltageHourQuery(unit.id, () => clock.now()), enabled });
  const live = useRef<readonly VoltageWindow[]>([]);
  live.current = withReading(live.current, unit);
  const recent = live.current;
  return useMemo(() => {
    const windows = joined(past ?? [], recent);
    return { windows, nominal: assumedNominalVoltage(windows.flatMap(({ lowest, highest }) => [lowest, highest])) };
  }, [past, recent]);
}

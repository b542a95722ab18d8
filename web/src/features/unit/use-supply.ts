import type { DeviceHistory } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { deviceHistoryQuery } from "../../api/device-history.query.js";
import { nominalVoltage } from "../../charts/limit-band.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { metricAt, PHASES } from "../../units/unit-figures.js";
import type { NominalVoltages } from "./unit-charts.js";
import { WEEK } from "./week.js";

const OUTPUT = PHASES.map((phase) => metricAt(phase, "voltage"));
const INPUT = [metricAt("input", "voltage")];

/** What a unit's last 7 days say of its supply, for its charts; the window that is still filling counts too. */
export function useSupply(id: string): NominalVoltages {
  const { clock } = useLivePlatform();
  const { data } = useQuery(deviceHistoryQuery(id, WEEK, () => clock.now()));
  return useMemo(() => supplyOf(data), [data]);
}

function supplyOf(week: DeviceHistory | undefined): NominalVoltages {
  if (week === undefined) return { output: null, input: null };
  return { output: nominalVoltage(week, OUTPUT), input: nominalVoltage(week, INPUT) };
}

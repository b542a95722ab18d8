import { createContext, type ReactNode, use, useCallback, useSyncExternalStore } from "react";
import type { NewestStore } from "../units/newest-store.js";
import type { Unit } from "../units/unit.js";
import type { UnitForecast } from "../units/unit-forecast.js";
import type { UnitInsight } from "../units/unit-insight.js";
import type { UnitStore } from "../units/unit-store.js";
import type { ConnectionState, LiveFeed } from "./live-feed.js";
import type { Observed } from "./observable.js";
import type { PlatformClock } from "./platform-clock.js";

/** What lives outside React and is shared by all pages. */
export interface LivePlatform {
  clock: PlatformClock;
  feed: LiveFeed;
  units: UnitStore;
  insights: NewestStore<UnitInsight>;
  forecasts: NewestStore<UnitForecast>;
}

const LivePlatformContext = createContext<LivePlatform | null>(null);

export function LivePlatformProvider({ platform, children }: { platform: LivePlatform; children: ReactNode }) {
  return <LivePlatformContext value={platform}>{children}</LivePlatformContext>;
}

export function useLivePlatform(): LivePlatform {
  const platform = use(LivePlatformContext);
  if (platform === null) throw new Error("useLivePlatform is used outside LivePlatformProvider");
  return platform;
}

export function useObserved<T>(observed: Observed<T>): T {
  return useSyncExternalStore(observed.subscribe, observed.get);
}

/** The platform's time, epoch milliseconds, renewed each second. */
export function useNow(): number {
  return useObserved(useLivePlatform().clock.tick);
}

/** Renders again only when `select` gives something else than at the last tick. */
export function useAtTick<T extends string | number>(select: (now: number) => T): T {
  const { tick } = useLivePlatform().clock;
  return useSyncExternalStore(tick.subscribe, () => select(tick.get()));
}

export function useConnection(): ConnectionState {
  return useObserved(useLivePlatform().feed.connection);
}

/** One unit; renders again only when that unit changed. */
export function useUnit(id: string): Unit | undefined {
  const { units } = useLivePlatform();
  const subscribe = useCallback((listener: () => void) => units.subscribe(id, listener), [units, id]);
  return useSyncExternalStore(subscribe, () => units.get(id));
}

/** What the model last said of a unit; renders again only when it has said something new. */
export function useUnitInsight(id: string): UnitInsight | undefined {
  return useNewest(useLivePlatform().insights, id);
}

/** What was last forecast of a unit, likewise. */
export function useUnitForecast(id: string): UnitForecast | undefined {
  return useNewest(useLivePlatform().forecasts, id);
}

function useNewest<T extends { id: string; at: number }>(store: NewestStore<T>, id: string): T | undefined {
  const subscribe = useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.get(id));
}

/** Ids of all known units. */
export function useUnitIds(): readonly string[] {
  return useObserved(useLivePlatform().units.ids);
}

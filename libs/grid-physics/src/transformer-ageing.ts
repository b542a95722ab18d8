/** A transformer's thermal constants, named as in IEC 60076-7. */
export interface ThermalConstants {
  /** Time constants of oil and windings, minutes. */
  oilMinutes: number;
  windingMinutes: number;
  /** Top oil's rise above ambient at rated load, K. */
  oilRise: number;
  /** Hot spot's rise above top oil at rated load (H·gr), K. */
  hotSpotRise: number;
  k11: number;
  k21: number;
  k22: number;
  oilExponent: number;
  windingExponent: number;
  /** Load losses to no-load losses at rated load (R). */
  lossRatio: number;
}

/** Distribution transformer, ONAN (IEC 60076-7, table of recommended values); a loss ratio of 6 is usual. */
export const DISTRIBUTION_ONAN: ThermalConstants = {
  oilMinutes: 180,
  windingMinutes: 4,
  oilRise: 60,
  hotSpotRise: 27.6,
  k11: 1,
  k21: 1,
  k22: 2,
  oilExponent: 0.8,
  windingExponent: 1.6,
  lossRatio: 6,
};

/** °C; the two rises are K. */
export interface ThermalState {
  topOil: number;
  windingRise: number;
  oilLag: number;
}

/** What lasts under this load and ambient temperature. @param loading K = S / rated S */
export function steadyState(loading: number, ambient: number, constants: ThermalConstants): ThermalState {
  const { oilRise, oilExponent, lossRatio, k21, hotSpotRise, windingExponent } = constants;
  const rise = hotSpotRise * loading ** windingExponent;
  const topOil = ambient + oilRise * ((1 + lossRatio * loading ** 2) / (1 + lossRatio)) ** oilExponent;
  return { topOil, windingRise: k21 * rise, oilLag: (k21 - 1) * rise };
}

/** The difference equations of IEC 60076-7, solved exactly over `minutes` of constant load and ambient temperature. */
export function nextThermalState(
  state: ThermalState,
  loading: number,
  ambient: number,
  minutes: number,
  constants: ThermalConstants,
): ThermalState {
  const { k11, k22, oilMinutes, windingMinutes } = constants;
  const end = steadyState(loading, ambient, constants);
  const towards = (from: number, to: number, timeConstant: number) =>
    from + (to - from) * (1 - Math.exp(-minutes / timeConstant));
  return {
    topOil: towards(state.topOil, end.topOil, k11 * oilMinutes),
    windingRise: towards(state.windingRise, end.windingRise, k22 * windingMinutes),
    oilLag: towards(state.oilLag, end.oilLag, oilMinutes / k22),
  };
}

export function hotSpot({ topOil, windingRise, oilLag }: ThermalState): number {
  return topOil + windingRise - oilLag;
}

/** How much faster than at 98 °C ordinary (not thermally upgraded) paper ages. @param hotSpotCelsius °C */
export function ordinaryPaperAgeing(hotSpotCelsius: number): number {
  return 2 ** ((hotSpotCelsius - 98) / 6);
}

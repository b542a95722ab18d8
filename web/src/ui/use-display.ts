import { useObserved } from "../realtime/live-platform.js";
import { currentUnit, powerUnit, timeZone, voltageUnit } from "./settings.js";

/**
 * Renders the component again when times or quantities are to be written in another way: formats read the settings as they write,
 * and tell nobody. For each page, and whatever in it does not render with the page.
 *
 * @returns other text whenever they are to be
 */
export function useDisplay(): string {
  const zone = useObserved(timeZone);
  const voltage = useObserved(voltageUnit);
  const current = useObserved(currentUnit);
  return `${zone} ${voltage} ${current} ${useObserved(powerUnit)}`;
}

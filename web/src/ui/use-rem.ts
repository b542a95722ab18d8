import { useSyncExternalStore } from "react";

/** CSS pixels of 1 rem, which is more in kiosk mode. */
export function useRem(): number {
  return useSyncExternalStore(subscribe, rem);
}

function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["class"] });
  return () => observer.disconnect();
}

import { useRouter } from "@tanstack/react-router";
import { Minimize } from "lucide-react";
import { useEffect, useState } from "react";
import { leaveKiosk } from "./kiosk.js";

/** After the last touch or movement. */
const SHOWN_MS = 5_000;

/** The way out for a wall without a keyboard: in view for as long as somebody touches it or moves the pointer, or has the focus on it. */
export function KioskExit() {
  const router = useRouter();
  const inUse = usePointerInUse();
  return (
    <button
      type="button"
      data-shown={inUse}
      onClick={() => leaveKiosk(router)}
      // Out of view it is not hit by who means something else.
      className="fixed right-4 bottom-4 z-20 flex h-11 items-center gap-2 rounded-control border border-line-strong bg-raised px-4 font-semibold shadow-raised transition-opacity not-focus-visible:data-[shown=false]:pointer-events-none not-focus-visible:data-[shown=false]:opacity-0"
    >
      <Minimize aria-hidden="true" className="size-4" />
      Leave kiosk mode
    </button>
  );
}

function usePointerInUse(): boolean {
  const [inUse, setInUse] = useState(false);
  useEffect(() => {
    let timer: number | undefined;
    const onUse = () => {
      setInUse(true);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setInUse(false), SHOWN_MS);
    };
    const kinds = ["pointermove", "pointerdown"] as const;
    for (const kind of kinds) document.addEventListener(kind, onUse);
    return () => {
      window.clearTimeout(timer);
      for (const kind of kinds) document.removeEventListener(kind, onUse);
    };
  }, []);
  return inUse;
}

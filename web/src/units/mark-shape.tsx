import type { LucideIcon } from "lucide-react";
import { classes } from "../ui/classes.js";

/** The shape of a mark. What is normal is small and filled, so that all else stands out. */
export function MarkShape({ shape: Shape, normal, colour }: { shape: LucideIcon; normal: boolean; colour: string }) {
  return (
    <Shape
      aria-hidden="true"
      strokeWidth={2.5}
      className={classes("shrink-0", colour, normal ? "size-2 fill-current" : "size-3.5")}
    />
  );
}

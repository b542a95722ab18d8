import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.js";

/** Says what went wrong and what to do, with a way to try again. */
export function ErrorNotice({
  title,
  children,
  onRetry,
}: {
  title: string;
  children?: ReactNode;
  onRetry?: (() => void) | undefined;
}) {
  return (
    <div role="status" className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-control bg-sunken p-3">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-lost" />
      <div className="min-w-48 flex-1">
        <p className="font-semibold">{title}</p>
        {children !== undefined && <div className="text-ink-2">{children}</div>}
      </div>
      {onRetry !== undefined && (
        <Button onClick={onRetry}>
          <RotateCw aria-hidden="true" className="size-3.5" />
          Try again
        </Button>
      )}
    </div>
  );
}

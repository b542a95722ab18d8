import { ErrorBoundary } from "../../ui/error-boundary.js";
import { useDisplay } from "../../ui/use-display.js";
import { AccountingPanel } from "./accounting-panel.js";
import { DataPathPanel } from "./data-path-panel.js";
import { DeadLettersPanel } from "./dead-letters-panel.js";
import { PartsPanel } from "./parts-panel.js";
import { SystemHeader } from "./system-header.js";

/** The platform itself: how readings go through it, whether none is missing, what could not be used, what it is made of. */
export function SystemPage() {
  useDisplay();
  return (
    <div className="page-width px-3 pt-3 pb-8 sm:px-5 sm:pt-4">
      <SystemHeader title="System" task="How the platform itself does" />
      <div className="grid grid-cols-1 gap-3">
        <ErrorBoundary what="The data path">
          <DataPathPanel />
        </ErrorBoundary>
        <ErrorBoundary what="The accounting">
          <AccountingPanel />
        </ErrorBoundary>
        <ErrorBoundary what="The list of dead letters">
          <DeadLettersPanel />
        </ErrorBoundary>
        <ErrorBoundary what="The list of parts">
          <PartsPanel />
        </ErrorBoundary>
      </div>
    </div>
  );
}

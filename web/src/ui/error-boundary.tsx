import { QueryClientContext } from "@tanstack/react-query";
import { Component, type ContextType, type ReactNode } from "react";
import { ErrorNotice } from "./notice.js";

interface Properties {
  /** What failed, as a person calls it. */
  what: string;
  children: ReactNode;
}

/** Keeps a fault in one part of a page, in its hooks too, from taking the rest with it: stands around the part where it is used. */
export class ErrorBoundary extends Component<Properties, { error: unknown }> {
  static override contextType = QueryClientContext;
  declare context: ContextType<typeof QueryClientContext>;

  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error("unknown") };
  }

  private retry(): void {
    // An answer that it was made of may be the fault: what nothing shows any more is asked for anew.
    this.context?.removeQueries({ type: "inactive" });
    this.setState({ error: undefined });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className="mb-3">
        <ErrorNotice title={`${this.props.what} cannot be shown`} onRetry={() => this.retry()}>
          The rest of the page goes on. If trying again does not help, reload the page.
          {error instanceof Error && <code className="mt-1 block font-mono text-xs">{error.message}</code>}
        </ErrorNotice>
      </div>
    );
  }
}

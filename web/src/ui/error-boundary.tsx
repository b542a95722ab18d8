import { Component, type ReactNode } from "react";
import { ErrorNotice } from "./notice.js";

interface Properties {
  /** What failed, as a person calls it. */
  what: string;
  children: ReactNode;
}

/** Keeps a fault in one part of a page from taking the rest with it. */
export class ErrorBoundary extends Component<Properties, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error("unknown") };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <ErrorNotice title={`${this.props.what} cannot be shown`} onRetry={() => this.setState({ error: undefined })}>
        The rest of the page goes on. If trying again does not help, reload the page.
        {error instanceof Error && <code className="mt-1 block font-mono text-xs">{error.message}</code>}
      </ErrorNotice>
    );
  }
}

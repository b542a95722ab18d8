export function isSafeVersion(output: string): boolean;

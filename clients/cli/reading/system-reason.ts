/** Why the system did not do something with a file, without the file: whoever tells it has named that. `ENOENT: no such file or directory`. */
export function systemReason(cause: unknown): string {
  const { message = String(cause), code } = cause as Partial<NodeJS.ErrnoException>;
  const [, reason] = /^([A-Z0-9]+: [^,]+), [a-z]+/.exec(message) ?? [];
  return code !== undefined && reason !== undefined ? reason : message;
}

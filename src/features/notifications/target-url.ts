const MAIL = /^mailto:/i;

/** What follows `mailto:`, whatever it is; undefined for a URL of another kind. */
export function mailAddressIn(url: string): string | undefined {
  return MAIL.test(url) ? url.slice('mailto:'.length) : undefined;
}

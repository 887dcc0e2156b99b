const LONGEST = 254;
/** Fewer than the standards allow: nothing that would have to be quoted, in a header or in what carries it. */
const LOCAL = /^[A-Za-z0-9_+=~'-]+(\.[A-Za-z0-9_+=~'-]+)*$/;
const DOMAIN = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const LONGEST_LOCAL = 64;

/** Whether a text is the address of one mailbox, and can be nothing else wherever it is written. */
export function isMailAddress(text: string): boolean {
  const [local = '', domain = '', ...more] = text.length <= LONGEST ? text.split('@') : [];
  return more.length === 0 && local.length <= LONGEST_LOCAL && LOCAL.test(local) && DOMAIN.test(domain);
}

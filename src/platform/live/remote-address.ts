import { isIPv6 } from 'node:net';
import type { IncomingMessage } from 'node:http';
import type { TrustedProxies } from '#platform/http/requests/trusted-proxies';

const GROUPS = 8;
/** Whoever has an IPv6 address has at least a /64 of them. */
const NETWORK_GROUPS = 4;

/** Whom a connection counts for when connections are counted: an IPv4 address, or the /64 network of an IPv6 address. */
export function callerAddress(request: IncomingMessage, proxies: TrustedProxies): string {
  return networkOf(proxies.clientOf(request));
}

export function networkOf(address: string): string {
  const [plain = ''] = address.split('%', 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(GROUPS - before.length - after.length, 0) }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

import { BlockList, isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';

/** Addresses and networks (`10.0.0.0/8`) of proxies in front of Writ, whose word about their clients' addresses is taken. */
export class TrustedProxies {
  private readonly list = new BlockList();

  /** Throws a RangeError that names the entry that is neither an address nor a network. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.add(entry);
  }

  trusts(address: string): boolean {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && this.list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  }

  /**
   * Who really sent this: from the connection backwards through `X-Forwarded-For`, as far as each was told by a proxy that is trusted.
   * What stands to the left of that is the client's own word. Anything but an address ends it; a port behind an address is left out.
   */
  clientOf({ socket, headers }: IncomingMessage): string {
    let client = socket.remoteAddress ?? 'unknown';
    const forwarded = headers['x-forwarded-for'];
    if (forwarded === undefined) return client;
    const told = [forwarded].flat().join(',').split(',').reverse();
    for (const entry of told) {
      const next = withoutPort(entry.trim());
      if (!this.trusts(client) || isIP(plainAddress(next)) === 0) return client;
      client = next;
    }
    return client;
  }

  private add(entry: string): void {
    const [address = '', bits, ...more] = entry.split('/');
    const version = isIP(address);
    const type = version === 6 ? 'ipv6' : 'ipv4';
    if (version === 0 || more.length > 0) throw new RangeError(entry);
    if (bits === undefined) return this.list.addAddress(address, type);
    // 0 would trust everybody's word.
    if (!/^\d{1,3}$/.test(bits) || Number(bits) === 0 || Number(bits) > (version === 6 ? 128 : 32)) throw new RangeError(entry);
    this.list.addSubnet(address, Number(bits), type);
  }
}

/** Some balancers write `203.0.113.5:4411` and `[2001:db8::1]:4411`. */
function withoutPort(entry: string): string {
  return /^\[([^\]]+)\](?::\d{1,5})?$/.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(entry)?.[1] ?? entry;
}

function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

import { BlockList, isIP } from 'node:net';

/** What is not reached over the internet: this machine, this network, what is set aside for a purpose, the metadata of clouds. */
const SET_ASIDE_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
/** Of the one range of IPv6 that is public, with what stands for addresses of IPv4. */
const SET_ASIDE_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

const set4 = new BlockList();
for (const [address, bits] of SET_ASIDE_4) set4.addSubnet(address, bits, 'ipv4');
const public6 = new BlockList();
public6.addSubnet('2000::', 3, 'ipv6');
const set6 = new BlockList();
for (const [address, bits] of SET_ASIDE_6) set6.addSubnet(address, bits, 'ipv6');

/** Whether an address, as a resolver or a URL gives it, is somebody's on the internet. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '');
  const family = isIP(plain);
  if (family === 4) return !set4.check(plain, 'ipv4');
  // An address of IPv4 in the clothes of IPv6 is none of these, nor is one with a zone.
  return family === 6 && public6.check(plain, 'ipv6') && !set6.check(plain, 'ipv6');
}

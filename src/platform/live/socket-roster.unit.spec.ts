import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { networkOf } from './remote-address.js';
import { SocketRoster, type RosterLimits } from './socket-roster.js';

const limits: RosterLimits = { strangers: 4, strangersPerAddress: 2, claimants: 3, claimantsPerAddress: 2, socketsPerTenant: 2 };
const roster = () => new SocketRoster<number>(() => limits);
const stranger = (address: string) => ({ address, hasCredential: false });
const claimant = (address: string) => ({ address, hasCredential: true });

describe('the roster of sockets', () => {
  it('has room for strangers by address and altogether, and other room for those who show a credential', () => {
    const sockets = roster();
    const entered = ['a', 'a', 'a', 'b', 'b', 'c'].map((address, index) => sockets.enter(index, stranger(address)));
    expect(entered).toStrictEqual([true, true, false, true, true, false]);
    expect(['a', 'a', 'a', 'b', 'c'].map((address, index) => sockets.enter(10 + index, claimant(address)))).toStrictEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it('moves a socket to its tenant, and knows one that moves again', () => {
    const sockets = roster();
    for (const socket of [1, 2, 3]) {
      sockets.enter(socket, stranger('a'));
      expect(sockets.admit(socket, 'acme')).toBe(socket < 3);
    }
    expect(sockets.admit(2, 'acme')).toBe(true);
    expect(sockets.admit(2, 'rival')).toBe(true);
    expect(sockets.admit(3, 'acme')).toBe(true);
    expect(sockets.enter(4, stranger('a'))).toBe(true);
  });

  it('is empty when all have left, whatever came before', () => {
    const step = fc.record({
      socket: fc.nat(6),
      address: fc.constantFrom('a', 'b', 'c'),
      tenant: fc.constantFrom('x', 'y'),
      does: fc.constantFrom('enter', 'claim', 'admit', 'leave'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const sockets = roster();
        for (const { socket, address, tenant, does } of steps) {
          if (does === 'leave') sockets.leave(socket);
          else if (does === 'admit') sockets.admit(socket, tenant);
          else sockets.enter(socket, does === 'enter' ? stranger(address) : claimant(address));
        }
        for (const socket of sockets.all()) sockets.leave(socket);
        expect(sockets.size).toBe(0);
        for (const socket of [1, 2]) expect(sockets.enter(socket, stranger('a')) && sockets.admit(socket, 'x')).toBe(true);
        for (const socket of [3, 4])
          expect(sockets.enter(socket, stranger('a')) && sockets.enter(socket, claimant('a'))).toBe(true);
      }),
    );
  });
});

it('counts an IPv4 address as itself and an IPv6 address as its network', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:12:1:2:3:4', '2001:db8:0:12::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:12::', '2001:db8:0:12::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ];
  for (const [address, network] of cases) expectThat(address, networkOf(address)).toBe(network);
});

import { describe, expect, it } from '@jest/globals';
import { sampleExport, sampleLedger, textFault } from '#libs/evidence/testing';
import { CanonicalReader } from './canonical-reader.js';
import { copyHashed, eventLine, readEventLine, readTrailerLine } from './export-lines.js';

const ledger = sampleLedger(3);
const lines = sampleExport(ledger);
const [line = ''] = lines;
const trailer = lines.at(-1) ?? '';

function readerOf(text: string): CanonicalReader {
  return new CanonicalReader(Buffer.from(text));
}

const faultOf = (read: (reader: CanonicalReader) => unknown, text: string) => textFault(readerOf(text), read);

describe('an event line', () => {
  it('is by an agent, a user or the system, and by nobody else', () => {
    const by = (kind: string) => faultOf(readEventLine, line.replace('"kind":"agent"', `"kind":"${kind}"`));
    expect([by('agent'), by('user'), by('system')]).toStrictEqual([undefined, undefined, undefined]);
    for (const kind of ['', 'agents', 'users', 'Agent', 'syste'])
      expect(by(kind)).toStrictEqual(['actor.kind is not agent, user or system', 'content']);
  });

  it('says a value that cannot be is one', () => {
    const said = (from: RegExp, to: string) => faultOf(readEventLine, line.replace(from, to));
    expect(said(/"position":1/, '"position":0')).toStrictEqual(['positions start at 1', 'content']);
    expect(said(/"schema":1/, '"schema":0')).toStrictEqual(['schema versions start at 1', 'content']);
    expect(said(/"type":"\w+"/, '"type":""')).toStrictEqual(['type is empty', 'content']);
    expect(said(/"type":"\w+"/, '"type":"a"')).toBeUndefined();
  });

  it('says which hash, id or time has not its form, or is no text at all', () => {
    const forms = { at: /"at":"[^"]*"/, chain: /"chain":"[^"]*"/, digest: /"digest":"[^"]*"/, id: /(?<=,)"id":"[^"]*"/ };
    for (const [name, form] of Object.entries(forms)) {
      expect(faultOf(readEventLine, line.replace(form, `"${name}":"x"`))).toStrictEqual([`${name} is malformed`, 'content']);
      const [found = ''] = form.exec(line) ?? [];
      const value = found.slice(name.length + 4, -1);
      for (const other of [`"${name}":x${value}"`, `"${name}":'${value}'`])
        expect(faultOf(readEventLine, line.replace(form, other))).toStrictEqual(['expected a string', 'form']);
      expect(faultOf(readEventLine, line.replace(form, `"${name}":"${value}x"`))).toStrictEqual([
        `${name} is malformed`,
        'content',
      ]);
    }
  });

  it('is what was hashed, between its chain and its digest, as text and as bytes', () => {
    for (const each of lines.slice(0, -1)) {
      // Behind something else, so that places are not counted from the first byte by chance.
      const bytes = Buffer.from(`${line}${each}`);
      const reader = new CanonicalReader(bytes, Buffer.byteLength(line));
      const places = readEventLine(reader);
      const text = eventLine(reader, places);
      const into = new Uint8Array(bytes.length);
      expect(Buffer.from(into.subarray(0, copyHashed(bytes, places, into))).toString()).toBe(text.canonical);
      const { chain, digest, at, position, revision, tenant, stream } = JSON.parse(each) as Record<string, unknown>;
      expect(text).toMatchObject({ chain, digest, at, position, revision, tenant, stream: JSON.stringify(stream) });
      expect(JSON.parse(text.canonical)).not.toHaveProperty('chain');
    }
  });
});

describe('a trailer', () => {
  it('says where it begins, and of which chains it is', () => {
    const { chain } = ledger.at(-1) ?? {};
    expect(readTrailerLine(readerOf(trailer))).toMatchObject({ tenant: 'demo', from: 1, to: 3, count: 3, chain });
    const said = (from: RegExp, to: string) => faultOf(readTrailerLine, trailer.replace(from, to));
    expect(said(/"from":1/, '"from":0')).toStrictEqual(['positions start at 1', 'content']);
    for (const name of ['chain', 'previousChain'])
      expect(said(new RegExp(`"${name}":"[^"]*"`), `"${name}":"0"`)).toStrictEqual([`${name} is malformed`, 'content']);
  });
});

import { afterAll, beforeAll, describe } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { holdsExpectations, keepsOrderUnderConcurrency } from './event-store-deciding.js';
import { keepsLines } from './event-store-lines.js';
import { appendsAndReads, picks, returnsWhatItWasGiven } from './event-store-reading.js';
import { refusesWhatCannotBeStored } from './event-store-refusing.js';
import { recognisesRepetition } from './event-store-repeating.js';
import { wakesReaders } from './event-store-waking.js';
import { behavesLikeAList } from './store-model.js';
import { freshLedger, type StoreUnderTest, type SuiteContext } from './suite-context.js';

const PARTS: readonly [string, (context: SuiteContext) => void][] = [
  ['appending and reading', appendsAndReads],
  ['picking', picks],
  ['what is stored', returnsWhatItWasGiven],
  ['expectations and conditions', holdsExpectations],
  ['concurrent writers', keepsOrderUnderConcurrency],
  ['repeating an append', recognisesRepetition],
  ['appends that rely on one another', keepsLines],
  ['what can never be stored', refusesWhatCannotBeStored],
  ['following a ledger', wakesReaders],
  ['any sequence of appends', behavesLikeAList],
];

/** What every adapter of the EventStore port MUST do. Call it at the top level of a spec file. */
export function eventStoreSuite(adapter: string, setUp: () => Promise<StoreUnderTest>): void {
  describe(`event store: ${adapter}`, () => {
    let subject: StoreUnderTest;
    let store: EventStore;
    beforeAll(async () => {
      subject = await setUp();
      store = await subject.open();
    });
    afterAll(async () => {
      await store?.close();
      await subject?.tearDown?.();
    });
    for (const [title, part] of PARTS) describe(title, () => part({ fresh: () => freshLedger(subject, store) }));
  });
}

import { describe, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { readAudit } from './decider.js';

const given = deciderSpec(readAudit);

describe('the audit of reads', () => {
  it('is turned on and off by recorded acts, and records nothing for what holds already', () => {
    given().when({ type: 'SetReadAudit', reads: 'unrecorded', reason: 'so it was' }).then();
    given()
      .when({ type: 'SetReadAudit', reads: 'recorded', reason: 'asked by the auditor' })
      .then({ type: 'ReadAuditSet', reads: 'recorded', reason: 'asked by the auditor' });
    given({ type: 'ReadAuditSet', reads: 'recorded', reason: 'r' })
      .when({ type: 'SetReadAudit', reads: 'recorded', reason: 'again' })
      .then();
    given({ type: 'ReadAuditSet', reads: 'recorded', reason: 'r' })
      .when({ type: 'SetReadAudit', reads: 'unrecorded', reason: 'no longer needed' })
      .then({ type: 'ReadAuditSet', reads: 'unrecorded', reason: 'no longer needed' });
  });
});

import { handling } from '#platform/operations/caller';
import { GetReadAudit, SetReadAudit } from './operations.js';
import { OperatorReads } from './operator-reads.js';

/** What carries out each operation. */
export const handlers = [
  handling(GetReadAudit, [OperatorReads], ({ caller }, reads) => reads.setting(caller.principal.tenant)),
  handling(SetReadAudit, [OperatorReads], ({ input, caller: { context } }, reads) =>
    reads.set(context, { type: 'SetReadAudit', ...input }),
  ),
];

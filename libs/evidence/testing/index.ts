export { chained, sampleExport, sampleLedger, type SampleOptions } from './sample-ledger.js';
export { textFault } from './text-fault.js';

export { chained, sampleExport, sampleLedger, type SampleOptions } from './sample-ledger.js';

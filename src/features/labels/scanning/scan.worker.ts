import { parentPort } from 'node:worker_threads';
import { scan } from '#libs/detectors';
import type { Json } from '#libs/event-sourcing';
import { BOUNDS } from './scans.js';

parentPort?.on('message', (values: readonly Json[]) => {
  parentPort?.postMessage(values.map((value) => scan(value, BOUNDS)));
});

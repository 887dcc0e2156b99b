// Entry of a thread, where it is a file of its own; the verifier in one file is its own entry.
import { serveStretches } from './stretch-thread.js';

serveStretches();

import { httpLoad } from './http-load.js';
import type { Load } from './load.js';
import { streamLoad } from './stream-load.js';

process.on('message', (load: Load) => {
  (load.stream ? streamLoad(load) : httpLoad(load)).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

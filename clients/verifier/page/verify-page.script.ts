import { judgementOf, resultLines, trustedHeadIn, verifyExport, type TrustedHead } from '#libs/evidence';
import { shown } from '../../contract/shown-text.js';
import type { Browser, FileChoice, PageElement } from './page-elements.js';

/** Read at once. A browser gets to draw between two of them. */
const SLICE_BYTES = 512 * 1024;

const { document } = globalThis as unknown as Browser;
const on = (id: string): PageElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
};

/** Whoever chooses another file, or stops, ends the reading of the one before. */
let reading = new AbortController();
let chosen: File | undefined;

async function* slicesOf(file: File, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += SLICE_BYTES) {
    const slice = await file.slice(at, at + SLICE_BYTES).arrayBuffer();
    signal.throwIfAborted();
    yield new Uint8Array(slice);
  }
}

/** Everything a file says gets onto the page here, as text. */
function tell(className: string, lines: readonly string[]): void {
  const [first = '', ...rest] = lines.map(shown);
  on('told').className = className;
  on('told').textContent = first;
  on('more').replaceChildren(
    ...rest.map((line) => {
      const element = document.createElement('p');
      element.textContent = line;
      return element;
    }),
  );
}

/** Undefined when the field is empty; `problem` when it holds something else than a head. */
function headGiven(): TrustedHead | undefined | 'problem' {
  const text = String(on('head').value).trim();
  return text === '' ? undefined : (trustedHeadIn(text) ?? 'problem');
}

async function verify(file: File): Promise<void> {
  reading.abort();
  const { signal } = (reading = new AbortController());
  const head = headGiven();
  if (head === 'problem') return tell('unjudged', ['The trusted head is not POSITION:CHAIN (a number, a colon, 64 hex digits).']);
  tell('busy', [`verifying ${file.name}`]);
  isBusy(true);
  const onProgress = ({ bytes, events }: { readonly bytes: number; readonly events: number }): void => {
    on('progress').value = file.size > 0 ? bytes / file.size : 1;
    on('events').textContent = `${events} events`;
  };
  try {
    const result = await verifyExport(slicesOf(file, signal), { onProgress, ...(head && { head }) });
    tell(judgementOf(result), resultLines(file.name, result));
  } catch (error) {
    if (signal.aborted) return;
    tell('unjudged', [`not verified  ${file.name}: it cannot be read: ${String(error)}`]);
  }
  isBusy(false);
}

function isBusy(yes: boolean): void {
  on('progress').value = 0;
  on('events').textContent = '';
  on('work').hidden = !yes;
}

function start(files: ArrayLike<File> | undefined): void {
  chosen = files?.[0];
  if (chosen && files && files.length === 1) void verify(chosen);
  else tell('unjudged', ['One file at a time.']);
}

on('file').addEventListener('change', () => start((on('file') as FileChoice).files));
on('head').addEventListener('change', () => {
  if (chosen) void verify(chosen);
});
on('stop').addEventListener('click', () => {
  reading.abort();
  isBusy(false);
  tell('unjudged', ['Stopped. Nothing is known about the file.']);
});
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  start(event.dataTransfer?.files);
});

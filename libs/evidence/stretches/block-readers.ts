import { type LineBlock, lineBlocks } from '../line-blocks.js';
import { goodStretch, type GoodStretch } from './good-stretch.js';

/** Whole lines, and how far they are good by themselves. */
export interface ReadBlock {
  readonly bytes: Uint8Array;
  readonly stretch: GoodStretch | undefined;
}

/** Readers of blocks beside the thread that asks, such as other threads. They say what `goodStretch` says, and nothing else. */
export interface BlockReaders {
  /** How many blocks they have room for. */
  readonly atOnce: number;
  /**
   * Copies the bytes before it returns. What it comes to holds until `atOnce` more blocks were given. Must not reject: who
   * cannot read a block leaves its stretch undefined, and it is judged line by line.
   */
  read(block: Uint8Array): Promise<ReadBlock>;
}

type ReadLineBlock = (ReadBlock & { readonly kind: 'lines' }) | Exclude<LineBlock, { readonly kind: 'lines' }>;

/**
 * The blocks of a source in their order, read by whoever is there for it. A block holds until the next one is asked for.
 * Rejects when `source` does, and not before all blocks ahead of that were given out.
 */
export async function* readBlocks(source: AsyncIterable<Uint8Array>, readers?: BlockReaders): AsyncGenerator<ReadLineBlock> {
  const underWay: Promise<ReadBlock>[] = [];
  try {
    for await (const block of lineBlocks(source)) {
      if (block.kind !== 'lines') {
        yield* inOrder(underWay);
        yield block;
      } else if (readers) {
        if (underWay.length >= readers.atOnce) yield* inOrder(underWay.splice(0, 1));
        underWay.push(readers.read(block.bytes));
      } else yield { ...block, stretch: goodStretch(block.bytes) };
    }
  } catch (error) {
    yield* inOrder(underWay);
    throw error;
  }
  yield* inOrder(underWay);
}

async function* inOrder(blocks: readonly Promise<ReadBlock>[]): AsyncGenerator<ReadLineBlock> {
  for (const block of blocks) yield { kind: 'lines', ...(await block) };
}

import { Query, type ClientBase } from 'pg';

/** An event as far as it is gone through by the million. */
export interface EventText {
  readonly position: number;
  readonly id: string;
  readonly schema: number;
  readonly type: string;
  /** Canonical JSON. */
  readonly data: string;
}

/** What stands before the first row: a signature, flags, and the length of further ones. */
const BEGINNING = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const HEADER = BEGINNING.length;
/** In the place of a row's number of columns, behind the last one. */
const END = -1;

/**
 * Rows as the server copies them out, in binary: one costs it a third of what a query's costs. `statement` MUST select position, id as
 * text, schema, type and data, in this order, and MUST hold whatever it is about: COPY takes no parameters.
 */
export function copiedTexts(client: ClientBase, statement: string): Promise<EventText[]> {
  return new Promise((resolve, reject) => {
    const copied = new CopiedRows(`copy (${statement}) to stdout (format binary)`, (error) => {
      const fault = error ?? copied.fault;
      if (fault) reject(fault);
      else resolve(copied.texts);
    });
    client.query(copied);
  });
}

/** Decodes rows as they arrive: pg keeps no chunk beyond its message. */
class CopiedRows extends Query {
  readonly texts: EventText[] = [];
  /** Nothing may be thrown at pg while it reads. */
  fault: Error | undefined;
  private isBegun = false;

  /** Called by pg for every message of rows, though its types do not tell. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    let at = this.isBegun ? 0 : HEADER;
    if (!this.isBegun && !chunk.subarray(0, HEADER).equals(BEGINNING))
      this.fault ??= new Error('a copy in a form that is not known');
    this.isBegun = true;
    while (!this.fault && at < chunk.length && chunk.readInt16BE(at) !== END) at = this.take(chunk, at + 2);
  }

  /** Each column stands behind its length. */
  private take(chunk: Buffer, start: number): number {
    const idFrom = start + 16;
    const idTo = idFrom + chunk.readInt32BE(start + 12);
    const typeFrom = idTo + 12;
    const typeTo = typeFrom + chunk.readInt32BE(idTo + 8);
    const dataFrom = typeTo + 4;
    const dataTo = dataFrom + chunk.readInt32BE(typeTo);
    this.texts.push({
      position: chunk.readUInt32BE(start + 4) * 2 ** 32 + chunk.readUInt32BE(start + 8),
      id: chunk.toString('latin1', idFrom, idTo),
      schema: chunk.readInt32BE(idTo + 4),
      type: chunk.toString('latin1', typeFrom, typeTo),
      data: chunk.toString('utf8', dataFrom, dataTo),
    });
    return dataTo;
  }
}

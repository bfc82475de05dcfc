/** iden3's binary files: magic, version, number of sections; a section is its id, its length and its bytes. */
export interface Sections {
  /** The section of this id; throws RangeError if it is missing or of another size. */
  get(id: number, size?: number): Uint8Array;
}

const HEADER_BYTES = 12;

/** Throws RangeError for anything but whole sections; nothing is copied or allocated by what the file says. */
export function readSections(bytes: Uint8Array, magic: string, version: number): Sections {
  const view = viewOf(bytes);
  const word = (at: number) => view.getUint32(at, true);
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== magic || word(4) !== version)
    throw new RangeError(`not a ${magic} file of version ${version}`);
  const sections = new Map<number, Uint8Array>();
  let at = HEADER_BYTES;
  for (let left = word(8); left > 0; left--) {
    const [id, size] = [word(at), view.getBigUint64(at + 4, true)];
    at += HEADER_BYTES;
    if (size > BigInt(bytes.length - at) || sections.has(id)) throw new RangeError(`section ${id} is broken`);
    sections.set(id, bytes.subarray(at, at + Number(size)));
    at += Number(size);
  }
  return {
    get: (id, size) => {
      const found = sections.get(id);
      if (found === undefined || (size !== undefined && found.length !== size))
        throw new RangeError(`section ${id} is missing or of another size`);
      return found;
    },
  };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Far more than any of these files has. */
const MAX_SECTIONS = 64;

export interface Section {
  readonly offset: number;
  readonly size: number;
}

/** A file in iden3's binary format (ptau, zkey), read in parts: a phase 1 file does not fit into memory. */
export interface SectionFile {
  readonly sections: ReadonlyMap<number, Section>;
  /** The whole section, or its first `size` bytes. @throws Error where the file has none or less */
  read(id: number, size?: number): Buffer;
  close(): void;
}

/** @throws Error unless the file begins with this magic and its sections fill it exactly */
export function openSections(path: string, magic: string): SectionFile {
  const file = openSync(path, 'r');
  const readAt = (offset: number, size: number): Buffer => {
    const out = Buffer.alloc(size);
    if (readSync(file, out, 0, size, offset) !== size) throw new Error('the file is cut off');
    return out;
  };
  try {
    const head = readAt(0, 12);
    if (head.toString('latin1', 0, 4) !== magic) throw new Error(`no ${magic} file`);
    const count = head.readUInt32LE(8);
    if (count > MAX_SECTIONS) throw new Error('too many sections');
    const { size: end } = fstatSync(file);
    const sections = new Map<number, Section>();
    let at = 12;
    for (let i = 0; i < count; i++) {
      const entry = readAt(at, 12);
      const id = entry.readUInt32LE(0);
      const size = Number(entry.readBigUInt64LE(4));
      at += 12;
      if (sections.has(id)) throw new Error(`section ${id} twice`);
      if (at + size > end) throw new Error('the file is cut off');
      sections.set(id, { offset: at, size });
      at += size;
    }
    if (at !== end) throw new Error('bytes after the last section');
    return {
      sections,
      read: (id, size) => {
        const section = sections.get(id);
        if (section === undefined || section.size < (size ?? 0)) throw new Error(`section ${id} is missing`);
        return readAt(section.offset, size ?? section.size);
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

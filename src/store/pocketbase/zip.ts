import { type FileHandle, open } from 'node:fs/promises'

// Offsets and signatures: APPNOTE.TXT, the specification of the ZIP format, 4.3.12 and 4.3.16.
const END = 0x06054b50
const END_SIZE = 22
const LONGEST_COMMENT = 0xffff
const ENTRY = 0x02014b50
const ENTRY_SIZE = 46

/**
 * The names in a ZIP archive, read from the directory at its end, which a file that was cut off lacks.
 * @returns no name where it is none, or one of more than 4 GB whose directory is elsewhere
 */
export async function namesInZip(file: string): Promise<string[]> {
  const handle = await open(file)
  try {
    return namesIn(await directoryOf(handle))
  } finally {
    await handle.close()
  }
}

async function directoryOf(handle: FileHandle): Promise<Buffer> {
  const { size } = await handle.stat()
  const start = Math.max(0, size - END_SIZE - LONGEST_COMMENT)
  const tail = await read(handle, start, size - start)
  const mark = Buffer.alloc(4)
  mark.writeUInt32LE(END)
  const end = tail.lastIndexOf(mark)
  if (end < 0 || end + END_SIZE > tail.length) return Buffer.alloc(0)
  const length = tail.readUInt32LE(end + 12)
  const offset = tail.readUInt32LE(end + 16)
  return offset + length > size ? Buffer.alloc(0) : read(handle, offset, length)
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function namesIn(directory: Buffer): string[] {
  const names: string[] = []
  let at = 0
  while (at + ENTRY_SIZE <= directory.length && directory.readUInt32LE(at) === ENTRY) {
    const name = directory.readUInt16LE(at + 28)
    const extra = directory.readUInt16LE(at + 30)
    const comment = directory.readUInt16LE(at + 32)
    names.push(directory.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + name))
    at += ENTRY_SIZE + name + extra + comment
  }
  return names
}

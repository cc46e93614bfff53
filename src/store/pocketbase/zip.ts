import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'

// Offsets and signatures: APPNOTE.TXT, the specification of the ZIP format, 4.3.7, 4.3.12, 4.3.14 to 4.3.16
// and 4.5.3. ZIP64 has what does not fit into the fields of before, and each archive from 65,535 files on.
const END = 0x06054b50
const END_SIZE = 22
const LONGEST_COMMENT = 0xffff
const ENTRY = 0x02014b50
const ENTRY_SIZE = 46

const LOCATOR_64 = 0x07064b50
const LOCATOR_64_SIZE = 20
const END_64_SIZE = 56
const EXTRA_64 = 0x0001
/** Stands for a number that is in the records of ZIP64. */
const IN_64 = 0xffffffff

const LOCAL_SIZE = 30
const DEFLATED = 8

/** One file in an archive. */
export interface ZipEntry {
  readonly name: string
  readonly isDeflated: boolean
  /** CRC-32 of the content. */
  readonly crc: number
  /** Bytes in the archive. */
  readonly packed: number
  readonly offset: number
}

/**
 * The files in a ZIP archive, read from the directory at its end, which a file that was cut off lacks.
 * @returns none where it is no archive
 */
export async function entriesOf(file: string): Promise<ZipEntry[]> {
  const handle = await open(file)
  try {
    return entriesIn(await directoryOf(handle))
  } finally {
    await handle.close()
  }
}

/**
 * Writes one file of an archive to a path, or only reads it.
 * @throws Error when it is not what was packed
 */
export async function extract(file: string, entry: ZipEntry, to?: string): Promise<void> {
  const start = await startOf(file, entry)
  let crc = 0
  async function* checked(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      crc = crc32(chunk, crc)
      yield chunk
    }
  }
  const target =
    to === undefined ? new Writable({ write: (_, __, done) => done() }) : createWriteStream(to)
  if (entry.packed === 0) {
    await pipeline(Readable.from([]), target)
  } else {
    const packed = createReadStream(file, { start, end: start + entry.packed - 1 })
    if (entry.isDeflated) await pipeline(packed, createInflateRaw(), checked, target)
    else await pipeline(packed, checked, target)
  }
  if (crc !== entry.crc) throw new Error(`${entry.name} is damaged in it`)
}

/** Where the content begins: after a header whose length is in itself. */
async function startOf(file: string, { offset }: ZipEntry): Promise<number> {
  const handle = await open(file)
  try {
    const header = await read(handle, offset, LOCAL_SIZE)
    return offset + LOCAL_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28)
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
  const { offset, length } = (await placeIn64(handle, start + end)) ?? {
    length: tail.readUInt32LE(end + 12),
    offset: tail.readUInt32LE(end + 16),
  }
  return offset + length > size ? Buffer.alloc(0) : read(handle, offset, length)
}

/** Where the directory of an archive with ZIP64 is; undefined for one without. */
async function placeIn64(handle: FileHandle, end: number) {
  const at = end - LOCATOR_64_SIZE
  if (at < 0) return undefined
  const locator = await read(handle, at, LOCATOR_64_SIZE)
  if (locator.readUInt32LE(0) !== LOCATOR_64) return undefined
  const record = await read(handle, uint64(locator, 8), END_64_SIZE)
  if (record.length < END_64_SIZE) return undefined
  return { length: uint64(record, 40), offset: uint64(record, 48) }
}

const uint64 = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at))

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function entriesIn(directory: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  while (at + ENTRY_SIZE <= directory.length && directory.readUInt32LE(at) === ENTRY) {
    const name = directory.readUInt16LE(at + 28)
    const extra = directory.readUInt16LE(at + 30)
    const comment = directory.readUInt16LE(at + 32)
    const extraAt = at + ENTRY_SIZE + name
    const [, packed = 0, offset = 0] = wide(
      [24, 20, 42].map((field) => directory.readUInt32LE(at + field)),
      directory.subarray(extraAt, extraAt + extra),
    )
    entries.push({
      name: directory.toString('utf8', at + ENTRY_SIZE, extraAt),
      isDeflated: directory.readUInt16LE(at + 10) === DEFLATED,
      crc: directory.readUInt32LE(at + 16),
      packed,
      offset,
    })
    at = extraAt + extra + comment
  }
  return entries
}

/** The numbers of an entry: each that does not fit stands in the extra field of ZIP64, in this order. */
function wide(numbers: readonly number[], extra: Buffer): number[] {
  let at = 0
  const values = valuesIn64(extra)
  return numbers.map((number) => {
    if (number !== IN_64 || at + 8 > values.length) return number
    at += 8
    return uint64(values, at - 8)
  })
}

function valuesIn64(extra: Buffer): Buffer {
  let at = 0
  while (at + 4 <= extra.length) {
    const content = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === EXTRA_64) return content
    at += 4 + content.length
  }
  return Buffer.alloc(0)
}

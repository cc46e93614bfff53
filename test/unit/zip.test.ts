import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import { entriesOf, extract } from '../../src/store/pocketbase/zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'stock-zip-'))
afterAll(() => rmSync(folder, { recursive: true }))

const END_SIZE = 22
const ENTRY_SIZE = 46
const FILES = { 'data.db': Buffer.from('a database '.repeat(50)), 'storage/one.jpg': Buffer.of(7) }

const packed = () => Buffer.from(zipSync(FILES))

function onDisk(bytes: Buffer): string {
  const file = join(folder, 'archive.zip')
  writeFileSync(file, bytes)
  return file
}

const uint16 = (value: number) => Buffer.from(Uint16Array.of(value).buffer)
const uint32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer)
const uint64 = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer)

/** The same archive with its sizes and places in the records of ZIP64, as Go writes a large one. */
function asZip64(zip: Buffer): Buffer {
  const end = zip.subarray(-END_SIZE)
  const start = end.readUInt32LE(16)
  const directory = Buffer.concat(entriesIn(zip.subarray(start, -END_SIZE)).map(entryOf64))
  const count = end.readUInt16LE(10)
  const record = Buffer.concat([
    uint32(0x06064b50),
    uint64(44),
    ...[uint16(45), uint16(45), uint32(0), uint32(0), uint64(count), uint64(count)],
    ...[uint64(directory.length), uint64(start)],
  ])
  const at = start + directory.length
  const locator = Buffer.concat([uint32(0x07064b50), uint32(0), uint64(at), uint32(1)])
  const full = Buffer.from(end)
  full.fill(0xff, 8, 20)
  return Buffer.concat([zip.subarray(0, start), directory, record, locator, full])
}

function entriesIn(directory: Buffer): Buffer[] {
  if (directory.length === 0) return []
  const length = ENTRY_SIZE + directory.readUInt16LE(28)
  return [directory.subarray(0, length), ...entriesIn(directory.subarray(length))]
}

function entryOf64(entry: Buffer): Buffer {
  const another = Buffer.concat([uint16(0x5455), uint16(1), Buffer.of(0)])
  const values = [24, 20, 42].map((at) => uint64(entry.readUInt32LE(at)))
  const extra = Buffer.concat([another, uint16(1), uint16(24), ...values])
  const head = Buffer.from(entry)
  head.fill(0xff, 20, 28)
  head.fill(0xff, 42, ENTRY_SIZE)
  head.writeUInt16LE(extra.length, 30)
  return Buffer.concat([head, extra])
}

test.for([
  ['an archive', packed()],
  ['one with the records of ZIP64', asZip64(packed())],
] as const)('%s is unpacked', async ([, bytes]) => {
  const file = onDisk(bytes)
  const entries = await entriesOf(file)
  expect(entries.map(({ name }) => name)).toEqual(Object.keys(FILES))
  for (const entry of entries) {
    const to = join(folder, 'unpacked')
    await extract(file, entry, to)
    expect(readFileSync(to)).toEqual(FILES[entry.name as keyof typeof FILES])
  }
})

test.for([
  ['its beginning', (zip: Buffer) => zip.subarray(0, zip.length / 2)],
  ['its end', (zip: Buffer) => zip.subarray(zip.length / 2)],
  ['its last bytes', (zip: Buffer) => zip.subarray(-END_SIZE)],
] as const)('an archive of which only %s is left has no files', async ([, cut]) => {
  expect(await entriesOf(onDisk(cut(asZip64(packed()))))).toEqual([])
})

import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { encodeForm } from '../../src/store/pocketbase/form.ts'

const folder = mkdtempSync(join(tmpdir(), 'stock-form-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file on the disk. */
async function onDisk(bytes: Uint8Array): Promise<File> {
  const path = join(folder, 'backup.zip')
  writeFileSync(path, bytes)
  return new File([await openAsBlob(path)], 'backup.zip', { type: 'application/zip' })
}

test('a form is read as it was made', async () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256)
  const form = encodeForm({ instead_of: 'one.jpg', file: await onDisk(bytes) })
  const read = await new Response(form).formData()
  expect([...read.keys()]).toEqual(['instead_of', 'file'])
  expect(read.get('instead_of')).toBe('one.jpg')
  const file = read.get('file') as File
  expect([file.name, file.type]).toEqual(['backup.zip', 'application/zip'])
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
})

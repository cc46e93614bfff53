import { randomUUID } from 'node:crypto'

/**
 * A form as it is sent (RFC 7578). Node's fetch would encode one while it sends it, and a connection that
 * breaks off then ends the whole process: the error is thrown where nobody can catch it. Files on the disk
 * are not read before they are sent.
 * @param fields by names of ours, which have nothing to escape; those of files as well
 */
export function encodeForm(fields: Readonly<Record<string, string | File>>): Blob {
  const boundary = `stock-${randomUUID()}`
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${describe(value)}\r\n\r\n`,
    value,
    '\r\n',
  ])
  return new Blob([...parts, `--${boundary}--\r\n`], {
    type: `multipart/form-data; boundary=${boundary}`,
  })
}

const describe = (value: string | File): string =>
  typeof value === 'string' ? '' : `; filename="${value.name}"\r\ncontent-type: ${value.type}`

/** Where PocketBase looks for a thumb, and where it would put one that it made. */
export const thumbPath = (record: core.Record, name: string, size: string): string =>
  `${record.baseFilesPath()}/thumbs_${name}/${size}_${name}`

/**
 * Serves thumbs that are stored, and the whole file for all others. PocketBase would make a missing one
 * on the first request for it, from whatever picture, for anybody: a few requests could take all memory.
 * It comes before each request, for the files of every collection.
 */
export function serveStoredThumbs(e: core.RequestEvent): void {
  const url = e.request?.url
  const name = e.request?.pathValue('filename')
  const query = name && url?.rawQuery ? url.query() : undefined
  if (name && url && query?.has('thumb') && !isStored(e, name, query.get('thumb'))) {
    query.del('thumb')
    url.rawQuery = query.encode()
  }
  e.next()
}

function isStored(e: core.RequestEvent, name: string, size: string): boolean {
  const files = e.app.newFilesystem()
  try {
    const collection = e.request?.pathValue('collection') || ''
    const record = e.app.findRecordById(collection, e.request?.pathValue('recordId') || '')
    return files.exists(thumbPath(record, name, size))
  } catch {
    // There is no such record, which PocketBase says better.
    return false
  } finally {
    files.close()
  }
}

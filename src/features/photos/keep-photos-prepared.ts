import { setTimeout as sleep } from 'node:timers/promises'
import { StockError } from '../../domain/errors.ts'
import { sameInAll } from '../../domain/say.ts'
import type { CatalogueFeed } from '../../store/catalogue-store.ts'
import type { PhotoName, PhotoStore } from '../../store/photo-store.ts'
import { MAX_FILE_BYTES, preparePicture } from './prepare-picture.ts'

interface Surroundings {
  readonly store: PhotoStore
  readonly feed: CatalogueFeed
  /** Told of pictures that cannot be prepared, and of a store that does not answer. */
  readonly logger: { warn(data: object, message: string): void }
}

/** Wait before the store is asked again, in milliseconds: after a change, and when it did not answer. */
const PAUSE_MS = 500
const RETRY_MS = 5_000

/**
 * Prepares the pictures that did not come through the API, one after the other: those that staff set in
 * the admin UI, and those of an older version or of a backup of one. A picture that cannot be prepared
 * stays as it is, is shown nowhere, and is tried again after the next start.
 * @returns what ends it, after the picture at work
 */
export function keepPhotosPrepared({ store, feed, logger }: Surroundings): () => Promise<void> {
  const ending = new AbortController()
  const { signal } = ending
  const failed = new Set<string>()
  let changed = Promise.withResolvers<void>()
  const onChange = () => changed.resolve()

  async function prepareAll(): Promise<void> {
    for (const photo of await store.unpreparedPhotos()) {
      if (signal.aborted) return
      if (failed.has(photo.name)) continue
      try {
        await prepareStored(store, photo)
      } catch (err) {
        if (!(err instanceof StockError) || isPassing(err)) throw err
        failed.add(photo.name)
        logger.warn({ err, ...photo }, 'A picture set by hand cannot be shown: set another one')
      }
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      changed = Promise.withResolvers()
      try {
        await prepareAll()
        await changed.promise
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
      } catch (err) {
        logger.warn({ err }, 'Pictures set by hand cannot be prepared just now')
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {})
      }
    }
  }

  const unwatch = feed.watch({
    onConnect: onChange,
    onDisconnect() {},
    onMovement() {},
    onOther: onChange,
  })
  const running = run()
  return async () => {
    ending.abort()
    onChange()
    await Promise.all([running, unwatch()])
  }
}

/** Whether it may succeed in a moment. */
const isPassing = ({ code }: StockError): boolean =>
  code === 'store-unavailable' || code === 'overloaded'

/** Nothing is done where the picture was taken away or replaced meanwhile. */
async function prepareStored(store: PhotoStore, photo: PhotoName): Promise<void> {
  const stored = await store.readPhoto(photo)
  if (!stored) return
  if (stored.size === null || stored.size > MAX_FILE_BYTES) {
    await stored.body.cancel()
    throw new StockError('file-too-large', sameInAll(`The file ${photo.name} is too large.`))
  }
  const file = new Uint8Array(await new Response(stored.body).arrayBuffer())
  const picture = await preparePicture(file)
  await store.setPhoto(photo.productId, picture, photo.name)
}

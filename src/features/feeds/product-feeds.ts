import { createHash } from 'node:crypto'
import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { nextTurn } from '../../shared/turns.ts'
import { FEED_FORMATS, type FeedFormatName } from './feed-formats.ts'
import { type Offer, type Offering, offersOf, rowOf, type Terms } from './offers.ts'

export interface FeedQuery {
  readonly format: FeedFormatName
  /** Name of the only location whose stock counts. */
  readonly location?: string | undefined
  readonly baseUrl: string
}

/** A feed that is written while it is read. */
export interface ProductFeed {
  /** Strong: the same for the same bytes, in every process. */
  readonly etag: string
  readonly chunks: AsyncIterable<string>
}

export type ProductFeedService = ReturnType<typeof createProductFeedService>

/** Rows per chunk: some hundred kilobytes. */
const CHUNK_ROWS = 500

const TITLE = 'Products'

/** Tells shopping sites and web shops what is for sale. Nothing of a feed is kept but its ETag. */
export function createProductFeedService(deps: Offering & { catalogue: CatalogueReader }) {
  const { catalogue, currency, productLink } = deps
  /** ETags of the feeds of one state of the catalogue. */
  const known = { version: 0, etags: new Map<string, string>() }

  return {
    /** @throws StockError 'location-not-found' */
    async read({ format, location, baseUrl }: FeedQuery): Promise<ProductFeed> {
      const terms = { currency, productLink, baseUrl }
      const snapshot = await catalogue.read()
      const version = snapshot.version()
      const offers = await offersOf(snapshot, location)
      const chunks = () => written(format, offers, terms)
      // Rows that were made while something changed are of no state that has a name.
      if (snapshot.version() !== version) return { etag: await etagOf(chunks()), chunks: chunks() }
      if (known.version !== version) {
        known.version = version
        known.etags.clear()
      }
      const name = JSON.stringify([format, location ?? null, baseUrl])
      const etag = known.etags.get(name) ?? (await etagOf(chunks()))
      if (known.version === version) known.etags.set(name, etag)
      return { etag, chunks: chunks() }
    },
  }
}

async function* written(
  format: FeedFormatName,
  offers: readonly Offer[],
  terms: Terms,
): AsyncGenerator<string> {
  const { begin, rows, end } = FEED_FORMATS[format]
  yield begin(TITLE, terms.baseUrl)
  for (let from = 0; from < offers.length; from += CHUNK_ROWS) {
    await nextTurn()
    const some = offers.slice(from, from + CHUNK_ROWS).map((offer) => rowOf(offer, terms))
    yield rows(some, from === 0)
  }
  if (end !== '') yield end
}

async function etagOf(chunks: AsyncIterable<string>): Promise<string> {
  const hash = createHash('sha1')
  for await (const chunk of chunks) hash.update(chunk)
  return `"${hash.digest('base64url')}"`
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CLIENT_CAPABILITIES_META_KEY, ResourceNotFoundError } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { listener, type Sentence, say } from '../domain/say.ts'
import { PICTURES, type Picture } from '../operations/operation.ts'
import { ROOT } from '../root.ts'

/**
 * MCP Apps (https://github.com/modelcontextprotocol/ext-apps, version 2026-01-26): a client that has the
 * extension reads a page by its `ui://` address, opens it in a sandboxed frame of its own, and gives it
 * the answer of the tool to draw.
 */
export const EXTENSION = 'io.modelcontextprotocol/ui'
export const PAGE_TYPE = 'text/html;profile=mcp-app'

/** The page that draws all pictures, with its code and styles in it; made by the build. */
const PAGE = join(ROOT, 'dist/chat/picture.html')

const TITLES: Record<Picture, () => Sentence> = {
  inventory: () => say({ en: 'Stock, as cards', fr: 'Le stock, en fiches' }),
  reorder: () => say({ en: 'What to order, as cards', fr: 'Ce qu’il faut commander, en fiches' }),
  stats: () => say({ en: 'Sales, as a plot', fr: 'Les ventes, en graphique' }),
}

const uriOf = (picture: Picture): string => `ui://stock/${picture}`

/** What tells a client which page draws the answer of a tool. */
export const pictureMeta = (picture: Picture) => ({ ui: { resourceUri: uriOf(picture) } })

const resourceOf = (picture: Picture) => ({
  uri: uriOf(picture),
  name: picture,
  title: TITLES[picture](),
  mimeType: PAGE_TYPE,
})

/** The pages, as MCP lists them. */
export const listPictures = () => PICTURES.map(resourceOf)

/**
 * The page of a picture, which is told what it draws and in which currency. It may load photos, which are
 * found under the address of this service, and nothing else.
 * @throws ResourceNotFoundError for an address that is not in the list
 */
export async function readPicture(uri: string, baseUrl: string) {
  const picture = PICTURES.find((one) => uriOf(one) === uri)
  if (!picture) throw new ResourceNotFoundError(uri)
  const page = await readPage()
  const { currency } = listener()
  const csp = { resourceDomains: [new URL(baseUrl).origin] }
  return {
    contents: [
      {
        uri,
        mimeType: PAGE_TYPE,
        text: page.replace('<html', `<html data-picture="${picture}" data-currency="${currency}"`),
        _meta: { ui: { csp, prefersBorder: true } },
      },
    ],
  }
}

/** @throws Error that says nothing of where it lies: clients are told what it says */
const readPage = () =>
  readFile(PAGE, 'utf8').catch((cause) => {
    throw new Error('The page is not built: npm run build does it.', { cause })
  })

const Capabilities = z.object({
  extensions: z.object({ [EXTENSION]: z.object({ mimeTypes: z.array(z.string()) }) }),
})

/**
 * Whether the client shows pictures, as far as its message tells. Clients of the 2025 protocol tell what
 * they can in `initialize` only: in all they send after that, they may.
 */
export function mayShowPictures(message: unknown): boolean {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: Params | null }
  const told =
    method === 'initialize' ? params?.capabilities : params?._meta?.[CLIENT_CAPABILITIES_META_KEY]
  if (told === undefined) return true
  const read = Capabilities.safeParse(told)
  return read.success && read.data.extensions[EXTENSION].mimeTypes.includes(PAGE_TYPE)
}

interface Params {
  readonly capabilities?: unknown
  readonly _meta?: Readonly<Record<string, unknown>> | null
}

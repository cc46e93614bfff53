import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { McpUiResourceCsp } from '@modelcontextprotocol/ext-apps'
import type { FrameLocator, Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import type { Chat, Picture, Seen } from './chat-host/chat.ts'

const FOLDER = resolve(import.meta.dirname, 'chat-host')

/** A chat in a page of a browser, with a picture in it. */
export interface OpenChat extends Pick<Chat, 'change' | 'cancel' | 'close'> {
  /** Shows a picture, in place of the one before. */
  show(picture: Picture): Promise<void>
  readonly picture: FrameLocator
  seen(): Promise<Seen>
}

/**
 * Serves a chat and its sandbox, which is on another origin.
 * @returns how to open it, and what ends it
 */
export async function serveChat() {
  const [host, sandbox] = await Promise.all([bundle('host.ts'), bundle('sandbox.ts')])
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    const isSandbox = pathname === '/sandbox'
    const csp = JSON.parse(searchParams.get('csp') ?? '{}') as McpUiResourceCsp
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      ...(isSandbox && { 'content-security-policy': policyOf(csp) }),
    })
    const script = (isSandbox ? sandbox : host).replaceAll('</script', '<\\/script')
    response.end(
      `<!doctype html><html lang="en"><title>Chat</title><body><script type="module">${script}</script></body></html>`,
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    close: () => server.close(),
    async open(page: Page): Promise<OpenChat> {
      await page.goto(`http://127.0.0.1:${port}/`)
      const picture = page.frameLocator('iframe').frameLocator('iframe')
      // A question of a test is code of the page.
      const ask = (method: keyof Chat, ...values: unknown[]) =>
        page.evaluate(`chat.${method}(${values.map((value) => JSON.stringify(value)).join(', ')})`)
      return {
        picture,
        async show(shown) {
          await ask('show', `http://localhost:${port}/sandbox`, shown)
        },
        async change(context) {
          await ask('change', context)
        },
        async cancel() {
          await ask('cancel')
        },
        close: () => ask('close') as ReturnType<Chat['close']>,
        seen: () => page.evaluate('chat.seen') as Promise<Seen>,
      }
    },
  }
}

/** The policy of a picture, as MCP Apps makes it of what a server declares. */
function policyOf({ resourceDomains = [], connectDomains = [] }: McpUiResourceCsp): string {
  const from = resourceDomains.join(' ')
  return [
    "default-src 'none'",
    `script-src 'self' 'unsafe-inline' ${from}`,
    `style-src 'self' 'unsafe-inline' ${from}`,
    `img-src 'self' data: ${from}`,
    `font-src 'self' ${from}`,
    `media-src 'self' data: ${from}`,
    `connect-src 'self' ${connectDomains.join(' ')}`,
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
  ].join('; ')
}

async function bundle(name: string): Promise<string> {
  const built = await rolldown({
    input: resolve(FOLDER, name),
    platform: 'browser',
    tsconfig: false,
  })
  const { output } = await built.generate({ format: 'es', codeSplitting: false })
  await built.close()
  return output[0].code
}

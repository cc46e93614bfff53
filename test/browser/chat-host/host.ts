import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge'
import type { Chat, Seen } from './chat.ts'

// A chat that shows pictures, made of the extension's own library. It knows no shop: the test gives it what a
// server answered.

let bridge: AppBridge | undefined

const chat: Chat = {
  seen: { app: undefined, sizes: [], calls: [] },

  async show(sandbox, picture) {
    const { html, csp = {}, context, frame, input = {}, result, again } = picture
    const seen: Seen = { app: undefined, sizes: [], calls: [] }
    chat.seen = seen
    document.body.replaceChildren()
    document.body.style.background = context.theme === 'dark' ? '#111' : '#eee'
    const iframe = document.createElement('iframe')
    iframe.title = 'Picture'
    iframe.sandbox.add('allow-scripts', 'allow-same-origin')
    iframe.style.cssText = 'width: 100%; height: 100px; border: 0'
    iframe.src = `${sandbox}?csp=${encodeURIComponent(JSON.stringify(csp))}`
    document.body.append(iframe)
    const window = iframe.contentWindow as Window
    const capabilities = again ? { serverTools: {} } : {}
    const opened = new AppBridge(null, { name: 'Test chat', version: '1.0.0' }, capabilities, {
      hostContext: context,
    })
    bridge = opened
    opened.onsizechange = (size) => {
      seen.sizes.push(size)
      if (size.height !== undefined) iframe.style.height = `${size.height}px`
    }
    opened.oncalltool = async (call) => {
      seen.calls.push(call)
      return again ?? { content: [] }
    }
    opened.onsandboxready = () => {
      void opened.sendSandboxResourceReady({ html, csp, ...(frame && { sandbox: frame }) })
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    opened.oninitialized = () => resolve()
    await opened.connect(new PostMessageTransport(window, window))
    await promise
    seen.app = opened.getAppVersion()
    await opened.sendToolInput({ arguments: input })
    if (result) await opened.sendToolResult(result)
  },

  async change(context) {
    bridge?.setHostContext(context)
  },
  async cancel() {
    await bridge?.sendToolCancelled({ reason: 'user action' })
  },

  async close() {
    const unknown = await bridge?.listTools({}).then(
      () => 'answered',
      (error) => String(error),
    )
    return { closed: await bridge?.teardownResource({}), unknown }
  },
}

Object.assign(globalThis, { chat })

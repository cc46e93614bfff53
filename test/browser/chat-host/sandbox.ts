import type {
  McpUiSandboxProxyReadyNotification,
  McpUiSandboxResourceReadyNotification,
} from '@modelcontextprotocol/ext-apps/app-bridge'

// The sandbox between a chat and a picture, by MCP Apps: on another origin than the chat, with the policy of
// the picture in its own header, which the frame inside inherits.

const inner = document.createElement('iframe')
inner.title = 'Picture'
inner.style.cssText = 'width: 100%; height: 100vh; border: 0; display: block'
document.body.style.margin = '0'
document.body.append(inner)

const READY: McpUiSandboxProxyReadyNotification = {
  method: 'ui/notifications/sandbox-proxy-ready',
  params: {},
}
const LOAD: McpUiSandboxResourceReadyNotification['method'] =
  'ui/notifications/sandbox-resource-ready'

addEventListener('message', ({ source, data }) => {
  if (source === inner.contentWindow) {
    parent.postMessage(data, '*')
  } else if (source === parent && data.method === LOAD) {
    inner.setAttribute('sandbox', data.params.sandbox ?? 'allow-scripts')
    inner.srcdoc = data.params.html
  } else if (source === parent) {
    inner.contentWindow?.postMessage(data, '*')
  }
})

parent.postMessage({ jsonrpc: '2.0', ...READY }, '*')

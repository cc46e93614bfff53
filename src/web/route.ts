import { signal } from '@preact/signals'

/** Where the visitor is: "#/find?q=togo". The server knows one address of the page only, so a phone without a connection opens all. */
const read = () => {
  const [path = '', query = ''] = location.hash.slice(1).split('?', 2)
  return { path: path || '/', query: new URLSearchParams(query) }
}

export const route = signal(read())

addEventListener('hashchange', () => {
  route.value = read()
})

/** The address of a screen, for a link. */
export function linkTo(path: string, query: Readonly<Record<string, string>> = {}): string {
  const words = new URLSearchParams(query).toString()
  return `#${path}${words && `?${words}`}`
}

/** The address of a product's screen, where one of its sizes may be marked. */
export const linkToProduct = (sku: string, size = ''): string =>
  linkTo(`/product/${encodeURIComponent(sku)}`, size ? { size } : {})

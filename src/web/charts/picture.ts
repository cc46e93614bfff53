/** What the style sheet gives the parts of a plot, which a file must bring along itself. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
]

const SVG = 'http://www.w3.org/2000/svg'
const MARGIN = 16

/** The drawing as a file of its own, with its title, in the colours that it has on the page. */
export function svgOf(drawing: SVGSVGElement, title: string): string {
  const [width, height] = [drawing.clientWidth, drawing.clientHeight]
  const page = getComputedStyle(document.body)
  const size = Number.parseFloat(page.fontSize)
  const head = size * 2
  const [wide, high] = [width + 2 * MARGIN, height + head + 2 * MARGIN]
  const file = make('svg', { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high })
  const heading = make('text', {
    ...{ x: MARGIN, y: MARGIN + size, fill: page.color, 'font-size': size },
    ...{ 'font-weight': 600, 'font-family': page.fontFamily },
  })
  heading.textContent = title
  const copy = styled(drawing)
  for (const [name, value] of Object.entries({ x: MARGIN, y: MARGIN + head, width, height })) {
    copy.setAttribute(name, String(value))
  }
  const card = getComputedStyle(drawing).backgroundColor
  file.append(make('rect', { width: wide, height: high, fill: card }), heading, copy)
  return new XMLSerializer().serializeToString(file)
}

function make(name: string, attributes: Readonly<Record<string, string | number>>): Element {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  return element
}

/** A copy that keeps its look without the style sheet. */
function styled(element: Element): Element {
  const copy = element.cloneNode(false) as Element
  const style = getComputedStyle(element)
  for (const name of STYLES) copy.setAttribute(name, style.getPropertyValue(name))
  copy.removeAttribute('class')
  for (const child of element.childNodes) {
    copy.append(child instanceof Element ? styled(child) : child.cloneNode())
  }
  return copy
}

/** Pixels of the picture for each of the page, so that it is sharp on every screen. */
const SHARP = 2

/** @throws where the browser cannot draw it */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth * SHARP
    canvas.height = image.naturalHeight * SHARP
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
    if (!blob) throw new Error('The picture could not be drawn.')
    return blob
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Hands the person a file. */
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser has taken it when it next has time.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

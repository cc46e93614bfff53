import { useEffect, useRef, useState } from 'preact/hooks'
import type { Model } from '../answers.ts'
import { useGet, useLast } from '../api.ts'
import { number } from '../format.ts'
import { FIND } from '../labels/find.ts'
import { lookUp } from '../outbox/lookup.ts'
import { Icon } from '../parts/icon.tsx'
import { Later } from '../parts/later.tsx'
import { Picture } from '../parts/picture.tsx'
import { Missing } from '../parts/states.tsx'
import { linkTo, linkToProduct, route } from '../route.ts'
import { useWedge } from '../scan/use-wedge.ts'
import { say } from '../settings.ts'
import { showToast } from '../toast.ts'

/** Milliseconds without a key after which what was typed is asked. */
const PAUSE_MS = 150
const PAGE = 30

/** Products by what is typed or scanned. */
export function Find() {
  const labels = say(FIND)
  const words = route.value.query.get('q') ?? ''
  const [typed, setTyped] = useState(words)
  const [limit, setLimit] = useState(PAGE)
  const [isOpen, setOpen] = useState(false)
  useWedge(openCode)
  const asked = useRef(words)
  const ask = () => {
    asked.current = typed.trim()
    search(typed)
  }
  useEffect(() => {
    const clock = setTimeout(ask, PAUSE_MS)
    return () => clearTimeout(clock)
  }, [typed])
  useEffect(() => {
    // A link led to another question.
    if (words !== asked.current) setTyped(words)
  }, [words])
  const entry = useGet('/models', { model: words, limit })
  const page = useLast(entry)
  return (
    <>
      <h1>{labels.title}</h1>
      <search>
        <form
          class="with-camera"
          onSubmit={(event) => {
            event.preventDefault()
            if (CODE.test(typed.trim())) void openCode(typed.trim())
            else ask()
          }}
        >
          <input
            type="search"
            enterkeyhint="search"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            maxLength={200}
            aria-label={labels.search}
            placeholder={labels.search}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <button
            type="button"
            class="quiet"
            aria-label={labels.camera}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="camera" />
          </button>
        </form>
      </search>
      {isOpen && (
        <Later
          load={() => import('../scan/camera-view.tsx')}
          show={({ CameraView }) => <CameraView onCode={openCode} onClose={() => setOpen(false)} />}
        />
      )}
      {entry.refused || !page ? (
        <Missing entry={entry} />
      ) : (
        <>
          <p class="hint" role="status">
            {page.message}
          </p>
          <ul class="cards">
            {page.items.map((product) => (
              <li key={product.sku}>
                <Card product={product} />
              </li>
            ))}
          </ul>
          {page.total > page.items.length && limit < MOST && (
            <button
              type="button"
              class="quiet wide"
              onClick={() => setLimit(Math.min(MOST, limit + PAGE))}
            >
              {labels.more}
            </button>
          )}
        </>
      )}
    </>
  )
}

/** Products that the API lists at once. */
const MOST = 200

/** What is searched stands in the address, so that "back" leads to it. */
function search(words: string): void {
  // A code may have led to a product meanwhile.
  if (!location.hash.startsWith(linkTo('/find'))) return
  const query = words.trim()
  const address = linkTo('/find', query ? { q: query } : {})
  if (location.hash === address) return
  history.replaceState(null, '', address)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

/** Barcodes, which no words are. */
const CODE = /^\d{6,14}$/

/** Shows the product of a code that was scanned or typed, at its size; says so where there is none. */
async function openCode(code: string): Promise<void> {
  const found = await lookUp(code, null)
  if (found.kind === 'shelf') {
    const { sku, size } = found.shelf
    location.hash = linkToProduct(sku, size)
  } else if (found.kind === 'product') {
    location.hash = linkToProduct(found.product.sku)
  } else {
    const labels = say(FIND)
    const text = found.kind === 'unknown' ? labels.unknownCode(code) : labels.unread
    showToast({ text, kind: 'refused' })
  }
}

const Card = ({ product }: { product: Model }) => (
  <a href={linkToProduct(product.sku ?? '')}>
    <Picture thumb={product.thumb} model={product.model} />
    <div class="grow">
      <b>{product.model}</b>
      <small>
        {product.color} · {product.gender}
      </small>
      <ul class="sizes">
        {product.sizes?.map(({ size, available }) => (
          <li key={size} class={available > 0 ? '' : 'none'}>
            {size}
            <b>{number(available)}</b>
          </li>
        ))}
      </ul>
    </div>
    <b class="big">{number(product.total_quantity)}</b>
  </a>
)

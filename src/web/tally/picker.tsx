import { useState } from 'preact/hooks'
import type { Model, ProductDetail } from '../answers.ts'
import { online, useGet } from '../api.ts'
import { TALLY } from '../labels/tally.ts'
import type { Kind } from '../outbox/batch.ts'
import { knownOrRead } from '../outbox/lookup.ts'
import { Picture } from '../parts/picture.tsx'
import { say } from '../settings.ts'

/** Products that are shown to choose from. */
const MOST = 12

/** Products that are called so. */
export function Products({
  words,
  onChoose,
}: {
  words: string
  onChoose: (product: ProductDetail) => void
}) {
  const labels = say(TALLY)
  const { answer } = useGet(words ? '/models' : null, { model: words, active: true, limit: MOST })
  const choose = async (sku: string) => {
    const product = await knownOrRead(sku)
    if (product) onChoose(product)
  }
  if (!answer) return online.value ? null : <p class="hint">{labels.needsNetwork}</p>
  return (
    <>
      <p class="hint" role="status">
        {answer.message}
      </p>
      <ul class="variants">
        {answer.items.map((product) => (
          <li key={product.sku}>
            <ProductButton product={product} onPress={() => choose(product.sku ?? '')} />
          </li>
        ))}
      </ul>
    </>
  )
}

const ProductButton = ({ product, onPress }: { product: Model; onPress: () => void }) => (
  <button type="button" class="choice" onClick={onPress}>
    <Picture thumb={product.thumb} model={product.model} />
    <span class="grow">
      <b>{product.model}</b>
      <small>
        {product.color} · {product.gender}
      </small>
    </span>
  </button>
)

interface SizesProps {
  readonly product: ProductDetail
  readonly kind: Kind
  /** Units of each size that are on the list. */
  readonly units: (size: string) => number | null
  readonly onSize: (size: string) => void
  /** Lists all sizes to be counted; missing where one is asked for. */
  readonly onAll?: (() => void) | undefined
  readonly onClose: () => void
}

/** The sizes of a product: each tap is one unit. */
export function Sizes({ product, kind, units, onSize, onAll, onClose }: SizesProps) {
  const labels = say(TALLY)
  const name = `${product.model} ${product.color}`
  return (
    <section class="card sizes-of" aria-label={labels.sizesOf(name)}>
      <header>
        <Picture thumb={product.thumb} model={product.model} />
        <h2 class="grow">
          {name}
          <small>{product.gender}</small>
        </h2>
        <button type="button" class="quiet" onClick={onClose}>
          {labels.goOn}
        </button>
      </header>
      <ul class="size-buttons">
        {product.sizes.map(({ size }) => (
          <li key={size}>
            <button type="button" class="quiet" onClick={() => onSize(size)}>
              {size} {units(size) !== null && <sup>×{units(size)}</sup>}
            </button>
          </li>
        ))}
      </ul>
      {onAll && kind === 'count' && (
        <button type="button" class="quiet" onClick={onAll}>
          {labels.allSizes}
        </button>
      )}
      {kind === 'delivery' && <OtherSize onSize={onSize} />}
    </section>
  )
}

/** A delivery may bring a size that was never there. */
function OtherSize({ onSize }: { onSize: (size: string) => void }) {
  const labels = say(TALLY)
  const [size, setSize] = useState('')
  return (
    <form
      class="other-size"
      onSubmit={(event) => {
        event.preventDefault()
        if (size.trim()) onSize(size.trim())
        setSize('')
      }}
    >
      <input
        aria-label={labels.newSize}
        placeholder={labels.newSize}
        maxLength={20}
        value={size}
        onInput={(event) => setSize(event.currentTarget.value)}
      />
      <button type="submit" class="quiet">
        {labels.add}
      </button>
    </form>
  )
}

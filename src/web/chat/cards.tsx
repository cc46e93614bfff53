import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { words } from './words.ts'

/** Cards before "Show all": a chat goes on below them. */
const FIRST = 6

/** Cards one beside the other, the first few of them at first. */
export function Cards({ children }: { children: readonly ComponentChildren[] }) {
  const [isWhole, showAll] = useState(false)
  const shown = isWhole ? children : children.slice(0, FIRST)
  return (
    <>
      <ul class="cards">
        {shown.map((card, at) => (
          <li key={at}>{card}</li>
        ))}
      </ul>
      {shown.length < children.length && (
        <button type="button" onClick={() => showAll(true)}>
          {words.value.showAll(children.length)}
        </button>
      )}
    </>
  )
}

export interface Named {
  readonly model: string
  readonly color: string
  readonly gender: string
}

/** A product as sentences name it: "Hermès, Blanche, Femme". */
export const nameOf = ({ model, color, gender }: Named): string =>
  [model, color, gender].filter(Boolean).join(', ')

/** A card of a product: its photo and its names, and what is said of it. */
export function Card({
  product: { model, color, gender },
  thumb,
  note,
  children,
}: {
  product: Named
  thumb: string | null
  /** Behind the gender. */
  note?: string | false
  children: ComponentChildren
}) {
  return (
    <article>
      <Photo thumb={thumb} model={model} />
      <div>
        <h2>{[model, color].filter(Boolean).join(', ')}</h2>
        <p class="quiet">{[gender, note].filter(Boolean).join(' · ')}</p>
        {children}
      </div>
    </article>
  )
}

/** The photo, or the first letters of the name where there is none, or the chat lets none in. */
function Photo({ thumb, model }: { thumb: string | null; model: string }) {
  const [isMissing, miss] = useState(false)
  if (thumb === null || isMissing) {
    return (
      <span class="photo" aria-hidden="true">
        {model.slice(0, 2)}
      </span>
    )
  }
  return (
    <img
      class="photo"
      src={thumb}
      alt=""
      width={72}
      height={72}
      referrerpolicy="no-referrer"
      onError={() => miss(true)}
    />
  )
}

/** A size with its units. */
export interface SizeUnits {
  readonly size: string
  readonly units: number
}

export function Sizes({ label, sizes }: { label: string; sizes: readonly SizeUnits[] }) {
  return (
    <ul class="sizes" aria-label={label}>
      {sizes.map(({ size, units }) => (
        <li key={size} class={units > 0 ? '' : 'none'}>
          {size} <b>{units}</b>
        </li>
      ))}
    </ul>
  )
}

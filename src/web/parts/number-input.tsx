import { useState } from 'preact/hooks'

interface Props {
  readonly value: number | ''
  /** Takes what was typed once the field is left, where the field allows it; NaN for nothing. */
  set(value: number): void
  readonly kind: 'numeric' | 'decimal'
  readonly min: number
  readonly max?: number
  readonly placeholder?: string
  /** What it is of, where no label stands around it. */
  readonly name?: string
}

/** A field for a number, which keeps what is being typed while the screen learns something new. */
export function NumberInput({ value, set, kind, min, max, placeholder, name }: Props) {
  const [typed, type] = useState<string>()
  return (
    <input
      type="number"
      inputMode={kind}
      min={min}
      max={max}
      placeholder={placeholder}
      aria-label={name}
      value={typed ?? value}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onInput={({ currentTarget }) => type(currentTarget.value)}
      onChange={({ currentTarget }) => {
        type(undefined)
        if (currentTarget.checkValidity()) set(currentTarget.valueAsNumber)
      }}
    />
  )
}

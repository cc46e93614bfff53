interface Props<T extends string> {
  /** What is chosen. */
  readonly name: string
  readonly values: readonly T[]
  readonly names: Readonly<Record<NoInfer<T>, string>>
  readonly value: NoInfer<T>
  /** Whether the values say by themselves what is chosen; a screen reader names it all the same. */
  readonly isClear?: boolean
  choose(value: NoInfer<T>): void
}

/** A few choices side by side, of which one holds. */
export const Choices = <T extends string>({
  name,
  values,
  names,
  value,
  isClear = false,
  choose,
}: Props<T>) => (
  <fieldset class={isClear ? 'options unnamed' : 'options'}>
    <legend>{name}</legend>
    {values.map((one) => (
      <label key={one}>
        <input type="radio" name={name} checked={one === value} onChange={() => choose(one)} />
        <span>{names[one]}</span>
      </label>
    ))}
  </fieldset>
)

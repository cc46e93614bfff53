import { useEffect, useState } from 'preact/hooks'

/** Milliseconds in which the second press counts. */
const SURE_MS = 4_000

interface Props {
  /** On the button, before and after the first press. */
  readonly label: string
  readonly sure: string
  /** What it is about, for those who do not see the line that it stands in. */
  readonly about?: string
  run(): unknown
}

/** A button that asks back: the first press does nothing but change its label. */
export function Sure({ label, sure, about = '', run }: Props) {
  const [isAsking, setAsking] = useState(false)
  useEffect(() => {
    if (!isAsking) return
    const clock = setTimeout(() => setAsking(false), SURE_MS)
    return () => clearTimeout(clock)
  }, [isAsking])
  const press = () => {
    setAsking(!isAsking)
    if (isAsking) run()
  }
  const text = isAsking ? sure : label
  return (
    <button
      type="button"
      class={isAsking ? 'sure' : 'quiet'}
      aria-label={about && `${text}: ${about}`}
      onClick={press}
    >
      {text}
    </button>
  )
}

interface Props {
  readonly name: string
  readonly value: string
  /** What it is compared with. */
  readonly before?: string | undefined
}

/** A figure in a list of class "tiles". */
export const Tile = ({ name, value, before }: Props) => (
  <div>
    <dt>{name}</dt>
    <dd class="big">{value}</dd>
    {before !== undefined && <dd class="before">{before}</dd>}
  </div>
)

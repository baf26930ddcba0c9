import { RUN_COLOURS } from './compared'

/** Which colour is whose. */
export function Legend({ names }: { readonly names: readonly { readonly id: string; readonly name: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 pt-2 text-xs text-muted" aria-label="Curves">
      {names.map(({ id, name }, index) => (
        <li key={id} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="w-4 border-t-2"
            style={{ borderColor: RUN_COLOURS[index], borderStyle: id === 'benchmark' ? 'dashed' : 'solid' }}
          />
          {name}
        </li>
      ))}
    </ul>
  )
}

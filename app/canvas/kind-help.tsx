import type { NodeManifest, PortSpec } from '../../engine/sdk'
import { fieldsOf } from './kinds'

const list = (ports: readonly PortSpec[]): string =>
  ports.map(({ label, type }) => `${label} (${type})`).join(', ') || 'nothing'

/** What a kind is for, in a few lines: its summary, its ports, its parameters. */
export function KindHelp({ kind }: { readonly kind: NodeManifest }) {
  const params = fieldsOf(kind).map(({ title }) => title)
  return (
    <>
      <p>{kind.summary}</p>
      <p className="mt-1 text-muted">
        Takes {list(kind.inputs)}; gives {list(kind.outputs)}.{kind.simulated ? ' Its data is made up.' : ''}
      </p>
      {params.length > 0 && <p className="mt-1 text-faint">Set by: {params.join(', ')}.</p>}
    </>
  )
}

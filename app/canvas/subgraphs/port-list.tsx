import type { NodeManifest, PortSpec } from '../../../engine/sdk'
import { portColor } from '../kinds'

function Ports({ title, ports }: { readonly title: string; readonly ports: readonly PortSpec[] }) {
  if (ports.length === 0) return null
  return (
    <>
      <dt className="text-xs text-faint">{title}</dt>
      <dd>
        <ul className="text-sm">
          {ports.map((port) => (
            <li key={port.id} className="flex items-center gap-2">
              <span aria-hidden className="size-1.5 rounded-full" style={{ background: portColor(port.type) }} />
              <span className="min-w-0 truncate">{port.label}</span>
              <span className="text-xs text-faint">{port.type}</span>
            </li>
          ))}
        </ul>
      </dd>
    </>
  )
}

/** The ports of a subgraph as its card shows them. */
export function PortList({ manifest }: { readonly manifest: NodeManifest | undefined }) {
  if (!manifest) return null
  return (
    <section aria-label="Ports" className="pt-4">
      <h3 className="pb-1 text-xs font-medium text-faint">Ports</h3>
      <dl className="grid grid-cols-[64px_1fr] gap-y-1.5">
        <Ports title="Inputs" ports={manifest.inputs} />
        <Ports title="Outputs" ports={manifest.outputs} />
      </dl>
      <p className="pt-1.5 text-xs text-faint">
        Inside, each port is a card of its own: rename it by its label, move it to change the order, add more from the
        palette.
      </p>
    </section>
  )
}

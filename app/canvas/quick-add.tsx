'use client'
import { DropdownMenu } from 'radix-ui'
import { canConnect, type NodeManifest, type PortSpec, type Topology } from '../../engine/sdk'
import { findManifest, MANIFESTS } from '../../nodes/manifests'
import { KindIcon } from '../ui/icons'
import { addLinked } from './commands'
import { CARD_WIDTH_PX, type Connecting } from './flow/store'
import { portColor } from './kinds'
import { nodeById, useCanvas, useDocument, useSession } from './session'

interface Offer {
  readonly kind: NodeManifest
  readonly port: PortSpec
}

/** Every kind and port that the link being drawn could end at, in the palette's order. */
export function offersFor(topology: Topology, from: Connecting): Offer[] {
  const there = findManifest(nodeById(topology, from.node)?.kind ?? '')
  if (!there) return []
  const start = { nodeId: from.node, manifest: there, port: from.port }
  return MANIFESTS.flatMap((kind) => {
    const ports = from.side === 'output' ? kind.inputs : kind.outputs
    const fits = ports.filter((port) => {
      // No node has this id: ids begin with a letter.
      const end = { nodeId: '+', manifest: kind, port: port.id }
      return (from.side === 'output' ? canConnect(start, end, topology.links) : canConnect(end, start, topology.links))
        .ok
    })
    return fits.map((port) => ({ kind, port }))
  })
}

/** Height of the ports' row under a card's head: the new node's port should lie where the link was let go. */
const PORT_OFFSET_PX = 52

/** A link let go over empty canvas asks what it should lead to; what is chosen is added and linked. */
export function QuickAdd() {
  const session = useSession()
  const { canvas } = session
  const quickAdd = useCanvas((state) => state.quickAdd)
  const topology = useDocument((state) => state.topology)
  const offers = quickAdd ? offersFor(topology, quickAdd.from) : []
  const close = () => canvas.setState({ quickAdd: null })
  const choose = ({ kind, port }: Offer) => {
    const at = quickAdd && canvas.getState().instance?.screenToFlowPosition(quickAdd)
    if (!at) return
    const x = quickAdd.from.side === 'output' ? at.x : at.x - CARD_WIDTH_PX
    addLinked(session, kind, port.id, quickAdd.from, { x, y: at.y - PORT_OFFSET_PX })
  }
  return (
    <DropdownMenu.Root open={quickAdd !== null && offers.length > 0} onOpenChange={(open) => !open && close()}>
      <DropdownMenu.Trigger asChild>
        <span
          className="fixed size-0"
          style={{ left: quickAdd?.x ?? 0, top: quickAdd?.y ?? 0 }}
          aria-hidden
          tabIndex={-1}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          aria-label="Add a node that fits"
          collisionPadding={8}
          className="z-50 max-h-80 min-w-52 overflow-y-auto rounded-md border border-line-strong bg-surface p-1 text-sm shadow-[var(--shadow)]"
        >
          <DropdownMenu.Label className="px-2 py-1 text-xs text-faint">Add and link</DropdownMenu.Label>
          {offers.map((offer) => (
            <DropdownMenu.Item
              key={`${offer.kind.kind}.${offer.port.id}`}
              className="menu-item"
              onSelect={() => choose(offer)}
            >
              <KindIcon name={offer.kind.icon} />
              <span className="flex-1">{offer.kind.label}</span>
              <span className="flex items-center gap-1.5 text-xs text-faint">
                {offer.port.label}
                <span
                  aria-hidden
                  className="size-1.5 rounded-full"
                  style={{ background: portColor(offer.port.type) }}
                />
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
